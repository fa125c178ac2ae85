#include "fuzz/hunt/files.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>

#include "engine/base/files.h"

namespace quicksilver::hunt {
namespace {

std::unexpected<std::string> Failure(std::string_view what, std::string_view path, int error) {
  return std::unexpected(fmt::format("cannot {} '{}': {}", what, path, std::strerror(error)));
}

}  // namespace

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
