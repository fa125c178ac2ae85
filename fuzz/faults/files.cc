#include "fuzz/faults/files.h"

#include <filesystem>

#include "engine/base/files.h"

namespace quicksilver::faults {
namespace fs = std::filesystem;

std::expected<bool, std::string> WriteIfDifferent(const std::string& path, std::string_view bytes) {
  if (fs::is_regular_file(path)) {
    if (const auto present = ReadFile(path); present && *present == bytes) return false;
  }
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  if (auto written = WriteFile(path, bytes); !written) return std::unexpected(written.error());
  return true;
}

}  // namespace quicksilver::faults
