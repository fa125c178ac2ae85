// match: tests in the order of the arms, pieces taken out as they are needed, variables bound when
// an arm fits.
#include <unordered_set>

#include "engine/base/assert.h"
#include "engine/compiler/code_generator.h"

namespace quicksilver {

void CodeGenerator::Match(const MatchStmt& stmt, ValueId target) {
  Operand subject = InRegister(Compile(*stmt.subject));
  const bool owned = subject.owned && MayOwn(b().type(subject.value));
  if (subject.owned) b().Pin(subject.value);
  const std::uint32_t subject_register = b().place_index(subject.value);
  const Label end = b().NewLabel();
  // Before a body runs the subject is let go of: what it shares must not look shared to a `set`.
  const auto let_go = [&] {
    if (owned) b().Emit(Opcode::kDrop, b().Reg(subject.value));
    if (subject.owned) b().Forget(subject.value);
  };
  const auto take_back = [&] {
    if (subject.owned) b().Reclaim(subject.value, static_cast<std::uint8_t>(subject_register));
  };

  for (const MatchArm& arm : stmt.arms) {
    if (!b().reachable()) break;
    const Label fail = b().NewLabel();
    PatternState state;
    TestPattern(*arm.pattern, subject, fail, state);
    std::vector<Leftover> left;
    left.reserve(state.pieces.size() + state.left.size());
    for (const ValueId piece : state.pieces) {
      left.push_back({b().in_slot(piece), b().place_index(piece)});
    }
    left.insert(left.end(), state.left.begin(), state.left.end());

    // The arm fits: pieces that a name binds become variables, the others go.
    OpenScope();
    std::unordered_set<ValueId> bound;
    for (const auto& [pattern, piece] : state.bound) {
      bound.insert(piece);
      const VariableId variable = analysis_->BoundBy(pattern);
      b().set_span(pattern->span);
      if (piece != kNoValue) {
        BindPiece(variable, piece);
      } else {
        DeclareLocal(variable, Own({subject.value, false}));
      }
    }
    std::erase_if(state.pieces, [&](ValueId piece) { return bound.contains(piece); });
    b().Drop(state.pieces);
    for (std::size_t i = state.pieces.size(); i-- > 0;) b().Forget(state.pieces[i]);
    let_go();
    CompileBlock(arm.body, target);
    CloseScope();
    if (b().reachable()) b().EmitJump(Opcode::kJump, end);
    take_back();
    b().Bind(fail);
    if (b().reachable()) DropLeftovers(left);
  }
  if (b().reachable()) {
    let_go();
    if (stmt.has_otherwise) {
      CompileBlock(stmt.otherwise, target);
    } else {
      b().set_span(stmt.span);
      EmitRaise(ErrorKind::kMatchFailed);
    }
  } else if (subject.owned) {
    b().Forget(subject.value);
  }
  b().Bind(end);
}

// Registers first: a slot is emptied through a temporary, which may be one of the registers that
// still own something.
void CodeGenerator::DropLeftovers(std::span<const Leftover> left) {
  std::vector<InstructionArg> registers;
  for (const Leftover& place : left) {
    if (!place.slot) registers.push_back(b().Imm(place.index));
  }
  b().DropRegisters(std::move(registers));
  for (const Leftover& place : left) {
    if (place.slot) b().EmptySlot(place.index);
  }
}

// A piece becomes a variable without being copied.
void CodeGenerator::BindPiece(VariableId variable, ValueId piece) {
  if (analysis_->variable(variable).boxed()) {
    DeclareLocal(variable, Own({piece, false}));
    b().Release(piece);
    return;
  }
  value_of_[variable] = piece;
  context_->locals.push_back(piece);
}

void CodeGenerator::TestPattern(const Pattern& pattern, Operand subject, Label fail,
                                PatternState& state) {
  const bool ran = stack_.Run([&] { TestPatternHere(pattern, subject, fail, state); });
  QS_ASSERT(ran, "the syntax tree is deeper than the parser allows");
  static_cast<void>(ran);
}

ValueId CodeGenerator::NewPiece(Opcode op, Operand subject, std::uint32_t field,
                                PatternState& state) {
  const Operand from = InRegister(subject);
  const ValueId piece = b().NewTemporary();
  const InstructionArg to = b().Reg(piece);
  b().Emit(op, to, b().Reg(from.value), {}, field);
  if (from.value != subject.value) DropIfOwned(from);
  b().MakeLocal(piece);
  state.pieces.push_back(piece);
  return piece;
}

void CodeGenerator::TestPatternHere(const Pattern& pattern, Operand subject, Label fail,
                                    PatternState& state) {
  b().set_span(pattern.span);
  // A subject piece in a slot is looked at through a copy, which must not outlive a failed test.
  const auto test = [&](auto&& emit) {
    const Operand here = InRegister(subject);
    const bool copied = here.value != subject.value;
    if (copied) {
      b().Pin(here.value);
      state.left.push_back({false, b().place_index(here.value)});
    }
    emit(here);
    if (copied) {
      b().Unpin(here.value);
      b().Release(here.value);
    }
  };
  const auto test_kind = [&](PatternTest kind) {
    test([&](Operand here) {
      b().EmitJump(Opcode::kTestKind, fail, b().Reg(here.value),
                   b().Imm(static_cast<std::uint32_t>(kind)));
    });
  };
  switch (pattern.kind) {
    case PatternKind::kWildcard:
      return;
    case PatternKind::kNumber:
      return test([&](Operand here) {
        const std::uint32_t constant = chunk_->constants.AddNumber(pattern.number);
        if (options_.optimise && constant <= 0xFF) {
          b().EmitJump(Opcode::kJumpIfNeK, fail, b().Reg(here.value), b().Imm(constant));
          return;
        }
        const Operand number = Constant(pattern.number, kNoValue);
        const InstructionArg left = b().Reg(here.value);
        b().EmitJump(Opcode::kJumpIfNe, fail, left, b().Reg(number.value));
        b().Forget(number.value);
      });
    case PatternKind::kText:
      return test([&](Operand here) {
        if (options_.optimise) {
          b().EmitJump(Opcode::kJumpIfNotText, fail, b().Reg(here.value), {}, {},
                       TextConstant(pattern.text));
          return;
        }
        const Operand text = TextValue(pattern.text, kNoValue);
        TestEqual(here, text, fail);
      });
    case PatternKind::kTruth:
      return test_kind(pattern.truth ? PatternTest::kTrue : PatternTest::kFalse);
    case PatternKind::kNothing:
      return test_kind(PatternTest::kNothing);
    case PatternKind::kAbsent:
      return test_kind(PatternTest::kAbsent);
    case PatternKind::kName:
      test([&](Operand here) { TestName(pattern, here, fail); });
      state.bound.emplace_back(&pattern, state.current_piece);
      return;
    case PatternKind::kTriumph:
    case PatternKind::kMishap:
    case PatternKind::kPresent: {
      test_kind(pattern.kind == PatternKind::kTriumph  ? PatternTest::kTriumph
                : pattern.kind == PatternKind::kMishap ? PatternTest::kMishap
                                                       : PatternTest::kPresent);
      const ValueId piece = NewPiece(Opcode::kGetBoxed, subject, 0, state);
      state.current_piece = piece;
      return TestPattern(*pattern.fields[0], {piece, false}, fail, state);
    }
    case PatternKind::kConstructor: {
      test([&](Operand here) {
        // The name is looked up when the arm is reached.
        b().set_span(pattern.name_span);
        Operand constructor = InRegister(ReadName(analysis_->UseAt(&pattern), kNoValue, false));
        b().set_span(pattern.span);
        if (constructor.owned) {
          b().Pin(constructor.value);
          state.left.push_back({false, b().place_index(constructor.value)});
        }
        const InstructionArg left = b().Reg(here.value);
        b().EmitJump(Opcode::kTestCase, fail, left, b().Reg(constructor.value), {},
                     static_cast<std::uint32_t>(pattern.fields.size()));
        if (constructor.owned) {
          b().Unpin(constructor.value);
          b().Release(constructor.value);
        }
      });
      for (std::size_t i = 0; i < pattern.fields.size(); ++i) {
        if (pattern.fields[i]->kind == PatternKind::kWildcard) continue;
        const ValueId piece =
            NewPiece(Opcode::kGetCaseField, subject, static_cast<std::uint32_t>(i), state);
        state.current_piece = piece;
        TestPattern(*pattern.fields[i], {piece, false}, fail, state);
      }
      return;
    }
  }
}

// Jumps to `fail` unless the two are equal; an owned `other` is consumed.
void CodeGenerator::TestEqual(Operand subject, Operand other, Label fail) {
  const InstructionArg left = b().Reg(subject.value);
  const InstructionArg right = b().Reg(other.value);
  ValueId truth;
  if (other.owned) {
    truth = b().Continue(other.value);
    b().Emit(Opcode::kEq, {right.number, truth}, left, right);
  } else {
    truth = b().NewTemporary();
    b().Emit(Opcode::kEq, b().Reg(truth), left, right);
  }
  b().set_type(truth, StaticType::kTruth);
  b().EmitJump(Opcode::kJumpIfFalse, fail, b().Reg(truth));
  b().Forget(truth);
}

// A name pattern also demands equality when the name was made by `variant`.
void CodeGenerator::TestName(const Pattern& pattern, Operand subject, Label fail) {
  const Label fits = b().NewLabel();
  for (const Candidate& candidate : analysis_->UseAt(&pattern)) {
    switch (candidate.kind) {
      case Candidate::Kind::kGrove: {
        const Label next = b().NewLabel();
        const Label differs = b().NewLabel();
        const Operand cell = GroveCell(candidate);
        if (!candidate.bound) {
          b().EmitJump(Opcode::kJumpIfUnbound, next, {}, b().Reg(cell.value), {},
                       candidate.slot * 2);
        }
        const InstructionArg left = b().Reg(subject.value);
        b().EmitJump(Opcode::kTestNamedCase, differs, left, b().Reg(cell.value), {},
                     candidate.slot * 2);
        if (cell.owned) b().Emit(Opcode::kDrop, b().Reg(cell.value));
        b().EmitJump(Opcode::kJump, fits);
        b().Bind(differs);
        if (candidate.bound) {
          DropIfOwned(cell);
          b().EmitJump(Opcode::kJump, fail);
          break;
        }
        if (cell.owned) b().Emit(Opcode::kDrop, b().Reg(cell.value));
        b().EmitJump(Opcode::kJump, fail);
        b().Bind(next);
        DropIfOwned(cell);
        break;
      }
      case Candidate::Kind::kVariable:
        if (analysis_->variable(candidate.index).by_variant) {
          TestEqual(subject, InRegister(ReadVariable(candidate.index, kNoValue)), fail);
        }
        break;
      case Candidate::Kind::kGlobal:
        b().EmitJump(Opcode::kTestGlobalCase, fail, b().Reg(subject.value), {}, {},
                     GlobalIndex(static_cast<Symbol>(candidate.index)));
        break;
    }
  }
  b().Bind(fits);
}

}  // namespace quicksilver
