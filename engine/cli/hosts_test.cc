#include "engine/cli/hosts.h"

#include "engine/cli/cli_testing.h"

namespace quicksilver {
namespace {

class FileHostTest : public CliTest {};

TEST_F(FileHostTest, NamesAModuleTheSameHoweverItIsReached) {
  Write("main.gw", "");
  Write("lib/a.gw", "bind a to 1\n");
  std::filesystem::create_symlink("lib/a.gw", Path("b.gw"));
  FileHost host(Path("main.gw"));
  for (const char* path : {"lib/a.gw", "./lib/../lib/a.gw", "b.gw"}) {
    const auto module = host.Load(path, "");
    ASSERT_TRUE(module.has_value()) << path << module.error();
    EXPECT_EQ(module->name, "lib/a.gw") << path;
    EXPECT_EQ(module->text, "bind a to 1\n");
  }
  EXPECT_EQ(host.Load("a.gw", "lib/other.gw")->name, "lib/a.gw") << "relative to the importer";
  EXPECT_EQ(host.Load("../lib/a.gw", "lib/other.gw")->name, "lib/a.gw");
  EXPECT_EQ(host.Load(Path("lib/a.gw"), "")->name, "lib/a.gw");
  EXPECT_EQ(host.modules().size(), 1u) << "one file was taken for several";
  ASSERT_NE(host.TextOf("lib/a.gw"), nullptr);
  EXPECT_EQ(host.TextOf("a.gw"), nullptr);
}

TEST_F(FileHostTest, FindsFilesAboveTheMainProgram) {
  Write("app/main.gw", "");
  Write("lib/a.gw", "1\n");
  FileHost host(Path("app/main.gw"));
  EXPECT_EQ(host.Load("../lib/a.gw", "")->name, "../lib/a.gw");
}

TEST_F(FileHostTest, SaysWhyThereIsNoModule) {
  Write("main.gw", "");
  Write("folder/a.gw", "");
  FileHost host(Path("main.gw"));
  EXPECT_EQ(host.Load("b.gw", "").error(), "No such file or directory");
  EXPECT_EQ(host.Load("folder", "").error(), "Not a regular file");
  EXPECT_EQ(host.Load("", "").error(), "Not a regular file");
  EXPECT_EQ(host.Load("main.gw/x.gw", "").error(), "Not a directory");
  EXPECT_EQ(host.Load(std::string_view("folder/a.gw\0.txt", 16), "").error(),
            "the path contains a null character");
  EXPECT_TRUE(host.modules().empty());
}

TEST_F(FileHostTest, DeniesWhatItIsToldTo) {
  FileHost host("-", nullptr, {"VGA.write", "Disk"});
  EXPECT_EQ(host.Deny("VGA.write", "why"), "denied on the command line");
  EXPECT_EQ(host.Deny("Disk", "why"), "denied on the command line");
  EXPECT_EQ(host.Deny("Disk.read", "why"), std::nullopt);
  EXPECT_EQ(host.Deny("VGA", "why"), std::nullopt);
}

}  // namespace
}  // namespace quicksilver
