#include "properties/generators/choices.h"

#include <array>
#include <cmath>
#include <gtest/gtest.h>
#include <vector>

namespace quicksilver::properties {
namespace {

TEST(Choices, GivesTheSimplestAnswersWhenTheBytesRunOut) {
  // If this fails, a short input of a fuzzer gives no program or an endless one.
  Choices choices = Choices::FromBytes({});
  EXPECT_TRUE(choices.exhausted());
  EXPECT_EQ(choices.Below(10), 0u);
  EXPECT_EQ(choices.Below(100'000), 0u);
  EXPECT_FALSE(choices.Flip(100));
  EXPECT_EQ(choices.Number(), 0.0);
  constexpr std::array<std::uint8_t, 3> kWeights = {0, 3, 4};
  EXPECT_EQ(choices.Pick(kWeights), 1u) << "a row of weight 0 is never picked";
  EXPECT_TRUE(choices.recorded().empty());
}

TEST(Choices, TakesOneByteForADecision) {
  // If this fails, a change of one byte moves every decision behind it.
  const std::vector<std::uint8_t> bytes = {0, 128, 255, 255, 255, 7, 7, 7, 7, 1};
  Choices choices = Choices::FromBytes(bytes);
  EXPECT_EQ(choices.Below(4), 0u);
  EXPECT_EQ(choices.Below(4), 2u);
  EXPECT_EQ(choices.Below(4), 3u);
  EXPECT_EQ(choices.Below(1), 0u);
  EXPECT_EQ(choices.recorded().size(), 3u);
  EXPECT_EQ(choices.Below(300), 299u);
  EXPECT_EQ(choices.recorded().size(), 5u);
  EXPECT_LT(choices.Below(1'000'000), 1'000'000u);
  EXPECT_EQ(choices.recorded().size(), 9u);
}

// Asks everything there is to ask, many times.
std::vector<double> Interrogate(Choices& choices) {
  constexpr std::array<std::uint8_t, 4> kWeights = {1, 2, 200, 100};
  std::vector<double> answers;
  for (int i = 0; i < 200; ++i) {
    answers.push_back(choices.Below(7));
    answers.push_back(choices.Flip(30) ? 1 : 0);
    answers.push_back(static_cast<double>(choices.Pick(kWeights)));
    answers.push_back(choices.Number());
    answers.push_back(choices.Below(70'000));
  }
  return answers;
}

TEST(Choices, RecordsWhatReplaysTheSameAnswers) {
  // If this fails, a finding of a seeded run cannot be given to a fuzzer or a reducer.
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Choices seeded = Choices::FromSeed(seed);
    const std::vector<double> answers = Interrogate(seeded);
    Choices replay = Choices::FromBytes(seeded.recorded());
    EXPECT_EQ(Interrogate(replay), answers) << "seed " << seed;
    EXPECT_TRUE(replay.exhausted());
  }
}

TEST(Choices, FlipsAndPicksInProportion) {
  // If this fails, no probability of a profile means what it says.
  Choices choices = Choices::FromSeed(1);
  constexpr std::array<std::uint8_t, 3> kWeights = {100, 0, 300 - 256};
  int heads = 0;
  std::array<int, 3> rows{};
  for (int i = 0; i < 10'000; ++i) {
    heads += choices.Flip(25) ? 1 : 0;
    ++rows.at(choices.Pick(kWeights));
  }
  EXPECT_NEAR(heads, 2'500, 250);
  EXPECT_NEAR(rows[0], 10'000 * 100 / 144, 300);
  EXPECT_EQ(rows[1], 0);
}

TEST(Choices, NumbersAreFiniteAndHoldBothZeros) {
  // If this fails, a literal cannot be printed, or the sign of zero is never tested.
  Choices choices = Choices::FromSeed(2);
  bool negative_zero = false;
  bool fraction = false;
  for (int i = 0; i < 10'000; ++i) {
    const double number = choices.Number();
    ASSERT_TRUE(std::isfinite(number));
    negative_zero = negative_zero || (number == 0 && std::signbit(number));
    fraction = fraction || number != std::trunc(number);
  }
  EXPECT_TRUE(negative_zero);
  EXPECT_TRUE(fraction);
}

}  // namespace
}  // namespace quicksilver::properties
