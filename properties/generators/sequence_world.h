#ifndef QUICKSILVER_PROPERTIES_GENERATORS_SEQUENCE_WORLD_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_SEQUENCE_WORLD_H_

// The fixed surroundings of generated instructions: the shape of frames, the entries of tables, and
// the code that fills a frame with one value of every kind before a body begins.
//
// Invariant: the numbers below and what MakeTables and EmitPrologue make agree. It is wrong to
// change one without the other.

#include <array>
#include <cstdint>

#include "engine/bytecode/chunk.h"
#include "engine/bytecode/chunk_builder.h"

namespace quicksilver::properties {

inline constexpr std::uint32_t kWorldRegisters = 12;
inline constexpr std::uint32_t kWorldSlots = 5;
inline constexpr std::uint32_t kWorldCaches = 5;
// Constants 0 to 2 are numbers, 3 to 5 texts.
inline constexpr std::array<double, 3> kWorldNumberValues = {0.0, 1.0, -2.5};
inline constexpr std::uint32_t kWorldNumbers = kWorldNumberValues.size();
inline constexpr std::uint32_t kWorldConstants = 6;
inline constexpr std::uint32_t kWorldGlobals = 5;
inline constexpr std::uint32_t kWorldKeyLists = 5;  // of 0, 1, 2, 2 and 2 keys
inline constexpr std::uint32_t kWorldPlaces = 8;    // one for each kind of root, by VariableKind
inline constexpr std::uint32_t kWorldElementFieldPlace = kWorldPlaces;  // and one more
inline constexpr std::uint32_t kWorldEmbodies = 5;

// How many captures function `function` has.
constexpr std::uint32_t WorldCaptures(std::uint32_t function) { return function == 0 ? 0 : 2; }

void MakeTables(ChunkBuilder& chunk);
// The head of function `function`, which is added to `chunk`.
Assembler& AddFunction(ChunkBuilder& chunk, std::uint32_t function);
// Afterwards r0 to r8 and all slots have been written.
void EmitPrologue(Assembler& code, std::uint32_t function);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_SEQUENCE_WORLD_H_
