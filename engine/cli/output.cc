#include "engine/cli/output.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "engine/cli/exit_codes.h"

namespace quicksilver {
namespace {

constexpr std::size_t kBuffered = std::size_t{64} << 10;

}  // namespace

Output::Output() : is_terminal_(::isatty(STDOUT_FILENO) == 1) {}

Output::~Output() { Flush(); }

void Output::Write(std::string_view text) {
  pending_ += text;
  const bool line = is_terminal_ && text.find('\n') != std::string_view::npos;
  if (line || pending_.size() >= kBuffered) Flush();
}

void Output::Flush() {
  const int error = WriteAll(STDOUT_FILENO, pending_);
  pending_.clear();
  if (error == 0) return;
  // A run may be under way; there is nothing that unwinding it would be good for.
  if (error == EPIPE) std::_Exit(kExitPipeClosed);
  Complain(fmt::format("cannot write to standard output: {}", std::strerror(error)));
  std::_Exit(kExitCannotWrite);
}

void WriteError(std::string_view text) { static_cast<void>(WriteAll(STDERR_FILENO, text)); }

void Complain(std::string_view message) { WriteError(fmt::format("quicksilver: {}\n", message)); }

void PrepareStandardStreams() {
  std::signal(SIGPIPE, SIG_IGN);
  for (int descriptor = 0; descriptor <= STDERR_FILENO; ++descriptor) {
    // Descriptors are given out lowest first, so this one becomes the one that was missing.
    if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
      static_cast<void>(::open("/dev/null", O_RDWR));
    }
  }
}

}  // namespace quicksilver
