#include "properties/processes/command.h"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quicksilver::processes {
namespace {

using testing::HasSubstr;

TEST(Command, GivesStatusAndOutput) {
  const CommandResult result =
      RunCommand({"sh", "-c", "echo out; echo err >&2; pwd; exit 3"}, "/", 60);
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(result.signal, 0);
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.output, "out\nerr\n/\n");
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.Complaint(), "exit status 3: out");
}

TEST(Command, SaysWhichSignalEndedIt) {
  const CommandResult result = RunCommand({"sh", "-c", "kill -SEGV $$"}, "/", 60);
  EXPECT_EQ(result.signal, SIGSEGV);
  EXPECT_FALSE(result.ok());
  EXPECT_THAT(result.Complaint(), HasSubstr("signal 11"));
}

// A failure means that a faulty engine that hangs would stop a drill, or a benchmark.
TEST(Command, EndsWhatTakesTooLongWithItsChildren) {
  const CommandResult result = RunCommand({"sh", "-c", "sleep 1000 & sleep 1000"}, "/", 0.3);
  EXPECT_TRUE(result.timed_out);
  EXPECT_LT(result.wall_seconds, 30);
}

TEST(Command, CannotRunWhatIsNotThere) {
  EXPECT_EQ(RunCommand({"no-such-program-anywhere"}, "/", 60).status, 127);
  EXPECT_EQ(RunCommand({"true"}, "/no/such/folder", 60).status, 127);
}

TEST(Command, ReadsNothing) { EXPECT_TRUE(RunCommand({"cat"}, "/", 60).ok()); }

TEST(Command, CountsItsOwnTimeAndNotTheTimeItSlept) {
  const CommandResult busy =
      RunCommand({"sh", "-c", "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done"}, "/", 60);
  const CommandResult idle = RunCommand({"sleep", "0.3"}, "/", 60);
  EXPECT_TRUE(busy.ok());
  EXPECT_GT(busy.cpu_seconds, 0.01);
  EXPECT_TRUE(idle.ok());
  EXPECT_GE(idle.wall_seconds, 0.3);
  EXPECT_LT(idle.cpu_seconds, 0.2);
}

TEST(Command, CountsThePeakOfMemoryOfTheOtherProgram) {
  // Whatever this process has grown to, a child that does nothing has not.
  EXPECT_GT(RunCommand({"true"}, "/", 60).peak_bytes, 100'000u);
}

TEST(FindProgram, SearchesPathForNamesOnly) {
  EXPECT_THAT(FindProgram("sh"), HasSubstr("/sh"));
  EXPECT_EQ(FindProgram("no-such-program-anywhere"), "");
  EXPECT_EQ(FindProgram("/bin/sh"), "/bin/sh");
  EXPECT_EQ(FindProgram("/bin/no-such-program"), "");
}

}  // namespace
}  // namespace quicksilver::processes
