#include "engine/runtime/list.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "engine/runtime/children.h"

namespace quicksilver {
namespace {

// Lets go of elements behind the end of the only list that sees the buffer.
void Truncate(ListBuffer* buffer, std::uint64_t length) {
  while (buffer->used > length) {
    --buffer->used;
    std::destroy_at(buffer->items() + buffer->used);
  }
}

// What a visit to the children of a container costs.
std::uint64_t ElementCount(const Object* object) {
  if (object->type == ObjectType::kListBuffer) return static_cast<const ListBuffer*>(object)->used;
  return object->type == ObjectType::kMap ? static_cast<const Map*>(object)->count : 0;
}

// Whether `item` may hold a reference to `buffer`, directly or through other values. If it does and
// is put into that buffer, the two keep each other alive, and no cell is on that cycle for the
// collector to start from. Looks at a few objects only: the answer for anything large is yes.
// Variables are not looked into; a cycle through one of them is the collector's.
bool MayReach(const Value& item, const ListBuffer* buffer) {
  constexpr int kMostObjects = 32;
  if (!item.is_object()) return false;
  Object* seen[kMostObjects] = {item.object()};
  int count = 1;
  bool reached = false;
  for (int next = 0; next < count && !reached; ++next) {
    if (seen[next]->type == ObjectType::kCell) continue;
    if (ElementCount(seen[next]) > kMostObjects) return true;
    ForEachChild(seen[next], [&](Object* child) {
      if (child == buffer || count == kMostObjects) {
        reached = true;
      } else {
        seen[count++] = child;
      }
    });
  }
  return reached;
}

}  // namespace

Value ListPush(Heap& heap, Value& list, Value item) {
  List* source = list.as<List>();
  ListBuffer* buffer = source->buffer;
  if (buffer != nullptr && buffer->used != source->length && buffer->refs == 1) {
    Truncate(buffer, source->length);
  }
  const bool unique = source->refs == 1 && (buffer == nullptr || buffer->refs == 1);
  if (buffer != nullptr && buffer->used == source->length && buffer->used < buffer->capacity &&
      (unique || !MayReach(item, buffer))) {
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
  // Near the budget a list still grows in proportion: one element at a time would be quadratic.
  if (!heap.Fits(sizeof(ListBuffer) + capacity * sizeof(Value))) capacity = length + length / 8 + 1;
  List* longer = heap.TryNewList(capacity);
  if (longer == nullptr) return Value::Raised();
  Value* items = longer->buffer->items();
  if (length != 0) {
    if (unique) {
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
