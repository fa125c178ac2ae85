#include "fuzz/campaign/process.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

namespace quicksilver::campaign {
namespace {

// A failure means that what hangs and hears no signal runs on when nobody watches it any more.
TEST(Process, EndsWhenItHasUsedTheProcessorTimeThatItMay) {
  Command command{{"sh", "-c", "trap '' INT TERM XCPU ALRM; while :; do :; done"}};
  command.cpu_seconds = 0.5;
  const Ran ran = RunToEnd(command, 120);
  EXPECT_FALSE(ran.timed_out);
  EXPECT_TRUE(WIFSIGNALED(ran.wait_status)) << ran.wait_status;
  EXPECT_GE(ran.cpu_seconds, 0.5);
}

}  // namespace
}  // namespace quicksilver::campaign
