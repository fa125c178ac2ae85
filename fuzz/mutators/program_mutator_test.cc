#include "fuzz/mutators/program_mutator.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

#include "engine/syntax/parser.h"

namespace quicksilver::fuzz {
namespace {

constexpr char kProgram[] =
    "bind xs to [1, 2, 3]\nweave total as 0\nfor each x in xs then\n"
    "  should x > 1 and not (x is 3) then set total to total + x * 2 end\nend\n"
    "match total with\n  when 4 then \"four\"\n  when n then n\nend\n";
constexpr char kDonor[] = "chant zebra(a) then\n  yield [a, \"stripe\"]\nend\nzebra(7)\n";

TEST(ProgramMutator, AlwaysGivesAProgramThatParsesAndFits) {
  // If this fails, the fuzzer spends its time in front of the parser.
  std::string text = kProgram;
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    text = MutateProgram(text, seed, 1'500);
    ASSERT_TRUE(Parse(text).has_value()) << "seed " << seed << "\n" << text;
    ASSERT_LE(text.size(), 1'500u);
  }
}

TEST(ProgramMutator, IsAFunctionOfItsArguments) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_EQ(MutateProgram(kProgram, seed, 4'000), MutateProgram(kProgram, seed, 4'000));
  }
}

TEST(ProgramMutator, ReachesManyNeighbours) {
  std::set<std::string> neighbours;
  for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
    neighbours.insert(MutateProgram(kProgram, seed, 4'000));
  }
  EXPECT_GT(neighbours.size(), 800u) << "most mutations change nothing or the same thing";
}

TEST(ProgramMutator, TakesPiecesFromTheDonorAndNotTheWhole) {
  int with_piece = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const std::string text = CrossPrograms(kProgram, kDonor, seed, 4'000);
    ASSERT_TRUE(Parse(text).has_value());
    if (text.find("zebra") != std::string::npos || text.find("stripe") != std::string::npos) {
      ++with_piece;
    }
    EXPECT_NE(text, std::string(kProgram) + '\n' + kDonor);
  }
  EXPECT_GT(with_piece, 20) << "crossover does not cross";
}

TEST(ProgramMutator, StartsFromNothing) {
  EXPECT_FALSE(MutateProgram("", 1, 1'000).empty());
  EXPECT_FALSE(MutateProgram("\xFF not a program (", 1, 1'000).empty());
  EXPECT_LE(MutateProgram(kProgram, 1, 10).size(), 10u);
}

}  // namespace
}  // namespace quicksilver::fuzz
