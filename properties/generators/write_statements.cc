#include <algorithm>
#include <array>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {

void ProgramWriter::WriteStatement(Statements& out) {
  --fuel_;
  Charge(1);
  const auto choice = static_cast<StatementChoice>(choices_.Pick(profile_.statements));
  const std::size_t before = out.size();
  if (WriteStatementOf(choice, out)) return;
  QS_ASSERT(out.size() == before, "a statement that is impossible leaves nothing behind");
  // Impossible mostly for want of a variable.
  if (choice != StatementChoice::kPrint && Flip(60)) return WriteBind(Flip(70), out);
  out.push_back(tree_.ExprStmtOf(PrintCall(choices_.Between(1, 2))));
}

bool ProgramWriter::WriteStatementOf(StatementChoice choice, Statements& out) {
  const bool deep = block_depth_ >= profile_.block_depth || Tired();
  switch (choice) {
    case StatementChoice::kPrint:
      return false;
    case StatementChoice::kBind:
      WriteBind(false, out);
      return true;
    case StatementChoice::kWeave:
      WriteBind(true, out);
      return true;
    case StatementChoice::kSet:
      return WriteSet(out);
    case StatementChoice::kPlace:
      return WritePlace(out);
    case StatementChoice::kGrow:
      return WriteGrow(out);
    case StatementChoice::kShould:
      if (deep) return false;
      WriteShould(TypeId::kAny, out);
      return true;
    case StatementChoice::kForEach:
      return !deep && WriteForEach(out);
    case StatementChoice::kWhilst:
      return !deep && WriteWhilst(out);
    case StatementChoice::kMatch:
      if (deep) return false;
      WriteMatch(TypeId::kAny, out);
      return true;
    case StatementChoice::kAttempt:
      if (deep) return false;
      WriteAttempt(TypeId::kAny, out);
      return true;
    case StatementChoice::kChant:
      if (deep) return false;
      WriteChantStatement(out);
      return true;
    case StatementChoice::kLeave:
      return WriteLeave(out);
    case StatementChoice::kAlias:
      return WriteAlias(out);
    case StatementChoice::kDefinition:
      if (deep) return false;
      WriteDefinition(out);
      return true;
    case StatementChoice::kLarge:
      if (deep || around_.multiplier > 4) return false;
      WriteLarge(out);
      return true;
    case StatementChoice::kExpression:
      out.push_back(tree_.ExprStmtOf(Expression(TypeId::kAny).expr));
      return true;
  }
  return false;
}

// --- bind, weave, set ---------------------------------------------------------------------------

void ProgramWriter::WriteBind(bool weave, Statements& out) {
  if (around_.file && Flip(profile_.rebind) && Rebind(out)) return;
  const TypeId type = RandomType(2);
  const Made value = Expression(type);
  const Symbol name = NameForNew();
  const TypeExpr* annotation = Flip(profile_.annotation) ? TypeName(type) : nullptr;
  out.push_back(weave ? tree_.Weave(name, value.expr, annotation)
                      : tree_.Bind(name, value.expr, annotation));
  Declare(name, type, value.facts, weave);
}

// Replaces a global's entry. Chants that use it see the new one, so all that is known about the old
// one must hold.
bool ProgramWriter::Rebind(Statements& out) {
  const std::optional<Scope::Index> found = PickVariable([&](const Variable& variable) {
    const TypeKind kind = types_.KindOf(variable.type);
    const bool plain = variable.chant == kNoChant && kind != TypeKind::kModule &&
                       kind != TypeKind::kOther && (variable.settable || !variable.weave);
    return plain && variable.global;
  });
  if (!found.has_value()) return false;
  const Variable variable = scope_[*found];
  const std::uint32_t size = variable.weave ? variable.base : variable.facts.size;
  const Made value = Meeting(variable.type, variable.facts, size);
  out.push_back(variable.weave ? tree_.Weave(variable.name, value.expr)
                               : tree_.Bind(variable.name, value.expr));
  return true;
}

bool ProgramWriter::WriteSet(Statements& out) {
  const std::optional<Scope::Index> found =
      PickVariable([](const Variable& variable) { return variable.settable; });
  if (!found.has_value()) return false;
  const Variable variable = scope_[*found];
  const Made value = Meeting(variable.type, variable.facts, variable.base);
  out.push_back(tree_.Set(variable.name, {}, value.expr));
  return true;
}

// --- Growth -------------------------------------------------------------------------------------

// Takes `added` parts, for each time that this statement may run, from what was set aside for the
// variable.
bool ProgramWriter::Grow(Scope::Index index, std::uint32_t added) {
  Variable& variable = scope_.At(index);
  if (variable.function != around_.function) return false;
  const std::uint64_t times = around_.multiplier / variable.multiplier + 1u;
  if (times * added > variable.reserve) return false;
  variable.reserve -= static_cast<std::uint32_t>(times * added);
  return true;
}

// The variable's value and a little more, in a form that may be done in place; `added` parts more.
const Expr* ProgramWriter::Grown(Scope::Index index, bool guarded, std::uint32_t& added) {
  const Variable variable = scope_[index];
  const auto self = [&] { return tree_.NameOf(variable.name); };
  if (types_.KindOf(variable.type) == TypeKind::kText) {
    const Made first = Bounded(TypeId::kText, 6);
    added = first.facts.size;
    if (!guarded && Flip(30)) {
      const Made second = Bounded(TypeId::kText, 6);
      added += second.facts.size;
      return tree_.Binary(BinaryOp::kAdd, tree_.Binary(BinaryOp::kAdd, self(), first.expr),
                          second.expr);
    }
    if (Flip(20) && HasBuiltin(BuiltinNamed("concat"))) {
      return CallBuiltin<BuiltinNamed("concat")>({self(), first.expr});
    }
    return tree_.Binary(BinaryOp::kAdd, self(), first.expr);
  }
  const TypeId item = types_.FirstOf(variable.type);
  const Made value = Meeting(item, {.least = variable.facts.inner}, variable.facts.inner + 4u);
  added = std::max(1u, value.facts.size);
  if (Flip(70)) return CallBuiltin<BuiltinNamed("list_push")>({self(), value.expr});
  const std::array<const Expr*, 1> items = {value.expr};
  return CallBuiltin<BuiltinNamed("list_concat")>({self(), tree_.List(items)});
}

bool ProgramWriter::WriteGrow(Statements& out) {
  if (!movers_.empty() && Flip(40)) return WriteMove(out);
  for (const BuiltinNumber needed :
       {BuiltinNamed("list_push"), BuiltinNamed("list_concat"), BuiltinNamed("map_set"),
        BuiltinNamed("map_remove"), BuiltinNamed("list_reverse"), BuiltinNamed("length")}) {
    if (!HasBuiltin(needed)) return false;
  }
  const std::optional<Scope::Index> found = PickVariable([&](const Variable& variable) {
    const TypeKind kind = types_.KindOf(variable.type);
    return variable.settable &&
           (kind == TypeKind::kText || kind == TypeKind::kList || kind == TypeKind::kMap);
  });
  if (!found.has_value()) return false;
  const Scope::Index index = *found;
  const Variable variable = scope_[index];
  const Expr* self = tree_.NameOf(variable.name);
  if (types_.KindOf(variable.type) == TypeKind::kMap) {
    // Keys are few; values that cannot grow need no reserve.
    const TypeId item = types_.FirstOf(variable.type);
    const std::uint32_t key = Below(kKeyCount);
    const Expr* key_text = tree_.Text(tree_.TextOf(Key(key)));
    const Expr* value = nullptr;
    if (Flip(30) && (variable.facts.keys >> key & 1) == 0) {
      value = CallBuiltin<BuiltinNamed("map_remove")>({self, key_text});
    } else {
      const Made made = Meeting(item, {.least = variable.facts.inner}, variable.facts.inner + 4u);
      if (!types_.IsScalar(item) && !Grow(index, made.facts.size + 1)) return false;
      value = CallBuiltin<BuiltinNamed("map_set")>({self, key_text, made.expr});
    }
    out.push_back(tree_.Set(variable.name, {}, value));
    return true;
  }
  if (types_.KindOf(variable.type) == TypeKind::kList && Flip(15)) {
    out.push_back(tree_.Set(variable.name, {}, CallBuiltin<BuiltinNamed("list_reverse")>({self})));
    return true;
  }
  std::uint32_t added = 0;
  const bool guarded = variable.function != around_.function;
  const Expr* value = Grown(index, guarded, added);
  const Stmt* set = tree_.Set(variable.name, {}, value);
  if (!guarded && Grow(index, added)) {
    out.push_back(set);
    return true;
  }
  // Elsewhere nobody counts how often it runs: it looks first.
  const TypeId item = types_.FirstOf(variable.type);
  if (types_.KindOf(variable.type) == TypeKind::kList && !types_.IsScalar(item)) return false;
  const Expr* length = CallBuiltin<BuiltinNamed("length")>({tree_.NameOf(variable.name)});
  const Expr* condition = tree_.Binary(BinaryOp::kLess, length, tree_.Number(12));
  out.push_back(tree_.Should(condition, tree_.BlockOf({set})));
  return true;
}

// bind ys to xs, then a set of a part of one of them, then a look at both: copy-on-write must copy
// here, and nowhere else.
bool ProgramWriter::WriteAlias(Statements& out) {
  const std::optional<Scope::Index> found =
      PickVariable([this](const Variable& variable) { return HasParts(variable); });
  if (!found.has_value()) return false;
  const Scope::Index original = *found;
  const Variable variable = scope_[original];
  const Symbol name = NameForNew();
  if (name == variable.name) return false;
  out.push_back(tree_.Weave(name, tree_.NameOf(variable.name)));
  const Scope::Index alias = Declare(name, variable.type, variable.facts, true);
  const bool first = Flip(50);
  const bool changed =
      (first && variable.settable && WritePlaceIn(original, out)) || WritePlaceIn(alias, out);
  if (changed && Flip(70)) {
    Exprs both;
    both.push_back(tree_.NameOf(variable.name));
    both.push_back(tree_.NameOf(name));
    out.push_back(tree_.ExprStmtOf(tree_.List(both)));
    if (HasBuiltin(BuiltinNamed("print"))) {
      out.back() = tree_.ExprStmtOf(MakeCall(BuiltinName(BuiltinNamed("print")), both, false));
    }
  }
  return true;
}

// set v to f(v, e), perhaps in a loop, perhaps where f or e may raise.
bool ProgramWriter::WriteMove(Statements& out) {
  const Mover mover = movers_[Below(static_cast<std::uint32_t>(movers_.size()))];
  const bool visible =
      scope_.IsDeclared(mover.name) && scope_[scope_.Find(mover.name)].chant == mover.chant;
  const ChantInfo info = chants_[static_cast<std::size_t>(mover.chant)];
  constexpr std::uint32_t kTrips = 3;
  if (!visible || !CanAfford(kTrips * info.cost)) return false;
  const bool loop = Flip(40) && around_.multiplier * kTrips <= profile_.most_repetitions;
  const std::optional<Scope::Index> found = PickVariable([&](const Variable& variable) {
    return variable.settable && variable.type == mover.list && variable.facts.least > 0;
  });
  Symbol name = found.has_value() ? scope_[*found].name : NameForNothing();
  if (!found.has_value()) {
    const Made value = LiteralMeeting(mover.list, {.least = 2});
    out.push_back(tree_.Weave(name, value.expr));
    Declare(name, mover.list, value.facts, true);
  }
  const bool caught = (info.errors & ~around_.errors) != 0;
  const Stmt* set = nullptr;
  {
    const Restore around(around_);
    around_.errors |= info.errors;
    if (loop) around_.multiplier *= kTrips;
    Charge(info.cost);
    const Made number = Expression(TypeId::kNumber);
    const Exprs arguments = {tree_.NameOf(name), number.expr};
    set = tree_.Set(name, {}, MakeCall(tree_.NameOf(mover.name), arguments, false));
  }
  if (caught) {
    const MadeBlock handler = WriteBlock(TypeId::kAny);
    const std::array<Handler, 1> handlers = {tree_.HandlerOf("_", handler.block)};
    set = tree_.Attempt(tree_.BlockOf({set}), handlers);
  }
  if (loop) {
    const Expr* range = tree_.Range(tree_.Number(0), tree_.Number(kTrips));
    set = tree_.ForEach(NameForNothing(), range, tree_.BlockOf({set}));
  }
  out.push_back(set);
  return true;
}

// --- The last statement -------------------------------------------------------------------------

Facts ProgramWriter::WriteLast(TypeId goal, Statements& out) {
  --fuel_;
  Charge(1);
  constexpr std::array<std::uint8_t, 7> kWeights = {
      50,  // an expression
      20,  // yield, in a chant
      6,   // bind or weave, whose value is what is stored
      6,   // set, likewise
      8,   // should
      7,   // match
      5,   // attempt
  };
  const bool deep = block_depth_ >= profile_.block_depth || Tired();
  std::size_t choice = choices_.Pick(kWeights);
  if (choice >= 4 && deep) choice = 0;
  switch (choice) {
    case 1:
      if (around_.chant && around_.may_yield && !around_.loop) {
        // The block has no value then, so the goal does not matter.
        // A call is in tail position there.
        const std::optional<Made> call = Flip(50) ? Call(around_.result) : std::nullopt;
        out.push_back(tree_.Yield(call.has_value() ? call->expr
                                                   : Bounded(around_.result, kArgumentSize).expr));
        return kFactsOfNoValue;
      }
      break;
    case 2: {
      const Made made = Bounded(goal, kArgumentSize);
      const bool weave = Flip(50);
      const Symbol name = NameForNew();
      out.push_back(weave ? tree_.Weave(name, made.expr) : tree_.Bind(name, made.expr));
      Declare(name, goal, made.facts, weave);
      return made.facts;
    }
    case 3:
      for (Scope::Index i = scope_.count(); i-- > 0;) {
        const Variable variable = scope_[i];
        if (!variable.settable || !types_.Fits(variable.type, goal) || !scope_.IsVisible(i)) {
          continue;
        }
        const Made made =
            Meeting(variable.type, variable.facts, std::min(variable.base, kArgumentSize));
        out.push_back(tree_.Set(variable.name, {}, made.expr));
        return made.facts;
      }
      break;
    case 4:
      return WriteShould(goal, out);
    case 5:
      return WriteMatch(goal, out);
    case 6:
      return WriteAttempt(goal, out);
    default:
      break;
  }
  const Made made = Bounded(goal, kArgumentSize);
  out.push_back(tree_.ExprStmtOf(made.expr));
  return made.facts;
}

}  // namespace quicksilver::properties
