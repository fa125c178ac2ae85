// Operands: owning, moving and dropping what expressions leave.
#include "engine/base/assert.h"
#include "engine/compiler/code_generator.h"

namespace quicksilver {

Operand CodeGenerator::InRegister(Operand operand) {
  if (operand.owned || !b().in_slot(operand.value)) return operand;
  const ValueId copy = b().NewTemporary();
  b().set_type(copy, b().type(operand.value));
  b().EmitSlot(Opcode::kLoadLocal, b().Reg(copy), operand.value);
  return {copy, true};
}

Operand CodeGenerator::Own(Operand operand, ValueId want) {
  if (operand.owned) return operand;
  if (b().in_slot(operand.value)) return InRegister(operand);
  const ValueId copy = Wanted(want);
  if (!b().is_local(copy)) b().set_type(copy, b().type(operand.value));
  const InstructionArg to = b().Reg(copy);
  b().Emit(Opcode::kCopy, to, b().Reg(operand.value));
  return {copy, true};
}

void CodeGenerator::MoveInto(ValueId target, Operand operand) {
  if (operand.value == target) return;
  const StaticType type = b().type(operand.value);
  if (operand.owned) {
    const InstructionArg to = b().Reg(target);
    b().Emit(Opcode::kMove, to, b().Reg(operand.value));
    b().Forget(operand.value);
  } else if (b().in_slot(operand.value)) {
    b().EmitSlot(Opcode::kLoadLocal, b().Reg(target), operand.value);
  } else {
    const InstructionArg to = b().Reg(target);
    b().Emit(Opcode::kCopy, to, b().Reg(operand.value));
  }
  if (!b().is_local(target)) b().set_type(target, type);
}

void CodeGenerator::CopyTo(ValueId target, Operand operand) {
  if (target == kNoValue) return;
  if (!operand.owned && b().in_slot(operand.value)) {
    b().EmitSlot(Opcode::kLoadLocal, b().Reg(target), operand.value);
    return;
  }
  const InstructionArg to = b().Reg(target);
  b().Emit(Opcode::kCopy, to, b().Reg(operand.value));
}

void CodeGenerator::DropIfOwned(Operand operand) {
  if (operand.owned) b().Release(operand.value);
}

void CodeGenerator::ForgetIfOwned(Operand operand) {
  if (operand.owned) b().Forget(operand.value);
}

void CodeGenerator::NothingInto(ValueId target) {
  if (target == kReturned) {
    return Return(Immediate(Opcode::kLoadNothing, 0, StaticType::kImmediate, kNoValue));
  }
  if (target != kNoValue) b().Emit(Opcode::kLoadNothing, b().Reg(target));
}

Operand CodeGenerator::Constant(double number, ValueId want) {
  const ValueId result = Wanted(want);
  const std::uint32_t constant = chunk_->constants.AddNumber(number);
  if (constant <= 0xFFFF) {
    b().EmitBx(Opcode::kLoadConst, b().Reg(result), constant);
  } else {
    b().Emit(Opcode::kLoadConstWide, b().Reg(result), {}, {}, constant);
  }
  if (!b().is_local(result)) b().set_type(result, StaticType::kNumber);
  return {result, true};
}

Operand CodeGenerator::TextValue(std::string_view text, ValueId want) {
  const ValueId result = Wanted(want);
  const std::uint32_t constant = TextConstant(text);
  if (constant <= 0xFFFF) {
    b().EmitBx(Opcode::kLoadConst, b().Reg(result), constant);
  } else {
    b().Emit(Opcode::kLoadConstWide, b().Reg(result), {}, {}, constant);
  }
  if (!b().is_local(result)) b().set_type(result, StaticType::kText);
  return {result, true};
}

Operand CodeGenerator::Immediate(Opcode op, std::uint32_t b_operand, StaticType type,
                                 ValueId want) {
  const ValueId result = Wanted(want);
  b().Emit(op, b().Reg(result), b().Imm(b_operand));
  if (!b().is_local(result)) b().set_type(result, type);
  return {result, true};
}

}  // namespace quicksilver
