// Bytecode that no compiler would make: whatever the verifier accepts runs to an end, on both
// dispatch loops alike, and touches nothing that is not the machine's. The sanitizers are the
// judges of the latter.

#include <gtest/gtest.h>

#include "engine/base/splitmix.h"
#include "engine/bytecode/chunk_builder.h"
#include "engine/bytecode/verifier.h"
#include "engine/vm/vm_test_support.h"

namespace quicksilver {
namespace {

// Grows a program instruction by instruction, keeping those that the verifier accepts.
class HostileProgram {
 public:
  explicit HostileProgram(std::uint64_t seed) : random_(seed) {}

  std::shared_ptr<const Chunk> Make() {
    const auto body_size = static_cast<std::size_t>(8 + Below(24));
    for (int tries = 0; tries < 400 && body_.size() < body_size; ++tries) {
      body_.push_back(Draw());
      if (!Verify(*Build()).has_value()) body_.pop_back();
    }
    return Build();
  }

 private:
  static constexpr unsigned kWorkRegisters = 8;
  struct Instruction {
    Opcode op;
    unsigned a, b, c;
    Word extensions[2];
    bool to_start;  // a jump goes back to the body's start, not on to its end
  };

  std::uint64_t Below(std::uint64_t bound) { return random_.Next() % bound; }

  unsigned Operand(OperandKind kind) {
    switch (kind) {
      case OperandKind::kCount:
        return static_cast<unsigned>(Below(4));
      case OperandKind::kImm:
        return static_cast<unsigned>(Below(8));
      case OperandKind::kConst8:
        return static_cast<unsigned>(Below(3));
      default:
        return static_cast<unsigned>(Below(kWorkRegisters));
    }
  }
  Word Extension(OperandKind kind) {
    switch (kind) {
      case OperandKind::kName:
        return static_cast<Word>(3 + Below(3));
      case OperandKind::kConst:
        return static_cast<Word>(Below(6));
      case OperandKind::kFunction:
        return static_cast<Word>(1 + Below(2));
      case OperandKind::kVariable:
        return EncodeVariable(static_cast<VariableKind>(Below(8)),
                              static_cast<std::uint32_t>(Below(4)));
      case OperandKind::kForm:
      case OperandKind::kVariant:
      case OperandKind::kAspect:
        return 0;
      default:
        return static_cast<Word>(Below(5));
    }
  }
  Instruction Draw() {
    const auto op = static_cast<Opcode>(Below(kOpcodeCount));
    const OpcodeInfo& info = InfoOf(op);
    Instruction drawn{op, Operand(info.a), Operand(info.b), Operand(info.c), {0, 0}, false};
    drawn.extensions[0] = Extension(info.extension1);
    drawn.extensions[1] = Extension(info.extension2);
    drawn.to_start = op == Opcode::kLoop || op == Opcode::kLoopWide;
    if (info.b == OperandKind::kConst16) {
      drawn.b = static_cast<unsigned>(Below(6));
      drawn.c = 0;
    }
    return drawn;
  }

  static bool IsJump(OperandKind kind) {
    return kind == OperandKind::kJump || kind == OperandKind::kJump16;
  }

  // One value of every kind in the first registers, so that instructions meet what they do not
  // expect.
  static void Prologue(Assembler& code) {
    for (std::uint32_t slot = 0; slot < 5; ++slot) {
      code.Op(Opcode::kLoadNothing, 8);
      code.Op(Opcode::kStoreLocal, 8, 0, 0, {slot});
    }
    code.OpBx(Opcode::kLoadConst, 0, 1);
    code.OpBx(Opcode::kLoadConst, 1, 3);
    code.OpBx(Opcode::kLoadConst, 2, 0);
    code.Op(Opcode::kCreateList, 2, 2, 1);
    code.Op(Opcode::kCreateMap, 3);
    code.Op(Opcode::kNewCell, 4, 0, 0, {4});
    code.Op(Opcode::kCopy, 5, 1);
    code.Op(Opcode::kStoreCell, 5, 4, 0, {1});
    code.Op(Opcode::kCreateClosure, 5, 0, 0, {1});
    code.Op(Opcode::kDefineVariant, 6, 0, 0, {0});
    code.Op(Opcode::kMakeCase, 7, 6, 0, {1});
    code.Op(Opcode::kDefineForm, 8, 0, 0, {0});
    code.Op(Opcode::kStoreLocal, 8, 0, 0, {1});
    code.Op(Opcode::kNewGrove, 8, 4, 0, {3});
  }

  void Emit(Assembler& code, const Instruction& instruction) const {
    const OpcodeInfo& info = InfoOf(instruction.op);
    const std::string label = instruction.to_start ? "start" : "end";
    if (IsJump(info.b)) {
      code.JumpTo(instruction.op, label, instruction.a);
    } else if (IsJump(info.extension1)) {
      code.JumpTo(instruction.op, label, instruction.a, instruction.b);
    } else if (IsJump(info.extension2)) {
      code.JumpTo(instruction.op, label, instruction.a, instruction.b, {instruction.extensions[0]});
    } else if (info.extension2 != OperandKind::kNone) {
      code.Op(instruction.op, instruction.a, instruction.b, instruction.c,
              {instruction.extensions[0], instruction.extensions[1]});
    } else if (info.extension1 != OperandKind::kNone) {
      code.Op(instruction.op, instruction.a, instruction.b, instruction.c,
              {instruction.extensions[0]});
    } else {
      code.Op(instruction.op, instruction.a, instruction.b, instruction.c);
    }
  }

  static void Tables(ChunkBuilder& chunk) {
    for (const double number : {0.0, 1.0, -2.5}) chunk.Number(number);
    for (const char* text : {"a", "length", "c"}) chunk.Text(text);
    for (const char* name : {"a", "length", "list_push", "c", "d"}) chunk.Global(name);
    auto form = std::make_unique<CompiledForm>();
    form->name = "P";
    form->fields.push_back({"a", "Number", FieldType::kNumber, 0});
    form->fields.push_back({"c", "V", FieldType::kNamed, 0});
    form->resolutions.push_back({{NameStep::Kind::kCaptureCell, 1, 2},
                                 {NameStep::Kind::kCapture, 1, 0},
                                 {NameStep::Kind::kGlobal, 3, 0},
                                 {NameStep::Kind::kSelf, 0, 0}});
    form->captures = {{CaptureKind::kGlobals, 0}, {CaptureKind::kRegister, 4}};
    chunk.chunk().forms.push_back(std::move(form));
    auto variant = std::make_unique<VariantInfo>();
    variant->name = "V";
    variant->cases = {{"U", false, 0}, {"C", true, 2}};
    chunk.chunk().variants.push_back(std::move(variant));
    chunk.chunk().key_lists = {{}, {3}, {3, 5}, {5, 3}, {4, 4}};
    for (std::uint32_t i = 0; i < 5; ++i) {
      PlaceInfo place;
      place.root = static_cast<VariableKind>(i + (i > 2 ? 2 : 0));
      place.index = i;
      place.slot = 0;
      place.name = 3;
      place.steps = {{i % 2 == 0, 3, {}}, {i > 2, 5, {}}};
      chunk.chunk().places.push_back(std::move(place));
    }
    chunk.chunk().aspects.push_back({"A", {"a"}});
    chunk.chunk().embodies = {{"A", "Number", {"a"}},
                              {"A", "List", {"c"}},
                              {"B", "Map", {"a", "c"}},
                              {"B", "P", {}},
                              {"B", "V", {"a"}}};
  }

  std::shared_ptr<const Chunk> Build() const {
    ChunkBuilder chunk;
    Tables(chunk);
    // The same body as a program and as a chant with captures, which the program can make and call.
    for (unsigned function = 0; function < 3; ++function) {
      Assembler& code = chunk.Add("f", 12, function == 2 ? 2 : 0);
      code.function().rest = function == 1;
      code.function().slot_count = 5;
      if (function == 2) {
        code.Op(Opcode::kAdd, 2, 0, 1);
        code.Op(Opcode::kMove, 0, 2);
        code.Op(Opcode::kReturnSweep, 0);
        continue;
      }
      code.function().cache_count = 5;
      if (function == 1) {
        code.function().capture_count = 2;
        code.function().captures = {{CaptureKind::kRegister, 4}, {CaptureKind::kSlot, 0}};
        code.Op(Opcode::kDrop, 0);
      }
      Prologue(code);
      code.Bind("start");
      const std::uint32_t begin = code.pc();
      for (const Instruction& instruction : body_) Emit(code, instruction);
      code.Bind("end");
      const std::uint32_t end = code.Op(Opcode::kCreateMap, 9);
      code.Op(function == 0 ? Opcode::kHalt : Opcode::kReturnSweep, 9);
      if (end > begin) code.Handler(begin, end, end, {0, 1, 2});
    }
    return std::shared_ptr<const Chunk>(chunk.Take());
  }

  SplitMix64 random_;
  std::vector<Instruction> body_;
};

TEST(VmHostile, RunsWhateverTheVerifierAccepts) {
  int long_ones = 0;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    HostileProgram program(seed);
    const std::shared_ptr<const Chunk> chunk = program.Make();
    const auto verdict = Verify(*chunk);
    ASSERT_TRUE(verdict.has_value()) << verdict.error().ToString();
    if (chunk->functions[0]->code.size() > 50) ++long_ones;
    const Limits limits{.heap_bytes = 1 << 20, .call_depth = 50, .steps = 2000};
    std::string results[2];
    for (int i = 0; i < 2; ++i) {
      Bench bench(i == 0 ? Dispatch::kTailCalls : Dispatch::kLoop, limits);
      results[i] = bench.Run(chunk);
      // Again on what the first run has left behind.
      results[i] += bench.Run(chunk) + bench.Globals();
    }
    EXPECT_EQ(results[0], results[1]) << "seed " << seed;
  }
  EXPECT_GT(long_ones, 500) << "most programs should be long enough to do damage";
}

TEST(VmHostile, OverwritingAnOwnerForEverDoesNotWrapItsCount) {
  // A loop that copies a text onto itself without ever letting go of a copy.
  ChunkBuilder chunk;
  chunk.Text("t");
  Assembler& program = chunk.Add("_", 2);
  program.OpBx(Opcode::kLoadConst, 0, 0);
  program.Bind("top");
  for (int i = 0; i < 64; ++i) program.Op(Opcode::kCopy, 1, 0);
  program.JumpTo(Opcode::kLoop, "top");
  Bench bench;
  const std::shared_ptr<const Chunk> built(chunk.Take());
  bench.limits().steps = 100'000;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(bench.Run(built), "error FuelExhausted at 1:1: Step limit 100000 exceeded");
  }
}

}  // namespace
}  // namespace quicksilver
