#include "fuzz/hunt/opcode_coverage.h"

#include <gtest/gtest.h>
#include <memory>

#include "engine/engine.h"

namespace quicksilver::hunt {
namespace {

std::unique_ptr<OpcodeCoverage> CoverageOf(std::string_view source) {
  auto coverage = std::make_unique<OpcodeCoverage>();
  coverage->Add(*Code::Compile(*Program::Parse(source), {.optimise = false}).chunk());
  return coverage;
}

// Code by hand: what follows what is then known.
std::unique_ptr<OpcodeCoverage> CoverageOf(std::vector<Word> code) {
  Chunk chunk;
  chunk.functions.push_back(std::make_unique<Function>());
  chunk.functions[0]->code = std::move(code);
  auto coverage = std::make_unique<OpcodeCoverage>();
  coverage->Add(chunk);
  return coverage;
}

TEST(OpcodeCoverage, WhatStandsBehindAJumpDoesNotFollowIt) {
  const auto coverage = CoverageOf({
      EncodeABx(Opcode::kJump, 0, 1),  // over the next one
      EncodeABC(Opcode::kLoadNothing, 0, 0, 0),
      EncodeABC(Opcode::kHalt, 0, 0, 0),
      EncodeABC(Opcode::kNop, 0, 0, 0),
  });
  EXPECT_EQ(coverage->opcode_count(), 4u);
  EXPECT_TRUE(coverage->SawPair(Opcode::kJump, Opcode::kHalt));
  EXPECT_FALSE(coverage->SawPair(Opcode::kJump, Opcode::kLoadNothing));
  EXPECT_TRUE(coverage->SawPair(Opcode::kLoadNothing, Opcode::kHalt));
  EXPECT_FALSE(coverage->SawPair(Opcode::kHalt, Opcode::kNop)) << "nothing follows the end";
  EXPECT_EQ(coverage->pair_count(), 2u);
}

TEST(OpcodeCoverage, ABranchIsFollowedByBothItsWays) {
  const auto coverage = CoverageOf({
      EncodeABx(Opcode::kJumpIfTrue, 0, 1),
      EncodeABC(Opcode::kLoadNothing, 0, 0, 0),
      EncodeABC(Opcode::kHalt, 0, 0, 0),
  });
  EXPECT_TRUE(coverage->SawPair(Opcode::kJumpIfTrue, Opcode::kLoadNothing));
  EXPECT_TRUE(coverage->SawPair(Opcode::kJumpIfTrue, Opcode::kHalt));
}

TEST(OpcodeCoverage, SeesEveryFunctionAndNoExtensionWord) {
  const auto coverage = CoverageOf("chant f(a) then a * 2 end\nf(f)\n");
  EXPECT_TRUE(coverage->Saw(Opcode::kMulNum));
  EXPECT_TRUE(coverage->Saw(Opcode::kCreateClosure));
  EXPECT_FALSE(coverage->Saw(Opcode::kSubNum));
}

TEST(OpcodeCoverage, MergingLosesNothing) {
  auto sum = CoverageOf("1 - 2\n");
  const auto other = CoverageOf("[1]\n");
  EXPECT_FALSE(sum->Saw(Opcode::kCreateList));
  sum->Merge(*other);
  EXPECT_TRUE(sum->Saw(Opcode::kCreateList));
  EXPECT_GT(sum->pair_count(), 0u);
  EXPECT_GE(sum->pair_count(), other->pair_count());
}

}  // namespace
}  // namespace quicksilver::hunt
