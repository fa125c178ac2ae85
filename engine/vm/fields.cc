// Fields and methods: `x.f`, and what `x.f(…)` calls.

#include "engine/runtime/map.h"
#include "engine/runtime/messages.h"
#include "engine/vm/machine.h"

namespace quicksilver {

std::int64_t FieldIndex(const FormInfo& form, std::string_view name) {
  for (std::size_t i = 0; i < form.fields.size(); ++i) {
    if (form.fields[i].name == name) return static_cast<std::int64_t>(i);
  }
  return -1;
}

bool Machine::FieldOf(RawValue object, RawValue* k, std::uint32_t name, InlineCache& cache,
                      RawValue* result) {
  LinkedModule& module = ModuleOf(k);
  const std::string_view spelling = module.chunk().constants.text(name);
  const Value* found = nullptr;
  if (object.is(ObjectType::kStruct)) {
    Struct* instance = object.as<Struct>();
    const FormInfo* form = instance->form->info;
    const std::int64_t index =
        cache.form == form ? std::int64_t{cache.index} : FieldIndex(*form, spelling);
    if (index >= 0) {
      cache.form = form;
      cache.index = static_cast<std::uint32_t>(index);
      found = instance->fields() + index;
    }
  } else if (object.is(ObjectType::kMap)) {
    const MapEntry* entry = FindInMap(object.as<Map>(), module.TextConstant(name).as<Text>());
    if (entry != nullptr) found = &entry->value;
  } else if (object.is(ObjectType::kGrove)) {
    const Grove* grove = object.as<Grove>();
    ExportView view;
    if (!ViewExport(*grove, spelling, &view)) return InvalidBytecode();
    found = view.value;
    if (found != nullptr && found->is_unbound()) return NameNotBound(k, name);
  }
  if (found == nullptr) {
    return Raise(ErrorKind::kFieldNotFound, FieldNotFoundMessage(spelling, AsValue(object)));
  }
  if (!CountOwner(found->raw())) return OutOfMemory();
  *result = found->raw();
  return true;
}

bool Machine::GetField(const Word* pc, RawValue* base, RawValue* k) {
  RawValue result;
  if (!FieldOf(base[BOf(*pc)], k, pc[1], CacheOf(base, pc[2]), &result)) return false;
  AssignCell(base[AOf(*pc)], result);
  return true;
}

bool Machine::GetElementField(const Word* pc, RawValue* base, RawValue* k) {
  const Chunk& chunk = ModuleOf(k).chunk();
  const PlaceInfo& place = chunk.places[pc[1]];
  if (!place.is_element_field()) return InvalidBytecode();
  Value element;
  if (!ElementOf(base[BOf(*pc)], base[COf(*pc)], &element) || !CheckHeap()) {
    return RaiseAgainAt(chunk, place.steps[0].span);
  }
  RawValue result;
  if (!FieldOf(element.raw(), k, place.steps[1].field, CacheOf(base, pc[2]), &result)) {
    return RaiseAgainAt(chunk, place.steps[1].span);
  }
  base[AOf(*pc)] = result;
  return true;
}

namespace {

// One address for each kind of receiver that has the same methods. Null: it has none.
const void* ReceiverKind(RawValue receiver) {
  static constexpr char kObjects[kObjectTypeCount] = {};
  static constexpr char kImmediates[5] = {};
  if (receiver.is_number()) return &kImmediates[0];
  if (receiver.is_truth()) return &kImmediates[1];
  if (receiver.is_absent()) return &kImmediates[2];
  if (receiver.is_builtin()) return &kImmediates[3];
  if (!receiver.is_object()) return &kImmediates[4];
  switch (receiver.object()->type) {
    case ObjectType::kStruct:
      return receiver.as<Struct>()->form->info;
    case ObjectType::kVariantValue:
      return &receiver.as<VariantValue>()->case_info();
    case ObjectType::kForm:
    case ObjectType::kVariantDef:
    case ObjectType::kConstructor:
      return nullptr;
    default:
      return &kObjects[static_cast<std::size_t>(receiver.object()->type)];
  }
}

// The name under which methods are sought second.
std::string_view FamilyName(RawValue receiver) {
  if (receiver.is_absent() || receiver.is(ObjectType::kPresent)) return "Maybe";
  if (receiver.is(ObjectType::kTriumph) || receiver.is(ObjectType::kMishap)) return "Outcome";
  if (receiver.is(ObjectType::kVariantValue)) {
    return receiver.as<VariantValue>()->definition->info->name;
  }
  return {};
}

}  // namespace

const Value* Machine::FindMethod(RawValue receiver, std::string_view name) {
  const MethodTable& methods = runtime->methods();
  const Value* found = methods.Find(TypeName(receiver), name);
  if (found != nullptr) return found;
  const std::string_view family = FamilyName(receiver);
  return family.empty() ? nullptr : methods.Find(family, name);
}

bool Machine::GetMethod(const Word* pc, RawValue* base, RawValue* k) {
  RawValue& callee = base[AOf(*pc)];
  RawValue& receiver = base[AOf(*pc) + 1];
  InlineCache& cache = CacheOf(base, pc[2]);
  const void* kind = ReceiverKind(receiver);
  const Value* method = nullptr;
  if (kind != nullptr) {
    const std::uint64_t version = runtime->methods().version();
    if (cache.receiver != kind || cache.version != version) {
      cache.receiver = kind;
      cache.version = version;
      cache.method = FindMethod(receiver, ModuleOf(k).chunk().constants.text(pc[1]));
    }
    method = cache.method;
  }
  if (method != nullptr) {
    if (!CountOwner(method->raw())) return OutOfMemory();
    callee = method->raw();
    return true;
  }
  RawValue field;
  if (!FieldOf(receiver, k, pc[1], cache, &field)) return false;
  callee = field;
  AssignCell(receiver, RawValue::Unbound());
  return true;
}

}  // namespace quicksilver
