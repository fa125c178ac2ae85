#ifndef QUICKSILVER_VM_DISPATCH_OPS_H_
#define QUICKSILVER_VM_DISPATCH_OPS_H_

// What the instruction bodies of dispatch.inc need in both dispatch loops: small pieces that must
// be inlined.
//
// Invariant: nothing here calls out except to free an object. It is wrong to include it anywhere
// else.

#include <bit>
#include <cstdint>

#include "engine/base/truncate.h"
#include "engine/runtime/format.h"
#include "engine/runtime/iterator.h"
#include "engine/runtime/list.h"
#include "engine/runtime/text.h"
#include "engine/vm/machine.h"

namespace quicksilver::dispatch {

// The words of each instruction, by the opcode's number.
template <unsigned kOp>
inline constexpr unsigned kWordsOf = kOpcodes[kOp].words();

// `y` if it is a whole number above 0, otherwise 0.
inline std::int64_t DivisorOf(double y) {
  const std::int64_t whole = TruncateToInt64(y);
  return whole > 0 && static_cast<double>(whole) == y ? whole : 0;
}

// The remainder of a number that is whole and not negative; other operands say no, and so does the
// divisor 0.
inline bool WholeRemainder(RawValue x, std::int64_t divisor, std::int64_t* result) {
  const std::int64_t dividend = TruncateToInt64(x.number());
  // In one comparison: what is whole and not -0.
  if (std::bit_cast<std::uint64_t>(static_cast<double>(dividend)) != x.bits) return false;
  if (dividend < 0 || divisor == 0) return false;
  if (((dividend | divisor) >> 32) == 0) [[likely]] {
    *result = static_cast<std::uint32_t>(dividend) % static_cast<std::uint32_t>(divisor);
  } else {
    *result = dividend % divisor;
  }
  return true;
}

// The same as a number. A remainder is smaller than the divisor and has no digits below those of
// both, so it is exact as a double.
inline bool FastRemainder(RawValue x, std::int64_t divisor, RawValue* result) {
  std::int64_t remainder;
  if (!WholeRemainder(x, divisor, &remainder)) return false;
  *result = RawValue::Number(static_cast<double>(remainder));
  return true;
}

inline bool IsUniqueList(RawValue list) { return quicksilver::IsUniqueList(list.as<List>()); }

inline bool AreTexts(RawValue a, RawValue b) {
  return a.is(ObjectType::kText) && b.is(ObjectType::kText);
}
inline bool DifferAtFirstSight(RawValue a, RawValue b) {
  const Text* const x = a.as<Text>();
  const Text* const y = b.as<Text>();
  return x->size != y->size || (x->size != 0 && *x->data != *y->data);
}
inline bool DifferInSize(RawValue a, RawValue b) {
  return a.as<Text>()->size != b.as<Text>()->size;
}

// Gives back one owner of `value`; whether it was the last, so that the object must be freed.
inline bool DropsLast(RawValue value) { return value.is_object() && --value.object()->refs == 0; }

}  // namespace quicksilver::dispatch

#endif  // QUICKSILVER_VM_DISPATCH_OPS_H_
