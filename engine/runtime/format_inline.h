#ifndef QUICKSILVER_RUNTIME_FORMAT_INLINE_H_
#define QUICKSILVER_RUNTIME_FORMAT_INLINE_H_

// The parts of format.h that dispatch loops inline. Wrong to include by itself: include format.h.

#include "engine/runtime/object.h"
#include "engine/runtime/text.h"

namespace quicksilver {

inline std::optional<bool> EqualsQuick(RawValue left, RawValue right) {
  if (left.is_number() || right.is_number()) {
    return left.is_number() && right.is_number() && left.number() == right.number();
  }
  if (!left.is_object() || !right.is_object()) return left.bits == right.bits;
  if (left.object()->type != right.object()->type) return false;
  if (left.object()->type == ObjectType::kText) {
    return TextEquals(left.as<Text>(), right.as<Text>());
  }
  // The same object can still be unequal to itself: a NaN may be inside.
  return std::nullopt;
}

inline bool IsTruthy(RawValue value) {
  if (value.is_number()) return value.number() != 0;
  if (!value.is_object()) return value.bits != RawValue::kFalse && value.bits != RawValue::kNothing;
  switch (value.object()->type) {
    case ObjectType::kText:
      return value.as<Text>()->size != 0;
    case ObjectType::kList:
      return value.as<List>()->length != 0;
    default:
      return true;
  }
}

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_FORMAT_INLINE_H_
