#include "properties/statistics/significance.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

namespace quicksilver::statistics {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

TEST(Median, IsTheMiddleOrTheMeanOfTheTwoInTheMiddle) {
  EXPECT_EQ(Median(std::vector<double>{3, 1, 2}), 2);
  EXPECT_EQ(Median(std::vector<double>{4, 1, 2, 3}), 2.5);
  EXPECT_TRUE(std::isnan(Median({})));
}

TEST(LowerQuartile, LiesBetweenTheNearestInProportion) {
  EXPECT_EQ(LowerQuartile(std::vector<double>{5, 1, 4, 2, 3}), 2);
  EXPECT_EQ(LowerQuartile(std::vector<double>{1, 2, 3, 4}), 1.75);
  EXPECT_EQ(LowerQuartile(std::vector<double>{7}), 7);
  EXPECT_TRUE(std::isnan(LowerQuartile({})));
}

TEST(Median, IsNeverWhereMostRunsFoundNothing) {
  EXPECT_EQ(Median(std::vector<double>{1, kNever, kNever}), kNever);
  EXPECT_EQ(Median(std::vector<double>{1, 2, kNever, kNever, kNever, kNever}), kNever);
}

// The example of Mann and Whitney's test in R's documentation of wilcox.test (depth constant data
// of Hollander and Wolfe, 1973): W = 35; with the normal approximation p = 0.2544 (two-sided).
TEST(MannWhitney, GivesWhatTheTextbookGives) {
  const std::vector<double> at_term = {0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
  const std::vector<double> earlier = {1.15, 0.88, 0.90, 0.74, 1.21};
  const MannWhitney result = CompareSamples(at_term, earlier);
  EXPECT_EQ(result.u, 35);
  EXPECT_NEAR(result.p, 0.2449, 0.001);
}

TEST(MannWhitney, SeesNothingBetweenEqualSamples) {
  const std::vector<double> same(20, 1.0);
  EXPECT_EQ(CompareSamples(same, same).p, 1);
  EXPECT_EQ(EffectSize(same, same), 0.5);
}

TEST(MannWhitney, SeesSamplesThatDoNotOverlap) {
  std::vector<double> early, late;
  for (int i = 0; i < 20; ++i) {
    early.push_back(i);
    late.push_back(100 + i);
  }
  EXPECT_LT(CompareSamples(early, late).p, 1e-6);
  EXPECT_EQ(CompareSamples(early, late).u, 0);
  EXPECT_EQ(EffectSize(late, early), 1);
  EXPECT_EQ(EffectSize(early, late), 0);
}

TEST(MannWhitney, CountsRunsThatFoundNothingAsTheLatest) {
  const std::vector<double> found(20, 3.0);
  const std::vector<double> not_found(20, kNever);
  EXPECT_EQ(EffectSize(not_found, found), 1);
  EXPECT_LT(CompareSamples(not_found, found).p, 1e-6);
}

TEST(MannWhitney, SaysNothingAboutNothing) {
  EXPECT_EQ(CompareSamples({}, std::vector<double>{1}).p, 1);
  EXPECT_EQ(EffectSize({}, {}), 0.5);
}

}  // namespace
}  // namespace quicksilver::statistics
