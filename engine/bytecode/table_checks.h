#ifndef QUICKSILVER_BYTECODE_TABLE_CHECKS_H_
#define QUICKSILVER_BYTECODE_TABLE_CHECKS_H_

// The part of verification that looks at a chunk's tables and at the heads of its functions, before
// any code.
//
// Invariant: what passes holds no null pointer, no text that is not UTF-8, no number that is a
// boxed value, and no index from one table into another that is out of range. It is wrong to follow
// an operand into a table that has not passed.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>

#include "engine/bytecode/chunk.h"

namespace quicksilver {

// Bounds that keep a hostile file from asking for memory out of proportion to its size.
inline constexpr std::uint32_t kMaxFrameSlots = 1u << 24;
// Every slot of compiled code is a parameter's or written by an instruction. A call sweeps the
// frame that it leaves, so a frame larger than that would make one step as slow as the file likes.
inline constexpr std::uint32_t kSpareFrameSlots = 1024;
inline constexpr std::uint32_t kMaxCellSlots = 1u << 24;
inline constexpr std::size_t kMaxCodeWords = std::size_t{1} << 30;  // positions fit into 31 bits

std::expected<void, std::string> CheckTables(const Chunk& chunk);
std::expected<void, std::string> CheckFunctionHead(const Chunk& chunk, std::uint32_t function);

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_TABLE_CHECKS_H_
