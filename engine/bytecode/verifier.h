#ifndef QUICKSILVER_BYTECODE_VERIFIER_H_
#define QUICKSILVER_BYTECODE_VERIFIER_H_

// Proves before execution what the VM relies on instead of checking: registers, slots, constants (and
// their types), globals, captures, functions, tables, caches and jump targets are in bounds; jumps and
// handlers land on instructions; windows fit; every register and slot is written before it is read on every
// path; control cannot fall off the end of a function; line entries and handlers are ordered.
//
// It does not prove that values have the types that instructions want (the VM checks those) nor that
// nothing leaks; a register that is overwritten while it owns something costs memory until the heap goes.
// It is wrong to skip it for code that came from a file.

#include <cstdint>
#include <expected>
#include <string>

#include "engine/bytecode/chunk.h"

namespace quicksilver {

struct VerifyError {
  std::uint32_t function = 0;
  std::uint32_t pc = 0;
  std::string message;

  std::string ToString() const;  // `function 3, pc 17: jump to the middle of an instruction`
};

std::expected<void, VerifyError> Verify(const Chunk& chunk);

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_VERIFIER_H_
