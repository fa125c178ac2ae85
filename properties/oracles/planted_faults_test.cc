// Every oracle that looks at code or runs it reports every wrong compiler that it can see, and is
// silent about the right one. If a test here fails, a bug of that sort would go unnoticed.

#include <gtest/gtest.h>
#include <string>

#include "properties/oracles/equivalence.h"
#include "properties/oracles/fault_testing.h"
#include "properties/oracles/oracle_testing.h"
#include "properties/oracles/policies.h"
#include "properties/oracles/state.h"
#include "properties/oracles/verifier.h"
#include "properties/oracles/work.h"

namespace quicksilver::properties {
namespace {

TEST(PlantedFaults, EquivalenceReportsEachAndIsSilentOtherwise) {
  EquivalenceOracle right;
  for (const FaultyCode& faulty : FaultyCompilers()) {
    EXPECT_TRUE(CheckOf(right, faulty.program).agrees())
        << faulty.name << ": " << ::testing::PrintToString(CheckOf(right, faulty.program));
    EquivalenceOracle wrong(faulty.fault);
    const Verdict verdict = CheckOf(wrong, faulty.program);
    ASSERT_TRUE(verdict.diverges()) << faulty.name << " goes unnoticed";
    EXPECT_EQ(verdict.divergence.kind, faulty.kind)
        << faulty.name << ": " << ::testing::PrintToString(verdict);
    EXPECT_NE(wrong.right(), nullptr) << "nothing to trace";
  }
}

TEST(PlantedFaults, PoliciesReportsEachAndIsSilentOtherwise) {
  PoliciesOracle right({.policies = PoliciesOracle::kAll, .fault = nullptr});
  for (const FaultyCode& faulty : FaultyCompilers()) {
    EXPECT_TRUE(CheckOf(right, faulty.program).agrees())
        << faulty.name << ": " << ::testing::PrintToString(CheckOf(right, faulty.program));
    PoliciesOracle wrong({.policies = PoliciesOracle::kAll, .fault = faulty.fault});
    EXPECT_TRUE(CheckOf(wrong, faulty.program).diverges()) << faulty.name << " goes unnoticed";
  }
}

TEST(PlantedFaults, VerifierReportsWhatDoesNotVerify) {
  for (const FaultyCode& faulty : FaultyCompilers()) {
    VerifierOracle right;
    EXPECT_TRUE(CheckOf(right, faulty.program).agrees()) << faulty.name;
    if (faulty.kind != DifferenceKind::kCode) continue;
    VerifierOracle wrong(faulty.fault);
    const Verdict verdict = CheckOf(wrong, faulty.program);
    ASSERT_TRUE(verdict.diverges()) << faulty.name << " goes unnoticed";
    EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kCode);
  }
}

TEST(PlantedFaults, VerifierHasNothingToSayAboutWhatCodeComputes) {
  VerifierOracle wrong(Swapped(Opcode::kSubNum));
  EXPECT_TRUE(CheckOf(wrong, "chant f(a, b) then a - b end f(40, 2)").agrees());
}

TEST(PlantedFaults, StateReportsCodeThatDoesNotLetGo) {
  // The list is dropped at once, the text is dropped at the end of the chant.
  constexpr std::string_view kProgram = R"(
chant f(n) then
  [n, n]
  bind t to to_text(n)
  length(t)
end
f(12)
)";
  StateOracle right;
  EXPECT_TRUE(CheckOf(right, kProgram).agrees());
  StateOracle wrong(NothingIsReleased);
  const Verdict verdict = CheckOf(wrong, kProgram);
  ASSERT_TRUE(verdict.diverges()) << "a leak goes unnoticed";
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kState);
  EXPECT_EQ(verdict.divergence.what, "heap after Reset");
  EXPECT_EQ(verdict.divergence.right_engine, "vm, used");
}

// Appends code that nothing reaches.
void CodeIsLong(Chunk& chunk) {
  const std::size_t words = chunk.functions[0]->code.size();
  for (int i = 0; i < 1000; ++i) {
    chunk.functions[0]->code.push_back(EncodeABC(Opcode::kNop, 0, 0, 0));
  }
  // Control does not fall off the end.
  chunk.functions[0]->code.push_back(EncodeABC(Opcode::kLoadNothing, 0, 0, 0));
  chunk.functions[0]->code.push_back(EncodeABC(Opcode::kHalt, 0, 0, 0));
  ASSERT_GT(chunk.functions[0]->code.size(), words);
}

TEST(PlantedFaults, WorkReportsCodeThatIsTooLong) {
  WorkOracle right;
  EXPECT_TRUE(CheckOf(right, "1 + 2").agrees());
  WorkOracle wrong(CodeIsLong);
  const Verdict verdict = CheckOf(wrong, "1 + 2");
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kWork);
  EXPECT_EQ(verdict.divergence.what, "words of code");
}

TEST(PlantedFaults, WorkLeavesOtherDifferencesToOthers) {
  WorkOracle wrong(ConstantsOneMore);
  const Verdict verdict = CheckOf(wrong, "2 + 3");
  EXPECT_EQ(verdict.kind, VerdictKind::kIncomparable);
  EXPECT_EQ(verdict.reason, Incomparable::kNotApplicable);
}

}  // namespace
}  // namespace quicksilver::properties
