#include "engine/bytecode/opcodes.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sstream>
#include <string>
#include <string_view>

#include "engine/bytecode/archive_format.h"
#include "engine/bytecode/decoded_instruction.h"

namespace quicksilver {
namespace {

using testing::HasSubstr;

bool IsRegister(OperandKind kind) {
  return kind >= OperandKind::kDef && kind <= OperandKind::kDrop;
}
bool IsExtension(OperandKind kind) { return kind >= OperandKind::kConst; }
bool FillsTwoBytes(OperandKind kind) {
  return kind == OperandKind::kConst16 || kind == OperandKind::kJump16;
}
bool IsJump(OperandKind kind) { return kind == OperandKind::kJump16 || kind == OperandKind::kJump; }

TEST(Opcodes, AreRowsInTheOrderOfTheEnum) {
  EXPECT_EQ(kOpcodes.front().name, "LoadConst");
  EXPECT_EQ(InfoOf(Opcode::kTrace).name, "Trace");
  EXPECT_EQ(static_cast<unsigned>(Opcode::kTrace) + 1, kOpcodeCount);
  std::set<std::string_view> names;
  for (const OpcodeInfo& info : kOpcodes) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name << " is there twice";
  }
}

TEST(Opcodes, HaveOperandsWhereTheyFit) {
  for (const OpcodeInfo& info : kOpcodes) {
    SCOPED_TRACE(info.name);
    for (const OperandKind kind : {info.a, info.b, info.c}) {
      EXPECT_FALSE(IsExtension(kind)) << "an extension word inside the first word";
    }
    EXPECT_FALSE(FillsTwoBytes(info.a) || FillsTwoBytes(info.c)) << "only Bx is 16 bits wide";
    EXPECT_TRUE(!FillsTwoBytes(info.b) || info.c == OperandKind::kNone) << "C is part of Bx";
    for (const OperandKind kind : {info.extension1, info.extension2}) {
      EXPECT_TRUE(kind == OperandKind::kNone || IsExtension(kind));
    }
    if (info.extension2 != OperandKind::kNone) {
      EXPECT_NE(info.extension1, OperandKind::kNone)
          << "extension words are counted from the first";
    }
  }
}

TEST(Opcodes, JumpExactlyWhenTheyHaveATarget) {
  for (const OpcodeInfo& info : kOpcodes) {
    SCOPED_TRACE(info.name);
    const auto jumps = static_cast<int>(IsJump(info.b)) +
                       static_cast<int>(IsJump(info.extension1)) +
                       static_cast<int>(IsJump(info.extension2));
    EXPECT_EQ(jumps, info.flow == Flow::kJump || info.flow == Flow::kBranch ? 1 : 0);
  }
}

TEST(Opcodes, SayInTheirTextOnlyWhatTheyHave) {
  for (const OpcodeInfo& info : kOpcodes) {
    SCOPED_TRACE(info.name);
    const std::string_view text = info.text;
    const auto says = [&](std::string_view part) { return text.find(part) != text.npos; };
    const bool window = info.window != Window::kNone;
    EXPECT_TRUE(!says("{A}") || info.a != OperandKind::kNone || window);
    EXPECT_TRUE(!says("{B}") || info.b != OperandKind::kNone || window);
    EXPECT_TRUE(!says("{C}") || info.c != OperandKind::kNone || window);
    EXPECT_TRUE(!says("{1}") || info.extension1 != OperandKind::kNone);
    EXPECT_TRUE(!says("{2}") || info.extension2 != OperandKind::kNone);
    EXPECT_EQ(says("{J}"), info.flow == Flow::kJump || info.flow == Flow::kBranch);
    const bool constant = info.b == OperandKind::kConst8 || info.c == OperandKind::kConst8 ||
                          info.b == OperandKind::kConst16 || info.extension1 == OperandKind::kConst;
    EXPECT_EQ(says("{K}"), constant);
    EXPECT_TRUE(!IsRegister(info.a) || says("{A}")) << "an operand that is not explained";
  }
}

TEST(Instruction, PacksAndUnpacks) {
  for (unsigned op = 0; op < kOpcodeCount; ++op) {
    const auto opcode = static_cast<Opcode>(op);
    const Word abc = EncodeABC(opcode, 0x12, 0xFE, 0x80);
    EXPECT_EQ(OpOf(abc), opcode);
    EXPECT_EQ(AOf(abc), 0x12);
    EXPECT_EQ(BOf(abc), 0xFE);
    EXPECT_EQ(COf(abc), 0x80);
    EXPECT_EQ(BxOf(abc), 0x80FE) << "Bx is B and C";
    const Word abx = EncodeABx(opcode, 0xFF, 0xFFFE);
    EXPECT_EQ(OpOf(abx), opcode);
    EXPECT_EQ(AOf(abx), 0xFF);
    EXPECT_EQ(JumpOf(abx), -2);
  }
}

TEST(Instruction, KnowsWhereItJumps) {
  const std::array<Word, 6> code = {EncodeABx(Opcode::kLoop, 0, 0xFFFF),
                                    EncodeABC(Opcode::kTestCase, 0, 1, 0),
                                    2,
                                    static_cast<Word>(-4),
                                    EncodeABC(Opcode::kJumpIfLt, 0, 1, 0),
                                    0x7FFF'FFFF};
  EXPECT_EQ(DecodeInstruction(code, 0).JumpTarget(), 0);
  EXPECT_EQ(DecodeInstruction(code, 1).JumpTarget(), 0) << "counted from the next instruction";
  EXPECT_EQ(DecodeInstruction(code, 4).JumpTarget(), 0x8000'0005) << "no overflow";
  EXPECT_EQ(DecodeInstruction(std::array<Word, 1>{0}, 0).JumpTarget(), std::nullopt);
}

// --- BYTECODE.md
// -----------------------------------------------------------------------------------

// The names of the table's columns, in the order of their enums.
constexpr auto kKindNames = std::to_array<std::string_view>(
    {"",       "def",       "use",        "take",      "update",   "drop", "count",   "imm",
     "const8", "const16",   "jump16",     "const",     "name",     "jump", "global",  "capture",
     "slot",   "slot take", "slot store", "cell slot", "function", "form", "variant", "keys",
     "place",  "aspect",    "embody",     "variable",  "cache",    "node", "imm"});
static_assert(kKindNames.size() == static_cast<std::size_t>(OperandKind::kImmExt) + 1);
constexpr auto kWindowNames = std::to_array<std::string_view>(
    {"", "call", "call method", "method", "take B..", "take struct B..", "take A..", "place",
     "drop A..", "for each"});
static_assert(kWindowNames.size() == static_cast<std::size_t>(Window::kForEach) + 1);
constexpr auto kFlowNames = std::to_array<std::string_view>({"next", "jump", "branch", "end"});
static_assert(kFlowNames.size() == static_cast<std::size_t>(Flow::kEnd) + 1);

std::string OpcodeTable() {
  const auto kind = [](OperandKind operand) {
    return kKindNames[static_cast<std::size_t>(operand)];
  };
  std::string table =
      "| | opcode | A | B | C | word 2 | word 3 | window | flow | meaning |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n";
  for (unsigned op = 0; op < kOpcodeCount; ++op) {
    const OpcodeInfo& info = kOpcodes[op];
    table += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", op, info.name,
                         kind(info.a), kind(info.b), kind(info.c), kind(info.extension1),
                         kind(info.extension2), kWindowNames[static_cast<std::size_t>(info.window)],
                         kFlowNames[static_cast<std::size_t>(info.flow)],
                         info.text.empty() ? "" : fmt::format("`{}`", info.text));
  }
  return table;
}

TEST(BytecodeDocument, HasTheOpcodeTableAsItIs) {
  constexpr std::string_view kBegin = "<!-- opcodes: begin -->\n";
  constexpr std::string_view kEnd = "<!-- opcodes: end -->\n";
  const std::string path = QS_SOURCE_DIR "/engine/BYTECODE.md";
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  std::string document = text.str();
  const std::size_t begin = document.find(kBegin);
  const std::size_t end = document.find(kEnd);
  ASSERT_NE(begin, std::string::npos) << "no place for the table";
  ASSERT_NE(end, std::string::npos) << "no place for the table";
  const std::size_t first = begin + kBegin.size();
  const std::string expected = OpcodeTable();
  if (document.substr(first, end - first) == expected) return;
  if (std::getenv("QS_UPDATE_DOCS") != nullptr) {
    document.replace(first, end - first, expected);
    std::ofstream(path, std::ios::binary) << document;
    return;
  }
  FAIL() << "engine/BYTECODE.md is stale. QS_UPDATE_DOCS=1 makes this test rewrite it:\n"
         << expected;
}

TEST(BytecodeDocument, NamesTheFormatVersionThatIsWritten) {
  std::ifstream file(QS_SOURCE_DIR "/engine/BYTECODE.md");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_THAT(text.str(), HasSubstr(fmt::format("Format version {}.", kArchiveVersion)));
}

}  // namespace
}  // namespace quicksilver
