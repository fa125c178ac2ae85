#include "engine/base/number_text.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <random>
#include <string>

namespace quicksilver {
namespace {

std::string Format(double value) {
  std::string text;
  AppendNumber(text, value);
  return text;
}

std::uint64_t Bits(double value) { return std::bit_cast<std::uint64_t>(value); }

constexpr double kSmallest = std::numeric_limits<double>::denorm_min();
constexpr double kLargest = std::numeric_limits<double>::max();

TEST(FormatNumber, WritesTheShortestDigitsWithoutAnExponent) {
  EXPECT_EQ(Format(50), "50");
  EXPECT_EQ(Format(0.1), "0.1");
  EXPECT_EQ(Format(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(Format(-2.5), "-2.5");
  EXPECT_EQ(Format(100), "100");
  EXPECT_EQ(Format(1234.5), "1234.5");
  EXPECT_EQ(Format(1e-7), "0.0000001");
  EXPECT_EQ(Format(1.5e-10), "0.00000000015");
  EXPECT_EQ(Format(9007199254740991.0), "9007199254740991");
  EXPECT_EQ(Format(9007199254740992.0), "9007199254740992");
  EXPECT_EQ(Format(9007199254740994.0), "9007199254740994");
  EXPECT_EQ(Format(4503599627370495.5), "4503599627370495.5");
}

TEST(FormatNumber, PadsLargeNumbersWithZerosRatherThanWithTheirExactDigits) {
  EXPECT_EQ(Format(1e21), "1" + std::string(21, '0'));
  EXPECT_EQ(Format(1e23), "1" + std::string(23, '0'));
  EXPECT_EQ(Format(kLargest), "17976931348623157" + std::string(292, '0'));
  EXPECT_EQ(Format(-1e300), "-1" + std::string(300, '0'));
}

TEST(FormatNumber, WritesTheSpecialNumbersByName) {
  EXPECT_EQ(Format(0.0), "0");
  EXPECT_EQ(Format(-0.0), "-0");
  EXPECT_EQ(Format(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(Format(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(Format(std::nan("")), "NaN");
  EXPECT_EQ(Format(-std::nan("")), "NaN") << "a NaN has no sign to show";
}

TEST(FormatNumber, FitsTheBufferForTheLongestTextThereIs) {
  EXPECT_EQ(Format(-kSmallest), "-0." + std::string(323, '0') + "5");
  EXPECT_LE(Format(-2.2250738585072011e-308).size(), kLongestNumberText);
}

TEST(FormatNumber, ReadsBackToTheSameBitsWithNoDigitToSpare) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 200'000; ++round) {
    const double value = std::fabs(std::bit_cast<double>(random()));
    if (!std::isfinite(value)) continue;
    const std::string text = Format(value);
    const auto back = ParseNumber(text);
    ASSERT_TRUE(back.has_value()) << text;
    ASSERT_EQ(Bits(*back), Bits(value)) << text << " is another number";
    ASSERT_EQ(text.find_first_not_of("0123456789."), std::string::npos) << text;
  }
}

TEST(FormatNumber, NeedsEveryDigitItWrites) {
  std::mt19937_64 random(8);
  for (int round = 0; round < 20'000; ++round) {
    const double value = std::fabs(std::bit_cast<double>(random()));
    if (!std::isfinite(value)) continue;
    std::string digits;
    for (const char character : Format(value)) {
      if (character != '.' && (character != '0' || !digits.empty())) digits += character;
    }
    while (digits.ends_with('0')) digits.pop_back();
    if (digits.size() < 2) continue;
    char shorter[64];
    std::snprintf(shorter, sizeof shorter, "%.*e", static_cast<int>(digits.size()) - 2, value);
    ASSERT_NE(Bits(std::strtod(shorter, nullptr)), Bits(value))
        << digits << " could be written as " << shorter;
  }
}

TEST(ParseNumber, ReadsTheGrammar) {
  EXPECT_EQ(ParseNumber("0"), 0.0);
  EXPECT_EQ(ParseNumber("007"), 7.0);
  EXPECT_EQ(ParseNumber("12.50"), 12.5);
  EXPECT_EQ(ParseNumber("1e3"), 1000.0);
  EXPECT_EQ(ParseNumber("1E+3"), 1000.0);
  EXPECT_EQ(ParseNumber("25e-1"), 2.5);
  EXPECT_EQ(ParseNumber("1.5e0000000000002"), 150.0);
  EXPECT_EQ(ParseNumber("0e99999999999999999999999"), 0.0);
}

TEST(ParseNumber, RejectsWhateverElseMightLookLikeANumber) {
  for (const char* text : {"", "-1", "+1", ".5", "5.", "1e", "1e+", "1.e5", "0x10", "1_000", " 1",
                           "1 ", "inf", "NaN", "1.2.3", "1e5.0", "e5", "1f", "1,5"}) {
    const auto result = ParseNumber(text);
    ASSERT_FALSE(result.has_value()) << text;
    EXPECT_EQ(result.error(), NumberError::kMalformed) << text;
  }
}

TEST(ParseNumber, RoundsHalfToEven) {
  EXPECT_EQ(ParseNumber("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(ParseNumber("9007199254740995"), 9007199254740996.0);
  EXPECT_EQ(ParseNumber("9007199254740993.00000000000000000000000000000001"), 9007199254740994.0);
}

TEST(ParseNumber, ReportsOverflowApart) {
  EXPECT_EQ(ParseNumber("1.7976931348623157e308"), kLargest);
  EXPECT_EQ(ParseNumber("1.7976931348623158e308"), kLargest) << "this still rounds down";
  for (const std::string& text :
       {std::string("1.7976931348623159e308"), std::string("1e309"), std::string("1e999999999999"),
        "1" + std::string(400, '0'), "1" + std::string(400, '0') + "e-1"}) {
    const auto result = ParseNumber(text);
    ASSERT_FALSE(result.has_value()) << text;
    EXPECT_EQ(result.error(), NumberError::kOverflow) << text;
  }
}

TEST(ParseNumber, RoundsWhatIsTooSmallToASubnormalOrZero) {
  EXPECT_EQ(ParseNumber("5e-324"), kSmallest);
  EXPECT_EQ(ParseNumber("3e-324"), kSmallest);
  EXPECT_EQ(ParseNumber("2.4703282292062328e-324"), kSmallest) << "just above half of it";
  EXPECT_EQ(ParseNumber("2.4703282292062327e-324"), 0.0) << "just below half of it";
  EXPECT_EQ(ParseNumber("1e-400"), 0.0);
  EXPECT_EQ(ParseNumber("1e-99999999999999999999"), 0.0);
  EXPECT_EQ(ParseNumber("0." + std::string(400, '0') + "1"), 0.0);
  EXPECT_EQ(ParseNumber("2.2250738585072011e-308"), 2.2250738585072011e-308);
}

TEST(ParseNumber, WeighsLongDigitsAgainstLongExponents) {
  EXPECT_EQ(ParseNumber("0." + std::string(400, '0') + "1e401"), 1.0);
  EXPECT_EQ(ParseNumber("1" + std::string(400, '0') + "e-400"), 1.0);
  EXPECT_EQ(ParseNumber("0." + std::string(100'000, '0') + "25e100001"), 2.5);
  EXPECT_EQ(ParseNumber("25" + std::string(100'000, '0') + "e-100001"), 2.5);
}

}  // namespace
}  // namespace quicksilver
