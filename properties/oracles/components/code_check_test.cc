// GeneratedCode and spoilt bytecode: what the generators reach, and what the verifier makes of it.

#include "properties/oracles/components/code_check.h"

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "engine/bytecode/archive.h"
#include "engine/bytecode/decoded_instruction.h"
#include "engine/bytecode/verifier.h"
#include "properties/generators/corruption.h"
#include "properties/generators/instruction_sequence.h"
#include "properties/generators/unsound_code.h"
#include "properties/oracles/components/bounds_check.h"

namespace quicksilver::properties {
namespace {

constexpr std::uint64_t kCodeSeeds = 1200;

std::shared_ptr<Chunk> GeneratedCode(std::uint64_t seed) {
  Choices choices = Choices::FromSeed(seed);
  return std::shared_ptr<Chunk>(Assemble(GenerateInstructionSequence(choices)));
}

TEST(InstructionSequence, IsAcceptedAndHasEveryOpcode) {
  std::array<int, kOpcodeCount> count{};
  std::set<std::string> kinds;
  for (std::uint64_t seed = 0; seed < kCodeSeeds; ++seed) {
    const std::shared_ptr<Chunk> chunk = GeneratedCode(seed);
    const CodeVerdict verdict = JudgeCode(chunk);
    ASSERT_TRUE(verdict.accepted) << "seed " << seed << ": " << verdict.refusal;
    ASSERT_EQ(verdict.complaint, std::nullopt) << "seed " << seed;
    // `error TypeError at …` or `Number(…)`: what the result begins with.
    const std::string result = verdict.result.substr(0, verdict.result.find('\n'));
    kinds.insert(result.substr(0, result.find_first_of("(:", result.find(" at "))));
    for (const auto& function : chunk->functions) {
      for (std::uint32_t pc = 0; pc < function->code.size();) {
        const DecodedInstruction instruction = DecodeInstruction(function->code, pc);
        ++count[static_cast<std::size_t>(instruction.op)];
        pc = instruction.end();
      }
    }
  }
  for (unsigned op = 0; op < kOpcodeCount; ++op) {
    EXPECT_GT(count[op], 15) << kOpcodes[op].name << " is hardly ever generated";
  }
  EXPECT_GT(kinds.size(), 18u) << "nearly all programs end alike";
}

// A failure means that sound code is called unsound, or that unsound code is run.
TEST(FindOutOfBounds, SeesEveryIndexThatTheSpoilerPutsOutOfBounds) {
  std::array<int, kUnsoundnessCount> seen{};
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    for (const Unsoundness kind :
         {Unsoundness::kOperand, Unsoundness::kWindow, Unsoundness::kCapture}) {
      const std::shared_ptr<Chunk> chunk = GeneratedCode(seed);
      ASSERT_FALSE(FindOutOfBounds(*chunk).has_value()) << "seed " << seed;
      SplitMix64 random(seed);
      const auto change = MakeUnsound(kind, random, *chunk);
      if (!change.has_value()) continue;
      const auto found = FindOutOfBounds(*chunk);
      ASSERT_TRUE(found.has_value()) << *change;
      // A register that is out of bounds may be a window's first.
      if (kind != Unsoundness::kWindow) {
        EXPECT_EQ(found->claim, UnsoundnessName(kind)) << *change;
      }
      ++seen[static_cast<std::size_t>(kind)];
    }
  }
  EXPECT_GT(seen[static_cast<std::size_t>(Unsoundness::kOperand)], 100);
  EXPECT_GT(seen[static_cast<std::size_t>(Unsoundness::kWindow)], 100);
  EXPECT_GT(seen[static_cast<std::size_t>(Unsoundness::kCapture)], 20);
}

TEST(InstructionSequence, FromNoChoicesIsTheSmallest) {
  Choices none = Choices::FromBytes({});
  const InstructionSequence sequence = GenerateInstructionSequence(none);
  for (const SequenceFunction& function : sequence.functions) EXPECT_TRUE(function.body.empty());
  EXPECT_EQ(CheckWellFormedCode(std::shared_ptr<const Chunk>(Assemble(sequence))), std::nullopt);
}

TEST(CorruptChunk, IsMostlyRefusedAndSometimesStillRight) {
  int refused = 0;
  int accepted = 0;
  std::set<std::string> reasons;
  for (std::uint64_t seed = 0; seed < kCodeSeeds; ++seed) {
    const std::shared_ptr<Chunk> chunk = GeneratedCode(seed);
    Choices choices = Choices::FromSeed(seed + 1'000'000);
    CorruptChunk(choices, *chunk);
    const auto verified = Verify(*chunk);
    (verified.has_value() ? accepted : refused) += 1;
    if (verified.has_value()) continue;
    // The message without its numbers.
    std::string reason;
    for (const char character : verified.error().message) {
      if (character < '0' || character > '9') reason += character;
    }
    reasons.insert(reason);
  }
  EXPECT_GT(refused, 150) << "the changes are too harmless";
  EXPECT_GT(accepted, 60) << "no spoilt code ever runs";
  EXPECT_GT(reasons.size(), 25u) << "always the same rules are broken";
}

TEST(CorruptArchive, GetsPastTheHead) {
  int past_the_head = 0;
  int loaded = 0;
  for (std::uint64_t seed = 0; seed < kCodeSeeds; ++seed) {
    const std::string saved = WriteArchive(*GeneratedCode(seed % 20));
    Choices choices = Choices::FromSeed(seed);
    const std::string spoilt = CorruptArchive(choices, saved);
    const auto read = ReadArchive(spoilt);
    loaded += read.has_value() ? 1 : 0;
    // Only the verifier speaks of functions.
    past_the_head += !read.has_value() && read.error().starts_with("function") ? 1 : 0;
  }
  EXPECT_GT(past_the_head, 40) << "the verifier hardly ever sees a spoilt archive";
  EXPECT_GT(loaded, 10) << "no spoilt archive is ever loaded";
}

}  // namespace
}  // namespace quicksilver::properties
