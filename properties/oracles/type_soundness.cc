#include "properties/oracles/type_soundness.h"

#include <algorithm>
#include <string>
#include <utility>

namespace quicksilver::properties {
namespace {

bool IsDeliberate(const TestProgram& program, const Error& error) {
  if (!error.file.empty()) return !program.deliberate.empty();
  return std::ranges::any_of(program.deliberate, [&](const Span& span) {
    return span.begin <= error.span.begin && error.span.end <= span.end;
  });
}

}  // namespace

TypeSoundnessOracle::TypeSoundnessOracle() : TypeSoundnessOracle(MakeInterpreter()) {}
TypeSoundnessOracle::TypeSoundnessOracle(std::unique_ptr<Engine> engine)
    : engine_(std::move(engine)) {}

Verdict TypeSoundnessOracle::Check(const TestProgram& program, const Limits& limits,
                                   std::uint64_t) {
  if (!program.well_typed) return Verdict::Not(Incomparable::kNotApplicable);
  const std::expected<Outcome, std::string> run = engine_->Run(program.program, limits);
  // An engine compared with itself agrees, or has nothing to run, or ran out of something.
  Verdict verdict = CompareOutcomes(*engine_, run, *engine_, run);
  if (!verdict.agrees() || !run->error.has_value()) return verdict;
  const Error& error = *run->error;
  if (IsDeliberate(program, error)) return verdict;
  return Verdict::Diverge({DifferenceKind::kProof, std::string(ErrorKindName(error.kind)),
                           "well-typed program", std::string(engine_->name()),
                           "a value, or the error of a deliberate node", error.ToString()});
}

}  // namespace quicksilver::properties
