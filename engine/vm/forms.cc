// Forms and variants: definitions, struct literals, and whether a value fits a field.

#include <algorithm>
#include <array>
#include <unordered_map>

#include "engine/runtime/messages.h"
#include "engine/runtime/variants.h"
#include "engine/vm/machine.h"

namespace quicksilver {

bool Machine::DefineForm(const Word* pc, RawValue* base, RawValue* k) {
  const CompiledForm& info = *ModuleOf(k).chunk().forms[pc[1]];
  FormDef* form = runtime->heap().NewForm(&info, static_cast<std::uint32_t>(info.captures.size()));
  const bool room = CopyCaptures(info.captures, form->captures(), base);
  base[AOf(*pc)] = RawValue::Of(form);
  return room;
}

bool Machine::DefineVariant(const Word* pc, RawValue* base, RawValue* k) {
  base[AOf(*pc)] =
      RawValue::Of(runtime->heap().NewVariantDef(ModuleOf(k).chunk().variants[pc[1]].get()));
  return CheckHeap();
}

bool Machine::MakeCase(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue holder = base[BOf(*pc)];
  if (!holder.is(ObjectType::kVariantDef)) return InvalidBytecode();
  VariantDef* definition = holder.as<VariantDef>();
  const std::uint32_t index = pc[1];
  if (index >= definition->info->cases.size()) return InvalidBytecode();
  Heap& heap = runtime->heap();
  base[AOf(*pc)] = definition->info->cases[index].constructor
                       ? RawValue::Of(heap.NewConstructor(definition, index))
                       : RawValue::Of(heap.NewVariantValue(definition, index));
  return CheckHeap();
}

// --- Field types
// ------------------------------------------------------------------------------------

Value Machine::ResolveFieldType(FormDef& form, const FieldInfo& field) {
  const auto& info = static_cast<const CompiledForm&>(*form.info);
  if (field.resolution >= info.resolutions.size()) return Value::Unbound();
  for (const NameStep& step : info.resolutions[field.resolution]) {
    const std::uint32_t capture = step.kind == NameStep::Kind::kGlobal ? 0 : step.index;
    Value found = Value::Unbound();
    if (step.kind == NameStep::Kind::kSelf) {
      found = Value::Share(&form);
    } else if (capture < form.capture_count) {
      const Value& holder = form.captures()[capture];
      if (step.kind == NameStep::Kind::kCapture) {
        found = holder;
      } else if (holder.is(ObjectType::kCell)) {
        const bool global = step.kind == NameStep::Kind::kGlobal;
        Cell* cell = global ? CurrentGlobals(holder.as<Cell>()) : holder.as<Cell>();
        const std::uint64_t slot = global ? std::uint64_t{step.index} * 2 : step.slot;
        if (slot < cell->count) found = cell->slots()[slot];
      }
    }
    if (!found.is_unbound()) return found;
  }
  return Value::Unbound();
}

bool Machine::CheckField(FormDef& form, const FieldInfo& field, const Value& value) {
  const bool fits = field.type == FieldType::kNamed
                        ? MatchesNamed(field.type_name, ResolveFieldType(form, field), value)
                        : MatchesPrimitive(field.type, value);
  return fits || Raise(ErrorKind::kTypeError, ExpectedMessage(field.type_name, value));
}

// --- Struct literals
// --------------------------------------------------------------------------------

namespace {

std::string FieldMessage(std::string_view what, std::string_view field, std::string_view form) {
  std::string message(what);
  message += " field '";
  message += field;
  message += "' in struct '";
  message += form;
  message += "'";
  return message;
}

// Where the fields of a form are, by name: looked for one by one when there are few.
class FieldPlaces {
 public:
  explicit FieldPlaces(const FormInfo& form) : form_(form) {
    if (form.fields.size() <= kFew) return;
    places_.reserve(form.fields.size());
    for (std::size_t i = 0; i < form.fields.size(); ++i) {
      places_.emplace(form.fields[i].name, static_cast<std::int64_t>(i));
    }
  }

  // -1: the form has no such field.
  std::int64_t Find(std::string_view name) const {
    if (places_.empty()) return FieldIndex(form_, name);
    const auto found = places_.find(name);
    return found == places_.end() ? -1 : found->second;
  }

 private:
  static constexpr std::size_t kFew = 32;
  const FormInfo& form_;
  std::unordered_map<std::string_view, std::int64_t> places_;
};

}  // namespace

bool Machine::OrderFields(const FormInfo& info, const RawValue* k, std::uint32_t keys,
                          std::span<Value*> order, std::span<Value> values) {
  const Chunk& chunk = ModuleOf(k).chunk();
  const std::vector<std::uint32_t>& names = chunk.key_lists[keys];
  if (names.size() != values.size()) return InvalidBytecode();
  const FieldPlaces places(info);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string_view name = chunk.constants.text(names[i]);
    const std::int64_t index = places.Find(name);
    if (index < 0) {
      return Raise(ErrorKind::kCustomError, FieldMessage("Unknown", name, info.name));
    }
    Value*& place = order[static_cast<std::size_t>(index)];
    if (place != nullptr) {
      return Raise(ErrorKind::kCustomError, FieldMessage("Duplicate", name, info.name));
    }
    place = &values[i];
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order[i] == nullptr) {
      return Raise(ErrorKind::kCustomError,
                   FieldMessage("Missing", info.fields[i].name, info.name));
    }
  }
  return true;
}

bool Machine::BuildStruct(const Value& definition, std::span<Value> values, const RawValue* k,
                          std::uint32_t keys, InlineCache* cache, Value* result) {
  if (!definition.is(ObjectType::kForm)) {
    return Raise(ErrorKind::kTypeError, ExpectedMessage("form", definition));
  }
  FormDef& form = *definition.as<FormDef>();
  const FormInfo& info = *form.info;
  const std::size_t count = info.fields.size();
  const bool in_order = cache != nullptr && cache->form == &info && cache->index == 1;
  std::array<Value*, 16> few{};
  std::vector<Value*> many;
  if (count > few.size()) many.resize(count);
  const std::span<Value*> order =
      count > few.size() ? std::span<Value*>(many) : std::span<Value*>(few).first(count);
  if (in_order) {
    for (std::size_t i = 0; i < count; ++i) order[i] = &values[i];
  } else if (!OrderFields(info, k, keys, order, values)) {
    return false;
  }
  bool declared_order = true;
  for (std::size_t i = 0; i < count; ++i) {
    if (!CheckField(form, info.fields[i], *order[i])) return false;
    declared_order = declared_order && order[i] == &values[i];
  }
  if (cache != nullptr && declared_order) {
    cache->form = &info;
    cache->index = 1;
  }
  Struct* instance = runtime->heap().NewStruct(&form);
  for (std::size_t i = 0; i < count; ++i) instance->fields()[i] = std::move(*order[i]);
  *result = Value::Adopt(instance);
  return true;
}

bool Machine::CreateStruct(const Word* pc, RawValue* base, RawValue* k) {
  RawValue* const window = base + BOf(*pc);
  Value made;
  if (!BuildStruct(AsValue(window[0]), AsValues(window + 1, COf(*pc)), k, pc[1],
                   &CacheOf(base, pc[2]), &made)) {
    return false;
  }
  DropCell(window[0]);
  base[AOf(*pc)] = made.Take();
  return CheckHeap();
}

bool Machine::CreateStructSpread(const Word* pc, RawValue* base, RawValue* k) {
  RawValue& definition = base[BOf(*pc)];
  RawValue& list = base[COf(*pc)];
  if (!list.is(ObjectType::kList)) return InvalidBytecode();
  const auto items = list.as<List>()->items();
  std::vector<Value> values(items.begin(), items.end());
  DropCell(list);
  Value made;
  if (!BuildStruct(AsValue(definition), values, k, pc[1], nullptr, &made)) return false;
  DropCell(definition);
  base[AOf(*pc)] = made.Take();
  return CheckHeap();
}

}  // namespace quicksilver
