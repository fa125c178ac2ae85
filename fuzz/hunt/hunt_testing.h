#ifndef QUICKSILVER_FUZZ_HUNT_HUNT_TESTING_H_
#define QUICKSILVER_FUZZ_HUNT_HUNT_TESTING_H_

// For the tests of the hunt: a directory of their own, the program itself as a process, and
// subjects whose programs are as small as a test needs.
//
// Invariant: the directory goes when the test ends. It is wrong to use this outside tests.

#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "fuzz/hunt/plants.h"
#include "fuzz/hunt/subject.h"

namespace quicksilver::hunt {

class HuntTest : public testing::Test {
 protected:
  HuntTest() {
    std::string name =
        (std::filesystem::temp_directory_path() / "quicksilver-hunt-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~HuntTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  std::string Path(std::string_view name) const { return (directory_ / name).string(); }

  std::string Write(std::string_view name, std::string_view text) const {
    std::ofstream(directory_ / name, std::ios::binary) << text;
    return Path(name);
  }

  std::string Read(const std::filesystem::path& path) const {
    std::ifstream file(directory_ / path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }

  // The folders of findings below `name`, in order.
  std::vector<std::filesystem::path> Folders(std::string_view name) const {
    std::vector<std::filesystem::path> folders;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(directory_ / name, error)) {
      folders.push_back(entry.path());
    }
    std::ranges::sort(folders);
    return folders;
  }

  std::filesystem::path directory_;
};

struct HuntProcessResult {
  int exit_code = -1;  // negative: the signal that ended it
  std::string output;
  std::string errors;
};

// quicksilver-hunt in the test's directory.
class HuntProcessTest : public HuntTest {
 protected:
  // `while_running` is called with the process's id. Standard output goes to `output_path`, if that
  // is given, and is not returned then.
  HuntProcessResult Run(std::vector<std::string> arguments,
                        const std::function<void(pid_t)>& while_running = nullptr,
                        const std::string& output_path = "") const {
    static const std::string kTool = QS_BINARY_DIR "/bin/quicksilver-hunt";
    const std::string to = output_path.empty() ? Path(".output") : output_path;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, directory_.c_str());
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, to.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, Path(".errors").c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    std::vector<char*> argv{const_cast<char*>(kTool.c_str())};
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    pid_t child = 0;
    const int failure =
        ::posix_spawn(&child, kTool.c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    EXPECT_EQ(failure, 0) << "the program " << kTool << " could not be started";
    if (failure != 0) return {};
    if (while_running != nullptr) while_running(child);
    int status = 0;
    ::waitpid(child, &status, 0);
    HuntProcessResult result;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    if (output_path.empty()) result.output = Read(".output");
    result.errors = Read(".errors");
    return result;
  }
};

inline properties::TestProgram ParsedProgram(std::string_view source) {
  const std::expected<Program, Error> program = Program::Parse(source);
  if (!program.has_value()) {
    ADD_FAILURE() << "the test's own program does not parse: " << program.error().ToString();
    return properties::TestProgram{*Program::Parse("")};
  }
  return properties::TestProgram{*program};
}

// Programs such as `print(7)\nbind a to 3\na - 4\n`: every third has a remainder instead of the
// difference, which is what the plants `crash` and `hang` wait for.
inline Subject SmallSubject(std::vector<properties::OracleEntry> oracles) {
  Subject subject;
  subject.profiles = {"small"};
  subject.wheel = {0};
  subject.generate = [](std::uint64_t seed, std::uint32_t) {
    const std::string a = std::to_string(seed % 7);
    const std::string b = std::to_string(seed / 7 % 5 + 1);
    const std::string op = seed % 3 == 0 ? "%" : "-";
    return ParsedProgram("print(" + b + ")\nbind a to " + a + "\na " + op + " " + b + "\n");
  };
  subject.oracles = std::move(oracles);
  return subject;
}

inline Subject SmallSubject() { return SmallSubject({*properties::FindOracle("equivalence")}); }
inline Subject PlantedSubject(std::string_view plant) { return SmallSubject(OraclesWith(plant)); }

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_HUNT_TESTING_H_
