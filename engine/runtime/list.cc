#include "engine/runtime/list.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace quicksilver {
namespace {

// Lets go of elements behind the end of the only list that sees the buffer.
void Truncate(ListBuffer* buffer, std::uint64_t length) {
  while (buffer->used > length) {
    --buffer->used;
    std::destroy_at(buffer->items() + buffer->used);
  }
}

}  // namespace

Value ListPush(Heap& heap, Value& list, Value item) {
  List* source = list.as<List>();
  ListBuffer* buffer = source->buffer;
  if (buffer != nullptr && buffer->used != source->length && buffer->refs == 1) {
    Truncate(buffer, source->length);
  }
  if (buffer != nullptr && buffer->used == source->length && buffer->used < buffer->capacity) {
    new (buffer->items() + buffer->used) Value(std::move(item));
    ++buffer->used;
    if (source->refs == 1) {
      ++source->length;
      return std::move(list);
    }
    List* longer = heap.NewList();
    longer->length = source->length + 1;
    longer->buffer = buffer;
    ++buffer->refs;
    list = Value();
    return Value::Adopt(longer);
  }
  const std::uint64_t length = source->length;
  std::uint64_t capacity = length < 4 ? 4 : length * 2;
  if (!heap.Fits(sizeof(ListBuffer) + capacity * sizeof(Value))) capacity = length + 1;
  List* longer = heap.TryNewList(capacity);
  if (longer == nullptr) return Value::Raised();
  Value* items = longer->buffer->items();
  if (length != 0) {
    if (source->refs == 1 && buffer->refs == 1) {
      // The elements move as bytes; the old list is left owning none.
      std::memcpy(static_cast<void*>(items), buffer->items(), length * sizeof(Value));
      buffer->used = 0;
      source->length = 0;
    } else {
      std::uninitialized_copy_n(buffer->items(), length, items);
    }
  }
  new (items + length) Value(std::move(item));
  longer->length = length + 1;
  longer->buffer->used = length + 1;
  list = Value();
  return Value::Adopt(longer);
}

Value ListPop(Heap& heap, Value& list) {
  List* source = list.as<List>();
  if (source->refs == 1) {
    --source->length;
    if (source->buffer->refs == 1) Truncate(source->buffer, source->length);
    return std::move(list);
  }
  List* shorter = heap.NewList();
  shorter->length = source->length - 1;
  shorter->buffer = source->buffer;
  ++source->buffer->refs;
  list = Value();
  return Value::Adopt(shorter);
}

Value ListSlice(Heap& heap, const List* list, std::uint64_t start, std::uint64_t end) {
  List* slice = heap.TryNewList(end - start);
  if (slice == nullptr) return Value::Raised();
  if (end > start) {
    std::uninitialized_copy_n(list->buffer->items() + start, end - start, slice->buffer->items());
    slice->length = end - start;
    slice->buffer->used = end - start;
  }
  return Value::Adopt(slice);
}

bool MakeListUniqueSlow(Heap& heap, Value& list) {
  const List* source = list.as<List>();
  Value copy = ListSlice(heap, source, 0, source->length);
  if (copy.is_raised()) return false;
  list = std::move(copy);
  return true;
}

}  // namespace quicksilver
