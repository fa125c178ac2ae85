#include <algorithm>
#include <array>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {
namespace {

constexpr std::uint8_t AtMost20(std::uint32_t least) {
  return static_cast<std::uint8_t>(std::min(20u, least));
}

}  // namespace

struct ProgramWriter::BuiltinArguments {
  BuiltinNumber builtin = 0;
  TypeId a = TypeId::kAny;
  TypeId b = TypeId::kAny;
  TypeId c = TypeId::kAny;
  bool has_b = false;
  TypeId variant = TypeId::kAny;
  std::uint32_t its_case = 0;
  std::uint32_t count = 0;  // of kCount, kTextEnd, kListEnd: the literal
  std::uint32_t start = 0;
  std::uint8_t key = 0;  // of kKey: its bit
  Exprs exprs;
  std::array<Facts, 3> facts;
};

bool ProgramWriter::HasBuiltin(BuiltinNumber builtin) {
  const Symbol name = builtin_names_.at(builtin);
  return name == Symbol::kNone || !scope_.IsDeclared(name);
}

Expr* ProgramWriter::BuiltinName(BuiltinNumber builtin) {
  Symbol& name = builtin_names_.at(builtin);
  if (name == Symbol::kNone) name = tree_.Name(kBuiltinSignatures.at(builtin).name);
  used_builtins_.set(builtin);
  --fuel_;
  Charge(2);
  return tree_.NameOf(name);
}

// --- Which builtin ------------------------------------------------------------------------------

// Whether the result can be a value of `goal`; then fixes A and B accordingly.
bool ProgramWriter::BindResult(Spec spec, TypeId goal, BuiltinArguments& call) {
  const TypeKind kind = types_.KindOf(goal);
  switch (spec) {
    case Spec::kNumber:
      return goal == TypeId::kNumber;
    case Spec::kText:
      return goal == TypeId::kText;
    case Spec::kTruth:
      return goal == TypeId::kTruth;
    case Spec::kNothing:
      return goal == TypeId::kNothing;
    case Spec::kA:
      call.a = goal;
      return true;
    case Spec::kListOfA:
    case Spec::kMaybeA:
    case Spec::kMapOfA:
    case Spec::kIteratorA:
    case Spec::kStepA:
      call.a = types_.FirstOf(goal);
      return (spec == Spec::kListOfA && kind == TypeKind::kList) ||
             (spec == Spec::kMaybeA && kind == TypeKind::kMaybe) ||
             (spec == Spec::kMapOfA && kind == TypeKind::kMap) ||
             (spec == Spec::kIteratorA && kind == TypeKind::kIterator) ||
             (spec == Spec::kStepA && kind == TypeKind::kStep);
    case Spec::kListOfTexts:
      return kind == TypeKind::kList && types_.Fits(TypeId::kText, types_.FirstOf(goal));
    case Spec::kListOfAny:
      return kind == TypeKind::kList && types_.FirstOf(goal) == TypeId::kAny;
    case Spec::kOutcomeAB:
    case Spec::kOutcomeListAB:
      if (kind != TypeKind::kOutcome) return false;
      call.a = types_.FirstOf(goal);
      call.b = types_.SecondOf(goal);
      call.has_b = true;
      if (spec == Spec::kOutcomeAB) return true;
      if (types_.KindOf(call.a) != TypeKind::kList) return false;
      call.a = types_.FirstOf(call.a);
      return true;
    default:
      QS_UNREACHABLE("no builtin gives this");
  }
}

std::optional<Made> ProgramWriter::Builtin(TypeId goal) {
  std::array<BuiltinNumber, kBuiltinCount> found{};
  std::uint32_t count = 0;
  BuiltinArguments call;
  for (BuiltinNumber i = 0; i < kBuiltinCount; ++i) {
    if (BindResult(kBuiltinSignatures.at(i).result, goal, call) && HasBuiltin(i)) {
      found.at(count++) = i;
    }
  }
  if (count == 0) return std::nullopt;
  call.builtin = found.at(Below(count));
  // What the result does not fix may be anything.
  call.a = RandomType(1);
  call.has_b = false;
  BindResult(kBuiltinSignatures.at(call.builtin).result, goal, call);
  return WriteBuiltin(call);
}

// All builtins alike, whatever they give.
std::optional<Made> ProgramWriter::AnyBuiltin() {
  return WriteBuiltinNumber(static_cast<BuiltinNumber>(Below(kBuiltinCount)));
}

std::optional<Made> ProgramWriter::WriteBuiltinNumber(BuiltinNumber builtin) {
  BuiltinArguments call;
  call.builtin = builtin;
  call.a = RandomType(0);
  if (!HasBuiltin(call.builtin)) return std::nullopt;
  return WriteBuiltin(call);
}

// A is fixed.
std::optional<Made> ProgramWriter::WriteBuiltin(BuiltinArguments& call) {
  const BuiltinNumber builtin = call.builtin;
  const BuiltinSignature& row = kBuiltinSignatures.at(builtin);
  if (!call.has_b) call.b = ScalarType();
  call.c = ScalarType();
  if (builtin == BuiltinNamed("print") || builtin == BuiltinNamed("println")) {
    return Made{PrintCall(Below(4)), {}};
  }
  call.exprs.reserve(row.count);
  for (std::uint8_t i = 0; i < row.count; ++i) {
    if (!WriteArgument(row.params[i], call)) return std::nullopt;
  }
  const Facts facts = ResultFacts(call);
  return Made{MakeCall(BuiltinName(builtin), call.exprs, false), facts};
}

Expr* ProgramWriter::PrintCall(std::uint32_t arguments) {
  Exprs exprs;
  for (std::uint32_t i = 0; i < arguments; ++i) {
    const std::optional<Made> variable = Flip(60) ? ReadVariable(TypeId::kAny) : std::nullopt;
    exprs.push_back(variable.has_value() ? variable->expr : Expression(TypeId::kAny).expr);
  }
  const BuiltinNumber print = BuiltinNamed("print");
  const BuiltinNumber println = BuiltinNamed("println");
  const bool line = Flip(50);
  if (!HasBuiltin(line ? println : print)) return tree_.List(exprs);
  return MakeCall(BuiltinName(line ? println : print), exprs, false);
}

// --- Arguments ----------------------------------------------------------------------------------

TypeId ProgramWriter::TypeOfSpec(Spec spec, const BuiltinArguments& call) {
  const auto from = [this](std::vector<TypeId> params, TypeId result) {
    Signature signature;
    signature.params = std::move(params);
    signature.result = result;
    return types_.ChantOf(signature);
  };
  switch (spec) {
    case Spec::kNumber:
      return TypeId::kNumber;
    case Spec::kText:
      return TypeId::kText;
    case Spec::kA:
      return call.a;
    case Spec::kB:
      return call.b;
    case Spec::kListOfA:
      return types_.ListOf(call.a);
    case Spec::kListOfAny:
      return types_.ListOf(TypeId::kAny);
    case Spec::kListOfTexts:
      return types_.ListOf(TypeId::kText);
    case Spec::kListOfNumbers:
      return types_.ListOf(TypeId::kNumber);
    case Spec::kListOfListsOfA:
      return types_.ListOf(types_.ListOf(call.a));
    case Spec::kMapOfA:
      return types_.MapOf(call.a);
    case Spec::kMapOfAny:
      return types_.MapOf(ScalarType());
    case Spec::kMaybeA:
      return types_.MaybeOf(call.a);
    case Spec::kMaybeC:
      return types_.MaybeOf(call.c);
    case Spec::kOutcomeAB:
      return types_.OutcomeOf(call.a, call.b);
    case Spec::kOutcomeCB:
      return types_.OutcomeOf(call.c, call.b);
    case Spec::kOutcomeAC:
      return types_.OutcomeOf(call.a, call.c);
    case Spec::kIteratorA:
      return types_.IteratorOf(call.a);
    case Spec::kIteratorC:
      return types_.IteratorOf(call.c);
    case Spec::kFromBToA:
      return from({call.b}, call.a);
    case Spec::kFromCToA:
      return from({call.c}, call.a);
    case Spec::kFromCToB:
      return from({call.c}, call.b);
    case Spec::kFromCToOutcomeAB:
      return from({call.c}, types_.OutcomeOf(call.a, call.b));
    case Spec::kFromCToMaybeA:
      return from({call.c}, types_.MaybeOf(call.a));
    case Spec::kFromNothingToA:
      return from({}, call.a);
    case Spec::kFromACToA:
      return from({call.a, call.c}, call.a);
    case Spec::kFromAToAny:
      return from({call.a}, TypeId::kAny);
    case Spec::kFromListToA:
      return from({types_.ListOf(TypeId::kAny)}, call.a);
    default:
      return TypeId::kAny;
  }
}

// Appends the next argument; false if there is none that fits.
bool ProgramWriter::WriteArgument(Spec spec, BuiltinArguments& call) {
  const std::size_t at = call.exprs.size();
  const auto add = [&](const Made& made) {
    call.exprs.push_back(made.expr);
    call.facts.at(at) = made.facts;
    return true;
  };
  switch (spec) {
    case Spec::kMeasurable:
      switch (Below(3)) {
        case 0:
          return add(Expression(TypeId::kText));
        case 1:
          return add(Expression(types_.ListOf(call.a)));
        default:
          return add(Expression(types_.MapOf(call.a)));
      }
    case Spec::kFilledListOfA:
      return add(NonEmptyList(call.a));
    case Spec::kFilledNumbers:
      return add(NonEmptyList(TypeId::kNumber));
    case Spec::kListStart:
    case Spec::kListEnd:
    case Spec::kTextStart:
    case Spec::kTextEnd:
    case Spec::kIndex:
    case Spec::kFilledText:
    case Spec::kPadding:
    case Spec::kMessage:
    case Spec::kNumeral:
    case Spec::kKey:
      return WriteTextArgument(spec, call);
    case Spec::kNotNegative:
    case Spec::kPositive:
    case Spec::kLowest:
    case Spec::kHighest:
    case Spec::kCount:
      return WriteNumberArgument(spec, call);
    case Spec::kIterableA:
      if (types_.Fits(TypeId::kSmall, call.a) && Flip(30)) return add(Expression(TypeId::kRange));
      if (Flip(25)) return add(Bounded(types_.IteratorOf(call.a), kArgumentSize));
      return add(Bounded(types_.ListOf(call.a), kArgumentSize));
    case Spec::kTriumphOfA:
    case Spec::kMishapOfA:
    case Spec::kPresentOfA: {
      const Made content = Expression(call.a);
      const OutcomeCase which = spec == Spec::kTriumphOfA  ? OutcomeCase::kTriumph
                                : spec == Spec::kMishapOfA ? OutcomeCase::kMishap
                                                           : OutcomeCase::kPresent;
      return add({tree_.Outcome(which, content.expr), content.facts});
    }
    case Spec::kVariantValue:
    case Spec::kCaseName:
    case Spec::kItsCase:
      return WriteVariantArgument(spec, call);
    default: {
      const TypeId type = TypeOfSpec(spec, call);
      if (types_.KindOf(type) == TypeKind::kChant) {
        // It runs once for each element, if that is what the builtin does.
        const std::uint64_t times = at == 0 ? 1 : call.facts[0].size + 1;
        if (!CanAfford(times * kCallbackCost)) return false;
        Charge(times * kCallbackCost);
      }
      const bool in_turn = types_.KindOf(type) == TypeKind::kIterator ||
                           types_.KindOf(call.a) == TypeKind::kIterator;
      return add(Bounded(type, in_turn ? kArgumentSize : kValueSize));
    }
  }
}

bool ProgramWriter::WriteNumberArgument(Spec spec, BuiltinArguments& call) {
  const bool has_abs = HasBuiltin(BuiltinNamed("abs"));
  const Expr* expr = nullptr;
  switch (spec) {
    case Spec::kNotNegative:
    case Spec::kPositive:
      if (Flip(60) && has_abs) {
        const Made value = Expression(TypeId::kNumber);
        expr = CallBuiltin<BuiltinNamed("abs")>({value.expr});
        if (spec == Spec::kPositive) {
          expr = tree_.Binary(BinaryOp::kAdd, expr, tree_.Number(0.5));
        }
      } else {
        constexpr std::array<double, 8> kValues = {1,     2,     4, 0.1, 10, 9007199254740992,
                                                   1e308, 5e-324};
        expr = tree_.Number(kValues.at(Below(kValues.size())));
      }
      break;
    case Spec::kLowest:
      call.start = Below(5);
      expr = tree_.Negate(tree_.Number(call.start));
      break;
    case Spec::kHighest:
      expr = tree_.Number(Below(10));
      break;
    default: {  // a count
      const std::uint32_t choice = Below(8);
      call.count = 0;
      if (choice == 7) {
        const Made small = Expression(TypeId::kSmall);
        expr = small.expr;
        call.count = small.facts.most;
        call.start = call.count;  // at least 0 are certain
      } else if (choice == 6) {
        expr = tree_.Negate(tree_.Number(Below(3)));  // counts as 0
      } else {
        call.count = Below(5);
        expr = tree_.Number(choice == 5 ? call.count + 0.75 : call.count);
      }
      break;
    }
  }
  call.exprs.push_back(expr);
  return true;
}

bool ProgramWriter::WriteTextArgument(Spec spec, BuiltinArguments& call) {
  const std::size_t at = call.exprs.size();
  const auto add = [&](const Made& made) {
    call.exprs.push_back(made.expr);
    call.facts.at(at) = made.facts;
    return true;
  };
  switch (spec) {
    case Spec::kTextStart:
    case Spec::kListStart:
      call.start = Below(call.facts[0].least + 1u);
      return add({tree_.Number(call.start), {}});
    case Spec::kTextEnd:
    case Spec::kListEnd:
      call.count = choices_.Between(call.start, call.facts[0].least);
      return add({tree_.Number(call.count), {}});
    case Spec::kIndex:
      return add({IndexBelow(call.facts[0].least), {}});
    case Spec::kFilledText: {
      const Made text = Expression(TypeId::kText);
      if (text.facts.least > 0) return add(text);
      const Made more = LiteralMeeting(TypeId::kText, {.size = 2, .least = 2});
      return add({tree_.Binary(BinaryOp::kAdd, text.expr, more.expr),
                  {.size = text.facts.size + 2, .least = 2}});
    }
    case Spec::kPadding: {
      constexpr std::array<std::string_view, 4> kPaddings = {" ", "0", "é", "\xF0\x9F\x98\x80"};
      return add({tree_.Text(kPaddings.at(Below(kPaddings.size()))), {}});
    }
    case Spec::kMessage:
      return add({tree_.Text(Flip(50) ? "expected" : "ä \"message\"\n"), {}});
    case Spec::kNumeral: {
      constexpr std::array<std::string_view, 8> kNumerals = {"7",    "-0",  "+1.50", "1e3",
                                                             "1E-2", "NaN", "-inf",  "0.1"};
      switch (Below(4)) {
        case 0:
          return add(Expression(TypeId::kNumber));
        case 1:
          return add(Expression(TypeId::kTruth));
        case 2:
          if (HasBuiltin(BuiltinNamed("to_text"))) {
            const Made number = Expression(TypeId::kNumber);
            return add({CallBuiltin<BuiltinNamed("to_text")>({number.expr}), {}});
          }
          [[fallthrough]];
        default:
          return add({tree_.Text(kNumerals.at(Below(kNumerals.size()))), {}});
      }
    }
    default: {  // a key
      const std::uint32_t key = Below(kKeyCount);
      call.key = static_cast<std::uint8_t>(1u << key);
      return add({tree_.Text(tree_.TextOf(Key(key))), {}});
    }
  }
}

bool ProgramWriter::WriteVariantArgument(Spec spec, BuiltinArguments& call) {
  if (spec == Spec::kVariantValue) {
    std::array<TypeId, 8> found{};
    std::uint32_t count = 0;
    for (const TypeId type : definitions_) {
      if (types_.KindOf(type) != TypeKind::kVariant || count == found.size()) continue;
      found.at(count++) = type;
    }
    if (count == 0) return false;
    call.variant = found.at(Below(count));
    const auto cases = static_cast<std::uint32_t>(types_.VariantOf(call.variant).cases.size());
    call.its_case = Below(cases);
    // Only a literal's case is known.
    const bool known = call.builtin == BuiltinNamed("expect_variant") || Flip(50);
    const Made value = known ? CaseLiteral(call.variant, call.its_case) : Expression(call.variant);
    call.exprs.push_back(value.expr);
    call.facts[0] = value.facts;
    return true;
  }
  const std::vector<VariantCase>& cases = types_.VariantOf(call.variant).cases;
  const std::uint32_t which = spec == Spec::kItsCase || Flip(60)
                                  ? call.its_case
                                  : Below(static_cast<std::uint32_t>(cases.size()));
  call.exprs.push_back(tree_.Text(tree_.TextOf(cases[which].name)));
  return true;
}

// --- Results ------------------------------------------------------------------------------------

Facts ProgramWriter::ResultFacts(const BuiltinArguments& call) {
  const Facts& first = call.facts[0];
  const Facts& second = call.facts[1];
  const Facts& third = call.facts[2];
  Facts facts;
  facts.size = first.size + second.size + third.size;
  switch (call.builtin) {
    case BuiltinNamed("concat"):
    case BuiltinNamed("list_concat"):
      facts.least = AtMost20(first.least + second.least);
      facts.inner = std::min(first.inner, second.inner);
      break;
    case BuiltinNamed("upper"):
    case BuiltinNamed("lower"):
    case BuiltinNamed("reverse"):
    case BuiltinNamed("list_reverse"):
      facts.least = first.least;
      facts.inner = first.inner;
      break;
    case BuiltinNamed("list_push"):
      facts.least = AtMost20(first.least + 1u);
      facts.inner = first.least == 0 ? 0 : std::min(first.inner, second.least);
      break;
    case BuiltinNamed("list_pop"):
      facts.least = static_cast<std::uint8_t>(first.least - 1);
      break;
    case BuiltinNamed("slice"):
    case BuiltinNamed("list_slice"):
      facts.least = static_cast<std::uint8_t>(call.count - call.start);
      break;
    case BuiltinNamed("char_at"):
      facts = {.size = 1, .least = 1};
      break;
    case BuiltinNamed("split"):
      facts.size = 2 * first.size + 1;
      break;
    case BuiltinNamed("join"):
      facts.size = first.size * (second.size + 1);
      break;
    case BuiltinNamed("replace"):
      facts.size = first.size * (third.size + 1);
      break;
    case BuiltinNamed("repeat"):
      facts.size = first.size * (call.count + 1);
      break;
    case BuiltinNamed("pad_left"):
    case BuiltinNamed("pad_right"):
      facts.size += 8;
      facts.least = first.least;
      break;
    case BuiltinNamed("list_fill"):
      facts.size = call.count * second.size;
      facts.least = static_cast<std::uint8_t>(call.count - call.start);
      break;
    case BuiltinNamed("map_set"):
      facts.keys = first.keys | call.key;
      break;
    case BuiltinNamed("to_text"):
      facts.size = 6 * first.size;
      break;
    case BuiltinNamed("iter_map"):
      facts.size = first.size * (types_.IsScalar(call.a) ? 1 : kArgumentSize);
      break;
    case BuiltinNamed("triumph_or_else"):
    case BuiltinNamed("refine_triumph"):
    case BuiltinNamed("refine_mishap"):
    case BuiltinNamed("then_triumph"):
    case BuiltinNamed("present_or_else"):
    case BuiltinNamed("refine_present"):
    case BuiltinNamed("then_present"):
    case BuiltinNamed("refine_variant"):
    case BuiltinNamed("iter_fold"):
      facts.size += kArgumentSize;
      break;
    case BuiltinNamed("expect_variant"):
      facts.least = AtMost20(static_cast<std::uint32_t>(
          types_.VariantOf(call.variant).cases[call.its_case].fields.size()));
      break;
    default:
      break;
  }
  return facts;
}

}  // namespace quicksilver::properties
