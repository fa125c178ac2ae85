// explain: what two engines do with one program, node by node.
#include <memory>
#include <optional>

#include "fuzz/hunt/case.h"
#include "fuzz/hunt/commands.h"
#include "fuzz/hunt/exit_codes.h"
#include "fuzz/hunt/judgement.h"
#include "properties/reducers/explain.h"

namespace quicksilver::hunt {
namespace {

// That of the oracle that compares runs and objects to the program; else of the first that compares
// any.
std::optional<Judgement> JudgementToExplain(const Options& options, const Subject& subject,
                                            const Case& program) {
  std::optional<Judgement> chosen;
  for (std::size_t i = 0; i < subject.oracles.size(); ++i) {
    const std::unique_ptr<properties::Oracle> oracle = subject.oracles[i].make();
    if (oracle->left() == nullptr || oracle->right() == nullptr) continue;
    Judgement judgement = Judge(subject, i, program.program, SeedsFor(options, program));
    if (judgement.bad()) return judgement;
    if (!chosen.has_value()) chosen = std::move(judgement);
  }
  return chosen;
}

}  // namespace

int ExplainProgram(const Options& options, Terminal& terminal) {
  const auto program = ReadCase(options.path);
  if (!program.has_value()) {
    terminal.Complain(program.error().message);
    return program.error().exit_code;
  }
  const Subject subject = SubjectFor(options);
  const std::optional<Judgement> judgement = JudgementToExplain(options, subject, *program);
  if (!judgement.has_value()) {
    terminal.Complain("this oracle compares no runs");
    return kExitUsage;
  }
  const std::optional<Death> death = Probe(
      [&] {
        const std::unique_ptr<properties::Oracle> oracle =
            subject.oracles[judgement->oracle].make();
        // Chooses the engines.
        static_cast<void>(oracle->Check(program->program, subject.limits, judgement->seed));
        terminal.Write(Printable(properties::Explain(program->program, *oracle->left(),
                                                     *oracle->right(), subject.limits)));
      },
      kProbeSeconds);
  if (death.has_value()) {
    terminal.Complain(Printable(death->Signature()));
    terminal.WriteError(Printable(death->report));
  }
  return judgement->bad() || death.has_value() ? kExitFinding : kExitOk;
}

}  // namespace quicksilver::hunt
