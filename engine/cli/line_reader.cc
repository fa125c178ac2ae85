#include "engine/cli/line_reader.h"

#include <clocale>
#include <cstdlib>
#include <editline/readline.h>
#include <filesystem>
#include <iostream>
#include <langinfo.h>
#include <memory>
#include <string_view>
#include <system_error>
#include <unistd.h>

namespace quicksilver {
namespace {

namespace fs = std::filesystem;

constexpr int kHistoryLines = 1000;

// Empty when there is no place for it.
std::string HistoryFile() {
  fs::path state;
  if (const char* given = std::getenv("XDG_STATE_HOME"); given != nullptr && *given == '/') {
    state = given;
  } else if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') {
    state = fs::path(home) / ".local/state";
  } else {
    return "";
  }
  const fs::path directory = state / "quicksilver";
  std::error_code error;
  fs::create_directories(directory, error);
  if (error || ::access(directory.c_str(), W_OK) != 0) return "";
  return (directory / "history").string();
}

}  // namespace

LineReader::LineReader(Output& output)
    : output_(output), interactive_(::isatty(STDIN_FILENO) == 1 && output.is_terminal()) {
  if (!interactive_) return;
  // libedit drops what is no character of the locale; programs are UTF-8.
  std::setlocale(LC_CTYPE, "");
  if (std::string_view(nl_langinfo(CODESET)) != "UTF-8") std::setlocale(LC_CTYPE, "C.UTF-8");
  // A tab is a blank in a program, and not a wish for the name of a file.
  rl_bind_key('\t', rl_insert);
  using_history();
  stifle_history(kHistoryLines);
  history_file_ = HistoryFile();
  if (!history_file_.empty()) read_history(history_file_.c_str());
}

LineReader::~LineReader() {
  if (!history_file_.empty()) write_history(history_file_.c_str());
}

std::optional<std::string> LineReader::Read(const std::string& prompt) {
  output_.Flush();
  if (!interactive_) {
    std::string line;
    if (!std::getline(std::cin, line)) return std::nullopt;
    return line;
  }
  const std::unique_ptr<char, void (*)(void*)> line(readline(prompt.c_str()), std::free);
  if (line == nullptr) return std::nullopt;
  if (*line != '\0') add_history(line.get());
  return std::string(line.get());
}

}  // namespace quicksilver
