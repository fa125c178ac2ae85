#include "properties/generators/container_operations.h"

#include <array>
#include <fmt/format.h>
#include <string_view>

namespace quicksilver::properties {
namespace {

using Kind = ContainerOperation::Kind;

// What a variable holds, as far as the generator follows it.
enum class Held : std::uint8_t { kNothing, kList, kMap };

struct KindShare {
  Kind kind;
  std::uint8_t share;
};

// Sharing and changing are what copy-on-write is about, so they make up most; a variable is given
// something new seldom, or changes would find small containers only.
constexpr std::array kOnNothing = {KindShare{Kind::kMakeList, 30}, KindShare{Kind::kMakeMap, 30},
                                   KindShare{Kind::kShare, 20}, KindShare{Kind::kSlice, 10},
                                   KindShare{Kind::kTakeItem, 10}};
constexpr std::array kOnList = {KindShare{Kind::kPush, 36},    KindShare{Kind::kPop, 14},
                                KindShare{Kind::kSetItem, 20}, KindShare{Kind::kShare, 14},
                                KindShare{Kind::kSlice, 8},    KindShare{Kind::kTakeItem, 4},
                                KindShare{Kind::kForget, 4}};
constexpr std::array kOnMap = {KindShare{Kind::kSetKey, 40},     KindShare{Kind::kRemoveKey, 16},
                               KindShare{Kind::kWriteEntry, 12}, KindShare{Kind::kSort, 12},
                               KindShare{Kind::kShare, 14},      KindShare{Kind::kForget, 3},
                               KindShare{Kind::kTakeItem, 3}};

template <std::size_t size>
Kind Draw(Choices& choices, const std::array<KindShare, size>& shares) {
  std::array<std::uint8_t, size> weights{};
  for (std::size_t i = 0; i < size; ++i) weights[i] = shares[i].share;
  return shares[choices.Pick(weights)].kind;
}

using HeldByAll = std::array<Held, kHandles>;

Kind DrawKind(Choices& choices, Held held) {
  switch (held) {
    case Held::kList:
      return Draw(choices, kOnList);
    case Held::kMap:
      return Draw(choices, kOnMap);
    case Held::kNothing:
      break;
  }
  return Draw(choices, kOnNothing);
}

void Follow(const ContainerOperation& operation, HeldByAll& held) {
  switch (operation.kind) {
    case Kind::kMakeList:
      held[operation.handle] = Held::kList;
      break;
    case Kind::kMakeMap:
      held[operation.handle] = Held::kMap;
      break;
    case Kind::kShare:
      held[operation.handle] = held[operation.other];
      break;
    case Kind::kSlice:
      if (held[operation.other] == Held::kList) held[operation.handle] = Held::kList;
      break;
    case Kind::kForget:
    case Kind::kTakeItem:  // a number as a rule
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
    case Kind::kMakeList:
      return fmt::format("{} = list of {}", handle, operation.number);
    case Kind::kMakeMap:
      return handle + " = {}";
    case Kind::kShare:
      return fmt::format("{} = v{}", handle, operation.other);
    case Kind::kForget:
      return handle + " = nothing";
    case Kind::kPush:
      return fmt::format("push {} onto {}{}", put, handle, times);
    case Kind::kPop:
      return "pop " + handle;
    case Kind::kSetItem:
      return fmt::format("{}[{}] = {}", handle, operation.number, put);
    case Kind::kSlice:
      return fmt::format("{} = v{}[{}..{}]", handle, operation.other, operation.number,
                         operation.key);
    case Kind::kTakeItem:
      return fmt::format("{} = v{}[{}]", handle, operation.other, operation.number);
    case Kind::kSetKey:
      return fmt::format("{}.key{} = {}{}", handle, operation.key, put, times);
    case Kind::kWriteEntry:
      return fmt::format("write {} into the entry {}.key{}", put, handle, operation.key);
    case Kind::kRemoveKey:
      return fmt::format("remove {}.key{}", handle, operation.key);
    case Kind::kSort:
      return "sort " + handle;
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
