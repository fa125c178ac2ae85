#include "properties/arbitraries/input_note.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

// Present when a sanitizer's runtime is linked in.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace quicksilver::properties {
namespace {

// A signal handler can find the note in no other way.
struct PublishedNote {
  std::atomic<const char*> path = nullptr;
  std::atomic<const char*> text = nullptr;
  std::atomic<std::size_t> size = 0;
};
PublishedNote published;

void Tell(const char* text) { static_cast<void>(!::write(STDERR_FILENO, text, std::strlen(text))); }

void WriteNote() {
  const char* path = published.path.exchange(nullptr);
  if (path == nullptr) return;
  const int file = ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file < 0) {
    Tell("the input of the dying check cannot be written to ");
  } else {
    const char* text = published.text;
    std::size_t left = published.size;
    while (left > 0) {
      const ssize_t written = ::write(file, text, left);
      if (written <= 0) break;
      text += written;
      left -= static_cast<std::size_t>(written);
    }
    ::close(file);
    Tell("the input of the dying check is in ");
  }
  Tell(path);
  Tell("\n");
}

void OnSignal(int signal) {
  WriteNote();
  // The handler was reset when it was called: this is the end.
  ::raise(signal);
}

}  // namespace

void InstallInputNotes() {
  // A stack of its own, for when the other one is full. It lives as long as the process.
  static char stack[std::size_t{64} << 10];
  stack_t alternative{};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof stack;
  if (__sanitizer_set_death_callback == nullptr) ::sigaltstack(&alternative, nullptr);
  struct sigaction action{};
  action.sa_handler = OnSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
  ::sigaction(SIGABRT, &action, nullptr);
  if (__sanitizer_set_death_callback != nullptr) {
    // The other signals are the sanitizer's, whose report is worth more.
    __sanitizer_set_death_callback(WriteNote);
    return;
  }
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGALRM}) {
    ::sigaction(signal, &action, nullptr);
  }
}

std::string NotePathFor(std::string_view property) {
  const char* chosen = std::getenv("QS_CRASH_DIR");
  const std::filesystem::path folder =
      chosen != nullptr ? chosen : std::filesystem::path(QS_BINARY_DIR) / "findings";
  std::string name(property);
  std::ranges::replace(name, '/', '.');
  return (folder / ("crash-" + name + "-" + std::to_string(::getpid()) + ".txt")).string();
}

InputNote::InputNote(std::string_view property, std::string text)
    : path_(NotePathFor(property)), text_(std::move(text)) {
  // What cannot be made shows when the note is written.
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), ignored);
  Publish();
}

InputNote::~InputNote() { published.path = nullptr; }

void InputNote::Append(std::string_view text) {
  published.path = nullptr;
  text_ += text;
  Publish();
}

void InputNote::Publish() {
  published.text = text_.data();
  published.size = text_.size();
  published.path = path_.c_str();
}

}  // namespace quicksilver::properties
