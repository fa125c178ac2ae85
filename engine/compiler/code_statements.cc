// Statements, except match and definitions.
#include <array>

#include "engine/base/assert.h"
#include "engine/compiler/code_generator.h"
#include "engine/compiler/last_uses.h"

namespace quicksilver {

void CodeGenerator::CompileBlock(const Block& block, ValueId target) {
  OpenScope();
  if (target == kReturned) {
    // What follows in the code is another branch, which none of this has run before.
    const std::size_t known = numbers_known();
    ReturnValueOf(block);
    ForgetNumbers(known);
  } else {
    Statements(block, target, kNoGrove);
  }
  CloseScope();
}

// Only the last statement's value is wanted. What follows a statement that never completes is
// unreachable up to the end of its block.
void CodeGenerator::Statements(const Block& block, ValueId target, NodeId grove) {
  if (block.statements.empty()) return NothingInto(target);
  const std::size_t known = numbers_known();
  for (std::size_t i = 0; i < block.statements.size() && b().reachable(); ++i) {
    const bool last = i + 1 == block.statements.size();
    Statement(*block.statements[i], last ? target : kNoValue, grove);
  }
  ForgetNumbers(known);
}

void CodeGenerator::Statement(const Stmt& stmt, ValueId target, NodeId grove) {
  const bool ran = stack_.Run([&] { StatementHere(stmt, target, grove); });
  QS_ASSERT(ran, "the syntax tree is deeper than the parser allows");
  static_cast<void>(ran);
}

void CodeGenerator::StatementHere(const Stmt& stmt, ValueId target, NodeId grove) {
  b().set_span(stmt.span);
  switch (stmt.kind) {
    case StmtKind::kExpr: {
      const Expr& expr = *As<ExprStmt>(stmt).expr;
      if (target != kNoValue) return CompileInto(expr, target);
      return DropIfOwned(Compile(expr));
    }
    case StmtKind::kBind:
    case StmtKind::kWeave:
      return Bind(As<BindStmt>(stmt), target, grove);
    case StmtKind::kSet:
      return Set(As<SetStmt>(stmt), target);
    case StmtKind::kYield:
      return Yield(As<YieldStmt>(stmt));
    case StmtKind::kBreak:
    case StmtKind::kContinue:
      return BreakOrContinue(stmt);
    case StmtKind::kShould:
      return Should(As<ShouldStmt>(stmt), target);
    case StmtKind::kWhilst:
      return Whilst(As<WhilstStmt>(stmt), target);
    case StmtKind::kForEach:
      return ForEach(As<ForEachStmt>(stmt), target);
    case StmtKind::kChant:
      return ChantDefinition(As<ChantStmt>(stmt), target, grove);
    case StmtKind::kForm:
      return Form(As<FormStmt>(stmt), target, grove);
    case StmtKind::kVariant:
      return VariantDefinition(As<VariantStmt>(stmt), target, grove);
    case StmtKind::kAspect:
      Aspect(As<AspectStmt>(stmt));
      return NothingInto(target);
    case StmtKind::kEmbody:
      Embody(As<EmbodyStmt>(stmt));
      return NothingInto(target);
    case StmtKind::kMatch:
      return Match(As<MatchStmt>(stmt), target);
    case StmtKind::kAttempt:
      return Attempt(As<AttemptStmt>(stmt), target);
    case StmtKind::kGrove:
      return Grove(As<GroveStmt>(stmt), target, grove);
    case StmtKind::kOffer:
      Offer(As<OfferStmt>(stmt));
      return NothingInto(target);
    case StmtKind::kSummon:
      Summon(As<SummonStmt>(stmt), grove);
      return NothingInto(target);
    case StmtKind::kGather:
      Gather(As<GatherStmt>(stmt), grove);
      return NothingInto(target);
  }
}

void CodeGenerator::EmitRaise(ErrorKind kind) {
  b().Emit(Opcode::kRaise, {}, b().Imm(static_cast<std::uint32_t>(kind)));
}

// --- bind, weave, set
// -----------------------------------------------------------------------------

void CodeGenerator::Bind(const BindStmt& stmt, ValueId target, NodeId grove) {
  const Operand value = InRegister(CompileOwned(*stmt.value));
  CopyTo(target, value);
  b().set_span(stmt.span);
  const bool weave = stmt.kind == StmtKind::kWeave;
  Declare(analysis_->Declared(stmt.id), stmt.name, value, weave ? kEntryMutable : 0, grove);
}

void CodeGenerator::Set(const SetStmt& stmt, ValueId target) {
  if (!stmt.steps.empty()) return SetPlace(stmt, target);
  const std::span<const Candidate> candidates = analysis_->Use(stmt.id);
  const ValueId local = PlainLocal(candidates);
  if (local != kNoValue && !b().in_slot(local) && options_.optimise &&
      analysis_->variable(candidates[0].index).is_weave && SetDirectly(stmt, local)) {
    return CopyTo(target, {local, false});
  }
  Operand value;
  if (const std::optional<Update> update = UpdateVariable(stmt); update.has_value()) {
    value = CallWindow(*stmt.value, ShapeOf(*stmt.value), CallMode::kValue, *update);
    Trace(*stmt.value, value);
  } else {
    value = CompileOwned(*stmt.value);
  }
  value = InRegister(value);
  CopyTo(target, value);
  StoreName(candidates, stmt.root, value, stmt.root_span);
}

namespace {

// Whether `expr` has no value unless what `is_local` names is a number.
template <typename IsLocal>
bool CalculatesWith(const Expr& expr, const IsLocal& is_local) {
  if (expr.height > 16) return false;
  if (expr.kind == ExprKind::kUnary) {
    const auto& unary = As<UnaryExpr>(expr);
    return unary.op == UnaryOp::kNegate &&
           (is_local(*unary.operand) || CalculatesWith(*unary.operand, is_local));
  }
  if (expr.kind != ExprKind::kBinary) return false;
  const auto& binary = As<BinaryExpr>(expr);
  if (binary.op > BinaryOp::kModulo) return false;
  // A sum may join texts.
  const auto counts = [&](const Expr& operand, const Expr& other) {
    return is_local(operand) && (binary.op != BinaryOp::kAdd || other.kind == ExprKind::kNumber);
  };
  return counts(*binary.left, *binary.right) || counts(*binary.right, *binary.left) ||
         CalculatesWith(*binary.left, is_local) || CalculatesWith(*binary.right, is_local);
}

}  // namespace

// `set x to x + e` and its like write x's register at once: the instruction reads before it writes,
// consumes a text that it extends, and leaves x alone when it raises.
bool CodeGenerator::SetDirectly(const SetStmt& stmt, ValueId local) {
  if (shows_every_node()) return false;
  const auto is_local = [&](const Expr& expr) {
    return expr.kind == ExprKind::kName && As<NameExpr>(expr).name == stmt.root &&
           PlainLocal(analysis_->Use(expr.id)) == local;
  };
  if (stmt.value->kind == ExprKind::kUnary) {
    const auto& unary = As<UnaryExpr>(*stmt.value);
    if (unary.op != UnaryOp::kNegate || !is_local(*unary.operand)) return false;
    b().set_span(unary.span);
    const InstructionArg x = b().Reg(local);
    b().Emit(Opcode::kNegNum, x, x);
    return true;
  }
  if (stmt.value->kind != ExprKind::kBinary) return false;
  const auto& binary = As<BinaryExpr>(*stmt.value);
  if (binary.op > BinaryOp::kModulo) return false;
  const bool on_left = is_local(*binary.left);
  if (!on_left && !is_local(*binary.right)) {
    // What the operands have calculated with was a number and owns nothing that would be lost.
    if (!CalculatesWith(*binary.left, is_local) && !CalculatesWith(*binary.right, is_local)) {
      return false;
    }
    const Operand result = Arithmetic(binary, local);
    if (result.value != local) {
      const InstructionArg x = b().Reg(local);
      b().Emit(Opcode::kReplace, x, b().Reg(result.value));
      b().Forget(result.value);
    }
    return true;
  }
  const auto emit = [&](Opcode op, InstructionArg left, InstructionArg right) {
    b().set_span(binary.span);
    b().Emit(op, b().Reg(local), left, right);
  };
  if (on_left) {
    if (const std::uint32_t constant = SmallConstant(*binary.right); constant != kNoIndex) {
      const InstructionArg x = b().Reg(local);
      b().set_span(binary.span);
      EmitWithConstant(binary.op, x, x, constant);
      return true;
    }
  }
  const Operand other = InRegister(Compile(on_left ? *binary.right : *binary.left));
  const StaticType type = b().type(other.value);
  const bool owns = other.owned && MayOwn(type);
  const InstructionArg x = b().Reg(local);
  const InstructionArg o = b().Reg(other.value);
  if (binary.op != BinaryOp::kAdd || type == StaticType::kNumber) {
    emit(ArithmeticOpcode(binary.op), on_left ? x : o, on_left ? o : x);
    ForgetIfOwned(other);
    return true;
  }
  if (on_left) {
    emit(owns ? Opcode::kAddDrop : Opcode::kAdd, x, o);
    ForgetIfOwned(other);
  } else {
    emit(Opcode::kAdd, o, x);
    DropIfOwned(other);
  }
  return true;
}

bool CodeGenerator::SetElement(const SetStmt& stmt, ValueId target) {
  const std::span<const Candidate> candidates = analysis_->Use(stmt.id);
  const ValueId local = PlainLocal(candidates);
  if (!options_.optimise || local == kNoValue || b().in_slot(local) || stmt.steps.size() > 2 ||
      stmt.steps[0].index == nullptr || !analysis_->variable(candidates[0].index).is_weave) {
    return false;
  }
  const bool has_field = stmt.steps.size() == 2;
  if (has_field && stmt.steps[1].index != nullptr) return false;
  const Operand value = CompileOwned(*stmt.value);
  // A local as the index stays where it is: the value is there already.
  const Operand index = InRegister(Compile(*stmt.steps[0].index));
  CopyTo(target, value);
  const Span element{stmt.root_span.begin, stmt.steps[0].end};
  const Span whole{stmt.root_span.begin, stmt.steps.back().end};
  b().set_span(whole);
  const InstructionArg root = b().Reg(local);
  const InstructionArg at = b().Reg(index.value);
  const InstructionArg from = b().Reg(value.value);
  if (has_field) {
    b().Emit(Opcode::kSetElementField, root, at, from,
             ElementFieldPlace(stmt.root, stmt.steps[1].field, element, whole), b().NewCache());
  } else {
    b().Emit(Opcode::kSetIndex, root, at, from);
  }
  DropIfOwned(index);
  b().Forget(value.value);
  return true;
}

std::uint32_t CodeGenerator::ElementFieldPlace(Symbol root, Symbol field, Span element,
                                               Span whole) {
  PlaceInfo info;
  info.root = VariableKind::kNone;
  info.name = NameConstant(root);
  info.root_span = element;
  info.steps.push_back({.is_index = true, .span = element});
  info.steps.push_back({.is_index = false, .field = NameConstant(field), .span = whole});
  chunk_->places.push_back(std::move(info));
  return static_cast<std::uint32_t>(chunk_->places.size() - 1);
}

void CodeGenerator::SetPlace(const SetStmt& stmt, ValueId target) {
  if (SetElement(stmt, target)) return;
  Operand value = CompileOwned(*stmt.value);
  PendingWindow window(windows_);
  window.Add(value.value);
  for (const PlaceStep& step : stmt.steps) {
    if (step.index != nullptr) window.Add(CompileOwned(*step.index).value);
  }
  const Span place{stmt.root_span.begin, stmt.steps.back().end};
  const std::span<const Candidate> candidates = analysis_->Use(stmt.id);

  CopyTo(target, value);
  PlaceInfo info;
  info.name = NameConstant(stmt.root);
  info.root_span = stmt.root_span;
  for (const PlaceStep& step : stmt.steps) {
    PlaceStepInfo step_info;
    step_info.is_index = step.index != nullptr;
    if (!step_info.is_index) step_info.field = NameConstant(step.field);
    step_info.span = {stmt.root_span.begin, step.end};
    info.steps.push_back(step_info);
  }
  // More indexes than a window holds travel in a list.
  if (window.size() > kWidestPlaceWindow + 1) {
    ValueId list = kNoValue;
    for (std::size_t at = 1; at < window.size();) {
      const std::size_t count = std::min<std::size_t>(window.size() - at, kWidestArguments);
      const std::span<const ValueId> part = window.values().subspan(at, count);
      const std::uint32_t start = b().Assemble(part);
      const InstructionArg items = b().Imm(static_cast<std::uint32_t>(count));
      if (list == kNoValue) {
        list = b().Continue(part[0]);
        b().RecordWindow(b().Emit(Opcode::kCreateList, {start, list}, b().Imm(start), items), part);
        for (std::size_t i = 1; i < count; ++i) b().Forget(part[i]);
      } else {
        b().RecordWindow(b().Emit(Opcode::kAppendList, b().Reg(list), b().Imm(start), items), part);
        for (const ValueId index : part) b().Forget(index);
      }
      at += count;
    }
    window.Clear();
    window.Add(value.value);
    window.Add(list);
  }
  // A grove's Cell that must be fetched is fetched before the window is settled.
  const std::uint32_t start = b().Assemble(window.values());
  const Label done = b().NewLabel();
  for (const Candidate& candidate : candidates) {
    PlaceInfo here = info;
    Operand cell;
    ValueId root = kNoValue;  // if it lies in this frame
    Label next{};
    if (candidate.kind == Candidate::Kind::kGrove) {
      for (const ValueId item : window.values()) b().Pin(item);
      cell = GroveCell(candidate);
      for (const ValueId item : window.values()) b().Unpin(item);
      next = b().NewLabel();
      b().set_span(place);
      const InstructionArg reg = b().Reg(cell.value);
      root = cell.value;
      here.root = VariableKind::kNamed;
      here.index = reg.number;
      here.slot = candidate.slot * 2;
      if (!candidate.bound) {
        b().EmitJump(Opcode::kJumpIfUnbound, next, {}, reg, {}, candidate.slot * 2);
      }
    } else if (candidate.kind == Candidate::Kind::kGlobal) {
      here.root = VariableKind::kGlobal;
      here.index = GlobalIndex(static_cast<Symbol>(candidate.index));
    } else if (const Variable& variable = analysis_->variable(candidate.index);
               !variable.is_weave) {
      here.root = VariableKind::kNone;
    } else if (variable.function != context_->id) {
      here.root = VariableKind::kCaptureCell;
      here.index = CaptureOf(candidate.index);
    } else {
      root = value_of_[candidate.index];
      const bool slot = b().in_slot(root);
      here.root = variable.boxed() ? (slot ? VariableKind::kSlotCell : VariableKind::kRegisterCell)
                                   : (slot ? VariableKind::kSlot : VariableKind::kRegister);
      here.index = b().place_index(root);
    }
    chunk_->places.push_back(std::move(here));
    b().set_span(place);
    const std::uint32_t pc = b().Emit(Opcode::kSetPlace, b().Imm(start), {}, {},
                                      static_cast<std::uint32_t>(chunk_->places.size() - 1));
    b().RecordWindow(pc, window.values());
    b().RecordOperand(pc, kPlaceOperand, root);
    if (candidate.bound) {
      DropIfOwned(cell);
    } else if (candidate.kind == Candidate::Kind::kGrove) {
      if (cell.owned) b().Emit(Opcode::kDrop, b().Reg(cell.value));
      b().EmitJump(Opcode::kJump, done);
      b().Bind(next);
      DropIfOwned(cell);
    }
  }
  b().Bind(done);
  for (std::size_t i = window.size(); i-- > 0;) b().Forget(window[i]);
}

// --- Leaving
// --------------------------------------------------------------------------------------

void CodeGenerator::Yield(const YieldStmt& stmt) {
  if (context_->is_program) {
    // The text decides: no chant encloses this.
    if (stmt.value != nullptr) {
      const Operand value = Compile(*stmt.value);
      DropIfOwned(value);
    }
    b().set_span(stmt.span);
    return EmitRaise(ErrorKind::kUnexpectedYield);
  }
  if (stmt.value == nullptr) {
    return Return(Immediate(Opcode::kLoadNothing, 0, StaticType::kImmediate, kNoValue));
  }
  if (context_->attempts == 0 && IsCall(*stmt.value)) {
    Call(*stmt.value, CallMode::kTail, kNoValue);
    return;
  }
  Return(Compile(*stmt.value));
}

void CodeGenerator::BreakOrContinue(const Stmt& stmt) {
  const bool is_break = stmt.kind == StmtKind::kBreak;
  if (context_->loops.empty()) {
    return EmitRaise(is_break ? ErrorKind::kBreakOutsideLoop : ErrorKind::kContinueOutsideLoop);
  }
  const Loop loop = context_->loops.back();
  LeaveScopes(loop.scopes);
  // Going backwards is what costs fuel.
  b().EmitJump(is_break ? Opcode::kJump : Opcode::kLoop,
               is_break ? loop.break_label : loop.continue_label);
}

// --- Control
// --------------------------------------------------------------------------------------

void CodeGenerator::Should(const ShouldStmt& stmt, ValueId target) {
  const Label otherwise = b().NewLabel();
  const Label end = b().NewLabel();
  Condition(*stmt.condition, false, otherwise);
  CompileBlock(stmt.then_block, target);
  const bool has_else = stmt.has_else || target != kNoValue;
  if (has_else && b().reachable()) b().EmitJump(Opcode::kJump, end);
  b().Bind(otherwise);
  if (stmt.has_else) {
    CompileBlock(stmt.else_block, target);
  } else {
    NothingInto(target);
  }
  b().Bind(end);
}

// The loop's value is that of the last iteration that completed normally.
void CodeGenerator::LoopBody(const Block& body, ValueId target) {
  if (target == kNoValue) return CompileBlock(body, kNoValue);
  const ValueId value = b().NewTemporary();
  b().Pin(value);
  CompileBlock(body, value);
  if (b().reachable()) {
    const InstructionArg to = b().Reg(target);
    b().Emit(Opcode::kReplace, to, b().Reg(value));
  }
  b().Unpin(value);
  b().Forget(value);
}

void CodeGenerator::Whilst(const WhilstStmt& stmt, ValueId target) {
  NothingInto(target);
  const Label head = b().NewLabel();
  const Label exit = b().NewLabel();
  b().Bind(head);
  Condition(*stmt.condition, false, exit);
  context_->loops.push_back({exit, head, context_->scopes.size()});
  LoopBody(stmt.body, target);
  context_->loops.pop_back();
  b().set_span(stmt.span);
  if (b().reachable()) b().EmitJump(Opcode::kLoop, head);
  b().Bind(exit);
}

void CodeGenerator::ForEach(const ForEachStmt& stmt, ValueId target) {
  NothingInto(target);
  // The state is three neighbouring registers: what is iterated, position, end. When locals fill
  // the registers it rests in slots between the steps.
  using State = std::array<ValueId, 3>;
  const auto new_state = [this] {
    const ValueId at = b().NewWindow(3);
    return State{at, at + 1, at + 2};
  };
  const State state = new_state();
  for (const ValueId value : state) b().Pin(value);
  CompileInto(*stmt.iterable, state[0]);
  b().set_span(stmt.iterable->span);
  const std::uint32_t first = b().place_index(state[0]);
  std::uint32_t pc = b().Emit(Opcode::kForPrepare, b().Imm(first));
  b().RecordWindow(pc, state);
  for (const ValueId value : state) b().MarkSet(value);
  b().set_type(state[1], StaticType::kNumber);
  b().set_type(state[2], StaticType::kNumber);
  for (const ValueId value : state) b().Unpin(value);
  for (const ValueId value : state) b().MakeLocal(value);
  const bool resting = b().in_slot(state[0]) || b().in_slot(state[1]) || b().in_slot(state[2]);

  const Label head = b().NewLabel();
  const Label exhausted = b().NewLabel();
  const Label exit = b().NewLabel();
  b().Bind(head);
  b().set_span(stmt.iterable->span);
  State working = state;
  if (resting) {
    working = new_state();
    for (std::size_t i = 0; i < 3; ++i) {
      if (b().in_slot(state[i])) {
        b().EmitSlot(Opcode::kTakeLocal, b().Reg(working[i]), state[i]);
      } else {
        const InstructionArg to = b().Reg(working[i]);
        b().Emit(Opcode::kMove, to, b().Reg(state[i]));
      }
    }
    for (const ValueId value : working) b().Pin(value);
  }
  const ValueId element = b().NewTemporary();
  const std::uint32_t start = b().place_index(working[0]);
  const InstructionArg to = b().Reg(element);
  b().set_span(stmt.iterable->span);
  pc = b().EmitJump(Opcode::kForNext, exhausted, b().Imm(start), to);
  b().RecordWindow(pc, working);
  const Label behind_next = b().NewLabel();
  b().Bind(behind_next);
  b().MarkSet(element);
  const auto rest = [&] {
    for (std::size_t i = 0; i < 3; ++i) {
      const InstructionArg from{start + static_cast<std::uint32_t>(i), working[i]};
      if (b().in_slot(state[i])) {
        b().EmitSlot(Opcode::kStoreLocal, from, state[i]);
      } else {
        b().Emit(Opcode::kMove, b().Reg(state[i]), from);
      }
    }
  };
  if (resting) {
    rest();
    for (const ValueId value : working) {
      b().Unpin(value);
      b().Forget(value);
    }
  }

  OpenScope();
  // A range's elements own nothing, so that nobody has to look.
  if (stmt.iterable->kind == ExprKind::kRange && options_.optimise) {
    b().set_type(element, StaticType::kNumber);
  }
  DeclareLocal(analysis_->Declared(stmt.id), {element, true});
  context_->loops.push_back({exit, head, context_->scopes.size() - 1});
  LoopBody(stmt.body, target);
  context_->loops.pop_back();
  CloseScope();
  b().set_span(stmt.span);
  if (b().reachable() && options_.optimise && !resting) {
    // Does the ForNext as well where that is simple.
    b().EmitLoopForNext(behind_next, start, to.number);
  } else if (b().reachable()) {
    b().EmitJump(Opcode::kLoop, head);
  }
  b().Bind(exhausted);
  if (resting) rest();
  b().Bind(exit);
  for (std::size_t i = 3; i-- > 0;) b().Release(state[i]);
}

void CodeGenerator::Attempt(const AttemptStmt& stmt, ValueId target) {
  const std::vector<std::uint32_t> keep = b().LiveFrame(target);
  const Label done = b().NewLabel();
  const std::uint32_t begin = b().pc();
  ++context_->attempts;
  CompileBlock(stmt.body, target);
  --context_->attempts;
  const std::uint32_t end = b().pc();
  if (b().reachable()) b().EmitJump(Opcode::kJump, done);
  bool caught = false;
  for (const Handler& handler : stmt.handlers) {
    const bool any = handler.kind == "_";
    const std::optional<ErrorKind> kind = ErrorKindFromName(handler.kind);
    // A handler behind `_`, of a resource error or of a kind that does not exist never runs.
    if (caught || begin == end || (!any && (!kind.has_value() || IsResourceError(*kind)))) continue;
    const Label target_label = b().NewLabel();
    b().AddHandler(begin, end, target_label, any, kind.value_or(ErrorKind::kCustomError), keep);
    caught = caught || any;
    b().Bind(target_label);
    CompileBlock(handler.body, target);
    if (b().reachable()) b().EmitJump(Opcode::kJump, done);
  }
  b().Bind(done);
}

}  // namespace quicksilver
