// `set` of places: the walk from a variable to the element, key or field that is stored.
//
// The walk goes outside in and makes every level the only owner of what it will change, so that an
// unshared place is changed where it lies. A level that has been made unique looks as before: a
// step that raises leaves nothing that a program could tell.

#include "engine/runtime/list.h"
#include "engine/runtime/map.h"
#include "engine/runtime/messages.h"
#include "engine/vm/machine.h"

namespace quicksilver {
namespace {

bool MakeStructUnique(Heap& heap, Value& value) {
  Struct* shared = value.as<Struct>();
  if (shared->refs == 1) return true;
  Struct* copy = heap.NewStruct(shared->form);
  for (std::size_t i = 0; i < shared->count(); ++i) copy->fields()[i] = shared->fields()[i];
  value = Value::Adopt(copy);
  return true;
}

}  // namespace

// --- Steps
// ------------------------------------------------------------------------------------------

Value* Machine::StepIntoIndex(Value& holder, RawValue index) {
  Heap& heap = runtime->heap();
  if (holder.is(ObjectType::kList)) {
    std::uint64_t at = 0;
    if (!CheckIndex(index, holder.as<List>()->length, &at)) return nullptr;
    if (!MakeListUnique(heap, holder)) {
      OutOfMemory();
      return nullptr;
    }
    return &MutableItems(holder)[at];
  }
  if (!holder.is(ObjectType::kMap)) {
    Raise(ErrorKind::kTypeError, ExpectedMessage("List or Map", holder));
    return nullptr;
  }
  if (!index.is(ObjectType::kText)) {
    Raise(ErrorKind::kTypeError, ExpectedMessage("Text", AsValue(index)));
    return nullptr;
  }
  return StepIntoKey(holder, index.as<Text>());
}

Value* Machine::StepIntoKey(Value& map, const Text* key) {
  if (FindInMap(map.as<Map>(), key) == nullptr) {
    Raise(ErrorKind::kFieldNotFound, FieldNotFoundMessage(key->view(), map));
    return nullptr;
  }
  if (!MakeMapUnique(runtime->heap(), map)) {
    OutOfMemory();
    return nullptr;
  }
  return &FindInMap(map.as<Map>(), key)->value;
}

Value* Machine::StepIntoField(Value& holder, const Text* name, const FieldInfo** field) {
  if (holder.is(ObjectType::kMap)) return StepIntoKey(holder, name);
  if (!holder.is(ObjectType::kStruct)) {
    Raise(ErrorKind::kTypeError, ExpectedMessage("Map or struct", holder));
    return nullptr;
  }
  const FormInfo& info = *holder.as<Struct>()->form->info;
  const std::int64_t index = FieldIndex(info, name->view());
  if (index < 0) {
    Raise(ErrorKind::kFieldNotFound, FieldNotFoundMessage(name->view(), holder));
    return nullptr;
  }
  *field = &info.fields[static_cast<std::size_t>(index)];
  MakeStructUnique(runtime->heap(), holder);
  return holder.as<Struct>()->fields() + index;
}

bool Machine::StoreKey(Value& map, const Value& key, Value value) {
  Value changed = MapSet(runtime->heap(), map, key, std::move(value));
  if (changed.is_raised()) return OutOfMemory();
  map = std::move(changed);
  return true;
}

bool Machine::StoreAtIndex(Value& holder, const Value& index, RawValue& value) {
  if (holder.is(ObjectType::kMap) && index.is(ObjectType::kText)) {
    return StoreKey(holder, index, Value::Adopt(TakeCell(value)));
  }
  Value* place = StepIntoIndex(holder, index.raw());
  if (place == nullptr) return false;
  *place = Value::Adopt(TakeCell(value));
  return true;
}

bool Machine::StoreAtField(Value& holder, const Value& name, RawValue& value) {
  if (holder.is(ObjectType::kMap)) return StoreKey(holder, name, Value::Adopt(TakeCell(value)));
  const FieldInfo* field = nullptr;
  Value* place = StepIntoField(holder, name.as<Text>(), &field);
  if (place == nullptr) return false;
  if (!CheckField(*holder.as<Struct>()->form, *field, AsValue(value))) return false;
  *place = Value::Adopt(TakeCell(value));
  return true;
}

// --- Instructions
// -----------------------------------------------------------------------------------

bool Machine::SetIndex(const Word* pc, RawValue* base, RawValue* /*k*/) {
  return StoreAtIndex(AsValue(base[AOf(*pc)]), AsValue(base[BOf(*pc)]), base[COf(*pc)]) &&
         CheckHeap();
}

Value* Machine::PlaceRoot(const PlaceInfo& place, RawValue* base, RawValue* k) {
  const auto raise = [&](ErrorKind kind) -> Value* {
    Raise(kind, std::string(ModuleOf(k).chunk().constants.text(place.name)));
    return nullptr;
  };
  RawValue* root = nullptr;
  const RawValue* flags = nullptr;
  if (place.root == VariableKind::kGlobal) {
    root = GlobalsOf(k) + 2 * std::size_t{place.index};
    flags = root + 1;
  } else if (place.root == VariableKind::kNamed) {
    const RawValue holder = base[place.index];
    if (holder.is(ObjectType::kCell) && place.slot + 1 < holder.as<Cell>()->count) {
      root = reinterpret_cast<RawValue*>(holder.as<Cell>()->slots()) + place.slot;
      flags = root + 1;
    }
  } else if (place.root == VariableKind::kNone) {
    return raise(ErrorKind::kImmutableBinding);
  } else {
    root = VariableCell(EncodeVariable(place.root, place.index), base, k);
  }
  if (root == nullptr) {
    InvalidBytecode();
    return nullptr;
  }
  if (root->is_unbound()) return raise(ErrorKind::kUndefinedVariable);
  const bool is_mutable = flags == nullptr || (EntryFlags(*flags) & kEntryMutable) != 0;
  if (!is_mutable) return raise(ErrorKind::kImmutableBinding);
  return &AsValue(*root);
}

bool Machine::SetPlace(const Word* pc, RawValue* base, RawValue* k) {
  LinkedModule& module = ModuleOf(k);
  const PlaceInfo& place = module.chunk().places[pc[1]];
  RawValue* const window = base + AOf(*pc);
  const Span* span = &place.root_span;
  // More indexes than a window holds come in a list.
  const bool listed =
      place.steps.size() > kWidestPlaceWindow && place.index_count() > kWidestPlaceWindow;
  if (listed &&
      (!window[1].is(ObjectType::kList) || window[1].as<List>()->length < place.index_count())) {
    return InvalidBytecode();
  }
  const Value* index = listed ? window[1].as<List>()->items().data() : &AsValue(window[1]);
  Value* holder = PlaceRoot(place, base, k);
  bool done = false;
  for (std::size_t i = 0; i < place.steps.size() && holder != nullptr; ++i) {
    const PlaceStepInfo& step = place.steps[i];
    const bool last = i + 1 == place.steps.size();
    span = &step.span;
    if (step.is_index) {
      const Value& at = *index++;
      if (last) {
        done = StoreAtIndex(*holder, at, window[0]);
      } else {
        holder = StepIntoIndex(*holder, at.raw());
      }
      continue;
    }
    const Value name = Value::Share(module.TextConstant(step.field));
    const FieldInfo* field = nullptr;
    if (last) {
      done = StoreAtField(*holder, name, window[0]);
    } else {
      holder = StepIntoField(*holder, name.as<Text>(), &field);
    }
  }
  done = done && CheckHeap();
  if (!done) {
    if (!runtime->has_error()) return InvalidBytecode();
    Error error = runtime->TakeError();
    return RaiseAt(module.chunk(), *span, error.kind, std::move(error.message));
  }
  const std::uint32_t cells = listed ? 1 : place.index_count();
  for (std::uint32_t i = 1; i <= cells; ++i) DropCell(window[i]);
  return true;
}

}  // namespace quicksilver
