#include "engine/runtime/iterator.h"

#include <cmath>

#include "engine/base/assert.h"
#include "engine/runtime/format.h"
#include "engine/runtime/messages.h"

namespace quicksilver {
namespace {

Value NewIterator(Runtime& runtime, const Iterator& like, Value inner, double position) {
  return Value::Adopt(
      runtime.heap().NewIterator(like.kind(), std::move(inner), like.function, position));
}

IteratorStep Failed() { return {Value::Raised(), Value::Unbound()}; }

IteratorStep StepList(Runtime& runtime, const Iterator& iterator) {
  const auto items = iterator.inner.as<List>()->items();
  const auto at = static_cast<std::size_t>(iterator.position);
  const bool end = at >= items.size();
  Value element = end ? Value::Unbound() : items[at];
  return {NewIterator(runtime, iterator, iterator.inner, iterator.position + (end ? 0 : 1)),
          std::move(element)};
}

IteratorStep StepRange(Runtime& runtime, const Iterator& iterator) {
  const Range& range = *iterator.inner.as<Range>();
  const bool end = !(iterator.position < RangeLength(range));
  Value element = end ? Value::Unbound() : Value::Number(RangeElement(range, iterator.position));
  return {NewIterator(runtime, iterator, iterator.inner, iterator.position + (end ? 0 : 1)),
          std::move(element)};
}

IteratorStep StepMap(Runtime& runtime, const Iterator& iterator) {
  IteratorStep inner = StepIterator(runtime, iterator.inner);
  if (inner.next.is_raised()) return inner;
  if (!inner.element.is_unbound()) {
    Value element = runtime.Call(iterator.function, {&inner.element, 1});
    if (element.is_raised()) return Failed();
    inner.element = std::move(element);
  }
  inner.next = NewIterator(runtime, iterator, std::move(inner.next), 0);
  return inner;
}

IteratorStep StepFilter(Runtime& runtime, const Iterator& iterator) {
  IteratorStep inner{iterator.inner, Value::Unbound()};
  while (true) {
    // A filter that lets nothing through would otherwise run for ever in one step.
    if (!runtime.Charge(1)) return Failed();
    inner = StepIterator(runtime, inner.next);
    if (inner.next.is_raised()) return inner;
    if (inner.element.is_unbound()) break;
    Value argument = inner.element;
    const Value verdict = runtime.Call(iterator.function, {&argument, 1});
    if (verdict.is_raised()) return Failed();
    if (IsTruthy(verdict.raw())) break;
  }
  inner.next = NewIterator(runtime, iterator, std::move(inner.next), 0);
  return inner;
}

IteratorStep StepTake(Runtime& runtime, const Iterator& iterator) {
  // Fractions below one are no element, NaN is none either.
  if (!(iterator.position >= 1)) {
    return {NewIterator(runtime, iterator, iterator.inner, iterator.position), Value::Unbound()};
  }
  IteratorStep inner = StepIterator(runtime, iterator.inner);
  if (inner.next.is_raised()) return inner;
  inner.next = NewIterator(runtime, iterator, std::move(inner.next), iterator.position - 1);
  return inner;
}

IteratorStep StepStage(Runtime& runtime, const Iterator& iterator) {
  switch (iterator.kind()) {
    case IteratorKind::kMap:
      return StepMap(runtime, iterator);
    case IteratorKind::kFilter:
      return StepFilter(runtime, iterator);
    default:
      return StepTake(runtime, iterator);
  }
}

}  // namespace

Value MakeIterator(Runtime& runtime, const Value& value) {
  if (value.is(ObjectType::kIterator)) return value;
  if (value.is(ObjectType::kList)) {
    return Value::Adopt(runtime.heap().NewIterator(IteratorKind::kList, value, Value(), 0));
  }
  if (value.is(ObjectType::kRange)) {
    return Value::Adopt(runtime.heap().NewIterator(IteratorKind::kRange, value, Value(), 0));
  }
  return Value::Unbound();
}

IteratorStep StepIterator(Runtime& runtime, const Value& iterator) {
  QS_ASSERT(iterator.is(ObjectType::kIterator), "only iterators are stepped");
  const Iterator& object = *iterator.as<Iterator>();
  if (object.kind() == IteratorKind::kList) return StepList(runtime, object);
  if (object.kind() == IteratorKind::kRange) return StepRange(runtime, object);
  if (!runtime.EnterCall()) return Failed();
  IteratorStep step = Failed();
  if (!runtime.stack().Run([&] { step = StepStage(runtime, object); })) {
    runtime.RaiseStackOverflow();
  }
  runtime.LeaveCall();
  return step;
}

double RangeLength(const Range& range) {
  const double start = std::trunc(range.start);
  const double end = std::trunc(range.end);
  return end > start ? end - start : 0;
}

double RangeElement(const Range& range, double k) { return std::trunc(range.start) + k; }

}  // namespace quicksilver
