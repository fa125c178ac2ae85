#include "fuzz/hunt/files.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>

namespace quicksilver::hunt {
namespace {

std::unexpected<std::string> Failure(std::string_view what, std::string_view path, int error) {
  return std::unexpected(fmt::format("cannot {} '{}': {}", what, path, std::strerror(error)));
}

// 0, or why not everything was written.
int WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

// Closing may be what finds out that the disk is full.
int CloseAfter(int file, int error) {
  if (::close(file) != 0 && error == 0) return errno;
  return error;
}

}  // namespace

std::expected<std::string, std::string> ReadFile(const std::string& path) {
  const bool standard_input = path == "-";
  const int file =
      standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return Failure("read", path, errno);
  std::string bytes;
  std::array<char, 16384> block{};
  int error = 0;
  while (true) {
    const ssize_t count = ::read(file, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) error = errno;
    if (count <= 0) break;
    bytes.append(block.data(), static_cast<std::size_t>(count));
  }
  if (!standard_input) ::close(file);
  if (error != 0) return Failure("read", path, error);
  return bytes;
}

std::expected<void, std::string> WriteFile(const std::string& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return Failure("write", path, errno);
  const int error = CloseAfter(file, WriteAll(file, bytes));
  if (error != 0) return Failure("write", path, error);
  return {};
}

std::expected<void, std::string> TryFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return Failure("make the folder", path, error.value());
  std::string name = path + "/.trial-XXXXXX";
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) return Failure("write into", path, errno);
  const int failed = CloseAfter(file, WriteAll(file, std::string(4096, ' ')));
  ::unlink(name.c_str());
  if (failed != 0) return Failure("write into", path, failed);
  return {};
}

}  // namespace quicksilver::hunt
