#ifndef QUICKSILVER_BYTECODE_DISASSEMBLER_H_
#define QUICKSILVER_BYTECODE_DISASSEMBLER_H_

// Bytecode for people: one line an instruction, `MulNum r3, r1, r2    ; r3 = r1 * r2`, with
// constants shown, source lines when the text is at hand, arrows for jumps, spills and windows
// named. It also accepts chunks that do not verify (indexes out of range print as such): it is what
// one looks at then. It is wrong to parse its output; use the opcode table.

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/bytecode/chunk.h"

namespace quicksilver {

struct DisassemblyOptions {
  std::string_view source;  // empty: no source lines
  bool jump_arrows = true;
  bool alignment = false;       // AlignmentPoints beside the instructions
  bool operand_values = false;  // virtual values beside the operands
};

std::string Disassemble(const Chunk& chunk, const DisassemblyOptions& options = {});
std::string DisassembleFunction(const Chunk& chunk, std::uint32_t function,
                                const DisassemblyOptions& options = {});
// One instruction without its place: `AddNum r2, r0, r3    ; r2 = r0 + r3`.
std::string DisassembleInstruction(const Chunk& chunk, const Function& function, std::uint32_t pc);

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_DISASSEMBLER_H_
