#include <array>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {
namespace {

// A window that does not fit below the last register; constants beyond what a byte can name.
constexpr std::uint32_t kWide = 300;

}  // namespace

void ProgramWriter::WriteLarge(Statements& out) {
  switch (static_cast<LargeChoice>(choices_.Pick(profile_.large))) {
    case LargeChoice::kDeepExpression:
      return WriteDeepExpression(out);
    case LargeChoice::kWideCall:
      return WriteWideCall(out);
    case LargeChoice::kLongList:
      return WriteLongList(out);
    case LargeChoice::kManyLocals:
      return WriteManyLocals(out);
    case LargeChoice::kLongBody:
      return WriteLongBody(choices_.Between(10, 60), out);
    case LargeChoice::kHuge:
      return WriteLongBody(9'000, out);
  }
}

// A chain to the left, to the right, or of unary operators.
void ProgramWriter::WriteDeepExpression(Statements& out) {
  const std::uint32_t shape = Below(4);
  const std::uint32_t depth = choices_.Between(12, 80);
  Made made = Bounded(TypeId::kNumber, kArgumentSize);
  for (std::uint32_t i = 0; i < depth; ++i) {
    switch (shape) {
      case 0:
      case 1: {
        const Made leaf = i % 4 == 0 ? Leaf(TypeId::kNumber) : NumberLiteral(i);
        const BinaryOp op = i % 3 == 0 ? BinaryOp::kSubtract : BinaryOp::kAdd;
        made.expr = shape == 0 ? tree_.Binary(op, made.expr, leaf.expr)
                               : tree_.Binary(op, leaf.expr, made.expr);
        break;
      }
      case 2:
        made.expr = tree_.Negate(made.expr);
        break;
      default: {
        const std::array<const Expr*, 2> items = {NumberLiteral(i).expr, made.expr};
        made.expr = tree_.Index(tree_.List(items), tree_.Number(1));
        break;
      }
    }
  }
  Charge(2 * depth);
  const Symbol name = NameForNew();
  out.push_back(tree_.Bind(name, made.expr));
  Declare(name, TypeId::kNumber, {}, false);
}

// A chant of many parameters that uses them all, and a call of it.
void ProgramWriter::WriteWideCall(Statements& out) {
  const std::uint32_t count = Flip(6) ? kWide : choices_.Between(9, 40);
  const Symbol name = NameForNew();
  std::vector<Param> params;
  for (std::uint32_t i = 0; i < count; ++i) params.push_back(tree_.ParamOf(NameForNothing()));
  // From here on the name means the chant.
  scope_.Declare({.name = name, .global = around_.file});
  Exprs arguments;
  const Expr* sum = nullptr;
  for (std::uint32_t i = 0; i < count; ++i) {
    arguments.push_back(i % 8 == 3 ? Leaf(TypeId::kNumber).expr : tree_.Number(i));
    const Expr* param = tree_.NameOf(params[i].name);
    sum = sum == nullptr ? param : tree_.Binary(BinaryOp::kAdd, sum, param);
  }
  const Stmt* last = Flip(50) ? tree_.Yield(sum) : tree_.ExprStmtOf(sum);
  out.push_back(tree_.ChantStmtOf(tree_.MakeChant(name, params, tree_.BlockOf({last}))));
  const Symbol result = NameForNew();
  if (result == name) return;
  out.push_back(tree_.Bind(result, MakeCall(tree_.NameOf(name), arguments, false)));
  Declare(result, TypeId::kNumber, {}, false);
  fuel_ -= static_cast<int>(count);
  Charge(3 * count);
}

void ProgramWriter::WriteLongList(Statements& out) {
  const std::uint32_t count = Flip(10) ? kWide : choices_.Between(17, 70);
  Exprs items;
  items.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    items.push_back(i % 16 == 5 ? Leaf(TypeId::kNumber).expr : tree_.Number(i + 0.5));
  }
  const Symbol name = NameForNew();
  out.push_back(tree_.Bind(name, tree_.List(items)));
  Declare(name, types_.ListOf(TypeId::kNumber), {.size = count + 1, .least = 16}, false);
  fuel_ -= static_cast<int>(count / 4);
  Charge(count);
}

// A chant with many variables that are all alive until its last expression.
void ProgramWriter::WriteManyLocals(Statements& out) {
  const std::uint32_t count = Flip(20) ? choices_.Between(240, 320) : choices_.Between(20, 90);
  const Symbol name = NameForNew();
  const Symbol given = NameForNothing();
  std::vector<Symbol> names;
  Statements statements;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Expr* value = i % 3 == 0 ? tree_.Number(i) : tree_.NameOf(given);
    if (i > 0 && i % 4 == 1) {
      value = tree_.Binary(BinaryOp::kAdd, value, tree_.NameOf(names[Below(i)]));
    }
    names.push_back(NameForNothing());
    statements.push_back(i % 5 == 2 ? tree_.Weave(names[i], value) : tree_.Bind(names[i], value));
  }
  for (std::uint32_t i = 2; i < count; i += 25) {
    const Symbol changed = names[i];
    const Expr* value =
        tree_.Binary(BinaryOp::kMultiply, tree_.NameOf(changed), tree_.NameOf(names[Below(count)]));
    statements.push_back(tree_.Set(changed, {}, value));
  }
  if (Flip(30)) {
    // Some of them are captured, and called for while all are alive.
    const Symbol closure = NameForNothing();
    const Block body = tree_.BlockOf({tree_.ExprStmtOf(
        tree_.Binary(BinaryOp::kAdd, tree_.NameOf(names[1]), tree_.NameOf(names[2])))});
    statements.push_back(
        tree_.Bind(closure, tree_.ChantOf(tree_.MakeChant(Symbol::kNone, {}, body))));
    statements.push_back(tree_.ExprStmtOf(tree_.Call(tree_.NameOf(closure), {})));
  }
  const Expr* sum = tree_.NameOf(names[0]);
  for (std::uint32_t i = 1; i < count; ++i) {
    sum = tree_.Binary(BinaryOp::kAdd, sum, tree_.NameOf(names[i]));
  }
  statements.push_back(tree_.ExprStmtOf(sum));
  const std::array<Param, 1> params = {tree_.ParamOf(given)};
  out.push_back(tree_.ChantStmtOf(tree_.MakeChant(name, params, tree_.BlockOf(statements))));
  Signature signature;
  signature.params.push_back(TypeId::kNumber);
  signature.result = TypeId::kNumber;
  DeclareChant(name, signature, {.cost = 5 * count});
  const Made argument = Bounded(TypeId::kNumber, 1);
  const std::array<const Expr*, 1> arguments = {argument.expr};
  out.push_back(tree_.ExprStmtOf(tree_.Call(tree_.NameOf(name), arguments)));
  fuel_ -= static_cast<int>(count);
  Charge(5 * count);
}

// A loop around a branch around many statements.
void ProgramWriter::WriteLongBody(std::uint32_t count, Statements& out) {
  const Symbol variable = NameForNothing();
  const Symbol item = NameForNothing();
  out.push_back(tree_.Weave(variable, tree_.Number(Below(10))));
  Declare(variable, TypeId::kNumber, {}, true);
  const std::uint32_t pattern = Below(4);
  Statements statements;
  statements.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Expr* self = tree_.NameOf(variable);
    const Stmt* set = tree_.Set(variable, {}, tree_.Binary(BinaryOp::kAdd, self, tree_.Number(i)));
    switch ((i + pattern) % 4) {
      case 0: {
        const Expr* condition =
            tree_.Binary(BinaryOp::kLess, tree_.NameOf(variable), tree_.Number(i * 2));
        statements.push_back(tree_.Should(condition, tree_.BlockOf({set})));
        break;
      }
      case 1: {
        const Expr* condition =
            tree_.Binary(BinaryOp::kEqual, tree_.NameOf(variable), tree_.Number(i * 1000 + 0.25));
        const Stmt* leave = Below(64) == 0 ? tree_.Break() : tree_.Continue();
        statements.push_back(tree_.Should(condition, tree_.BlockOf({leave})));
        break;
      }
      default:
        statements.push_back(set);
        break;
    }
  }
  const Expr* condition = Condition();
  const Stmt* branch = tree_.Should(condition, tree_.BlockOf(statements));
  const Expr* twice = tree_.Range(tree_.Number(0), tree_.Number(2));
  out.push_back(tree_.ForEach(item, twice, tree_.BlockOf({branch})));
  fuel_ -= static_cast<int>(count);
  Charge(8 * count);
}

}  // namespace quicksilver::properties
