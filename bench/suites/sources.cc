#include "bench/suites/sources.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <vector>

#include "engine/base/files.h"

namespace quicksilver::bench {

void MustHold(bool holds, std::string_view what) {
  if (holds) return;
  fmt::print(stderr, "cannot measure: {}\n", what);
  std::exit(1);
}

std::string SourceOf(const std::string& path) {
  const auto source = ReadFile(std::string(QS_SOURCE_DIR "/") + path);
  MustHold(source.has_value(), source ? "" : source.error());
  return *source;
}

std::string WithoutHead(std::string_view source) {
  while (source.starts_with('#')) {
    source.remove_prefix(std::min(source.size(), source.find('\n') + 1));
  }
  return std::string(source);
}

std::string LongSource(std::size_t bytes) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(QS_SOURCE_DIR "/bench/programs")) {
    if (entry.path().extension() == ".gw") paths.push_back(entry.path().stem().string());
  }
  MustHold(!paths.empty(), "no programs");
  std::ranges::sort(paths);
  std::vector<std::string> programs;
  programs.reserve(paths.size());
  for (const std::string& path : paths) {
    programs.push_back(SourceOf(fmt::format("bench/programs/{}.gw", path)));
  }
  std::string text;
  text.reserve(bytes + 4096);
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    const std::size_t at = i % programs.size();
    text += fmt::format("chant {}_{}() then\n{}end\n", paths[at], i, programs[at]);
  }
  return text;
}

Program MustParse(std::string_view source) {
  auto program = Program::Parse(source);
  MustHold(program.has_value(), program ? "" : program.error().ToString());
  return *program;
}

}  // namespace quicksilver::bench
