#include "bench/runner/record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

#include "bench/runner/page.h"
#include "bench/runner/table.h"

namespace quicksilver::bench {
namespace {

using testing::DoubleEq;
using testing::HasSubstr;
using testing::Not;
using testing::Optional;

Record TwoWorkloads() {
  Record record{"2026-01-31T12:00:00Z", "abc", "a <machine>", {"lua5.4", "vm"}, {}};
  record.workloads = {
      {"fib",
       Kind::kTime,
       "Calls.",
       "6765",
       {{"lua5.4", {{2, 4, 6}, {1e6, 1e6, 1e6}}}, {"vm", {{1, 1, 1}, {2e6, 2e6, 2e6}}}}},
      {"loop",
       Kind::kTime,
       "A loop.",
       "1",
       {{"lua5.4", {{0.001}, {1e6}}}, {"vm", {{0.004}, {1e6}}}}},
      {"maps", Kind::kMemory, "Maps.", "1", {{"lua5.4", {{1}, {8e6}}}, {"vm", {{1}, {2e6}}}}},
  };
  return record;
}

TEST(Record, ComparesMediansWithTheReference) {
  const Record record = TwoWorkloads();
  EXPECT_THAT(Typical(record.workloads[0], "lua5.4"), Optional(4.0));
  EXPECT_THAT(Ratio(record.workloads[0], "vm"), Optional(0.25));
  EXPECT_THAT(Ratio(record.workloads[2], "vm"), Optional(0.25));
  EXPECT_EQ(Ratio(record.workloads[0], "luajit"), std::nullopt);
  EXPECT_EQ(Spread({2, 4, 6}), 1.0);
}

TEST(Record, AveragesRatiosOfTimesGeometrically) {
  std::size_t count = 0;
  EXPECT_THAT(GeometricMean(TwoWorkloads(), "vm", &count), Optional(DoubleEq(1.0)));
  EXPECT_EQ(count, 2u);
  EXPECT_EQ(GeometricMean(TwoWorkloads(), "luajit"), std::nullopt);
}

TEST(Record, ComesBackFromJsonWithEverySample) {
  const std::string json = ToJson(TwoWorkloads());
  const auto read = FromJson(json);
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(ToJson(*read), json);
  EXPECT_EQ(read->workloads[2].kind, Kind::kMemory);
}

TEST(Record, IsNotReadFromWhatIsNone) {
  EXPECT_FALSE(FromJson("").has_value());
  EXPECT_FALSE(FromJson("{}").has_value());
  std::string empty_series = ToJson(TwoWorkloads());
  const std::size_t at = empty_series.find("\"cpu_seconds\": [");
  empty_series.erase(at + 16, empty_series.find(']', at) - at - 16);
  EXPECT_FALSE(FromJson(empty_series).has_value());
}

TEST(Table, HasALineAWorkloadAndTheMeans) {
  const std::string table = TableOf(TwoWorkloads());
  EXPECT_THAT(table, HasSubstr("4.00 s  ±50%   1.00"));
  EXPECT_THAT(table, HasSubstr("4.00 ms   ±0%   4.00"));
  EXPECT_THAT(table, HasSubstr("2.00 MB   ±0%   0.25"));
  EXPECT_THAT(table, HasSubstr("geometric mean"));
}

TEST(Page, NeedsNothingBesideItAndEscapes) {
  const std::string page = PageOf(TwoWorkloads(), {TwoWorkloads()});
  EXPECT_THAT(page, HasSubstr("a &lt;machine&gt;"));
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
  for (const char* outside : {"http:", "https:", "<script", "src=", "url("}) {
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
}

TEST(Page, DrawsAHistoryOfRunsOfTheSameWorkloads) {
  Record other = TwoWorkloads();
  other.commit = "subset";
  other.workloads.erase(other.workloads.begin());
  Record before = TwoWorkloads();
  before.commit = "before";
  EXPECT_THAT(PageOf(TwoWorkloads(), {TwoWorkloads()}), Not(HasSubstr("<polyline")));
  const std::string page = PageOf(TwoWorkloads(), {before, other, TwoWorkloads()});
  EXPECT_THAT(page, HasSubstr("<polyline"));
  EXPECT_THAT(page, HasSubstr("before"));
  EXPECT_THAT(page, Not(HasSubstr("subset")));
}

}  // namespace
}  // namespace quicksilver::bench
