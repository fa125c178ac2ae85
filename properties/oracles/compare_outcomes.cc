#include <optional>
#include <utility>

#include "engine/differential/comparison.h"
#include "properties/oracles/oracle.h"

namespace quicksilver::properties {
namespace {

Incomparable ReasonFor(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kStackOverflow:
      return Incomparable::kStackOverflow;
    case ErrorKind::kOutOfMemory:
      return Incomparable::kOutOfMemory;
    case ErrorKind::kFuelExhausted:
      return Incomparable::kFuelExhausted;
    default:
      return Incomparable::kNotApplicable;
  }
}

// A global whose canonical form could not be written is shown as the error. No canonical form
// begins with this word.
std::optional<ErrorKind> ErrorOfGlobal(std::string_view shown) {
  constexpr std::string_view kError = "error ";
  if (!shown.starts_with(kError)) return std::nullopt;
  shown.remove_prefix(kError.size());
  return ErrorKindFromName(shown.substr(0, shown.find_first_of(" :")));
}

std::optional<Incomparable> WhyIncomparable(const Engine& engine, const Outcome& outcome) {
  if (outcome.error.has_value() && engine.IsNonDeterministic(outcome.error->kind)) {
    return ReasonFor(outcome.error->kind);
  }
  for (const auto& [name, shown] : outcome.globals) {
    const std::optional<ErrorKind> kind = ErrorOfGlobal(shown);
    if (kind.has_value() && engine.IsNonDeterministic(*kind)) return ReasonFor(*kind);
  }
  return std::nullopt;
}

// Whether `ended` ran out of a resource of which `other` hardly needed any. Engines may need more
// or less of a resource, but not so much.
bool RanOutForNoReason(const Outcome& ended, const Outcome& other) {
  constexpr double kHardlyAny = 1.0 / 16;
  if (!ended.error.has_value() || other.error.has_value()) return false;
  switch (ended.error->kind) {
    case ErrorKind::kOutOfMemory:
      return other.share_of_heap > 0 && other.share_of_heap < kHardlyAny;
    case ErrorKind::kFuelExhausted:
      return other.share_of_steps > 0 && other.share_of_steps < kHardlyAny;
    default:
      return false;
  }
}

// In the order in which Compare looks.
DifferenceKind KindOfDifference(const Outcome& left, const Outcome& right) {
  if (left.error.has_value() != right.error.has_value()) return DifferenceKind::kErrorOrValue;
  if (left.value != right.value) return DifferenceKind::kValue;
  if (left.error.has_value()) {
    if (left.error->kind != right.error->kind) return DifferenceKind::kErrorKind;
    if (left.error->message != right.error->message) return DifferenceKind::kErrorMessage;
    if (left.error != right.error) return DifferenceKind::kErrorSpan;
  }
  if (left.output != right.output) return DifferenceKind::kOutput;
  if (left.requests != right.requests) return DifferenceKind::kRequest;
  return DifferenceKind::kGlobal;
}

std::string ResultOf(const std::expected<Outcome, std::string>& run) {
  return run.has_value() ? run->Result() : run.error();
}

}  // namespace

Verdict CompareOutcomes(const Engine& left_engine, const std::expected<Outcome, std::string>& left,
                        const Engine& right_engine,
                        const std::expected<Outcome, std::string>& right) {
  const auto diverge = [&](DifferenceKind kind, Difference difference) {
    return Verdict::Diverge({kind, std::move(difference.what), std::string(left_engine.name()),
                             std::string(right_engine.name()), std::move(difference.left),
                             std::move(difference.right)});
  };
  if (!left.has_value() || !right.has_value()) {
    return diverge(DifferenceKind::kCode, {"nothing to run", ResultOf(left), ResultOf(right)});
  }
  if (RanOutForNoReason(*left, *right) || RanOutForNoReason(*right, *left)) {
    return diverge(DifferenceKind::kErrorOrValue,
                   {"a resource that the other hardly needs", left->Result(), right->Result()});
  }
  for (const Engine* engine : {&left_engine, &right_engine}) {
    if (engine->leaked_bytes() == 0) continue;
    return Verdict::Diverge({DifferenceKind::kState, "heap after Reset",
                             std::string(engine->name()), std::string(engine->name()) + ", used",
                             "nothing", std::to_string(engine->leaked_bytes()) + " bytes"});
  }
  if (const auto reason = WhyIncomparable(left_engine, *left)) return Verdict::Not(*reason);
  if (const auto reason = WhyIncomparable(right_engine, *right)) return Verdict::Not(*reason);
  std::optional<Difference> difference = Compare(*left, *right);
  if (!difference.has_value()) return Verdict::Agree();
  return diverge(KindOfDifference(*left, *right), std::move(*difference));
}

}  // namespace quicksilver::properties
