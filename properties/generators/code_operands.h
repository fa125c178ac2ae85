#ifndef QUICKSILVER_PROPERTIES_GENERATORS_CODE_OPERANDS_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_CODE_OPERANDS_H_

// The operands of sound code one by one: where they are, how far they may go, what they become.
//
// Invariant: positions and bounds are those of the code as it was when they were asked for. It is
// wrong to walk code with it that does not verify.

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/bytecode/decoded_instruction.h"

namespace quicksilver::properties {

enum class OperandPosition : std::uint8_t { kA, kB, kC, kBx, kExtension1, kExtension2 };

struct CodeOperand {
  std::uint32_t function = 0;
  std::uint32_t pc = 0;
  OperandKind kind = OperandKind::kNone;
  OperandPosition position = OperandPosition::kA;
  std::uint32_t value = 0;
};

// Calls visit(function's index, instruction) for all instructions in their order.
template <typename Visit>
void ForEachInstruction(const Chunk& chunk, Visit&& visit) {
  for (std::uint32_t index = 0; index < chunk.functions.size(); ++index) {
    const auto& code = chunk.functions[index]->code;
    for (std::uint32_t pc = 0; pc < code.size();) {
      const DecodedInstruction instruction = DecodeInstruction(code, pc);
      visit(index, instruction);
      pc = instruction.end();
    }
  }
}

std::vector<CodeOperand> OperandsOf(const Chunk& chunk);

// The largest value that fits into the position.
std::uint32_t MostOf(OperandPosition position);
void SetOperand(Chunk& chunk, const CodeOperand& operand, std::uint32_t value);

// The least value that the operand must not have; nothing where it has no such bound.
std::optional<std::uint32_t> BoundOf(const Chunk& chunk, const CodeOperand& operand);

// As BoundOf, for what a closure made in `creator` copies; a kind that copies.
std::uint32_t CaptureBound(const Function& creator, CaptureKind kind);

// Registers that an instruction takes by their first one.
struct CodeWindow {
  CodeOperand first;  // the operand that names it; without a kind
  Window window = Window::kNone;
  std::uint32_t count = 0;
};
std::vector<CodeWindow> WindowsOf(const Chunk& chunk);

// Which instructions, by pc, control reaches on some way on which a register above all others holds
// nothing that the instruction at `writer` has put there (kNoIndex: nobody has). Near calls and
// handlers, which do not keep it, lose it.
std::vector<bool> ReachedWithout(const Function& function, std::uint32_t writer);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_CODE_OPERANDS_H_
