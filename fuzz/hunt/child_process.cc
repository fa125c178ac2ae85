#include "fuzz/hunt/child_process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fuzz/hunt/stages.h"

// Present when a sanitizer's runtime is linked in.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace quicksilver::hunt {
namespace {

constexpr std::size_t kMostReport = std::size_t{64} << 10;
// Far above what TestLimits lets an engine use, far below what brings a machine to its knees.
constexpr rlim_t kMostMemory = rlim_t{6} << 30;

void LowerLimit(int resource, rlim_t value) {
  rlimit limit{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &limit) != 0) return;
  limit.rlim_cur = std::min(limit.rlim_cur, value);
  ::setrlimit(static_cast<__rlimit_resource>(resource), &limit);
}

void PrepareChild(pid_t parent, const ReportFile& report) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);  // it died before the line above
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGQUIT, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  LowerLimit(RLIMIT_CORE, 0);
  // A sanitizer maps terabytes of shadow.
  if (!HasSanitizer()) LowerLimit(RLIMIT_AS, kMostMemory);
  ::dup2(report.descriptor(), STDERR_FILENO);
}

}  // namespace

bool HasSanitizer() { return __sanitizer_set_death_callback != nullptr; }

ReportFile::ReportFile() : file_(::memfd_create("report", MFD_CLOEXEC)) {}

ReportFile::~ReportFile() {
  if (file_ >= 0) ::close(file_);
}

void ReportFile::Empty() {
  static_cast<void>(!::ftruncate(file_, 0));
  ::lseek(file_, 0, SEEK_SET);
}

std::string ReportFile::Tail(std::size_t most) const {
  const off_t size = ::lseek(file_, 0, SEEK_END);
  if (size <= 0) return "";
  const std::size_t count = std::min(static_cast<std::size_t>(size), most);
  std::string text(count, '\0');
  const ssize_t got = ::pread(file_, text.data(), count, size - static_cast<off_t>(count));
  text.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return text;
}

bool ChildProcess::Start(const std::function<int()>& body, ReportFile& report) {
  report.Empty();
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ != 0) return pid_ > 0;
  PrepareChild(parent, report);
  ::_exit(body());
}

std::uint64_t ChildProcess::CpuNanoseconds() const {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return 0;
  return static_cast<std::uint64_t>(used.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(used.tv_nsec);
}

bool ChildProcess::HasEnded(int& status) {
  if (pid_ <= 0 || ::waitpid(pid_, &status, WNOHANG) != pid_) return false;
  pid_ = -1;
  return true;
}

void ChildProcess::Kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

std::optional<Death> DeathOf(int wait_status, const ReportFile& report) {
  if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0) return std::nullopt;
  Death death;
  death.kind = WIFEXITED(wait_status) ? Death::Kind::kExit : Death::Kind::kSignal;
  death.number = WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : WTERMSIG(wait_status);
  death.report = report.Tail(kMostReport);
  return death;
}

std::optional<Death> Probe(const std::function<void()>& body, double cpu_seconds) {
  ReportFile report;
  ChildProcess child;
  const auto run = [&body] {
    body();
    return 0;
  };
  if (!report.ok() || !child.Start(run, report)) return std::nullopt;
  const auto most = static_cast<std::uint64_t>(cpu_seconds * 1e9);
  const std::uint64_t start = MonotonicNanoseconds();
  int status = 0;
  // Most children end within a millisecond or two; those that do not are worth waiting for gently.
  for (long nap = 100'000; !child.HasEnded(status); nap = std::min(nap * 2, 20'000'000L)) {
    if (child.CpuNanoseconds() > most || MonotonicNanoseconds() - start > 10 * most) {
      child.Kill();
      return Death{Death::Kind::kHang, 0, report.Tail(kMostReport)};
    }
    const timespec pause{0, nap};
    ::nanosleep(&pause, nullptr);
  }
  return DeathOf(status, report);
}

}  // namespace quicksilver::hunt
