#include "bench/runner/verdict.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "engine/base/splitmix.h"

namespace quicksilver::bench {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

// Times of twenty runs that take `seconds` and up to `noise` of that more, as a machine does it:
// rarely less.
std::vector<double> Runs(SplitMix64& random, double seconds, double noise, int count = 20) {
  std::vector<double> runs;
  for (int i = 0; i < count; ++i) {
    const double part = static_cast<double>(random.Next() >> 11) * 0x1p-53;
    runs.push_back(seconds * (1 + noise * part * part));
  }
  return runs;
}

Timings Sampled(SplitMix64& random, double slow_down, double noise) {
  return {Runs(random, 0.1, noise), Runs(random, 0.1, noise), Runs(random, 0.1 * slow_down, noise)};
}

bool FoundSlower(const Timings& timings, double floor) {
  const Comparison one = Compare("x", timings);
  return IsSlower(one, ThresholdFor(one, {one}, floor));
}

TEST(Comparison, IsOfHeadWithBothSamplesOfTheBase) {
  const Comparison one = Compare("x", {{1, 2, 3}, {2, 3, 4}, {5, 5, 5}});
  EXPECT_EQ(one.base_seconds, 2);
  EXPECT_EQ(one.head_seconds, 5);
  EXPECT_EQ(one.ratio, 2.5);
  EXPECT_EQ(one.twin_ratio, 2.5 / 1.5);
  EXPECT_EQ(one.effect, 1);
}

TEST(Verdict, FindsTenPercentInNearlyEveryRunWithFivePercentOfNoise) {
  SplitMix64 random(1);
  int found = 0;
  for (int i = 0; i < 1000; ++i) found += FoundSlower(Sampled(random, 1.10, 0.05), 0.05) ? 1 : 0;
  EXPECT_GE(found, 990);
}

TEST(Verdict, NeverFindsASlowDownOfNothing) {
  SplitMix64 random(2);
  for (const double noise : {0.01, 0.05, 0.2, 0.5}) {
    int found = 0;
    for (int i = 0; i < 1000; ++i) found += FoundSlower(Sampled(random, 1, noise), 0.05) ? 1 : 0;
    // By chance alone half of kMostP would be found in one measurement; the gate wants two of them
    // to agree.
    EXPECT_LE(found, 1000 * kMostP / 2) << "noise " << noise;
  }
}

TEST(Verdict, IsNotGivenBelowTheFloorHoweverCertain) {
  SplitMix64 random(3);
  const Timings timings = Sampled(random, 1.04, 0.001);
  EXPECT_LT(Compare("x", timings).p, 1e-4);
  EXPECT_FALSE(FoundSlower(timings, 0.05));
  EXPECT_TRUE(FoundSlower(timings, 0.02));
}

TEST(Verdict, IsNotGivenForOneSlowRunAmongTen) {
  Timings timings{std::vector<double>(10, 1.0), std::vector<double>(10, 1.0),
                  std::vector<double>(10, 1.0)};
  timings.head[3] = 50;
  EXPECT_FALSE(FoundSlower(timings, 0.05));
}

TEST(Threshold, RisesWithWhatTheBaseDiffersFromItselfBy) {
  const auto with_twin = [](double ratio) {
    Comparison one;
    one.twin_ratio = ratio;
    return one;
  };
  EXPECT_EQ(ThresholdFor(with_twin(1), {}, 0.05), 0.05);
  EXPECT_NEAR(ThresholdFor(with_twin(1.1), {}, 0.05), 0.2, 1e-12);
  EXPECT_NEAR(ThresholdFor(with_twin(0.9), {}, 0.05), 0.2, 1e-12);
  // A restless machine: half of all workloads differ from themselves by 4 % or more.
  EXPECT_NEAR(ThresholdFor(with_twin(1), {with_twin(1), with_twin(1.04), with_twin(0.96)}, 0.05),
              0.12, 1e-12);
}

TEST(Suite, IsTheGeometricMeanOfTheWorkloadsRunByRun) {
  const Timings suite = SuiteTimings({{{1, 4}, {2, 2}, {3, 3}}, {{4, 9}, {2, 8}, {3, 12}}});
  EXPECT_THAT(suite.base, ElementsAre(testing::DoubleEq(2), testing::DoubleEq(6)));
  EXPECT_THAT(suite.twin, ElementsAre(testing::DoubleEq(2), testing::DoubleEq(4)));
  EXPECT_THAT(suite.head, ElementsAre(testing::DoubleEq(3), testing::DoubleEq(6)));
}

TEST(Counts, AreReadFromLines) {
  const auto counts = ParseCounts("fib/execute\t1200\nfib/parse\t77\n");
  ASSERT_TRUE(counts.has_value());
  EXPECT_EQ(counts->at("fib/execute"), 1200);
  EXPECT_EQ(counts->at("fib/parse"), 77);
}

TEST(Counts, OfNothingOrOfWordsAreAnError) {
  for (const char* text : {"fib\n", "fib\t\n", "fib\t12x\n", "fib\t0\n", "a\t1\n\nb\t2\n"}) {
    EXPECT_FALSE(ParseCounts(text).has_value()) << text;
  }
}

TEST(Counts, ThatAreEqualOrNewAreNoChange) {
  const auto changes =
      ChangedCounts({{"a", 100}, {"b", 100}, {"gone", 1}}, {{"a", 100}, {"b", 101}, {"new", 5}});
  EXPECT_THAT(changes, ElementsAre(testing::AllOf(Field(&CountChange::region, "b"),
                                                  Field(&CountChange::ratio, 1.01))));
  EXPECT_THAT(ChangedCounts({}, {}), IsEmpty());
}

}  // namespace
}  // namespace quicksilver::bench
