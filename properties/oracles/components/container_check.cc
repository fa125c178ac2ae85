#include "properties/oracles/components/container_check.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "engine/runtime/list.h"
#include "engine/runtime/map.h"
#include "engine/runtime/object.h"
#include "engine/runtime/text.h"

namespace quicksilver::properties {
namespace {

using OperationKind = ContainerOperation::Kind;
using Type = ContainerModel::Type;
using Complaint = std::optional<std::string>;

constexpr std::uint64_t kRoom = std::uint64_t{64} << 20;
constexpr std::uint64_t kTightRoom = std::uint64_t{4} << 10;
// Containers in containers double with each step; what is larger than this is not put into another.
constexpr std::size_t kLargestPut = 30;
constexpr std::size_t kLargestText = 10'000;

Complaint Differs(const Value& value, const ContainerModel& model);

Complaint DiffersInItems(const Value& value, const ContainerModel& model) {
  if (!value.is(ObjectType::kList)) return "is no list";
  const auto items = value.as<List>()->items();
  if (items.size() != model.items.size()) {
    return fmt::format("has {} items, {} expected", items.size(), model.items.size());
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (Complaint complaint = Differs(items[i], model.items[i])) {
      return fmt::format("[{}] {}", i, *complaint);
    }
  }
  return std::nullopt;
}

// Looks entries up one by one: reading them in order would sort the map, which is an operation of
// its own.
Complaint DiffersInEntries(const Value& value, const ContainerModel& model) {
  if (!value.is(ObjectType::kMap)) return "is no map";
  const Map* map = value.as<Map>();
  if (map->count != model.entries.size()) {
    return fmt::format("has {} entries, {} expected", map->count, model.entries.size());
  }
  for (std::uint32_t key = 0; key < kContainerKeys; ++key) {
    const std::string name = ContainerKey(key);
    const MapEntry* entry = FindInMap(map, name);
    const auto expected = model.entries.find(name);
    if ((entry != nullptr) != (expected != model.entries.end())) {
      return fmt::format("should {}have key{}", entry != nullptr ? "not " : "", key);
    }
    if (entry == nullptr) continue;
    if (Complaint complaint = Differs(entry->value, expected->second)) {
      return fmt::format(".key{} {}", key, *complaint);
    }
  }
  return std::nullopt;
}

Complaint Differs(const Value& value, const ContainerModel& model) {
  switch (model.type) {
    case Type::kNothing:
      if (!value.is_nothing()) return "is not nothing";
      return std::nullopt;
    case Type::kNumber:
      if (!value.is_number() || value.number() != model.number) {
        return fmt::format("is not {}", model.number);
      }
      return std::nullopt;
    case Type::kList:
      return DiffersInItems(value, model);
    case Type::kMap:
      return DiffersInEntries(value, model);
    case Type::kText:
      if (!value.is(ObjectType::kText) || value.as<Text>()->view() != model.text) {
        return fmt::format("is not \"{}\"", model.text);
      }
      return std::nullopt;
  }
  return "is of no known type";
}

Complaint DiffersInOrder(const Value& value, const ContainerModel& model) {
  auto expected = model.entries.begin();
  for (const MapEntry& entry : SortedEntries(value.as<Map>())) {
    if (expected == model.entries.end() || entry.key->view() != expected->first) {
      return "is not in the order of its keys";
    }
    ++expected;
  }
  return std::nullopt;
}

// How often the operation is done in a row, and the i-th of them.
std::uint32_t Times(const ContainerOperation& operation) {
  const bool repeated = operation.kind == OperationKind::kPush ||
                        operation.kind == OperationKind::kSetKey ||
                        operation.kind == OperationKind::kAppend;
  return repeated ? operation.times : 1;
}
ContainerOperation Nth(ContainerOperation operation, std::uint32_t i) {
  operation.number += i;
  operation.key = (operation.key + i) % kContainerKeys;
  return operation;
}

ContainerModel NumberModel(double number) {
  ContainerModel model;
  model.type = Type::kNumber;
  model.number = number;
  return model;
}

}  // namespace

std::size_t ContainerModel::size() const {
  std::size_t total = 1;
  for (const ContainerModel& item : items) total += item.size();
  for (const auto& [key, value] : entries) total += value.size();
  return total;
}

ContainerMachine::ContainerMachine(bool tight)
    : heap_(tight ? kTightRoom : kRoom), objects_before_(heap_.object_count()) {}

bool ContainerMachine::Accept(Value& target, Value result) {
  if (result.is_raised()) {
    ++failures_;
    return false;
  }
  target = std::move(result);
  return true;
}

void ContainerMachine::Change(const ContainerOperation& operation) {
  Value& value = values_[operation.handle];
  ContainerModel& model = models_[operation.handle];
  switch (operation.kind) {
    case OperationKind::kMakeList: {
      std::vector<Value> items;
      ContainerModel made;
      made.type = Type::kList;
      for (std::uint32_t i = 0; i < operation.number; ++i) {
        items.push_back(Value::Number(i));
        made.items.push_back(NumberModel(i));
      }
      value = Value::Adopt(heap_.NewList(items));
      model = std::move(made);
      break;
    }
    case OperationKind::kMakeMap:
      value = Value::Adopt(heap_.NewMap());
      model = {};
      model.type = Type::kMap;
      break;
    case OperationKind::kMakeText:
      model = {};
      model.type = Type::kText;
      model.text.assign(operation.number, 'x');
      value = Value::Adopt(heap_.NewText(model.text));
      break;
    case OperationKind::kShare:
      value = values_[operation.other];
      model = ContainerModel(models_[operation.other]);
      break;
    case OperationKind::kForget:
      value = Value();
      model = {};
      break;
    case OperationKind::kSlice:
    case OperationKind::kTakeItem:
      if (models_[operation.other].type == Type::kList) TakeFromList(operation);
      break;
    case OperationKind::kPush:
    case OperationKind::kPop:
    case OperationKind::kSetItem:
      for (std::uint32_t i = 0; i < Times(operation) && model.type == Type::kList; ++i) {
        ChangeList(Nth(operation, i));
      }
      break;
    case OperationKind::kSetKey:
    case OperationKind::kWriteEntry:
    case OperationKind::kRemoveKey:
    case OperationKind::kSort:
      for (std::uint32_t i = 0; i < Times(operation) && model.type == Type::kMap; ++i) {
        ChangeMap(Nth(operation, i));
      }
      break;
    case OperationKind::kAppend:
      for (std::uint32_t i = 0; i < Times(operation) && model.type == Type::kText; ++i) {
        ChangeText(Nth(operation, i));
      }
      break;
  }
}

void ContainerMachine::TakeFromList(const ContainerOperation& operation) {
  const Value source = values_[operation.other];
  const ContainerModel from = models_[operation.other];
  const auto size = static_cast<std::uint32_t>(from.items.size());
  Value& value = values_[operation.handle];
  ContainerModel& model = models_[operation.handle];
  if (operation.kind == OperationKind::kTakeItem) {
    if (size == 0) return;
    value = source.as<List>()->items()[operation.number % size];
    model = from.items[operation.number % size];
    return;
  }
  const std::uint32_t start = operation.number % (size + 1);
  const std::uint32_t end = start + operation.key % (size - start + 1);
  if (!Accept(value, ListSlice(heap_, source.as<List>(), start, end))) return;
  model = {};
  model.type = Type::kList;
  model.items.assign(from.items.begin() + start, from.items.begin() + end);
}

void ContainerMachine::ChangeList(const ContainerOperation& operation) {
  Value& list = values_[operation.handle];
  ContainerModel& model = models_[operation.handle];
  const bool put_other = operation.put_other && models_[operation.other].size() <= kLargestPut;
  Value item = put_other ? values_[operation.other] : Value::Number(operation.number);
  const ContainerModel item_model =
      put_other ? ContainerModel(models_[operation.other]) : NumberModel(operation.number);
  const std::size_t size = model.items.size();
  if (operation.kind == OperationKind::kPush) {
    if (Accept(list, ListPush(heap_, list, std::move(item)))) model.items.push_back(item_model);
    return;
  }
  if (size == 0) return;
  if (operation.kind == OperationKind::kPop) {
    if (Accept(list, ListPop(heap_, list))) model.items.pop_back();
    return;
  }
  if (!MakeListUnique(heap_, list)) {
    ++failures_;
    return;
  }
  MutableItems(list)[operation.number % size] = std::move(item);
  model.items[operation.number % size] = item_model;
}

void ContainerMachine::ChangeMap(const ContainerOperation& operation) {
  Value& map = values_[operation.handle];
  ContainerModel& model = models_[operation.handle];
  const std::string name = ContainerKey(operation.key);
  const Value key = Value::Adopt(heap_.NewText(name));
  const bool put_other = operation.put_other && models_[operation.other].size() <= kLargestPut;
  Value put = put_other ? values_[operation.other] : Value::Number(operation.number);
  const ContainerModel put_model =
      put_other ? ContainerModel(models_[operation.other]) : NumberModel(operation.number);
  switch (operation.kind) {
    case OperationKind::kSetKey:
      if (Accept(map, MapSet(heap_, map, key, std::move(put)))) model.entries[name] = put_model;
      break;
    case OperationKind::kRemoveKey:
      if (Accept(map, MapRemove(heap_, map, key.as<Text>()))) model.entries.erase(name);
      break;
    case OperationKind::kWriteEntry:
      if (!model.entries.contains(name)) break;
      if (!MakeMapUnique(heap_, map)) {
        ++failures_;
        break;
      }
      FindInMap(map.as<Map>(), key.as<Text>())->value = std::move(put);
      model.entries[name] = put_model;
      break;
    default:
      SortedEntries(map.as<Map>());
      break;
  }
}

// A text that others hold too must not change for them, even where there is room behind it.
void ContainerMachine::ChangeText(const ContainerOperation& operation) {
  Value& text = values_[operation.handle];
  ContainerModel& model = models_[operation.handle];
  const ContainerModel& other = models_[operation.other];
  std::string piece(1 + operation.key % 3, static_cast<char>('a' + operation.number % 26));
  const bool put_other = operation.put_other && other.type == Type::kText &&
                         model.text.size() + other.text.size() <= kLargestText;
  if (put_other) piece = other.text;
  const Value right = put_other ? values_[operation.other] : Value::Adopt(heap_.NewText(piece));
  if (!Accept(text, JoinTexts(heap_, text.as<Text>(), right.as<Text>()))) return;
  model.text += piece;
}

std::optional<std::string> ContainerMachine::Apply(const ContainerOperation& operation) {
  Change(operation);
  for (std::uint32_t handle = 0; handle < kHandles; ++handle) {
    Complaint complaint = Differs(values_[handle], models_[handle]);
    if (!complaint && operation.kind == OperationKind::kSort && handle == operation.handle &&
        models_[handle].type == Type::kMap) {
      complaint = DiffersInOrder(values_[handle], models_[handle]);
    }
    if (complaint) return fmt::format("{}: v{} {}", Describe(operation), handle, *complaint);
  }
  return std::nullopt;
}

std::optional<std::string> ContainerMachine::Finish() {
  for (std::uint32_t handle = 0; handle < kHandles; ++handle) {
    values_[handle] = Value();
    models_[handle] = {};
  }
  if (heap_.object_count() == objects_before_) return std::nullopt;
  return fmt::format("{} objects are left when everything was let go of",
                     heap_.object_count() - objects_before_);
}

std::optional<std::string> CheckContainers(const ContainerOperations& operations) {
  ContainerMachine machine(operations.tight);
  for (std::size_t i = 0; i < operations.operations.size(); ++i) {
    if (Complaint complaint = machine.Apply(operations.operations[i])) {
      return fmt::format("operation {}: {}", i, *complaint);
    }
  }
  return machine.Finish();
}

}  // namespace quicksilver::properties
