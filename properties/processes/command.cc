#include "properties/processes/command.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace quicksilver::processes {
namespace {

using Clock = std::chrono::steady_clock;

// A program that complains endlessly must not fill our memory.
constexpr std::size_t kMostOutput = std::size_t{1} << 20;
constexpr int kCannotStart = 127;

[[noreturn]] void Become(char* const* argv, const char* folder, int output) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (chdir(folder) == 0) execvp(argv[0], argv);
  std::perror(argv[0]);
  _exit(kCannotStart);
}

void Append(std::string& output, const char* bytes, std::size_t count) {
  output.append(bytes, count);
  if (output.size() > 2 * kMostOutput) output.erase(0, output.size() - kMostOutput);
}

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

}  // namespace

std::string CommandResult::Complaint() const {
  std::string why = timed_out     ? "took too long"
                    : signal != 0 ? fmt::format("ended by signal {}", signal)
                                  : fmt::format("exit status {}", status);
  const std::string_view said = std::string_view(output).substr(0, output.find('\n'));
  return said.empty() ? why : fmt::format("{}: {}", why, said);
}

CommandResult RunCommand(const std::vector<std::string>& arguments, const std::string& folder,
                         double seconds) {
  CommandResult result;
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) {
    result.status = kCannotStart;
    return result;
  }
  std::fflush(nullptr);
  const Clock::time_point begin = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  const pid_t child = fork();
  if (child == 0) Become(argv.data(), folder.c_str(), pipe[1]);
  close(pipe[1]);
  if (child < 0) {
    close(pipe[0]);
    result.status = kCannotStart;
    return result;
  }
  std::array<char, 4096> buffer;
  for (bool open = true; open;) {
    const double left = seconds - elapsed();
    if (left <= 0) {
      result.timed_out = true;
      break;
    }
    pollfd ready{pipe[0], POLLIN, 0};
    if (poll(&ready, 1, static_cast<int>(left * 1000) + 1) <= 0) continue;
    const ssize_t count = read(pipe[0], buffer.data(), buffer.size());
    if (count > 0) Append(result.output, buffer.data(), static_cast<std::size_t>(count));
    if (count == 0 || (count < 0 && errno != EINTR)) open = false;
  }
  close(pipe[0]);
  if (result.timed_out) kill(-child, SIGKILL);
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  result.wall_seconds = elapsed();
  // Children that a program leaves behind end with it.
  kill(-child, SIGKILL);
  result.cpu_seconds = Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
  result.peak_bytes = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  return result;
}

std::string FindProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) return access(name.c_str(), X_OK) == 0 ? name : "";
  const char* path = std::getenv("PATH");
  std::string_view folders = path == nullptr ? "" : path;
  while (!folders.empty()) {
    const std::string_view folder = folders.substr(0, folders.find(':'));
    const std::string candidate = fmt::format("{}/{}", folder, name);
    if (access(candidate.c_str(), X_OK) == 0) return candidate;
    folders.remove_prefix(std::min(folders.size(), folder.size() + 1));
  }
  return "";
}

}  // namespace quicksilver::processes
