#include "fuzz/faults/record.h"

#include <gtest/gtest.h>

namespace quicksilver::faults {
namespace {

Record Killed() {
  return {.fault = "a_fault",
          .seed = 7,
          .killed = true,
          .by = "hunt",
          .oracle = "equivalence",
          .programs = 123,
          .seconds = 0.25,
          .nodes = 5};
}

TEST(Records, ComeBackAsTheyWereWritten) {
  Record survived{
      .fault = "another", .seed = 1, .seconds = 60, .reason = "only a test of limits sees it"};
  const std::vector<Record> records = {Killed(), survived};
  const auto read = ReadRecords(WriteRecords(records));
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(*read, records);
}

TEST(Records, KeepTheirColumnsWhateverAReasonHolds) {
  Record record = Killed();
  record.reason = "a\tb\nc";
  const auto read = ReadRecords(WriteRecords({record}));
  ASSERT_TRUE(read.has_value()) << read.error();
  EXPECT_EQ(read->at(0).reason, "a b c");
}

TEST(Records, AreRefusedWhenALineIsNone) {
  const std::string text = WriteRecords({Killed()});
  EXPECT_FALSE(ReadRecords("something else\n").has_value());
  EXPECT_FALSE(ReadRecords(text + "a_fault\t7\n").has_value());
  std::string verdict = text;
  verdict.replace(verdict.find("killed"), 6, "doubted");
  EXPECT_FALSE(ReadRecords(verdict).has_value());
  std::string number = text;
  number.replace(number.find("123"), 3, "1x3");
  EXPECT_FALSE(ReadRecords(number).has_value());
}

}  // namespace
}  // namespace quicksilver::faults
