#include "properties/generators/container_operations.h"

#include <array>
#include <fmt/format.h>
#include <string_view>

namespace quicksilver::properties {
namespace {

using OperationKind = ContainerOperation::Kind;

// What a variable holds, as far as the generator follows it.
enum class Held : std::uint8_t { kNothing, kList, kMap, kText };

struct OperationShare {
  OperationKind kind;
  std::uint8_t share;
};

// Sharing and changing are what copy-on-write is about, so they make up most; a variable is given
// something new seldom, or changes would find small containers only.
constexpr std::array kOnNothing = {
    OperationShare{OperationKind::kMakeList, 25}, OperationShare{OperationKind::kMakeMap, 25},
    OperationShare{OperationKind::kShare, 20},    OperationShare{OperationKind::kSlice, 10},
    OperationShare{OperationKind::kTakeItem, 10}, OperationShare{OperationKind::kMakeText, 10}};
constexpr std::array kOnList = {
    OperationShare{OperationKind::kPush, 36},    OperationShare{OperationKind::kPop, 14},
    OperationShare{OperationKind::kSetItem, 20}, OperationShare{OperationKind::kShare, 14},
    OperationShare{OperationKind::kSlice, 8},    OperationShare{OperationKind::kTakeItem, 4},
    OperationShare{OperationKind::kForget, 4}};
constexpr std::array kOnMap = {
    OperationShare{OperationKind::kSetKey, 40},     OperationShare{OperationKind::kRemoveKey, 16},
    OperationShare{OperationKind::kWriteEntry, 12}, OperationShare{OperationKind::kSort, 12},
    OperationShare{OperationKind::kShare, 14},      OperationShare{OperationKind::kForget, 3},
    OperationShare{OperationKind::kTakeItem, 3}};

template <std::size_t size>
OperationKind Draw(Choices& choices, const std::array<OperationShare, size>& shares) {
  std::array<std::uint8_t, size> weights{};
  for (std::size_t i = 0; i < size; ++i) weights[i] = shares[i].share;
  return shares[choices.Pick(weights)].kind;
}

constexpr std::array kOnText = {OperationShare{OperationKind::kAppend, 60},
                                OperationShare{OperationKind::kShare, 30},
                                OperationShare{OperationKind::kForget, 10}};

using HeldByAll = std::array<Held, kHandles>;

OperationKind DrawKind(Choices& choices, Held held) {
  switch (held) {
    case Held::kList:
      return Draw(choices, kOnList);
    case Held::kMap:
      return Draw(choices, kOnMap);
    case Held::kText:
      return Draw(choices, kOnText);
    case Held::kNothing:
      break;
  }
  return Draw(choices, kOnNothing);
}

void Follow(const ContainerOperation& operation, HeldByAll& held) {
  switch (operation.kind) {
    case OperationKind::kMakeList:
      held[operation.handle] = Held::kList;
      break;
    case OperationKind::kMakeMap:
      held[operation.handle] = Held::kMap;
      break;
    case OperationKind::kMakeText:
      held[operation.handle] = Held::kText;
      break;
    case OperationKind::kShare:
      held[operation.handle] = held[operation.other];
      break;
    case OperationKind::kSlice:
      if (held[operation.other] == Held::kList) held[operation.handle] = Held::kList;
      break;
    case OperationKind::kForget:
    case OperationKind::kTakeItem:  // a number as a rule
      held[operation.handle] = Held::kNothing;
      break;
    default:
      break;
  }
}

ContainerOperation GenerateOperation(Choices& choices, const HeldByAll& held) {
  ContainerOperation operation;
  operation.handle = choices.Below(kHandles);
  operation.kind = DrawKind(choices, held[operation.handle]);
  operation.other = choices.Below(kHandles);
  operation.number = choices.Below(40);
  operation.key = choices.Below(kContainerKeys);
  operation.put_other = choices.Flip(20);
  if (choices.Flip(15)) operation.times = 2 + choices.Below(20);
  return operation;
}

}  // namespace

std::string ContainerKey(std::uint32_t key) {
  // Three families: short keys, keys with a long common beginning, and keys beyond ASCII.
  switch (key % 3) {
    case 0:
      return fmt::format("k{}", key);
    case 1:
      return fmt::format("a key that begins like the others {}", key);
    default:
      return fmt::format("\xC3\xA9{}", key);
  }
}

ContainerOperations GenerateContainerOperations(Choices& choices) {
  ContainerOperations generated;
  generated.tight = choices.Flip(20);
  const std::uint32_t count = 1 + choices.Below(150);
  HeldByAll held{};
  while (generated.operations.size() < count && !choices.exhausted()) {
    generated.operations.push_back(GenerateOperation(choices, held));
    Follow(generated.operations.back(), held);
  }
  return generated;
}

std::string Describe(const ContainerOperation& operation) {
  const std::string handle = fmt::format("v{}", operation.handle);
  const std::string times = operation.times == 1 ? "" : fmt::format(", {} times", operation.times);
  const std::string put = operation.put_other ? fmt::format("v{}", operation.other)
                                              : fmt::format("{}", operation.number);
  switch (operation.kind) {
    case OperationKind::kMakeList:
      return fmt::format("{} = list of {}", handle, operation.number);
    case OperationKind::kMakeMap:
      return handle + " = {}";
    case OperationKind::kShare:
      return fmt::format("{} = v{}", handle, operation.other);
    case OperationKind::kForget:
      return handle + " = nothing";
    case OperationKind::kPush:
      return fmt::format("push {} onto {}{}", put, handle, times);
    case OperationKind::kPop:
      return "pop " + handle;
    case OperationKind::kSetItem:
      return fmt::format("{}[{}] = {}", handle, operation.number, put);
    case OperationKind::kSlice:
      return fmt::format("{} = v{}[{}..{}]", handle, operation.other, operation.number,
                         operation.key);
    case OperationKind::kTakeItem:
      return fmt::format("{} = v{}[{}]", handle, operation.other, operation.number);
    case OperationKind::kSetKey:
      return fmt::format("{}.key{} = {}{}", handle, operation.key, put, times);
    case OperationKind::kWriteEntry:
      return fmt::format("write {} into the entry {}.key{}", put, handle, operation.key);
    case OperationKind::kRemoveKey:
      return fmt::format("remove {}.key{}", handle, operation.key);
    case OperationKind::kSort:
      return "sort " + handle;
    case OperationKind::kMakeText:
      return fmt::format("{} = text of {}", handle, operation.number);
    case OperationKind::kAppend:
      return fmt::format("append {} to {}{}", put, handle, times);
  }
  return "?";
}

std::string Describe(const ContainerOperations& operations) {
  std::string text = operations.tight ? "in a tight heap:\n" : "";
  for (const ContainerOperation& operation : operations.operations) {
    text += "  " + Describe(operation) + "\n";
  }
  return text;
}

}  // namespace quicksilver::properties
