// The iterator builtins. Making a stage calls nothing; stepping is iterator.h's.

#include "engine/runtime/builtins_support.h"
#include "engine/runtime/builtins_table.h"
#include "engine/runtime/iterator.h"
#include "engine/runtime/list.h"

namespace quicksilver {
namespace {

Value MakeStage(Runtime& runtime, std::span<Value> args, IteratorKind kind) {
  if (!CheckIterator(runtime, args[0]) || !CheckCallable(runtime, args[1])) return Value::Raised();
  return Value::Adopt(runtime.heap().NewIterator(kind, args[0], args[1], 0));
}

// Steps from `iterator` to its end and hands every element to `use`, until that answers false.
// False when an error is pending.
template <typename Use>
bool ForEachElement(Runtime& runtime, const Value& iterator, Use use) {
  Value current = iterator;
  while (true) {
    if (!runtime.Charge(1) || !runtime.CheckHeap()) return false;
    IteratorStep step = StepIterator(runtime, std::move(current));
    if (step.next.is_raised()) return false;
    if (step.element.is_unbound()) return true;
    current = std::move(step.next);
    if (!use(std::move(step.element))) return false;
  }
}

}  // namespace

Value BuiltinIter(Runtime& runtime, std::span<Value> args) {
  Value iterator = MakeIterator(runtime, args[0]);
  if (!iterator.is_unbound()) return iterator;
  RaiseExpected(runtime, "List, Range or Iterator", args[0]);
  return Value::Raised();
}

Value BuiltinIterNext(Runtime& runtime, std::span<Value> args) {
  if (!CheckIterator(runtime, args[0])) return Value::Raised();
  IteratorStep step = StepIterator(runtime, args[0]);
  if (step.next.is_raised()) return Value::Raised();
  Value element = step.element.is_unbound()
                      ? Value::Absent()
                      : NewBoxValue(runtime, ObjectType::kPresent, std::move(step.element));
  Value pair[] = {std::move(step.next), std::move(element)};
  return Value::Adopt(runtime.heap().NewList(pair));
}

Value BuiltinIterMap(Runtime& runtime, std::span<Value> args) {
  return MakeStage(runtime, args, IteratorKind::kMap);
}

Value BuiltinIterFilter(Runtime& runtime, std::span<Value> args) {
  return MakeStage(runtime, args, IteratorKind::kFilter);
}

Value BuiltinIterTake(Runtime& runtime, std::span<Value> args) {
  if (!CheckIterator(runtime, args[0]) || !CheckNumber(runtime, args[1])) return Value::Raised();
  return Value::Adopt(
      runtime.heap().NewIterator(IteratorKind::kTake, args[0], Value(), CountOf(args[1].number())));
}

Value BuiltinIterFold(Runtime& runtime, std::span<Value> args) {
  if (!CheckIterator(runtime, args[0]) || !CheckCallable(runtime, args[2])) return Value::Raised();
  Value result = std::move(args[1]);
  const bool finished = ForEachElement(runtime, args[0], [&](Value element) {
    // The accumulator is handed over, so that a callback that pushes onto it copies nothing.
    Value pair[] = {std::move(result), std::move(element)};
    result = runtime.Call(args[2], pair);
    return !result.is_raised();
  });
  return finished ? std::move(result) : Value::Raised();
}

Value BuiltinIterCollect(Runtime& runtime, std::span<Value> args) {
  if (!CheckIterator(runtime, args[0])) return Value::Raised();
  Value list = Value::Adopt(runtime.heap().NewList());
  const bool finished = ForEachElement(runtime, args[0], [&](Value element) {
    list = runtime.OrOutOfMemory(ListPush(runtime.heap(), list, std::move(element)));
    return !list.is_raised();
  });
  return finished ? std::move(list) : Value::Raised();
}

}  // namespace quicksilver
