#include "properties/oracles/equivalence.h"

#include <gtest/gtest.h>

#include "engine/bytecode/instruction.h"
#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

constexpr std::string_view kSum = R"(
weave sum as 0
for each i in range(0, 10) then set sum to sum + i end
println(sum)
sum
)";

TEST(EquivalenceOracle, AgreesWhereTheEnginesAgree) {
  EquivalenceOracle oracle;
  for (const std::string_view source :
       {kSum, std::string_view(""), std::string_view("1 / 0"),
        std::string_view("request Vault.key with justification \"a\"")}) {
    EXPECT_TRUE(oracle.Check(ProgramOf(source), TestLimits(), 1).agrees()) << source;
  }
}

TEST(EquivalenceOracle, IsIncomparableWhereAnEngineRanOutOfSomething) {
  EquivalenceOracle oracle;
  const Verdict endless = oracle.Check(ProgramOf("whilst true then end"), TestLimits(), 1);
  EXPECT_EQ(endless.kind, VerdictKind::kIncomparable);
  EXPECT_EQ(endless.reason, Incomparable::kFuelExhausted);
  const Verdict deep =
      oracle.Check(ProgramOf("chant f(n) then 1 + f(n) end f(1)"), TestLimits(), 1);
  EXPECT_EQ(deep.reason, Incomparable::kStackOverflow);
  const Verdict large = oracle.Check(ProgramOf("length(repeat(\"x\", 1e12))"), TestLimits(), 1);
  EXPECT_EQ(large.reason, Incomparable::kOutOfMemory);
}

// Adds one to the first constant number: what a wrong constant pool would do.
void ShiftConstants(Chunk& chunk) {
  ConstantPool spoilt;
  for (std::uint32_t i = 0; i < chunk.constants.size(); ++i) {
    if (chunk.constants.type(i) == ConstantPool::Type::kNumber) {
      spoilt.AddNumber(chunk.constants.number(i) + 1);
    } else {
      spoilt.AddText(chunk.constants.text(i));
    }
  }
  chunk.constants = std::move(spoilt);
}

TEST(EquivalenceOracle, ReportsAPlantedBug) {
  EquivalenceOracle oracle(ShiftConstants);
  const Verdict verdict = oracle.Check(ProgramOf("bind x to 40 x"), TestLimits(), 1);
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kValue);
  EXPECT_EQ(verdict.divergence.left, "Number(40)");
  EXPECT_EQ(verdict.divergence.right, "Number(41)");
  EXPECT_EQ(verdict.divergence.left_engine, "interpreter");
  EXPECT_EQ(verdict.divergence.right_engine, "vm optimised");
  ASSERT_NE(oracle.left(), nullptr);
  ASSERT_NE(oracle.right(), nullptr);
  EXPECT_EQ(oracle.right()->name(), "vm optimised") << "the reducer would trace another engine";
}

}  // namespace
}  // namespace quicksilver::properties
