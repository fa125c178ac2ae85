// Where the compiler moves a local instead of copying it, read off the emitted code.

#include "engine/compiler/last_uses.h"

#include <gmock/gmock.h>

#include "engine/compiler/compiler_testing.h"

namespace quicksilver {
namespace {

using ::testing::ElementsAre;

// How often chant f takes its parameter out of r0, and how often it copies it.
struct Uses {
  int moves = 0;
  int copies = 0;
  friend bool operator==(const Uses&, const Uses&) = default;
  friend void PrintTo(const Uses& uses, std::ostream* out) {
    *out << uses.moves << " moves, " << uses.copies << " copies";
  }
};

Uses UsesOfParameter(std::string_view source, const CompileOptions& options = {}) {
  const auto chunk = Compiled(source, options);
  Uses uses;
  for (const DecodedInstruction& instruction : Instructions(FunctionOf(*chunk, "f"))) {
    if (BOf(instruction.word) != 0) continue;
    if (instruction.op == Opcode::kMove) ++uses.moves;
    if (instruction.op == Opcode::kCopy) ++uses.copies;
  }
  return uses;
}

TEST(LastUses, MoveTheLastReadOfALocalOfAChant) {
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nbind a to x\nbind b to x\nyield b\nend"),
            (Uses{1, 1}))
      << "the first read must leave the list where it is, the second one takes it";
}

TEST(LastUses, MoveAParameterHoweverManyLocalsThereAre) {
  // If this fails, a large list that comes in as an argument is copied by a chant of many
  // variables.
  std::string source = "chant f(x) then\n";
  std::string later;
  for (int i = 0; i < 300; ++i) {
    source += "bind a" + std::to_string(i) + " to [0]\n";
    later += ", a" + std::to_string(i);
  }
  source += "bind b to x\nyield [b" + later + "]\nend";
  EXPECT_EQ(UsesOfParameter(source), (Uses{1, 0}));
}

TEST(LastUses, MoveNothingWithoutTheOptimiser) {
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nbind a to x\nyield 1\nend", {.optimise = false}),
            (Uses{0, 1}));
}

TEST(LastUses, MoveNothingInsideAttempt) {
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nattempt\nbind a to x\nharmonize on _ then\n1\nend\n"
                            "yield 1\nend"),
            (Uses{0, 1}))
      << "a handler could see that the variable has lost its value";
}

TEST(LastUses, MoveInAHandlerAndBehindAnAttempt) {
  EXPECT_EQ(
      UsesOfParameter("chant f(x) then\nattempt\nlength(1)\nharmonize on _ then\nbind a to x\n"
                      "yield a\nend\nbind c to x\nyield c\nend"),
      (Uses{2, 0}));
}

TEST(LastUses, CopyWhatALaterStatementReads) {
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nbind a to x\nyield length(x)\nend"), (Uses{1, 1}));
}

TEST(LastUses, MoveOnEachBranchByItself) {
  EXPECT_EQ(
      UsesOfParameter("chant f(x, c) then\nshould c then\nbind a to x\notherwise\nbind b to x\n"
                      "end\nyield 1\nend"),
      (Uses{2, 0}));
}

TEST(LastUses, CopyInALoopThatReadsTheLocalAgain) {
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nfor each i in range(0, 3) then\nbind a to x\nend\n"
                            "yield 1\nend"),
            (Uses{0, 1}))
      << "the next iteration reads the local again";
  EXPECT_EQ(
      UsesOfParameter("chant f(x) then\nwhilst length(x) less than 3 then\nbind a to x\nbreak\n"
                      "end\nyield 1\nend"),
      (Uses{1, 1}))
      << "the condition copies; a read in front of break is the last one";
}

TEST(LastUses, CopyInALoopsConditionWhatIsReadBehindTheLoop) {
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nweave y as 1\nwhilst length(x) > y then\n"
                            "set y to 5\nend\nyield x\nend")
                .moves,
            0)
      << "the loop may end right behind its condition";
  const auto chunk = Compiled(
      "chant f(p) then\nweave q as p\nwhilst length(q) > 0 then\nset q to \"\"\nend\n"
      "yield q\nend");
  int moves_of_q = 0;
  for (const DecodedInstruction& instruction : Instructions(FunctionOf(*chunk, "f"))) {
    if (instruction.op == Opcode::kMove && BOf(instruction.word) == 1) ++moves_of_q;
  }
  EXPECT_EQ(moves_of_q, 0) << "that the body replaces the variable does not help who leaves before";
}

TEST(LastUses, MoveInALoopWhatTheSameStatementSets) {
  EXPECT_EQ(UsesOfParameter("chant f(y) then\nweave x as y\nyield x\nend"), (Uses{1, 0}));
  const auto code = CodeOf(
      "chant f(n) then\nweave x as [n]\nfor each i in range(0, 3) then\nset x to g(x)\nend\n"
      "yield x\nend",
      "f");
  EXPECT_EQ(Count(code, "Copy"), 0) << "passing a list down and back must not share it";
}

TEST(LastUses, CopyTheLeftArgumentThatARightOneReads) {
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nyield g(x, x)\nend"), (Uses{1, 1}));
}

TEST(LastUses, KeepALeftOperandUntilTheRightOneIsEvaluated) {
  const std::string_view source = "chant f(x) then\nyield x + g(x)\nend";
  EXPECT_EQ(UsesOfParameter(source), (Uses{0, 1}))
      << "the sum reads the local after the call: the argument may not take it";
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nyield g(x) + x\nend"), (Uses{0, 1}));
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nyield x[g(x)]\nend"), (Uses{0, 1}));
}

TEST(LastUses, CopyWhatAClosureCaptures) {
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nbind g to chant() then yield x end\nbind a to x\n"
                            "yield 1\nend"),
            (Uses{0, 1}));
}

TEST(LastUses, CopyWhatAPatternStillComparesWith) {
  const auto chunk = Compiled(
      "chant f(n) then\nvariant E then A, B end\nbind a to A\nmatch n with\nwhen A then 1\n"
      "otherwise 2\nend\nend");
  const auto code = Opcodes(FunctionOf(*chunk, "f"));
  EXPECT_GE(Count(code, "Copy"), 1) << Disassemble(*chunk);
}

TEST(LastUses, CopyWhatAFormsFieldTypeCaptures) {
  // In front of the form a read must copy: the form looks for P when its fields are checked.
  const auto code = CodeOf(
      "chant f(n) then\nform P with x as Number end\nbind other to P\nform Q with p as P end\n"
      "yield other\nend",
      "f");
  EXPECT_EQ(Count(code, "Copy"), 1);
}

TEST(LastUses, CopyWhatAGroveReadsWhenItsOwnNameIsNotBoundYet) {
  // `x` inside the grove means the grove's x once that is bound, and the parameter before.
  EXPECT_EQ(UsesOfParameter("chant f(x) then\nbind z to x\ngrove G with\nbind y to x\nbind x to 5\n"
                            "offer y\nend\nyield G.y\nend"),
            (Uses{0, 2}))
      << "the read in front of the grove may not take what the grove reads behind it";
}

TEST(LastUses, CopyWhatAGroveOffersLater) {
  EXPECT_EQ(
      UsesOfParameter("chant f(x) then\nbind z to x\ngrove G with\noffer x\nend\nyield G.x\nend"),
      (Uses{0, 2}))
      << "the offer reads the parameter that the first statement may not take";
}

TEST(LastUses, ASetInAGroveIsNotCertainToSetTheVariableOutside) {
  Compiled(
      "chant f(y) then\nweave x as y\nbind z to x\ngrove G with\nweave x as 5\nset x to 6\nend\n"
      "yield x\nend");
}

TEST(LastUses, MoveNothingInTheProgramItself) {
  const auto code = CodeOf("should true then\nbind a to [1]\nbind b to a\nend");
  EXPECT_EQ(Count(code, "Copy"), 2) << "the bind of b and its value as the statement's";
}

TEST(LastUses, BorrowCopiesAtOnce) {
  EXPECT_THAT(CodeOf("chant f(x) then\nyield borrow x\nend", "f"),
              ElementsAre("Copy", "ReturnSweep"));
}

TEST(LastUses, TakeFromSlotsUnderTheSpillingPolicy) {
  const auto code = CodeOf("chant f(x) then\nbind a to x\nbind b to x\nyield b\nend", "f",
                           {.allocation = AllocationPolicy::kSpill});
  EXPECT_GE(Count(code, "TakeLocal"), 1);
  EXPECT_GE(Count(code, "LoadLocal"), 1);
}

TEST(LastUses, LocalsBeyondTheTrackedOnesAreCopied) {
  std::string source = "chant f() then\n";
  for (int i = 0; i < 300; ++i) source += "bind v" + std::to_string(i) + " to [1]\n";
  source += "yield [";
  for (int i = 0; i < 300; ++i) source += "v" + std::to_string(i) + ", ";
  source += "]\nend";
  const auto code = CodeOf(source, "f");
  EXPECT_GT(Count(code, "LoadLocal") + Count(code, "Copy"), 30)
      << "only the first 256 locals are tracked";
}

}  // namespace
}  // namespace quicksilver
