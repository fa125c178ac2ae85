#include "properties/oracles/allocation_check.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/splitmix.h"
#include "engine/bytecode/decoded_instruction.h"
#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/verifier.h"
#include "engine/differential/comparison.h"
#include "properties/oracles/corpus_testing.h"
#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

TEST(AllocationOracle, AgreesOnRightCodeUnderManySeeds) {
  AllocationOracle oracle;
  const TestProgram program = ProgramOf(
      "chant f(a, b) then\nfor each x in a then\nattempt\ng(x? + b)\nharmonize on _ then b and x "
      "end\n"
      "end\nmatch b with when Triumph(n) then chant () then n + a end otherwise then [a, b][0] "
      "end\n"
      "end\nf([1], 2)");
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    EXPECT_TRUE(oracle.Check(program, TestLimits(), seed).agrees()) << "seed " << seed;
  }
}

TEST(AllocationOracle, ReportsASwappedRegisterAsAProofThatFails) {
  AllocationOracle oracle([](Chunk& chunk) {
    for (const auto& function : chunk.functions) {
      for (std::uint32_t pc = 0; pc < function->code.size();) {
        const DecodedInstruction each = DecodeInstruction(function->code, pc);
        if (each.op == Opcode::kSubNum) {
          function->code[pc] = EncodeABC(each.op, AOf(each.word), COf(each.word), BOf(each.word));
        }
        pc = each.end();
      }
    }
  });
  const Verdict verdict = oracle.Check(ProgramOf("chant f(a, b) then a - b end"), TestLimits(), 1);
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kProof);
  EXPECT_NE(verdict.divergence.right.find("SubNum"), std::string::npos) << verdict.divergence.right;
  EXPECT_TRUE(oracle.Check(ProgramOf("chant f(a, b) then a + b end"), TestLimits(), 1).agrees());
}

TEST(AllocationOracle, ReportsCodeThatTheVerifierRefuses) {
  AllocationOracle oracle([](Chunk& chunk) { chunk.functions[0]->code[0] = 0xFF; });
  const Verdict verdict = oracle.Check(ProgramOf("1"), TestLimits(), 1);
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kCode);
}

// --- Corruptions at random
// ------------------------------------------------------------------------

struct Corruption {
  std::uint32_t function = 0;
  std::uint32_t pc = 0;
  Word word = 0;  // what stands there instead
};

bool IsRegister(OperandKind kind) {
  return kind >= OperandKind::kDef && kind <= OperandKind::kDrop;
}

// Every register operand of every instruction as (function, pc, operand).
std::vector<std::array<std::uint32_t, 3>> OperandsOf(const Chunk& chunk) {
  std::vector<std::array<std::uint32_t, 3>> operands;
  for (std::uint32_t i = 0; i < chunk.functions.size(); ++i) {
    const Function& function = *chunk.functions[i];
    for (std::uint32_t pc = 0; pc < function.code.size();) {
      const DecodedInstruction each = DecodeInstruction(function.code, pc);
      if (IsRegister(each.info->a)) operands.push_back({i, pc, 0});
      if (IsRegister(each.info->b)) operands.push_back({i, pc, 1});
      if (IsRegister(each.info->c)) operands.push_back({i, pc, 2});
      pc = each.end();
    }
  }
  return operands;
}

// Names another register of the frame in one operand.
Corruption Draw(const Chunk& chunk, const std::array<std::uint32_t, 3>& operand,
                SplitMix64& random) {
  const auto [index, pc, number] = operand;
  const Function& function = *chunk.functions[index];
  const unsigned shift = 8 * (number + 1);
  const Word word = function.code[pc];
  const Word before = word >> shift & 0xFF;
  Word after = random.Below(function.register_count - 1);
  if (after >= before) ++after;
  return {index, pc, (word & ~(Word{0xFF} << shift)) | after << shift};
}

// Of single operands that name another register, nearly all are seen. What is not seen must be
// harmless: the code behaves as before, because the operand is on no path, or wrote what nobody
// reads, or let go of what was empty.
TEST(AllocationOracle, SeesNearlyEveryRegisterThatIsChangedAtRandomAndTheRestShowsNothing) {
  SplitMix64 random(20'250'301);
  AllocationChecker checker;
  std::uint32_t corrupted = 0;
  std::uint32_t seen = 0;
  std::map<std::string, std::uint32_t> unseen;  // by opcode and operand
  Limits limits = TestLimits();
  limits.steps = 200'000;
  for (const CorpusProgram& program : ParsedCorpus(6'000)) {
    for (const AllocationPolicy policy :
         {AllocationPolicy::kLifo, AllocationPolicy::kRandom, AllocationPolicy::kSpill}) {
      Configuration configuration;
      configuration.name = "vm";
      configuration.engine = EngineKind::kVm;
      configuration.compile = {.allocation = policy, .seed = 7, .record_values = true};
      const auto chunk = Compiler(configuration.compile).Compile(program.program.ast());
      const auto operands = OperandsOf(*chunk);
      for (int round = 0; round < 4 && !operands.empty(); ++round) {
        const auto& operand = operands[random.Below(static_cast<std::uint32_t>(operands.size()))];
        if (chunk->functions[operand[0]]->register_count < 2) continue;
        const Corruption corruption = Draw(*chunk, operand, random);
        Word& word = chunk->functions[corruption.function]->code[corruption.pc];
        const Word before = std::exchange(word, corruption.word);
        ++corrupted;
        const bool refused = !Verify(*chunk).has_value() || !checker.Check(*chunk).has_value();
        if (refused) {
          ++seen;
        } else {
          ++unseen[std::string(InfoOf(OpOf(word)).name) + '.' + "ABC"[operand[2]]];
          const auto right = MakeEngine(configuration)->Run(program.program, limits);
          const auto spoilt = MakeEngine(configuration, [&](Chunk& fresh) {
                                fresh.functions[corruption.function]->code[corruption.pc] =
                                    corruption.word;
                              })->Run(program.program, limits);
          ASSERT_TRUE(right.has_value() && spoilt.has_value());
          EXPECT_FALSE(Compare(*right, *spoilt).has_value())
              << program.path << ": " << right->Result() << ", but " << spoilt->Result() << " with "
              << DisassembleInstruction(*chunk, *chunk->functions[corruption.function],
                                        corruption.pc);
        }
        word = before;
      }
    }
  }
  std::string rest;
  for (const auto& [where, count] : unseen) rest += ' ' + where + ':' + std::to_string(count);
  RecordProperty("corrupted", std::to_string(corrupted));
  RecordProperty("seen", std::to_string(seen));
  RecordProperty("unseen", rest);
  EXPECT_GT(corrupted, 5'000u);
  EXPECT_GE(seen * 1000.0, corrupted * 985.0)
      << seen << " of " << corrupted << " were seen; not:" << rest;
}

}  // namespace
}  // namespace quicksilver::properties
