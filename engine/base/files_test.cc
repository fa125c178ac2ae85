#include "engine/base/files.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

namespace quicksilver {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
 protected:
  Files() : folder_(std::string(QS_BINARY_DIR) + "/base_files_test") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Files() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

TEST_F(Files, ComeBackAsTheyWereWritten) {
  const std::string bytes("a\0\xFF\n", 4);
  ASSERT_TRUE(WriteFile(Path("a"), std::string(100'000, 'x')).has_value());
  ASSERT_TRUE(WriteFile(Path("a"), bytes).has_value());
  EXPECT_EQ(ReadFile(Path("a")), bytes);
  EXPECT_EQ(std::distance(fs::directory_iterator(fs::path(Path("a")).parent_path()), {}), 1)
      << "the file written beside the old one is still there";
}

TEST_F(Files, KeepTheirModeAndWhatLinksToThem) {
  ASSERT_TRUE(WriteFile(Path("a"), "one").has_value());
  fs::permissions(Path("a"), fs::perms::owner_all);
  fs::create_symlink("a", Path("b"));
  ASSERT_TRUE(WriteFile(Path("b"), "two").has_value());
  EXPECT_EQ(ReadFile(Path("a")), "two") << "the link was replaced and not the file";
  EXPECT_EQ(fs::status(Path("a")).permissions(), fs::perms::owner_all);
}

TEST_F(Files, ErrorsNameTheFileAndTheReason) {
  EXPECT_EQ(ReadFile(Path("a")).error(),
            "cannot read '" + Path("a") + "': No such file or directory");
  EXPECT_EQ(ReadFile(Path("")).error(), "cannot read '" + Path("") + "': Is a directory");
  EXPECT_EQ(WriteFile(Path("no/a"), "x").error(),
            "cannot write '" + Path("no/a") + "': No such file or directory");
  EXPECT_EQ(WriteFile("/dev/full", "x").error(),
            "cannot write '/dev/full': No space left on device");
}

TEST_F(Files, WriteAllSaysWhyNotAllWasWritten) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  EXPECT_EQ(CloseAfter(full, WriteAll(full, "x")), ENOSPC);
  EXPECT_EQ(WriteAll(full, "x"), EBADF) << "the file was not closed";
}

}  // namespace
}  // namespace quicksilver
