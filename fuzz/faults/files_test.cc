#include "fuzz/faults/files.h"

#include <filesystem>
#include <gtest/gtest.h>

#include "engine/base/files.h"

namespace quicksilver::faults {
namespace {

namespace fs = std::filesystem;

class Files : public ::testing::Test {
 protected:
  Files() : folder_(std::string(QS_BINARY_DIR) + "/faults_files_test") { fs::remove_all(folder_); }
  ~Files() override { fs::remove_all(folder_); }

  std::string folder_;
};

TEST_F(Files, AreNotTouchedWhenTheyAreRight) {
  const std::string path = folder_ + "/deep/a";
  EXPECT_TRUE(WriteIfDifferent(path, "one").value());
  const auto written = fs::last_write_time(path);
  EXPECT_FALSE(WriteIfDifferent(path, "one").value());
  EXPECT_EQ(fs::last_write_time(path), written);
  EXPECT_TRUE(WriteIfDifferent(path, "two").value());
  EXPECT_EQ(ReadFile(path).value(), "two");
}

}  // namespace
}  // namespace quicksilver::faults
