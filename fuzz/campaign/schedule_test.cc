#include "fuzz/campaign/schedule.h"

#include <array>
#include <gtest/gtest.h>

namespace quicksilver::campaign {
namespace {

constexpr auto kAnybody = [](std::size_t) { return true; };

// Turns of ten seconds each, in which `gain` says what comes of them.
template <std::size_t kCount>
std::array<int, kCount> Turns(Schedule& schedule, int turns, std::array<double, kCount> gain) {
  std::array<int, kCount> had{};
  for (int i = 0; i < turns; ++i) {
    const std::size_t next = schedule.Next(kAnybody).value();
    ++had[next];
    schedule.Charge(next, 10);
    schedule.Note(next, 10, gain[next]);
  }
  return had;
}

TEST(Schedule, SharesTimeEquallyAmongThoseThatFindAsMuch) {
  Schedule schedule;
  schedule.Add(1);
  schedule.Add(1);
  EXPECT_EQ(Turns<2>(schedule, 100, {1, 1}), (std::array<int, 2>{50, 50}));
}

TEST(Schedule, GivesMoreTimeToTheOneThatStillFindsSomething) {
  Schedule schedule;
  schedule.Add(1);
  schedule.Add(1);
  const auto had = Turns<2>(schedule, 120, {0, 1});
  EXPECT_GT(had[1], 4 * had[0]);
  EXPECT_GE(had[0], 15) << "what finds nothing now may find something yet";
}

TEST(Schedule, ABaseOfTwoIsTwiceTheTime) {
  Schedule schedule;
  schedule.Add(2);
  schedule.Add(1);
  EXPECT_EQ(Turns<2>(schedule, 90, {0, 0}), (std::array<int, 2>{60, 30}));
}

TEST(Schedule, PassesOverThoseThatCannotRun) {
  Schedule schedule;
  schedule.Add(1);
  schedule.Add(1);
  EXPECT_EQ(schedule.Next([](std::size_t i) { return i == 1; }), 1u);
  EXPECT_FALSE(schedule.Next([](std::size_t) { return false; }).has_value());
}

}  // namespace
}  // namespace quicksilver::campaign
