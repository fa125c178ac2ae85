#include "fuzz/hunt/finding_folder.h"

#include "fuzz/hunt/hunt_testing.h"

namespace quicksilver::hunt {
namespace {

class FindingFolderTest : public HuntTest {};

TEST_F(FindingFolderTest, IsReplacedWhole) {
  const std::string findings = Path("a/b");
  EXPECT_FALSE(HasFolder(findings, "s"));
  const auto path = ReplaceFinding(findings, "s", {{"one", "1"}, {"two", "2"}});
  ASSERT_TRUE(path.has_value()) << path.error();
  EXPECT_TRUE(HasFolder(findings, "s"));
  EXPECT_EQ(Read(*path + "/two"), "2");
  ASSERT_TRUE(ReplaceFinding(findings, "s", {{"one", "3"}}).has_value());
  EXPECT_EQ(Read(*path + "/one"), "3");
  EXPECT_FALSE(std::filesystem::exists(*path + "/two")) << "files of two findings are mixed";
  EXPECT_EQ(Folders("a/b").size(), 1u) << "something was left behind";
}

// A failure means that every turn of a campaign reduces the same bug again.
TEST_F(FindingFolderTest, AnotherNameLeadsToTheFolderAsLongAsThatIsThere) {
  const std::string findings = Path("a");
  EXPECT_EQ(FolderFor(findings, "s"), std::nullopt);
  ASSERT_TRUE(ReplaceFinding(findings, "s", {{"one", "1"}}).has_value());
  NoteFiledIn(findings, "t", "s");
  EXPECT_EQ(FolderFor(findings, "s"), "s");
  EXPECT_EQ(FolderFor(findings, "t"), "s");
  std::filesystem::remove_all(findings + "/s");
  EXPECT_EQ(FolderFor(findings, "t"), std::nullopt) << "the finding was taken away";
}

TEST_F(FindingFolderTest, WhatCannotBeReplacedStays) {
  const std::string findings = Path("a");
  const auto path = ReplaceFinding(findings, "s", {{"one", "1"}});
  ASSERT_TRUE(path.has_value()) << path.error();
  const auto again = ReplaceFinding(findings, "s", {{std::string(300, 'n'), "2"}});
  ASSERT_FALSE(again.has_value()) << "a file name of 300 letters was written";
  EXPECT_EQ(Read(*path + "/one"), "1") << "the finding is gone";
  EXPECT_EQ(Folders("a").size(), 1u);
}

}  // namespace
}  // namespace quicksilver::hunt
