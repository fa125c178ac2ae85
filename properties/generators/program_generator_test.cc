#include "properties/generators/program_generator.h"

#include <array>
#include <gtest/gtest.h>
#include <string>

#include "engine/bytecode/opcodes.h"
#include "engine/runtime/builtins.h"
#include "engine/syntax/ast_equality.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"
#include "properties/generators/builtin_signatures.h"

namespace quicksilver::properties {
namespace {

TEST(ProgramGenerator, KnowsEveryBuiltin) {
  // If this fails, a builtin was added that no generated program ever calls.
  ASSERT_EQ(Builtins().size(), kBuiltinCount);
  for (const BuiltinSignature& row : kBuiltinSignatures) {
    const std::optional<BuiltinId> found = FindBuiltin(row.name);
    ASSERT_TRUE(found.has_value()) << row.name;
    const BuiltinInfo& info = GetBuiltin(*found);
    const bool any_number = info.max_args < 0;
    EXPECT_EQ(row.count, any_number ? 0 : info.max_args) << row.name;
  }
}

TEST(ProgramGenerator, MakesAProgramOfAnyBytes) {
  // If this fails, a fuzzer's input can be rejected, or run for ever.
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Choices full = Choices::FromSeed(seed);
    const TestProgram program = GenerateProgram(full, AllProfiles()[seed % AllProfiles().size()]);
    const std::span<const std::uint8_t> bytes = full.recorded();
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, bytes.size() / 2}) {
      Choices cut = Choices::FromBytes(bytes.first(length));
      const TestProgram shorter = GenerateProgram(cut, AllProfiles()[seed % AllProfiles().size()]);
      EXPECT_TRUE(cut.exhausted());
      EXPECT_TRUE(shorter.well_typed);
    }
  }
}

TEST(ProgramGenerator, TheBytesThatItUsedGiveTheSameProgram) {
  // If this fails, a finding of a seeded hunt cannot be reduced or handed to a fuzzer as bytes.
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Profile& profile = AllProfiles()[seed % AllProfiles().size()];
    Choices seeded = Choices::FromSeed(seed);
    const TestProgram program = GenerateProgram(seeded, profile);
    Choices replay = Choices::FromBytes(seeded.recorded());
    const TestProgram again = GenerateProgram(replay, profile);
    ASSERT_EQ(program.program.source(), again.program.source()) << "seed " << seed;
    EXPECT_EQ(program.deliberate, again.deliberate);
  }
}

std::uint64_t Fnv1a(std::uint64_t hash, std::string_view bytes) {
  for (const char byte : bytes) {
    hash ^= static_cast<std::uint8_t>(byte);
    hash *= 0x100'0000'01B3;
  }
  return hash;
}

TEST(ProgramGenerator, WritesTheSameProgramsWithEveryCompilerAndBuild) {
  // If this fails in one build only, the generator depends on what C++ leaves open (order of
  // evaluation, of a container, formatting), and nothing found there can be replayed here. If it
  // fails in all builds, the generator was changed: put the hash it prints here.
  constexpr std::uint64_t kExpected = 9'869'683'455'260'494'656u;
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325;
  for (const Profile& profile : AllProfiles()) {
    for (std::uint64_t seed = 0; seed < 125; ++seed) {
      Choices choices = Choices::FromSeed(seed);
      const TestProgram test = GenerateProgram(choices, profile);
      hash = Fnv1a(hash, test.program.source());
      for (const Span& span : test.deliberate) {
        hash = Fnv1a(hash, std::to_string(span.begin) + '-' + std::to_string(span.end));
      }
    }
  }
  EXPECT_EQ(hash, kExpected) << "a thousand programs give " << hash << "u";
}

TEST(ProgramGenerator, NamesAUnitCaseAloneOnceInAPattern) {
  // If this fails, a pattern with the same unit case in two places is a duplicate name, which is no
  // program: the generator ends the process. One seed in two million.
  const Profile* jumps = FindProfile("jumps");
  ASSERT_NE(jumps, nullptr);
  Choices choices = Choices::FromSeed(11'853'520'560'201'475'302u);
  EXPECT_TRUE(GenerateProgram(choices, *jumps).well_typed);
}

TEST(ProgramGenerator, FindsEveryProfileByName) {
  // If this fails, a finding's replay command names a profile that nobody knows.
  constexpr std::array<std::string_view, 8> kNames = {
      "balanced", "arithmetic", "calls", "collections", "errors", "registers", "jumps", "text"};
  ASSERT_EQ(AllProfiles().size(), kNames.size());
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    EXPECT_EQ(FindProfile(kNames.at(i)), &AllProfiles()[i]);
  }
  EXPECT_EQ(FindProfile("unheard of"), nullptr);
}

}  // namespace
}  // namespace quicksilver::properties
