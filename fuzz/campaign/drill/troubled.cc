// A fuzz target that is all trouble, for ci/campaign-drill: it crashes, differs, hangs, hangs so
// that it cannot be interrupted, eats memory and leaks, each for inputs that begin with a word;
// with TROUBLED_WAITS=1 one more takes longer than it may and does nothing meanwhile, as on a busy
// machine.
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

namespace {

int* volatile nowhere = nullptr;
std::vector<char*> hoard;

bool Begins(const std::uint8_t* data, std::size_t size, const char* word) {
  return size >= 4 && std::memcmp(data, word, 4) == 0;
}

[[gnu::noinline]] void CrashOnPurpose() { *nowhere = 1; }

// Above the limit of 300 MiB, below what the supervisor lets pass; the fuzzer looks once a second.
[[gnu::noinline]] void EatMemory() {
  constexpr std::size_t kEaten = std::size_t{350} << 20;
  hoard.push_back(static_cast<char*>(std::malloc(kEaten)));
  std::memset(hoard.back(), 1, kEaten);
  while (nowhere == nullptr) {
  }
}

[[gnu::noinline]] void LeakOnPurpose() {
  char* volatile lost = static_cast<char*>(std::malloc(100));
  lost = nullptr;
  static_cast<void>(lost);
}

[[gnu::noinline]] void HangDeafly() {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  while (nowhere == nullptr) {
  }
}

// Beyond the timeout of 8 s and the fuzzer's next look at it, below four times that; alarms do not
// shorten it.
void WaitLong() {
  timespec left{14, 0};
  while (nanosleep(&left, &left) != 0) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (Begins(data, size, "CRSH")) CrashOnPurpose();
  if (Begins(data, size, "MEMO")) EatMemory();
  if (Begins(data, size, "LEAK")) LeakOnPurpose();
  if (Begins(data, size, "DEAF")) HangDeafly();
  if (Begins(data, size, "HANG")) {
    while (nowhere == nullptr) {
    }
  }
  if (Begins(data, size, "WAIT") && std::getenv("TROUBLED_WAITS") != nullptr) WaitLong();
  if (Begins(data, size, "DIFF")) {
    std::fprintf(stderr, "\nsum of %d bytes differs\n", static_cast<int>(size));
    std::abort();
  }
  return 0;
}
