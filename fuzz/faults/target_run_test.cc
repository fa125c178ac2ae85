#include "fuzz/faults/target_run.h"

#include <gtest/gtest.h>

namespace quicksilver::faults {
namespace {

processes::CommandResult Ended(int status, std::string output) {
  processes::CommandResult run;
  run.status = status;
  run.wall_seconds = 2;
  run.output = std::move(output);
  return run;
}

TEST(TargetRun, IsAKillWhenACheckComplains) {
  const auto record = JudgeTarget(
      Ended(77,
            "#2\tINITED cov: 1\n#345\tNEW    cov: 2\nit differs\n==1== ERROR: libFuzzer: deadly "
            "signal\n    #0 0x5 in f\nartifact_prefix='x/'; Test unit written to x/crash-1\n"));
  ASSERT_TRUE(record.has_value()) << record.error();
  EXPECT_TRUE(record->killed);
  EXPECT_EQ(record->oracle, "check");
  EXPECT_EQ(record->programs, 345u);
  EXPECT_EQ(record->seconds, 2);
}

TEST(TargetRun, TellsSanitizersHangsAndMemoryApart) {
  EXPECT_EQ(
      JudgeTarget(Ended(1, "==1==ERROR: AddressSanitizer: heap-use-after-free\nartifact_prefix="))
          ->oracle,
      "sanitizer");
  EXPECT_EQ(JudgeTarget(Ended(70, ""))->oracle, "hang");
  EXPECT_EQ(JudgeTarget(Ended(71, ""))->oracle, "memory");
  processes::CommandResult stuck;
  stuck.timed_out = true;
  EXPECT_EQ(JudgeTarget(stuck)->oracle, "hang");
}

TEST(TargetRun, IsASurvivalWhenItsTimeIsOver) {
  const auto record = JudgeTarget(Ended(0, "#10\tDONE\n"));
  ASSERT_TRUE(record.has_value());
  EXPECT_FALSE(record->killed);
  EXPECT_EQ(record->programs, 10u);
}

// A failure means that a target without seeds, or one that does not start, would kill faults.
TEST(TargetRun, IsAnErrorWhenTheTargetDidNotRun) {
  EXPECT_FALSE(JudgeTarget(Ended(1, "ERROR: The required directory does not exist\n")).has_value());
  EXPECT_FALSE(JudgeTarget(Ended(127, "no such file\n")).has_value());
}

}  // namespace
}  // namespace quicksilver::faults
