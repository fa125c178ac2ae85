#include <algorithm>
#include <array>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {
namespace {

// Texts of sizes add up; what is too large is replaced by a literal.
Facts Joined(const Facts& a, const Facts& b) {
  Facts facts;
  facts.size = a.size + b.size;
  facts.least = static_cast<std::uint8_t>(std::min(20, a.least + b.least));
  return facts;
}

Facts OfSize(std::uint32_t size) {
  Facts facts;
  facts.size = size;
  return facts;
}

}  // namespace

// --- Whatever the type --------------------------------------------------------------------------

Made ProgramWriter::Expression(TypeId goal) {
  --fuel_;
  Charge(1);
  if (depth_ >= profile_.expression_depth || Tired()) return Leaf(goal);
  const Restore depth(depth_);
  ++depth_;
  if (around_.errors != 0 && Flip(profile_.error_in_expression)) {
    if (const Expr* raising = RaisingExpression()) {
      return {raising, kFactsOfNoValue};
    }
  }
  if (goal == TypeId::kAny) {
    if (Flip(profile_.any_builtin)) {
      const std::optional<Made> any = AnyBuiltin();
      if (any.has_value() && any->facts.size <= kValueSize) return *any;
    }
    goal = RandomType(1);
  }
  if (note_ != Symbol::kNone && Flip(profile_.noted)) return Noted(goal);
  const Made made = Compound(goal);
  return made.facts.size <= kValueSize ? made : Literal(goal);
}

Made ProgramWriter::Bounded(TypeId goal, std::uint32_t size) {
  const Made made = Expression(goal);
  return made.facts.size <= size ? made : Literal(goal);
}

Made ProgramWriter::Meeting(TypeId goal, const Facts& needed, std::uint32_t size) {
  const Made made = Expression(goal);
  const Facts& facts = made.facts;
  const bool meets = facts.size <= size && facts.least >= needed.least &&
                     facts.inner >= needed.inner && (facts.keys & needed.keys) == needed.keys &&
                     (goal != TypeId::kSmall || facts.most <= needed.most);
  return meets ? made : LiteralMeeting(goal, needed);
}

Made ProgramWriter::Compound(TypeId goal) {
  switch (static_cast<ExpressionChoice>(choices_.Pick(profile_.expressions))) {
    case ExpressionChoice::kLiteral:
      return Literal(goal);
    case ExpressionChoice::kVariable:
      break;
    case ExpressionChoice::kOperator:
      return Operator(goal);
    case ExpressionChoice::kBuiltin:
      if (const std::optional<Made> made = Builtin(goal)) return *made;
      return Operator(goal);
    case ExpressionChoice::kCall:
      if (const std::optional<Made> made = Call(goal)) return *made;
      break;
    case ExpressionChoice::kElement:
      if (const std::optional<Made> made = Element(goal)) return *made;
      break;
    case ExpressionChoice::kWrapped:
      return Wrapped(goal);
  }
  if (const std::optional<Made> variable = ReadVariable(goal)) return *variable;
  return Flip(60) ? Literal(goal) : Operator(goal);
}

// --- What a type has of its own -----------------------------------------------------------------

Made ProgramWriter::Operator(TypeId goal) {
  switch (types_.KindOf(goal)) {
    case TypeKind::kNumber:
      return NumberOperator();
    case TypeKind::kSmall: {
      const Made left = Expression(TypeId::kSmall);
      const std::uint32_t divisor = choices_.Between(1, kLargestSmall);
      Facts facts;
      facts.most = static_cast<std::uint8_t>(divisor - 1);
      return {tree_.Binary(BinaryOp::kModulo, left.expr, tree_.Number(divisor)), facts};
    }
    case TypeKind::kTruth:
      return TruthOperator();
    case TypeKind::kText:
      return TextOperator();
    case TypeKind::kRange:
      return RangeLiteral();
    case TypeKind::kList:
      return ListLiteral(types_.FirstOf(goal), 0, 3);
    case TypeKind::kMap:
      return MapLiteral(types_.FirstOf(goal));
    case TypeKind::kMaybe: {
      if (!Flip(75)) return Literal(goal);
      const Made content = Expression(types_.FirstOf(goal));
      return {tree_.Outcome(OutcomeCase::kPresent, content.expr), OfSize(content.facts.size + 1)};
    }
    case TypeKind::kOutcome: {
      const bool mishap = Flip(40);
      const Made content = Expression(mishap ? types_.SecondOf(goal) : types_.FirstOf(goal));
      return {tree_.Outcome(mishap ? OutcomeCase::kMishap : OutcomeCase::kTriumph, content.expr),
              OfSize(content.facts.size + 1)};
    }
    case TypeKind::kIterator: {
      const Made items = ListLiteral(types_.FirstOf(goal), 0, 4);
      return {CallBuiltin<BuiltinNamed("iter")>({items.expr}), items.facts};
    }
    case TypeKind::kStep: {
      const Made iterator = Bounded(types_.IteratorOf(types_.FirstOf(goal)), kArgumentSize);
      return {CallBuiltin<BuiltinNamed("iter_next")>({iterator.expr}),
              OfSize(iterator.facts.size + 2)};
    }
    default:
      return Literal(goal);
  }
}

// A divisor that is neither 0 nor -0, and may be NaN.
const Expr* ProgramWriter::NonZero() {
  constexpr std::array<double, 8> kDivisors = {2, 1, 3, 10, 0.5, 7, 1e308, 5e-324};
  switch (Below(4)) {
    case 0:
    case 1:
      return tree_.Number(kDivisors.at(Below(kDivisors.size())));
    case 2:
      return tree_.Negate(tree_.Number(kDivisors.at(Below(kDivisors.size()))));
    default:
      break;
  }
  if (!HasBuiltin(BuiltinNamed("abs"))) return tree_.Number(4);
  const Made value = Expression(TypeId::kNumber);
  return tree_.Binary(BinaryOp::kAdd, CallBuiltin<BuiltinNamed("abs")>({value.expr}),
                      tree_.Number(1));
}

Made ProgramWriter::NumberOperator() {
  constexpr std::array<std::uint8_t, 6> kWeights = {
      30,  // +: also in place, also of constants
      20,  // -
      20,  // *
      10,  // /
      12,  // %: its sign and its NaN are easy to get wrong
      8,   // negation
  };
  const std::size_t choice = choices_.Pick(kWeights);
  const Made left = Expression(TypeId::kNumber);
  switch (choice) {
    case 3:
      return {tree_.Binary(BinaryOp::kDivide, left.expr, NonZero()), {}};
    case 4:
      return {tree_.Binary(BinaryOp::kModulo, left.expr, NonZero()), {}};
    case 5:
      return {tree_.Negate(left.expr), {}};
    default: {
      constexpr std::array<BinaryOp, 3> kOps = {BinaryOp::kAdd, BinaryOp::kSubtract,
                                                BinaryOp::kMultiply};
      const Made right = Expression(TypeId::kNumber);
      return {tree_.Binary(kOps.at(choice), left.expr, right.expr), {}};
    }
  }
}

Made ProgramWriter::TruthOperator() {
  constexpr std::array<std::uint8_t, 5> kWeights = {
      40,  // order: what loops and branches test, fused with jumps
      20,  // equality of one type
      5,   // equality of any two
      12,  // not
      23,  // and, or
  };
  switch (choices_.Pick(kWeights)) {
    case 0:
      return {Comparison(), {}};
    case 1:
    case 2: {
      const bool same = !Flip(20);
      const BinaryOp op = Flip(40) ? BinaryOp::kNotEqual : BinaryOp::kEqual;
      const TypeId type = RandomType(1);
      const Made left = Expression(type);
      const Made right = Expression(same ? type : TypeId::kAny);
      return {tree_.Binary(op, left.expr, right.expr), {}};
    }
    case 3:
      return {tree_.Unary(UnaryOp::kNot, Condition()), {}};
    default: {
      const LogicalOp op = Flip(50) ? LogicalOp::kOr : LogicalOp::kAnd;
      const Expr* left = Condition();
      const Expr* right = Condition();
      return {tree_.Logical(op, left, right), {}};
    }
  }
}

// What is tested for truth: mostly a comparison, which compilers fuse with the jump, but anything
// may be.
const Expr* ProgramWriter::Condition() {
  if (depth_ >= profile_.expression_depth || Tired()) return Leaf(TypeId::kTruth).expr;
  const Restore depth(depth_);
  ++depth_;
  constexpr std::array<std::uint8_t, 5> kWeights = {
      45,  // a comparison
      12,  // not
      15,  // and, or
      18,  // a Truth
      10,  // any value
  };
  --fuel_;
  Charge(1);
  switch (choices_.Pick(kWeights)) {
    case 0:
      return Comparison();
    case 1:
      return tree_.Unary(UnaryOp::kNot, Condition());
    case 2: {
      const LogicalOp op = Flip(50) ? LogicalOp::kOr : LogicalOp::kAnd;
      // Two locals need no jump.
      const bool plain = Flip(25);
      const Expr* left = plain ? Leaf(TypeId::kTruth).expr : Condition();
      const Expr* right = plain ? Leaf(TypeId::kAny).expr : Condition();
      return tree_.Logical(op, left, right);
    }
    case 3:
      return Expression(TypeId::kTruth).expr;
    default:
      return Expression(TypeId::kAny).expr;
  }
}

// Of numbers; often of a variable with a constant.
const Expr* ProgramWriter::Comparison() {
  constexpr std::array<BinaryOp, 6> kOps = {BinaryOp::kLess,    BinaryOp::kLessEqual,
                                            BinaryOp::kGreater, BinaryOp::kGreaterEqual,
                                            BinaryOp::kEqual,   BinaryOp::kNotEqual};
  const BinaryOp op = kOps.at(Below(kOps.size()));
  const std::optional<Made> variable = Flip(60) ? ReadVariable(TypeId::kNumber) : std::nullopt;
  const Expr* left = variable.has_value() ? variable->expr : Expression(TypeId::kNumber).expr;
  const Expr* right =
      Flip(50) ? NumberLiteral(choices_.Number()).expr : Expression(TypeId::kNumber).expr;
  return tree_.Binary(op, left, right);
}

Made ProgramWriter::TextOperator() {
  if (!HasBuiltin(BuiltinNamed("to_text")) || !Flip(25)) {
    const Made left = Expression(TypeId::kText);
    const Made right = Expression(TypeId::kText);
    return {tree_.Binary(BinaryOp::kAdd, left.expr, right.expr), Joined(left.facts, right.facts)};
  }
  const Made value = Expression(TypeId::kAny);
  return {CallBuiltin<BuiltinNamed("to_text")>({value.expr}), OfSize(6 * value.facts.size)};
}

Made ProgramWriter::RangeLiteral() {
  const Made end = depth_ < profile_.expression_depth && Flip(30) ? Expression(TypeId::kSmall)
                                                                  : SmallLiteral(0, 5);
  switch (Below(4)) {
    case 0:
    case 1: {
      const std::uint32_t start = Below(2);
      return {tree_.Range(tree_.Number(start), end.expr), OfSize(end.facts.most)};
    }
    case 2:  // begins below 0; its ends are truncated
      return {tree_.Range(tree_.Negate(tree_.Number(1.5)), end.expr), OfSize(end.facts.most + 1u)};
    default: {
      const Expr* part = tree_.Binary(BinaryOp::kAdd, end.expr, tree_.Number(0.5));
      return {tree_.Range(tree_.Number(0), part), OfSize(end.facts.most)};
    }
  }
}

// --- Literals with parts ------------------------------------------------------------------------

Made ProgramWriter::ListLiteral(TypeId item, std::uint32_t least, std::uint32_t most) {
  const std::uint32_t count = choices_.Between(least, most);
  Exprs items;
  items.reserve(count);
  Facts facts;
  for (std::uint32_t i = 0; i < count; ++i) {
    const Made made = Expression(item);
    items.push_back(made.expr);
    facts.size += made.facts.size;
    facts.inner = i == 0 ? made.facts.least : std::min(facts.inner, made.facts.least);
  }
  facts.least = static_cast<std::uint8_t>(count);
  return {tree_.List(items), facts};
}

Made ProgramWriter::NonEmptyList(TypeId item) {
  const Made list = Expression(types_.ListOf(item));
  if (list.facts.least > 0) return list;
  if (Flip(50) && HasBuiltin(BuiltinNamed("list_push"))) {
    const Made last = Expression(item);
    Facts facts = OfSize(list.facts.size + last.facts.size);
    facts.least = 1;
    return {CallBuiltin<BuiltinNamed("list_push")>({list.expr, last.expr}), facts};
  }
  return ListLiteral(item, 1, 3);
}

Made ProgramWriter::MapLiteral(TypeId value) {
  const std::uint32_t count = Below(4);
  std::vector<Entry> entries;
  entries.reserve(count);
  Facts facts;
  for (std::uint32_t i = 0; i < count; ++i) {
    // A key may come twice: the last one counts.
    const std::uint32_t key = Below(kKeyCount);
    const bool quoted = Flip(20);
    const Made made = Expression(value);
    entries.push_back({Key(key), {}, quoted, made.expr});
    facts.size += made.facts.size + 1;
    facts.inner = i == 0 ? made.facts.least : std::min(facts.inner, made.facts.least);
    facts.keys |= static_cast<std::uint8_t>(1u << key);
  }
  return {tree_.Map(entries), facts};
}

Made ProgramWriter::FormLiteral(TypeId type) {
  const std::size_t count = types_.FormOf(type).fields.size();
  std::vector<Entry> entries(count);
  Facts facts;
  // Written from any field on, so that the order differs from the declaration's.
  const std::size_t first = count == 0 ? 0 : Below(static_cast<std::uint32_t>(count));
  const bool leaves = depth_ >= profile_.expression_depth || Tired();
  for (std::size_t i = 0; i < count; ++i) {
    const FormField field = types_.FormOf(type).fields[(first + i) % count];
    const Made made = leaves ? Literal(field.type) : Expression(field.type);
    entries[i] = {field.name, {}, false, made.expr};
    facts.size += made.facts.size;
  }
  const Form& form = types_.FormOf(type);
  Expr* definition = form.name.grove == Symbol::kNone
                         ? tree_.NameOf(form.name.name)
                         : tree_.Field(tree_.NameOf(form.name.grove), form.name.name);
  if (Flip(profile_.annotation / 3)) {
    const std::array<const TypeExpr*, 1> types = {TypeName(TypeId::kText)};
    return {tree_.Struct(definition, entries, types), facts};
  }
  return {tree_.Struct(definition, entries), facts};
}

Made ProgramWriter::VariantLiteral(TypeId type) {
  const std::uint32_t which =
      Below(static_cast<std::uint32_t>(types_.VariantOf(type).cases.size()));
  return CaseLiteral(type, which);
}

Made ProgramWriter::CaseLiteral(TypeId type, std::uint32_t which) {
  const bool leaves = depth_ >= profile_.expression_depth || Tired();
  Exprs fields;
  Facts facts;
  for (std::size_t i = 0; i < types_.VariantOf(type).cases[which].fields.size(); ++i) {
    const TypeId field = types_.VariantOf(type).cases[which].fields[i];
    const Made made = leaves ? Literal(field) : Expression(field);
    fields.push_back(made.expr);
    facts.size += made.facts.size;
  }
  const Variant& variant = types_.VariantOf(type);
  const VariantCase& one = variant.cases[which];
  Expr* name = variant.name.grove == Symbol::kNone
                   ? tree_.NameOf(one.name)
                   : tree_.Field(tree_.NameOf(variant.name.grove), one.name);
  if (!one.constructor) return {name, facts};
  return {MakeCall(name, fields, false), facts};
}

// --- Parts of variables -------------------------------------------------------------------------

std::optional<Made> ProgramWriter::Element(TypeId goal) {
  struct Part {
    Scope::Index variable = 0;
    std::uint32_t part = 0;
  };
  std::array<Part, kMostCandidates> found{};
  std::uint32_t count = 0;
  for (Scope::Index i = scope_.count(); i-- > 0 && count < found.size();) {
    const Variable& variable = scope_[i];
    if (TypeTable::IsPlain(variable.type) && variable.type != TypeId::kText) continue;
    if (!scope_.IsVisible(i)) continue;
    ForEachPart(variable, [&](std::uint32_t part, TypeId type, std::int32_t chant) {
      if (chant != kNoChant || !types_.Fits(type, goal) || count == found.size()) return;
      found.at(count++) = {i, part};
    });
  }
  if (count == 0) return std::nullopt;
  const Part part = found.at(Below(count));
  return PartOf(part.variable, part.part);
}

Made ProgramWriter::PartOf(Scope::Index index, std::uint32_t part) {
  const Made whole = Read(index);
  const Variable variable = scope_[index];
  Facts facts = OfSize(variable.facts.size);
  facts.least = variable.facts.inner;
  switch (types_.KindOf(variable.type)) {
    case TypeKind::kList:
    case TypeKind::kText: {
      Facts item = facts;
      if (types_.KindOf(variable.type) == TypeKind::kText) item = {.size = 1, .least = 1};
      return {tree_.Index(whole.expr, IndexBelow(variable.facts.least)), item};
    }
    case TypeKind::kMap:
      return {part < kNamedKeyCount && Flip(50)
                  ? tree_.Field(whole.expr, Key(part))
                  : tree_.Index(whole.expr, tree_.Text(tree_.TextOf(Key(part)))),
              facts};
    case TypeKind::kForm:
      return {tree_.Field(whole.expr, types_.FormOf(variable.type).fields[part].name), facts};
    case TypeKind::kModule: {
      const Member& member = modules_[types_.IndexOf(variable.type)].members[part];
      return {tree_.Field(whole.expr, member.name), member.facts};
    }
    default:
      return {tree_.Index(whole.expr, tree_.Number(part)), facts};
  }
}

// A Number whose truncation is an index below `length`, which is not 0.
const Expr* ProgramWriter::IndexBelow(std::uint32_t length) {
  if (depth_ < profile_.expression_depth && !Tired() && Flip(40)) {
    const Made small = Expression(TypeId::kSmall);
    if (small.facts.most < length) return small.expr;
    return tree_.Binary(BinaryOp::kModulo, small.expr, tree_.Number(length));
  }
  const std::uint32_t index = Below(length);
  if (!Flip(10)) return tree_.Number(index);
  // Truncated toward zero, -0.5 is 0.
  return index == 0 ? tree_.Negate(tree_.Number(0.5)) : tree_.Number(index + 0.5);
}

// --- Detours ------------------------------------------------------------------------------------

Made ProgramWriter::Noted(TypeId goal) {
  const Made made = Compound(goal);
  Charge(4);
  const Exprs arguments = {made.expr};
  return {MakeCall(tree_.NameOf(note_), arguments, false), made.facts};
}

// e?, where a Mishap may leave the chant; else of what is no Mishap.
Made ProgramWriter::Tried(TypeId goal) {
  if (around_.chant && types_.KindOf(around_.result) == TypeKind::kOutcome && Flip(80)) {
    const TypeId outcome = types_.OutcomeOf(goal, types_.SecondOf(around_.result));
    const Made made = Bounded(outcome, kArgumentSize);
    return {tree_.Try(made.expr), OfSize(made.facts.size)};
  }
  const Made made = Expression(goal);
  return {tree_.Try(tree_.Outcome(OutcomeCase::kTriumph, made.expr)), made.facts};
}

Made ProgramWriter::Wrapped(TypeId goal) {
  if (around_.chant && types_.KindOf(around_.result) == TypeKind::kOutcome && Flip(40)) {
    return Tried(goal);
  }
  constexpr std::array<std::uint8_t, 5> kWeights = {
      15,  // borrow e
      12,  // [e, …][1]
      12,  // {a: e}.a
      10,  // e?
      45,  // chant() then … end(): a call, captures
  };
  switch (choices_.Pick(kWeights)) {
    case 0: {
      const UnaryOp op = Flip(30) ? UnaryOp::kBorrowMut : UnaryOp::kBorrow;
      const Made made = Expression(goal);
      return {tree_.Unary(op, made.expr), made.facts};
    }
    case 1: {
      const Made before = Literal(RandomType(0));
      const Made made = Expression(goal);
      const std::array<const Expr*, 2> items = {before.expr, made.expr};
      return {tree_.Index(tree_.List(items), tree_.Number(1)), made.facts};
    }
    case 2: {
      const Made made = Expression(goal);
      const Symbol key = Key(0);
      const std::array<Entry, 1> entries = {Entry{key, {}, false, made.expr}};
      return {tree_.Field(tree_.Map(entries), key), made.facts};
    }
    case 3:
      return Tried(goal);
    default:
      return CalledAtOnce(goal);
  }
}

}  // namespace quicksilver::properties
