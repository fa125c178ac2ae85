// Findings on the disk.
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>

#include "engine/base/files.h"
#include "properties/reducers/finding.h"

namespace quicksilver::properties {
namespace {

namespace fs = std::filesystem;

std::unexpected<std::string> Cannot(std::string_view what, const std::string& path, int error) {
  return std::unexpected(
      fmt::format("cannot {} '{}': {}", what, path, std::generic_category().message(error)));
}

std::expected<void, std::string> Fill(const fs::path& folder,
                                      const std::vector<FindingFile>& files) {
  for (const FindingFile& file : files) {
    const fs::path path = folder / file.name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return Cannot("make", path.parent_path().string(), error.value());
    const auto written = WriteFile(path.string(), file.bytes);
    if (!written.has_value()) return written;
  }
  return {};
}

// Removes a folder that was not moved to its place.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  void Release() { path_.clear(); }

 private:
  std::string path_;
};

}  // namespace

std::expected<std::string, std::string> WriteFinding(const std::string& findings,
                                                     const std::string& name,
                                                     const std::vector<FindingFile>& files) {
  const std::string folder = (fs::path(findings) / name).string();
  std::error_code error;
  if (fs::is_directory(folder, error)) return folder;
  fs::create_directories(findings, error);
  if (error) return Cannot("make", findings, error.value());
  std::string fresh = (fs::path(findings) / ".new-XXXXXX").string();
  if (::mkdtemp(fresh.data()) == nullptr) return Cannot("write into", findings, errno);
  TemporaryFolder temporary(fresh);
  ::chmod(fresh.c_str(), 0755);
  if (auto filled = Fill(fresh, files); !filled.has_value()) {
    return std::unexpected(filled.error());
  }
  fs::rename(fresh, folder, error);
  if (!error) {
    temporary.Release();
    return folder;
  }
  // Another process may have been faster; its folder is as good.
  std::error_code ignored;
  if (fs::is_directory(folder, ignored)) return folder;
  return Cannot("write", folder, error.value());
}

std::expected<FiledFinding, std::string> ReadFinding(const std::string& folder) {
  const auto path = [&](const char* name) { return (fs::path(folder) / name).string(); };
  const auto json = ReadFile(path("finding.json"));
  if (!json.has_value()) return std::unexpected(json.error());
  auto finding = ParseFindingJson(*json);
  if (!finding.has_value()) {
    return std::unexpected(
        fmt::format("'{}' is not a finding's: {}", path("finding.json"), finding.error()));
  }
  auto minimal = ReadFile(path("minimal.gw"));
  if (!minimal.has_value()) return std::unexpected(minimal.error());
  auto original = ReadFile(path("original.gw"));
  if (!original.has_value()) return std::unexpected(original.error());
  finding->minimal = std::move(*minimal);
  finding->original = std::move(*original);
  return finding;
}

}  // namespace quicksilver::properties
