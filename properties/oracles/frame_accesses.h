#ifndef QUICKSILVER_PROPERTIES_ORACLES_FRAME_ACCESSES_H_
#define QUICKSILVER_PROPERTIES_ORACLES_FRAME_ACCESSES_H_

// What one instruction does to the places of its frame, operand by operand: the side of the
// symbolic allocation check that knows the opcode table.
//
// A place is a register or a frame slot. The engine's own effects (instruction_effects.h) are sets,
// which is all that the verifier needs; here each access carries the number of the operand that
// asked for it, because that is what recorded values are filed under. Invariant: an instruction
// first reads, then empties, then writes; both descriptions agree about which registers and slots
// these are (a test compares them). It is wrong to ask before the instruction's operands are known
// to be in range.

#include <cstdint>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/bytecode/decoded_instruction.h"

namespace quicksilver::properties {

// Register r is place r, frame slot k is place 256 + k.
using FramePlace = std::uint32_t;
inline constexpr FramePlace kFirstSlotPlace = kRegisters;

enum class FrameAccessKind : std::uint8_t {
  kRead,         // looked at, or changed in place: it stays
  kTake,         // read and moved out
  kCompare,      // read if it still holds anything (CallUpdate's plain variable)
  kEmpty,        // let go of, whatever it held
  kClobber,      // this register and all above it hold nothing of use any more
  kWrite,        // holds the result, whichever way control goes
  kWriteOnNext,  // holds the result when control does not jump
  kWriteOnJump,  // is called otherwise when control jumps: made from notes, not by this file
};

struct FrameAccess {
  FramePlace place = 0;
  std::uint16_t operand = 0;  // as OperandValue::operand counts them
  FrameAccessKind kind = FrameAccessKind::kRead;
};

// Appends the accesses of `instruction`: reads and takes first, then what is emptied, then writes.
void AppendFrameAccesses(const Chunk& chunk, const DecodedInstruction& instruction,
                         std::vector<FrameAccess>& accesses);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_FRAME_ACCESSES_H_
