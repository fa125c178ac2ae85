// set: sections 6 and 10 of the definition. The order is value, index expressions, root, steps,
// store.
//
// A place is the Value slot itself that a variable, an element, an entry or a field lives in.
// Before a step goes inside, the container in that slot is made unshared, so writing there is seen
// by nobody else; that also makes every step after it find a slot that only this place leads to.

#include <cmath>

#include "engine/base/assert.h"
#include "engine/interpreter/tree_walker.h"
#include "engine/runtime/list.h"
#include "engine/runtime/map.h"
#include "engine/runtime/messages.h"
#include "engine/runtime/variants.h"

namespace quicksilver {

Completion TreeWalker::ExecuteSet(const SetStmt& stmt, Frame& frame, Value* result) {
  Value value = Evaluate(*stmt.value, frame);
  if (value.is_raised()) return Abrupt();
  if (!stmt.steps.empty()) return ExecuteSetInside(stmt, std::move(value), frame, result);
  Value* place = FindRoot(stmt, frame.nodes[stmt.id].use, frame);
  if (place == nullptr) return Completion::kError;
  if (result != nullptr) *result = value;
  *place = std::move(value);
  return Completion::kNormal;
}

Completion TreeWalker::ExecuteSetInside(const SetStmt& stmt, Value value, Frame& frame,
                                        Value* result) {
  Region indexes;
  if (!indexes.Open(frames_, stmt.steps.size())) {
    StackOverflow(stmt.span, frame);
    return Completion::kError;
  }
  for (const PlaceStep& step : stmt.steps) {
    Value index;
    if (step.index != nullptr) index = Evaluate(*step.index, frame);
    if (index.is_raised()) return Abrupt();
    indexes.Add(std::move(index));
  }
  Value* place = FindRoot(stmt, frame.nodes[stmt.id].use, frame);
  if (place == nullptr) return Completion::kError;
  if (result != nullptr) *result = value;
  for (std::size_t i = 0; i < stmt.steps.size(); ++i) {
    const PlaceStep& step = stmt.steps[i];
    const Span span{stmt.root_span.begin, step.end};
    const Value* index = indexes.slots() + i;
    if (i + 1 == stmt.steps.size()) {
      return Store(*place, step, index, std::move(value), span, frame) ? Completion::kNormal
                                                                       : Completion::kError;
    }
    place = StepInto(*place, step, index, span, frame);
    if (place == nullptr) return Completion::kError;
  }
  QS_UNREACHABLE("the last step stores");
}

Value* TreeWalker::FindRoot(const SetStmt& stmt, const NameUse& named, Frame& frame) {
  if (named.place == Place::kSlot && named.weave) [[likely]]
    return &frame.slots[named.index];
  const auto fail = [&](ErrorKind kind) {
    Fail(kind, std::string(frame.unit->Name(stmt.root)), stmt.root_span, frame);
    return nullptr;
  };
  const NameUse& use = SeeThrough(named, frame);
  if (use.place == Place::kGlobal || use.place == Place::kGrove) {
    const NamedEntry entry =
        use.place == Place::kGlobal ? frame.unit->entries[use.index] : GroveEntry(use, frame);
    if (!entry.bound()) return fail(ErrorKind::kUndefinedVariable);
    if (!entry.is(Mark::kWeave)) return fail(ErrorKind::kImmutableBinding);
    return &entry.value();
  }
  if (!use.weave) return fail(ErrorKind::kImmutableBinding);
  switch (use.place) {
    case Place::kSlot:
      return &frame.slots[use.index];
    case Place::kSlotCell:
      return frame.slots[use.index].as<Cell>()->slots();
    case Place::kCaptureCell:
      return frame.captures[use.index].as<Cell>()->slots();
    default:
      QS_UNREACHABLE("a weave lives in a slot or a Cell");
  }
}

// --- Steps ------------------------------------------------------------------------------------

Value* TreeWalker::StepInto(Value& place, const PlaceStep& step, const Value* index, Span span,
                            Frame& frame) {
  if (place.is(ObjectType::kMap)) {
    const Value* key = KeyOf(step, index, span, frame);
    return key == nullptr ? nullptr : MapPlace(place, *key, span, frame);
  }
  if (place.is(ObjectType::kList) && step.index != nullptr) {
    return ListPlace(place, *index, span, frame);
  }
  if (place.is(ObjectType::kStruct) && step.index == nullptr) {
    const std::optional<std::uint32_t> position = FieldPosition(place, step, span, frame);
    return position.has_value() ? FieldPlace(place, *position) : nullptr;
  }
  FailStep(place, step, span, frame);
  return nullptr;
}

bool TreeWalker::Store(Value& place, const PlaceStep& step, const Value* index, Value value,
                       Span span, Frame& frame) {
  if (place.is(ObjectType::kMap)) {
    const Value* key = KeyOf(step, index, span, frame);
    if (key == nullptr) return false;
    Value updated = Checked(MapSet(heap(), place, *key, std::move(value)), span, frame);
    if (updated.is_raised()) return false;
    place = std::move(updated);
    return true;
  }
  if (place.is(ObjectType::kStruct) && step.index == nullptr) {
    const std::optional<std::uint32_t> position = FieldPosition(place, step, span, frame);
    if (!position.has_value()) return false;
    FormDef* form = place.as<Struct>()->form;
    const FieldInfo& field = form->info->fields[*position];
    if (!FieldAccepts(*form, field, value)) {
      Fail(ErrorKind::kTypeError, ExpectedMessage(field.type_name, value), span, frame);
      return false;
    }
    *FieldPlace(place, *position) = std::move(value);
    return true;
  }
  Value* last = StepInto(place, step, index, span, frame);
  if (last == nullptr) return false;
  *last = std::move(value);
  return true;
}

Value* TreeWalker::ListPlace(Value& place, const Value& index, Span span, Frame& frame) {
  if (!index.is_number()) {
    Fail(ErrorKind::kTypeError, ExpectedMessage("Number", index), span, frame);
    return nullptr;
  }
  const double whole = std::trunc(index.number());
  const std::uint64_t length = place.as<List>()->length;
  if (!(whole >= 0 && whole < static_cast<double>(length))) {
    Fail(ErrorKind::kIndexOutOfBounds, IndexMessage(whole, length), span, frame);
    return nullptr;
  }
  if (!MakeListUnique(heap(), place)) {
    Checked(Value::Raised(), span, frame);
    return nullptr;
  }
  return &MutableItems(place)[static_cast<std::size_t>(whole)];
}

Value* TreeWalker::MapPlace(Value& place, const Value& key, Span span, Frame& frame) {
  const Text* name = key.as<Text>();
  if (FindInMap(place.as<Map>(), name) == nullptr) {
    Fail(ErrorKind::kFieldNotFound, FieldNotFoundMessage(name->view(), place), span, frame);
    return nullptr;
  }
  if (!MakeMapUnique(heap(), place)) {
    Checked(Value::Raised(), span, frame);
    return nullptr;
  }
  return &FindInMap(place.as<Map>(), name)->value;
}

const Value* TreeWalker::KeyOf(const PlaceStep& step, const Value* index, Span span, Frame& frame) {
  if (step.index == nullptr) return &NameText(step.field, *frame.unit);
  if (index->is(ObjectType::kText)) return index;
  Fail(ErrorKind::kTypeError, ExpectedMessage("Text", *index), span, frame);
  return nullptr;
}

std::optional<std::uint32_t> TreeWalker::FieldPosition(const Value& place, const PlaceStep& step,
                                                       Span span, Frame& frame) {
  const auto* form = static_cast<const FormCode*>(place.as<Struct>()->form->info);
  const std::string_view name = frame.unit->Name(step.field);
  const auto found = form->positions.find(name);
  if (found != form->positions.end()) return found->second;
  Fail(ErrorKind::kFieldNotFound, FieldNotFoundMessage(name, place), span, frame);
  return std::nullopt;
}

Value* TreeWalker::FieldPlace(Value& place, std::uint32_t position) {
  auto* shared = place.as<Struct>();
  if (shared->refs > 1) {
    Struct* own = heap().NewStruct(shared->form);
    for (std::size_t i = 0; i < shared->count(); ++i) own->fields()[i] = shared->fields()[i];
    place = Value::Adopt(own);
  }
  return place.as<Struct>()->fields() + position;
}

void TreeWalker::FailStep(const Value& place, const PlaceStep& step, Span span, Frame& frame) {
  const std::string_view fit = step.index != nullptr ? "List or Map" : "Map or struct";
  Fail(ErrorKind::kTypeError, ExpectedMessage(fit, place), span, frame);
}

}  // namespace quicksilver
