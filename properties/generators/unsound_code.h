#ifndef QUICKSILVER_PROPERTIES_GENERATORS_UNSOUND_CODE_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_UNSOUND_CODE_H_

// Spoils sound code so that it is certainly unsound: what a verifier must refuse.
//
// Each kind of change breaks one rule of verified code at one place and keeps all others as far as
// possible, so that the one check which sees it cannot hide behind another. Where a change may or
// may not be harmful, corruption.h is at hand instead. Invariant: of code that verifies, what
// MakeUnsound changed does not. It is wrong to run the result, and to give it code that does not
// verify.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/splitmix.h"
#include "engine/bytecode/chunk.h"

namespace quicksilver::properties {

enum class Unsoundness : std::uint8_t {
  kOperand,          // an index at or above its bound
  kWindow,           // a window that ends behind the last register
  kFrame,            // a register fewer than the code uses
  kCapture,          // a closure that copies what is not there
  kConstantType,     // a text where a number is wanted, or the other way round
  kBoxedConstant,    // a number whose bits mean an object
  kImmediate,        // a number that means nothing
  kRole,             // a chant that halts, a program that returns
  kIntoInstruction,  // a jump to an extension word
  kBackwards,        // a cycle that counts no steps
  kHandlerPlace,     // a handler inside what it covers
  kHandlerTable,     // a handler whose numbers are out of range
  kNeverWritten,     // a read of what nothing writes
  kHalfWritten,      // a read of what only some of the ways to it have written
};
inline constexpr int kUnsoundnessCount = static_cast<int>(Unsoundness::kHalfWritten) + 1;
std::string_view UnsoundnessName(Unsoundness kind);

// Changes functions' code and tables and the pool of constants only. Says what it changed; nothing,
// and changes nothing, where the code has no place for such a change.
std::optional<std::string> MakeUnsound(Unsoundness kind, SplitMix64& random, Chunk& chunk);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_UNSOUND_CODE_H_
