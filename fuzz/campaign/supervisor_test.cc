#include "fuzz/campaign/supervisor.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "fuzz/campaign/triage.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::SizeIs;

// Campaigns whose time is over when they begin: they judge what lies there and do nothing else. The
// programs are scripts; that which judges writes down what it was asked.
class SupervisorTest : public testing::Test {
 protected:
  SupervisorTest() {
    std::string name = (fs::temp_directory_path() / "quicksilver-supervisor-XXXXXX").string();
    place_ = ::mkdtemp(name.data());
    Script("bin/fuzz_parser", "exit 1");
    Script("tools/quicksilver-seeds", "mkdir -p \"$2/parser\" && echo 1 >\"$2/parser/one\"");
    Judges({});
    Write("sync/parser/there_0/hangs/id:000000,src:000000", "print(1)");
  }
  ~SupervisorTest() override {
    std::error_code ignored;
    fs::remove_all(place_, ignored);
  }

  std::string Path(const std::string& name) const { return (place_ / name).string(); }
  void Write(const std::string& name, const std::string& text) const {
    fs::create_directories((place_ / name).parent_path());
    ASSERT_TRUE(WriteFile(Path(name), text).has_value());
  }
  void Script(const std::string& name, const std::string& text) const {
    Write(name, "#!/bin/sh\n" + text + "\n");
    fs::permissions(place_ / name, fs::perms::owner_all);
  }
  // What the inputs are from now on.
  void Judges(const Identity& identity) const {
    Write("answer", ToJson(identity));
    Script("self", fmt::format("[ \"$1\" = identify ] || exit 1\necho \"$3\" >>'{}'; cat '{}'",
                               Path("asked"), Path("answer")));
  }
  // How often the judge was asked.
  std::ptrdiff_t Asked() const {
    return std::ranges::count(ReadFile(Path("asked")).value_or(""), '\n');
  }

  CampaignOptions Options(const std::string& commit = "abc") const {
    CampaignOptions options;
    options.root = QS_SOURCE_DIR;
    options.bin = options.afl_bin = Path("bin");
    options.tools = Path("tools");
    options.self = Path("self");
    options.directory = Path("campaign");
    options.sync = Path("sync");
    options.machine = "here";
    options.targets = {"parser"};
    options.hunt = false;
    options.afl = true;
    options.seconds = 0;
    options.commit = commit;
    options.resume = fs::exists(place_ / "campaign/ledger.db");
    return options;
  }
  // A campaign from its beginning to its end.
  void Campaign(const CampaignOptions& options,
                const Supervisor::Watcher& watcher = nullptr) const {
    Supervisor supervisor(options);
    const auto prepared = supervisor.Prepare();
    ASSERT_TRUE(prepared.has_value()) << prepared.error();
    const auto run = supervisor.Run(watcher);
    ASSERT_TRUE(run.has_value()) << run.error();
  }
  // One whose target dies of the same input in every turn.
  void CampaignOfOneDeath(const std::string& kind) const {
    const std::string artifact = Path(fmt::format("campaign/artifacts/parser/{}-1", kind));
    // In one step, so that it is never seen half written.
    Script("bin/fuzz_parser", fmt::format("echo x >'{2}' && mv '{2}' '{0}'\n"
                                          "echo 'ERROR: libFuzzer: {1}'\n"
                                          "echo 'Test unit written to {0}'; exit 77",
                                          artifact, kind, Path("half-written")));
    Write("campaign/corpora/parser/one", "1");
    Write(fmt::format("campaign/artifacts/parser/{}-1", kind), "x\n");
    CampaignOptions options = Options();
    options.afl = false;
    options.seconds = 1;
    Campaign(options);
  }
  std::vector<ledger::Finding> Findings() const {
    return ledger::Ledger::Open(Path("campaign/ledger.db")).value().Findings().value();
  }
  std::vector<std::string> Artifacts() const { return FilesIn(Path("campaign/artifacts/parser")); }

  fs::path place_;
};

Identity Hang() {
  Identity hang;
  hang.died = true;
  hang.kind = "timeout";
  hang.signature = "timeout: in target parser";
  return hang;
}

TEST_F(SupervisorTest, AHangThatWasOnlyTheMachinesLoadIsNotJudgedAgainAfterResume) {
  Campaign(Options());
  EXPECT_EQ(Asked(), 1);
  EXPECT_THAT(Findings(), IsEmpty());
  EXPECT_THAT(Artifacts(), IsEmpty());
  Campaign(Options());
  EXPECT_EQ(Asked(), 1);
  // The same input of another instance, and of a folder that AFL++ has put away.
  Write("sync/parser/elsewhere_0/hangs/id:000007", "print(1)");
  fs::rename(Path("sync/parser/there_0/hangs"), Path("sync/parser/there_0/hangs.2026-11-26"));
  Campaign(Options());
  EXPECT_EQ(Asked(), 1);
  // Another input is asked about.
  Write("sync/parser/there_0/hangs/id:000001", "print(2)");
  Campaign(Options());
  EXPECT_EQ(Asked(), 2);
}

TEST_F(SupervisorTest, AHangThatIsAFindingIsNotJudgedAgainAfterResume) {
  Judges(Hang());
  Campaign(Options());
  EXPECT_EQ(Asked(), 1);
  EXPECT_THAT(Findings(), SizeIs(1));
  Campaign(Options());
  EXPECT_EQ(Asked(), 1);
  EXPECT_THAT(Findings(), SizeIs(1));
}

TEST_F(SupervisorTest, WhatWasNoFindingIsJudgedAgainWhereAnotherCommitIsUnderTest) {
  Campaign(Options("abc"));
  Judges(Hang());
  Campaign(Options("def"));
  EXPECT_EQ(Findings().at(0).signature, "timeout: in target parser");
  EXPECT_EQ(Findings().at(0).commit, "def");
}

TEST_F(SupervisorTest, AKilledCampaignRemembersWhatItHasSaidIsNoFinding) {
  const pid_t child = ::fork();
  if (child == 0) {
    Campaign(Options(), [](const Supervisor::Snapshot&, const std::string& news) {
      if (news.find("only beside other work") != std::string::npos) ::raise(SIGKILL);
    });
    ::_exit(0);
  }
  int wait_status = 0;
  ASSERT_EQ(::waitpid(child, &wait_status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL);
  ASSERT_EQ(Asked(), 1);
  Campaign(Options());
  EXPECT_EQ(Asked(), 1);
}

TEST_F(SupervisorTest, AnArtifactThatWasLeftBehindItsVerdictGoesWithoutAnotherQuestion) {
  {
    Supervisor supervisor(Options());
    ASSERT_TRUE(supervisor.Prepare().has_value());
    ASSERT_THAT(Artifacts(), SizeIs(1));
  }
  const std::string artifact = Artifacts().at(0);
  Campaign(Options());
  ASSERT_EQ(Asked(), 1);
  // As if it had been killed between the ledger and the removal.
  Write("campaign/artifacts/parser/" + artifact, "print(1)");
  Campaign(Options());
  EXPECT_EQ(Asked(), 1);
  EXPECT_THAT(Artifacts(), IsEmpty());
}

TEST_F(SupervisorTest, ATargetThatDiesAgainOfWhatIsNoFindingHasNone) {
  CampaignOfOneDeath("timeout");
  EXPECT_EQ(Asked(), 1);
  EXPECT_THAT(Findings(), IsEmpty());
}

TEST_F(SupervisorTest, ATargetThatDiesAgainOfWhatIsBeingJudgedHasOneFindingWithItsInput) {
  Identity crash;
  crash.died = true;
  crash.kind = "crash";
  crash.signature = "crash: here";
  Judges(crash);
  CampaignOfOneDeath("crash");
  ASSERT_THAT(Findings(), SizeIs(1));
  EXPECT_EQ(Findings().at(0).signature, "crash: here");
  EXPECT_EQ(Findings().at(0).input, "x\n");
}

}  // namespace
}  // namespace quicksilver::campaign
