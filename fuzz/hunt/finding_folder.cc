#include "fuzz/hunt/finding_folder.h"

#include <filesystem>
#include <system_error>

namespace quicksilver::hunt {

namespace fs = std::filesystem;

bool HasFolder(const std::string& findings, const std::string& name) {
  std::error_code ignored;
  return fs::is_directory(fs::path(findings) / name, ignored);
}

std::expected<std::string, std::string> ReplaceFinding(
    const std::string& findings, const std::string& name,
    const std::vector<properties::FindingFile>& files) {
  const fs::path folder = fs::path(findings) / name;
  const fs::path old = fs::path(findings) / (".old-" + name);
  std::error_code error;
  const bool had = HasFolder(findings, name);
  if (had) fs::rename(folder, old, error);
  auto written = properties::WriteFinding(findings, name, files);
  if (!had) return written;
  std::error_code ignored;
  if (written.has_value()) {
    fs::remove_all(old, ignored);
  } else {
    fs::rename(old, folder, ignored);
  }
  return written;
}

}  // namespace quicksilver::hunt
