#include "fuzz/faults/hunt_run.h"

#include <csignal>
#include <filesystem>
#include <gtest/gtest.h>

#include "fuzz/faults/files.h"
#include "fuzz/hunt/exit_codes.h"

namespace quicksilver::faults {
namespace {

namespace fs = std::filesystem;

class HuntRun : public ::testing::Test {
 protected:
  HuntRun() : findings_(std::string(QS_BINARY_DIR) + "/faults_hunt_run_test") {
    fs::remove_all(findings_);
    fs::create_directories(findings_);
  }
  ~HuntRun() override { fs::remove_all(findings_); }

  void File(const std::string& name, const std::string& json, const std::string& minimal) {
    ASSERT_TRUE(WriteIfDifferent(findings_ + "/" + name + "/finding.json", json).has_value());
    ASSERT_TRUE(WriteIfDifferent(findings_ + "/" + name + "/minimal.gw", minimal).has_value());
  }

  std::string findings_;
};

TEST_F(HuntRun, IsAKillByTheEarliestFinding) {
  File("late", R"({"kind": "divergence", "oracle": "state", "index": 90})", "2\n");
  File("early", R"({"kind": "divergence", "oracle": "equivalence", "index": 41})", "1 + 2\n");
  processes::CommandResult hunt;
  hunt.status = hunt::kExitFinding;
  hunt.wall_seconds = 9;
  hunt.output = "first         finding after 1.50 s\nresult: 2 divergences\n";
  const auto record = JudgeHunt(hunt, findings_);
  ASSERT_TRUE(record.has_value()) << record.error();
  EXPECT_TRUE(record->killed);
  EXPECT_EQ(record->by, "hunt");
  EXPECT_EQ(record->oracle, "equivalence");
  EXPECT_EQ(record->programs, 42u);
  EXPECT_EQ(record->seconds, 1.5);
  EXPECT_GE(record->nodes, 3u);
}

TEST_F(HuntRun, ReadsGroupedDigits) {
  processes::CommandResult hunt;
  hunt.status = hunt::kExitOk;
  hunt.output = "programs      100,000 in 51.2 s, 0 of them lost with their worker\n";
  const auto record = JudgeHunt(hunt, findings_);
  ASSERT_TRUE(record.has_value()) << record.error();
  EXPECT_FALSE(record->killed);
  EXPECT_EQ(record->programs, 100'000u);
}

TEST_F(HuntRun, NamesCrashesAndHangs) {
  File("crash", R"({"kind": "crash", "oracle": "equivalence", "index": 0})", "1\n");
  processes::CommandResult hunt;
  hunt.status = hunt::kExitFinding;
  EXPECT_EQ(JudgeHunt(hunt, findings_)->oracle, "crash");
  processes::CommandResult killed;
  killed.signal = SIGSEGV;
  EXPECT_EQ(JudgeHunt(killed, findings_)->oracle, "crash");
  processes::CommandResult hanging;
  hanging.timed_out = true;
  EXPECT_EQ(JudgeHunt(hanging, findings_)->oracle, "hang");
}

TEST_F(HuntRun, IsASurvivalWhenNothingWasFound) {
  processes::CommandResult hunt;
  EXPECT_FALSE(JudgeHunt(hunt, findings_)->killed);
  // A slow machine must not kill faults.
  hunt.status = hunt::kExitStarved;
  hunt.output = "result: starved: 900 programs of 100,000\n";
  EXPECT_FALSE(JudgeHunt(hunt, findings_)->killed);
}

TEST_F(HuntRun, IsAKillWhenTooLittleCanBeCompared) {
  processes::CommandResult hunt;
  hunt.status = hunt::kExitStarved;
  hunt.output = "result: starved: 40 % of the programs are incomparable\n";
  const auto record = JudgeHunt(hunt, findings_);
  EXPECT_TRUE(record->killed);
  EXPECT_EQ(record->oracle, "starved");
}

// A failure means that a broken hunt would count as one that finds nothing.
TEST_F(HuntRun, IsAnErrorWhenTheHuntItselfFails) {
  processes::CommandResult hunt;
  hunt.status = hunt::kExitUsage;
  EXPECT_FALSE(JudgeHunt(hunt, findings_).has_value());
  hunt.status = hunt::kExitInternal;
  EXPECT_FALSE(JudgeHunt(hunt, findings_).has_value());
  hunt.status = hunt::kExitFinding;  // and nothing filed
  EXPECT_FALSE(JudgeHunt(hunt, findings_).has_value());
}

}  // namespace
}  // namespace quicksilver::faults
