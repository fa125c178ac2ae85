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

// The field that `cache` knows, where it can be changed as it lies; null: take the steps one by
// one.
inline Value* OwnField(Value& holder, const PlaceStepCache& cache) {
  if (!holder.is(ObjectType::kStruct)) return nullptr;
  Struct* instance = holder.as<Struct>();
  if (instance->form->info != cache.form || instance->refs != 1) return nullptr;
  return instance->fields() + cache.index;
}

}  // namespace

// --- Steps
// ------------------------------------------------------------------------------------------

Value* Machine::StepIntoIndex(Value& holder, RawValue index) {
  Heap& heap = runtime->heap();
  if (holder.is(ObjectType::kList)) {
    std::uint64_t at = 0;
    Value* const plain = PlainElement(holder.raw(), index);
    if (plain != nullptr && IsUniqueList(holder.as<List>())) [[likely]]
      return plain;
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

Value* Machine::StepIntoField(Value& holder, LinkedModule& module, std::uint32_t name,
                              PlaceStepCache& cache) {
  if (!holder.is(ObjectType::kStruct)) {
    const Value key = Value::Share(module.TextConstant(name));
    if (holder.is(ObjectType::kMap)) return StepIntoKey(holder, key.as<Text>());
    Raise(ErrorKind::kTypeError, ExpectedMessage("Map or struct", holder));
    return nullptr;
  }
  const FormInfo* info = holder.as<Struct>()->form->info;
  if (cache.form != info) {
    const std::string_view key = module.chunk().constants.text(name);
    const std::int64_t index = FieldIndex(*info, key);
    if (index < 0) {
      Raise(ErrorKind::kFieldNotFound, FieldNotFoundMessage(key, holder));
      return nullptr;
    }
    const auto at = static_cast<std::uint32_t>(index);
    cache = {info, at, info->fields[at].type == FieldType::kNumber};
  }
  MakeStructUnique(runtime->heap(), holder);
  return holder.as<Struct>()->fields() + cache.index;
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

bool Machine::StoreAtField(Value& holder, LinkedModule& module, std::uint32_t name,
                           PlaceStepCache& cache, RawValue& value) {
  if (holder.is(ObjectType::kMap)) {
    const Value key = Value::Share(module.TextConstant(name));
    return StoreKey(holder, key, Value::Adopt(TakeCell(value)));
  }
  Value* place = StepIntoField(holder, module, name, cache);
  if (place == nullptr) return false;
  FormDef& form = *holder.as<Struct>()->form;
  if (!CheckField(form, form.info->fields[cache.index], AsValue(value))) return false;
  *place = Value::Adopt(TakeCell(value));
  return true;
}

// --- Instructions
// -----------------------------------------------------------------------------------

bool Machine::SetIndex(const Word* pc, RawValue* base, RawValue* /*k*/) {
  return StoreAtIndex(AsValue(base[AOf(*pc)]), AsValue(base[BOf(*pc)]), base[COf(*pc)]) &&
         CheckHeap();
}

bool Machine::SetElementField(const Word* pc, RawValue* base, RawValue* k) {
  LinkedModule& module = ModuleOf(k);
  const PlaceInfo& place = module.chunk().places[pc[1]];
  if (!place.is_element_field()) return InvalidBytecode();
  Value* const element = StepIntoIndex(AsValue(base[AOf(*pc)]), base[BOf(*pc)]);
  if (element == nullptr) return RaiseAgainAt(module.chunk(), place.steps[0].span);
  PlaceStepCache& step = module.place_caches(pc[1])[1];
  if (!StoreAtField(*element, module, place.steps[1].field, step, base[COf(*pc)]) || !CheckHeap()) {
    return RaiseAgainAt(module.chunk(), place.steps[1].span);
  }
  InlineCache& cache = CacheOf(base, pc[2]);
  cache.form = step.form;
  cache.index = step.index;
  cache.is_number = step.is_number;
  return true;
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
  const std::size_t size = place.steps.size();
  // More indexes than a window holds come in a list.
  const bool listed = size > kWidestPlaceWindow && place.index_count() > kWidestPlaceWindow;
  if (listed &&
      (!window[1].is(ObjectType::kList) || window[1].as<List>()->length < place.index_count())) {
    return InvalidBytecode();
  }
  const Value* index = listed ? window[1].as<List>()->items().data() : &AsValue(window[1]);
  PlaceStepCache* const caches = module.place_caches(pc[1]);
  const bool in_register = place.root == VariableKind::kRegister && !base[place.index].is_unbound();
  Value* holder = in_register ? &AsValue(base[place.index]) : PlaceRoot(place, base, k);
  bool done = false;
  for (std::size_t i = 0; i < size && holder != nullptr; ++i) {
    const PlaceStepInfo& step = place.steps[i];
    const bool last = i + 1 == size;
    span = &step.span;
    if (step.is_index) {
      const Value& at = *index++;
      Value* const plain = last ? nullptr : PlainElement(holder->raw(), at.raw());
      if (plain != nullptr && IsUniqueList(holder->as<List>())) {
        holder = plain;
      } else if (last) {
        done = StoreAtIndex(*holder, at, window[0]);
      } else {
        holder = StepIntoIndex(*holder, at.raw());
      }
      continue;
    }
    Value* const field = OwnField(*holder, caches[i]);
    if (field != nullptr && !last) {
      holder = field;
    } else if (field != nullptr && caches[i].is_number && window[0].is_number()) {
      *field = Value::Adopt(TakeCell(window[0]));
      done = true;
    } else if (last) {
      done = StoreAtField(*holder, module, step.field, caches[i], window[0]);
    } else {
      holder = StepIntoField(*holder, module, step.field, caches[i]);
    }
  }
  done = done && CheckHeap();
  if (!done) {
    if (!runtime->has_error()) return InvalidBytecode();
    return RaiseAgainAt(module.chunk(), *span);
  }
  if (listed) {
    DropCell(window[1]);
  } else {
    for (RawValue* cell = window + 1; &AsValue(*cell) < index; ++cell) DropCell(*cell);
  }
  return true;
}

}  // namespace quicksilver
