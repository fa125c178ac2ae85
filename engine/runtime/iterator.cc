#include "engine/runtime/iterator.h"

#include <cmath>

#include "engine/base/assert.h"
#include "engine/runtime/format.h"
#include "engine/runtime/messages.h"

namespace quicksilver {
namespace {

IteratorStep Failed() { return {Value::Raised(), Value::Unbound()}; }

// `iterator` with another inner value and position: itself when nobody else can see it.
Value GoOn(Runtime& runtime, Value iterator, Value inner, double position) {
  auto* object = iterator.as<Iterator>();
  if (object->refs != 1) {
    return Value::Adopt(
        runtime.heap().NewIterator(object->kind(), std::move(inner), object->function, position));
  }
  object->inner = std::move(inner);
  object->position = position;
  return iterator;
}

// What `iterator` iterates, taken out when nobody else can see it.
Value InnerOf(const Value& iterator) {
  auto* object = iterator.as<Iterator>();
  return object->refs == 1 ? std::move(object->inner) : object->inner;
}

IteratorStep StepList(Runtime& runtime, Value iterator) {
  const Iterator& object = *iterator.as<Iterator>();
  const auto items = object.inner.as<List>()->items();
  const auto at = static_cast<std::size_t>(object.position);
  const bool end = at >= items.size();
  const double position = object.position + (end ? 0 : 1);
  Value element = end ? Value::Unbound() : items[at];
  Value inner = InnerOf(iterator);
  return {GoOn(runtime, std::move(iterator), std::move(inner), position), std::move(element)};
}

IteratorStep StepRange(Runtime& runtime, Value iterator) {
  const Iterator& object = *iterator.as<Iterator>();
  const Range& range = *object.inner.as<Range>();
  const bool end = !(object.position < RangeLength(range));
  const double position = object.position + (end ? 0 : 1);
  Value element = end ? Value::Unbound() : Value::Number(RangeElement(range, object.position));
  Value inner = InnerOf(iterator);
  return {GoOn(runtime, std::move(iterator), std::move(inner), position), std::move(element)};
}

IteratorStep StepMap(Runtime& runtime, Value iterator) {
  IteratorStep inner = StepIterator(runtime, InnerOf(iterator));
  if (inner.next.is_raised()) return inner;
  if (!inner.element.is_unbound()) {
    Value element = runtime.Call(iterator.as<Iterator>()->function, {&inner.element, 1});
    if (element.is_raised()) return Failed();
    inner.element = std::move(element);
  }
  inner.next = GoOn(runtime, std::move(iterator), std::move(inner.next), 0);
  return inner;
}

IteratorStep StepFilter(Runtime& runtime, Value iterator) {
  IteratorStep inner{InnerOf(iterator), Value::Unbound()};
  while (true) {
    // A filter that lets nothing through would otherwise run for ever in one step.
    if (!runtime.Charge(1)) return Failed();
    inner = StepIterator(runtime, std::move(inner.next));
    if (inner.next.is_raised()) return inner;
    if (inner.element.is_unbound()) break;
    Value argument = inner.element;
    const Value verdict = runtime.Call(iterator.as<Iterator>()->function, {&argument, 1});
    if (verdict.is_raised()) return Failed();
    if (IsTruthy(verdict.raw())) break;
  }
  inner.next = GoOn(runtime, std::move(iterator), std::move(inner.next), 0);
  return inner;
}

IteratorStep StepTake(Runtime& runtime, Value iterator) {
  const double left = iterator.as<Iterator>()->position;
  // Fractions below one are no element, NaN is none either.
  if (!(left >= 1)) {
    Value inner = InnerOf(iterator);
    return {GoOn(runtime, std::move(iterator), std::move(inner), left), Value::Unbound()};
  }
  IteratorStep inner = StepIterator(runtime, InnerOf(iterator));
  if (inner.next.is_raised()) return inner;
  inner.next = GoOn(runtime, std::move(iterator), std::move(inner.next), left - 1);
  return inner;
}

IteratorStep StepStage(Runtime& runtime, Value iterator) {
  switch (iterator.as<Iterator>()->kind()) {
    case IteratorKind::kMap:
      return StepMap(runtime, std::move(iterator));
    case IteratorKind::kFilter:
      return StepFilter(runtime, std::move(iterator));
    default:
      return StepTake(runtime, std::move(iterator));
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

IteratorStep StepIterator(Runtime& runtime, Value iterator) {
  QS_ASSERT(iterator.is(ObjectType::kIterator), "only iterators are stepped");
  const IteratorKind kind = iterator.as<Iterator>()->kind();
  if (kind == IteratorKind::kList) return StepList(runtime, std::move(iterator));
  if (kind == IteratorKind::kRange) return StepRange(runtime, std::move(iterator));
  if (!runtime.EnterCall()) return Failed();
  IteratorStep step = Failed();
  if (!runtime.stack().Run([&] { step = StepStage(runtime, std::move(iterator)); })) {
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
