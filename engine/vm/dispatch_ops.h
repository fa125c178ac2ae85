#ifndef QUICKSILVER_VM_DISPATCH_OPS_H_
#define QUICKSILVER_VM_DISPATCH_OPS_H_

// What the instruction bodies of dispatch.inc need in both dispatch loops: small pieces that must
// be inlined.
//
// Invariant: nothing here calls out except to free an object. It is wrong to include it anywhere
// else.

#include <cmath>
#include <cstdint>

#include "engine/runtime/format.h"
#include "engine/runtime/iterator.h"
#include "engine/runtime/list.h"
#include "engine/runtime/text.h"
#include "engine/vm/machine.h"

namespace quicksilver::dispatch {

// The words of each instruction, by the opcode's number.
template <unsigned kOp>
inline constexpr unsigned kWordsOf = kOpcodes[kOp].words();

// The remainder of numbers that are whole, not negative and below 2^32; other operands say no.
inline bool FastRemainder(double x, double y, double* result) {
  constexpr double kLimit = 4294967296.0;
  if (!(x >= 0 && x < kLimit && y >= 1 && y < kLimit)) return false;
  const auto dividend = static_cast<std::uint32_t>(static_cast<std::int64_t>(x));
  const auto divisor = static_cast<std::uint32_t>(static_cast<std::int64_t>(y));
  if (static_cast<double>(dividend) != x || static_cast<double>(divisor) != y) return false;
  // The sign of the dividend matters where the remainder is zero.
  *result = std::copysign(static_cast<double>(dividend % divisor), x);
  return true;
}

inline bool IsUniqueList(RawValue list) { return quicksilver::IsUniqueList(list.as<List>()); }

inline bool AreTexts(RawValue a, RawValue b) {
  return a.is(ObjectType::kText) && b.is(ObjectType::kText);
}
inline bool DifferInSize(RawValue a, RawValue b) {
  return a.as<Text>()->size != b.as<Text>()->size;
}

// Gives back one owner of `value`; whether it was the last, so that the object must be freed.
inline bool DropsLast(RawValue value) { return value.is_object() && --value.object()->refs == 0; }

}  // namespace quicksilver::dispatch

#endif  // QUICKSILVER_VM_DISPATCH_OPS_H_
