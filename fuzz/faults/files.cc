#include "fuzz/faults/files.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace quicksilver::faults {
namespace fs = std::filesystem;
std::expected<std::string, std::string> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  if (!in.good() && !in.eof()) return std::unexpected(fmt::format("cannot read {}", path));
  return bytes;
}

std::expected<bool, std::string> WriteIfDifferent(const std::string& path, std::string_view bytes) {
  if (fs::is_regular_file(path)) {
    if (const auto present = ReadFile(path); present && *present == bytes) return false;
  }
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return std::unexpected(fmt::format("cannot write {}", path));
  return true;
}

}  // namespace quicksilver::faults
