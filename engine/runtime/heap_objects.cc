// The heap's objects: how each kind is laid out in its memory, sized and freed.
#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>

#include "engine/base/assert.h"
#include "engine/runtime/children.h"
#include "engine/runtime/heap.h"
#include "engine/runtime/map.h"

namespace quicksilver {

void FreeObject(Object* object) { Heap::Of(object).FreeUnreferenced(object); }

// --- Making ---------------------------------------------------------------------------

Text* Heap::TryNewText(std::uint64_t size, char** data) {
  if (size > kLargestText) return nullptr;
  void* block = AllocateIfFits(sizeof(Text) + size);
  if (block == nullptr) return nullptr;
  Text* text = Head<Text>(block, ObjectType::kText);
  text->size = static_cast<std::uint32_t>(size);
  text->hash = 0;
  text->data = reinterpret_cast<char*>(text + 1);
  *data = reinterpret_cast<char*>(text + 1);
  return text;
}

Text* Heap::NewText(std::string_view bytes) {
  QS_ASSERT(bytes.size() <= kLargestText, "a text's size has 32 bits");
  const std::size_t size = sizeof(Text) + bytes.size();
  Text* text = New<Text>(size, ObjectType::kText);
  char* data = reinterpret_cast<char*>(text + 1);
  if (!bytes.empty()) std::memcpy(data, bytes.data(), bytes.size());
  text->size = static_cast<std::uint32_t>(bytes.size());
  text->hash = 0;
  text->data = data;
  return text;
}

List* Heap::NewList() {
  List* list = New<List>(sizeof(List), ObjectType::kList);
  list->length = 0;
  list->buffer = nullptr;
  return list;
}

List* Heap::TryNewList(std::uint64_t capacity) {
  ListBuffer* buffer = nullptr;
  if (capacity > 0) {
    if (capacity > (std::uint64_t{1} << 40)) return nullptr;
    void* block = AllocateIfFits(sizeof(ListBuffer) + capacity * sizeof(Value));
    if (block == nullptr) return nullptr;
    buffer = Head<ListBuffer>(block, ObjectType::kListBuffer);
    buffer->used = 0;
    buffer->capacity = capacity;
  }
  List* list = NewList();
  list->buffer = buffer;
  return list;
}

List* Heap::NewList(std::span<Value> items) {
  List* list = NewList();
  if (items.empty()) return list;
  auto* buffer =
      New<ListBuffer>(sizeof(ListBuffer) + items.size() * sizeof(Value), ObjectType::kListBuffer);
  buffer->used = items.size();
  buffer->capacity = items.size();
  std::uninitialized_move(items.begin(), items.end(), buffer->items());
  list->buffer = buffer;
  list->length = items.size();
  return list;
}

Map* Heap::NewMap() {
  Map* map = New<Map>(sizeof(Map), ObjectType::kMap);
  map->count = 0;
  map->capacity = 0;
  map->entries = nullptr;
  map->aux = Map::kSorted;
  return map;
}

Range* Heap::NewRange(double start, double end) {
  Range* range = New<Range>(sizeof(Range), ObjectType::kRange);
  range->start = start;
  range->end = end;
  return range;
}

Box* Heap::NewBox(ObjectType type, Value value) {
  Box* box = New<Box>(sizeof(Box), type);
  new (&box->value) Value(std::move(value));
  return box;
}

Closure* Heap::NewClosure(const ChantCode* code, std::uint32_t capture_count) {
  Closure* closure =
      New<Closure>(sizeof(Closure) + capture_count * sizeof(Value), ObjectType::kChant);
  closure->code = code;
  closure->capture_count = capture_count;
  for (std::uint32_t i = 0; i < capture_count; ++i) new (closure->captures() + i) Value();
  return closure;
}

Cell* Heap::NewCell(std::uint32_t count) {
  if (cell_count_ >= collect_at_cells_) {
    CollectCycles();
    collect_at_cells_ = std::max<std::uint64_t>(4096, cell_count_ * 2);
  }
  Cell* cell = New<Cell>(sizeof(Cell) + count * sizeof(Value), ObjectType::kCell);
  cell->count = count;
  cell->previous = nullptr;
  cell->next = cells_;
  if (cells_ != nullptr) cells_->previous = cell;
  cells_ = cell;
  ++cell_count_;
  for (std::uint32_t i = 0; i < count; ++i) new (cell->slots() + i) Value(Value::Unbound());
  return cell;
}

FormDef* Heap::NewForm(const FormInfo* info, std::uint32_t capture_count) {
  FormDef* form = New<FormDef>(sizeof(FormDef) + capture_count * sizeof(Value), ObjectType::kForm);
  form->info = info;
  form->capture_count = capture_count;
  for (std::uint32_t i = 0; i < capture_count; ++i) new (form->captures() + i) Value();
  return form;
}

Struct* Heap::NewStruct(FormDef* form) {
  const std::size_t count = form->info->fields.size();
  Struct* object = New<Struct>(sizeof(Struct) + count * sizeof(Value), ObjectType::kStruct);
  ++form->refs;
  object->form = form;
  for (std::size_t i = 0; i < count; ++i) new (object->fields() + i) Value();
  return object;
}

VariantDef* Heap::NewVariantDef(const VariantInfo* info) {
  VariantDef* definition = New<VariantDef>(sizeof(VariantDef), ObjectType::kVariantDef);
  definition->info = info;
  return definition;
}

VariantValue* Heap::NewVariantValue(VariantDef* definition, std::uint32_t case_index) {
  const std::uint32_t count = definition->info->cases[case_index].field_count;
  auto* object =
      New<VariantValue>(sizeof(VariantValue) + count * sizeof(Value), ObjectType::kVariantValue);
  ++definition->refs;
  object->definition = definition;
  object->case_index = case_index;
  object->field_count = count;
  for (std::uint32_t i = 0; i < count; ++i) new (object->fields() + i) Value();
  return object;
}

Constructor* Heap::NewConstructor(VariantDef* definition, std::uint32_t case_index) {
  auto* object = New<Constructor>(sizeof(Constructor), ObjectType::kConstructor);
  ++definition->refs;
  object->definition = definition;
  object->case_index = case_index;
  return object;
}

Iterator* Heap::NewIterator(IteratorKind kind, Value inner, Value function, double position) {
  Iterator* object = New<Iterator>(sizeof(Iterator), ObjectType::kIterator);
  object->aux = static_cast<std::uint16_t>(kind);
  new (&object->inner) Value(std::move(inner));
  new (&object->function) Value(std::move(function));
  object->position = position;
  return object;
}

Capability* Heap::NewCapability(std::string_view resource, std::string_view justification) {
  Capability* object = New<Capability>(sizeof(Capability), ObjectType::kCapability);
  object->resource = NewText(resource);
  object->justification = NewText(justification);
  return object;
}

Grove* Heap::NewGrove(std::string_view name, Cell* variables) {
  Grove* grove = New<Grove>(sizeof(Grove), ObjectType::kGrove);
  grove->name = NewText(name);
  ++variables->refs;
  grove->variables = variables;
  new (&grove->exports) Value(Value::Adopt(NewMap()));
  return grove;
}

bool Heap::AddExport(Grove* grove, std::string_view name, std::uint32_t slot) {
  const Value key = Value::Adopt(NewText(name));
  Value exports = MapSet(*this, grove->exports, key, Value::Number(slot));
  if (exports.is_raised()) return false;
  grove->exports = std::move(exports);
  return true;
}

std::int64_t Heap::FindExport(const Grove* grove, std::string_view name) {
  const MapEntry* entry = FindInMap(grove->exports.as<Map>(), name);
  return entry == nullptr ? -1 : static_cast<std::int64_t>(entry->value.number());
}

// --- Freeing --------------------------------------------------------------------------

void Heap::ReleaseBuffer(TextBuffer* buffer) {
  if (--buffer->refs != 0) return;
  Of(buffer).Free(buffer, sizeof(TextBuffer) + static_cast<std::size_t>(buffer->capacity));
}

std::size_t Heap::SizeOf(const Object* object) {
  const auto with = [](std::size_t head, std::size_t count) {
    return head + count * sizeof(Value);
  };
  switch (object->type) {
    case ObjectType::kText: {
      const Text* text = static_cast<const Text*>(object);
      return sizeof(Text) + (text->buffer() == nullptr ? text->size : 0);
    }
    case ObjectType::kList:
      return sizeof(List);
    case ObjectType::kListBuffer:
      return with(sizeof(ListBuffer),
                  static_cast<std::size_t>(static_cast<const ListBuffer*>(object)->capacity));
    case ObjectType::kMap:
      return sizeof(Map);
    case ObjectType::kRange:
      return sizeof(Range);
    case ObjectType::kChant:
      return with(sizeof(Closure), static_cast<const Closure*>(object)->capture_count);
    case ObjectType::kTriumph:
    case ObjectType::kMishap:
    case ObjectType::kPresent:
      return sizeof(Box);
    case ObjectType::kStruct:
      return with(sizeof(Struct), static_cast<const Struct*>(object)->count());
    case ObjectType::kVariantValue:
      return with(sizeof(VariantValue), static_cast<const VariantValue*>(object)->count());
    case ObjectType::kConstructor:
      return sizeof(Constructor);
    case ObjectType::kForm:
      return with(sizeof(FormDef), static_cast<const FormDef*>(object)->capture_count);
    case ObjectType::kVariantDef:
      return sizeof(VariantDef);
    case ObjectType::kIterator:
      return sizeof(Iterator);
    case ObjectType::kCapability:
      return sizeof(Capability);
    case ObjectType::kGrove:
      return sizeof(Grove);
    case ObjectType::kCell:
      return with(sizeof(Cell), static_cast<const Cell*>(object)->count);
  }
  QS_UNREACHABLE("every type of object has a size");
}

void Heap::FreeShell(Object* object) {
  const std::size_t bytes = SizeOf(object);
  switch (object->type) {
    case ObjectType::kText:
      if (auto* buffer = static_cast<Text*>(object)->buffer(); buffer != nullptr) {
        ReleaseBuffer(buffer);
      }
      break;
    case ObjectType::kMap:
      FreeMapStorage(*this, static_cast<Map*>(object));
      break;
    case ObjectType::kCell: {
      auto* cell = static_cast<Cell*>(object);
      if (cell->previous != nullptr) cell->previous->next = cell->next;
      if (cell->next != nullptr) cell->next->previous = cell->previous;
      if (cells_ == cell) cells_ = cell->next;
      --cell_count_;
      break;
    }
    default:
      break;
  }
  --objects_;
  Free(object, bytes);
}

void Heap::Drop(Object* object) {
  if (--object->refs == 0) dead_.push_back(object);
}

void Heap::Drop(RawValue value) {
  if (value.is_object()) Drop(value.object());
}

bool Heap::DropElement(Object* object) {
  if (object->type != ObjectType::kListBuffer) return false;
  auto* buffer = static_cast<ListBuffer*>(object);
  while (buffer->used > 0 && dead_.back() == object) {
    --buffer->used;
    Drop(buffer->items()[buffer->used].raw());
  }
  return dead_.back() != object;
}

void Heap::DropChildren(Object* object) {
  ForEachChild(object, [this](Object* child) { Drop(child); });
}

void Heap::FreeUnreferenced(Object* object) {
  QS_ASSERT(dead_.empty(), "freeing runs no code that could free something else");
  // A struct's size is read from its form: what dies of dropping an object is only queued, so the
  // form outlives the struct's shell.
  dead_.push_back(object);
  while (!dead_.empty()) {
    Object* next = dead_.back();
    if (DropElement(next)) continue;
    dead_.pop_back();
    DropChildren(next);
    FreeShell(next);
  }
}

}  // namespace quicksilver
