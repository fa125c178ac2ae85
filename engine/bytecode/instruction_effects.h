#ifndef QUICKSILVER_BYTECODE_INSTRUCTION_EFFECTS_H_
#define QUICKSILVER_BYTECODE_INSTRUCTION_EFFECTS_H_

// What an instruction reads, moves out and writes among the registers and slots of its frame, as
// the opcode table says: operand kinds, windows, and the tables that operands refer to (captures,
// places).
//
// Invariant: an instruction first reads `reads`, then loses `clears`, then holds `defines`. Overlap
// of a near call counts as cleared. It is wrong to ask before the instruction's operands are known
// to be in range.

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/bytecode/decoded_instruction.h"
#include "engine/bytecode/variable_set.h"

namespace quicksilver {

struct RegisterEffects {
  VariableSet reads;            // must be written before
  VariableSet clears;           // hold nothing of use afterwards, unless defined
  VariableSet defines;          // written on every way on
  VariableSet defines_on_next;  // written only when control goes on to the next instruction
  // A register that is moved out and named by another reading operand as well, which no instruction
  // may do.
  std::optional<std::uint8_t> conflict;
};

RegisterEffects EffectsOnRegisters(const Chunk& chunk, const DecodedInstruction& instruction);

enum class SlotAccess : std::uint8_t { kRead, kTake, kStore };

struct SlotEffect {
  std::uint32_t pc = 0;
  std::uint32_t slot = 0;
  SlotAccess access = SlotAccess::kRead;
};

// Appends what the instruction does to frame slots, in order.
void AppendSlotEffects(const Chunk& chunk, const DecodedInstruction& instruction,
                       std::vector<SlotEffect>& effects);

// Whether the instruction may raise what a handler catches: what it and those before it cleared is
// then lost to the handler.
bool MayReachHandler(Opcode op);

// The captures that the instruction copies (of a chant or a form); null for other instructions.
const std::vector<CaptureSource>* CapturesMadeBy(const Chunk& chunk,
                                                 const DecodedInstruction& instruction);

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_INSTRUCTION_EFFECTS_H_
