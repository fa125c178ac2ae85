// Runs a fuzz target on files, without a fuzzer: for tests, for g++, for whoever looks at a
// finding.
//
//   replay_TARGET [--reverse] [--pairs FILE] FILE|FOLDER…
//
// Files of a folder are run in the order of their names, or against it. An input that fails ends
// the process; its name has been printed before. --pairs writes which pairs of instructions the
// code consisted of (quicksilver-pairs).
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <vector>

#include "fuzz/targets/feedback.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<std::string> FilesBelow(const fs::path& path) {
  std::error_code error;
  std::vector<std::string> files;
  if (!fs::is_directory(path, error)) return {path.string()};
  for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
    if (entry.is_regular_file(error)) files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

bool ReplayFile(const std::string& path, bool verbose) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "cannot read '%s': %s\n", path.c_str(), std::strerror(errno));
    return false;
  }
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  // On its own line and at once, so that it is the last line of a run that ends here.
  if (verbose) std::fprintf(stderr, "running %s\n", path.c_str());
  // A copy that ends where the input ends, so that reading past it is seen.
  std::vector<std::uint8_t> input(bytes.begin(), bytes.end());
  input.shrink_to_fit();
  LLVMFuzzerTestOneInput(input.data(), input.size());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 0;
  bool reverse = false;
  bool readable = true;
  const char* pairs = nullptr;
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--pairs") == 0 && i + 1 < argc) {
      pairs = argv[++i];
      continue;
    }
    if (std::strcmp(argv[i], "--reverse") == 0) {
      reverse = true;
      continue;
    }
    for (std::string& file : FilesBelow(argv[i])) files.push_back(std::move(file));
  }
  if (files.empty()) {
    std::fprintf(stderr, "usage: %s [--reverse] [--pairs FILE] FILE|FOLDER...\nno inputs\n",
                 argv[0]);
    return 64;
  }
  if (reverse) std::ranges::reverse(files);
  for (const std::string& file : files) {
    readable = ReplayFile(file, true) && readable;
    ++count;
  }
  std::printf("%zu inputs\n", count);
  if (pairs != nullptr && !quicksilver::fuzz::WriteOpcodePairs(pairs)) {
    std::fprintf(stderr, "cannot write '%s': %s\n", pairs, std::strerror(errno));
    return 2;
  }
  return readable ? 0 : 2;
}
