// and, or, and conditions: values where they are wanted, jumps where they are not.
#include "engine/base/assert.h"
#include "engine/compiler/code_generator.h"

namespace quicksilver {

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
  // Two plain locals need no jump: reading the right one early shows nothing, except in a trace.
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
  const std::uint32_t jump =
      b().EmitJump(expr.op == LogicalOp::kAnd ? Opcode::kJumpIfFalse : Opcode::kJumpIfTrue, end,
                   {reg, left.value});
  // On the way to the right side the left one's answer is of no use; both leave theirs in one
  // register.
  const FunctionBuilder::Snapshot snapshot = b().Save(left.value);
  b().Forget(left.value);
  const std::size_t known = numbers_known();
  const Operand right = TruthOf(*expr.right, kNoValue);
  ForgetNumbers(known);
  const ValueId result = b().MoveToRegister(right.value, reg);
  b().RecordOperand(jump, kJumpOperand, result);
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
  if (options_.optimise && !shows_every_node()) {
    if (expr.kind == ExprKind::kLogical) {
      const auto& logical = As<LogicalExpr>(expr);
      // `and` fails as soon as one side fails; `or` holds as soon as one holds.
      const bool decisive = logical.op == LogicalOp::kOr;
      const Label skip = when == decisive ? label : b().NewLabel();
      Condition(*logical.left, decisive, skip);
      const std::size_t known = numbers_known();
      Condition(*logical.right, when, label);
      ForgetNumbers(known);
      if (when != decisive) b().Bind(skip);
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

// `x % 7 is 3`, where the divisor is a whole number and the remainder fits the instruction.
bool CodeGenerator::FusedRemainder(const BinaryExpr& expr, bool when, Label label) {
  if (expr.left->kind != ExprKind::kBinary) return false;
  const auto& modulo = As<BinaryExpr>(*expr.left);
  if (modulo.op != BinaryOp::kModulo) return false;
  const std::uint32_t divisor = WholeDivisor(FoldNumber(*modulo.right).value_or(0));
  const double remainder = FoldNumber(*expr.right).value_or(-1);
  if (divisor == 0 || !(remainder >= 0 && remainder <= 0xFF)) return false;
  const auto whole = static_cast<std::uint32_t>(remainder);
  if (static_cast<double>(whole) != remainder) return false;
  const Operand number = InRegister(Compile(*modulo.left));
  // What raises is the remainder; to compare numbers raises nothing.
  b().set_span(modulo.span);
  const bool jumps_if = when == (expr.op == BinaryOp::kEqual);
  b().EmitJump(jumps_if ? Opcode::kJumpIfRemainder : Opcode::kJumpUnlessRemainder, label,
               b().Reg(number.value), {}, b().Imm(whole), divisor);
  // It was a number, or the instruction raised.
  ForgetIfOwned(number);
  KnowNumber(*modulo.left);
  return true;
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
  if (equality && FusedRemainder(expr, when, label)) return true;
  Operand left = Compile(*expr.left);
  if (expr.right->kind == ExprKind::kText &&
      expr.op == (when ? BinaryOp::kNotEqual : BinaryOp::kEqual)) {
    const Operand here = InRegister(left);
    if (!here.owned || !MayOwn(b().type(here.value))) {
      b().set_span(expr.span);
      b().EmitJump(Opcode::kJumpIfNotText, label, b().Reg(here.value), {}, {},
                   TextConstant(As<TextExpr>(*expr.right).value));
      ForgetIfOwned(here);
      return true;
    }
    left = here;
  }
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
  if (!equality) {
    KnowNumber(*expr.left);
    KnowNumber(*expr.right);
  }
  return true;
}

}  // namespace quicksilver
