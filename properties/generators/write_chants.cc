#include <algorithm>
#include <array>
#include <utility>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {
namespace {

// A builtin that does as a callable of one argument.
struct Unary {
  BuiltinNumber builtin;
  TypeId takes;
  TypeId gives;
};
constexpr auto kUnaries = std::to_array<Unary>({
    {BuiltinNamed("abs"), TypeId::kNumber, TypeId::kNumber},
    {BuiltinNamed("floor"), TypeId::kNumber, TypeId::kNumber},
    {BuiltinNamed("round"), TypeId::kNumber, TypeId::kNumber},
    {BuiltinNamed("sign"), TypeId::kNumber, TypeId::kNumber},
    {BuiltinNamed("upper"), TypeId::kText, TypeId::kText},
    {BuiltinNamed("reverse"), TypeId::kText, TypeId::kText},
    {BuiltinNamed("trim"), TypeId::kText, TypeId::kText},
    {BuiltinNamed("length"), TypeId::kText, TypeId::kNumber},
    {BuiltinNamed("type_of"), TypeId::kAny, TypeId::kText},
    {BuiltinNamed("to_truth"), TypeId::kAny, TypeId::kTruth},
    {BuiltinNamed("is_present"), TypeId::kAny, TypeId::kTruth},
    {BuiltinNamed("print"), TypeId::kAny, TypeId::kNothing},
});

}  // namespace

// --- Any chant ----------------------------------------------------------------------------------

Signature ProgramWriter::RandomSignature() {
  Signature signature;
  for (std::uint32_t params = Below(4); params > 0; --params) {
    signature.params.push_back(Flip(12) ? TypeId::kSmall : RandomType(1));
  }
  signature.takes_rest = Flip(10);
  if (signature.takes_rest) signature.rest = ScalarType();
  signature.result = RandomType(1);
  return signature;
}

void ProgramWriter::DeclareParams(const Signature& signature, std::uint8_t least_items,
                                  std::vector<Param>& params) {
  const std::size_t count = signature.params.size() + (signature.takes_rest ? 1 : 0);
  for (std::size_t i = 0; i < count; ++i) {
    Symbol name = NameForLocal();
    const auto taken = [&](const Param& other) { return other.name == name; };
    if (std::ranges::any_of(params, taken)) name = NameForNothing();
    const bool rest = i == signature.params.size();
    const TypeId type = rest ? types_.ListOf(signature.rest) : signature.params[i];
    Param param = tree_.ParamOf(name, Flip(profile_.annotation) ? TypeName(type) : nullptr);
    if (Flip(profile_.annotation / 2)) {
      param.borrow = Flip(50) ? Borrow::kMutable : Borrow::kShared;
      if (Flip(30)) param.lifetime = tree_.Name("a");
    }
    params.push_back(param);
    Facts facts;
    facts.size = types_.IsScalar(type) ? 1 : kArgumentSize;
    if (!rest && types_.KindOf(type) == TypeKind::kList) facts.least = least_items;
    Declare(name, type, facts, false);
  }
}

const Chant* ProgramWriter::WriteChant(Symbol name, const Signature& signature, ErrorKinds errors,
                                       std::uint32_t most_cost, ChantInfo& info) {
  const InChant here(*this, signature.result, errors, most_cost);
  // Its own name means the chant, whatever it meant outside; nobody may call it without counting.
  if (name != Symbol::kNone) scope_.Declare({.name = name});
  std::vector<Param> params;
  DeclareParams(signature, info.least_items, params);
  const Mark mark = EnterBlock();
  Statements statements;
  WriteBody(signature.result, statements);
  LeaveBlock(mark);
  info.errors = errors;
  info.cost = here.cost();
  std::vector<Generic> generics;
  if (name != Symbol::kNone && Flip(profile_.annotation / 3)) {
    generics = {{tree_.Name("a"), true}, {tree_.Name("T"), false}};
  }
  const TypeExpr* result = Flip(profile_.annotation) ? TypeName(signature.result) : nullptr;
  return tree_.MakeChant(name, params, tree_.BlockOf(statements), signature.takes_rest, result,
                         generics);
}

Made ProgramWriter::ChantValue(TypeId type) {
  const Signature signature = types_.SignatureOf(type);
  if (signature.params.size() == 1 && Flip(25)) {
    std::array<BuiltinNumber, kUnaries.size()> found{};
    std::uint32_t count = 0;
    for (const Unary& unary : kUnaries) {
      if (types_.Fits(signature.params[0], unary.takes) &&
          types_.Fits(unary.gives, signature.result) && HasBuiltin(unary.builtin)) {
        found.at(count++) = unary.builtin;
      }
    }
    if (count > 0) return {BuiltinName(found.at(Below(count))), {}};
  }
  ChantInfo info;
  const int share = std::min(fuel_, 12);
  const int rest = fuel_ - share;
  fuel_ = share;
  const Chant* chant = WriteChant(Symbol::kNone, signature, 0, kCallbackCost, info);
  fuel_ += rest;
  return {tree_.ChantOf(chant), {}};
}

// chant() then … end(): called where it stands, so it may raise what may be raised here.
Made ProgramWriter::CalledAtOnce(TypeId goal) {
  if (block_depth_ >= profile_.block_depth) return Expression(goal);
  ChantInfo info;
  Signature signature;
  signature.result = goal;
  const bool one = Flip(50);
  if (one) signature.params.push_back(RandomType(1));
  const auto budget = static_cast<std::uint32_t>((most_cost_ - std::min(cost_, most_cost_)) /
                                                 around_.multiplier / 2);
  const Chant* chant = WriteChant(Symbol::kNone, signature, around_.errors, budget, info);
  Charge(info.cost);
  Exprs arguments;
  WriteArguments(signature, 0, arguments);
  return {MakeCall(tree_.ChantOf(chant), arguments, false), {.size = kArgumentSize}};
}

// --- Chants with names --------------------------------------------------------------------------

void ProgramWriter::WriteChantStatement(Statements& out) {
  if (!Flip(profile_.recursion)) return WritePlainChant(out);
  switch (Below(7)) {
    case 0:
      return WriteTailLoop(out);
    case 1:
      return WriteMaker(out);
    case 2:
      if (around_.file) return WriteMutualChants(out);
      return WriteRecursiveChant(out);
    case 3:
      if (around_.file) return WriteForward(out);
      return WriteRecursiveChant(out);
    case 4:
    case 5:
      return WriteMover(out);
    default:
      return WriteRecursiveChant(out);
  }
}

ErrorKinds ProgramWriter::ErrorsOfChant() {
  if (!Flip(profile_.raising_chant)) return 0;
  return kEveryError;
}

std::uint32_t ProgramWriter::BudgetOfChant() const {
  return static_cast<std::uint32_t>(most_cost_ / 10);
}

Scope::Index ProgramWriter::DeclareChant(Symbol name, const Signature& signature,
                                         const ChantInfo& info) {
  const Scope::Index index = Declare(name, types_.ChantOf(signature), {}, false);
  scope_.At(index).chant = static_cast<std::int32_t>(chants_.size());
  chants_.push_back(info);
  return index;
}

void ProgramWriter::DeclareAndUse(Symbol name, const Signature& signature, const ChantInfo& info,
                                  Statements& out) {
  const std::int32_t chant = scope_[DeclareChant(name, signature, info)].chant;
  const auto call = [&] { return CallOf(tree_.NameOf(name), signature, chant); };
  WriteUse(chant, signature.result, call, out);
}

void ProgramWriter::WritePlainChant(Statements& out) {
  const Signature signature = RandomSignature();
  const Symbol name = NameForNew();
  ChantInfo info;
  if (Flip(50)) info.least_items = 2;
  const ErrorKinds errors = ErrorsOfChant();
  const Chant* chant = WriteChant(name, signature, errors, BudgetOfChant(), info);
  out.push_back(tree_.ChantStmtOf(chant));
  DeclareAndUse(name, signature, info, out);
}

// should n < 1 then yield … end, at the beginning of a chant that counts n down. Whatever else the
// chant does, n is whole and small: nothing else is ever passed for it.
const Stmt* ProgramWriter::StopAtZero(Symbol counter, TypeId result) {
  const Made value = Bounded(result, kArgumentSize);
  const Stmt* yield = tree_.Yield(value.expr);
  const Expr* name = tree_.NameOf(counter);
  const Expr* condition = nullptr;
  switch (Below(3)) {
    case 0:
      condition = tree_.Binary(BinaryOp::kLess, name, tree_.Number(1));
      break;
    case 1:
      condition = tree_.Unary(UnaryOp::kNot, name);
      break;
    default:
      condition = tree_.Binary(BinaryOp::kEqual, name, tree_.Number(0));
      break;
  }
  return tree_.Should(condition, tree_.BlockOf({yield}));
}

// f(n - 1, …)
const Expr* ProgramWriter::CountedCall(Symbol chant, Symbol counter, const Signature& signature) {
  Exprs arguments = {tree_.Binary(BinaryOp::kSubtract, tree_.NameOf(counter), tree_.Number(1))};
  for (std::size_t i = 1; i < signature.params.size(); ++i) {
    arguments.push_back(Bounded(signature.params[i], kArgumentSize).expr);
  }
  return MakeCall(tree_.NameOf(chant), arguments, false);
}

// A chant whose first parameter is the counter; `next` is what it calls: itself or its neighbour.
const Chant* ProgramWriter::WriteCountingChant(Symbol name, Symbol next, const Signature& signature,
                                               bool tail, ChantInfo& info) {
  const InChant here(*this, signature.result, 0, BudgetOfChant() / 16);
  depth_ = 1;
  scope_.Declare({.name = name});
  const Scope::Index next_index = scope_.Declare({.name = next});
  const Symbol counter = NameForNothing();
  Declare(counter, TypeId::kSmall, {}, false);
  std::vector<Param> params = {tree_.ParamOf(counter)};
  Signature others = signature;
  others.params.erase(others.params.begin());
  DeclareParams(others, 0, params);
  const Mark mark = EnterBlock();
  Statements statements;
  statements.push_back(StopAtZero(counter, signature.result));
  WriteStatements(Below(2), statements);
  // Something in between may have taken the name.
  if (scope_.Find(next) != next_index) {
    statements.push_back(tree_.Yield(Bounded(signature.result, kArgumentSize).expr));
  } else if (tail) {
    statements.push_back(tree_.Yield(CountedCall(next, counter, signature)));
  } else {
    WriteRecursion(next, counter, signature, statements);
  }
  LeaveBlock(mark);
  info.cost = (here.cost() + 8) * (kLargestSmall + 1) * (tail ? 1 : 2);
  return tree_.MakeChant(name, params, tree_.BlockOf(statements));
}

// The call of itself inside the last expression, as far as the result's type allows.
void ProgramWriter::WriteRecursion(Symbol next, Symbol counter, const Signature& signature,
                                   Statements& out) {
  const Expr* call = CountedCall(next, counter, signature);
  if (signature.result != TypeId::kNumber) {
    const Symbol name = NameForNothing();
    out.push_back(tree_.Bind(name, call));
    Declare(name, signature.result, {.size = kArgumentSize}, false);
    out.push_back(tree_.ExprStmtOf(Bounded(signature.result, kArgumentSize).expr));
    return;
  }
  const Made other = Expression(TypeId::kNumber);
  const bool left = Flip(50);
  const Expr* sum = tree_.Binary(Flip(50) ? BinaryOp::kAdd : BinaryOp::kSubtract,
                                 left ? call : other.expr, left ? other.expr : call);
  out.push_back(Flip(50) ? tree_.Yield(sum) : tree_.ExprStmtOf(sum));
}

void ProgramWriter::WriteRecursiveChant(Statements& out) {
  Signature signature;
  signature.params.push_back(TypeId::kSmall);
  for (std::uint32_t more = Below(3); more > 0; --more) {
    signature.params.push_back(RandomType(0));
  }
  signature.result = Flip(60) ? TypeId::kNumber : RandomType(1);
  const Symbol name = NameForNew();
  ChantInfo info;
  const Chant* chant = WriteCountingChant(name, name, signature, false, info);
  out.push_back(tree_.ChantStmtOf(chant));
  DeclareAndUse(name, signature, info, out);
}

void ProgramWriter::WriteTailLoop(Statements& out) {
  Signature signature;
  signature.params = {TypeId::kSmall, RandomType(0)};
  signature.result = signature.params[1];
  const Symbol name = NameForNew();
  ChantInfo info;
  const Chant* chant = WriteCountingChant(name, name, signature, true, info);
  out.push_back(tree_.ChantStmtOf(chant));
  DeclareAndUse(name, signature, info, out);
}

// Two chants that call each other: the first uses the second before it is declared.
void ProgramWriter::WriteMutualChants(Statements& out) {
  Signature signature;
  signature.params.push_back(TypeId::kSmall);
  if (Flip(50)) signature.params.push_back(RandomType(0));
  signature.result = Flip(50) ? TypeId::kTruth : RandomType(0);
  const bool tail = Flip(60);
  const Symbol first = NameForGlobal();
  scope_.Declare({.name = first, .global = true});
  const Symbol second = NameForGlobal();
  ChantInfo info;
  ChantInfo other;
  const Chant* one = WriteCountingChant(first, second, signature, tail, info);
  out.push_back(tree_.ChantStmtOf(one));
  scope_.Declare({.name = second, .global = true});
  const Chant* two = WriteCountingChant(second, first, signature, tail, other);
  out.push_back(tree_.ChantStmtOf(two));
  info.cost = std::max(info.cost, other.cost);
  DeclareChant(first, signature, info);
  DeclareAndUse(second, signature, info, out);
}

// A chant that makes closures over a variable of its own: each call another variable.
void ProgramWriter::WriteMaker(Statements& out) {
  const TypeId held = RandomType(0);
  Signature inner;
  inner.params.push_back(held);
  inner.result = held;
  Signature signature;
  signature.params.push_back(held);
  signature.result = types_.ChantOf(inner);
  const Symbol name = NameForNew();
  const Symbol variable = NameForNothing();
  const Symbol given = NameForNothing();
  const Symbol param = NameForNothing();
  const Stmt* weave = tree_.Weave(variable, tree_.NameOf(given));
  const Expr* old_value = tree_.NameOf(variable);
  const Expr* new_value = tree_.NameOf(param);
  if (held == TypeId::kNumber) {
    new_value = tree_.Binary(BinaryOp::kAdd, tree_.NameOf(variable), new_value);
  }
  const Symbol before = NameForNothing();
  const Block body =
      tree_.BlockOf({tree_.Bind(before, old_value), tree_.Set(variable, {}, new_value),
                     tree_.ExprStmtOf(tree_.NameOf(before))});
  const std::array<Param, 1> inner_params = {tree_.ParamOf(param)};
  const Expr* closure = tree_.ChantOf(tree_.MakeChant(Symbol::kNone, inner_params, body));
  const std::array<Param, 1> params = {tree_.ParamOf(given)};
  const Stmt* last = Flip(50) ? tree_.Yield(closure) : tree_.ExprStmtOf(closure);
  out.push_back(tree_.ChantStmtOf(tree_.MakeChant(name, params, tree_.BlockOf({weave, last}))));
  fuel_ -= 12;
  DeclareAndUse(name, signature, {.cost = 8}, out);
}

// A chant that reads a global which is declared after it.
void ProgramWriter::WriteForward(Statements& out) {
  const Symbol chant = NameForGlobal();
  scope_.Declare({.name = chant, .global = true});
  const Symbol later = NameForGlobal();
  Signature signature;
  signature.result = RandomType(1);
  const Stmt* read = tree_.ExprStmtOf(tree_.NameOf(later));
  out.push_back(tree_.ChantStmtOf(tree_.MakeChant(chant, {}, tree_.BlockOf({read}))));
  scope_.Declare({.name = later, .global = true});
  const Made value = Bounded(signature.result, kArgumentSize);
  const bool weave = Flip(50);
  out.push_back(weave ? tree_.Weave(later, value.expr) : tree_.Bind(later, value.expr));
  const Scope::Index index = Declare(later, signature.result, value.facts, weave);
  // The chant gives no more than other chants do.
  scope_.At(index).settable = false;
  DeclareAndUse(chant, signature, {.cost = 3}, out);
}

// chant f(xs, n) then weave ys as xs … set ys[i] to … yield ys end, for `set v to f(v, e)`: the
// list moves there and back without a copy, unless somebody could see that.
void ProgramWriter::WriteMover(Statements& out) {
  Signature signature;
  const TypeId item = Flip(70) ? TypeId::kNumber : TypeId::kTruth;
  const TypeId list = types_.ListOf(item);
  signature.params = {list, TypeId::kNumber};
  signature.result = list;
  const Symbol name = NameForNew();
  const Symbol given = NameForNothing();
  const Symbol number = NameForNothing();
  const Symbol copy = NameForNothing();
  ChantInfo info;
  info.errors = ErrorsOfChant();
  info.least_items = 1;
  Statements statements;
  {
    const InChant here(*this, list, info.errors, BudgetOfChant() / 4);
    scope_.Declare({.name = name});
    Declare(given, list, {.size = kArgumentSize, .least = 1}, false);
    Declare(number, TypeId::kNumber, {}, false);
    statements.push_back(tree_.Weave(copy, tree_.NameOf(given)));
    const Scope::Index index = Declare(copy, list, {.size = kArgumentSize, .least = 1}, true);
    // Its length stays.
    scope_.At(index).settable = false;
    around_.may_yield = false;
    WriteStatements(Below(2), statements);
    WritePlaceIn(index, statements);
    const Expr* result = tree_.NameOf(copy);
    statements.push_back(Flip(50) ? tree_.Yield(result) : tree_.ExprStmtOf(result));
    info.cost = here.cost();
  }
  const std::array<Param, 2> params = {tree_.ParamOf(given), tree_.ParamOf(number)};
  out.push_back(tree_.ChantStmtOf(tree_.MakeChant(name, params, tree_.BlockOf(statements))));
  const Scope::Index index = DeclareChant(name, signature, info);
  movers_.push_back({name, list, scope_[index].chant});
  WriteMove(out);
}

// A chant that has an effect and gives back what it is given.
void ProgramWriter::WriteNote(Statements& out) {
  note_ = tree_.Name("note");
  const Symbol param = NameForNothing();
  const std::array<Param, 1> params = {tree_.ParamOf(param)};
  const Stmt* effect = nullptr;
  switch (Below(3)) {
    case 0:
      effect = tree_.ExprStmtOf(CallBuiltin<BuiltinNamed("print")>({tree_.NameOf(param)}));
      break;
    case 1: {
      // Whoever reads the counter sees how many came before.
      const Symbol counter = NameForNothing();
      out.push_back(tree_.Weave(counter, tree_.Number(0)));
      Declare(counter, TypeId::kNumber, {}, true);
      const Expr* next = tree_.Binary(BinaryOp::kAdd, tree_.NameOf(counter), tree_.Number(1));
      effect = tree_.Set(counter, {}, next);
      break;
    }
    default: {
      // A list that nobody else can name, so that it holds no copies of itself.
      const Symbol log = NameForNothing();
      out.push_back(tree_.Weave(log, tree_.List({})));
      const Expr* pushed =
          CallBuiltin<BuiltinNamed("list_push")>({tree_.NameOf(log), tree_.NameOf(param)});
      const Expr* length = CallBuiltin<BuiltinNamed("length")>({tree_.NameOf(log)});
      const Stmt* push = tree_.Set(log, {}, pushed);
      effect = tree_.Should(tree_.Binary(BinaryOp::kLess, length, tree_.Number(30)),
                            tree_.BlockOf({push}));
      break;
    }
  }
  const Stmt* last =
      Flip(40) ? tree_.Yield(tree_.NameOf(param)) : tree_.ExprStmtOf(tree_.NameOf(param));
  out.push_back(tree_.ChantStmtOf(tree_.MakeChant(note_, params, tree_.BlockOf({effect, last}))));
}

}  // namespace quicksilver::properties
