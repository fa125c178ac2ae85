// Arithmetic and comparison: folding, constant operands, and what becomes of the operands.
#include <cmath>

#include "engine/base/assert.h"
#include "engine/compiler/code_generator.h"

namespace quicksilver {

std::optional<double> CodeGenerator::FoldNumber(const Expr& expr) const {
  // Folded are literals, their negation, and + - * of such: IEEE arithmetic is the same at compile
  // time, and nothing here can raise. Deeper trees are left to the machine, so this does not
  // recurse far.
  if (expr.kind == ExprKind::kNumber) return As<NumberExpr>(expr).value;
  if (!options_.optimise || shows_every_node() || expr.height > 16) return std::nullopt;
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

void CodeGenerator::EmitWithConstant(BinaryOp op, InstructionArg to, InstructionArg from,
                                     std::uint32_t constant) {
  const InstructionArg k = b().Imm(constant);
  switch (op) {
    case BinaryOp::kSubtract:
      b().Emit(Opcode::kSubNumK, to, from, k);
      return;
    case BinaryOp::kMultiply:
      b().Emit(Opcode::kMulNumK, to, from, k);
      return;
    case BinaryOp::kDivide:
      b().Emit(Opcode::kDivNumK, to, from, k);
      return;
    case BinaryOp::kModulo:
      b().Emit(Opcode::kModNumK, to, from, k, WholeDivisor(chunk_->constants.number(constant)));
      return;
    default:
      b().Emit(Opcode::kAddNumK, to, from, k);
  }
}

Opcode CodeGenerator::ComparisonOpcode(BinaryOp op) {
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

std::uint32_t CodeGenerator::SmallConstant(const Expr& expr) {
  if (!options_.optimise || shows_every_node()) return kNoIndex;
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
    ValueId result;
    if (left.owned && want == kNoValue) {
      result = b().Continue(left.value);
      EmitWithConstant(expr.op, {from.number, result}, from, constant);
    } else {
      result = Wanted(want);
      EmitWithConstant(expr.op, b().Reg(result), from, constant);
      // It was a number, or the instruction raised.
      ForgetIfOwned(left);
    }
    if (!b().is_local(result)) b().set_type(result, StaticType::kNumber);
    KnowNumber(*expr.left);
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
    KnowNumber(*expr.left);
    KnowNumber(*expr.right);
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
  if (!equality) {
    KnowNumber(*expr.left);
    KnowNumber(*expr.right);
  }
  return {result, true};
}

}  // namespace quicksilver
