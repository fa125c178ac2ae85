#ifndef QUICKSILVER_PROPERTIES_ORACLES_CORPUS_TESTING_H_
#define QUICKSILVER_PROPERTIES_ORACLES_CORPUS_TESTING_H_

// The corpus as tests want it: every program that parses.
//
// Invariant: in the order of the paths, so that whatever is drawn from it is drawn again. It is
// wrong to include this outside tests.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "engine/engine.h"

namespace quicksilver::properties {

struct CorpusProgram {
  std::string path;  // below corpus/programs
  Program program;
};

// Programs whose files are at most `largest` bytes.
inline std::vector<CorpusProgram> ParsedCorpus(std::size_t largest = static_cast<std::size_t>(-1)) {
  const std::filesystem::path corpus = std::string(QS_SOURCE_DIR) + "/corpus/programs";
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() == ".gw" && entry.file_size() <= largest) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<CorpusProgram> programs;
  for (const std::filesystem::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    std::expected<Program, Error> program = Program::Parse(text.str());
    if (!program.has_value()) continue;
    programs.push_back({path.lexically_relative(corpus).string(), std::move(*program)});
  }
  EXPECT_GT(programs.size(), 500u) << "the corpus was not found";
  return programs;
}

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_CORPUS_TESTING_H_
