#include <array>
#include <cmath>

#include "engine/base/utf8.h"
#include "properties/generators/program_writer.h"

namespace quicksilver::properties {
namespace {

struct SampleText {
  std::string_view text;
  std::uint8_t code_points;
};

// The empty text first. Then: texts that meet each other in comparisons and as pieces, code points
// of two, three and four bytes, a combining accent, escapes, and texts that read like values.
constexpr auto kSampleTexts = std::to_array<SampleText>({
    {"", 0},
    {"a", 1},
    {"b", 1},
    {"ab", 2},
    {"abc", 3},
    {"a,b,c", 5},
    {" ", 1},
    {"  x y ", 6},
    {"ä", 1},
    {"ßÄö", 3},
    {"日本", 2},
    {"e\xCC\x81", 2},
    {"\xF0\x9F\x98\x80", 1},
    {"z\xF0\x9F\x98\x80z", 3},
    {"\n", 1},
    {"\"q\"", 3},
    {"\\", 1},
    {std::string_view("\0", 1), 1},
    {"\x7F", 1},
    {"12", 2},
    {"-1.5", 4},
    {"inf", 3},
    {"true", 4},
    {"Ⅷ\u00A0", 2},
});

constexpr std::string_view kManyLetters = "abcdefghijklmnopqrstuvwxyz";

}  // namespace

Made ProgramWriter::NumberLiteral(double value) {
  const bool negative = std::signbit(value);
  Expr* number = tree_.Number(std::fabs(value));
  return {negative ? tree_.Negate(number) : number, {}};
}

Made ProgramWriter::SmallLiteral(std::uint32_t least, std::uint32_t most) {
  const std::uint32_t value = choices_.Between(least, most);
  Facts facts;
  facts.most = static_cast<std::uint8_t>(value);
  return {tree_.Number(value), facts};
}

Made ProgramWriter::TextLiteral() {
  const SampleText& sample = kSampleTexts.at(Below(kSampleTexts.size()));
  Facts facts;
  facts.size = sample.code_points;
  facts.least = sample.code_points;
  return {tree_.Text(sample.text), facts};
}

// Without asking for more than a few bytes, and without names: it must always be possible.
Made ProgramWriter::Literal(TypeId goal) {
  --fuel_;
  switch (types_.KindOf(goal)) {
    case TypeKind::kAny:
      return Literal(ScalarType());
    case TypeKind::kNothing:
    case TypeKind::kModule:
    case TypeKind::kOther:
      return {tree_.Nothing(), {}};
    case TypeKind::kNumber:
      return NumberLiteral(choices_.Number());
    case TypeKind::kSmall:
      return SmallLiteral(0, kLargestSmall);
    case TypeKind::kTruth:
      return {tree_.Truth(Flip(50)), {}};
    case TypeKind::kText:
      return TextLiteral();
    case TypeKind::kRange:
      return RangeLiteral();
    case TypeKind::kCapability:
      return {tree_.Request("VGA.write", "a test"), {}};
    case TypeKind::kList:
    case TypeKind::kMap:
      return LiteralWithItems(goal);
    case TypeKind::kMaybe: {
      if (!Flip(50)) return {tree_.Absent(), {}};
      const Made content = Literal(types_.FirstOf(goal));
      return {tree_.Outcome(OutcomeCase::kPresent, content.expr), {content.facts.size + 1}};
    }
    case TypeKind::kOutcome: {
      const bool mishap = Flip(40);
      const Made content = Literal(mishap ? types_.SecondOf(goal) : types_.FirstOf(goal));
      return {tree_.Outcome(mishap ? OutcomeCase::kMishap : OutcomeCase::kTriumph, content.expr),
              {content.facts.size + 1}};
    }
    case TypeKind::kIterator: {
      const Made items = ListLiteral(types_.FirstOf(goal), 0, 0);
      return {CallBuiltin<BuiltinNamed("iter")>({items.expr}), {}};
    }
    case TypeKind::kStep: {
      const Made items = ListLiteral(types_.FirstOf(goal), 0, 0);
      const Expr* iterator = CallBuiltin<BuiltinNamed("iter")>({items.expr});
      return {CallBuiltin<BuiltinNamed("iter_next")>({iterator}), {}};
    }
    case TypeKind::kChant:
      return ChantValue(goal);
    case TypeKind::kForm:
      return FormLiteral(goal);
    case TypeKind::kVariant:
      return VariantLiteral(goal);
  }
  QS_UNREACHABLE("every type has a literal");
}

// Items are literals too, and few; items that have items are left out.
Made ProgramWriter::LiteralWithItems(TypeId goal) {
  const bool list = types_.KindOf(goal) == TypeKind::kList;
  const TypeId item = types_.FirstOf(goal);
  const TypeKind kind = types_.KindOf(item);
  const bool flat = types_.IsScalar(item) || kind == TypeKind::kText || Flip(30);
  const std::uint32_t count = flat && kind != TypeKind::kChant && !Tired() ? Below(4) : 0;
  Facts needed;
  if (list) {
    needed.least = static_cast<std::uint8_t>(count);
  } else {
    // Keys that follow each other in the pool.
    needed.keys = static_cast<std::uint8_t>(((1u << count) - 1) << Below(4));
  }
  return LiteralMeeting(goal, needed);
}

Made ProgramWriter::LiteralMeeting(TypeId goal, const Facts& needed) {
  if (types_.KindOf(goal) == TypeKind::kList && needed.least > 0) {
    Exprs items;
    Facts facts;
    const Facts inner = {.least = needed.inner};
    for (std::uint8_t i = 0; i < needed.least; ++i) {
      const Made item = LiteralMeeting(types_.FirstOf(goal), inner);
      items.push_back(item.expr);
      facts.size += item.facts.size;
    }
    facts.least = needed.least;
    facts.inner = needed.inner;
    return {tree_.List(items), facts};
  }
  if (types_.KindOf(goal) == TypeKind::kMap && needed.keys != 0) {
    std::vector<Entry> entries;
    Facts facts;
    for (std::uint32_t key = 0; key < kKeyCount; ++key) {
      if ((needed.keys >> key & 1) == 0) continue;
      const Made value = LiteralMeeting(types_.FirstOf(goal), {.least = needed.inner});
      entries.push_back({Key(key), {}, false, value.expr});
      facts.size += value.facts.size + 1;
    }
    facts.keys = needed.keys;
    facts.inner = needed.inner;
    return {tree_.Map(entries), facts};
  }
  if (types_.KindOf(goal) == TypeKind::kText && needed.least > 0) {
    const std::size_t length = needed.least;
    QS_ASSERT(length <= kManyLetters.size(), "only short texts have a least length");
    return {tree_.Text(kManyLetters.substr(0, length)),
            {static_cast<std::uint32_t>(length), needed.least}};
  }
  if (goal == TypeId::kSmall) return SmallLiteral(0, needed.most);
  if (types_.KindOf(goal) == TypeKind::kList) return {tree_.List({}), {}};
  if (types_.KindOf(goal) == TypeKind::kMap) return {tree_.Map({}), {}};
  return Literal(goal);
}

Made ProgramWriter::Leaf(TypeId goal) {
  if (Flip(70)) {
    if (const std::optional<Made> variable = ReadVariable(goal)) return *variable;
  }
  return Literal(goal);
}

bool ProgramWriter::IsReadable(const Variable& variable) const {
  if (variable.chant == kNoChant) return true;
  // As a value it may be called by anybody, often.
  const ChantInfo& info = chants_[static_cast<std::size_t>(variable.chant)];
  return info.errors == 0 && info.cost <= kCallbackCost && info.least_items == 0;
}

Made ProgramWriter::Read(Scope::Index index) {
  const Variable& variable = scope_[index];
  --fuel_;
  Charge(1);
  return {tree_.NameOf(variable.name), variable.facts};
}

std::optional<Made> ProgramWriter::ReadVariable(TypeId goal) {
  const std::optional<Scope::Index> found = PickVariable([&](const Variable& variable) {
    return types_.Fits(variable.type, goal) && IsReadable(variable);
  });
  if (!found.has_value()) return std::nullopt;
  return Read(*found);
}

}  // namespace quicksilver::properties
