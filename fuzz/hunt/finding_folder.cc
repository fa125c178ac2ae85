#include "fuzz/hunt/finding_folder.h"

#include <filesystem>
#include <string_view>
#include <system_error>

#include "engine/base/files.h"

namespace quicksilver::hunt {

namespace fs = std::filesystem;

namespace {

// A folder of files, each named as a finding and with the name of a folder in it.
constexpr std::string_view kFiledIn = ".filed-in";

}  // namespace

bool HasFolder(const std::string& findings, const std::string& name) {
  std::error_code ignored;
  return fs::is_directory(fs::path(findings) / name, ignored);
}

std::optional<std::string> FolderFor(const std::string& findings, const std::string& name) {
  if (HasFolder(findings, name)) return name;
  auto filed_in = ReadFile((fs::path(findings) / kFiledIn / name).string());
  if (!filed_in.has_value() || filed_in->empty() || !HasFolder(findings, *filed_in)) {
    return std::nullopt;
  }
  return *std::move(filed_in);
}

void NoteFiledIn(const std::string& findings, const std::string& name,
                 const std::string& filed_in) {
  std::error_code ignored;
  const fs::path notes = fs::path(findings) / kFiledIn;
  fs::create_directories(notes, ignored);
  static_cast<void>(WriteFile((notes / name).string(), filed_in));
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
