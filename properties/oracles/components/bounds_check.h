#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_BOUNDS_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_BOUNDS_CHECK_H_

// Whether accepted code has an index that leads out of what it indexes.
//
// The sanitizers see what such code does when it runs, somewhere in the machine; this names the
// check that the verifier lacks, in the words of the oracle that spoils sound code. It looks at one
// operand, window or capture at a time and knows nothing of the verifier's ways. Invariant: sound
// code has none. It is wrong to ask about code whose instructions do not decode.

#include <optional>
#include <string>

#include "engine/bytecode/chunk.h"

namespace quicksilver::properties {

struct OutOfBounds {
  std::string claim;  // as UnsoundnessName
  std::string place;
};

std::optional<OutOfBounds> FindOutOfBounds(const Chunk& chunk);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_BOUNDS_CHECK_H_
