#ifndef QUICKSILVER_PROPERTIES_ORACLES_ALLOCATION_CHECKER_H_
#define QUICKSILVER_PROPERTIES_ORACLES_ALLOCATION_CHECKER_H_

// Proves of compiled code, without running it, that every operand reads the value it should.
//
// The code generator speaks of virtual values; the register allocator decides where each of them
// lies, moves them, and sends them to frame slots and back. With CompileOptions::record_values the
// compiler notes for each operand of each instruction which value it stands for. This is the
// argument that the places fit those notes, in the manner of regalloc2's checker: an abstract
// interpretation over the finished code, which knows nothing of how places were chosen.
//
//   Lattice.   For each place of the frame (register or slot), at each point of the code:
//
//                  unreached       no path comes here (top)
//                 /  |   |   \      .
//                v0  v1  v2  …      the place certainly holds this virtual value
//                 \  |   |   /      .
//                   nothing        nothing is known: empty, or one of several values (bottom)
//
//   Meet.      Unreached is neutral; equal values stay; anything else meets in nothing.
//   Entry.     Parameter k holds value k; every other place, nothing.
//   Transfer.  An instruction first reads: each place that it reads or takes must hold the recorded
//              value, which is what is proved. Then what it takes and empties holds nothing, nor
//              does any register above the window of a near call (the callee's frame lies there).
//              Then each place that it writes holds the recorded value, and no other place does any
//              longer: a value written anew (in a loop) is not what an old copy holds.
//              A move is no more than a read and a write. Move, TakeLocal and StoreLocal that
//              spill, reload or assemble a window name one value on both sides.
//   Jumps.     Control that jumps carries the state with it; where the jump has a recorded name
//              (kJumpOperand), R[A] then holds that value: what several ways bring to one register.
//              A ForNext that jumps has written no element.
//   Handlers.  A handler begins with the meet of what held before each instruction of its range
//              that may raise, less what that instruction took, for the places of its keep set;
//              all others hold nothing.
//   Exempt.    Letting go of a place needs no proof of what it held: Drop and DropRange also clean
//              up where a test may or may not have left something. A slot that is overwritten
//              without a record is emptied. CallUpdate's plain variable may have been moved out.
//
// Places are independent of each other but for the last clause of Transfer, so they are solved in
// batches: time is the size of the code times the number of batches, memory does not grow with the
// number of slots. Invariant: code that a right compiler made has no fault. It is wrong to check a
// chunk that does not verify (indexes are followed), or one that was compiled without
// record_values: it has no notes, and its first operand is reported.

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/bytecode/control_flow.h"
#include "properties/oracles/frame_accesses.h"

namespace quicksilver::properties {

// A virtual value, or one of these.
using VirtualValue = std::uint32_t;
inline constexpr VirtualValue kUnreachedValue = 0xFFFF'FFFF;
inline constexpr VirtualValue kNothingCertain = 0xFFFF'FFFE;

struct AllocationFault {
  std::uint32_t function = 0;
  std::uint32_t pc = 0;
  std::uint16_t operand = 0;
  FramePlace place = 0;
  VirtualValue expected = kNothingCertain;  // kNothingCertain: nothing was recorded
  VirtualValue held = kNothingCertain;
  std::string function_name;
  std::string instruction;  // `SubNum r2, r4, r1 ; r2 = r4 - r1`

  // `function 3 (fib), pc 12, operand B: r4 should hold v17, holds v9: SubNum r2, r4, r1 ; …`
  std::string ToString() const;
};

class AllocationChecker {
 public:
  // Every function of the chunk; the first fault in the order of functions and code. Memory is kept
  // for the next chunk.
  std::expected<void, AllocationFault> Check(const Chunk& chunk);
  std::expected<void, AllocationFault> CheckFunction(const Chunk& chunk, std::uint32_t function);

 private:
  // An access with its recorded value; places are numbered densely, in the order of FramePlace.
  // kJumpOperand's is an event too, behind the others.
  struct Event {
    std::uint32_t place = 0;
    VirtualValue value = kNothingCertain;
    std::uint16_t operand = 0;
    FrameAccessKind kind = FrameAccessKind::kRead;
  };
  struct Step {  // an instruction
    std::uint32_t pc = 0;
    std::uint32_t first_event = 0;
    bool may_raise = false;
  };
  struct Failure {
    std::uint32_t step = 0;
    std::uint32_t event = 0;
    VirtualValue held = kNothingCertain;
  };
  using State = std::vector<VirtualValue>;  // of the places of a batch

  static bool IsWrite(FrameAccessKind kind) { return kind >= FrameAccessKind::kWrite; }
  std::uint32_t StepAt(std::uint32_t pc) const { return step_at_[pc]; }
  // One more than the block's last step.
  std::uint32_t StepBehind(const CodeBlock& block) const {
    return block.end < step_at_.size() ? step_at_[block.end]
                                       : static_cast<std::uint32_t>(steps_.size() - 1);
  }
  std::span<const Event> EventsOf(std::uint32_t step) const {
    return std::span(events_).subspan(steps_[step].first_event,
                                      steps_[step + 1].first_event - steps_[step].first_event);
  }

  void Describe(const Chunk& chunk, const Function& function);
  void NumberPlaces(const Function& function);
  std::uint32_t Dense(FramePlace place) const;

  // To a fixpoint over all blocks, for the places of the batch.
  void Solve(const Function& function);
  void Flow(const Function& function, std::uint32_t block);
  void Meet(std::uint32_t block, const State& state);
  void SendToHandlers(const Function& function, std::uint32_t block);
  // The first event of the batch that cannot be proved.
  std::optional<Failure> ProveBatch();
  bool IsProved(const Event& event) const;

  // state_ becomes what holds where the block begins, then what holds behind each step in turn.
  void Enter(std::uint32_t block);
  void Run(std::uint32_t step);
  void WriteOnBranch(std::uint32_t step, FrameAccessKind kind);
  void Put(std::uint32_t place, VirtualValue value);
  void Write(const Event& event);
  void NoteRaised(std::uint32_t i);

  ControlFlow flow_;
  std::vector<Step> steps_;             // in the order of the code, and one behind the last
  std::vector<std::uint32_t> step_at_;  // by pc
  std::vector<Event> events_;
  std::vector<FramePlace> places_;                // by dense number
  std::vector<std::vector<std::uint32_t>> kept_;  // by keep set: dense numbers, ascending
  VirtualValue value_count_ = 0;

  std::uint32_t first_ = 0;  // the batch: dense numbers first_ … first_ + width_ - 1
  std::uint32_t width_ = 0;
  std::vector<VirtualValue> in_;  // by block and place: what holds where it begins
  std::vector<bool> reached_;     // by block
  std::vector<bool> queued_;
  std::vector<std::uint32_t> queue_;  // a heap: the lowest block first
  std::vector<VirtualValue> tree_;    // by node of ControlFlow and place: what a handler may find
  std::vector<bool> tree_reached_;

  State state_;
  State raised_;                       // the meet before those steps of the block that may raise
  std::uint32_t raising_ = 0;          // how many these were so far
  std::vector<std::uint32_t> noted_;   // by place: raising_ when it last changed
  std::vector<std::uint32_t> holder_;  // by value: the place of the batch that was last to hold it
  State scratch_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_ALLOCATION_CHECKER_H_
