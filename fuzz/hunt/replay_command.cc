// replay, reduce: one program, named on the command line.
#include <fmt/format.h>

#include "engine/base/files.h"
#include "fuzz/hunt/case.h"
#include "fuzz/hunt/commands.h"
#include "fuzz/hunt/exit_codes.h"
#include "fuzz/hunt/judgement.h"
#include "properties/reducers/reduce.h"

namespace quicksilver::hunt {
namespace {

using properties::Reduction;
using properties::TestProgram;
using properties::VerdictKind;

constexpr double kReduceSeconds = 120;

std::string LineOf(const Subject& subject, const Judgement& judgement) {
  std::string line = fmt::format("{:<16} ", subject.oracles[judgement.oracle].name);
  if (judgement.death.has_value()) {
    return line + fmt::format("the process ended: {}\n{}", judgement.death->Signature(),
                              judgement.death->report);
  }
  line += VerdictKindName(judgement.kind);
  switch (judgement.kind) {
    case VerdictKind::kAgree:
      return line + '\n';
    case VerdictKind::kIncomparable:
      return line + ": " + judgement.reason + '\n';
    case VerdictKind::kDiverge:
      break;
  }
  return line + fmt::format(" with seed {}\n{}\n{}\n", judgement.seed, judgement.signature,
                            judgement.what);
}

// The first judgement that objects; every one is told to `tell`.
template <typename Tell>
std::optional<Judgement> FirstObjection(const Options& options, const Subject& subject,
                                        const Case& program, Tell&& tell) {
  std::optional<Judgement> objection;
  for (std::size_t i = 0; i < subject.oracles.size(); ++i) {
    Judgement judgement = Judge(subject, i, program.program, SeedsFor(options, program));
    tell(judgement);
    if (judgement.bad() && !objection.has_value()) objection = std::move(judgement);
  }
  return objection;
}

// Whether `candidate` shows the same; found out in a child.
bool ShowsTheSame(const Subject& subject, const Judgement& wanted, const TestProgram& candidate) {
  const Judgement judgement = Judge(subject, wanted.oracle, candidate, {wanted.seed});
  if (wanted.death.has_value() != judgement.death.has_value()) return false;
  if (wanted.death.has_value()) return wanted.death->Signature() == judgement.death->Signature();
  return judgement.bad() && judgement.signature == wanted.signature;
}

Reduction ReduceTo(const Subject& subject, const Judgement& wanted, const TestProgram& program) {
  properties::ReduceBudget budget;
  budget.seconds = kReduceSeconds;
  // Every candidate gets a process: one that diverges may have a neighbour that crashes.
  return Reduce(
      program,
      [&](const TestProgram& candidate) { return ShowsTheSame(subject, wanted, candidate); },
      budget);
}

}  // namespace

int Replay(const Options& options, Terminal& terminal) {
  const auto program = ReadCase(options.path);
  if (!program.has_value()) {
    terminal.Complain(program.error().message);
    return program.error().exit_code;
  }
  const Subject subject = SubjectFor(options, *program);
  const auto objection = FirstObjection(options, subject, *program, [&](const Judgement& told) {
    terminal.Write(Printable(LineOf(subject, told)));
  });
  return objection.has_value() ? kExitFinding : kExitOk;
}

int ReduceProgram(const Options& options, Terminal& terminal) {
  const auto program = ReadCase(options.path);
  if (!program.has_value()) {
    terminal.Complain(program.error().message);
    return program.error().exit_code;
  }
  const Subject subject = SubjectFor(options, *program);
  const auto objection = FirstObjection(options, subject, *program, [](const Judgement&) {});
  if (!objection.has_value()) {
    terminal.Complain("no oracle objects to this program");
    return kExitNothingToReduce;
  }
  const Reduction reduction = ReduceTo(subject, *objection, program->program);
  terminal.WriteError(Printable(fmt::format(
      "{}\n{} nodes -> {}, {} candidates, {:.1f} s{}\n",
      objection->death.has_value() ? objection->death->Signature() : objection->signature,
      reduction.nodes_before, reduction.nodes_after, reduction.runs, reduction.seconds,
      reduction.complete ? "" : "; there was no time to go on")));
  if (options.output_path.empty()) {
    terminal.Write(reduction.source);
    return kExitOk;
  }
  if (const auto written = WriteFile(options.output_path, reduction.source); !written.has_value()) {
    terminal.Complain(written.error());
    return kExitCannotWrite;
  }
  return kExitOk;
}

}  // namespace quicksilver::hunt
