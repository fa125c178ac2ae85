#include "engine/base/files.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace quicksilver {
namespace {

std::unexpected<std::string> Failure(std::string_view what, std::string_view path, int error) {
  return std::unexpected(fmt::format("cannot {} '{}': {}", what, path, std::strerror(error)));
}

std::expected<void, std::string> WriteInPlace(const std::string& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return Failure("write", path, errno);
  const int error = CloseAfter(file, WriteAll(file, bytes));
  if (error != 0) return Failure("write", path, error);
  return {};
}

}  // namespace

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

int CloseAfter(int file, int error) {
  if (::close(file) != 0 && error == 0) return errno;
  return error;
}

std::expected<std::string, std::string> ReadFile(const std::string& path) {
  const bool standard_input = path == "-";
  const int file =
      standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return Failure("read", path, errno);
  std::string bytes;
  struct stat status{};
  if (::fstat(file, &status) == 0 && S_ISREG(status.st_mode)) {
    bytes.reserve(static_cast<std::size_t>(status.st_size));
  }
  constexpr std::size_t kBlock = std::size_t{64} << 10;
  const auto block = std::make_unique_for_overwrite<char[]>(kBlock);
  int error = 0;
  while (true) {
    const ssize_t count = ::read(file, block.get(), kBlock);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) error = errno;
    if (count <= 0) break;
    bytes.append(block.get(), static_cast<std::size_t>(count));
  }
  if (!standard_input) ::close(file);
  if (error != 0) return Failure("read", path, error);
  return bytes;
}

std::expected<void, std::string> WriteFile(const std::string& path, std::string_view bytes) {
  struct stat status{};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) {
    return WriteInPlace(path, bytes);
  }
  if (exists && S_ISDIR(status.st_mode)) return Failure("write", path, EISDIR);
  if (exists && ::access(path.c_str(), W_OK) != 0) return Failure("write", path, errno);

  // Through a symbolic link the file it leads to is replaced, not the link.
  std::string target = path;
  if (exists) {
    const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
    if (real != nullptr) target = real.get();
  }
  std::string temporary = target + ".XXXXXX";
  const int file = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0) return Failure("write", path, errno);
  mode_t mode = status.st_mode & 07777;
  if (!exists) {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    mode = 0666 & ~mask;
  }
  int error = WriteAll(file, bytes);
  if (error == 0 && ::fchmod(file, mode) != 0) error = errno;
  error = CloseAfter(file, error);
  if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error == 0) return {};
  ::unlink(temporary.c_str());
  return Failure("write", path, error);
}

}  // namespace quicksilver
