#ifndef QUICKSILVER_PROPERTIES_REDUCERS_BYTECODE_LISTING_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_BYTECODE_LISTING_H_

// Code for the page of a finding: every function, an instruction a line, the one to blame marked.
//
// Invariant: code that does not verify is listed as far as it can be read. It is wrong to parse
// this.

#include <optional>
#include <string>

#include "engine/bytecode/chunk.h"
#include "properties/reducers/code_search.h"

namespace quicksilver::properties {

enum class Operands : std::uint8_t {
  kRegisters,      // after allocation: what the machine runs
  kVirtualValues,  // before: `v7` for every value, wherever it lives (needs recorded values)
};

std::string ListBytecode(const Chunk& chunk, Operands operands, std::optional<CodePlace> marked);

// Where `place`, of code with trace instructions, is in the same code without them; nothing if that
// is other code.
std::optional<CodePlace> PlaceWithoutTrace(const Chunk& traced, CodePlace place,
                                           const Chunk& plain);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_BYTECODE_LISTING_H_
