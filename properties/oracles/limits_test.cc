#include "properties/oracles/limits.h"

#include <gtest/gtest.h>

#include "properties/oracles/components/limits_check.h"
#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

TEST(Limits, AreKeptByBothEngines) {
  LimitsOracle oracle;
  const TestProgram program = ProgramOf(R"(
chant down(n) then
  should n > 0 then
    bind rest to down(n - 1)
    yield [n, rest]
  end
  0
end
down(6)
)");
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Verdict verdict = oracle.Check(program, TestLimits(), seed);
    EXPECT_TRUE(verdict.agrees()) << "seed " << seed << ": " << verdict.divergence.right;
  }
}

TEST(Limits, OfTheHeapHoldForEverySortOfHoard) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) EXPECT_EQ(CheckHeap(seed), std::nullopt);
}

}  // namespace
}  // namespace quicksilver::properties
