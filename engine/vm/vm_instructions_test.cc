// Chunks made by hand, on both dispatch loops: what each family of instructions does to registers.

#include <gtest/gtest.h>

#include "engine/bytecode/chunk_builder.h"
#include "engine/vm/vm_test_support.h"

namespace quicksilver {
namespace {

class VmInstructions : public testing::TestWithParam<Dispatch> {
 protected:
  // Runs the builder's chunk; nothing may be left on the heap.
  std::string Run(ChunkBuilder& chunk, const Limits& limits = {}) {
    Bench bench(GetParam(), limits);
    std::string result = bench.Run(std::shared_ptr<const Chunk>(chunk.Take()));
    EXPECT_EQ(bench.LeakedObjects(), 0u) << "the machine lost track of an object";
    return result;
  }
  // `op r0, r1, r2` with r1 and r2 loaded.
  std::string Binary(Opcode op, double left, double right) {
    ChunkBuilder chunk;
    const std::uint32_t x = chunk.Number(left);
    const std::uint32_t y = chunk.Number(right);
    Assembler& program = chunk.Add("_", 3);
    program.OpBx(Opcode::kLoadConst, 1, x);
    program.OpBx(Opcode::kLoadConst, 2, y);
    program.Op(op, 0, 1, 2);
    program.Op(Opcode::kHalt, 0);
    return Run(chunk);
  }
  // The same with the right operand as a constant.
  std::string WithConstant(Opcode op, double left, double right) {
    ChunkBuilder chunk;
    const std::uint32_t x = chunk.Number(left);
    const std::uint32_t y = chunk.Number(right);
    Assembler& program = chunk.Add("_", 2);
    program.OpBx(Opcode::kLoadConst, 1, x);
    if (op == Opcode::kModNumK) {
      program.Op(op, 0, 1, y, {WholeDivisor(right)});
    } else {
      program.Op(op, 0, 1, y);
    }
    program.Op(Opcode::kHalt, 0);
    return Run(chunk);
  }
  // Whether the program, which may have jumped to "taken" so far, did.
  bool ComesToTaken(ChunkBuilder& chunk, Assembler& program) {
    program.Op(Opcode::kLoadTruth, 0, 0);
    program.Op(Opcode::kHalt, 0);
    program.Bind("taken");
    program.Op(Opcode::kLoadTruth, 0, 1);
    program.Op(Opcode::kHalt, 0);
    return Run(chunk) == "Truth(true)";
  }
  // Whether `op r0, r1` (or a constant) jumps.
  bool Jumps(Opcode op, double left, double right) {
    ChunkBuilder chunk;
    const std::uint32_t x = chunk.Number(left);
    const std::uint32_t y = chunk.Number(right);
    Assembler& program = chunk.Add("_", 2);
    program.OpBx(Opcode::kLoadConst, 0, x);
    program.OpBx(Opcode::kLoadConst, 1, y);
    program.JumpTo(op, "taken", 0, InfoOf(op).b == OperandKind::kConst8 ? y : 1);
    return ComesToTaken(chunk, program);
  }
  // Whether `op r0` jumps.
  bool JumpsOnRemainder(Opcode op, double left, std::uint32_t divisor, unsigned remainder) {
    ChunkBuilder chunk;
    const std::uint32_t x = chunk.Number(left);
    Assembler& program = chunk.Add("_", 1);
    program.OpBx(Opcode::kLoadConst, 0, x);
    program.JumpTo(op, "taken", 0, 0, {divisor}, remainder);
    return ComesToTaken(chunk, program);
  }
  static constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
};

TEST_P(VmInstructions, CalculatesWithNumbers) {
  EXPECT_EQ(Binary(Opcode::kAdd, 1, 2), "Number(3)");
  EXPECT_EQ(Binary(Opcode::kAddNum, 1, 2), "Number(3)");
  EXPECT_EQ(Binary(Opcode::kSubNum, 1, 2), "Number(-1)");
  EXPECT_EQ(Binary(Opcode::kMulNum, 3, 2), "Number(6)");
  EXPECT_EQ(Binary(Opcode::kDivNum, 3, 2), "Number(1.5)");
  EXPECT_EQ(Binary(Opcode::kModNum, 7, 3), "Number(1)");
  EXPECT_EQ(WithConstant(Opcode::kAddNumK, 1, 2), "Number(3)");
  EXPECT_EQ(WithConstant(Opcode::kSubNumK, 1, 2), "Number(-1)");
  EXPECT_EQ(WithConstant(Opcode::kMulNumK, 3, 2), "Number(6)");
  EXPECT_EQ(WithConstant(Opcode::kDivNumK, 3, 2), "Number(1.5)");
  EXPECT_EQ(WithConstant(Opcode::kModNumK, 7, 3), "Number(1)");
}

TEST_P(VmInstructions, TellsANaNFromAValueThatIsNoNumber) {
  for (const Opcode op : {Opcode::kAdd, Opcode::kAddNum, Opcode::kSubNum, Opcode::kMulNum,
                          Opcode::kDivNum, Opcode::kModNum}) {
    EXPECT_EQ(Binary(op, kNaN, 2), "Number(NaN)") << "NaN is a number";
    EXPECT_EQ(Binary(op, 2, kNaN), "Number(NaN)") << "NaN is a number";
  }
  EXPECT_EQ(Binary(Opcode::kSubNum, std::numeric_limits<double>::infinity(),
                   std::numeric_limits<double>::infinity()),
            "Number(NaN)");
}

TEST_P(VmInstructions, KeepsTheBitsOfASignallingNaNFromBecomingATag) {
  const double hostile = std::bit_cast<double>(std::uint64_t{0xFFF7'0000'0000'0001});
  EXPECT_EQ(Binary(Opcode::kAdd, hostile, 1), "Number(NaN)");
  EXPECT_EQ(WithConstant(Opcode::kMulNumK, 1, hostile), "Number(NaN)");
}

TEST_P(VmInstructions, TakesRemaindersAsFmodDoes) {
  const double cases[] = {7,       -7, 7.5, -7.5, 0.0,  -0.0,         4294967297.0,
                          1e300,   -6, 6,   3,    0.25, -4294967296., 9007199254740993.0,
                          1e15 + 1};
  for (const double x : cases) {
    for (const double y : {3.0, -3.0, 2.5, 1e10, 4294967296.0, 7.0}) {
      const RawValue want = RawValue::Number(std::fmod(x, y));
      ChunkBuilder chunk;
      const std::string got = Binary(Opcode::kModNum, x, y);
      Bench bench;
      std::string text;
      ASSERT_TRUE(AppendCanonical(bench.runtime(), Value::Share(want), text));
      EXPECT_EQ(got, text) << x << " % " << y;
      EXPECT_EQ(WithConstant(Opcode::kModNumK, x, y), text) << x << " % " << y;
    }
  }
}

TEST_P(VmInstructions, BranchesOnRemaindersAsFmodDoes) {
  // A failure means that a condition takes the other way than the same remainder written down.
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double x : {7.0, 8.0, -8.0, 8.5, -0.0, 0.0, 1e300, 4294967297.0 * 7 + 1, kNaN,
                         infinity, 9007199254740993.0, -6.0, 255.0}) {
    for (const std::uint32_t divisor : {1u, 2u, 7u, 256u, 0xFFFF'FFFFu}) {
      for (const unsigned wanted : {0u, 1u, 255u}) {
        const bool is = std::fmod(x, divisor) == wanted;
        SCOPED_TRACE(testing::Message() << x << " % " << divisor << " is " << wanted);
        EXPECT_EQ(JumpsOnRemainder(Opcode::kJumpIfRemainder, x, divisor, wanted), is);
        EXPECT_EQ(JumpsOnRemainder(Opcode::kJumpUnlessRemainder, x, divisor, wanted), !is);
      }
    }
  }
}

TEST_P(VmInstructions, IndexesAnElementAndWhateverFollows) {
  // [[7, 8], 9], indexed twice; the second time by GetIndex of the element, or of something else.
  const auto run = [&](double outer, double inner, bool of_the_element, unsigned by = 3) {
    ChunkBuilder chunk;
    std::vector<std::uint32_t> numbers;
    for (const double number : {7.0, 8.0, 9.0, outer, inner})
      numbers.push_back(chunk.Number(number));
    Assembler& program = chunk.Add("_", 6);
    program.OpBx(Opcode::kLoadConst, 1, numbers[0]);
    program.OpBx(Opcode::kLoadConst, 2, numbers[1]);
    program.Op(Opcode::kCreateList, 1, 1, 2);
    program.OpBx(Opcode::kLoadConst, 2, numbers[2]);
    program.Op(Opcode::kCreateList, 1, 1, 2);
    program.OpBx(Opcode::kLoadConst, 2, numbers[3]);
    program.OpBx(Opcode::kLoadConst, 3, numbers[4]);
    program.Op(Opcode::kGetIndexPair, 4, 1, 2);
    program.Op(Opcode::kGetIndex, of_the_element ? 4 : 5, of_the_element ? 4 : 1, by);
    program.Op(Opcode::kHalt, of_the_element ? 4 : 5);
    return Run(chunk);
  };
  EXPECT_EQ(run(0, 1, true), "Number(8)");
  EXPECT_EQ(run(0, 1, false), "Number(9)") << "the second index is of the list itself";
  EXPECT_THAT(run(0, 2, true), ::testing::HasSubstr("IndexOutOfBounds"));
  EXPECT_THAT(run(2, 0, true), ::testing::HasSubstr("IndexOutOfBounds"));
  EXPECT_THAT(run(1, 0, true), ::testing::HasSubstr("TypeError")) << "a number has no elements";
  EXPECT_THAT(run(0, 1, true, 4), ::testing::HasSubstr("TypeError"))
      << "the index is the element itself, which nothing has written yet";
}

TEST_P(VmInstructions, GoesRoundToAForNextAndToAnythingElse) {
  for (const bool same_registers : {true, false}) {
    ChunkBuilder chunk;
    const std::uint32_t zero = chunk.Number(0);
    const std::uint32_t four = chunk.Number(4);
    Assembler& program = chunk.Add("_", 6);
    program.OpBx(Opcode::kLoadConst, 0, zero);
    program.OpBx(Opcode::kLoadConst, 1, zero);
    program.OpBx(Opcode::kLoadConst, 2, four);
    program.Op(Opcode::kCreateRange, 1, 1, 2);
    program.Op(Opcode::kForPrepare, 1);
    program.Bind("head");
    program.JumpTo(Opcode::kForNext, "end", 1, 4);
    program.Op(Opcode::kAddNum, 0, 0, 4);
    // With other registers it is a Loop like any other.
    program.JumpTo(Opcode::kLoopForNext, "head", 1, same_registers ? 4 : 5);
    program.Bind("end");
    program.Op(Opcode::kHalt, 0);
    EXPECT_EQ(Run(chunk), "Number(6)");
  }
}

TEST_P(VmInstructions, WantsAPlaceOfAnElementsField) {
  ChunkBuilder chunk;
  const std::uint32_t zero = chunk.Number(0);
  chunk.chunk().places.push_back({});
  Assembler& program = chunk.Add("_", 3);
  program.function().cache_count = 1;
  program.OpBx(Opcode::kLoadConst, 1, zero);
  program.OpBx(Opcode::kLoadConst, 2, zero);
  program.Op(Opcode::kGetElementField, 0, 1, 2, {0, 0});
  program.Op(Opcode::kHalt, 0);
  EXPECT_EQ(Run(chunk), "error CustomError at 1:1: Invalid bytecode");
}

TEST_P(VmInstructions, RefusesToDivideByEitherZero) {
  for (const double zero : {0.0, -0.0}) {
    EXPECT_EQ(Binary(Opcode::kDivNum, 1, zero), "error DivisionByZero at 1:1: Division by zero");
    EXPECT_EQ(Binary(Opcode::kModNum, 1, zero), "error DivisionByZero at 1:1: Division by zero");
    EXPECT_EQ(WithConstant(Opcode::kDivNumK, kNaN, zero),
              "error DivisionByZero at 1:1: Division by zero");
  }
}

TEST_P(VmInstructions, ComparesNumbers) {
  struct Case {
    Opcode op;
    bool less, same, more, nan;
  };
  for (const Case& c :
       {Case{Opcode::kLt, true, false, false, false}, Case{Opcode::kLe, true, true, false, false},
        Case{Opcode::kGt, false, false, true, false}, Case{Opcode::kGe, false, true, true, false},
        Case{Opcode::kEq, false, true, false, false}, Case{Opcode::kNe, true, false, true, true}}) {
    const auto truth = [](bool value) { return value ? "Truth(true)" : "Truth(false)"; };
    EXPECT_EQ(Binary(c.op, 1, 2), truth(c.less)) << InfoOf(c.op).name;
    EXPECT_EQ(Binary(c.op, 2, 2), truth(c.same)) << InfoOf(c.op).name;
    EXPECT_EQ(Binary(c.op, 3, 2), truth(c.more)) << InfoOf(c.op).name;
    EXPECT_EQ(Binary(c.op, kNaN, 2), truth(c.nan)) << InfoOf(c.op).name;
  }
}

TEST_P(VmInstructions, BranchesOnComparisons) {
  struct Case {
    Opcode op;
    bool less, same, more, nan;
  };
  for (const Case& c : {Case{Opcode::kJumpIfLt, true, false, false, false},
                        Case{Opcode::kJumpUnlessLt, false, true, true, true},
                        Case{Opcode::kJumpIfLe, true, true, false, false},
                        Case{Opcode::kJumpUnlessLe, false, false, true, true},
                        Case{Opcode::kJumpIfGt, false, false, true, false},
                        Case{Opcode::kJumpUnlessGt, true, true, false, true},
                        Case{Opcode::kJumpIfGe, false, true, true, false},
                        Case{Opcode::kJumpUnlessGe, true, false, false, true},
                        Case{Opcode::kJumpIfEq, false, true, false, false},
                        Case{Opcode::kJumpIfNe, true, false, true, true},
                        Case{Opcode::kJumpIfLtK, true, false, false, false},
                        Case{Opcode::kJumpUnlessLtK, false, true, true, true},
                        Case{Opcode::kJumpIfLeK, true, true, false, false},
                        Case{Opcode::kJumpUnlessLeK, false, false, true, true},
                        Case{Opcode::kJumpIfGtK, false, false, true, false},
                        Case{Opcode::kJumpUnlessGtK, true, true, false, true},
                        Case{Opcode::kJumpIfGeK, false, true, true, false},
                        Case{Opcode::kJumpUnlessGeK, true, false, false, true},
                        Case{Opcode::kJumpIfEqK, false, true, false, false},
                        Case{Opcode::kJumpIfNeK, true, false, true, true}}) {
    EXPECT_EQ(Jumps(c.op, 1, 2), c.less) << InfoOf(c.op).name;
    EXPECT_EQ(Jumps(c.op, 2, 2), c.same) << InfoOf(c.op).name;
    EXPECT_EQ(Jumps(c.op, 3, 2), c.more) << InfoOf(c.op).name;
    EXPECT_EQ(Jumps(c.op, kNaN, 2), c.nan) << InfoOf(c.op).name;
  }
}

TEST_P(VmInstructions, BranchesOnTruthiness) {
  struct Case {
    Opcode op;
    bool jumps_if_true;
  };
  for (const Case& c : {Case{Opcode::kJumpIfTrue, true}, Case{Opcode::kJumpIfTrueWide, true},
                        Case{Opcode::kJumpIfFalse, false}, Case{Opcode::kJumpIfFalseWide, false}}) {
    EXPECT_EQ(Jumps(c.op, 1, 0), c.jumps_if_true) << InfoOf(c.op).name;
    EXPECT_EQ(Jumps(c.op, -0.0, 0), !c.jumps_if_true) << InfoOf(c.op).name;
    EXPECT_EQ(Jumps(c.op, kNaN, 0), c.jumps_if_true) << InfoOf(c.op).name;
  }
}

TEST_P(VmInstructions, MovesOwnersWithoutCounting) {
  ChunkBuilder chunk;
  const std::uint32_t text = chunk.Text("t");
  Assembler& program = chunk.Add("_", 4);
  program.function().slot_count = 2;
  program.OpBx(Opcode::kLoadConst, 1, text);
  program.Op(Opcode::kCopy, 2, 1);
  program.Op(Opcode::kMove, 3, 2);
  program.Op(Opcode::kStoreLocal, 3, 0, 0, {0});
  program.Op(Opcode::kLoadLocal, 3, 0, 0, {0});
  program.Op(Opcode::kStoreLocal, 3, 0, 0, {0});
  program.Op(Opcode::kTakeLocal, 3, 0, 0, {0});
  program.Op(Opcode::kReplace, 1, 3);
  program.Op(Opcode::kLoadConstWide, 0, 0, 0, {text});
  program.Op(Opcode::kLoadConst, 2, text);
  program.Op(Opcode::kDropRange, 1, 2);
  program.Op(Opcode::kDrop, 3);
  program.Op(Opcode::kDrop, 3);
  program.Op(Opcode::kHalt, 0);
  EXPECT_EQ(Run(chunk), "Text(\"t\")");
}

TEST_P(VmInstructions, MovingARegisterToItselfKeepsItsValue) {
  ChunkBuilder chunk;
  const std::uint32_t text = chunk.Text("t");
  Assembler& program = chunk.Add("_", 1);
  program.Op(Opcode::kLoadConstWide, 0, 0, 0, {text});
  program.Op(Opcode::kMove, 0, 0);
  program.Op(Opcode::kHalt, 0);
  EXPECT_EQ(Run(chunk), "Text(\"t\")");
}

TEST_P(VmInstructions, ConsumesAnOperandThatIsItsTarget) {
  ChunkBuilder chunk;
  const std::uint32_t text = chunk.Text("ab");
  const std::uint32_t one = chunk.Number(1);
  Assembler& program = chunk.Add("_", 4);
  const auto load = [&](unsigned reg) { program.OpBx(Opcode::kLoadConst, reg, text); };
  load(1);
  load(2);
  program.Op(Opcode::kAdd, 1, 1, 2);         // abab, of which the operand was the target
  program.Op(Opcode::kAdd, 2, 1, 2);         // ababab
  program.Op(Opcode::kConcatText, 1, 1, 2);  // both
  program.Op(Opcode::kAddDrop, 1, 1, 2);     // and r2 is gone
  load(2);
  program.Op(Opcode::kAddDrop, 2, 1, 2);
  program.Op(Opcode::kDrop, 1);
  load(1);
  program.Op(Opcode::kEq, 1, 1, 2);
  load(3);
  program.Op(Opcode::kNot, 3, 3);
  load(3);
  program.Op(Opcode::kTest, 3, 3);
  load(3);
  program.Op(Opcode::kAnd, 3, 3, 2);
  load(3);
  program.Op(Opcode::kOr, 3, 2, 3);
  program.OpBx(Opcode::kLoadConst, 3, one);
  program.Op(Opcode::kGetIndex, 2, 2, 3);
  program.Op(Opcode::kMove, 0, 2);
  program.Op(Opcode::kHalt, 0);
  EXPECT_EQ(Run(chunk), "Text(\"b\")");
}

TEST_P(VmInstructions, LoadsImmediates) {
  ChunkBuilder chunk;
  Assembler& program = chunk.Add("_", 5);
  program.Op(Opcode::kNop);
  program.Op(Opcode::kLoadNothing, 1);
  program.Op(Opcode::kLoadTruth, 2, 1);
  program.Op(Opcode::kLoadTruth, 3, 0);
  program.Op(Opcode::kLoadAbsent, 4);
  program.Op(Opcode::kCreateList, 0, 1, 4);
  program.Op(Opcode::kHalt, 0);
  EXPECT_EQ(Run(chunk), "List[Nothing, Truth(true), Truth(false), Absent]");
}

TEST_P(VmInstructions, GlobalsKnowWhetherTheyMayBeSet) {
  ChunkBuilder chunk;
  const std::uint32_t x = chunk.Global("x");
  const std::uint32_t one = chunk.Number(1);
  const std::uint32_t text = chunk.Text("t");
  Assembler& program = chunk.Add("_", 2);
  program.OpBx(Opcode::kLoadConst, 1, one);
  program.Op(Opcode::kDefineGlobal, 1, kEntryMutable, 0, {x});
  program.OpBx(Opcode::kLoadConst, 1, text);
  program.Op(Opcode::kStoreGlobal, 1, 0, 0, {x});
  program.OpBx(Opcode::kLoadConst, 1, one);
  program.Op(Opcode::kStoreGlobal, 1, 0, 0, {x});
  program.OpBx(Opcode::kLoadConst, 1, text);
  program.Op(Opcode::kDefineGlobal, 1, 0, 0, {x});
  program.Op(Opcode::kLoadGlobal, 0, 0, 0, {x});
  program.Op(Opcode::kStoreGlobal, 0, 0, 0, {x});
  program.Op(Opcode::kHalt, 1);
  EXPECT_EQ(Run(chunk), "error ImmutableBinding at 1:1: x");
}

TEST_P(VmInstructions, AnUnboundGlobalIsNeitherReadNorSet) {
  for (const Opcode op : {Opcode::kLoadGlobal, Opcode::kStoreGlobal}) {
    ChunkBuilder chunk;
    const std::uint32_t x = chunk.Global("x");
    Assembler& program = chunk.Add("_", 1);
    program.Op(Opcode::kLoadNothing, 0);
    program.Op(op, 0, 0, 0, {x});
    program.Op(Opcode::kHalt, 0);
    EXPECT_EQ(Run(chunk), "error UndefinedVariable at 1:1: x");
  }
}

TEST_P(VmInstructions, CallsSpreadArgumentsNearAndFar) {
  ChunkBuilder chunk;
  const std::uint32_t one = chunk.Number(1);
  const std::uint32_t two = chunk.Number(2);
  Assembler& program = chunk.Add("_", 4);
  for (unsigned i = 0; i < 2; ++i) {
    program.Op(Opcode::kCreateClosure, i, 0, 0, {1});
    program.OpBx(Opcode::kLoadConst, 2, one);
    program.OpBx(Opcode::kLoadConst, 3, two);
    program.Op(Opcode::kCreateList, 2, 2, 2);
    program.Op(Opcode::kCallSpread, i, 2, 0);
  }
  program.Op(Opcode::kCreateList, 0, 0, 2);
  program.Op(Opcode::kHalt, 0);
  Assembler& pair = chunk.Add("pair", 2, 2);
  pair.Op(Opcode::kCreateList, 0, 0, 2);
  pair.Op(Opcode::kReturn, 0);
  EXPECT_EQ(Run(chunk), "List[List[Number(1), Number(2)], List[Number(1), Number(2)]]");
}

TEST_P(VmInstructions, AHandlerKeepsWhatItSaysAndReleasesTheRest) {
  ChunkBuilder chunk;
  const std::uint32_t text = chunk.Text("kept");
  const std::uint32_t name = chunk.Text("x");
  Assembler& program = chunk.Add("_", 4);
  program.function().slot_count = 1;
  for (unsigned reg = 1; reg < 4; ++reg) program.OpBx(Opcode::kLoadConst, reg, text);
  program.Op(Opcode::kStoreLocal, 3, 0, 0, {0});
  const std::uint32_t begin = program.Op(
      Opcode::kRaiseName, 0, static_cast<unsigned>(ErrorKind::kUndefinedVariable), 0, {name});
  const std::uint32_t target = program.Op(Opcode::kMove, 0, 1);
  program.Op(Opcode::kHalt, 0);
  program.Handler(begin, target, target, {1});
  EXPECT_EQ(Run(chunk), "Text(\"kept\")");
}

TEST_P(VmInstructions, ResourceErrorsPassHandlers) {
  ChunkBuilder chunk;
  Assembler& program = chunk.Add("_", 1);
  const std::uint32_t begin = program.Op(Opcode::kLoop, 0);
  program.function().code.back() = EncodeABx(Opcode::kLoop, 0, 0xFFFF);
  const std::uint32_t target = program.Op(Opcode::kLoadNothing, 0);
  program.Op(Opcode::kHalt, 0);
  program.Handler(begin, target, target);
  EXPECT_EQ(Run(chunk, {.steps = 100}), "error FuelExhausted at 1:1: Step limit 100 exceeded");
}

TEST_P(VmInstructions, RaisesWhatTheProgramAsksFor) {
  const std::pair<ErrorKind, const char*> cases[] = {
      {ErrorKind::kUnexpectedYield, "Cannot use 'yield' outside of a chant"},
      {ErrorKind::kBreakOutsideLoop, "Cannot use 'break' outside of a loop"},
      {ErrorKind::kContinueOutsideLoop, "Cannot use 'continue' outside of a loop"},
      {ErrorKind::kMatchFailed, "No pattern matched"},
      {ErrorKind::kDivisionByZero, "Division by zero"}};
  for (const auto& [kind, message] : cases) {
    ChunkBuilder chunk;
    Assembler& program = chunk.Add("_", 1);
    program.Op(Opcode::kRaise, 0, static_cast<unsigned>(kind));
    EXPECT_EQ(Run(chunk), "error " + std::string(ErrorKindName(kind)) + " at 1:1: " + message);
  }
}

TEST_P(VmInstructions, WideLoopsCostStepsToo) {
  ChunkBuilder chunk;
  Assembler& program = chunk.Add("_", 1);
  program.Bind("top");
  program.JumpTo(Opcode::kLoopWide, "top");
  EXPECT_EQ(Run(chunk, {.steps = 10}), "error FuelExhausted at 1:1: Step limit 10 exceeded");
}

INSTANTIATE_TEST_SUITE_P(BothLoops, VmInstructions,
                         testing::Values(Dispatch::kTailCalls, Dispatch::kLoop), NameOfLoop);

}  // namespace
}  // namespace quicksilver
