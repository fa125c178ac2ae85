// Calls: plain, method, pipeline, tail, and those with more arguments than a window holds.
#include "engine/base/assert.h"
#include "engine/compiler/code_generator.h"
#include "engine/compiler/last_uses.h"
#include "engine/runtime/builtins.h"

namespace quicksilver {

bool CodeGenerator::IsCall(const Expr& expr) {
  return expr.kind == ExprKind::kCall || expr.kind == ExprKind::kPipeline;
}

// `v | f(a)` is f(v, a), `v | m.f(a)` follows the method rule; any other stage, a parenthesised
// call included, is evaluated and called with v.
CodeGenerator::CallShape CodeGenerator::ShapeOf(const Expr& expr) const {
  CallShape shape;
  const auto call_of = [&](const CallExpr& call) {
    shape.arguments = call.arguments;
    if (call.callee->kind == ExprKind::kField && !call.callee->parenthesized) {
      shape.method = &As<FieldExpr>(*call.callee);
    } else {
      shape.callee = call.callee;
    }
  };
  if (expr.kind == ExprKind::kCall) {
    call_of(As<CallExpr>(expr));
    return shape;
  }
  const auto& pipeline = As<PipelineExpr>(expr);
  shape.piped = pipeline.value;
  if (pipeline.stage->kind == ExprKind::kCall && !pipeline.stage->parenthesized) {
    call_of(As<CallExpr>(*pipeline.stage));
  } else {
    shape.callee = pipeline.stage;
  }
  return shape;
}

Operand CodeGenerator::Call(const Expr& expr, CallMode mode, ValueId want) {
  static_cast<void>(want);
  const CallShape shape = ShapeOf(expr);
  const std::size_t arguments = shape.arguments.size() + (shape.piped != nullptr ? 1 : 0);
  if (arguments > kWidestArguments) return CallSpread(expr, shape, mode);
  return CallWindow(expr, shape, mode, {});
}

// The method of the receiver in register `start` + 1, or the field and no receiver.
void CodeGenerator::EmitGetMethod(const FieldExpr& method, std::uint32_t start, ValueId callee,
                                  ValueId self) {
  b().set_span(method.span);
  const std::uint32_t pc = b().Emit(Opcode::kGetMethod, {start, callee}, {}, {},
                                    NameConstant(method.field), b().NewCache());
  const ValueId window[] = {callee, self};
  b().RecordWindow(pc, window);
  b().MarkSet(callee);
  b().set_type(self, StaticType::kUnknown);
}

// Evaluation order: piped value, callee or receiver (and its method), arguments.
Operand CodeGenerator::CallWindow(const Expr& expr, const CallShape& shape, CallMode mode,
                                  Update update) {
  PendingWindow window(windows_);
  if (shape.method != nullptr) {
    const ValueId callee = b().NewTemporary();
    const ValueId self = b().NewTemporary();
    window.Add(callee);
    window.Add(self);
    if (shape.piped != nullptr) window.Add(CompileOwned(*shape.piped).value);
    CompileInto(*shape.method->object, self);
    const std::uint32_t start = b().Assemble(window.values());
    EmitGetMethod(*shape.method, start, callee, self);
  } else if (shape.piped != nullptr) {
    const ValueId callee = b().NewTemporary();
    window.Add(callee);
    window.Add(CompileOwned(*shape.piped).value);
    CompileInto(*shape.callee, callee);
  } else {
    window.Add(CompileOwned(*shape.callee).value);
  }
  for (const Expr* argument : shape.arguments) window.Add(CompileOwned(*argument).value);

  const std::uint32_t start = b().Assemble(window.values());
  const auto width = static_cast<std::uint32_t>(window.size());
  const bool near = b().NothingAbove(start, width);
  const auto count = width - (shape.method != nullptr ? 2 : 1);
  b().set_span(expr.span);
  Opcode op;
  if (mode == CallMode::kTail) {
    op = shape.method != nullptr ? Opcode::kTailCallMethod : Opcode::kTailCall;
  } else if (shape.method != nullptr) {
    op = near ? Opcode::kCallMethod : Opcode::kCallMethodFar;
  } else if (update.variable != kNoIndex) {
    op = Opcode::kCallUpdate;
  } else {
    op = near ? Opcode::kCall : Opcode::kCallFar;
  }
  const std::uint32_t pc = b().Emit(op, b().Imm(start), b().Imm(count), {}, update.variable);
  b().RecordWindow(pc, window.values());
  b().RecordOperand(pc, kPlaceOperand, update.local);
  for (std::size_t i = width; i-- > 1;) b().Forget(window[i]);
  if (mode == CallMode::kTail) {
    b().Forget(window[0]);
    return {};
  }
  const ValueId result = b().Continue(window[0]);
  b().MarkSet(result);
  b().RecordOperand(pc, 0, result);
  return {result, true};
}

Operand CodeGenerator::CallSpread(const Expr& expr, const CallShape& shape, CallMode mode) {
  Operand piped;
  ValueId callee;
  ValueId list = kNoValue;
  const auto append = [&](std::span<const ValueId> window) {
    const std::uint32_t start = b().Assemble(window);
    const auto count = static_cast<std::uint32_t>(window.size());
    std::uint32_t pc;
    if (list == kNoValue) {
      list = b().Continue(window[0]);
      pc = b().Emit(Opcode::kCreateList, {start, list}, b().Imm(start), b().Imm(count));
      for (std::size_t i = 1; i < window.size(); ++i) b().Forget(window[i]);
    } else {
      pc = b().Emit(Opcode::kAppendList, b().Reg(list), b().Imm(start), b().Imm(count));
      for (const ValueId value : window) b().Forget(value);
    }
    b().RecordWindow(pc, window);
  };
  if (shape.method != nullptr) {
    callee = b().NewTemporary();
    const ValueId self = b().NewTemporary();
    if (shape.piped != nullptr) piped = CompileOwned(*shape.piped);
    CompileInto(*shape.method->object, self);
    const ValueId pair[] = {callee, self};
    const std::uint32_t start = b().Assemble(pair);
    EmitGetMethod(*shape.method, start, callee, self);
    const ValueId first[] = {self};
    append(first);
  } else {
    if (shape.piped != nullptr) piped = CompileOwned(*shape.piped);
    callee = CompileOwned(*shape.callee).value;
  }
  if (piped.value != kNoValue) {
    const ValueId first[] = {piped.value};
    append(first);
  }
  for (std::size_t at = 0; at < shape.arguments.size();) {
    const std::size_t count = std::min<std::size_t>(shape.arguments.size() - at, kWidestArguments);
    PendingWindow window(windows_);
    for (std::size_t i = 0; i < count; ++i) {
      window.Add(CompileOwned(*shape.arguments[at + i]).value);
    }
    b().set_span(expr.span);
    append(window.values());
    at += count;
  }
  b().set_span(expr.span);
  const std::uint32_t flags = shape.method != nullptr ? kSpreadMethod : 0;
  const InstructionArg function = b().Reg(callee);
  b().Emit(mode == CallMode::kTail ? Opcode::kTailCallSpread : Opcode::kCallSpread, function,
           b().Reg(list), b().Imm(flags));
  b().Forget(list);
  if (mode == CallMode::kTail) {
    b().Forget(callee);
    return {};
  }
  b().set_type(callee, StaticType::kUnknown);
  return {callee, true};
}

std::optional<CodeGenerator::Update> CodeGenerator::UpdateVariable(const SetStmt& set) {
  if (!set.steps.empty() || set.value->kind != ExprKind::kCall) return std::nullopt;
  const auto& call = As<CallExpr>(*set.value);
  if (call.callee->kind != ExprKind::kName || call.arguments.empty() ||
      call.arguments.size() > kWidestArguments || call.arguments[0]->kind != ExprKind::kName) {
    return std::nullopt;
  }
  const auto& first = As<NameExpr>(*call.arguments[0]);
  if (first.name != set.root || last_uses_->IsLast(first.id)) return std::nullopt;
  const std::span<const Candidate> callee = analysis_->Use(call.callee->id);
  if (callee.size() != 1 || callee[0].kind != Candidate::Kind::kGlobal) return std::nullopt;
  const std::optional<BuiltinId> builtin = FindBuiltin(ast_->Name(As<NameExpr>(*call.callee).name));
  if (!builtin.has_value() || !GetBuiltin(*builtin).updates_first) return std::nullopt;

  const std::span<const Candidate> root = analysis_->Use(set.id);
  if (root.size() != 1) return std::nullopt;
  if (root[0].kind == Candidate::Kind::kGlobal) {
    return Update{EncodeVariable(VariableKind::kGlobal, GlobalIndex(set.root))};
  }
  const Variable& variable = analysis_->variable(root[0].index);
  if (!variable.is_weave) return std::nullopt;
  if (variable.function != context_->id) {
    return Update{EncodeVariable(VariableKind::kCaptureCell, CaptureOf(root[0].index))};
  }
  const ValueId local = value_of_[root[0].index];
  const bool slot = b().in_slot(local);
  const VariableKind kind = variable.boxed()
                                ? (slot ? VariableKind::kSlotCell : VariableKind::kRegisterCell)
                                : (slot ? VariableKind::kSlot : VariableKind::kRegister);
  return Update{EncodeVariable(kind, b().place_index(local)), local};
}

}  // namespace quicksilver
