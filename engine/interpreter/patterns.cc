// match: sections 6 and 10 ("Patterns") of the definition.

#include "engine/base/assert.h"
#include "engine/interpreter/tree_walker.h"
#include "engine/runtime/format.h"

namespace quicksilver {

Completion TreeWalker::ExecuteMatch(const MatchStmt& stmt, Frame& frame, Value* result) {
  const Resolution& code = frame.unit->code;
  const NodeInfo& info = frame.nodes[stmt.id];
  Value subject = Evaluate(*stmt.subject, frame);
  if (subject.is_raised()) return Abrupt();
  for (std::size_t i = 0; i < stmt.arms.size(); ++i) {
    const ArmInfo& arm = code.arms[info.first + i];
    const BlockGuard variables(frame.slots, arm.variables);
    const std::optional<bool> matches = Matches(*stmt.arms[i].pattern, arm.pattern, subject, frame);
    if (!matches.has_value()) {
      Locate(stmt.span, frame);
      return Completion::kError;
    }
    if (!*matches) continue;
    // The arm has what it asked for; the subject itself must not count as shared meanwhile.
    subject = Value();
    return ExecuteBlock(stmt.arms[i].body, arm.body, frame, result);
  }
  if (stmt.has_otherwise) {
    subject = Value();
    return ExecuteBlock(stmt.otherwise, code.blocks[info.second], frame, result);
  }
  Fail(ErrorKind::kMatchFailed, "No pattern matched", stmt.span, frame);
  return Completion::kError;
}

std::optional<bool> TreeWalker::Matches(const Pattern& pattern, std::uint32_t index,
                                        const Value& subject, Frame& frame) {
  const PatternInfo& info = frame.unit->code.patterns[index];
  const auto boxed = [&](ObjectType type) -> std::optional<bool> {
    if (!subject.is(type)) return false;
    return MatchesFields(pattern, info, &subject.as<Box>()->value, frame);
  };
  switch (pattern.kind) {
    case PatternKind::kWildcard:
      return true;
    case PatternKind::kNumber:
      return subject.is_number() && subject.number() == pattern.number;
    case PatternKind::kText:
      return subject.is(ObjectType::kText) && subject.as<Text>()->view() == pattern.text;
    case PatternKind::kTruth:
      return subject.is_truth() && subject.truth() == pattern.truth;
    case PatternKind::kNothing:
      return subject.is_nothing();
    case PatternKind::kAbsent:
      return subject.is_absent();
    case PatternKind::kName:
      return MatchesName(info, subject, frame);
    case PatternKind::kConstructor:
      return MatchesConstructor(pattern, info, subject, frame);
    case PatternKind::kTriumph:
      return boxed(ObjectType::kTriumph);
    case PatternKind::kMishap:
      return boxed(ObjectType::kMishap);
    case PatternKind::kPresent:
      return boxed(ObjectType::kPresent);
  }
  QS_UNREACHABLE("every kind of pattern is handled");
}

// Binds, and demands equality where the name means something that a variant statement made.
std::optional<bool> TreeWalker::MatchesName(const PatternInfo& info, const Value& subject,
                                            Frame& frame) {
  const NameUse& use = SeeThrough(info.name, frame);
  bool by_variant = use.by_variant;
  if (use.place == Place::kGlobal) {
    const NamedEntry entry = frame.unit->entries[use.index];
    by_variant = entry.bound() && entry.is(Mark::kByVariant);
  } else if (use.place == Place::kGrove) {
    by_variant = GroveEntry(use, frame).is(Mark::kByVariant);
  }
  if (by_variant) {
    const std::optional<bool> equal = Equals(runtime_, Read(use, frame), subject);
    if (!equal.has_value() || !*equal) return equal;
  }
  frame.slots[info.slot] = subject;
  return true;
}

std::optional<bool> TreeWalker::MatchesConstructor(const Pattern& pattern, const PatternInfo& info,
                                                   const Value& subject, Frame& frame) {
  const Value named = Read(info.name, frame);
  if (named.is_unbound()) {
    Fail(ErrorKind::kUndefinedVariable, std::string(frame.unit->Name(pattern.name)),
         pattern.name_span, frame);
    return std::nullopt;
  }
  if (!subject.is(ObjectType::kVariantValue)) return false;
  auto* value = subject.as<VariantValue>();
  if (value->count() != pattern.fields.size()) return false;
  if (named.is(ObjectType::kConstructor)) {
    const auto* constructor = named.as<Constructor>();
    if (constructor->definition != value->definition ||
        constructor->case_index != value->case_index) {
      return false;
    }
    return MatchesFields(pattern, info, value->fields(), frame);
  }
  // `Red()` is `Red`.
  if (named.is(ObjectType::kVariantValue) && !value->case_info().constructor) {
    const auto* unit_case = named.as<VariantValue>();
    return unit_case->definition == value->definition && unit_case->case_index == value->case_index;
  }
  return false;
}

std::optional<bool> TreeWalker::MatchesFields(const Pattern& pattern, const PatternInfo& info,
                                              const Value* fields, Frame& frame) {
  for (std::uint32_t i = 0; i < pattern.fields.size(); ++i) {
    std::optional<bool> matches;
    const bool ran = runtime_.stack().Run(
        [&] { matches = Matches(*pattern.fields[i], info.first_field + i, fields[i], frame); });
    if (!ran) {
      runtime_.RaiseStackOverflow();
      return std::nullopt;
    }
    if (!matches.has_value() || !*matches) return matches;
  }
  return true;
}

}  // namespace quicksilver
