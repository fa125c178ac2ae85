#include "fuzz/hunt/terminal.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "engine/base/files.h"
#include "fuzz/hunt/exit_codes.h"

namespace quicksilver::hunt {
namespace {

// To standard error. Nothing is done about failure: there is nobody left to tell.
void Tell(std::string_view text) { static_cast<void>(WriteAll(STDERR_FILENO, text)); }

}  // namespace

Terminal::Terminal() : live_(::isatty(STDERR_FILENO) == 1) {}

void Terminal::Write(std::string_view text) {
  ClearStatus();
  const int error = WriteAll(STDOUT_FILENO, text);
  if (error == 0) return;
  if (error == EPIPE) std::_Exit(kExitPipeClosed);
  Complain(fmt::format("cannot write to standard output: {}", std::strerror(error)));
  std::_Exit(kExitCannotWrite);
}

void Terminal::Complain(std::string_view message) {
  WriteError(fmt::format("quicksilver-hunt: {}\n", message));
}

void Terminal::WriteError(std::string_view text) {
  ClearStatus();
  Tell(text);
}

void Terminal::ShowStatus(std::string_view lines) {
  ClearStatus();
  Tell(lines);
  if (live_) shown_lines_ = static_cast<std::size_t>(std::ranges::count(lines, '\n'));
}

void Terminal::ClearStatus() {
  if (shown_lines_ == 0) return;
  // Up, and everything below away.
  Tell(fmt::format("\x1b[{}F\x1b[J", shown_lines_));
  shown_lines_ = 0;
}

void PrepareStandardStreams() {
  std::signal(SIGPIPE, SIG_IGN);
  for (int descriptor = 0; descriptor <= STDERR_FILENO; ++descriptor) {
    // Descriptors are given out lowest first, so this one becomes the one that was missing.
    if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
      static_cast<void>(::open("/dev/null", O_RDWR));
    }
  }
}

std::string Printable(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    if (control && c != '\n' && c != '\t') c = '?';
  }
  return result;
}

}  // namespace quicksilver::hunt
