#ifndef QUICKSILVER_RUNTIME_LIST_H_
#define QUICKSILVER_RUNTIME_LIST_H_

// Lists: values by position, shared and copied on write.
//
// A list sees the first `length` elements of a buffer that several lists may share as prefixes, so
// pushing onto a shared list writes behind its end when nobody has yet, and popping copies nothing.
// Invariant: an element is written in place only when both the list and its buffer have one owner.
// Functions that change a list are given a reference and leave Nothing there. It is wrong to write
// through List::items().

#include <cstdint>
#include <span>

#include "engine/base/truncate.h"
#include "engine/runtime/heap.h"
#include "engine/runtime/object.h"
#include "engine/runtime/value.h"

namespace quicksilver {

// `list` with `item` at its end; consumes the reference `list`. Raised when there is no room,
// `list` being untouched then.
Value ListPush(Heap& heap, Value& list, Value item);

// `list` without its last element; consumes the reference. The list is not empty.
Value ListPop(Heap& heap, Value& list);

// Elements [start, end) as a list of its own; raised when there is no room.
Value ListSlice(Heap& heap, const List* list, std::uint64_t start, std::uint64_t end);

// Makes `list` safe to write in place: replaces it by a copy if it or its buffer is shared. False
// when there is no room.
bool MakeListUniqueSlow(Heap& heap, Value& list);
inline bool IsUniqueList(const List* list) {
  return list->refs == 1 && (list->buffer == nullptr || list->buffer->refs == 1);
}
inline bool MakeListUnique(Heap& heap, Value& list) {
  return IsUniqueList(list.as<List>()) || MakeListUniqueSlow(heap, list);
}

// The element that `index` names, or null when the list or the index is not of the plain kind:
// what no fraction, sign, error or text is needed for.
inline Value* PlainElement(RawValue list, RawValue index) {
  if (!list.is(ObjectType::kList)) return nullptr;
  // What is no number is a NaN. That and whatever lies outside all lists is beyond the length.
  const auto at = static_cast<std::uint64_t>(TruncateToInt64(index.number()));
  const List* object = list.as<List>();
  if (at >= object->length) return nullptr;
  return object->buffer->items() + at;
}

// The elements for writing; only after MakeListUnique.
inline std::span<Value> MutableItems(Value& list) {
  List* target = list.as<List>();
  return {target->buffer == nullptr ? nullptr : target->buffer->items(),
          static_cast<std::size_t>(target->length)};
}

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_LIST_H_
