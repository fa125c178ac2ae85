#include "engine/bytecode/disassembler.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/splitmix.h"
#include "engine/base/utf8.h"
#include "engine/bytecode/instruction.h"

namespace quicksilver {
namespace {

using testing::HasSubstr;
using testing::Not;

Word Abc(Opcode op, unsigned a = 0, unsigned b = 0, unsigned c = 0) {
  return EncodeABC(op, a, b, c);
}
Word Jump(Opcode op, unsigned a, int offset) {
  return EncodeABx(op, a, static_cast<std::uint16_t>(offset));
}

Function& AddFunction(Chunk& chunk, std::string name, std::uint32_t registers) {
  auto function = std::make_unique<Function>();
  function->name = std::move(name);
  function->register_count = registers;
  chunk.functions.push_back(std::move(function));
  return *chunk.functions.back();
}

// The meaning and operands of one instruction in a chunk that has everything instructions can name.
std::string Line(std::vector<Word> code) {
  Chunk chunk;
  chunk.constants.AddNumber(10);
  chunk.constants.AddText("name");
  chunk.constants.AddText("say \"hi\"\n");
  chunk.globals = {"count"};
  Function& function = AddFunction(chunk, "f", 16);
  AddFunction(chunk, "area", 1);
  function.slot_count = 4;
  function.capture_count = 2;
  function.cache_count = 8;
  function.code = std::move(code);
  function.code.push_back(Abc(Opcode::kHalt));
  chunk.forms.push_back(std::make_unique<CompiledForm>());
  chunk.forms[0]->name = "Point";
  chunk.variants.push_back(std::make_unique<VariantInfo>());
  chunk.variants[0]->name = "Shape";
  chunk.key_lists = {{1, 2}};
  PlaceInfo place;
  place.name = 1;
  place.steps = {{true, 0, {}}, {false, 1, {}}, {true, 0, {}}};
  chunk.places.push_back(place);
  chunk.aspects.push_back({"Drawable", {"draw"}});
  chunk.embodies.push_back({"Drawable", "Point", {"draw"}});
  return DisassembleInstruction(chunk, function, 0);
}

TEST(Disassembler, ShowsWhatAnInstructionDoes) {
  EXPECT_EQ(Line({EncodeABx(Opcode::kLoadConst, 0, 0)}), "LoadConst r0, #0     ; r0 = 10");
  EXPECT_EQ(Line({Abc(Opcode::kMulNum, 3, 1, 2)}), "MulNum r3, r1, r2    ; r3 = r1 * r2");
  EXPECT_EQ(Line({Abc(Opcode::kMove, 1, 2)}), "Move r1, r2          ; r1 = move r2");
  EXPECT_EQ(Line({Abc(Opcode::kLoadTruth, 1, 1)}), "LoadTruth r1, 1      ; r1 = truth true");
  EXPECT_EQ(Line({Abc(Opcode::kAddNumK, 1, 2, 0)}), "AddNumK r1, r2, #0   ; r1 = r2 + 10");
  EXPECT_EQ(Line({Abc(Opcode::kNop)}), "Nop");
}

TEST(Disassembler, ShowsConstantsAsLiteralsAndNamesBare) {
  EXPECT_EQ(Line({EncodeABx(Opcode::kLoadConst, 0, 2)}),
            R"(LoadConst r0, #2     ; r0 = "say \"hi\"\n")");
  EXPECT_EQ(Line({Abc(Opcode::kGetField, 1, 2), 1, 7}),
            "GetField r1, r2, #1, cache 7 ; r1 = r2.name");
}

TEST(Disassembler, NamesSpills) {
  EXPECT_EQ(Line({Abc(Opcode::kLoadLocal, 1), 3}), "LoadLocal r1, s3     ; r1 = spill s3");
  EXPECT_EQ(Line({Abc(Opcode::kTakeLocal, 1), 3}), "TakeLocal r1, s3     ; r1 = move spill s3");
  EXPECT_EQ(Line({Abc(Opcode::kStoreLocal, 1), 0}), "StoreLocal r1, s0    ; spill s0 := move r1");
}

TEST(Disassembler, NamesWindows) {
  EXPECT_EQ(Line({Abc(Opcode::kCall, 5, 3)}),
            "Call r5, 3           ; r5 = r5(3 arguments), window r5..r8");
  EXPECT_EQ(Line({Abc(Opcode::kCall, 5, 0)}),
            "Call r5, 0           ; r5 = r5(0 arguments), window r5");
  EXPECT_THAT(Line({Abc(Opcode::kCallMethod, 5, 2)}), HasSubstr("window r5..r8"));
  EXPECT_EQ(Line({Abc(Opcode::kCreateList, 1, 4, 3)}),
            "CreateList r1, r4, 3 ; r1 = list of window r4..r6");
  EXPECT_THAT(Line({Abc(Opcode::kCreateList, 1, 4, 0)}), HasSubstr("list of empty window"));
  EXPECT_THAT(Line({Abc(Opcode::kCreateStruct, 1, 4, 2), 0, 0}),
              HasSubstr("r1 = r4 { window r5..r6 }"));
  EXPECT_THAT(Line({Abc(Opcode::kDropRange, 4, 3)}), HasSubstr("drop window r4..r6"));
  EXPECT_THAT(Line({Abc(Opcode::kForPrepare, 4)}), HasSubstr("window r4..r6"));
  EXPECT_THAT(Line({Abc(Opcode::kEmbody, 4, 1), 0}),
              HasSubstr("embody Drawable for Point with window r4"));
}

TEST(Disassembler, NamesWhatExtensionWordsPointTo) {
  EXPECT_THAT(Line({Abc(Opcode::kLoadGlobal, 1), 0}),
              HasSubstr("LoadGlobal r1, g0    ; r1 = count"));
  EXPECT_THAT(Line({Abc(Opcode::kLoadCapture, 1), 1}),
              HasSubstr("LoadCapture r1, c1   ; r1 = capture 1"));
  EXPECT_THAT(Line({Abc(Opcode::kCreateClosure, 1), 1}), HasSubstr("; r1 = chant area"));
  EXPECT_THAT(Line({Abc(Opcode::kDefineForm, 1), 0}), HasSubstr("; r1 = form Point"));
  EXPECT_THAT(Line({Abc(Opcode::kDefineVariant, 1), 0}), HasSubstr("; r1 = variant Shape"));
  EXPECT_THAT(Line({Abc(Opcode::kInsertMap, 1, 2, 2), 0}),
              HasSubstr(R"(; r1 += keys {name, say "hi"\n} of window r2..r3)"));
  EXPECT_THAT(Line({Abc(Opcode::kSetPlace, 4), 0}),
              HasSubstr("; place name[.].name[.] := move r4, window r4..r6"));
  EXPECT_THAT(Line({Abc(Opcode::kDefineAspect), 0}), HasSubstr("; aspect Drawable"));
  const auto variable = [](VariableKind kind, std::uint32_t index) {
    return Line({Abc(Opcode::kCallUpdate, 5, 1), EncodeVariable(kind, index)});
  };
  EXPECT_THAT(variable(VariableKind::kSlot, 2), HasSubstr("5(1 arguments) for spill s2, window"));
  EXPECT_THAT(variable(VariableKind::kCaptureCell, 1), HasSubstr("for [c1]"));
  EXPECT_THAT(variable(VariableKind::kGlobal, 0), HasSubstr("for count"));
  EXPECT_THAT(variable(VariableKind::kRegister, 99), HasSubstr("for r99?"));
}

TEST(Disassembler, LabelsJumpsByTheirTarget) {
  EXPECT_EQ(Line({Jump(Opcode::kJump, 0, 0)}), "Jump L1              ; -> L1");
  EXPECT_EQ(Line({Jump(Opcode::kJumpIfTrue, 2, -1)}), "JumpIfTrue r2, L0    ; if r2 -> L0");
  EXPECT_EQ(Line({Abc(Opcode::kJumpIfLtK, 2, 0), 0}), "JumpIfLtK r2, #0, L2 ; if r2 < 10 -> L2");
  EXPECT_THAT(Line({Abc(Opcode::kTestKind, 2, 3), 0}), HasSubstr("; unless r2 is a Absent -> L2"));
}

TEST(Disassembler, MarksWhatTheChunkDoesNotHave) {
  EXPECT_EQ(Line({EncodeABx(Opcode::kLoadConst, 0, 7)}), "LoadConst r0, #7?    ; r0 = #7?");
  EXPECT_EQ(Line({Abc(Opcode::kMove, 16, 200)}), "Move r16?, r200?     ; r16? = move r200?");
  EXPECT_THAT(Line({Abc(Opcode::kLoadGlobal, 1), 5}), HasSubstr("LoadGlobal r1, g5?   ; r1 = #5?"));
  EXPECT_THAT(Line({Abc(Opcode::kLoadLocal, 1), 4}), HasSubstr("r1 = spill s4?"));
  EXPECT_THAT(Line({Abc(Opcode::kCall, 15, 1)}), HasSubstr("window r15..r16?"));
  EXPECT_THAT(Line({Abc(Opcode::kGetField, 1, 2), 0, 8}), HasSubstr("cache 8? ; r1 = r2.#0?"))
      << "a number is no name";
  EXPECT_THAT(Line({Jump(Opcode::kJump, 0, 100)}), HasSubstr("-> L101?"));
  EXPECT_THAT(Line({Jump(Opcode::kLoop, 0, -2)}), HasSubstr("-> L-1?"));
  EXPECT_EQ(Line({0x123456FF}), "? 0x123456ff         ; there is no opcode 255");
}

TEST(Disassembler, SaysWhereAnInstructionIsCutOff) {
  Chunk chunk;
  Function& function = AddFunction(chunk, "f", 2);
  function.code = {Abc(Opcode::kJumpWide)};
  EXPECT_EQ(DisassembleInstruction(chunk, function, 0), "JumpWide ?           ; -> ?, cut off");
  EXPECT_THAT(DisassembleInstruction(chunk, function, 1), HasSubstr("there is no pc 1"));
}

constexpr std::string_view kSource =
    "bind n to 10\n"
    "whilst n > 0 then\n"
    "  set n to n - 1\n"
    "end\n"
    "double(n)\n";

// The program above, as a compiler might have made it.
Chunk MakeProgram() {
  Chunk chunk;
  chunk.lines = MakeLineTable(kSource);
  chunk.constants.AddNumber(10);
  chunk.constants.AddNumber(0);
  chunk.constants.AddNumber(1);
  chunk.globals = {"double"};
  Function& main = AddFunction(chunk, "main", 3);
  main.slot_count = 1;
  main.code = {
      EncodeABx(Opcode::kLoadConst, 0, 0),  // 0
      Abc(Opcode::kJumpUnlessGtK, 0, 1),
      3,                               // 1 -> 6
      Abc(Opcode::kSubNumK, 1, 0, 2),  // 3
      Abc(Opcode::kReplace, 0, 1),     // 4
      Jump(Opcode::kLoop, 0, -5),      // 5 -> 1
      Abc(Opcode::kLoadGlobal, 1),
      0,                             // 6
      Abc(Opcode::kCopy, 2, 0),      // 8
      Abc(Opcode::kCall, 1, 1),      // 9
      Abc(Opcode::kHalt, 1),         // 10
      Abc(Opcode::kLoadNothing, 1),  // 11, the handler
      Abc(Opcode::kHalt, 1),         // 12
  };
  main.lines = {{0, {10, 12}}, {1, {20, 25}}, {3, {42, 47}},
                {5, {20, 25}}, {6, {52, 58}}, {9, {52, 61}}};
  main.handlers = {{6, 10, 11, false, ErrorKind::kTypeError, 0}, {0, 10, 11, true, {}, 1}};
  main.keep_sets = {{0, 3}, {}};
  main.alignment = {{7, 4, 1}};
  main.operand_values = {{3, 0, 12}, {3, 1, 11}, {9, 8, 13}, {9, 9, 14}};
  Function& chant = AddFunction(chunk, "double", 2);
  chant.required = 1;
  chant.rest = true;
  chant.capture_count = 1;
  chant.cache_count = 2;
  chant.captures = {{CaptureKind::kSelf, 0}};
  chant.code = {Abc(Opcode::kAdd, 1, 0, 0), Abc(Opcode::kReturn, 1)};
  return chunk;
}

TEST(Disassembler, ListsAProgram) {
  const Chunk chunk = MakeProgram();
  DisassemblyOptions options;
  options.source = kSource;
  EXPECT_EQ(Disassemble(chunk, options),
            R"(#0 = 10
#1 = 0
#2 = 1
g0 = double

function 0 main: 0 parameters, 3 registers, 1 slot, 0 captures
      1 | bind n to 10
        0  LoadConst r0, #0         ; r0 = 10
      2 | whilst n > 0 then
╭┬▶    L1  JumpUnlessGtK r0, #1, L6 ; unless r0 > 0 -> L6
││    3 |   set n to n - 1
││      3  SubNumK r1, r0, #2       ; r1 = r0 - 1
││      4  Replace r0, r1           ; r0 := move r1
│╰─     5  Loop L1                  ; -> L1
│     5 | double(n)
╰─▶    L6  LoadGlobal r1, g0        ; r1 = double
        8  Copy r2, r0              ; r2 = r0
        9  Call r1, 1               ; r1 = r1(1 arguments), window r1..r2
       10  Halt r1                  ; end with r1
      L11  LoadNothing r1           ; r1 = nothing
       12  Halt r1                  ; end with r1
  handlers:
    6..10 -> L11 for TypeError, keeps r0, s0
    0..10 -> L11 for any kind, keeps nothing
  spans:
    0 at 1:11..1:13
    1 at 2:8..2:13
    3 at 3:12..3:17
    5 at 2:8..2:13
    6 at 5:1..5:7
    9 at 5:1..5:10

function 1 double: 1 parameter and a rest parameter, 2 registers, 0 slots, 1 capture, 2 caches
  c0 = itself
     0  Add r1, r0, r0       ; r1 = r0 + r0
     1  Return r1            ; return r1
)");
}

TEST(Disassembler, ShowsEachSourceLineOnce) {
  const Chunk chunk = MakeProgram();
  DisassemblyOptions options;
  options.source = kSource;
  const std::string text = Disassemble(chunk, options);
  const std::string line = "2 | whilst n > 0 then";
  ASSERT_NE(text.find(line), std::string::npos);
  EXPECT_EQ(text.find(line), text.rfind(line)) << "the loop's end belongs to line 2 as well";
  EXPECT_THAT(text, Not(HasSubstr("4 | end"))) << "no instruction belongs to it";
  EXPECT_THAT(Disassemble(chunk), Not(HasSubstr(" | "))) << "there is no source to show";
}

TEST(Disassembler, ShowsRecordsOnDemand) {
  const Chunk chunk = MakeProgram();
  EXPECT_THAT(Disassemble(chunk), Not(HasSubstr("node 7")));
  DisassemblyOptions options;
  options.alignment = true;
  options.operand_values = true;
  const std::string text = DisassembleFunction(chunk, 0, options);
  EXPECT_THAT(text, HasSubstr("r1 = r0 - 1  {A=v12, B=v11}  (node 7 = r1)\n"));
  EXPECT_THAT(text, HasSubstr("window r1..r2  {window[0]=v13, window[1]=v14}\n"));
}

TEST(Disassembler, ListsTheTablesOfAChunk) {
  Chunk chunk;
  chunk.file = "shapes.gw";
  chunk.constants.AddText("x");
  chunk.constants.AddNumber(-0.0);
  chunk.forms.push_back(std::make_unique<CompiledForm>());
  chunk.forms[0]->name = "Point";
  chunk.forms[0]->fields.resize(2);
  chunk.forms[0]->fields[0].name = "x";
  chunk.forms[0]->fields[0].type_name = "Number";
  chunk.forms[0]->fields[1].name = "at";
  chunk.forms[0]->fields[1].type_name = "Text";
  chunk.forms[0]->captures = {{CaptureKind::kGlobals, 0}, {CaptureKind::kSlot, 4}};
  chunk.variants.push_back(std::make_unique<VariantInfo>());
  chunk.variants[0]->name = "Shape";
  chunk.variants[0]->cases = {{"Circle", true, 1}, {"Dot", false, 0}};
  chunk.key_lists = {{0, 9}};
  chunk.places.emplace_back();
  chunk.places[0].steps = {{false, 0, {}}};
  chunk.aspects.push_back({"Drawable", {"draw", "size"}});
  chunk.embodies.push_back({"Drawable", "Point", {"draw"}});
  chunk.functions.push_back(nullptr);
  EXPECT_EQ(Disassemble(chunk), R"(file shapes.gw
#0 = "x"
#1 = -0
form 0 = Point {x: Number, at: Text}, c0 = globals, c1 = s4
variant 0 = Shape: Circle(1), Dot
keys 0 = {x, #9?}
place 0 = x.x
aspect 0 = Drawable {draw, size}
embody 0 = Drawable for Point {draw}

function 0 is missing
)");
}

TEST(Disassembler, KeepsLongAndStrangeNamesOnOneShortLine) {
  Chunk chunk;
  chunk.globals = {"tab\tbell\a", "ends in a broken \xE2\x82", std::string(1000, 'x')};
  const std::string text = Disassemble(chunk);
  EXPECT_THAT(text, HasSubstr(R"(g0 = tab\u{9}bell\u{7})"));
  EXPECT_THAT(text, HasSubstr(R"(g1 = ends in a broken \xe2\x82)"));
  EXPECT_THAT(text, HasSubstr("g2 = " + std::string(40, 'x') + "…\n"));
}

TEST(Disassembler, LeavesOutTheArrowsWhenAsked) {
  DisassemblyOptions options;
  options.jump_arrows = false;
  const std::string text = Disassemble(MakeProgram(), options);
  EXPECT_THAT(text, Not(HasSubstr("▶")));
  EXPECT_THAT(text, HasSubstr("    L1  JumpUnlessGtK")) << "labels stay";
}

// Nothing below compares text: it is about coming back at all, with sanitizers watching.
Chunk MakeCorrupted(std::uint64_t seed) {
  SplitMix64 random(seed);
  const auto small = [&random] { return random.Below(random.Below(4) == 0 ? 0xFFFF'FFFF : 12); };
  Chunk chunk;
  std::vector<std::uint32_t> starts = {0};
  for (std::uint32_t i = random.Below(5); i > 0; --i)
    starts.push_back(starts.back() + random.Below(9));
  chunk.lines = LineTable(starts);
  for (std::uint32_t i = random.Below(6); i > 0; --i) {
    if (random.Below(2) == 0) {
      chunk.constants.AddNumber(static_cast<double>(random.Next()));
    } else {
      std::string text(random.Below(60), ' ');
      for (char& byte : text) byte = static_cast<char>(random.Next());
      chunk.constants.AddText(text);
    }
  }
  for (std::uint32_t i = random.Below(4); i > 0; --i) chunk.globals.emplace_back("g\xFF");
  for (std::uint32_t i = random.Below(3); i > 0; --i) chunk.forms.push_back(nullptr);
  for (std::uint32_t i = random.Below(3); i > 0; --i) {
    chunk.variants.push_back(std::make_unique<VariantInfo>());
  }
  for (std::uint32_t i = random.Below(3); i > 0; --i) chunk.key_lists.push_back({small(), small()});
  for (std::uint32_t i = random.Below(3); i > 0; --i) {
    PlaceInfo place;
    place.root = static_cast<VariableKind>(random.Next());
    place.name = small();
    place.steps.resize(random.Below(300), {random.Below(2) == 0, small(), {}});
    chunk.places.push_back(place);
  }
  for (std::uint32_t i = random.Below(3); i > 0; --i) chunk.embodies.emplace_back();
  for (std::uint32_t i = 1 + random.Below(2); i > 0; --i) {
    if (random.Below(8) == 0) {
      chunk.functions.push_back(nullptr);
      continue;
    }
    Function& function = AddFunction(chunk, "broken", small());
    function.slot_count = small();
    function.capture_count = small();
    function.cache_count = small();
    for (std::uint32_t k = random.Below(40); k > 0; --k) {
      // Mostly real opcodes, now and then with offsets that stay near.
      Word word = static_cast<Word>(random.Next());
      if (random.Below(4) != 0) word = (word & 0xFFFF'FF00) | random.Below(kOpcodeCount);
      if (random.Below(2) == 0) word &= 0x0F0F'0FFF;
      if (random.Below(3) == 0) word = small();
      function.code.push_back(word);
    }
    for (std::uint32_t k = random.Below(4); k > 0; --k) {
      function.lines.push_back({small(), {small(), small()}});
      function.handlers.push_back({small(), small(), small(), random.Below(2) == 0,
                                   static_cast<ErrorKind>(random.Next()), small()});
      function.keep_sets.push_back({small(), small()});
      function.captures.push_back({static_cast<CaptureKind>(random.Next()), small()});
      function.alignment.push_back({small(), small(), static_cast<std::uint8_t>(random.Next())});
      function.operand_values.push_back({small(), static_cast<std::uint16_t>(small()), small()});
    }
  }
  return chunk;
}

TEST(Disassembler, SurvivesRandomChunks) {
  std::size_t instructions = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Chunk chunk = MakeCorrupted(seed);
    DisassemblyOptions options;
    options.source = seed % 2 == 0 ? "one\ntwo\n\nfour" : "";
    options.jump_arrows = seed % 3 != 0;
    options.alignment = options.operand_values = seed % 5 != 0;
    const std::string text = Disassemble(chunk, options);
    ASSERT_TRUE(IsValidUtf8(text)) << "a listing is text whatever the chunk holds";
    for (std::uint32_t number = 0; number < chunk.functions.size(); ++number) {
      ASSERT_THAT(text, HasSubstr(DisassembleFunction(chunk, number, options)));
      if (chunk.functions[number] == nullptr) continue;
      const Function& function = *chunk.functions[number];
      // From every word, not only from where instructions begin.
      for (std::uint32_t pc = 0; pc <= function.code.size(); ++pc) {
        ASSERT_FALSE(DisassembleInstruction(chunk, function, pc).empty());
        ++instructions;
      }
    }
  }
  EXPECT_GT(instructions, 12'000u);
}

TEST(Disassembler, KnowsEveryOpcode) {
  for (unsigned number = 0; number < kOpcodeCount; ++number) {
    const OpcodeInfo& info = kOpcodes[number];
    const std::string line = Line({Abc(static_cast<Opcode>(number), 1, 1, 1), 1, 1});
    EXPECT_TRUE(line.starts_with(info.name)) << line;
    EXPECT_THAT(line, Not(HasSubstr("{A}"))) << info.name;
    for (const std::string_view left : {"{A}", "{B}", "{C}", "{K}", "{J}", "{1}", "{2}"}) {
      EXPECT_EQ(line.find(left), std::string::npos) << "not filled in: " << line;
    }
  }
}

}  // namespace
}  // namespace quicksilver
