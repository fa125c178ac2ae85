// Variables: where names live and how they are read, declared and stored.
#include "engine/base/assert.h"
#include "engine/compiler/code_generator.h"

namespace quicksilver {

std::uint32_t CodeGenerator::NameConstant(Symbol symbol) {
  std::uint32_t& constant = name_constants_[static_cast<std::size_t>(symbol)];
  if (constant == kNoIndex) constant = TextConstant(ast_->Name(symbol));
  return constant;
}

std::uint32_t CodeGenerator::GlobalIndex(Symbol symbol) {
  std::uint32_t& index = global_of_[static_cast<std::size_t>(symbol)];
  if (index == kNoIndex) {
    // Each name of the program is one symbol, so only a session's earlier names can be the same.
    const std::string_view name = ast_->Name(symbol);
    if (const auto earlier = earlier_globals_.find(name); earlier != earlier_globals_.end()) {
      index = earlier->second;
    } else {
      index = static_cast<std::uint32_t>(chunk_->globals.size());
      chunk_->globals.emplace_back(name);
    }
  }
  return index;
}

// --- Scopes
// ---------------------------------------------------------------------------------------

void CodeGenerator::OpenScope() { context_->scopes.emplace_back(context_->locals.size()); }

void CodeGenerator::CloseScope() {
  std::vector<ValueId>& locals = context_->locals;
  const std::size_t first = context_->scopes.back().locals;
  b().Drop(std::span(locals).subspan(first));
  while (locals.size() > first) {
    b().Forget(locals.back());
    locals.pop_back();
  }
  context_->scopes.pop_back();
}

void CodeGenerator::LeaveScopes(std::size_t scopes) {
  if (scopes >= context_->scopes.size()) return;
  b().Drop(std::span(context_->locals).subspan(context_->scopes[scopes].locals));
}

// --- Declaring
// ------------------------------------------------------------------------------------

void CodeGenerator::DeclareLocal(VariableId id, Operand value) {
  const Variable& variable = analysis_->variable(id);
  if (variable.boxed()) {
    const Operand owned = InRegister(Own(value));
    const ValueId cell = b().NewTemporary();
    b().Emit(Opcode::kNewCell, b().Reg(cell), {}, {}, 1);
    const InstructionArg place = b().Reg(owned.value);
    b().Emit(Opcode::kStoreCell, place, b().Reg(cell), {}, 0);
    // The Cell takes the value's register, so that locals stay side by side.
    const ValueId local = b().Continue(owned.value);
    b().Emit(Opcode::kMove, {place.number, local}, b().Reg(cell));
    b().Forget(cell);
    b().MakeLocal(local);
    value_of_[id] = local;
  } else {
    const Operand owned = Own(value);
    if (variable.is_weave && variable.is_set) b().set_type(owned.value, StaticType::kUnknown);
    b().MakeLocal(owned.value);
    value_of_[id] = owned.value;
  }
  context_->locals.push_back(value_of_[id]);
}

void CodeGenerator::Declare(VariableId id, Symbol name, Operand value, std::uint8_t flags,
                            NodeId grove) {
  if (id != kNoVariable) return DeclareLocal(id, value);
  const Operand owned = InRegister(Own(value));
  if (grove != kNoGrove) {
    const auto slot = static_cast<std::uint32_t>(analysis_->GroveEntry(grove, name));
    const Operand cell = GroveCell({Candidate::Kind::kGrove, analysis_->GroveCell(grove), slot});
    b().Emit(Opcode::kDefineNamed, b().Reg(owned.value), b().Reg(cell.value), b().Imm(flags),
             slot * 2);
    DropIfOwned(cell);
  } else {
    b().Emit(Opcode::kDefineGlobal, b().Reg(owned.value), b().Imm(flags), {}, GlobalIndex(name));
  }
  b().Forget(owned.value);
}

// --- Reading
// --------------------------------------------------------------------------------------

bool CodeGenerator::IsLocal(const Candidate& candidate) const {
  return candidate.kind == Candidate::Kind::kVariable &&
         analysis_->variable(candidate.index).function == context_->id;
}

ValueId CodeGenerator::PlainLocal(std::span<const Candidate> candidates) const {
  const Candidate& first = candidates.front();
  if (!IsLocal(first) || analysis_->variable(first.index).boxed()) return kNoValue;
  return value_of_[first.index];
}

void CodeGenerator::KnowNumber(const Expr& expr) {
  if (!options_.optimise || expr.kind != ExprKind::kName) return;
  const std::span<const Candidate> use = analysis_->Use(expr.id);
  const ValueId local = PlainLocal(use);
  if (local == kNoValue || b().type(local) != StaticType::kUnknown) return;
  const Variable& variable = analysis_->variable(use.front().index);
  if (variable.is_weave && variable.is_set) return;
  b().set_type(local, StaticType::kNumber);
  context_->known_numbers.push_back(local);
}

void CodeGenerator::ForgetNumbers(std::size_t known) {
  std::vector<ValueId>& numbers = context_->known_numbers;
  for (; numbers.size() > known; numbers.pop_back()) {
    b().set_type(numbers.back(), StaticType::kUnknown);
  }
}

Operand CodeGenerator::ReadVariable(VariableId id, ValueId want) {
  const Variable& variable = analysis_->variable(id);
  if (variable.function == context_->id) {
    const ValueId local = value_of_[id];
    if (!variable.boxed()) return {local, false};
    const Operand cell = InRegister({local, false});
    const ValueId result = Wanted(want);
    b().Emit(Opcode::kLoadCell, b().Reg(result), b().Reg(cell.value), {}, 0);
    DropIfOwned(cell);
    return {result, true};
  }
  const ValueId result = Wanted(want);
  if (analysis_->function(context_->id).self == id) {
    b().Emit(Opcode::kLoadSelf, b().Reg(result));
  } else {
    b().Emit(variable.boxed() ? Opcode::kLoadCaptureCell : Opcode::kLoadCapture, b().Reg(result),
             {}, {}, CaptureOf(id));
  }
  return {result, true};
}

Operand CodeGenerator::GroveCell(const Candidate& candidate) {
  return InRegister(ReadVariable(candidate.index, kNoValue));
}

Operand CodeGenerator::ReadName(std::span<const Candidate> candidates, ValueId want,
                                bool last_use) {
  static_cast<void>(last_use);
  const auto read_last = [&](ValueId into) -> Operand {
    const Candidate& candidate = candidates.back();
    if (candidate.kind == Candidate::Kind::kVariable) return ReadVariable(candidate.index, into);
    const ValueId result = Wanted(into);
    if (candidate.kind == Candidate::Kind::kGrove) {
      const Operand cell = GroveCell(candidate);
      b().Emit(Opcode::kLoadCell, b().Reg(result), b().Reg(cell.value), {}, candidate.slot * 2);
      DropIfOwned(cell);
      return {result, true};
    }
    b().Emit(Opcode::kLoadGlobal, b().Reg(result), {}, {},
             GlobalIndex(static_cast<Symbol>(candidate.index)));
    return {result, true};
  };
  if (candidates.size() == 1) return read_last(want);
  // Entries of groves first: each is tried when reached.
  const ValueId result = Wanted(want);
  const bool pinned = b().is_local(result);
  if (!pinned) b().Pin(result);
  const Label done = b().NewLabel();
  for (std::size_t i = 0; i + 1 < candidates.size(); ++i) {
    const Operand cell = GroveCell(candidates[i]);
    const Label next = b().NewLabel();
    const std::uint32_t slot = candidates[i].slot * 2;
    b().EmitJump(Opcode::kJumpIfUnbound, next, {}, b().Reg(cell.value), {}, slot);
    b().Emit(Opcode::kLoadCell, b().Reg(result), b().Reg(cell.value), {}, slot);
    if (cell.owned) b().Emit(Opcode::kDrop, b().Reg(cell.value));
    b().EmitJump(Opcode::kJump, done);
    b().Bind(next);
    DropIfOwned(cell);
  }
  MoveInto(result, read_last(result));
  b().Bind(done);
  if (!pinned) b().Unpin(result);
  return {result, true};
}

// --- Storing
// --------------------------------------------------------------------------------------

void CodeGenerator::StoreName(std::span<const Candidate> candidates, Symbol name, Operand value,
                              Span span) {
  const Operand owned = InRegister(value);
  const Label done = b().NewLabel();
  for (const Candidate& candidate : candidates) {
    if (candidate.kind == Candidate::Kind::kGrove) {
      const Operand cell = GroveCell(candidate);
      const Label next = b().NewLabel();
      b().set_span(span);
      if (!candidate.bound) {
        b().EmitJump(Opcode::kJumpIfUnbound, next, {}, b().Reg(cell.value), {}, candidate.slot * 2);
      }
      b().Emit(Opcode::kStoreNamed, b().Reg(owned.value), b().Reg(cell.value), {},
               candidate.slot * 2, NameConstant(name));
      if (candidate.bound) {
        DropIfOwned(cell);
        break;
      }
      if (cell.owned) b().Emit(Opcode::kDrop, b().Reg(cell.value));
      b().EmitJump(Opcode::kJump, done);
      b().Bind(next);
      DropIfOwned(cell);
      continue;
    }
    b().set_span(span);
    if (candidate.kind == Candidate::Kind::kGlobal) {
      b().Emit(Opcode::kStoreGlobal, b().Reg(owned.value), {}, {},
               GlobalIndex(static_cast<Symbol>(candidate.index)));
      break;
    }
    const Variable& variable = analysis_->variable(candidate.index);
    if (!variable.is_weave) {
      b().Emit(Opcode::kRaiseName, {},
               b().Imm(static_cast<std::uint32_t>(ErrorKind::kImmutableBinding)), {},
               NameConstant(name));
    } else if (variable.function != context_->id) {
      b().Emit(Opcode::kStoreCaptureCell, b().Reg(owned.value), {}, {}, CaptureOf(candidate.index));
    } else if (const ValueId local = value_of_[candidate.index]; variable.boxed()) {
      const Operand cell = InRegister({local, false});
      b().Emit(Opcode::kStoreCell, b().Reg(owned.value), b().Reg(cell.value), {}, 0);
      DropIfOwned(cell);
    } else if (b().in_slot(local)) {
      b().EmitSlot(Opcode::kStoreLocal, b().Reg(owned.value), local);
    } else {
      b().Emit(Opcode::kReplace, b().Reg(local), b().Reg(owned.value));
    }
    break;
  }
  b().Bind(done);
  b().Forget(owned.value);
}

}  // namespace quicksilver
