#include "fuzz/campaign/folders.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "fuzz/campaign/process.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class FoldersTest : public testing::Test {
 protected:
  FoldersTest() {
    std::string name = (fs::temp_directory_path() / "quicksilver-folders-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    folders_.emplace(directory_);
    EXPECT_TRUE(folders_->Prepare({"t"}).has_value());
  }
  ~FoldersTest() override {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }
  void Write(const std::string& path, const std::string& bytes) const {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
  }

  std::string directory_;
  std::optional<Folders> folders_;
};

TEST_F(FoldersTest, WhatIsNoInputIsPutAway) {
  const std::string corpus = folders_->corpus("t");
  Write(corpus + "/good", "x");
  Write(corpus + "/empty", "");
  Write(corpus + "/huge", std::string(2 << 20, 'x'));
  fs::create_directory(corpus + "/folder");
  fs::create_symlink("/dev/zero", corpus + "/endless");
  EXPECT_EQ(folders_->CleanCorpus("t"), 4u);
  EXPECT_THAT(FilesIn(corpus), ElementsAre("good"));
}

TEST_F(FoldersTest, AnInputThatKillsIsFoundByItsBytes) {
  Write(folders_->corpus("t") + "/a", "deadly");
  Write(folders_->corpus("t") + "/b", "deadlx");
  Write(folders_->seeds("t") + "/c", "deadly");
  EXPECT_EQ(folders_->Quarantine("t", "deadly"), 2u);
  EXPECT_THAT(FilesIn(folders_->corpus("t")), ElementsAre("b"));
}

TEST_F(FoldersTest, AMergeThatIsNotWholeLeavesTheOldCorpus) {
  Write(folders_->corpus("t") + "/old", "x");
  Write(folders_->merged("t") + "/new", "y");
  EXPECT_THAT(folders_->TakeMerged("t", 2).error(), HasSubstr("1 of 2 files"));
  EXPECT_THAT(FilesIn(folders_->corpus("t")), ElementsAre("old"));
  Write(folders_->merged("t") + "/new", "y");
  ASSERT_TRUE(folders_->TakeMerged("t", 1).has_value());
  EXPECT_THAT(FilesIn(folders_->corpus("t")), ElementsAre("new"));
  EXPECT_FALSE(fs::exists(folders_->merged("t")));
}

TEST_F(FoldersTest, OneCampaignADirectory) {
  const auto lock = DirectoryLock::Take(directory_);
  ASSERT_TRUE(lock.has_value());
  EXPECT_THAT(DirectoryLock::Take(directory_).error(), HasSubstr("another campaign is running"));
}

TEST(Process, KeepsWhatBothStreamsSaidAndHowItEnded) {
  const Ran ran = RunToEnd({{"sh", "-c", "echo out; echo err >&2; exit 3"}}, 10);
  EXPECT_EQ(ran.exit_status(), 3);
  EXPECT_EQ(ran.output, "out\nerr\n");
  EXPECT_EQ(RunToEnd({{"/no/such/program"}}, 10).exit_status(), 127);
}

TEST(Process, EndsTheWholeGroupWhenTimeIsOver) {
  const Ran ran = RunToEnd({{"sh", "-c", "sleep 600 & echo $!; wait"}}, 0.5);
  EXPECT_TRUE(ran.timed_out);
  // The grandchild goes as soon as it is scheduled: gone, or dead and not waited for yet.
  const std::string about = "/proc/" + ran.output.substr(0, ran.output.find('\n')) + "/stat";
  std::string line = ") R ";
  for (int i = 0; i < 200 && !line.empty() && line.find(") Z ") == std::string::npos; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    line.clear();
    std::ifstream status(about);
    std::getline(status, line);
  }
  EXPECT_TRUE(line.empty() || line.find(") Z ") != std::string::npos) << line;
}

}  // namespace
}  // namespace quicksilver::campaign
