// Expressions, in the order of the grammar (section 2) with the rules of sections 3, 5 and 6.

#include <cmath>
#include <new>

#include "engine/base/assert.h"
#include "engine/interpreter/tree_walker.h"
#include "engine/runtime/format.h"
#include "engine/runtime/list.h"
#include "engine/runtime/map.h"
#include "engine/runtime/messages.h"
#include "engine/runtime/text.h"

namespace quicksilver {

Value TreeWalker::EvaluateKind(const Expr& expr, Frame& frame) {
  switch (expr.kind) {
    case ExprKind::kNumber:
      return Value::Number(As<NumberExpr>(expr).value);
    case ExprKind::kText:
      return TextOf(As<TextExpr>(expr), *frame.unit);
    case ExprKind::kTruth:
      return Value::Truth(As<TruthExpr>(expr).value);
    case ExprKind::kNothing:
      return Value::Nothing();
    case ExprKind::kAbsent:
      return Value::Absent();
    case ExprKind::kName:
      return EvaluateName(As<NameExpr>(expr), frame);
    default:
      break;
  }
  // Only expressions with parts can be deep.
  if (!runtime_.stack().HasRoom()) [[unlikely]]
    return EvaluateOnNewSegment(expr, frame);
  switch (expr.kind) {
    case ExprKind::kBinary:
      return EvaluateBinary(As<BinaryExpr>(expr), frame);
    case ExprKind::kPipeline:
    case ExprKind::kCall:
      return EvaluateCall(expr, frame);
    case ExprKind::kIndex:
      return EvaluateIndex(As<IndexExpr>(expr), frame);
    case ExprKind::kField:
      return EvaluateField(As<FieldExpr>(expr), frame);
    case ExprKind::kUnary:
      return EvaluateUnary(As<UnaryExpr>(expr), frame);
    case ExprKind::kLogical:
      return EvaluateLogical(As<LogicalExpr>(expr), frame);
    case ExprKind::kTry:
      return EvaluateTry(As<TryExpr>(expr), frame);
    case ExprKind::kList:
      return EvaluateList(As<ListExpr>(expr), frame);
    case ExprKind::kMap:
      return EvaluateMap(As<MapExpr>(expr), frame);
    case ExprKind::kRange:
      return EvaluateRange(As<RangeExpr>(expr), frame);
    case ExprKind::kStruct:
      return EvaluateStruct(As<StructExpr>(expr), frame);
    case ExprKind::kOutcome:
      return EvaluateOutcome(As<OutcomeExpr>(expr), frame);
    case ExprKind::kRequest:
      return EvaluateRequest(As<RequestExpr>(expr), frame);
    case ExprKind::kChant:
      return MakeClosure(frame.unit->code.chants[frame.nodes[expr.id].first], frame);
    default:
      QS_UNREACHABLE("every kind of expression is handled");
  }
}

Value TreeWalker::EvaluateOnNewSegment(const Expr& expr, Frame& frame) {
  Value value;
  if (!runtime_.stack().Run([&] { value = EvaluateKind(expr, frame); })) {
    return StackOverflow(expr.span, frame);
  }
  return value;
}

Value TreeWalker::EvaluateTraced(const Expr& expr, Frame& frame) {
  Value value = EvaluateKind(expr, frame);
  if (!value.is_raised()) {
    TracePoint point;
    point.module = frame.unit->number;
    point.node = expr.id;
    trace_->OnValue(point, value);
  }
  return value;
}

// --- Names and literals -----------------------------------------------------------------------

Value TreeWalker::EvaluateName(const NameExpr& expr, Frame& frame) {
  Value value = Read(frame.nodes[expr.id].use, frame);
  if (value.is_unbound()) [[unlikely]] {
    return Fail(ErrorKind::kUndefinedVariable, std::string(frame.unit->Name(expr.name)), expr.span,
                frame);
  }
  return value;
}

const Value& TreeWalker::TextOf(const TextExpr& expr, Unit& unit) {
  if (unit.literals.empty()) unit.literals.resize(unit.ast->node_count);
  Value& text = unit.literals[expr.id];
  if (text.is_nothing()) text = Value::Adopt(heap().NewText(expr.value));
  return text;
}

const Value& TreeWalker::NameText(Symbol name, Unit& unit) {
  if (unit.names.empty()) unit.names.resize(unit.ast->symbols.size());
  Value& text = unit.names[static_cast<std::uint32_t>(name)];
  if (text.is_nothing()) text = Value::Adopt(heap().NewText(unit.Name(name)));
  return text;
}

Value TreeWalker::EvaluateList(const ListExpr& expr, Frame& frame) {
  List* list = heap().TryNewList(expr.items.size());
  if (list == nullptr) return Checked(Value::Raised(), expr.span, frame);
  Value result = Value::Adopt(list);
  for (const Expr* item : expr.items) {
    Value value = Evaluate(*item, frame);
    if (value.is_raised()) return value;
    // Nobody else has seen the list yet, and its buffer has room for every item.
    new (list->buffer->items() + list->length) Value(std::move(value));
    ++list->length;
    ++list->buffer->used;
  }
  return result;
}

Value TreeWalker::EvaluateMap(const MapExpr& expr, Frame& frame) {
  Value map = Value::Adopt(heap().NewMap());
  for (const Entry& entry : expr.entries) {
    Value value = Evaluate(*entry.value, frame);
    if (value.is_raised()) return value;
    map = Checked(MapSet(heap(), map, NameText(entry.key, *frame.unit), std::move(value)),
                  expr.span, frame);
    if (map.is_raised()) return map;
  }
  return map;
}

Value TreeWalker::EvaluateRange(const RangeExpr& expr, Frame& frame) {
  const Value start = Evaluate(*expr.start, frame);
  if (start.is_raised()) return Value::Raised();
  const Value end = Evaluate(*expr.end, frame);
  if (end.is_raised()) return Value::Raised();
  for (const Value* bound : {&start, &end}) {
    if (!bound->is_number()) {
      return Fail(ErrorKind::kTypeError, ExpectedMessage("Number", *bound), expr.span, frame);
    }
  }
  return Value::Adopt(heap().NewRange(start.number(), end.number()));
}

// --- Operators --------------------------------------------------------------------------------

Value TreeWalker::EvaluateUnary(const UnaryExpr& expr, Frame& frame) {
  Value operand = Evaluate(*expr.operand, frame);
  if (operand.is_raised()) return operand;
  switch (expr.op) {
    case UnaryOp::kNegate:
      if (!operand.is_number()) {
        return Fail(ErrorKind::kTypeError, ExpectedMessage("Number", operand), expr.span, frame);
      }
      return Value::Number(-operand.number());
    case UnaryOp::kNot:
      return Value::Truth(!IsTruthy(operand.raw()));
    case UnaryOp::kBorrow:
    case UnaryOp::kBorrowMut:
      return operand;
  }
  QS_UNREACHABLE("every unary operator is handled");
}

Value TreeWalker::EvaluateBinary(const BinaryExpr& expr, Frame& frame) {
  const Value left = Evaluate(*expr.left, frame);
  if (left.is_raised()) return Value::Raised();
  const Value right = Evaluate(*expr.right, frame);
  if (right.is_raised()) return Value::Raised();
  if (!left.is_number() || !right.is_number()) [[unlikely]] {
    return EvaluateBinaryOn(expr, left, right, frame);
  }
  const double a = left.number();
  const double b = right.number();
  switch (expr.op) {
    case BinaryOp::kAdd:
      return Value::Number(a + b);
    case BinaryOp::kSubtract:
      return Value::Number(a - b);
    case BinaryOp::kMultiply:
      return Value::Number(a * b);
    case BinaryOp::kDivide:
    case BinaryOp::kModulo:
      return Divide(expr, a, b, frame);
    case BinaryOp::kEqual:
      return Value::Truth(a == b);
    case BinaryOp::kNotEqual:
      return Value::Truth(a != b);
    case BinaryOp::kLess:
      return Value::Truth(a < b);
    case BinaryOp::kLessEqual:
      return Value::Truth(a <= b);
    case BinaryOp::kGreater:
      return Value::Truth(a > b);
    case BinaryOp::kGreaterEqual:
      return Value::Truth(a >= b);
  }
  QS_UNREACHABLE("every binary operator is handled");
}

Value TreeWalker::Divide(const BinaryExpr& expr, double left, double right, Frame& frame) {
  if (right == 0) return Fail(ErrorKind::kDivisionByZero, "Division by zero", expr.span, frame);
  return Value::Number(expr.op == BinaryOp::kDivide ? left / right : std::fmod(left, right));
}

Value TreeWalker::EvaluateBinaryOn(const BinaryExpr& expr, const Value& left, const Value& right,
                                   Frame& frame) {
  if (expr.op == BinaryOp::kEqual || expr.op == BinaryOp::kNotEqual) {
    std::optional<bool> equal = EqualsQuick(left.raw(), right.raw());
    if (!equal.has_value()) equal = Equals(runtime_, left, right);
    if (!equal.has_value()) return Locate(expr.span, frame);
    return Value::Truth(*equal == (expr.op == BinaryOp::kEqual));
  }
  if (expr.op == BinaryOp::kAdd && left.is(ObjectType::kText) && right.is(ObjectType::kText)) {
    return Checked(JoinTexts(heap(), left.as<Text>(), right.as<Text>()), expr.span, frame);
  }
  return Fail(ErrorKind::kTypeError, OperandsMessage(left, BinaryOpText(expr.op), right), expr.span,
              frame);
}

Value TreeWalker::EvaluateLogical(const LogicalExpr& expr, Frame& frame) {
  const Value left = Evaluate(*expr.left, frame);
  if (left.is_raised()) return Value::Raised();
  const bool decided = IsTruthy(left.raw()) == (expr.op == LogicalOp::kOr);
  if (decided) return Value::Truth(expr.op == LogicalOp::kOr);
  const Value right = Evaluate(*expr.right, frame);
  if (right.is_raised()) return Value::Raised();
  return Value::Truth(IsTruthy(right.raw()));
}

// --- Postfix ----------------------------------------------------------------------------------

namespace {

// Truncated toward zero, an index below `length`; nothing for any other number.
std::optional<std::uint64_t> IndexBelow(double index, std::uint64_t length) {
  const double whole = std::trunc(index);
  if (!(whole >= 0 && whole < static_cast<double>(length))) return std::nullopt;
  return static_cast<std::uint64_t>(whole);
}

}  // namespace

Value TreeWalker::EvaluateIndex(const IndexExpr& expr, Frame& frame) {
  const Value object = Evaluate(*expr.object, frame);
  if (object.is_raised()) return Value::Raised();
  const Value index = Evaluate(*expr.index, frame);
  if (index.is_raised()) return Value::Raised();

  if (object.is(ObjectType::kMap)) {
    if (!index.is(ObjectType::kText)) {
      return Fail(ErrorKind::kTypeError, ExpectedMessage("Text", index), expr.span, frame);
    }
    const MapEntry* entry = FindInMap(object.as<Map>(), index.as<Text>());
    if (entry == nullptr) {
      return Fail(ErrorKind::kFieldNotFound, FieldNotFoundMessage(index.as<Text>()->view(), object),
                  expr.span, frame);
    }
    return entry->value;
  }
  const bool is_list = object.is(ObjectType::kList);
  if (!is_list && !object.is(ObjectType::kText)) {
    return Fail(ErrorKind::kTypeError, ExpectedMessage("List, Map or Text", object), expr.span,
                frame);
  }
  if (!index.is_number()) {
    return Fail(ErrorKind::kTypeError, ExpectedMessage("Number", index), expr.span, frame);
  }
  const std::uint64_t length = is_list ? object.as<List>()->length : TextLength(object.as<Text>());
  const std::optional<std::uint64_t> at = IndexBelow(index.number(), length);
  if (!at.has_value()) {
    return Fail(ErrorKind::kIndexOutOfBounds, IndexMessage(std::trunc(index.number()), length),
                expr.span, frame);
  }
  if (is_list) return object.as<List>()->items()[*at];
  return Value::Adopt(heap().NewText(TextSlice(object.as<Text>(), *at, *at + 1)));
}

Value TreeWalker::EvaluateField(const FieldExpr& expr, Frame& frame) {
  const Value object = Evaluate(*expr.object, frame);
  if (object.is_raised()) return Value::Raised();
  return ReadField(object, expr, frame);
}

Value TreeWalker::ReadField(const Value& object, const FieldExpr& expr, Frame& frame) {
  const std::string_view name = frame.unit->Name(expr.field);
  if (object.is(ObjectType::kStruct)) {
    auto* instance = object.as<Struct>();
    const auto& positions = static_cast<const FormCode*>(instance->form->info)->positions;
    const auto found = positions.find(name);
    if (found != positions.end()) return instance->fields()[found->second];
  } else if (object.is(ObjectType::kMap)) {
    const MapEntry* entry = FindInMap(object.as<Map>(), name);
    if (entry != nullptr) return entry->value;
  } else if (object.is(ObjectType::kGrove)) {
    const auto* grove = object.as<Grove>();
    const std::int64_t slot = Heap::FindExport(grove, name);
    if (slot >= 0) return NamedEntry(grove->variables->slots() + slot).Target();
  }
  return Fail(ErrorKind::kFieldNotFound, FieldNotFoundMessage(name, object), expr.span, frame);
}

// --- Outcomes and requests --------------------------------------------------------------------

Value TreeWalker::EvaluateTry(const TryExpr& expr, Frame& frame) {
  Value operand = Evaluate(*expr.operand, frame);
  if (operand.is_raised()) return operand;
  if (operand.is(ObjectType::kTriumph)) return operand.as<Box>()->value;
  if (!operand.is(ObjectType::kMishap)) {
    return Fail(ErrorKind::kTypeError, ExpectedMessage("Outcome", operand), expr.span, frame);
  }
  const bool in_chant = frame.nodes[expr.id].first != 0;
  if (!in_chant) {
    return Fail(ErrorKind::kUnexpectedYield, OutsideMessage("yield"), expr.span, frame);
  }
  frame.yielded = std::move(operand);
  return Value::Raised();
}

Value TreeWalker::EvaluateOutcome(const OutcomeExpr& expr, Frame& frame) {
  Value content = Evaluate(*expr.operand, frame);
  if (content.is_raised()) return content;
  const ObjectType type = expr.outcome == OutcomeCase::kTriumph  ? ObjectType::kTriumph
                          : expr.outcome == OutcomeCase::kMishap ? ObjectType::kMishap
                                                                 : ObjectType::kPresent;
  return Value::Adopt(heap().NewBox(type, std::move(content)));
}

Value TreeWalker::EvaluateRequest(const RequestExpr& expr, Frame& frame) {
  return Checked(runtime_.Request(expr.resource, expr.justification), expr.span, frame);
}

}  // namespace quicksilver
