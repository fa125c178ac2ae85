// The list builtins. list_push, list_pop, list_reverse and list_concat consume their first argument
// and change it in place when nothing else refers to it.

#include <algorithm>
#include <limits>

#include "engine/runtime/builtins_support.h"
#include "engine/runtime/builtins_table.h"
#include "engine/runtime/format.h"
#include "engine/runtime/list.h"

namespace quicksilver {
namespace {

std::span<const Value> Items(const Value& list) { return list.as<List>()->items(); }

bool IsUnshared(const Value& list) {
  const List* target = list.as<List>();
  return target->refs == 1 && target->buffer != nullptr && target->buffer->refs == 1;
}

// The result of going through a list of Numbers from the left, beginning with `start`.
template <typename Step>
Value FoldNumbers(Runtime& runtime, std::span<const Value> items, double start, Step step) {
  if (!runtime.Charge(items.size())) return Value::Raised();
  double result = start;
  for (const Value& item : items) {
    if (!CheckNumber(runtime, item)) return Value::Raised();
    result = step(result, item.number());
  }
  return Value::Number(result);
}

// The first index at which the list holds something equal to `wanted`, or its length. Nothing when
// an error is pending.
std::optional<std::size_t> FindItem(Runtime& runtime, std::span<const Value> items,
                                    const Value& wanted) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!runtime.Charge(1)) return std::nullopt;
    std::optional<bool> equal = EqualsQuick(items[i].raw(), wanted.raw());
    if (!equal) equal = Equals(runtime, items[i], wanted);
    if (!equal) return std::nullopt;
    if (*equal) return i;
  }
  return items.size();
}

}  // namespace

Value BuiltinListLength(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  return Value::Number(static_cast<double>(args[0].as<List>()->length));
}

Value BuiltinListPush(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  return runtime.OrOutOfMemory(ListPush(runtime.heap(), args[0], std::move(args[1])));
}

Value BuiltinListPop(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  if (Items(args[0]).empty()) return RaiseCustom(runtime, "Cannot pop from empty list");
  return ListPop(runtime.heap(), args[0]);
}

Value BuiltinListReverse(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  const std::span<const Value> items = Items(args[0]);
  if (!runtime.Charge(items.size())) return Value::Raised();
  if (IsUnshared(args[0])) {
    std::ranges::reverse(MutableItems(args[0]));
    return std::move(args[0]);
  }
  ListBuilder result(runtime, static_cast<double>(items.size()));
  if (!result.ok()) return Value::Raised();
  for (std::size_t i = items.size(); i-- > 0;) result.Add(items[i]);
  return result.Take();
}

Value BuiltinListFirst(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  if (Items(args[0]).empty()) return RaiseCustom(runtime, "Cannot get first element of empty list");
  return Items(args[0]).front();
}

Value BuiltinListLast(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  if (Items(args[0]).empty()) return RaiseCustom(runtime, "Cannot get last element of empty list");
  return Items(args[0]).back();
}

Value BuiltinListConcat(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0]) || !CheckList(runtime, args[1])) return Value::Raised();
  const std::span<const Value> left = Items(args[0]);
  const std::span<const Value> right = Items(args[1]);
  if (right.empty()) return std::move(args[0]);
  if (left.empty()) return std::move(args[1]);
  if (!runtime.Charge(right.size())) return Value::Raised();
  const std::uint64_t length = left.size() + right.size();
  std::uint64_t capacity = length;
  if (IsUnshared(args[0])) {
    if (args[0].as<List>()->buffer->capacity >= length) {
      // None of these can fail, and `right` cannot be what they write to.
      for (const Value& item : right) args[0] = ListPush(runtime.heap(), args[0], item);
      return std::move(args[0]);
    }
    // A list that grows in place once may do so again: room for that makes growing linear.
    const std::uint64_t doubled = std::max(length, 2 * std::uint64_t{left.size()});
    if (runtime.heap().Fits(sizeof(ListBuffer) + doubled * sizeof(Value))) capacity = doubled;
  }
  if (!runtime.Charge(left.size())) return Value::Raised();
  ListBuilder result(runtime, static_cast<double>(capacity));
  if (!result.ok()) return Value::Raised();
  result.AddAll(left);
  result.AddAll(right);
  return result.Take();
}

Value BuiltinListSlice(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0]) || !CheckNumber(runtime, args[1]) ||
      !CheckNumber(runtime, args[2])) {
    return Value::Raised();
  }
  const List* list = args[0].as<List>();
  const std::optional<Bounds> bounds =
      CheckBounds(runtime, args[1].number(), args[2].number(), list->length);
  if (!bounds) return Value::Raised();
  if (bounds->end - bounds->start == list->length) return args[0];
  if (!runtime.Charge(bounds->end - bounds->start)) return Value::Raised();
  return runtime.OrOutOfMemory(ListSlice(runtime.heap(), list, bounds->start, bounds->end));
}

Value BuiltinListFlatten(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  const std::span<const Value> items = Items(args[0]);
  if (!runtime.Charge(items.size())) return Value::Raised();
  // A shared list may be in it any number of times: the sum can be beyond every integer's reach.
  double length = 0;
  for (const Value& item : items) {
    length += item.is(ObjectType::kList) ? static_cast<double>(Items(item).size()) : 1;
  }
  ListBuilder result(runtime, length);
  if (!result.ok()) return Value::Raised();
  for (const Value& item : items) {
    if (!item.is(ObjectType::kList)) {
      result.Add(item);
      continue;
    }
    if (!runtime.Charge(Items(item).size())) return Value::Raised();
    result.AddAll(Items(item));
  }
  return result.Take();
}

Value BuiltinListSum(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  return FoldNumbers(runtime, Items(args[0]), 0,
                     [](double sum, double item) { return sum + item; });
}

Value BuiltinListProduct(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  return FoldNumbers(runtime, Items(args[0]), 1,
                     [](double product, double item) { return product * item; });
}

Value BuiltinListMin(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  const std::span<const Value> items = Items(args[0]);
  if (items.empty()) return RaiseCustom(runtime, "Cannot find min of empty list");
  return FoldNumbers(runtime, items, std::numeric_limits<double>::infinity(), Minimum);
}

Value BuiltinListMax(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  const std::span<const Value> items = Items(args[0]);
  if (items.empty()) return RaiseCustom(runtime, "Cannot find max of empty list");
  return FoldNumbers(runtime, items, -std::numeric_limits<double>::infinity(), Maximum);
}

Value BuiltinListContains(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  const std::span<const Value> items = Items(args[0]);
  const std::optional<std::size_t> at = FindItem(runtime, items, args[1]);
  return at ? Value::Truth(*at < items.size()) : Value::Raised();
}

Value BuiltinListIndexOf(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0])) return Value::Raised();
  const std::span<const Value> items = Items(args[0]);
  const std::optional<std::size_t> at = FindItem(runtime, items, args[1]);
  if (!at) return Value::Raised();
  return Value::Number(*at < items.size() ? static_cast<double>(*at) : -1);
}

Value BuiltinListFill(Runtime& runtime, std::span<Value> args) {
  if (!CheckNumber(runtime, args[0])) return Value::Raised();
  const double count = CountOf(args[0].number());
  ListBuilder result(runtime, count);
  if (!result.ok()) return Value::Raised();
  const auto length = static_cast<std::uint64_t>(count);
  if (!runtime.Charge(length)) return Value::Raised();
  for (std::uint64_t i = 0; i < length; ++i) result.Add(args[1]);
  return result.Take();
}

}  // namespace quicksilver
