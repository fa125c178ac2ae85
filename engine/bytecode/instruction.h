#ifndef QUICKSILVER_BYTECODE_INSTRUCTION_H_
#define QUICKSILVER_BYTECODE_INSTRUCTION_H_

// Packing and unpacking of instruction words. Wrong to interpret fields that the opcode's row does
// not have: they are zero when the compiler emits and ignored when the machine runs.

#include <cstdint>

#include "engine/bytecode/opcodes.h"

namespace quicksilver {

using Word = std::uint32_t;

constexpr Word EncodeABC(Opcode op, unsigned a, unsigned b, unsigned c) {
  return static_cast<Word>(op) | a << 8 | b << 16 | c << 24;
}
constexpr Word EncodeABx(Opcode op, unsigned a, unsigned bx) {
  return static_cast<Word>(op) | a << 8 | bx << 16;
}

constexpr Opcode OpOf(Word word) { return static_cast<Opcode>(word & 0xFF); }
constexpr std::uint8_t AOf(Word word) { return static_cast<std::uint8_t>(word >> 8); }
constexpr std::uint8_t BOf(Word word) { return static_cast<std::uint8_t>(word >> 16); }
constexpr std::uint8_t COf(Word word) { return static_cast<std::uint8_t>(word >> 24); }
constexpr std::uint16_t BxOf(Word word) { return static_cast<std::uint16_t>(word >> 16); }
constexpr std::int32_t JumpOf(Word word) { return static_cast<std::int16_t>(word >> 16); }

inline constexpr unsigned kRegisters = 256;

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_INSTRUCTION_H_
