#include <algorithm>
#include <array>

#include "properties/generators/program_writer.h"

namespace quicksilver::properties {

// Unless an arm takes everything there is an `otherwise`: some arm is always found.
Facts ProgramWriter::WriteMatch(TypeId goal, Statements& out) {
  TypeId type = RandomType(2);
  // Something that is known only at run time, where there is such a thing.
  const std::optional<Scope::Index> found =
      Flip(60) ? PickVariable([this](const Variable& variable) {
        return variable.type != TypeId::kOther && IsReadable(variable);
      })
               : std::nullopt;
  if (found.has_value()) type = scope_[*found].type;
  const Made subject = found.has_value() ? Read(*found) : Expression(type);
  return WriteMatchOf(subject, type, goal, out);
}

Facts ProgramWriter::WriteMatchOf(const Made& subject, TypeId type, TypeId goal, Statements& out) {
  std::vector<MatchArm> arms;
  bool always = false;
  Facts facts = kFactsOfNoValue;
  const std::uint32_t count = choices_.Between(1, 3);
  for (std::uint32_t i = 0; i < count; ++i) {
    const Mark mark = EnterBlock();
    bool this_always = false;
    pattern_start_ = scope_.count();
    pattern_units_.clear();
    const Pattern* pattern = WritePattern(type, subject.facts, 2, this_always);
    const MadeBlock body = WriteBlock(goal);
    LeaveBlock(mark);
    arms.push_back({pattern, body.block, {}});
    facts = i == 0 ? body.facts : Facts::Either(facts, body.facts);
    always = always || this_always;
  }
  if (always && !Flip(25)) {
    out.push_back(tree_.Match(subject.expr, arms));
    return facts;
  }
  const MadeBlock otherwise = WriteBlock(goal);
  out.push_back(tree_.Match(subject.expr, arms, otherwise.block));
  return Facts::Either(facts, otherwise.facts);
}

// Another name than those of the pattern's variables from `first` on.
Symbol ProgramWriter::NameForPattern(Scope::Index first) {
  const Symbol name = NameForLocal();
  for (Scope::Index i = first; i < scope_.count(); ++i) {
    if (scope_[i].name == name) return NameForNothing();
  }
  return name;
}

const Pattern* ProgramWriter::WritePattern(TypeId type, const Facts& facts, int depth,
                                           bool& always) {
  --fuel_;
  Charge(1);
  constexpr std::array<std::uint8_t, 3> kWeights = {
      15,  // _
      25,  // a name
      60,  // what values of the type look like
  };
  std::size_t choice = choices_.Pick(kWeights);
  const TypeKind kind = types_.KindOf(type);
  const bool boxed =
      kind == TypeKind::kMaybe || kind == TypeKind::kOutcome || kind == TypeKind::kVariant;
  if (depth == 0 && boxed && choice == 2) choice = 0;
  if (choice == 0) {
    always = true;
    return tree_.PatternOf(PatternKind::kWildcard);
  }
  if (choice == 1) {
    always = true;
    const Symbol name = NameForPattern(pattern_start_);
    Declare(name, type, facts, false);
    return tree_.NamePattern(name);
  }
  always = false;
  if (kind == TypeKind::kVariant) return WriteCasePattern(type, facts, depth, always);
  if (boxed) return WriteBoxedPattern(type, facts, depth, always);
  // A literal of another type is no error; it never matches.
  switch (Flip(10) ? TypeKind::kAny : kind) {
    case TypeKind::kNumber:
    case TypeKind::kSmall:
      return tree_.NumberPattern(Flip(60) ? choices_.SmallNumber() : choices_.Number());
    case TypeKind::kTruth:
      return tree_.TruthPattern(Flip(50));
    case TypeKind::kText: {
      constexpr std::array<std::string_view, 4> kTexts = {"", "a", "ab", "ä"};
      return tree_.TextPattern(kTexts.at(Below(kTexts.size())));
    }
    case TypeKind::kNothing:
      return tree_.PatternOf(PatternKind::kNothing);
    default:
      break;
  }
  switch (Below(4)) {
    case 0:
      return tree_.PatternOf(PatternKind::kNothing);
    case 1:
      return tree_.PatternOf(PatternKind::kAbsent);
    case 2:
      return tree_.NumberPattern(choices_.SmallNumber());
    default:
      return tree_.TextPattern("b");
  }
}

const Pattern* ProgramWriter::WriteBoxedPattern(TypeId type, const Facts& facts, int depth,
                                                bool& always) {
  const bool maybe = types_.KindOf(type) == TypeKind::kMaybe;
  const bool second = Flip(40);
  if (maybe && second) return tree_.PatternOf(PatternKind::kAbsent);
  const PatternKind kind = maybe    ? PatternKind::kPresent
                           : second ? PatternKind::kMishap
                                    : PatternKind::kTriumph;
  Facts content = facts;
  content.least = 0;
  content.inner = 0;
  content.keys = 0;
  bool content_always = false;
  const Pattern* pattern =
      WritePattern(maybe || !second ? types_.FirstOf(type) : types_.SecondOf(type), content,
                   depth - 1, content_always);
  always = false;
  return tree_.OutcomePattern(kind, pattern);
}

const Pattern* ProgramWriter::WriteCasePattern(TypeId type, const Facts& facts, int depth,
                                               bool& always) {
  always = false;
  const Variant& variant = types_.VariantOf(type);
  // A pattern cannot say `grove.Case`; and the variant may have been declared in a block that is
  // over.
  const bool nameable = variant.name.grove == Symbol::kNone &&
                        std::ranges::find(definitions_, type) != definitions_.end();
  if (!nameable) return tree_.TextPattern("a");
  const std::uint32_t which = Below(static_cast<std::uint32_t>(variant.cases.size()));
  const VariantCase one = variant.cases[which];
  if (!one.constructor) {
    // `Unit` and `Unit()` mean the same, but a pattern may have a name alone only once.
    if (Flip(30) || std::ranges::find(pattern_units_, one.name) != pattern_units_.end()) {
      return tree_.ConstructorPattern(one.name, {});
    }
    pattern_units_.push_back(one.name);
    return tree_.NamePattern(one.name);
  }
  Facts content;
  content.size = facts.size;
  std::vector<const Pattern*> fields;
  for (const TypeId field : one.fields) {
    bool field_always = false;
    fields.push_back(WritePattern(field, content, depth - 1, field_always));
  }
  return tree_.ConstructorPattern(one.name, fields);
}

}  // namespace quicksilver::properties
