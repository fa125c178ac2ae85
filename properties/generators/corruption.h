#ifndef QUICKSILVER_PROPERTIES_GENERATORS_CORRUPTION_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_CORRUPTION_H_

// Spoils chunks and archives: a few small changes at places that matter.
//
// Changes are small because a verifier sees large ones at once: a register beside the right one, an
// index one too far, a jump into an instruction, a table with an entry less, a count of captures
// that is wrong. Some results are still right; whoever uses them asks the verifier.
// Invariant: none; a spoilt chunk may break every rule but one: its texts keep their sizes. It is
// wrong to run one that the verifier has not accepted.

#include <string>

#include "engine/bytecode/chunk.h"
#include "properties/generators/choices.h"

namespace quicksilver::properties {

// One to four changes; says which, a line each.
std::string CorruptChunk(Choices& choices, Chunk& chunk);

// Changes bytes of an archive: flips, cuts, insertions, counts at the ends of their range. Most of
// the time the size in the head and the checksum are made right again, so that the change is not
// found by looking at the head.
std::string CorruptArchive(Choices& choices, std::string archive);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_CORRUPTION_H_
