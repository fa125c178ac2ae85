#include "fuzz/faults/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quicksilver::faults {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Record KilledNamed(std::string fault, double seconds, std::uint64_t programs, std::uint64_t nodes) {
  return {.fault = std::move(fault),
          .killed = true,
          .by = "hunt",
          .oracle = "equivalence",
          .programs = programs,
          .seconds = seconds,
          .nodes = nodes};
}
Record SurvivorNamed(std::string fault) { return {.fault = std::move(fault), .seconds = 60}; }

TEST(Summary, CountsSurvivorsInEveryMedian) {
  const std::string text =
      SummaryOf({KilledNamed("a", 1, 10, 4), SurvivorNamed("b"), SurvivorNamed("c")}, nullptr);
  EXPECT_THAT(text, HasSubstr("kill score          1 of 3 (33.3 %)"));
  EXPECT_THAT(text, HasSubstr("median never s"));
  EXPECT_THAT(text, HasSubstr("median 4.0 nodes of the 1"));
  EXPECT_THAT(text, Not(HasSubstr("covered")));
}

TEST(Summary, LeavesOutOfTheCoveredScoreOnlyWhatWasNeverReached) {
  const std::vector<std::string> reached = {"b"};
  EXPECT_THAT(
      SummaryOf({KilledNamed("a", 1, 10, 4), SurvivorNamed("b"), SurvivorNamed("c")}, &reached),
      HasSubstr("covered kill score  1 of 2 (50.0 %)"));
}

TEST(Table, SaysWhoKilledWhat) {
  Record by_target = KilledNamed("b", 2, 0, 0);
  by_target.by = "verifier";
  by_target.oracle = "";
  const std::string text = TableOf({KilledNamed("a", 1, 10, 4), by_target, SurvivorNamed("c")});
  EXPECT_THAT(text, HasSubstr("equivalence"));
  EXPECT_THAT(text, HasSubstr("verifier"));
  EXPECT_THAT(text, HasSubstr("SURVIVES"));
}

TEST(Medians, AreOfAllSeeds) {
  EXPECT_THAT(MediansOf({KilledNamed("a", 1, 10, 1), KilledNamed("a", 3, 30, 1),
                         KilledNamed("a", 2, 20, 1)}),
              HasSubstr("3/3        20      2.00"));
}

TEST(Comparison, SeesThatOneSideTakesLonger) {
  std::vector<Record> slow, fast;
  for (std::uint64_t i = 0; i < 20; ++i) {
    slow.push_back(KilledNamed("a", 1, 1000 + i, 1));
    fast.push_back(KilledNamed("a", 1, 10 + i, 1));
  }
  EXPECT_THAT(ComparisonOf(slow, fast), HasSubstr("1.00"));
  EXPECT_THAT(ComparisonOf(fast, fast), HasSubstr("0.50"));
}

}  // namespace
}  // namespace quicksilver::faults
