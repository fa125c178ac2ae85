#ifndef QUICKSILVER_BYTECODE_CODE_CHECKS_H_
#define QUICKSILVER_BYTECODE_CODE_CHECKS_H_

// The part of verification that looks at one instruction at a time: boundaries, operands, windows,
// immediates, and that jumps, handlers and tables of a function refer to instructions and frame
// cells that exist.
//
// Invariant: what passes can be decoded, and every index in it followed, without another check;
// which values are there is WrittenAnalysis's business. It is wrong to run it before the chunk's
// tables (table_checks.h) have passed: operands are followed into them.

#include <cstdint>
#include <expected>

#include "engine/bytecode/chunk.h"
#include "engine/bytecode/verifier.h"

namespace quicksilver {

std::expected<void, VerifyError> CheckCode(const Chunk& chunk, std::uint32_t function);

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_CODE_CHECKS_H_
