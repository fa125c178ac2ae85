#ifndef QUICKSILVER_BYTECODE_DECODED_INSTRUCTION_H_
#define QUICKSILVER_BYTECODE_DECODED_INSTRUCTION_H_

// One instruction with its row of the opcode table and its extension words at hand, for whoever
// reads code rather than runs it.
//
// Invariant: `info` is the row of `op`. Jump targets are 64 bits wide: before verification they may
// lie anywhere. It is wrong to decode where the whole instruction is not known to lie inside the
// code.

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "engine/bytecode/instruction.h"

namespace quicksilver {

struct DecodedInstruction {
  std::uint32_t pc = 0;
  Opcode op = Opcode::kNop;
  const OpcodeInfo* info = nullptr;
  Word word = 0;
  std::array<Word, 2> extensions{};

  std::uint32_t end() const { return pc + info->words(); }

  // Where its jump leads; nothing for an instruction without one.
  std::optional<std::int64_t> JumpTarget() const {
    if (info->b == OperandKind::kJump16) return std::int64_t{end()} + JumpOf(word);
    if (info->extension1 == OperandKind::kJump) return Reach(extensions[0]);
    if (info->extension2 == OperandKind::kJump) return Reach(extensions[1]);
    return std::nullopt;
  }

 private:
  std::int64_t Reach(Word offset) const {
    return std::int64_t{end()} + static_cast<std::int32_t>(offset);
  }
};

// The instruction at `pc`, which is a known opcode and lies inside `code` with all its words.
inline DecodedInstruction DecodeInstruction(std::span<const Word> code, std::uint32_t pc) {
  DecodedInstruction instruction;
  instruction.pc = pc;
  instruction.word = code[pc];
  instruction.op = OpOf(instruction.word);
  instruction.info = &InfoOf(instruction.op);
  for (std::uint32_t i = 1; i < instruction.info->words(); ++i) {
    instruction.extensions[i - 1] = code[pc + i];
  }
  return instruction;
}

// Calls visit(kind, value) for A, B, C (Bx for the kinds that fill both) and the extension words;
// not for operands that the row does not have.
template <typename Visit>
void ForEachOperand(const DecodedInstruction& instruction, Visit&& visit) {
  const OpcodeInfo& info = *instruction.info;
  if (info.a != OperandKind::kNone) visit(info.a, std::uint32_t{AOf(instruction.word)});
  if (info.b == OperandKind::kConst16 || info.b == OperandKind::kJump16) {
    visit(info.b, std::uint32_t{BxOf(instruction.word)});
  } else if (info.b != OperandKind::kNone) {
    visit(info.b, std::uint32_t{BOf(instruction.word)});
  }
  if (info.c != OperandKind::kNone) visit(info.c, std::uint32_t{COf(instruction.word)});
  if (info.extension1 != OperandKind::kNone) visit(info.extension1, instruction.extensions[0]);
  if (info.extension2 != OperandKind::kNone) visit(info.extension2, instruction.extensions[1]);
}

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_DECODED_INSTRUCTION_H_
