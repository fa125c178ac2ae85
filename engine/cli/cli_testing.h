#ifndef QUICKSILVER_CLI_CLI_TESTING_H_
#define QUICKSILVER_CLI_CLI_TESTING_H_

// For the tests of the command line: the program itself as a process, in a directory of its own.
//
// Invariant: the directory goes when the test ends. It is wrong to use this outside tests.

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <spawn.h>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace quicksilver {

struct ToolResult {
  int exit_code = -1;  // negative: the signal that ended it
  std::string output;
  std::string errors;
};

class CliTest : public testing::Test {
 protected:
  CliTest() {
    std::string name = (std::filesystem::temp_directory_path() / "quicksilver-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~CliTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  std::string Path(std::string_view name) const { return (directory_ / name).string(); }

  // Makes the file, and the directories on the way to it.
  std::string Write(std::string_view name, std::string_view text) const {
    const std::filesystem::path path = directory_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  std::string Read(std::string_view name) const {
    std::ifstream file(directory_ / name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  // Runs the command line with `arguments` and `input` in the directory. Standard output goes to
  // `output_path`, if that is given, and is not returned then.
  ToolResult Run(std::vector<std::string> arguments, std::string_view input = "",
                 const std::string& output_path = "") const {
    Write(".input", input);
    const std::string to = output_path.empty() ? Path(".output") : output_path;
    const std::string errors = Path(".errors");

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, directory_.c_str());
    posix_spawn_file_actions_addopen(&actions, 0, Path(".input").c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, to.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    std::vector<char*> argv{const_cast<char*>(kTool)};
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_t child = 0;
    const int failure = ::posix_spawn(&child, kTool, &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    EXPECT_EQ(failure, 0) << "the program " << kTool << " could not be started";
    if (failure != 0) return {};
    int status = 0;
    ::waitpid(child, &status, 0);
    ToolResult result;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    if (output_path.empty()) result.output = Read(".output");
    result.errors = Read(".errors");
    return result;
  }

  // Runs the command line on a terminal of its own, in the locale "C". Whenever it shows the next
  // of `prompts` it gets the next of `lines`, as keys; whole lines, as the end of input is lost
  // when the terminal changes its mode just then. All that the terminal shows.
  std::string RunOnTerminal(const std::vector<std::string>& arguments,
                            const std::vector<std::string>& prompts,
                            const std::vector<std::string>& lines) const {
    int terminal = -1;
    const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
    if (child == 0) {
      std::vector<char*> argv{const_cast<char*>(kTool)};
      for (const std::string& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
      argv.push_back(nullptr);
      ::setenv("TERM", "xterm", 1);
      ::setenv("LC_ALL", "C", 1);
      ::setenv("XDG_STATE_HOME", directory_.c_str(), 1);
      if (::chdir(directory_.c_str()) == 0) ::execv(kTool, argv.data());
      ::_exit(127);
    }
    std::string shown;
    std::size_t seen = 0;
    std::size_t given = 0;
    constexpr int kPatience = 30'000;  // ms
    pollfd ready{terminal, POLLIN, 0};
    while (::poll(&ready, 1, kPatience) > 0) {
      char bytes[4096];
      const ssize_t count = ::read(terminal, bytes, sizeof bytes);
      if (count <= 0) break;
      shown.append(bytes, static_cast<std::size_t>(count));
      if (given == lines.size()) continue;
      const std::size_t prompt = shown.find(prompts[given], seen);
      if (prompt == std::string::npos) continue;
      seen = prompt + prompts[given].size();
      const std::string& line = lines[given++];
      EXPECT_EQ(::write(terminal, line.data(), line.size()), static_cast<ssize_t>(line.size()));
    }
    EXPECT_EQ(given, lines.size()) << shown;
    ::close(terminal);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << shown;
    return shown;
  }

  static constexpr const char* kTool = QS_BINARY_DIR "/bin/quicksilver";
  std::filesystem::path directory_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_CLI_TESTING_H_
