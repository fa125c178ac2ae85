#include "fuzz/hunt/finding_folder.h"

#include <cctype>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>

#include "engine/base/splitmix.h"

namespace quicksilver::hunt {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostLetters = 80;

}  // namespace

std::string FolderNameOf(std::string_view signature) {
  std::string name;
  std::uint64_t hash = signature.size();
  for (const char c : signature) {
    const auto byte = static_cast<unsigned char>(c);
    hash = SplitMix64::Mix(hash ^ byte) + 1;
    const bool letter = byte < 0x80 && std::isalnum(byte) != 0;
    if (letter && name.size() < kMostLetters) name += static_cast<char>(std::tolower(byte));
    if (!letter && !name.empty() && name.back() != '-') name += '-';
  }
  if (!name.empty() && name.back() != '-') name += '-';
  return name + fmt::format("{:08x}", static_cast<std::uint32_t>(hash));
}

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
