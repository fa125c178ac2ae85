// Making lists, maps, ranges and outcomes; reading elements.

#include <cmath>

#include "engine/runtime/list.h"
#include "engine/runtime/map.h"
#include "engine/runtime/messages.h"
#include "engine/runtime/text.h"
#include "engine/vm/machine.h"

namespace quicksilver {

bool Machine::CreateList(const Word* pc, RawValue* base, RawValue* /*k*/) {
  List* list = runtime->heap().NewList(AsValues(base + BOf(*pc), COf(*pc)));
  base[AOf(*pc)] = RawValue::Of(list);
  return CheckHeap();
}

bool Machine::AppendList(const Word* pc, RawValue* base, RawValue* /*k*/) {
  Value& list = AsValue(base[AOf(*pc)]);
  for (Value& item : AsValues(base + BOf(*pc), COf(*pc))) {
    if (!list.is(ObjectType::kList)) return InvalidBytecode();
    Value longer = ListPush(runtime->heap(), list, std::move(item));
    if (longer.is_raised()) return OutOfMemory();
    list = std::move(longer);
  }
  return CheckHeap();
}

bool Machine::CreateMap(const Word* pc, RawValue* base, RawValue* /*k*/) {
  base[AOf(*pc)] = RawValue::Of(runtime->heap().NewMap());
  return CheckHeap();
}

bool Machine::InsertMap(const Word* pc, RawValue* base, RawValue* k) {
  Value& map = AsValue(base[AOf(*pc)]);
  const std::vector<std::uint32_t>& keys = ModuleOf(k).chunk().key_lists[pc[1]];
  if (keys.size() < COf(*pc)) return InvalidBytecode();
  for (std::size_t i = 0; i < COf(*pc); ++i) {
    if (!map.is(ObjectType::kMap)) return InvalidBytecode();
    const Value key = Value::Share(ModuleOf(k).TextConstant(keys[i]));
    Value changed = MapSet(runtime->heap(), map, key, std::move(AsValue(base[BOf(*pc) + i])));
    if (changed.is_raised()) return OutOfMemory();
    map = std::move(changed);
  }
  return CheckHeap();
}

bool Machine::CreateRange(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue ends[] = {base[BOf(*pc)], base[COf(*pc)]};
  for (const RawValue& end : ends) {
    if (!end.is_number())
      return Raise(ErrorKind::kTypeError, ExpectedMessage("Number", AsValue(end)));
  }
  base[AOf(*pc)] = RawValue::Of(runtime->heap().NewRange(ends[0].number(), ends[1].number()));
  return CheckHeap();
}

bool Machine::CreateOutcome(const Word* pc, RawValue* base, RawValue* /*k*/) {
  static constexpr ObjectType kTypes[] = {ObjectType::kTriumph, ObjectType::kMishap,
                                          ObjectType::kPresent};
  if (COf(*pc) >= std::size(kTypes)) return InvalidBytecode();
  Value content = std::move(AsValue(base[BOf(*pc)]));
  Box* box = runtime->heap().NewBox(kTypes[COf(*pc)], std::move(content));
  base[AOf(*pc)] = RawValue::Of(box);
  return CheckHeap();
}

Branch Machine::Try(const Word* pc, RawValue* base, RawValue* /*k*/) {
  Value outcome = std::move(AsValue(base[BOf(*pc)]));
  if (outcome.is(ObjectType::kMishap)) {
    base[AOf(*pc)] = outcome.Take();
    return Branch::kJump;
  }
  if (!outcome.is(ObjectType::kTriumph)) {
    Raise(ErrorKind::kTypeError, ExpectedMessage("Outcome", outcome));
    return Branch::kRaised;
  }
  return Deliver(outcome.as<Box>()->value, base[AOf(*pc)]) ? Branch::kNext : Branch::kRaised;
}

bool Machine::Request(const Word* pc, RawValue* base, RawValue* k) {
  const ConstantPool& constants = ModuleOf(k).chunk().constants;
  PrepareCallback(TopOf(base));
  Value capability = runtime->Request(constants.text(pc[1]), constants.text(pc[2]));
  if (capability.is_raised()) return false;
  base[AOf(*pc)] = capability.Take();
  return CheckHeap();
}

bool Machine::CheckIndex(RawValue index, std::uint64_t length, std::uint64_t* at) {
  if (!index.is_number()) {
    return Raise(ErrorKind::kTypeError, ExpectedMessage("Number", AsValue(index)));
  }
  const double truncated = std::trunc(index.number());
  if (!(truncated >= 0 && truncated < static_cast<double>(length))) {
    return Raise(ErrorKind::kIndexOutOfBounds, IndexMessage(truncated, length));
  }
  *at = static_cast<std::uint64_t>(truncated);
  return true;
}

bool Machine::ElementOf(RawValue object, RawValue index, Value* result) {
  std::uint64_t at = 0;
  if (object.is(ObjectType::kList)) {
    const auto items = object.as<List>()->items();
    if (!CheckIndex(index, items.size(), &at)) return false;
    *result = items[at];
  } else if (object.is(ObjectType::kText)) {
    const Text* text = object.as<Text>();
    if (!CheckIndex(index, TextLength(text), &at)) return false;
    *result = Value::Adopt(runtime->heap().NewText(TextSlice(text, at, at + 1)));
  } else if (object.is(ObjectType::kMap)) {
    if (!index.is(ObjectType::kText)) {
      return Raise(ErrorKind::kTypeError, ExpectedMessage("Text", AsValue(index)));
    }
    const MapEntry* entry = FindInMap(object.as<Map>(), index.as<Text>());
    if (entry == nullptr) {
      return Raise(ErrorKind::kFieldNotFound,
                   FieldNotFoundMessage(index.as<Text>()->view(), AsValue(object)));
    }
    *result = entry->value;
  } else {
    return Raise(ErrorKind::kTypeError, ExpectedMessage("List, Map or Text", AsValue(object)));
  }
  return true;
}

bool Machine::GetIndex(const Word* pc, RawValue* base, RawValue* /*k*/) {
  Value result;
  if (!ElementOf(base[BOf(*pc)], base[COf(*pc)], &result)) return false;
  return Deliver(std::move(result), base[AOf(*pc)]);
}

}  // namespace quicksilver
