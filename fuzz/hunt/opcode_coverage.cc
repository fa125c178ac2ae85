#include "fuzz/hunt/opcode_coverage.h"

#include <bit>
#include <span>

#include "engine/bytecode/decoded_instruction.h"

namespace quicksilver::hunt {
namespace {

template <std::size_t kWords>
unsigned CountBits(const std::array<Counter, kWords>& words) {
  unsigned count = 0;
  for (const Counter& word : words) count += static_cast<unsigned>(std::popcount(word.Get()));
  return count;
}

template <std::size_t kWords>
void MergeBits(std::array<Counter, kWords>& into, const std::array<Counter, kWords>& from) {
  for (std::size_t i = 0; i < kWords; ++i) into[i].Set(into[i].Get() | from[i].Get());
}

}  // namespace

void OpcodeCoverage::Add(const Chunk& chunk) {
  for (const std::unique_ptr<Function>& function : chunk.functions) AddFunction(*function);
}

void OpcodeCoverage::AddFunction(const Function& function) {
  const std::span<const Word> code = function.code;
  std::uint32_t pc = 0;
  while (pc < code.size()) {
    const DecodedInstruction instruction = DecodeInstruction(code, pc);
    const unsigned op = static_cast<unsigned>(instruction.op);
    Mark(opcodes_[op / 64], op);
    const auto pair_with = [&](std::int64_t next) {
      if (next < 0 || next >= static_cast<std::int64_t>(code.size())) return;
      const unsigned bit = PairBit(instruction.op, OpOf(code[static_cast<std::size_t>(next)]));
      Mark(pairs_[bit / 64], bit);
    };
    const Flow flow = instruction.info->flow;
    if (flow == Flow::kNext || flow == Flow::kBranch) pair_with(instruction.end());
    if (flow == Flow::kJump || flow == Flow::kBranch) {
      if (const auto target = instruction.JumpTarget(); target.has_value()) pair_with(*target);
    }
    pc = instruction.end();
  }
}

void OpcodeCoverage::Merge(const OpcodeCoverage& other) {
  MergeBits(opcodes_, other.opcodes_);
  MergeBits(pairs_, other.pairs_);
}

unsigned OpcodeCoverage::opcode_count() const { return CountBits(opcodes_); }
unsigned OpcodeCoverage::pair_count() const { return CountBits(pairs_); }

}  // namespace quicksilver::hunt
