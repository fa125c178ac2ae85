#ifndef QUICKSILVER_RUNTIME_CHILDREN_H_
#define QUICKSILVER_RUNTIME_CHILDREN_H_

// The one list of which references each kind of object owns. Freeing and the cycle collector both
// walk it, so an owner that is missing here is a leak and one too many is a use after free.
// It is wrong to use it for what a program can see: it shows list buffers and elements behind a
// list's end.

#include "engine/runtime/object.h"

namespace quicksilver {

template <typename Visit>
void ForEachChild(Object* object, Visit&& visit) {
  const auto value = [&](const Value& child) {
    if (child.is_object()) visit(child.object());
  };
  const auto values = [&](Value* children, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) value(children[i]);
  };
  switch (object->type) {
    case ObjectType::kText:
    case ObjectType::kRange:
    case ObjectType::kVariantDef:
      break;
    case ObjectType::kList:
      if (auto* buffer = static_cast<List*>(object)->buffer; buffer != nullptr) visit(buffer);
      break;
    case ObjectType::kListBuffer: {
      auto* buffer = static_cast<ListBuffer*>(object);
      values(buffer->items(), static_cast<std::size_t>(buffer->used));
      break;
    }
    case ObjectType::kMap: {
      auto* map = static_cast<Map*>(object);
      for (std::uint32_t i = 0; i < map->count; ++i) {
        visit(map->entries[i].key);
        value(map->entries[i].value);
      }
      break;
    }
    case ObjectType::kChant:
      values(static_cast<Closure*>(object)->captures(),
             static_cast<Closure*>(object)->capture_count);
      break;
    case ObjectType::kTriumph:
    case ObjectType::kMishap:
    case ObjectType::kPresent:
      value(static_cast<Box*>(object)->value);
      break;
    case ObjectType::kStruct: {
      auto* instance = static_cast<Struct*>(object);
      values(instance->fields(), instance->count());
      visit(instance->form);
      break;
    }
    case ObjectType::kVariantValue: {
      auto* variant = static_cast<VariantValue*>(object);
      values(variant->fields(), variant->count());
      visit(variant->definition);
      break;
    }
    case ObjectType::kConstructor:
      visit(static_cast<Constructor*>(object)->definition);
      break;
    case ObjectType::kForm:
      values(static_cast<FormDef*>(object)->captures(),
             static_cast<FormDef*>(object)->capture_count);
      break;
    case ObjectType::kIterator:
      value(static_cast<Iterator*>(object)->inner);
      value(static_cast<Iterator*>(object)->function);
      break;
    case ObjectType::kCapability:
      visit(static_cast<Capability*>(object)->resource);
      visit(static_cast<Capability*>(object)->justification);
      break;
    case ObjectType::kGrove: {
      auto* grove = static_cast<Grove*>(object);
      visit(grove->name);
      value(grove->exports);
      visit(grove->variables);
      break;
    }
    case ObjectType::kCell:
      values(static_cast<Cell*>(object)->slots(), static_cast<Cell*>(object)->count);
      break;
  }
}

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_CHILDREN_H_
