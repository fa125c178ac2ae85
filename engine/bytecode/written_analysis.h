#ifndef QUICKSILVER_BYTECODE_WRITTEN_ANALYSIS_H_
#define QUICKSILVER_BYTECODE_WRITTEN_ANALYSIS_H_

// Proves that registers and slots are written before they are read, on every path.
//
// The lattice: for each block the set of variables that are written whichever way control came; the
// meet is intersection, unreached blocks hold everything. A block sends to its successors what it
// received, less what its instructions clear, plus what they write. To a handler that covers it it
// sends what was written before each of its instructions that may raise (and not lost by one that
// does), cut down to the handler's keep set. Registers are one set; slots go in batches of 256,
// so that memory does not grow with their number; only slots that the code names count. It is wrong
// to run it on code that the static checks have not passed.

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/bytecode/control_flow.h"
#include "engine/bytecode/instruction_effects.h"
#include "engine/bytecode/variable_set.h"

namespace quicksilver {

// Blocks times slot batches of one function: more is refused, since it would take minutes.
inline constexpr std::uint64_t kMaxWrittenWork = std::uint64_t{1} << 26;

class WrittenAnalysis {
 public:
  struct Fault {
    std::uint32_t pc;
    std::string message;
  };

  // The first fault in the order of the code, registers before slots. Memory is kept for the next
  // function.
  std::expected<void, Fault> Check(const Chunk& chunk, const Function& function);

 private:
  // What a block does to the variables of the current batch.
  struct Summary {
    VariableSet clears;           // not written afterwards whatever was before …
    VariableSet defines;          // … unless written again
    VariableSet defines_on_next;  // the same, when control does not jump
    VariableSet lost;             // not to be found by a handler
  };

  std::expected<void, Fault> CheckRegisters(const Chunk& chunk, const Function& function);
  std::expected<void, Fault> CheckSlots(const Chunk& chunk, const Function& function);
  void CollectSlots(const Chunk& chunk, const Function& function);
  void CollectKeptSlots(const Function& function);
  // The effects on slots number `first` to `first` + 255, by index into effects_.
  std::expected<void, Fault> CheckSlotBatch(const Function& function, std::uint32_t first,
                                            std::span<const std::uint32_t> batch);

  // From `entry` at the first block to a fixpoint over all blocks, with the summaries and keep sets
  // of the current batch.
  void Solve(const Function& function, const VariableSet& entry);
  void Meet(std::uint32_t block, const VariableSet& state);
  void SendToHandlers(const Function& function, std::uint32_t block);

  ControlFlow flow_;
  std::vector<Summary> summaries_;    // by block
  std::vector<VariableSet> in_;       // by block: what is written where it begins
  std::vector<bool> reached_;         // by block
  std::vector<bool> queued_;          // by block
  std::vector<std::uint32_t> queue_;  // a heap: the lowest block first
  std::vector<VariableSet> tree_;     // by node of ControlFlow: written whatever raises below it
  std::vector<bool> tree_reached_;
  std::vector<VariableSet> keep_;  // by keep set

  std::vector<SlotEffect> effects_;      // in the order of the code, slots by number
  std::vector<std::uint32_t> slots_;     // by number, ascending: the slots that the code names
  std::vector<std::uint32_t> by_batch_;  // indexes of effects_
  std::vector<std::vector<std::uint32_t>> kept_slots_;  // by keep set: numbers, ascending
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_WRITTEN_ANALYSIS_H_
