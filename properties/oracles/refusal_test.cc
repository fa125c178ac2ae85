#include "properties/oracles/refusal.h"

#include <array>
#include <gtest/gtest.h>
#include <memory>
#include <string>

#include "engine/bytecode/verifier.h"
#include "engine/compiler/compiler.h"
#include "properties/generators/program_generator.h"
#include "properties/generators/unsound_code.h"
#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

constexpr std::uint64_t kPrograms = 200;

TestProgram Generated(std::uint64_t seed) {
  Choices choices = Choices::FromSeed(seed);
  return GenerateProgram(choices, AllProfiles()[seed % AllProfiles().size()]);
}

std::unique_ptr<Chunk> CompiledWithNops(const TestProgram& program, std::uint64_t seed) {
  CompileOptions options;
  options.jumps = JumpPolicy::kPad;
  options.seed = seed;
  return Compiler(options).Compile(program.program.ast());
}

TEST(UnsoundCode, OfEveryKindIsMadeOftenAndAlwaysRefused) {
  // If this fails, a change is harmless (and the oracle would cry wolf), or a check of the verifier
  // is never put to the test.
  std::array<int, kUnsoundnessCount> made{};
  for (std::uint64_t seed = 0; seed < kPrograms; ++seed) {
    const TestProgram program = Generated(seed);
    for (int i = 0; i < kUnsoundnessCount; ++i) {
      const auto kind = static_cast<Unsoundness>(i);
      const std::unique_ptr<Chunk> chunk = CompiledWithNops(program, seed);
      ASSERT_TRUE(Verify(*chunk).has_value());
      SplitMix64 random(seed);
      const auto change = MakeUnsound(kind, random, *chunk);
      if (!change.has_value()) continue;
      ++made.at(static_cast<std::size_t>(i));
      EXPECT_FALSE(Verify(*chunk).has_value()) << UnsoundnessName(kind) << ": " << *change << "\n"
                                               << program.program.source();
    }
  }
  for (int i = 0; i < kUnsoundnessCount; ++i) {
    EXPECT_GT(made.at(static_cast<std::size_t>(i)), static_cast<int>(kPrograms) / 10)
        << UnsoundnessName(static_cast<Unsoundness>(i)) << " has hardly ever a place";
  }
}

TEST(Refusal, ReportsAVerifierThatAcceptsEverything) {
  RefusalOracle right;
  RefusalOracle wrong([](const Chunk&) { return true; });
  const TestProgram program = ProgramOf("bind x to 1 x + 2");
  EXPECT_TRUE(right.Check(program, TestLimits(), 1).agrees());
  const Verdict verdict = wrong.Check(program, TestLimits(), 1);
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kProof);
  EXPECT_EQ(verdict.divergence.right, "accepted");
}

TEST(Refusal, ReportsAVerifierThatLeavesOutAnySingleCheck) {
  // A verifier is wrong about one message, whichever that is: found on a few programs.
  for (const std::string_view blind :
       {"register ", "slot ", "constant ", "window ", "captured ", "middle of an instruction",
        "jumps backwards", "a handler at", "returns to nobody", "only the program halts",
        "is read before it is written", "a boxed value"}) {
    RefusalOracle wrong([&](const Chunk& chunk) {
      const auto verified = Verify(chunk);
      return verified.has_value() || verified.error().ToString().find(blind) != std::string::npos;
    });
    bool seen = false;
    for (std::uint64_t seed = 0; seed < kPrograms && !seen; ++seed) {
      seen = wrong.Check(Generated(seed), TestLimits(), seed).diverges();
    }
    EXPECT_TRUE(seen) << "nobody notices when code is accepted although: " << blind;
  }
}

}  // namespace
}  // namespace quicksilver::properties
