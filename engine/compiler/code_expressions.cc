// Expressions, except operators and calls.
#include "engine/base/assert.h"
#include "engine/compiler/code_generator.h"
#include "engine/compiler/last_uses.h"

namespace quicksilver {

void CodeGenerator::Trace(const Expr& expr, Operand operand) {
  if (!options_.trace || operand.value == kNoValue) return;
  const Operand here = InRegister(operand);
  const InstructionArg reg = b().Reg(here.value);
  b().AddAlignment(expr.id, here.value);
  b().Emit(Opcode::kTrace, reg, {}, {}, expr.id);
  if (here.value != operand.value) DropIfOwned(here);
}

Operand CodeGenerator::Compile(const Expr& expr, ValueId want) {
  Operand result;
  const bool ran = stack_.Run([&] { result = CompileHere(expr, want); });
  QS_ASSERT(ran, "the syntax tree is deeper than the parser allows");
  static_cast<void>(ran);
  Trace(expr, result);
  return result;
}

Operand CodeGenerator::CompileOwned(const Expr& expr, ValueId want) {
  if (expr.kind == ExprKind::kName && last_uses_->IsLast(expr.id)) {
    // The local is not looked at again: what it holds moves.
    const Operand local = Compile(expr, want);
    if (!local.owned) {
      const ValueId moved = Wanted(want);
      if (!b().is_local(moved)) b().set_type(moved, b().type(local.value));
      const InstructionArg to = b().Reg(moved);
      if (b().in_slot(local.value)) {
        b().EmitSlot(Opcode::kTakeLocal, to, local.value);
      } else {
        b().Emit(Opcode::kMove, to, b().Reg(local.value));
      }
      return {moved, true};
    }
    return local;
  }
  return Own(Compile(expr, want), want);
}

void CodeGenerator::CompileInto(const Expr& expr, ValueId target) {
  MoveInto(target, CompileOwned(expr, target));
}

Operand CodeGenerator::CompileHere(const Expr& expr, ValueId want) {
  switch (expr.kind) {
    case ExprKind::kNumber:
      b().set_span(expr.span);
      return Constant(As<NumberExpr>(expr).value, want);
    case ExprKind::kText:
      b().set_span(expr.span);
      return TextValue(As<TextExpr>(expr).value, want);
    case ExprKind::kTruth:
      b().set_span(expr.span);
      return Immediate(Opcode::kLoadTruth, As<TruthExpr>(expr).value ? 1 : 0, StaticType::kTruth,
                       want);
    case ExprKind::kNothing:
      b().set_span(expr.span);
      return Immediate(Opcode::kLoadNothing, 0, StaticType::kImmediate, want);
    case ExprKind::kAbsent:
      b().set_span(expr.span);
      return Immediate(Opcode::kLoadAbsent, 0, StaticType::kImmediate, want);
    case ExprKind::kName:
      b().set_span(expr.span);
      return ReadName(analysis_->Use(expr.id), want, false);
    case ExprKind::kList:
      b().set_span(expr.span);
      return List(As<ListExpr>(expr).items, want);
    case ExprKind::kMap:
      return Map(As<MapExpr>(expr), want);
    case ExprKind::kRange:
      return RangeValue(As<RangeExpr>(expr), want);
    case ExprKind::kUnary:
      return Unary(As<UnaryExpr>(expr), want);
    case ExprKind::kBinary:
      return Binary(As<BinaryExpr>(expr), want);
    case ExprKind::kLogical:
      return Logical(As<LogicalExpr>(expr), want);
    case ExprKind::kPipeline:
    case ExprKind::kCall:
      return Call(expr, CallMode::kValue, want);
    case ExprKind::kIndex:
      return Index(As<IndexExpr>(expr), want);
    case ExprKind::kField:
      return Field(As<FieldExpr>(expr), want);
    case ExprKind::kTry:
      return Try(As<TryExpr>(expr), want);
    case ExprKind::kStruct:
      return StructLiteral(As<StructExpr>(expr), want);
    case ExprKind::kOutcome: {
      const auto& outcome = As<OutcomeExpr>(expr);
      const Operand content = CompileOwned(*outcome.operand);
      b().set_span(expr.span);
      const InstructionArg from = b().Reg(content.value);
      const ValueId result = b().Continue(content.value);
      b().Emit(Opcode::kCreateOutcome, {from.number, result}, from,
               b().Imm(static_cast<std::uint32_t>(outcome.outcome)));
      return {result, true};
    }
    case ExprKind::kRequest: {
      const auto& request = As<RequestExpr>(expr);
      b().set_span(expr.span);
      const ValueId result = Wanted(want);
      b().Emit(Opcode::kRequest, b().Reg(result), {}, {}, TextConstant(request.resource),
               TextConstant(request.justification));
      return {result, true};
    }
    case ExprKind::kChant:
      return ChantValue(As<ChantExpr>(expr), want);
  }
  QS_ASSERT(false, "an expression kind is not compiled");
  return {};
}

// --- Literals
// -------------------------------------------------------------------------------------

Operand CodeGenerator::List(std::span<const Expr* const> items, ValueId want) {
  static_cast<void>(want);
  ValueId list = kNoValue;
  const Span span = b().span();
  std::size_t at = 0;
  do {
    const std::size_t count = std::min<std::size_t>(items.size() - at, kWidestArguments);
    PendingWindow window(windows_);
    for (std::size_t i = 0; i < count; ++i) window.Add(CompileOwned(*items[at + i]).value);
    const std::uint32_t start = window.empty() ? 0 : b().Assemble(window.values());
    b().set_span(span);
    std::uint32_t pc;
    if (list == kNoValue) {
      // The list takes the first item's register where there is one.
      if (window.empty()) {
        list = b().NewTemporary();
        pc = b().Emit(Opcode::kCreateList, b().Reg(list), b().Imm(0), b().Imm(0));
      } else {
        const ValueId first = window[0];
        list = b().Continue(first);
        pc = b().Emit(Opcode::kCreateList, {start, list}, b().Imm(start),
                      b().Imm(static_cast<std::uint32_t>(count)));
        b().RecordWindow(pc, window.values());
        for (std::size_t i = 1; i < count; ++i) b().Forget(window[i]);
      }
    } else {
      pc = b().Emit(Opcode::kAppendList, b().Reg(list), b().Imm(start),
                    b().Imm(static_cast<std::uint32_t>(count)));
      b().RecordWindow(pc, window.values());
      for (const ValueId item : window.values()) b().Forget(item);
    }
    at += count;
  } while (at < items.size());
  return {list, true};
}

std::uint32_t CodeGenerator::KeyList(std::span<const Entry> entries) {
  std::vector<std::uint32_t> keys;
  keys.reserve(entries.size());
  for (const Entry& entry : entries) keys.push_back(NameConstant(entry.key));
  chunk_->key_lists.push_back(std::move(keys));
  return static_cast<std::uint32_t>(chunk_->key_lists.size() - 1);
}

Operand CodeGenerator::Map(const MapExpr& expr, ValueId want) {
  static_cast<void>(want);
  b().set_span(expr.span);
  const ValueId map = b().NewTemporary();
  b().Emit(Opcode::kCreateMap, b().Reg(map));
  for (std::size_t at = 0; at < expr.entries.size();) {
    const std::size_t count = std::min<std::size_t>(expr.entries.size() - at, kWidestArguments);
    const std::span<const Entry> entries = expr.entries.subspan(at, count);
    PendingWindow window(windows_);
    for (const Entry& entry : entries) window.Add(CompileOwned(*entry.value).value);
    const std::uint32_t start = b().Assemble(window.values());
    b().set_span(expr.span);
    const std::uint32_t pc = b().Emit(Opcode::kInsertMap, b().Reg(map), b().Imm(start),
                                      b().Imm(static_cast<std::uint32_t>(count)), KeyList(entries));
    b().RecordWindow(pc, window.values());
    for (const ValueId value : window.values()) b().Forget(value);
    at += count;
  }
  return {map, true};
}

Operand CodeGenerator::RangeValue(const RangeExpr& expr, ValueId want) {
  Operand start = Compile(*expr.start);
  Operand end = Compile(*expr.end);
  start = InRegister(start);
  end = InRegister(end);
  const ValueId result = Wanted(want);
  b().set_span(expr.span);
  const InstructionArg to = b().Reg(result);
  const InstructionArg from = b().Reg(start.value);
  b().Emit(Opcode::kCreateRange, to, from, b().Reg(end.value));
  // Both were numbers, or an error was raised.
  ForgetIfOwned(end);
  ForgetIfOwned(start);
  return {result, true};
}

Operand CodeGenerator::StructLiteral(const StructExpr& expr, ValueId want) {
  static_cast<void>(want);
  const ValueId definition = CompileOwned(*expr.definition).value;
  const std::uint32_t keys = KeyList(expr.entries);
  if (expr.entries.size() > kWidestArguments) {
    std::vector<const Expr*> values;
    for (const Entry& entry : expr.entries) values.push_back(entry.value);
    b().set_span(expr.span);
    const Operand list = List(values, kNoValue);
    b().set_span(expr.span);
    const InstructionArg from = b().Reg(definition);
    const InstructionArg items = b().Reg(list.value);
    const ValueId result = b().Continue(definition);
    b().Emit(Opcode::kCreateStructSpread, {from.number, result}, from, items, keys);
    b().Forget(list.value);
    return {result, true};
  }
  PendingWindow window(windows_);
  window.Add(definition);
  for (const Entry& entry : expr.entries) window.Add(CompileOwned(*entry.value).value);
  const std::uint32_t start = b().Assemble(window.values());
  b().set_span(expr.span);
  const ValueId result = b().Continue(definition);
  const std::uint32_t pc =
      b().Emit(Opcode::kCreateStruct, {start, result}, b().Imm(start),
               b().Imm(static_cast<std::uint32_t>(expr.entries.size())), keys, b().NewCache());
  b().RecordWindow(pc, window.values());
  for (std::size_t i = 1; i < window.size(); ++i) b().Forget(window[i]);
  return {result, true};
}

Operand CodeGenerator::ChantValue(const ChantExpr& expr, ValueId want) {
  const std::uint32_t index = FunctionIndexFor(*expr.chant);
  b().set_span(expr.span);
  const ValueId result = Wanted(want);
  EmitClosure(result, *expr.chant, index);
  return {result, true};
}

// --- Access
// ---------------------------------------------------------------------------------------

Operand CodeGenerator::Index(const IndexExpr& expr, ValueId want) {
  Operand object = Compile(*expr.object);
  Operand index = Compile(*expr.index);
  object = InRegister(object);
  index = InRegister(index);
  return EmitIndex(expr, object, index, want);
}

Operand CodeGenerator::EmitIndex(const IndexExpr& expr, Operand object, Operand index,
                                 ValueId want) {
  b().set_span(expr.span);
  const InstructionArg from = b().Reg(object.value);
  const InstructionArg at = b().Reg(index.value);
  ValueId result;
  if (object.owned) {
    result = b().Continue(object.value);
    if (options_.optimise) b().PairGetIndex(from.number);
    b().Emit(Opcode::kGetIndex, {from.number, result}, from, at);
  } else {
    result = Wanted(want);
    b().Emit(Opcode::kGetIndex, b().Reg(result), from, at);
  }
  DropIfOwned(index);
  return {result, true};
}

Operand CodeGenerator::Field(const FieldExpr& expr, ValueId want) {
  Operand object;
  if (expr.object->kind == ExprKind::kIndex && options_.optimise && !shows_every_node()) {
    const auto& element = As<IndexExpr>(*expr.object);
    Operand list = Compile(*element.object);
    Operand index = Compile(*element.index);
    list = InRegister(list);
    index = InRegister(index);
    if (!list.owned) {
      const ValueId result = Wanted(want);
      // The root's name is for listings.
      const bool named = element.object->kind == ExprKind::kName;
      const Symbol root = named ? As<NameExpr>(*element.object).name : expr.field;
      const std::uint32_t place = ElementFieldPlace(root, expr.field, element.span, expr.span);
      b().set_span(expr.span);
      const InstructionArg to = b().Reg(result);
      const InstructionArg from = b().Reg(list.value);
      b().Emit(Opcode::kGetElementField, to, from, b().Reg(index.value), place, b().NewCache());
      DropIfOwned(index);
      return {result, true};
    }
    object = EmitIndex(element, list, index, kNoValue);
  } else {
    object = InRegister(Compile(*expr.object));
  }
  b().set_span(expr.span);
  const std::uint32_t name = NameConstant(expr.field);
  const InstructionArg from = b().Reg(object.value);
  ValueId result;
  if (object.owned) {
    result = b().Continue(object.value);
    b().Emit(Opcode::kGetField, {from.number, result}, from, {}, name, b().NewCache());
  } else {
    result = Wanted(want);
    b().Emit(Opcode::kGetField, b().Reg(result), from, {}, name, b().NewCache());
  }
  return {result, true};
}

Operand CodeGenerator::Try(const TryExpr& expr, ValueId want) {
  static_cast<void>(want);
  const Operand operand = CompileOwned(*expr.operand);
  b().set_span(expr.span);
  const InstructionArg from = b().Reg(operand.value);
  const auto reg = static_cast<std::uint8_t>(from.number);
  const auto known = std::find_if(context_->exits.begin(), context_->exits.end(),
                                  [&](const Exit& exit) { return exit.reg == reg; });
  Exit exit{reg, {}, kNoValue};
  if (context_->is_program) {
    // Outside a chant the Mishap has nowhere to go; the span is this expression's own.
    exit.label = b().NewLabel();
  } else if (known != context_->exits.end()) {
    exit = *known;
  } else {
    exit.label = b().NewLabel();
    exit.mishap = b().Unplaced();
    context_->exits.push_back(exit);
  }
  const ValueId result = b().Continue(operand.value);
  const std::uint32_t pc = b().EmitJump(Opcode::kTry, exit.label, {from.number, result}, from);
  b().RecordOperand(pc, kJumpOperand, exit.mishap);
  if (context_->is_program) {
    const Label on = b().NewLabel();
    b().EmitJump(Opcode::kJump, on);
    b().Bind(exit.label);
    EmitRaise(ErrorKind::kUnexpectedYield);
    b().Bind(on);
  }
  return {result, true};
}

}  // namespace quicksilver
