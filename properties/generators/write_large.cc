#include <array>
#include <utility>
#include <vector>

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
    case LargeChoice::kWideForm:
      return WriteWideForm(out);
    case LargeChoice::kWideAspect:
      return WriteWideAspect(out);
    case LargeChoice::kDeepPlace:
      return WriteDeepPlace(out);
    case LargeChoice::kDeepBlocks:
      return WriteDeepBlocks(out);
    case LargeChoice::kManyLocals:
      return WriteManyLocals(out);
    case LargeChoice::kLongBody:
      return WriteLongBody(choices_.Between(10, 60), out);
    case LargeChoice::kHuge:
      return WriteHuge(out);
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
  fuel_ -= static_cast<int>(count);
  Charge(3 * count);
  const Symbol result = NameForNothing();
  Expr* call = MakeCall(tree_.NameOf(name), arguments, false);
  if (Flip(40)) {
    // In tail position of another chant.
    const Block body = tree_.BlockOf({tree_.Yield(call)});
    call = tree_.Call(tree_.ChantOf(tree_.MakeChant(Symbol::kNone, {}, body)), {});
  }
  out.push_back(tree_.Bind(result, call));
  Declare(result, TypeId::kNumber, {}, false);
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

// A form of more fields than a window takes, and a value of it.
void ProgramWriter::WriteWideForm(Statements& out) {
  const std::uint32_t count = choices_.Between(17, 40);
  Form form;
  form.name.name = Numbered("Wide");
  std::vector<FieldDecl> fields;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Symbol field = Numbered("f");
    form.fields.push_back({field, TypeId::kNumber});
    fields.push_back({field, {}, tree_.Type("Number")});
  }
  const Symbol name = form.name.name;
  out.push_back(tree_.Form(name, fields));
  scope_.Declare({.name = name});
  const TypeId type = types_.AddForm(std::move(form));
  std::vector<Entry> entries;
  for (std::uint32_t i = 0; i < count; ++i) {
    const FormField field = types_.FormOf(type).fields[(i + 7) % count];
    const Expr* value = i % 8 == 3 ? Leaf(TypeId::kNumber).expr : tree_.Number(i);
    entries.push_back({field.name, {}, false, value});
  }
  const Symbol variable = NameForNothing();
  const bool map = Flip(30);
  out.push_back(
      tree_.Weave(variable, map ? tree_.Map(entries) : tree_.Struct(tree_.NameOf(name), entries)));
  if (!map) Declare(variable, type, {.size = count}, true);
  fuel_ -= static_cast<int>(count / 2);
  Charge(2 * count);
}

// More chants in an embody than a window takes, and a call of one.
void ProgramWriter::WriteWideAspect(Statements& out) {
  const std::uint32_t count = choices_.Between(17, 24);
  std::vector<const Chant*> chants;
  Symbol chosen = Symbol::kNone;
  const std::uint32_t which = Below(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Symbol name = Numbered("do");
    const std::array<Param, 1> params = {tree_.ParamOf(NameForNothing())};
    const Expr* self = tree_.NameOf(params[0].name);
    const Block body =
        tree_.BlockOf({tree_.ExprStmtOf(tree_.Binary(BinaryOp::kAdd, self, tree_.Number(i)))});
    chants.push_back(tree_.MakeChant(name, params, body));
    if (i == which) chosen = name;
  }
  out.push_back(tree_.Embody(Numbered("Aspect"), tree_.Type("Number"), chants));
  const Made receiver = Expression(TypeId::kNumber);
  out.push_back(tree_.ExprStmtOf(tree_.Call(tree_.Field(receiver.expr, chosen), {})));
  fuel_ -= static_cast<int>(2 * count);
  Charge(2 * count);
}

// set x[0][0]…[0] to e: more steps than a window takes.
void ProgramWriter::WriteDeepPlace(Statements& out) {
  const std::uint32_t depth = choices_.Between(3, 20);
  const Made leaf = Bounded(TypeId::kNumber, 1);
  const Expr* nested = leaf.expr;
  std::vector<PlaceStep> steps;
  std::vector<bool> maps;
  for (std::uint32_t i = 0; i < depth; ++i) {
    const bool map = i % 3 == 2;
    const std::array<const Expr*, 1> items = {nested};
    const std::array<Entry, 1> entries = {Entry{Key(1), {}, false, nested}};
    nested = map ? tree_.Map(entries) : tree_.List(items);
    maps.push_back(map);
  }
  for (std::uint32_t i = depth; i-- > 0;) {
    PlaceStep step;
    if (!maps[i]) {
      step.index = i == depth / 2 ? IndexBelow(1) : tree_.Number(0);
    } else if (i % 2 == 0) {
      step.field = Key(1);
    } else {
      step.index = tree_.Text(tree_.TextOf(Key(1)));
    }
    steps.push_back(step);
  }
  const Symbol name = NameForNothing();
  const Symbol alias = NameForNothing();
  out.push_back(tree_.Weave(name, nested));
  out.push_back(tree_.Bind(alias, tree_.NameOf(name)));
  const Made value = Bounded(TypeId::kAny, kArgumentSize);
  out.push_back(tree_.Set(name, steps, value.expr));
  const std::array<const Expr*, 2> both = {tree_.NameOf(name), tree_.NameOf(alias)};
  out.push_back(tree_.ExprStmtOf(tree_.List(both)));
  fuel_ -= static_cast<int>(2 * depth);
  Charge(3 * depth);
}

// Blocks in blocks, with a variable in each; the innermost sees all of them.
void ProgramWriter::WriteDeepBlocks(Statements& out) {
  const std::uint32_t depth = choices_.Between(4, 24);
  const bool chants = Flip(40);
  std::vector<Symbol> names;
  for (std::uint32_t i = 0; i < depth; ++i) names.push_back(NameForNothing());
  const Expr* sum = tree_.NameOf(names[0]);
  for (std::uint32_t i = 1; i < depth; ++i) {
    sum = tree_.Binary(BinaryOp::kAdd, sum, tree_.NameOf(names[i]));
  }
  Block block = tree_.BlockOf({tree_.ExprStmtOf(sum)});
  for (std::uint32_t i = depth; i-- > 0;) {
    const Expr* value = i % 4 == 1 ? tree_.NameOf(names[i - 1]) : tree_.Number(i);
    const Stmt* declared = i % 2 == 0 ? tree_.Weave(names[i], value) : tree_.Bind(names[i], value);
    const Stmt* inner = nullptr;
    if (i % 3 == 0 && chants) {
      const Expr* chant = tree_.ChantOf(tree_.MakeChant(Symbol::kNone, {}, block));
      inner = tree_.ExprStmtOf(tree_.Call(chant, {}));
    } else if (i % 5 == 4) {
      const std::array<Handler, 1> handlers = {tree_.HandlerOf("_", tree_.BlockOf({}))};
      inner = tree_.Attempt(block, handlers);
    } else {
      inner = tree_.Should(tree_.Truth(true), block);
    }
    if (i % 2 == 0 && i + 1 < depth) {
      const Expr* more = tree_.Binary(BinaryOp::kAdd, tree_.NameOf(names[i]), tree_.Number(1));
      block = tree_.BlockOf({declared, tree_.Set(names[i], {}, more), inner});
    } else {
      block = tree_.BlockOf({declared, inner});
    }
  }
  out.push_back(tree_.Should(tree_.Truth(true), block));
  fuel_ -= static_cast<int>(4 * depth);
  Charge(6 * depth);
}

// A chant with many variables that are all alive until its last expression.
void ProgramWriter::WriteManyLocals(Statements& out) {
  if (methods_.empty() && Flip(30)) WriteAspect(out);
  const std::uint32_t count = Flip(20) ? choices_.Between(240, 320) : choices_.Between(20, 90);
  const Symbol name = NameForNew();
  const Symbol given = NameForNothing();
  std::vector<Symbol> names;
  Statements statements;
  ChantInfo info;
  {
    const InChant here(*this, TypeId::kNumber, 0, BudgetOfChant());
    scope_.Declare({.name = name});
    for (std::uint32_t i = 0; i < count; ++i) {
      const Expr* value = i % 3 == 0 ? tree_.Number(i) : tree_.NameOf(given);
      if (i > 0 && i % 4 == 1) {
        value = tree_.Binary(BinaryOp::kAdd, value, tree_.NameOf(names[Below(i)]));
      }
      names.push_back(NameForNothing());
      const bool weave = i % 5 == 2;
      statements.push_back(weave ? tree_.Weave(names[i], value) : tree_.Bind(names[i], value));
      Declare(names[i], TypeId::kNumber, {}, weave);
    }
    // Whatever comes here comes while all are alive.
    const int rest = fuel_ - static_cast<int>(count);
    fuel_ = 30;
    WriteStatements(choices_.Between(1, 3), statements);
    fuel_ = rest;
    if (!methods_.empty() && MayCall(methods_.back().chant)) {
      statements.push_back(tree_.ExprStmtOf(CallMethod(methods_.back()).expr));
    }
    WriteManyUses(names, statements);
    info.cost = here.cost() + 5 * count;
  }
  const std::array<Param, 1> params = {tree_.ParamOf(given)};
  out.push_back(tree_.ChantStmtOf(tree_.MakeChant(name, params, tree_.BlockOf(statements))));
  Signature signature;
  signature.params.push_back(TypeId::kNumber);
  signature.result = TypeId::kNumber;
  DeclareChant(name, signature, info);
  const Made argument = Bounded(TypeId::kNumber, 1);
  const std::array<const Expr*, 1> arguments = {argument.expr};
  out.push_back(tree_.ExprStmtOf(tree_.Call(tree_.NameOf(name), arguments)));
  Charge(info.cost);
}

// Their sum, in the order of declaration or against it.
void ProgramWriter::WriteManyUses(const std::vector<Symbol>& names, Statements& out) {
  const bool backward = Flip(50);
  const auto name = [&](std::size_t i) {
    return tree_.NameOf(names[backward ? names.size() - 1 - i : i]);
  };
  const Expr* sum = name(0);
  for (std::size_t i = 1; i < names.size(); ++i) {
    sum = tree_.Binary(BinaryOp::kAdd, sum, name(i));
  }
  out.push_back(Flip(30) ? tree_.Yield(sum) : tree_.ExprStmtOf(sum));
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
  const Expr* condition = Flip(50) ? tree_.Unary(UnaryOp::kNot, Condition()) : Condition();
  const Stmt* branch = tree_.Should(condition, tree_.BlockOf(statements));
  const Expr* twice = tree_.Range(tree_.Number(0), tree_.Number(2));
  out.push_back(tree_.ForEach(item, twice, tree_.BlockOf({branch})));
  fuel_ -= static_cast<int>(count);
  Charge(8 * count);
}

// What takes more than 16 bits to span or to number.
void ProgramWriter::WriteHuge(Statements& out) {
  if (Flip(60)) return WriteLongBody(9'000, out);
  constexpr std::uint32_t kConstants = 66'000;
  Exprs items;
  items.reserve(kConstants);
  for (std::uint32_t i = 0; i < kConstants; ++i) items.push_back(tree_.Number(i + 0.5));
  const Expr* list = tree_.List(items);
  const Symbol name = NameForNothing();
  // Those beyond 16 bits are few, and the ones that wrapping confuses them with too.
  const std::uint32_t at = Flip(50) ? kConstants - 1 - Below(400) : Below(kConstants);
  out.push_back(tree_.Bind(name, tree_.Index(list, tree_.Number(at))));
  Declare(name, TypeId::kNumber, {}, false);
  fuel_ = 0;
  Charge(kConstants);
}

}  // namespace quicksilver::properties
