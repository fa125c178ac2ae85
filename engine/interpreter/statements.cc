// Statements and blocks: section 4 of the definition. Matching, places, definitions and modules
// have files of their own.

#include <cmath>

#include "engine/base/assert.h"
#include "engine/interpreter/tree_walker.h"
#include "engine/runtime/format.h"
#include "engine/runtime/iterator.h"
#include "engine/runtime/messages.h"

namespace quicksilver {

// A block's value is that of its last statement; only that one is asked for its value, so that
// nothing is kept alive by the others.
Completion TreeWalker::ExecuteBlock(const Block& block, BlockSlots slots, Frame& frame,
                                    Value* result) {
  const BlockGuard guard(frame.slots, slots);
  if (block.statements.empty()) return Finish(Value::Nothing(), result);
  const Stmt* last = block.statements.back();
  for (const Stmt* stmt : block.statements) {
    const Completion completion = Execute(*stmt, frame, stmt == last ? result : nullptr);
    if (completion != Completion::kNormal) return completion;
  }
  return Completion::kNormal;
}

Completion TreeWalker::Execute(const Stmt& stmt, Frame& frame, Value* result) {
  if (!Tick(stmt.span, frame)) return Completion::kError;
  const NodeInfo& info = frame.nodes[stmt.id];
  switch (stmt.kind) {
    case StmtKind::kExpr: {
      Value value = Evaluate(*As<ExprStmt>(stmt).expr, frame);
      if (value.is_raised()) return Abrupt();
      return Finish(std::move(value), result);
    }
    case StmtKind::kBind:
    case StmtKind::kWeave:
      return ExecuteBind(As<BindStmt>(stmt), frame, result);
    case StmtKind::kSet:
      return ExecuteSet(As<SetStmt>(stmt), frame, result);
    case StmtKind::kYield:
      return ExecuteYield(As<YieldStmt>(stmt), frame);
    case StmtKind::kBreak:
      if (info.first != 0) return Completion::kBreak;
      Fail(ErrorKind::kBreakOutsideLoop, OutsideMessage("break"), stmt.span, frame);
      return Completion::kError;
    case StmtKind::kContinue:
      if (info.first != 0) return Completion::kContinue;
      Fail(ErrorKind::kContinueOutsideLoop, OutsideMessage("continue"), stmt.span, frame);
      return Completion::kError;
    case StmtKind::kChant: {
      Value closure = MakeClosure(frame.unit->code.chants[info.first], frame);
      Declare(info.use, closure, Mark::kFixed, frame);
      return Finish(std::move(closure), result);
    }
    case StmtKind::kForm:
      return ExecuteForm(As<FormStmt>(stmt), frame, result);
    case StmtKind::kVariant:
      return ExecuteVariant(As<VariantStmt>(stmt), frame, result);
    case StmtKind::kAspect:
      if (result != nullptr) *result = Value::Nothing();
      return ExecuteAspect(As<AspectStmt>(stmt), frame);
    case StmtKind::kEmbody:
      if (result != nullptr) *result = Value::Nothing();
      return ExecuteEmbody(As<EmbodyStmt>(stmt), frame);
    case StmtKind::kOffer:
      if (result != nullptr) *result = Value::Nothing();
      return ExecuteOffer(As<OfferStmt>(stmt), frame);
    case StmtKind::kSummon:
      if (result != nullptr) *result = Value::Nothing();
      return ExecuteSummon(As<SummonStmt>(stmt), frame);
    case StmtKind::kGather:
      if (result != nullptr) *result = Value::Nothing();
      return ExecuteGather(As<GatherStmt>(stmt), frame);
    default:
      break;
  }
  // Statements with blocks can be deep.
  Completion completion = Completion::kError;
  if (!runtime_.stack().Run([&] { completion = ExecuteCompound(stmt, frame, result); })) {
    StackOverflow(stmt.span, frame);
  }
  return completion;
}

Completion TreeWalker::ExecuteCompound(const Stmt& stmt, Frame& frame, Value* result) {
  switch (stmt.kind) {
    case StmtKind::kShould:
      return ExecuteShould(As<ShouldStmt>(stmt), frame, result);
    case StmtKind::kWhilst:
      return ExecuteWhilst(As<WhilstStmt>(stmt), frame, result);
    case StmtKind::kForEach:
      return ExecuteForEach(As<ForEachStmt>(stmt), frame, result);
    case StmtKind::kMatch:
      return ExecuteMatch(As<MatchStmt>(stmt), frame, result);
    case StmtKind::kAttempt:
      return ExecuteAttempt(As<AttemptStmt>(stmt), frame, result);
    case StmtKind::kGrove:
      return ExecuteGrove(As<GroveStmt>(stmt), frame, result);
    default:
      QS_UNREACHABLE("statements without blocks are handled by Execute");
  }
}

Completion TreeWalker::ExecuteBind(const BindStmt& stmt, Frame& frame, Value* result) {
  Value value = Evaluate(*stmt.value, frame);
  if (value.is_raised()) return Abrupt();
  if (result != nullptr) *result = value;
  Declare(frame.nodes[stmt.id].use, std::move(value),
          stmt.kind == StmtKind::kWeave ? Mark::kWeave : Mark::kFixed, frame);
  return Completion::kNormal;
}

Completion TreeWalker::ExecuteYield(const YieldStmt& stmt, Frame& frame) {
  const NodeInfo& info = frame.nodes[stmt.id];
  const bool tail_call = info.second != 0;
  if (tail_call) return TailCall(*stmt.value, frame);
  Value value;
  if (stmt.value != nullptr) {
    value = Evaluate(*stmt.value, frame);
    if (value.is_raised()) return Abrupt();
  }
  const bool in_chant = info.first != 0;
  if (!in_chant) {
    Fail(ErrorKind::kUnexpectedYield, OutsideMessage("yield"), stmt.span, frame);
    return Completion::kError;
  }
  frame.yielded = std::move(value);
  return Completion::kYield;
}

// The value itself must not live on while the block runs: a List that it is would be shared.
std::optional<bool> TreeWalker::Condition(const Expr& expr, Frame& frame) {
  const Value value = Evaluate(expr, frame);
  if (value.is_raised()) return std::nullopt;
  return IsTruthy(value.raw());
}

Completion TreeWalker::ExecuteShould(const ShouldStmt& stmt, Frame& frame, Value* result) {
  const std::optional<bool> condition = Condition(*stmt.condition, frame);
  if (!condition.has_value()) return Abrupt();
  const std::uint32_t blocks = frame.nodes[stmt.id].first;
  if (*condition) {
    return ExecuteBlock(stmt.then_block, frame.unit->code.blocks[blocks], frame, result);
  }
  if (!stmt.has_else) return Finish(Value::Nothing(), result);
  return ExecuteBlock(stmt.else_block, frame.unit->code.blocks[blocks + 1], frame, result);
}

// --- Loops ------------------------------------------------------------------------------------

Completion TreeWalker::Iterate(const Block& body, BlockSlots slots, Frame& frame, Value* result) {
  Value value;
  const Completion completion =
      ExecuteBlock(body, slots, frame, result != nullptr ? &value : nullptr);
  if (completion == Completion::kContinue) return Completion::kNormal;
  // A loop's value is that of the last iteration that completed normally.
  if (completion == Completion::kNormal && result != nullptr) *result = std::move(value);
  return completion;
}

Completion TreeWalker::ExecuteWhilst(const WhilstStmt& stmt, Frame& frame, Value* result) {
  const BlockSlots slots = frame.unit->code.blocks[frame.nodes[stmt.id].first];
  if (result != nullptr) *result = Value::Nothing();
  while (true) {
    const std::optional<bool> condition = Condition(*stmt.condition, frame);
    if (!condition.has_value()) return Abrupt();
    if (!*condition) return Completion::kNormal;
    if (!Tick(stmt.span, frame)) return Completion::kError;
    const Completion completion = Iterate(stmt.body, slots, frame, result);
    if (completion == Completion::kBreak) return Completion::kNormal;
    if (completion != Completion::kNormal) return completion;
  }
}

Completion TreeWalker::ExecuteForEach(const ForEachStmt& stmt, Frame& frame, Value* result) {
  const NodeInfo& info = frame.nodes[stmt.id];
  const BlockSlots body = frame.unit->code.blocks[info.first];
  const BlockGuard variable(frame.slots, BlockSlots{info.use.index, info.use.index + 1});
  if (result != nullptr) *result = Value::Nothing();
  Value iterable = Evaluate(*stmt.iterable, frame);
  if (iterable.is_raised()) return Abrupt();

  // One iteration with `element`; what it returns is what Iterate returns.
  const auto iterate = [&](Value element) {
    if (!Tick(stmt.span, frame)) return Completion::kError;
    frame.slots[info.use.index] = std::move(element);
    return Iterate(stmt.body, body, frame, result);
  };
  Completion completion = Completion::kNormal;
  if (iterable.is(ObjectType::kList)) {
    // Holding the list keeps what the loop sees as it is now.
    const std::span<const Value> items = iterable.as<List>()->items();
    for (std::size_t i = 0; i < items.size() && completion == Completion::kNormal; ++i) {
      completion = iterate(items[i]);
    }
  } else if (iterable.is(ObjectType::kRange)) {
    const Range& range = *iterable.as<Range>();
    const double length = RangeLength(range);
    for (double k = 0; k < length && completion == Completion::kNormal; ++k) {
      completion = iterate(Value::Number(RangeElement(range, k)));
    }
  } else if (iterable.is(ObjectType::kIterator)) {
    while (completion == Completion::kNormal) {
      IteratorStep step = StepIterator(runtime_, iterable);
      if (step.next.is_raised()) {
        Locate(stmt.iterable->span, frame);
        return Completion::kError;
      }
      if (step.element.is_unbound()) break;
      iterable = std::move(step.next);
      completion = iterate(std::move(step.element));
    }
  } else {
    Fail(ErrorKind::kNotIterable, NotIterableMessage(iterable), stmt.iterable->span, frame);
    return Completion::kError;
  }
  return completion == Completion::kBreak ? Completion::kNormal : completion;
}

// --- attempt ----------------------------------------------------------------------------------

Completion TreeWalker::ExecuteAttempt(const AttemptStmt& stmt, Frame& frame, Value* result) {
  const std::uint32_t blocks = frame.nodes[stmt.id].first;
  const Completion completion =
      ExecuteBlock(stmt.body, frame.unit->code.blocks[blocks], frame, result);
  if (completion != Completion::kError) return completion;
  const ErrorKind kind = runtime_.error().kind;
  if (IsResourceError(kind)) return completion;
  for (std::size_t i = 0; i < stmt.handlers.size(); ++i) {
    const Handler& handler = stmt.handlers[i];
    if (handler.kind != "_" && handler.kind != ErrorKindName(kind)) continue;
    runtime_.TakeError();
    return ExecuteBlock(handler.body, frame.unit->code.blocks[blocks + 1 + i], frame, result);
  }
  return completion;
}

}  // namespace quicksilver
