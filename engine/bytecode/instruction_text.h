#ifndef QUICKSILVER_BYTECODE_INSTRUCTION_TEXT_H_
#define QUICKSILVER_BYTECODE_INSTRUCTION_TEXT_H_

// One instruction and its operands for people: the part of the disassembler that knows operand
// kinds.
//
// Invariant: any words in any chunk have a text. What an operand names is marked with `?` when the
// chunk does not have it: `r9?`, `g3?`; where its content should stand, `#7?` does. Nothing here
// allocates more than a line's worth. It is wrong to use it for code that somebody will run: it
// checks no more than it needs in order not to crash.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/bytecode/chunk.h"

namespace quicksilver {

struct InstructionText {
  std::string operation;  // `MulNum r3, r1, r2`
  std::string meaning;    // `r3 = r1 * r2`; may be empty
};

InstructionText DescribeInstruction(const Chunk& chunk, const Function& function, std::uint32_t pc);

// `operation` and `meaning` as one line, the `;` in column `width` or behind the operation.
std::string JoinInstructionText(const InstructionText& text, std::size_t width);

// How many words the instruction at `pc` has: 1 where there is no such opcode, fewer than its row
// says where the code ends first.
std::uint32_t InstructionWords(const Function& function, std::uint32_t pc);

// Where the instruction at `pc` jumps to, which need not be inside the code; nothing if it does not
// jump.
std::optional<std::int64_t> JumpTargetOf(const Function& function, std::uint32_t pc);

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_INSTRUCTION_TEXT_H_
