// Everything the compiler makes is accepted by the verifier and comes back from an archive as it
// was.

#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "engine/base/files.h"
#include "engine/bytecode/archive.h"
#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/verifier.h"
#include "engine/compiler/compiler.h"
#include "engine/syntax/parser.h"

namespace quicksilver {
namespace {

std::vector<std::filesystem::path> CorpusPrograms() {
  std::vector<std::filesystem::path> programs;
  const std::filesystem::path corpus = std::string(QS_SOURCE_DIR) + "/corpus/programs";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
    if (entry.path().extension() == ".gw") programs.push_back(entry.path());
  }
  return programs;
}

std::vector<CompileOptions> ManyOptions() {
  std::vector<CompileOptions> options;
  options.push_back({});
  options.push_back({.optimise = false, .allocation = AllocationPolicy::kReversed});
  options.push_back({.allocation = AllocationPolicy::kFewest, .jumps = JumpPolicy::kWide});
  options.push_back({.allocation = AllocationPolicy::kRandom,
                     .jumps = JumpPolicy::kPad,
                     .seed = 20261122,
                     .record_values = true});
  options.push_back({.optimise = false,
                     .allocation = AllocationPolicy::kSpill,
                     .jumps = JumpPolicy::kPad,
                     .trace = true});
  options.push_back({.allocation = AllocationPolicy::kSpill, .record_values = true, .trace = true});
  return options;
}

// The beginning of the listing of the function that an error is in.
std::string Excerpt(const Chunk& chunk, const VerifyError& error) {
  if (error.function == kNoIndex) return "";
  const std::string listing = DisassembleFunction(chunk, error.function);
  return listing.substr(0, 6'000);
}

void ExpectSoundOutput(const Ast& tree, const CompileOptions& options) {
  const auto chunk = Compiler(options).Compile(tree);
  const auto verified = Verify(*chunk);
  ASSERT_TRUE(verified.has_value()) << verified.error().ToString() << "\n"
                                    << Excerpt(*chunk, verified.error());
  const std::string archive = WriteArchive(*chunk);
  const auto back = ReadArchive(archive);
  ASSERT_TRUE(back.has_value()) << back.error();
  EXPECT_EQ(WriteArchive(**back), archive) << "the archive loses or changes something";
}

TEST(CompilerOutput, IsAcceptedByTheVerifierAndSurvivesTheArchiveUnderEveryPolicy) {
  const auto programs = CorpusPrograms();
  const auto policies = ManyOptions();
  ASSERT_GT(programs.size(), 50u) << "the corpus was not found";
  std::size_t compiled = 0;
  for (const auto& path : programs) {
    const auto tree = Parse(ReadFile(path.string()).value());
    if (!tree) continue;
    ++compiled;
    for (std::size_t policy = 0; policy < policies.size(); ++policy) {
      SCOPED_TRACE(path.string() + ", policy " + std::to_string(policy));
      ExpectSoundOutput(*tree, policies[policy]);
    }
  }
  EXPECT_GT(compiled, programs.size() / 2) << "most of the corpus must reach the compiler";
}

}  // namespace
}  // namespace quicksilver
