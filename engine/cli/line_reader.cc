#include "engine/cli/line_reader.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <iostream>
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

// The part of libedit's readline interface that is used.
struct LineReader::Editor {
  ~Editor() {
    // Not closed: libedit puts the terminal back when the process ends.
    if (complete && !history_file.empty()) write_history(history_file.c_str());
  }

  bool Open() {
    void* library = ::dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return false;
    const auto find = [library](const char* name, auto& function) {
      function =
          reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, name));
      return function != nullptr;
    };
    complete = find("readline", readline) && find("add_history", add_history) &&
               find("read_history", read_history) && find("write_history", write_history) &&
               find("using_history", using_history) && find("stifle_history", stifle_history);
    if (!complete) return false;
    using_history();
    stifle_history(kHistoryLines);
    history_file = HistoryFile();
    if (!history_file.empty()) read_history(history_file.c_str());
    return true;
  }

  char* (*readline)(const char*) = nullptr;
  int (*add_history)(const char*) = nullptr;
  int (*read_history)(const char*) = nullptr;
  int (*write_history)(const char*) = nullptr;
  void (*using_history)() = nullptr;
  void (*stifle_history)(int) = nullptr;
  bool complete = false;
  std::string history_file;
};

LineReader::LineReader(Output& output)
    : output_(output), interactive_(::isatty(STDIN_FILENO) == 1 && output.is_terminal()) {
  if (!interactive_) return;
  editor_ = std::make_unique<Editor>();
  if (!editor_->Open()) editor_ = nullptr;
}

LineReader::~LineReader() = default;

std::optional<std::string> LineReader::Read(const std::string& prompt) {
  if (editor_ == nullptr) {
    if (interactive_) output_.Write(prompt);
    output_.Flush();
    std::string line;
    if (!std::getline(std::cin, line)) return std::nullopt;
    return line;
  }
  output_.Flush();
  const std::unique_ptr<char, void (*)(void*)> line(editor_->readline(prompt.c_str()), std::free);
  if (line == nullptr) return std::nullopt;
  if (*line != '\0') editor_->add_history(line.get());
  return std::string(line.get());
}

}  // namespace quicksilver
