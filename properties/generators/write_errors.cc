#include <algorithm>
#include <array>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {
namespace {

// A name that no program declares.
constexpr std::string_view kUnbound = "ghost";

constexpr auto kCatchable = std::to_array<ErrorKind>({
    ErrorKind::kDivisionByZero,
    ErrorKind::kTypeError,
    ErrorKind::kUndefinedVariable,
    ErrorKind::kIndexOutOfBounds,
    ErrorKind::kFieldNotFound,
    ErrorKind::kNotCallable,
    ErrorKind::kArityMismatch,
    ErrorKind::kCustomError,
    ErrorKind::kCapabilityDenied,
    ErrorKind::kImmutableBinding,
    ErrorKind::kNotIterable,
    ErrorKind::kMatchFailed,
    ErrorKind::kUnexpectedYield,
    ErrorKind::kBreakOutsideLoop,
    ErrorKind::kContinueOutsideLoop,
});
// Of these, what an expression can raise comes first.
constexpr std::size_t kOfExpressions = 9;
static_assert(kCatchable.size() == 15);

}  // namespace

Expr* ProgramWriter::Deliberate(Expr* expr) {
  expr->span.end = 1;
  ++deliberate_;
  return expr;
}

// --- Expressions that raise ---------------------------------------------------------------------

const Expr* ProgramWriter::RaisingExpression() {
  std::array<ErrorKind, kOfExpressions> found{};
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < kOfExpressions; ++i) {
    if ((around_.errors & KindBit(kCatchable.at(i))) != 0) found.at(count++) = kCatchable.at(i);
  }
  if (count == 0) return nullptr;
  return RaisingExpressionOf(found.at(Below(count)));
}

const Expr* ProgramWriter::RaisingExpressionOf(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kDivisionByZero: {
      const Made left = Expression(TypeId::kNumber);
      const BinaryOp op = Flip(40) ? BinaryOp::kModulo : BinaryOp::kDivide;
      const Expr* zero = tree_.Number(0);
      if (Flip(30)) zero = tree_.Negate(zero);
      return Deliberate(tree_.Binary(op, left.expr, zero));
    }
    case ErrorKind::kTypeError:
      return WronglyTyped();
    case ErrorKind::kUndefinedVariable: {
      Expr* name = Deliberate(tree_.NameOf(kUnbound));
      if (!Flip(30)) return name;
      const Made argument = Expression(TypeId::kAny);
      const std::array<const Expr*, 1> arguments = {argument.expr};
      return tree_.Call(name, arguments);
    }
    case ErrorKind::kIndexOutOfBounds: {
      const Made list =
          Flip(60) ? Expression(types_.ListOf(RandomType(0))) : Expression(TypeId::kText);
      const Expr* index = tree_.Number(5000);
      if (Flip(40)) index = tree_.Negate(tree_.Number(1));
      return Deliberate(tree_.Index(list.expr, index));
    }
    case ErrorKind::kFieldNotFound: {
      if (Flip(30)) {
        const Made map = Expression(types_.MapOf(RandomType(0)));
        return Deliberate(tree_.Index(map.expr, tree_.Text("no such key")));
      }
      const Made object = Expression(TypeId::kAny);
      return Deliberate(tree_.Field(object.expr, tree_.Name("nowhere")));
    }
    case ErrorKind::kNotCallable: {
      const Made callee = Expression(Flip(50) ? TypeId::kNumber : TypeId::kText);
      Exprs arguments;
      for (std::uint32_t i = Below(3); i > 0; --i) {
        arguments.push_back(Expression(TypeId::kAny).expr);
      }
      return Deliberate(MakeCall(callee.expr, arguments, false));
    }
    case ErrorKind::kArityMismatch:
      return WrongArity();
    case ErrorKind::kCapabilityDenied:
      return Deliberate(tree_.Request("Vault.open", "a test"));
    default:
      return FailingCall();
  }
}

const Expr* ProgramWriter::WronglyTyped() {
  switch (Below(7)) {
    case 0:
    case 1: {
      constexpr std::array<BinaryOp, 6> kOps = {BinaryOp::kAdd,    BinaryOp::kSubtract,
                                                BinaryOp::kModulo, BinaryOp::kMultiply,
                                                BinaryOp::kLess,   BinaryOp::kGreaterEqual};
      const BinaryOp op = kOps.at(Below(kOps.size()));
      const bool swapped = Flip(50);
      const Made number = Expression(TypeId::kNumber);
      const Made other = Expression(Flip(50) ? TypeId::kTruth : types_.ListOf(TypeId::kNumber));
      return Deliberate(
          tree_.Binary(op, swapped ? other.expr : number.expr, swapped ? number.expr : other.expr));
    }
    case 2:
      return Deliberate(tree_.Negate(Expression(TypeId::kText).expr));
    case 3: {
      const Made object = Expression(TypeId::kTruth);
      return Deliberate(tree_.Index(object.expr, tree_.Number(0)));
    }
    case 4:
      return Deliberate(tree_.Try(Expression(TypeId::kNumber).expr));
    case 5: {
      const Made start = Expression(TypeId::kNumber);
      const Made end = Expression(TypeId::kText);
      return Deliberate(tree_.Range(start.expr, end.expr));
    }
    default: {
      if (!HasBuiltin(BuiltinNamed("upper"))) {
        return Deliberate(tree_.Negate(tree_.Truth(true)));
      }
      Exprs arguments;
      arguments.push_back(Expression(TypeId::kNumber).expr);
      return Deliberate(MakeCall(BuiltinName(BuiltinNamed("upper")), arguments, false));
    }
  }
}

const Expr* ProgramWriter::WrongArity() {
  Exprs arguments;
  if (Flip(50) && HasBuiltin(BuiltinNamed("max"))) {
    for (std::uint32_t i = Flip(50) ? 1 : 3; i > 0; --i) {
      arguments.push_back(Expression(TypeId::kNumber).expr);
    }
    return Deliberate(MakeCall(BuiltinName(BuiltinNamed("max")), arguments, false));
  }
  const std::array<Param, 2> params = {tree_.ParamOf(NameForNothing()),
                                       tree_.ParamOf(NameForNothing())};
  const Made result = Literal(TypeId::kNumber);
  const Chant* chant =
      tree_.MakeChant(Symbol::kNone, params, tree_.BlockOf({tree_.ExprStmtOf(result.expr)}));
  arguments.push_back(Expression(TypeId::kAny).expr);
  return Deliberate(MakeCall(tree_.ChantOf(chant), arguments, false));
}

// A builtin or a literal that raises a CustomError.
const Expr* ProgramWriter::FailingCall() {
  Exprs arguments;
  switch (Below(5)) {
    case 0:
      if (!HasBuiltin(BuiltinNamed("sqrt"))) break;
      arguments.push_back(tree_.Negate(tree_.Number(choices_.Between(1, 9))));
      return Deliberate(MakeCall(BuiltinName(BuiltinNamed("sqrt")), arguments, false));
    case 1:
      if (!HasBuiltin(BuiltinNamed("to_number"))) break;
      arguments.push_back(tree_.Text("one"));
      return Deliberate(MakeCall(BuiltinName(BuiltinNamed("to_number")), arguments, false));
    case 2: {
      if (!HasBuiltin(BuiltinNamed("expect_triumph"))) break;
      const Made content = Expression(TypeId::kAny);
      arguments.push_back(tree_.Outcome(OutcomeCase::kMishap, content.expr));
      arguments.push_back(Expression(TypeId::kText).expr);
      return Deliberate(MakeCall(BuiltinName(BuiltinNamed("expect_triumph")), arguments, false));
    }
    case 3:
      // A form's literal with a field too many.
      for (const TypeId type : definitions_) {
        if (types_.KindOf(type) != TypeKind::kForm) continue;
        const Form& form = types_.FormOf(type);
        if (form.name.grove != Symbol::kNone) continue;
        const Symbol name = form.name.name;
        const std::array<Entry, 1> entries = {
            Entry{tree_.Name("nowhere"), {}, false, Expression(TypeId::kAny).expr}};
        return Deliberate(tree_.Struct(tree_.NameOf(name), entries));
      }
      break;
    default:
      break;
  }
  if (!HasBuiltin(BuiltinNamed("list_first"))) return nullptr;
  arguments.push_back(tree_.List({}));
  return Deliberate(MakeCall(BuiltinName(BuiltinNamed("list_first")), arguments, false));
}

// --- Statements that raise ----------------------------------------------------------------------

bool ProgramWriter::CanRaise(ErrorKind kind) const {
  switch (kind) {
    case ErrorKind::kUnexpectedYield:
      return !around_.chant;
    case ErrorKind::kBreakOutsideLoop:
    case ErrorKind::kContinueOutsideLoop:
      return !around_.loop;
    default:
      return true;
  }
}

// One of the kinds in `kinds`, which are possible here; none if there is none.
std::optional<ErrorKind> ProgramWriter::PickKind(ErrorKinds kinds) {
  std::array<ErrorKind, kCatchable.size()> found{};
  std::uint32_t count = 0;
  for (const ErrorKind kind : kCatchable) {
    if ((kinds & KindBit(kind)) != 0 && CanRaise(kind)) found.at(count++) = kind;
  }
  if (count == 0) return std::nullopt;
  return found.at(Below(count));
}

bool ProgramWriter::WriteRaisingStatement(ErrorKind kind, Statements& out) {
  const auto deliberate = [&](Stmt* stmt) {
    stmt->span.end = 1;
    ++deliberate_;
    out.push_back(stmt);
    return true;
  };
  switch (kind) {
    case ErrorKind::kImmutableBinding:
      for (Scope::Index i = scope_.count(); i-- > 0;) {
        const Variable variable = scope_[i];
        if (variable.weave || variable.name == note_ || !scope_.IsVisible(i)) continue;
        const Made value = Expression(RandomType(1));
        return deliberate(tree_.Set(variable.name, {}, value.expr));
      }
      return false;
    case ErrorKind::kNotIterable: {
      const Made iterable = Expression(Flip(50) ? TypeId::kNumber : TypeId::kText);
      const MadeBlock body = WriteLoopBody(NameForLocal(), TypeId::kAny, {}, 1);
      Stmt* loop = tree_.ForEach(NameForNothing(), iterable.expr, body.block);
      return deliberate(loop);
    }
    case ErrorKind::kMatchFailed: {
      const Made subject = Expression(TypeId::kNumber);
      const MadeBlock body = WriteBlock(TypeId::kAny);
      const std::array<MatchArm, 1> arms = {
          MatchArm{tree_.TextPattern("no number"), body.block, {}}};
      return deliberate(tree_.Match(subject.expr, arms));
    }
    case ErrorKind::kUnexpectedYield: {
      const Made value = Expression(TypeId::kAny);
      if (Flip(40)) {
        Expr* yields = tree_.Try(tree_.Outcome(OutcomeCase::kMishap, value.expr));
        out.push_back(tree_.ExprStmtOf(Deliberate(yields)));
        return true;
      }
      return deliberate(tree_.Yield(value.expr));
    }
    case ErrorKind::kBreakOutsideLoop:
      return deliberate(tree_.Break());
    case ErrorKind::kContinueOutsideLoop:
      return deliberate(tree_.Continue());
    case ErrorKind::kUndefinedVariable:
      if (!Flip(30)) break;
      return deliberate(tree_.Set(tree_.Name(kUnbound), {}, Expression(TypeId::kAny).expr));
    case ErrorKind::kCustomError: {
      if (!Flip(30)) break;
      const Symbol name = NameForNothing();
      return deliberate(tree_.Summon(name, "modules/missing.gw", name));
    }
    case ErrorKind::kDivisionByZero: {
      if (!Flip(10)) break;
      const Symbol name = NameForNothing();
      return deliberate(tree_.Summon(name, "modules/failing.gw", name));
    }
    case ErrorKind::kTypeError:
    case ErrorKind::kIndexOutOfBounds:
      if (Flip(30) && WriteRaisingPlace(kind, out)) return true;
      break;
    default:
      break;
  }
  const Expr* raising = RaisingExpressionOf(kind);
  if (raising == nullptr) return false;
  PlaceRaising(raising, out);
  return true;
}

// A set of a part that is not there, or cannot be.
bool ProgramWriter::WriteRaisingPlace(ErrorKind kind, Statements& out) {
  for (Scope::Index i = scope_.count(); i-- > 0;) {
    const Variable variable = scope_[i];
    const bool list = types_.KindOf(variable.type) == TypeKind::kList;
    const bool fits =
        kind == ErrorKind::kIndexOutOfBounds
            ? list
            : list || types_.IsScalar(variable.type) || variable.type == TypeId::kText;
    if (!fits || !variable.weave || !scope_.IsVisible(i)) continue;
    const Made value = Expression(RandomType(1));
    PlaceStep step;
    step.index = list && kind == ErrorKind::kTypeError ? tree_.Text("a") : tree_.Number(5000);
    Stmt* set = tree_.Set(variable.name, std::span<const PlaceStep>(&step, 1), value.expr);
    set->span.end = 1;
    ++deliberate_;
    out.push_back(set);
    return true;
  }
  return false;
}

// Somewhere in a statement: what is alive and half done when it raises differs.
void ProgramWriter::PlaceRaising(const Expr* raising, Statements& out) {
  switch (Below(6)) {
    case 1: {
      const Made before = Expression(TypeId::kAny);
      const std::array<const Expr*, 2> items = {before.expr, raising};
      out.push_back(tree_.ExprStmtOf(tree_.List(items)));
      return;
    }
    case 2:
      for (Scope::Index i = scope_.count(); i-- > 0;) {
        if (!scope_[i].settable || !scope_.IsVisible(i)) continue;
        out.push_back(tree_.Set(scope_[i].name, {}, raising));
        return;
      }
      break;
    case 3:
      out.push_back(tree_.Bind(NameForNothing(), raising));
      return;
    case 4:
      out.push_back(tree_.Should(raising, WriteBlock(TypeId::kAny).block));
      return;
    case 5: {
      if (!HasBuiltin(BuiltinNamed("print"))) break;
      const Made before = Expression(TypeId::kAny);
      const Exprs arguments = {before.expr, raising};
      out.push_back(
          tree_.ExprStmtOf(MakeCall(BuiltinName(BuiltinNamed("print")), arguments, false)));
      return;
    }
    default:
      break;
  }
  out.push_back(tree_.ExprStmtOf(raising));
}

// --- attempt ------------------------------------------------------------------------------------

Facts ProgramWriter::WriteAttempt(TypeId goal, Statements& out) {
  const ErrorKind kind = PickKind(kEveryError).value_or(ErrorKind::kDivisionByZero);
  const ErrorKind other = kCatchable.at(Below(kCatchable.size()));
  // Handlers, in order; kNoKind stands for `_`.
  constexpr auto kAny = ErrorKind::kSyntaxError;
  std::vector<ErrorKind> kinds;
  switch (Below(6)) {
    case 0:
    case 1:
      kinds = {kAny};
      break;
    case 2:
      kinds = {kind};
      break;
    case 3:
      kinds = {other, kind};
      break;
    case 4:
      kinds = {other, kAny};
      break;
    default:
      // Nothing is caught, or only something else, where that is allowed.
      if ((around_.errors & KindBit(kind)) != 0) {
        if (Flip(50)) kinds = {other};
      } else {
        kinds = {kind, other, kAny};
      }
      break;
  }
  ErrorKinds caught = 0;
  for (const ErrorKind one : kinds) caught |= one == kAny ? kEveryError : KindBit(one);
  Facts facts;
  Block body;
  {
    const Restore around(around_);
    around_.errors |= caught;
    around_.file = false;
    around_.grove = false;
    ++block_depth_;
    const Mark mark = EnterBlock();
    Statements statements;
    WriteStatements(Below(3), statements);
    if (Flip(profile_.attempt_raises)) WriteRaisingStatement(kind, statements);
    facts = WriteLast(goal, statements);
    body = tree_.BlockOf(statements);
    LeaveBlock(mark);
    --block_depth_;
  }
  std::vector<Handler> handlers;
  for (const ErrorKind one : kinds) {
    const MadeBlock block = WriteBlock(goal);
    const bool quoted = one != kAny && Flip(25);
    handlers.push_back(
        tree_.HandlerOf(one == kAny ? "_" : ErrorKindName(one), block.block, quoted));
    facts = Facts::Either(facts, block.facts);
  }
  out.push_back(tree_.Attempt(body, handlers));
  return facts;
}

}  // namespace quicksilver::properties
