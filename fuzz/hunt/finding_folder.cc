#include "fuzz/hunt/finding_folder.h"

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>

#include "engine/base/splitmix.h"
#include "fuzz/hunt/files.h"

namespace quicksilver::hunt {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostWords = 80;

std::unexpected<std::string> CannotWrite(const std::string& path, const std::error_code& error) {
  return std::unexpected(fmt::format("cannot write '{}': {}", path, error.message()));
}

std::expected<void, std::string> Fill(const fs::path& folder,
                                      const std::vector<FindingFile>& files) {
  for (const FindingFile& file : files) {
    if (auto written = WriteFile((folder / file.name).string(), file.bytes); !written.has_value()) {
      return written;
    }
  }
  return {};
}

// Moves `from` to `to`, whatever is there.
std::error_code Put(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (!error) return error;
  std::error_code ignored;
  fs::remove_all(to, ignored);
  error.clear();
  fs::rename(from, to, error);
  return error;
}

}  // namespace

std::string FolderNameOf(std::string_view signature) {
  std::string name;
  std::uint64_t hash = signature.size();
  for (const char c : signature) {
    const auto byte = static_cast<unsigned char>(c);
    hash = SplitMix64::Mix(hash ^ byte) + 1;
    const bool word = byte < 0x80 && std::isalnum(byte) != 0;
    if (word && name.size() < kMostWords) name += static_cast<char>(std::tolower(byte));
    if (!word && !name.empty() && name.back() != '-') name += '-';
  }
  if (!name.empty() && name.back() != '-') name += '-';
  return name + fmt::format("{:08x}", static_cast<std::uint32_t>(hash));
}

std::string FolderOf(const std::string& findings, std::string_view signature) {
  return (fs::path(findings) / FolderNameOf(signature)).string();
}

bool HasFolder(const std::string& findings, std::string_view signature) {
  std::error_code ignored;
  return fs::is_directory(FolderOf(findings, signature), ignored);
}

std::expected<std::string, std::string> WriteFolder(const std::string& findings,
                                                    std::string_view signature,
                                                    const std::vector<FindingFile>& files) {
  const fs::path folder = FolderOf(findings, signature);
  std::error_code error;
  fs::create_directories(findings, error);
  std::string fresh = findings + "/.new-XXXXXX";
  if (::mkdtemp(fresh.data()) == nullptr) {
    return CannotWrite(folder.string(), std::error_code(errno, std::generic_category()));
  }
  ::chmod(fresh.c_str(), 0755);
  const auto filled = Fill(fresh, files);
  if (filled.has_value()) error = Put(fresh, folder);
  if (filled.has_value() && !error) return folder.string();
  std::error_code ignored;
  fs::remove_all(fresh, ignored);
  if (!filled.has_value()) return std::unexpected(filled.error());
  return CannotWrite(folder.string(), error);
}

}  // namespace quicksilver::hunt
