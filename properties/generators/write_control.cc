#include <algorithm>
#include <array>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {

// Without `otherwise` only where nobody needs the value.
Facts ProgramWriter::WriteShould(TypeId goal, Statements& out) {
  const Expr* condition = Condition();
  const MadeBlock yes = WriteBlock(goal);
  if (goal == TypeId::kAny && !Flip(60)) {
    out.push_back(tree_.Should(condition, yes.block));
    return yes.facts;
  }
  const MadeBlock no = WriteBlock(goal);
  out.push_back(tree_.Should(condition, yes.block, no.block));
  return Facts::Either(yes.facts, no.facts);
}

// --- Loops --------------------------------------------------------------------------------------

// `name` is declared in a block around the body, unless it is kNone.
MadeBlock ProgramWriter::WriteLoopBody(Symbol name, TypeId type, const Facts& facts,
                                       std::uint32_t trips) {
  const Restore around(around_);
  around_.loop = true;
  around_.file = false;
  around_.grove = false;
  around_.multiplier *= std::max(trips, 1u);
  const Mark mark = EnterBlock();
  if (name != Symbol::kNone) Declare(name, type, facts, false);
  const MadeBlock body = WriteBlock(TypeId::kAny);
  LeaveBlock(mark);
  return body;
}

bool ProgramWriter::WriteForEach(Statements& out) {
  TypeId item = TypeId::kNumber;
  Facts facts;
  std::uint32_t trips = 0;
  const Expr* iterable = nullptr;
  constexpr std::array<std::uint8_t, 5> kWeights = {
      40,  // range(0, n): its variable is an index
      30,  // a list
      12,  // an iterator
      10,  // any range
      8,   // a list of items, or text pieces: whatever gives one
  };
  switch (choices_.Pick(kWeights)) {
    case 0: {
      const Made end = Flip(20) ? Expression(TypeId::kSmall) : SmallLiteral(1, 5);
      iterable = tree_.Range(tree_.Number(0), end.expr);
      trips = end.facts.most;
      item = TypeId::kSmall;
      facts.most = static_cast<std::uint8_t>(trips == 0 ? 0 : trips - 1);
      break;
    }
    case 2: {
      item = RandomType(0);
      const Made made = Bounded(types_.IteratorOf(item), 12);
      iterable = made.expr;
      trips = made.facts.size;
      facts.size = made.facts.size;
      break;
    }
    case 3: {
      const Made made = Expression(TypeId::kRange);
      iterable = made.expr;
      trips = made.facts.size;
      break;
    }
    case 1: {
      const std::optional<Scope::Index> found = PickVariable([this](const Variable& variable) {
        return types_.KindOf(variable.type) == TypeKind::kList && variable.facts.size <= 80;
      });
      if (found.has_value()) {
        const Made made = Read(*found);
        item = types_.FirstOf(scope_[*found].type);
        iterable = made.expr;
        // A weave is rarely as long as it may get.
        trips = std::min(made.facts.size, 8u);
        facts.size = made.facts.size;
        facts.least = made.facts.inner;
        break;
      }
      [[fallthrough]];
    }
    default: {
      item = RandomType(1);
      const Made made = Bounded(types_.ListOf(item), 16);
      iterable = made.expr;
      trips = made.facts.size;
      facts.size = made.facts.size;
      facts.least = made.facts.inner;
      break;
    }
  }
  if (around_.multiplier * trips > profile_.most_repetitions) return false;
  const Symbol name = NameForLocal();
  Charge(trips);
  const MadeBlock body = WriteLoopBody(name, item, facts, trips);
  out.push_back(tree_.ForEach(name, iterable, body.block));
  return true;
}

// A counter that nobody else sets moves first, so that `continue` cannot skip it.
bool ProgramWriter::WriteWhilst(Statements& out) {
  const std::uint32_t trips = choices_.Between(1, 5);
  if (around_.multiplier * trips > profile_.most_repetitions) return false;
  const bool up = !Flip(35);
  const Symbol counter = NameForNew();
  out.push_back(tree_.Weave(counter, tree_.Number(up ? 0 : trips)));
  Facts facts;
  facts.most = static_cast<std::uint8_t>(trips);
  const Scope::Index index = Declare(counter, TypeId::kSmall, facts, true);
  scope_.At(index).settable = false;
  scope_.At(index).facts = facts;
  const Expr* condition = nullptr;
  if (up) {
    condition = tree_.Binary(BinaryOp::kLess, tree_.NameOf(counter), tree_.Number(trips));
  } else if (Flip(50)) {
    condition = tree_.Binary(BinaryOp::kGreater, tree_.NameOf(counter), tree_.Number(0));
  } else {
    condition = tree_.NameOf(counter);  // 0 is false
  }
  if (Flip(15)) {
    // The counter is the right operand, so that it is always asked.
    condition = tree_.Logical(LogicalOp::kAnd, condition, Condition());
  }
  Charge(3 * trips);
  const Restore around(around_);
  around_.loop = true;
  around_.file = false;
  around_.grove = false;
  around_.multiplier *= trips;
  ++block_depth_;
  const Mark mark = EnterBlock();
  Statements statements;
  statements.push_back(tree_.Set(counter, {},
                                 tree_.Binary(up ? BinaryOp::kAdd : BinaryOp::kSubtract,
                                              tree_.NameOf(counter), tree_.Number(1))));
  WriteBody(TypeId::kAny, statements);
  LeaveBlock(mark);
  --block_depth_;
  out.push_back(tree_.Whilst(condition, tree_.BlockOf(statements)));
  return true;
}

// break, continue or yield, mostly under a condition: what follows would be dead.
bool ProgramWriter::WriteLeave(Statements& out) {
  const bool may_yield = around_.chant && around_.may_yield;
  if (!around_.loop && !may_yield) return false;
  const bool conditional = !Flip(10);
  const Expr* condition = conditional ? Condition() : nullptr;
  const auto leave = [&]() -> const Stmt* {
    if (around_.loop && (!may_yield || Flip(65))) {
      return Flip(50) ? tree_.Break() : tree_.Continue();
    }
    if (around_.result == TypeId::kNothing && Flip(50)) return tree_.Yield(nullptr);
    return tree_.Yield(Bounded(around_.result, kArgumentSize).expr);
  };
  if (!conditional) {
    out.push_back(leave());
    return true;
  }
  const Mark mark = EnterBlock();
  const Restore around(around_);
  around_.file = false;
  around_.grove = false;
  Statements statements;
  // What is done before leaving belongs to the branch.
  if (Flip(30)) WriteStatements(1, statements);
  statements.push_back(leave());
  LeaveBlock(mark);
  out.push_back(tree_.Should(condition, tree_.BlockOf(statements)));
  return true;
}

}  // namespace quicksilver::properties
