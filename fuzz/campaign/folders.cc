#include "fuzz/campaign/folders.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utility>

#include "engine/base/files.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;

// Far above any target's max_len.
constexpr std::uintmax_t kHugeInput = std::uintmax_t{1} << 20;
constexpr off_t kReserveBytes = off_t{8} << 20;

bool MoveAway(const fs::path& file, const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  fs::rename(file, folder / file.filename(), error);
  // Better gone than in everybody's way.
  if (error) fs::remove_all(file, error);
  return !error;
}

}  // namespace

std::expected<void, std::string> Folders::Prepare(const std::vector<std::string>& targets) const {
  std::error_code error;
  fs::remove_all(temporary(), error);
  std::vector<std::string> needed = {findings(), temporary(), directory_ + "/inputs"};
  for (const std::string& target : targets) {
    fs::remove_all(merged(target), error);
    needed.push_back(corpus(target));
    needed.push_back(artifacts(target));
  }
  for (const std::string& folder : needed) {
    fs::create_directories(folder, error);
    if (error) {
      return std::unexpected(fmt::format("cannot make '{}': {}", folder, error.message()));
    }
  }
  return {};
}

std::size_t Folders::CleanCorpus(const std::string& target) const {
  std::vector<fs::path> bad;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(corpus(target), error)) {
    const bool regular = entry.symlink_status(error).type() == fs::file_type::regular;
    const std::uintmax_t size = regular ? entry.file_size(error) : 0;
    const bool readable = ::access(entry.path().c_str(), R_OK) == 0;
    if (!regular || !readable || size == 0 || size > kHugeInput) bad.push_back(entry.path());
  }
  for (const fs::path& path : bad) MoveAway(path, directory_ + "/quarantine/" + target);
  return bad.size();
}

std::size_t Folders::Quarantine(const std::string& target, const std::string& bytes) const {
  std::vector<fs::path> same;
  std::error_code error;
  for (const std::string& folder : {corpus(target), seeds(target)}) {
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (!entry.is_regular_file(error) || entry.file_size(error) != bytes.size()) continue;
      if (ReadFile(entry.path().string()) == bytes) same.push_back(entry.path());
    }
  }
  for (const fs::path& path : same) MoveAway(path, directory_ + "/quarantine/" + target);
  return same.size();
}

std::expected<void, std::string> Folders::TakeMerged(const std::string& target,
                                                     std::size_t files) const {
  std::error_code error;
  const std::vector<std::string> names = FilesIn(merged(target));
  const bool whole = std::ranges::all_of(names, [&](const std::string& name) {
    return fs::file_size(merged(target) + "/" + name, error) > 0 && !error;
  });
  if (names.empty() || names.size() != files || !whole) {
    fs::remove_all(merged(target), error);
    return std::unexpected(fmt::format("{} of {} files were written whole", names.size(), files));
  }
  // Both names always mean a corpus.
  if (::renameat2(AT_FDCWD, merged(target).c_str(), AT_FDCWD, corpus(target).c_str(),
                  RENAME_EXCHANGE) != 0) {
    return std::unexpected(fmt::format("cannot exchange '{}' and '{}': {}", merged(target),
                                       corpus(target), std::strerror(errno)));
  }
  fs::remove_all(merged(target), error);
  return {};
}

std::uint64_t Folders::FreeBytes() const {
  struct statvfs about{};
  if (::statvfs(directory_.c_str(), &about) != 0) return 0;
  return static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize;
}

bool Folders::KeepReserve() const {
  const std::string path = directory_ + "/.reserve";
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const bool kept = ::posix_fallocate(file, 0, kReserveBytes) == 0;
  ::close(file);
  if (!kept) ::unlink(path.c_str());
  return kept;
}

void Folders::GiveUpReserve() const { ::unlink((directory_ + "/.reserve").c_str()); }

std::vector<std::string> FilesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::expected<DirectoryLock, std::string> DirectoryLock::Take(const std::string& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  const std::string path = directory + "/lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return std::unexpected(fmt::format("cannot use '{}': {}", directory, std::strerror(errno)));
  }
  DirectoryLock lock(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    return std::unexpected(fmt::format("another campaign is running in '{}'", directory));
  }
  return lock;
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept
    : file_(std::exchange(other.file_, -1)) {}

DirectoryLock::~DirectoryLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace quicksilver::campaign
