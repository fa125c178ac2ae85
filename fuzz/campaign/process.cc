#include "fuzz/campaign/process.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace quicksilver::campaign {
namespace {

constexpr int kCannotRun = 127;
// No file that a fuzzer has reason to write comes near it.
constexpr rlim_t kMostFileBytes = rlim_t{1} << 30;

// The child's part: everything between fork and exec.
[[noreturn]] void Become(const Command& command, pid_t parent, int output) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);  // it died before the line above
  for (const int signal : {SIGINT, SIGTERM, SIGQUIT, SIGPIPE}) std::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  if (command.cpu_seconds > 0) {
    const auto most = static_cast<rlim_t>(command.cpu_seconds) + 1;
    const rlimit processor{most, most};
    ::setrlimit(RLIMIT_CPU, &processor);
  }
  const rlimit files{kMostFileBytes, kMostFileBytes};
  ::setrlimit(RLIMIT_FSIZE, &files);
  const int input = ::open("/dev/null", O_RDONLY);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  if (!command.folder.empty() && ::chdir(command.folder.c_str()) != 0) ::_exit(kCannotRun);
  for (const std::string& variable : command.environment) {
    ::putenv(const_cast<char*>(variable.c_str()));
  }
  std::vector<char*> arguments;
  arguments.reserve(command.arguments.size() + 1);
  for (const std::string& argument : command.arguments) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  ::execvp(arguments.front(), arguments.data());
  ::dprintf(STDERR_FILENO, "cannot run '%s': %s\n", arguments.front(), std::strerror(errno));
  ::_exit(kCannotRun);
}

}  // namespace

bool Process::Start(const Command& command) {
  if (!output_.ok()) return false;
  output_.Empty();
  // Both ends may write, each behind what is there.
  ::fcntl(output_.descriptor(), F_SETFL, O_APPEND);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) Become(command, parent, output_.descriptor());
  if (pid_ > 0) ::setpgid(pid_, pid_);
  return pid_ > 0;
}

bool Process::HasEnded(int& wait_status) {
  if (pid_ <= 0 || ::waitpid(pid_, &wait_status, WNOHANG) != pid_) return false;
  // Whatever it had started and left behind.
  ::kill(-pid_, SIGKILL);
  pid_ = -1;
  return true;
}

void Process::Signal(int signal) const {
  if (pid_ > 0) ::kill(pid_, signal);
}

void Process::Kill() {
  if (pid_ <= 0) return;
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

std::uint64_t Process::MemoryBytes() const {
  if (pid_ <= 0) return 0;
  std::ifstream file("/proc/" + std::to_string(pid_) + "/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  if (!(file >> all >> resident)) return 0;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

int Ran::exit_status() const {
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : 128 + WTERMSIG(wait_status);
}

namespace {

// Of all children that have been waited for: whoever runs one at a time takes the difference.
double ChildrenCpuSeconds() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

Ran RunToEnd(const Command& command, double seconds) {
  Process process;
  Ran ran;
  const double begin = MonotonicSeconds();
  const double cpu_before = ChildrenCpuSeconds();
  if (!process.Start(command)) {
    ran.wait_status = kCannotRun << 8;
    ran.output = std::strerror(errno);
    return ran;
  }
  for (long nap = 1'000'000; !process.HasEnded(ran.wait_status);
       nap = std::min(nap * 2, 50'000'000L)) {
    if (MonotonicSeconds() - begin > seconds) {
      ran.timed_out = true;
      process.Kill();
      break;
    }
    const timespec pause{0, nap};
    ::nanosleep(&pause, nullptr);
  }
  ran.output = process.Output();
  ran.seconds = MonotonicSeconds() - begin;
  ran.cpu_seconds = ChildrenCpuSeconds() - cpu_before;
  return ran;
}

std::string LastLine(const std::string& output) {
  if (output.size() < 2) return output;
  const std::size_t before = output.rfind('\n', output.size() - 2);
  return output.substr(before == std::string::npos ? 0 : before + 1);
}

double MonotonicSeconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace quicksilver::campaign
