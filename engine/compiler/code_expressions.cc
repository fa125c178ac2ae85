// Expressions, except calls.
#include <cmath>

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
        b().Emit(Opcode::kTakeLocal, to, {}, {}, b().place_index(local.value));
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
    std::vector<ValueId> window;
    window.reserve(count);
    for (std::size_t i = 0; i < count; ++i) window.push_back(CompileOwned(*items[at + i]).value);
    const std::uint32_t start = window.empty() ? 0 : b().Assemble(window);
    b().set_span(span);
    std::uint32_t pc;
    if (list == kNoValue) {
      // The list takes the first item's register where there is one.
      if (window.empty()) {
        list = b().NewTemporary();
        pc = b().Emit(Opcode::kCreateList, b().Reg(list), b().Imm(0), b().Imm(0));
      } else {
        const ValueId first = window.front();
        list = b().Continue(first);
        pc = b().Emit(Opcode::kCreateList, {start, list}, b().Imm(start),
                      b().Imm(static_cast<std::uint32_t>(count)));
        b().RecordWindow(pc, window);
        for (std::size_t i = 1; i < count; ++i) b().Forget(window[i]);
      }
    } else {
      pc = b().Emit(Opcode::kAppendList, b().Reg(list), b().Imm(start),
                    b().Imm(static_cast<std::uint32_t>(count)));
      b().RecordWindow(pc, window);
      for (const ValueId item : window) b().Forget(item);
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
    std::vector<ValueId> window;
    for (const Entry& entry : entries) window.push_back(CompileOwned(*entry.value).value);
    const std::uint32_t start = b().Assemble(window);
    b().set_span(expr.span);
    const std::uint32_t pc = b().Emit(Opcode::kInsertMap, b().Reg(map), b().Imm(start),
                                      b().Imm(static_cast<std::uint32_t>(count)), KeyList(entries));
    b().RecordWindow(pc, window);
    for (const ValueId value : window) b().Forget(value);
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
  std::vector<ValueId> window{definition};
  for (const Entry& entry : expr.entries) window.push_back(CompileOwned(*entry.value).value);
  const std::uint32_t start = b().Assemble(window);
  b().set_span(expr.span);
  const ValueId result = b().Continue(definition);
  const std::uint32_t pc =
      b().Emit(Opcode::kCreateStruct, {start, result}, b().Imm(start),
               b().Imm(static_cast<std::uint32_t>(expr.entries.size())), keys, b().NewCache());
  b().RecordWindow(pc, window);
  for (std::size_t i = 1; i < window.size(); ++i) b().Forget(window[i]);
  return {result, true};
}

Operand CodeGenerator::ChantValue(const ChantExpr& expr, ValueId want) {
  const std::uint32_t index = FunctionIndexFor(*expr.chant);
  b().set_span(expr.span);
  const ValueId result = Wanted(want);
  b().Emit(Opcode::kCreateClosure, b().Reg(result), {}, {}, index);
  return {result, true};
}

// --- Operators
// ------------------------------------------------------------------------------------

std::optional<double> CodeGenerator::FoldNumber(const Expr& expr) const {
  // Folded are literals, their negation, and + - * of such: IEEE arithmetic is the same at compile
  // time, and nothing here can raise. Deeper trees are left to the machine, so this does not
  // recurse far.
  if (expr.kind == ExprKind::kNumber) return As<NumberExpr>(expr).value;
  if (!options_.optimise || options_.trace || expr.height > 16) return std::nullopt;
  if (expr.kind == ExprKind::kUnary) {
    const auto& unary = As<UnaryExpr>(expr);
    if (unary.op != UnaryOp::kNegate) return std::nullopt;
    const std::optional<double> operand = FoldNumber(*unary.operand);
    if (!operand.has_value()) return std::nullopt;
    return -*operand;
  }
  if (expr.kind != ExprKind::kBinary) return std::nullopt;
  const auto& binary = As<BinaryExpr>(expr);
  if (binary.op > BinaryOp::kMultiply) return std::nullopt;
  const std::optional<double> left = FoldNumber(*binary.left);
  if (!left.has_value()) return std::nullopt;
  const std::optional<double> right = FoldNumber(*binary.right);
  if (!right.has_value()) return std::nullopt;
  const double folded = binary.op == BinaryOp::kAdd        ? *left + *right
                        : binary.op == BinaryOp::kSubtract ? *left - *right
                                                           : *left * *right;
  // A NaN's sign is the processor's choice; the machine makes it.
  if (std::isnan(folded)) return std::nullopt;
  return folded;
}

Operand CodeGenerator::Unary(const UnaryExpr& expr, ValueId want) {
  switch (expr.op) {
    case UnaryOp::kBorrow:
    case UnaryOp::kBorrowMut:
      // A copy at once: the local itself might be moved before the value is used.
      return Own(Compile(*expr.operand, want), want);
    case UnaryOp::kNegate: {
      if (const std::optional<double> folded = FoldNumber(expr); folded.has_value()) {
        b().set_span(expr.span);
        return Constant(*folded, want);
      }
      const Operand operand = InRegister(Compile(*expr.operand));
      b().set_span(expr.span);
      const InstructionArg from = b().Reg(operand.value);
      ValueId result;
      if (operand.owned && want == kNoValue) {
        result = b().Continue(operand.value);
        b().Emit(Opcode::kNegNum, {from.number, result}, from);
      } else {
        result = Wanted(want);
        b().Emit(Opcode::kNegNum, b().Reg(result), from);
        ForgetIfOwned(operand);
      }
      if (!b().is_local(result)) b().set_type(result, StaticType::kNumber);
      return {result, true};
    }
    case UnaryOp::kNot: {
      const Operand operand = InRegister(Compile(*expr.operand));
      b().set_span(expr.span);
      const InstructionArg from = b().Reg(operand.value);
      ValueId result;
      if (operand.owned) {
        // The instruction consumes an operand whose register it writes.
        result = b().Continue(operand.value);
        b().Emit(Opcode::kNot, {from.number, result}, from);
      } else {
        result = Wanted(want);
        b().Emit(Opcode::kNot, b().Reg(result), from);
      }
      if (!b().is_local(result)) b().set_type(result, StaticType::kTruth);
      return {result, true};
    }
  }
  return {};
}

Operand CodeGenerator::Binary(const BinaryExpr& expr, ValueId want) {
  return expr.op <= BinaryOp::kModulo ? Arithmetic(expr, want) : Comparison(expr, want);
}

Opcode CodeGenerator::ArithmeticOpcode(BinaryOp op) {
  switch (op) {
    case BinaryOp::kSubtract:
      return Opcode::kSubNum;
    case BinaryOp::kMultiply:
      return Opcode::kMulNum;
    case BinaryOp::kDivide:
      return Opcode::kDivNum;
    case BinaryOp::kModulo:
      return Opcode::kModNum;
    default:
      return Opcode::kAddNum;
  }
}

Opcode CodeGenerator::ConstantForm(Opcode op) {
  switch (op) {
    case Opcode::kSubNum:
      return Opcode::kSubNumK;
    case Opcode::kMulNum:
      return Opcode::kMulNumK;
    case Opcode::kDivNum:
      return Opcode::kDivNumK;
    case Opcode::kModNum:
      return Opcode::kModNumK;
    default:
      return Opcode::kAddNumK;
  }
}

namespace {

Opcode ComparisonOpcode(BinaryOp op) {
  switch (op) {
    case BinaryOp::kEqual:
      return Opcode::kEq;
    case BinaryOp::kNotEqual:
      return Opcode::kNe;
    case BinaryOp::kLess:
      return Opcode::kLt;
    case BinaryOp::kLessEqual:
      return Opcode::kLe;
    case BinaryOp::kGreater:
      return Opcode::kGt;
    default:
      return Opcode::kGe;
  }
}

}  // namespace

std::uint32_t CodeGenerator::SmallConstant(const Expr& expr) {
  if (!options_.optimise || options_.trace) return kNoIndex;
  const std::optional<double> number = FoldNumber(expr);
  if (!number.has_value()) return kNoIndex;
  const std::uint32_t constant = chunk_->constants.AddNumber(*number);
  return constant <= 0xFF ? constant : kNoIndex;
}

Operand CodeGenerator::Arithmetic(const BinaryExpr& expr, ValueId want) {
  if (const std::optional<double> folded = FoldNumber(expr); folded.has_value()) {
    b().set_span(expr.span);
    return Constant(*folded, want);
  }
  Operand left = Compile(*expr.left);
  if (const std::uint32_t constant = SmallConstant(*expr.right); constant != kNoIndex) {
    left = InRegister(left);
    b().set_span(expr.span);
    const InstructionArg from = b().Reg(left.value);
    const Opcode op = ConstantForm(ArithmeticOpcode(expr.op));
    ValueId result;
    if (left.owned && want == kNoValue) {
      result = b().Continue(left.value);
      b().Emit(op, {from.number, result}, from, b().Imm(constant));
    } else {
      result = Wanted(want);
      b().Emit(op, b().Reg(result), from, b().Imm(constant));
      // It was a number, or the instruction raised.
      ForgetIfOwned(left);
    }
    if (!b().is_local(result)) b().set_type(result, StaticType::kNumber);
    return {result, true};
  }
  Operand right = Compile(*expr.right);
  left = InRegister(left);
  right = InRegister(right);
  return EmitArithmetic(expr, left, right, want);
}

Operand CodeGenerator::EmitArithmetic(const BinaryExpr& expr, Operand left, Operand right,
                                      ValueId want) {
  const StaticType left_type = b().type(left.value);
  const StaticType right_type = b().type(right.value);
  const bool numeric = expr.op != BinaryOp::kAdd || left_type == StaticType::kNumber ||
                       right_type == StaticType::kNumber;
  const bool text = !numeric && (left_type == StaticType::kText || right_type == StaticType::kText);
  b().set_span(expr.span);
  const InstructionArg l = b().Reg(left.value);
  const InstructionArg r = b().Reg(right.value);
  ValueId result;
  InstructionArg to;
  if (numeric) {
    // Whatever the operands were, they were numbers once the instruction is done.
    if (want == kNoValue && left.owned) {
      result = b().Continue(left.value);
      to = {l.number, result};
      left.owned = false;
    } else if (want == kNoValue && right.owned) {
      result = b().Continue(right.value);
      to = {r.number, result};
      right.owned = false;
    } else {
      result = Wanted(want);
      to = b().Reg(result);
    }
    b().Emit(ArithmeticOpcode(expr.op), to, l, r);
    ForgetIfOwned(right);
    ForgetIfOwned(left);
    if (!b().is_local(result)) b().set_type(result, StaticType::kNumber);
    return {result, true};
  }
  // A sum that may join texts consumes an operand whose register it writes, and AddDrop the right
  // one.
  Opcode op = text ? Opcode::kConcatText : Opcode::kAdd;
  if (left.owned) {
    result = b().Continue(left.value);
    to = {l.number, result};
    if (right.owned && MayOwn(right_type)) op = Opcode::kAddDrop;
    b().Emit(op, to, l, r);
    ForgetIfOwned(right);
  } else if (right.owned) {
    result = b().Continue(right.value);
    to = {r.number, result};
    b().Emit(op, to, l, r);
  } else {
    result = Wanted(want);
    b().Emit(op, b().Reg(result), l, r);
  }
  if (!b().is_local(result)) {
    b().set_type(result, text ? StaticType::kText : StaticType::kUnknown);
  }
  return {result, true};
}

Operand CodeGenerator::Comparison(const BinaryExpr& expr, ValueId want) {
  Operand left = Compile(*expr.left);
  Operand right = Compile(*expr.right);
  left = InRegister(left);
  right = InRegister(right);
  b().set_span(expr.span);
  const bool equality = expr.op == BinaryOp::kEqual || expr.op == BinaryOp::kNotEqual;
  const InstructionArg l = b().Reg(left.value);
  const InstructionArg r = b().Reg(right.value);
  ValueId result;
  InstructionArg to;
  Operand dropped;
  if (equality && left.owned && MayOwn(b().type(left.value))) {
    result = b().Continue(left.value);
    to = {l.number, result};
    left.owned = false;
    if (right.owned) dropped = right;
  } else if (equality && right.owned && MayOwn(b().type(right.value))) {
    result = b().Continue(right.value);
    to = {r.number, result};
    right.owned = false;
    ForgetIfOwned(left);
  } else {
    // An ordering compared numbers or raised; equality owns nothing here.
    ForgetIfOwned(right);
    ForgetIfOwned(left);
    result = Wanted(want);
    to = b().Reg(result);
  }
  b().Emit(ComparisonOpcode(expr.op), to, l, r);
  if (dropped.value != kNoValue) b().Release(dropped.value);
  if (!b().is_local(result)) b().set_type(result, StaticType::kTruth);
  return {result, true};
}

// --- Logic
// ----------------------------------------------------------------------------------------

Operand CodeGenerator::TruthOf(const Expr& expr, ValueId want) {
  const Operand operand = InRegister(Compile(expr, want));
  if (operand.owned && b().type(operand.value) == StaticType::kTruth) return operand;
  b().set_span(expr.span);
  const InstructionArg from = b().Reg(operand.value);
  ValueId truth;
  if (operand.owned && !b().is_local(operand.value)) {
    truth = b().Continue(operand.value);
    b().Emit(Opcode::kTest, {from.number, truth}, from);
  } else {
    truth = b().NewTemporary();
    b().Emit(Opcode::kTest, b().Reg(truth), from);
    DropIfOwned(operand);
  }
  b().set_type(truth, StaticType::kTruth);
  return {truth, true};
}

Operand CodeGenerator::Logical(const LogicalExpr& expr, ValueId want) {
  // Two plain locals need no jump: reading the right one early shows nothing.
  if (options_.optimise && expr.left->kind == ExprKind::kName &&
      expr.right->kind == ExprKind::kName) {
    const auto left_use = analysis_->Use(expr.left->id);
    const auto right_use = analysis_->Use(expr.right->id);
    if (PlainLocal(left_use) != kNoValue && PlainLocal(right_use) != kNoValue && !options_.trace) {
      const Operand left = InRegister(Compile(*expr.left));
      const Operand right = InRegister(Compile(*expr.right));
      const ValueId result = Wanted(want);
      b().set_span(expr.span);
      const InstructionArg to = b().Reg(result);
      const InstructionArg l = b().Reg(left.value);
      b().Emit(expr.op == LogicalOp::kAnd ? Opcode::kAnd : Opcode::kOr, to, l,
               b().Reg(right.value));
      DropIfOwned(right);
      DropIfOwned(left);
      if (!b().is_local(result)) b().set_type(result, StaticType::kTruth);
      return {result, true};
    }
  }
  const Operand left = TruthOf(*expr.left, kNoValue);
  const Label end = b().NewLabel();
  const auto reg = static_cast<std::uint8_t>(b().Use(left.value));
  b().EmitJump(expr.op == LogicalOp::kAnd ? Opcode::kJumpIfFalse : Opcode::kJumpIfTrue, end,
               {reg, left.value});
  // On the way to the right side the left one's answer is of no use; both leave theirs in one
  // register.
  const FunctionBuilder::Snapshot snapshot = b().Save(left.value);
  b().Forget(left.value);
  const Operand right = TruthOf(*expr.right, kNoValue);
  const ValueId result = b().MoveToRegister(right.value, reg);
  b().Restore(snapshot);
  b().Bind(end);
  b().set_type(result, StaticType::kTruth);
  return {result, true};
}

void CodeGenerator::Condition(const Expr& expr, bool when, Label label) {
  const bool ran = stack_.Run([&] { ConditionHere(expr, when, label); });
  QS_ASSERT(ran, "the syntax tree is deeper than the parser allows");
  static_cast<void>(ran);
}

void CodeGenerator::ConditionHere(const Expr& expr, bool when, Label label) {
  if (options_.optimise && !options_.trace) {
    if (expr.kind == ExprKind::kLogical) {
      const auto& logical = As<LogicalExpr>(expr);
      // `and` fails as soon as one side fails; `or` holds as soon as one holds.
      const bool decisive = logical.op == LogicalOp::kOr;
      if (when == decisive) {
        Condition(*logical.left, when, label);
        Condition(*logical.right, when, label);
      } else {
        const Label skip = b().NewLabel();
        Condition(*logical.left, decisive, skip);
        Condition(*logical.right, when, label);
        b().Bind(skip);
      }
      return;
    }
    if (expr.kind == ExprKind::kUnary && As<UnaryExpr>(expr).op == UnaryOp::kNot) {
      return Condition(*As<UnaryExpr>(expr).operand, !when, label);
    }
    if (expr.kind == ExprKind::kBinary && As<BinaryExpr>(expr).op >= BinaryOp::kEqual &&
        FusedComparison(As<BinaryExpr>(expr), when, label)) {
      return;
    }
  }
  Operand operand = InRegister(Compile(expr));
  b().set_span(expr.span);
  if (operand.owned && MayOwn(b().type(operand.value))) {
    const InstructionArg from = b().Reg(operand.value);
    const ValueId truth = b().Continue(operand.value);
    b().Emit(Opcode::kTest, {from.number, truth}, from);
    b().set_type(truth, StaticType::kTruth);
    operand = {truth, true};
  }
  b().EmitJump(when ? Opcode::kJumpIfTrue : Opcode::kJumpIfFalse, label, b().Reg(operand.value));
  ForgetIfOwned(operand);
}

bool CodeGenerator::FusedComparison(const BinaryExpr& expr, bool when, Label label) {
  struct Forms {
    Opcode if_true, if_false, if_true_k, if_false_k;
  };
  const Forms forms = [&]() -> Forms {
    switch (expr.op) {
      case BinaryOp::kEqual:
        return {Opcode::kJumpIfEq, Opcode::kJumpIfNe, Opcode::kJumpIfEqK, Opcode::kJumpIfNeK};
      case BinaryOp::kNotEqual:
        return {Opcode::kJumpIfNe, Opcode::kJumpIfEq, Opcode::kJumpIfNeK, Opcode::kJumpIfEqK};
      case BinaryOp::kLess:
        return {Opcode::kJumpIfLt, Opcode::kJumpUnlessLt, Opcode::kJumpIfLtK,
                Opcode::kJumpUnlessLtK};
      case BinaryOp::kLessEqual:
        return {Opcode::kJumpIfLe, Opcode::kJumpUnlessLe, Opcode::kJumpIfLeK,
                Opcode::kJumpUnlessLeK};
      case BinaryOp::kGreater:
        return {Opcode::kJumpIfGt, Opcode::kJumpUnlessGt, Opcode::kJumpIfGtK,
                Opcode::kJumpUnlessGtK};
      default:
        return {Opcode::kJumpIfGe, Opcode::kJumpUnlessGe, Opcode::kJumpIfGeK,
                Opcode::kJumpUnlessGeK};
    }
  }();
  const bool equality = expr.op == BinaryOp::kEqual || expr.op == BinaryOp::kNotEqual;
  Operand left = Compile(*expr.left);
  const std::uint32_t constant = SmallConstant(*expr.right);
  Operand right;
  if (constant == kNoIndex) right = InRegister(Compile(*expr.right));
  left = InRegister(left);
  const auto owns = [&](Operand operand) {
    return operand.value != kNoValue && operand.owned && MayOwn(b().type(operand.value));
  };
  b().set_span(expr.span);
  if (equality && (owns(left) || owns(right))) {
    // What is compared must be let go of before the jump.
    if (constant != kNoIndex) right = Constant(*FoldNumber(*expr.right), kNoValue);
    b().set_span(expr.span);
    const ValueId truth = b().NewTemporary();
    const InstructionArg to = b().Reg(truth);
    const InstructionArg l = b().Reg(left.value);
    b().Emit(ComparisonOpcode(expr.op), to, l, b().Reg(right.value));
    DropIfOwned(right);
    DropIfOwned(left);
    b().EmitJump(when ? Opcode::kJumpIfTrue : Opcode::kJumpIfFalse, label, b().Reg(truth));
    b().Forget(truth);
    return true;
  }
  const InstructionArg l = b().Reg(left.value);
  if (constant != kNoIndex) {
    b().EmitJump(when ? forms.if_true_k : forms.if_false_k, label, l, b().Imm(constant));
  } else {
    b().EmitJump(when ? forms.if_true : forms.if_false, label, l, b().Reg(right.value));
    ForgetIfOwned(right);
  }
  ForgetIfOwned(left);
  return true;
}

// --- Access
// ---------------------------------------------------------------------------------------

Operand CodeGenerator::Index(const IndexExpr& expr, ValueId want) {
  Operand object = Compile(*expr.object);
  Operand index = Compile(*expr.index);
  object = InRegister(object);
  index = InRegister(index);
  b().set_span(expr.span);
  const InstructionArg from = b().Reg(object.value);
  const InstructionArg at = b().Reg(index.value);
  ValueId result;
  if (object.owned) {
    result = b().Continue(object.value);
    b().Emit(Opcode::kGetIndex, {from.number, result}, from, at);
  } else {
    result = Wanted(want);
    b().Emit(Opcode::kGetIndex, b().Reg(result), from, at);
  }
  DropIfOwned(index);
  return {result, true};
}

Operand CodeGenerator::Field(const FieldExpr& expr, ValueId want) {
  const Operand object = InRegister(Compile(*expr.object));
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
                                  [&](const auto& exit) { return exit.first == reg; });
  Label exit;
  if (context_->is_program) {
    // Outside a chant the Mishap has nowhere to go; the span is this expression's own.
    exit = b().NewLabel();
  } else if (known != context_->exits.end()) {
    exit = known->second;
  } else {
    exit = b().NewLabel();
    context_->exits.emplace_back(reg, exit);
  }
  const ValueId result = b().Continue(operand.value);
  b().EmitJump(Opcode::kTry, exit, {from.number, result}, from);
  if (context_->is_program) {
    const Label on = b().NewLabel();
    b().EmitJump(Opcode::kJump, on);
    b().Bind(exit);
    EmitRaise(ErrorKind::kUnexpectedYield);
    b().Bind(on);
  }
  return {result, true};
}

}  // namespace quicksilver
