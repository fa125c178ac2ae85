#include "engine/base/truncate.h"

#include <gtest/gtest.h>
#include <limits>

namespace quicksilver {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Truncate, CutsOffTheFraction) {
  EXPECT_EQ(TruncateToInt64(0), 0);
  EXPECT_EQ(TruncateToInt64(-0.0), 0);
  EXPECT_EQ(TruncateToInt64(2.9), 2);
  EXPECT_EQ(TruncateToInt64(-2.9), -2);
  EXPECT_EQ(TruncateToInt64(9007199254740993.0), 9007199254740992);
  EXPECT_EQ(TruncateToInt64(0x1p62), std::int64_t{1} << 62);
}

TEST(Truncate, AnswersTheLeastIntegerForWhatDoesNotFit) {
  for (const double number : {0x1p63, -0x1p63, -0x1.8p63, 1e300, kInfinity, -kInfinity,
                              std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(TruncateToInt64(number), kLeast) << number;
  }
}

}  // namespace
}  // namespace quicksilver
