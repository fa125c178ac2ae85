#ifndef QUICKSILVER_RUNTIME_BUILTINS_SUPPORT_H_
#define QUICKSILVER_RUNTIME_BUILTINS_SUPPORT_H_

// What the builtins' files share: argument checks with their exact errors, counts, and results
// whose size the program chooses.
//
// Invariant: a check that answers false has raised; the builtin then returns Value::Raised().
// It is wrong to use this outside engine/runtime/builtins_*.cc.

#include <cmath>
#include <cstdint>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/assert.h"
#include "engine/runtime/heap.h"
#include "engine/runtime/messages.h"
#include "engine/runtime/object.h"
#include "engine/runtime/runtime.h"
#include "engine/runtime/text.h"
#include "engine/runtime/value.h"

namespace quicksilver {

// --- Checks ----------------------------------------------------------------------------------

// Raises TypeError `Expected <expected>, got T`; always false.
bool RaiseExpected(Runtime& runtime, std::string_view expected, const Value& got);

inline bool CheckNumber(Runtime& runtime, const Value& value) {
  return value.is_number() || RaiseExpected(runtime, "Number", value);
}
inline bool CheckText(Runtime& runtime, const Value& value) {
  return value.is(ObjectType::kText) || RaiseExpected(runtime, "Text", value);
}
inline bool CheckList(Runtime& runtime, const Value& value) {
  return value.is(ObjectType::kList) || RaiseExpected(runtime, "List", value);
}
inline bool CheckMap(Runtime& runtime, const Value& value) {
  return value.is(ObjectType::kMap) || RaiseExpected(runtime, "Map", value);
}
inline bool CheckIterator(Runtime& runtime, const Value& value) {
  return value.is(ObjectType::kIterator) || RaiseExpected(runtime, "Iterator", value);
}
inline bool CheckOutcome(Runtime& runtime, const Value& value) {
  return value.is(ObjectType::kTriumph) || value.is(ObjectType::kMishap) ||
         RaiseExpected(runtime, "Outcome", value);
}
inline bool CheckMaybe(Runtime& runtime, const Value& value) {
  return value.is(ObjectType::kPresent) || value.is_absent() ||
         RaiseExpected(runtime, "Maybe", value);
}
inline bool CheckVariant(Runtime& runtime, const Value& value) {
  return value.is(ObjectType::kVariantValue) || RaiseExpected(runtime, "Variant", value);
}
inline bool CheckCallable(Runtime& runtime, const Value& value) {
  return value.is(ObjectType::kChant) || value.is_builtin() || value.is(ObjectType::kConstructor) ||
         RaiseExpected(runtime, "Chant", value);
}

// Raises CustomError with a message of the builtin's own; returns Raised.
Value RaiseCustom(Runtime& runtime, std::string_view message);
// The same for a message that contains a program's text: OutOfMemory when the copy does not fit.
Value RaiseCustomWith(Runtime& runtime, std::string_view before, const Text* text,
                      std::string_view after);

// What a Triumph, a Mishap or a Present is around.
inline const Value& Inside(const Value& boxed) { return boxed.as<Box>()->value; }

// --- Numbers as indexes and counts -----------------------------------------------------------

// An index of something of `length`: truncated toward zero. Nothing, with IndexOutOfBounds pending,
// when that is negative, NaN or not below the length.
std::optional<std::uint64_t> CheckIndex(Runtime& runtime, double index, std::uint64_t length);

struct Bounds {
  std::uint64_t start;
  std::uint64_t end;
};
// 0 <= start <= end <= length after truncation. Otherwise nothing, with IndexOutOfBounds naming
// `start` if it lies outside 0..length, else `end`.
std::optional<Bounds> CheckBounds(Runtime& runtime, double start, double end, std::uint64_t length);

// A number as a count: truncated; what is negative or NaN counts as 0. May be infinite.
inline double CountOf(double number) { return number >= 1 ? std::trunc(number) : 0; }

// The lesser and the greater: NaN if either is NaN; -0 is less than 0.
double Minimum(double a, double b);
double Maximum(double a, double b);

// --- Steps -----------------------------------------------------------------------------------

// Counts the work on `bytes` bytes of text: false, with FuelExhausted pending, when it is too much.
inline bool ChargeBytes(Runtime& runtime, std::uint64_t bytes) {
  constexpr std::uint64_t kBytesPerStep = 16;  // copying and searching go at least that fast
  return runtime.Charge(bytes / kBytesPerStep);
}

// --- Results ---------------------------------------------------------------------------------

// What of Text::aux holds for a text made of `text`'s characters.
inline std::uint16_t AsciiFlags(const Text* text) {
  const auto known = static_cast<std::uint16_t>(Text::kAscii | Text::kAsciiKnown);
  return (text->aux & Text::kAscii) != 0 ? known : std::uint16_t{0};
}

// A new text with room for `bytes` bytes; `*data` is where they go. Raised with OutOfMemory pending
// when there is no room.
Value MakeText(Runtime& runtime, double bytes, std::uint16_t flags, char** data);
// A copy of `bytes`, which may lie in a text.
Value CopyText(Runtime& runtime, std::string_view bytes, std::uint16_t flags);

// A list whose length is known before its elements. Only Add as many as there is room for.
class ListBuilder {
 public:
  // Raises OutOfMemory when there is no room for `length` elements: then ok() is false.
  ListBuilder(Runtime& runtime, double length);
  bool ok() const { return !list_.is_raised(); }
  void Add(Value item) {
    List* list = list_.as<List>();
    QS_ASSERT(list->length < list->buffer->capacity, "a builder's length is known");
    new (list->buffer->items() + list->length) Value(std::move(item));
    list->buffer->used = ++list->length;
  }
  void AddAll(std::span<const Value> items) {
    for (const Value& item : items) Add(item);
  }
  Value Take() { return std::move(list_); }

 private:
  Value list_;
};

inline Value NewBoxValue(Runtime& runtime, ObjectType type, Value value) {
  return Value::Adopt(runtime.heap().NewBox(type, std::move(value)));
}

// --- Calls -----------------------------------------------------------------------------------

// Calls `callee` with one argument.
inline Value CallWith(Runtime& runtime, const Value& callee, Value argument) {
  return runtime.Call(callee, std::span<Value>(&argument, 1));
}

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_BUILTINS_SUPPORT_H_
