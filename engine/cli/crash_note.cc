#include "engine/cli/crash_note.h"

#include <csignal>
#include <cstddef>
#include <cstring>
#include <unistd.h>

// Present when a sanitizer's runtime is linked in.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace quicksilver {
namespace {

constexpr std::size_t kStackBytes = std::size_t{64} << 10;

// A signal handler can find its thread's note in no other way.
thread_local const char* noted_program = nullptr;
thread_local const char* noted_configuration = nullptr;

void Tell(const char* text) { static_cast<void>(!::write(STDERR_FILENO, text, std::strlen(text))); }

void TellNote() {
  if (noted_program == nullptr) return;
  Tell("quicksilver: died while running ");
  Tell(noted_program);
  Tell(" on: ");
  Tell(noted_configuration);
  Tell("\n");
  noted_program = nullptr;
}

void OnSignal(int signal) {
  TellNote();
  // The handler was reset when it was called: this is the end.
  ::raise(signal);
}

}  // namespace

void InstallCrashNotes() {
  struct sigaction action{};
  action.sa_handler = OnSignal;
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER | SA_ONSTACK);
  ::sigaction(SIGABRT, &action, nullptr);
  if (__sanitizer_set_death_callback != nullptr) {
    // The other signals are the sanitizer's, whose report is worth more.
    __sanitizer_set_death_callback(TellNote);
    return;
  }
  for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE}) {
    ::sigaction(signal, &action, nullptr);
  }
}

CrashNote::CrashNote() : stack_(std::make_unique<char[]>(kStackBytes)) {
  if (__sanitizer_set_death_callback != nullptr) return;  // it has a stack of its own
  stack_t stack{};
  stack.ss_sp = stack_.get();
  stack.ss_size = kStackBytes;
  ::sigaltstack(&stack, nullptr);
}

CrashNote::~CrashNote() {
  noted_program = nullptr;
  if (__sanitizer_set_death_callback != nullptr) return;
  stack_t none{};
  none.ss_flags = SS_DISABLE;
  ::sigaltstack(&none, nullptr);
}

void CrashNote::Set(const char* program, const char* configuration) {
  noted_configuration = configuration;
  noted_program = program;
}

}  // namespace quicksilver
