#include "fuzz/faults/command.h"

#include <csignal>
#include <gtest/gtest.h>

namespace quicksilver::faults {
namespace {

TEST(Command, GivesStatusAndOutput) {
  const CommandResult result =
      RunCommand({"sh", "-c", "echo out; echo err >&2; pwd; exit 3"}, "/", 60);
  EXPECT_EQ(result.status, 3);
  EXPECT_EQ(result.signal, 0);
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(result.output, "out\nerr\n/\n");
  EXPECT_FALSE(result.ok());
}

TEST(Command, SaysWhichSignalEndedIt) {
  const CommandResult result = RunCommand({"sh", "-c", "kill -SEGV $$"}, "/", 60);
  EXPECT_EQ(result.signal, SIGSEGV);
  EXPECT_FALSE(result.ok());
}

// A failure means that a faulty engine that hangs would stop the drill.
TEST(Command, EndsWhatTakesTooLongWithItsChildren) {
  const CommandResult result = RunCommand({"sh", "-c", "sleep 1000 & sleep 1000"}, "/", 0.3);
  EXPECT_TRUE(result.timed_out);
  EXPECT_LT(result.seconds, 30);
}

TEST(Command, CannotRunWhatIsNotThere) {
  EXPECT_EQ(RunCommand({"no-such-program-anywhere"}, "/", 60).status, 127);
  EXPECT_EQ(RunCommand({"true"}, "/no/such/folder", 60).status, 127);
}

TEST(Command, ReadsNothing) { EXPECT_TRUE(RunCommand({"cat"}, "/", 60).ok()); }

}  // namespace
}  // namespace quicksilver::faults
