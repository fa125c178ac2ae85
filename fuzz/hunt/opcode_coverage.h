#ifndef QUICKSILVER_FUZZ_HUNT_OPCODE_COVERAGE_H_
#define QUICKSILVER_FUZZ_HUNT_OPCODE_COVERAGE_H_

// Which opcodes, and which pairs of opcodes, the code of a hunt contained.
//
// A pair is two instructions of which the second may be the next one to run: it stands behind the
// first, unless control never goes on there, or is where the first one jumps to. Calls, returns and
// handlers make no pairs. Invariant: a pair's opcodes are seen as well. It is wrong to read "seen"
// as "run": code that was compiled may lie on a way that no run took.

#include <array>
#include <cstdint>

#include "engine/bytecode/chunk.h"
#include "fuzz/hunt/counter.h"

namespace quicksilver::hunt {

class OpcodeCoverage {
 public:
  void Add(const Chunk& chunk);
  // What the other one has seen counts as seen.
  void Merge(const OpcodeCoverage& other);

  bool Saw(Opcode op) const {
    const unsigned bit = static_cast<unsigned>(op);
    return (opcodes_[bit / 64].Get() >> (bit % 64) & 1) != 0;
  }
  bool SawPair(Opcode first, Opcode second) const {
    const unsigned bit = PairBit(first, second);
    return (pairs_[bit / 64].Get() >> (bit % 64) & 1) != 0;
  }
  unsigned opcode_count() const;
  unsigned pair_count() const;

 private:
  static constexpr unsigned kOpcodes = 256;
  static constexpr unsigned PairBit(Opcode first, Opcode second) {
    return static_cast<unsigned>(first) * kOpcodes + static_cast<unsigned>(second);
  }
  static void Mark(Counter& bits, unsigned bit) {
    const std::uint64_t before = bits.Get();
    const std::uint64_t after = before | std::uint64_t{1} << (bit % 64);
    // The line stays shared between the processors once everything has been seen.
    if (after != before) bits.Set(after);
  }
  void AddFunction(const Function& function);

  std::array<Counter, kOpcodes / 64> opcodes_{};
  std::array<Counter, kOpcodes * kOpcodes / 64> pairs_{};
};

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_OPCODE_COVERAGE_H_
