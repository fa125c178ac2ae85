// Writes the seed corpus of every fuzz target.
//
//   quicksilver-seeds REPOSITORY OUTPUT
//
// Seeds are kept as source: programs below corpus/, and for targets that read choices the lines of
// corpus/seeds/TARGET.seeds. What a target reads is made from them here, so that a change of the
// choices' encoding or of the archive's format regenerates it. OUTPUT/TARGET/ holds nothing else
// then.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "engine/base/files.h"
#include "engine/bytecode/archive.h"
#include "engine/engine.h"
#include "properties/generators/allocation_requests.h"
#include "properties/generators/constant_set.h"
#include "properties/generators/container_operations.h"
#include "properties/generators/instruction_sequence.h"
#include "properties/generators/jump_graph.h"
#include "properties/generators/program_generator.h"

namespace quicksilver::fuzz {
namespace {

namespace fs = std::filesystem;
using properties::Choices;

constexpr int kUsage = 64;
constexpr int kCannotWrite = 2;
// Longer programs cost a fuzzer more than they teach it; fuzz/targets/*.options has the same
// bounds.
constexpr std::size_t kLongestSeed = 4096;
constexpr std::size_t kShortSeed = 1024;

struct Files {
  fs::path folder;
  std::set<std::string> stale = {};  // what was there before and has not been written again
  std::size_t count = 0;
  bool failed = false;

  // Thousands of small files take long to write; most are there from the last time.
  void Write(const std::string& name, std::string_view bytes) {
    if (stale.erase(name) == 1 && ReadFile((folder / name).string()) == bytes) {
      ++count;
      return;
    }
    std::ofstream file(folder / name, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    failed = failed || !file;
    ++count;
  }
};

// Programs by name, those of the corpus that are no longer.
std::map<std::string, std::string> ProgramsUpTo(std::size_t longest, const fs::path& corpus) {
  std::map<std::string, std::string> programs;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() != ".gw") continue;
    std::string text = ReadFile(entry.path().string()).value();
    if (text.size() > longest) continue;
    std::string name = entry.path().lexically_relative(corpus).string();
    std::ranges::replace(name, '/', '-');
    programs.emplace(std::move(name), std::move(text));
  }
  return programs;
}

std::string Bytes(std::span<const std::uint8_t> bytes) { return {bytes.begin(), bytes.end()}; }

// What the target reads for one line: `SEED` or `SEED PROFILE`.
using Encode = std::function<std::string(std::uint64_t seed, std::size_t profile)>;

template <typename Generate>
Encode Recorded(Generate generate) {
  return [generate](std::uint64_t seed, std::size_t) {
    Choices choices = Choices::FromSeed(seed);
    generate(choices);
    return Bytes(choices.recorded());
  };
}

std::string RecordedProgram(std::uint64_t seed, std::size_t profile) {
  Choices choices = Choices::FromSeed(seed);
  properties::GenerateProgram(choices, properties::AllProfiles()[profile]);
  return Bytes(choices.recorded());
}

// As each target takes its input apart.
std::map<std::string, Encode> Encoders() {
  std::map<std::string, Encode> encoders;
  encoders["register_allocator"] = Recorded(properties::GenerateAllocationRequests);
  encoders["jump_patcher"] = Recorded(properties::GenerateJumpGraph);
  encoders["constant_pool"] = Recorded(properties::GenerateConstantSet);
  encoders["collections"] = Recorded(properties::GenerateContainerOperations);
  encoders["verifier"] = Recorded([](Choices& choices) {
    choices.Flip(50);
    properties::GenerateInstructionSequence(choices);
  });
  encoders["equivalence_generated"] = [](std::uint64_t seed, std::size_t profile) {
    return RecordedProgram(seed, profile) + static_cast<char>(profile);
  };
  encoders["limits"] = [](std::uint64_t seed, std::size_t profile) {
    std::string head = {static_cast<char>(seed), '\x20', static_cast<char>(seed >> 8),
                        static_cast<char>(profile)};
    return head + RecordedProgram(seed, profile);
  };
  encoders["vm_bytecode"] = [](std::uint64_t seed, std::size_t profile) {
    std::string head = {static_cast<char>(profile), static_cast<char>(seed)};
    for (std::uint64_t i = 0; i < 12; ++i) head += static_cast<char>(SplitMix64::Mix(seed + i));
    return head + RecordedProgram(seed, profile);
  };
  encoders["api"] = [](std::uint64_t seed, std::size_t) {
    // Any context, a program; then whatever the bytes of another program make.
    const std::string head = {'\0', '\0'};
    return head + RecordedProgram(seed, 0) + RecordedProgram(seed + 1, 0);
  };
  return encoders;
}

std::size_t ProfileNamed(std::string_view name) {
  const auto profiles = properties::AllProfiles();
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    if (profiles[i].name == name) return i;
  }
  return 0;
}

// Lines of `SEED [PROFILE]`; `#` begins a comment.
void EncodeLines(const fs::path& list, const Encode& encode, Files& files) {
  std::ifstream lines(list);
  std::string line;
  while (std::getline(lines, line)) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::uint64_t seed = 0;
    std::string profile;
    words >> seed >> profile;
    files.Write(fmt::format("seed-{}-{}", seed, profile.empty() ? "any" : profile),
                encode(seed, ProfileNamed(profile)));
  }
}

Files Prepare(const fs::path& folder) {
  Files files{folder};
  std::error_code error;
  fs::create_directories(folder, error);
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    files.stale.insert(entry.path().filename().string());
  }
  files.failed = static_cast<bool>(error);
  return files;
}

int WriteAll(const fs::path& repository, const fs::path& output) {
  bool failed = false;
  const auto report = [&](const std::string& target, const Files& files) {
    for (const std::string& name : files.stale) {
      failed = !fs::remove(files.folder / name) || failed;
    }
    fmt::print("{:<22} {:>5} seeds\n", target, files.count);
    // A target that starts from nothing would look as if it had started from its corpus.
    failed = failed || files.failed || files.count == 0;
  };
  const auto programs = ProgramsUpTo(kLongestSeed, repository / "corpus");
  const auto short_programs = ProgramsUpTo(kShortSeed, repository / "corpus");
  for (const std::string_view target :
       {"lexer", "parser", "format", "compiler", "equivalence_source"}) {
    Files files = Prepare(output / target);
    for (const auto& [name, text] : target == "compiler" ? programs : short_programs) {
      files.Write(name, text);
    }
    report(std::string(target), files);
  }
  Files archives = Prepare(output / "archive");
  for (const auto& [name, text] : programs) {
    const auto program = Program::Parse(text);
    if (program.has_value()) archives.Write(name, Code::Compile(*program).Save());
  }
  report("archive", archives);
  Files numbers = Prepare(output / "numbers");
  std::ifstream lines(repository / "corpus/seeds/numbers.seeds");
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    numbers.Write(fmt::format("number-{}", numbers.count), line);
  }
  report("numbers", numbers);
  for (const auto& [target, encode] : Encoders()) {
    Files files = Prepare(output / target);
    EncodeLines(repository / "corpus/seeds" / (target + ".seeds"), encode, files);
    report(target, files);
  }
  if (failed) fmt::print(stderr, "a target has no seeds, or they could not be written\n");
  return failed ? kCannotWrite : 0;
}

}  // namespace
}  // namespace quicksilver::fuzz

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: quicksilver-seeds REPOSITORY OUTPUT\n");
    return quicksilver::fuzz::kUsage;
  }
  return quicksilver::fuzz::WriteAll(argv[1], argv[2]);
}
