#include "fuzz/hunt/finding_folder.h"

#include "fuzz/hunt/hunt_testing.h"

namespace quicksilver::hunt {
namespace {

class FindingFolderTest : public HuntTest {};

TEST_F(FindingFolderTest, TheNameSaysTheSignatureAndIsAlwaysAFileName) {
  EXPECT_TRUE(FolderNameOf("equivalence: value at Binary by SubNum")
                  .starts_with("equivalence-value-at-binary-by-subnum-"));
  EXPECT_NE(FolderNameOf("a: b"), FolderNameOf("a b")) << "two signatures share a folder";
  for (const std::string& odd : {std::string("../../x"), std::string(3'000, 'y'),
                                 std::string("ж\n"), std::string(), std::string("---")}) {
    const std::string name = FolderNameOf(odd);
    EXPECT_FALSE(name.empty());
    EXPECT_LT(name.size(), 200u);
    EXPECT_EQ(name.find_first_of("/.\n"), std::string::npos) << name;
  }
}

TEST_F(FindingFolderTest, IsWrittenWholeAndReplacedWhole) {
  const std::string findings = Path("a/b");
  EXPECT_FALSE(HasFolder(findings, "s"));
  const auto path = WriteFolder(findings, "s", {{"one", "1"}, {"two", "2"}});
  ASSERT_TRUE(path.has_value()) << path.error();
  EXPECT_EQ(*path, FolderOf(findings, "s"));
  EXPECT_TRUE(HasFolder(findings, "s"));
  EXPECT_EQ(Read(*path + "/two"), "2");
  ASSERT_TRUE(WriteFolder(findings, "s", {{"one", "3"}}).has_value());
  EXPECT_EQ(Read(*path + "/one"), "3");
  EXPECT_FALSE(std::filesystem::exists(*path + "/two")) << "files of two findings are mixed";
  EXPECT_EQ(Folders("a/b").size(), 1u) << "something was left behind";
}

TEST_F(FindingFolderTest, LeavesNothingBehindWhenItCannotWrite) {
  const std::string findings = Path("a");
  const auto written = WriteFolder(findings, "s", {{"one", "1"}, {"no/such/folder", "2"}});
  ASSERT_FALSE(written.has_value());
  EXPECT_NE(written.error().find("cannot write"), std::string::npos);
  EXPECT_TRUE(Folders("a").empty());
}

}  // namespace
}  // namespace quicksilver::hunt
