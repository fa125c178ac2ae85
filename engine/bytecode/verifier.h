#ifndef QUICKSILVER_BYTECODE_VERIFIER_H_
#define QUICKSILVER_BYTECODE_VERIFIER_H_

// Proves before execution what the VM relies on instead of checking: registers, slots, constants
// (and their types), globals, captures, functions, tables, caches and jump targets are in bounds;
// jumps and handlers land on instructions; windows fit; every register and slot is written before
// it is read on every path; control cannot fall off the end of a function; line entries and
// handlers are ordered.
//
// Also that texts are UTF-8, that numbers are numbers, that nothing is moved out of a register
// which the same instruction reads otherwise, that only the program halts and only chants return,
// and that sizes are not absurd (table_checks.h, written_analysis.h).
//
// It does not prove that values have the types that instructions want (the VM checks those) nor
// that nothing leaks; a register that is overwritten while it owns something costs memory until the
// heap goes. It is wrong to skip it for code that came from a file.

#include <cstdint>
#include <expected>
#include <string>

#include "engine/bytecode/chunk.h"

namespace quicksilver {

struct VerifyError {
  std::uint32_t function = 0;  // kNoIndex: the fault is in the chunk's tables
  std::uint32_t pc = 0;        // kNoIndex: in the head of the function
  std::string message;

  std::string ToString() const;  // `function 3, pc 17: jump to the middle of an instruction`
};

// Takes time proportional to the chunk's size, save for functions with very many slots
// (written_analysis.h).
std::expected<void, VerifyError> Verify(const Chunk& chunk);

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_VERIFIER_H_
