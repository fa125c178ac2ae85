#include "bench/runner/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quicksilver::bench {
namespace {

using testing::HasSubstr;

TEST(Process, CountsItsOwnTimeAndNotTheTimeItSlept) {
  const Measured busy =
      RunMeasured({"/bin/sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"}, 60);
  const Measured idle = RunMeasured({"/bin/sleep", "0.3"}, 60);
  EXPECT_TRUE(busy.ok());
  EXPECT_GT(busy.cpu_seconds, 0.01);
  EXPECT_TRUE(idle.ok());
  EXPECT_GE(idle.wall_seconds, 0.3);
  EXPECT_LT(idle.cpu_seconds, 0.2);
}

TEST(Process, SaysWhatItWroteAndHowItEnded) {
  EXPECT_EQ(RunMeasured({"/bin/echo", "6765"}, 60).output, "6765\n");
  const Measured failed = RunMeasured({"/bin/sh", "-c", "echo oh; exit 3"}, 60);
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(failed.Complaint(), "exit status 3: oh");
  EXPECT_THAT(RunMeasured({"/bin/sh", "-c", "kill -9 $$"}, 60).Complaint(), HasSubstr("signal 9"));
  EXPECT_EQ(RunMeasured({"/nowhere/to/be/found"}, 60).status, 127);
}

TEST(Process, IsEndedWhenItsTimeIsOver) {
  const Measured run = RunMeasured({"/bin/sleep", "60"}, 0.2);
  EXPECT_TRUE(run.timed_out);
  EXPECT_LT(run.wall_seconds, 30);
}

TEST(Process, CountsThePeakOfMemoryOfTheOtherProgram) {
  // Whatever this process has grown to, a child that does nothing has not.
  EXPECT_GT(RunMeasured({"/bin/true"}, 60).peak_bytes, 100'000u);
}

TEST(FindProgram, SearchesPathForNamesOnly) {
  EXPECT_THAT(FindProgram("sh"), HasSubstr("/sh"));
  EXPECT_EQ(FindProgram("no-such-program-anywhere"), "");
  EXPECT_EQ(FindProgram("/bin/sh"), "/bin/sh");
  EXPECT_EQ(FindProgram("/bin/no-such-program"), "");
}

}  // namespace
}  // namespace quicksilver::bench
