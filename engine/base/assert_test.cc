#include "engine/base/assert.h"

#include <gtest/gtest.h>

namespace quicksilver {
namespace {

TEST(Assert, DoesNothingWhenTheConditionHolds) {
  int steps = 0;
  QS_ASSERT(steps == 0, "no step was taken");
  ++steps;
  EXPECT_EQ(steps, 1) << "a condition that holds must not stop the program";
}

#if QS_ASSERTIONS
TEST(AssertDeathTest, NamesThePlaceTheConditionAndTheMeaning) {
  EXPECT_DEATH(QS_ASSERT(1 + 1 == 3, "sums are right"),
               "assert_test.cc:[0-9]+: assertion failed: 1 \\+ 1 == 3: sums are right");
}

TEST(AssertDeathTest, StopsAtAPlaceThatControlCannotReach) {
  EXPECT_DEATH(QS_UNREACHABLE("every kind has a case"), "unreachable: every kind has a case");
}
#else
TEST(Assert, IsNotEvaluatedInAReleaseBuild) {
  bool evaluated = false;
  const auto condition = [&evaluated] {
    evaluated = true;
    return false;
  };
  QS_ASSERT(condition(), "this would stop the program");
  EXPECT_FALSE(evaluated) << "a release build pays for an assertion";
}
#endif

}  // namespace
}  // namespace quicksilver
