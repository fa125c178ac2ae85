// What a fuzzer forks ends with it.
//
// AFL++ runs a target as a server that forks; when AFL++ itself is killed, the server sees it and
// ends, but what it had forked waits for ever, stopped and in a session of its own, where nobody
// who started AFL++ can find it.
#include <csignal>
#include <pthread.h>
#include <sys/prctl.h>

namespace {

[[gnu::constructor]] void EndWithTheParent() {
  ::pthread_atfork(nullptr, nullptr, [] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
}

}  // namespace
