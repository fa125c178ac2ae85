#include "fuzz/faults/command.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

namespace quicksilver::faults {
namespace {

using Clock = std::chrono::steady_clock;

// A program that complains endlessly must not fill our memory.
constexpr std::size_t kMostOutput = std::size_t{1} << 20;
constexpr int kCannotStart = 127;

[[noreturn]] void Become(const std::vector<std::string>& arguments, const std::string& folder,
                         int output) {
  setpgid(0, 0);
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  std::vector<char*> argv;
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  if (chdir(folder.c_str()) == 0) execvp(argv[0], argv.data());
  std::perror(argv[0]);
  _exit(kCannotStart);
}

void Append(std::string& output, const char* bytes, std::size_t count) {
  output.append(bytes, count);
  if (output.size() > 2 * kMostOutput) output.erase(0, output.size() - kMostOutput);
}

}  // namespace

CommandResult RunCommand(const std::vector<std::string>& arguments, const std::string& folder,
                         double seconds) {
  CommandResult result;
  const Clock::time_point begin = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) {
    result.status = kCannotStart;
    return result;
  }
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) Become(arguments, folder, pipe[1]);
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
  // Children that a program leaves behind end with it.
  if (result.timed_out) kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  kill(-child, SIGKILL);
  result.seconds = elapsed();
  if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  return result;
}

}  // namespace quicksilver::faults
