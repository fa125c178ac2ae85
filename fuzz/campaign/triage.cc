#include "fuzz/campaign/triage.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/files.h"
#include "fuzz/campaign/death_report.h"
#include "fuzz/hunt/judgement.h"
#include "fuzz/hunt/subject.h"
#include "properties/reducers/attribution.h"
#include "properties/reducers/finding.h"
#include "properties/reducers/reduce.h"
#include "properties/reducers/signature.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;
using hunt::Judgement;
using properties::Objection;
using properties::Reduction;
using properties::TestProgram;

// Those that say what the targets' own comparisons say.
constexpr std::array<std::string_view, 7> kOracles = {
    "equivalence", "allocation", "verifier", "archive", "policies", "round_trip", "type_soundness"};
// How many times its own timeout a target gets that has run out of it.
constexpr int kPatience = 4;
// A target that does not even obey its own timeout.
constexpr double kSlack = 30;

struct Verdict {
  Judgement judgement;
  std::string oracle;
};

std::optional<Verdict> AskOracles(const hunt::Subject& subject, const TestProgram& program) {
  const std::vector<std::uint64_t> seeds = properties::ManySeeds();
  // They are in the order of their strength.
  for (std::size_t i = 0; i < subject.oracles.size(); ++i) {
    const std::string_view name = subject.oracles[i].name;
    if (std::ranges::find(kOracles, name) == kOracles.end()) continue;
    Judgement judgement = Judge(subject, i, program, seeds);
    // What has no signature cannot be kept while it is made smaller.
    if (judgement.death.has_value() || !judgement.signature.empty()) {
      return Verdict{std::move(judgement), std::string(name)};
    }
  }
  return std::nullopt;
}

std::string SignatureOf(const Judgement& judgement, std::string_view oracle) {
  if (!judgement.death.has_value()) return judgement.signature;
  const hunt::Death& death = *judgement.death;
  // As hunt/triage.cc says it.
  const std::string_view kind = death.kind == hunt::Death::Kind::kHang ? "" : "crash: ";
  if (death.NamesPlace()) return fmt::format("{}{}", kind, death.Signature());
  return fmt::format("{}{} while check: {}", kind, death.Signature(), oracle);
}

properties::ReduceBudget BudgetOf(double seconds) {
  properties::ReduceBudget budget;
  budget.seconds = seconds;
  return budget;
}

// Asks in a process of its own for each question.
class ProcessJury : public properties::Jury {
 public:
  ProcessJury(const hunt::Subject& subject, double seconds)
      : subject_(subject), seconds_(seconds), end_(MonotonicSeconds() + kReductions * seconds) {}

  std::optional<Objection> Ask(std::size_t oracle, const TestProgram& program,
                               std::span<const std::uint64_t> seeds) override {
    const Judgement judgement = Judge(subject_, oracle, program, {seeds.begin(), seeds.end()});
    if (!judgement.death.has_value() && judgement.signature.empty()) return std::nullopt;
    std::string signature = SignatureOf(judgement, subject_.oracles[oracle].name);
    return Objection{oracle, judgement.seed, std::move(signature), judgement.other_program};
  }

  Reduction Minimise(const TestProgram& program, const Objection& objection) override {
    const std::uint64_t seed = objection.seed;
    return Reduce(
        program,
        [&](const TestProgram& candidate) {
          const auto again = Ask(objection.oracle, candidate, {&seed, 1});
          return again.has_value() && again->signature == objection.signature;
        },
        BudgetOf(seconds_));
  }

  bool HasTime() const override { return MonotonicSeconds() < end_; }

 private:
  // All reductions together may take so many times what one may.
  static constexpr double kReductions = 2;

  const hunt::Subject& subject_;
  double seconds_;
  double end_;
};

std::size_t NumberOf(const hunt::Subject& subject, std::string_view oracle) {
  const auto found = std::ranges::find(subject.oracles, oracle, &properties::OracleEntry::name);
  QS_ASSERT(found != subject.oracles.end(), "there is an oracle of that name");
  return static_cast<std::size_t>(found - subject.oracles.begin());
}

// With an oracle of the hunt. Writes the finding's folder.
Smallest ReduceByOracle(const TestProgram& program, const Identity& identity,
                        const std::string& findings, double seconds) {
  const hunt::Subject subject = hunt::MakeSubject(std::nullopt, std::nullopt);
  ProcessJury jury(subject, seconds);
  const properties::Attribution attribution = Attribute(
      jury, program, {NumberOf(subject, identity.oracle), identity.seed, identity.signature, {}});
  const Objection& objection = attribution.objection;
  const properties::OracleEntry& entry = subject.oracles[objection.oracle];
  const Reduction& reduction = attribution.reduction;
  Smallest smallest{.reducer = fmt::format("program reducers, oracle {}", entry.name),
                    .program = reduction.source,
                    .size_before = reduction.nodes_before,
                    .size_after = reduction.nodes_after,
                    .unit = "nodes"};
  if (objection.signature != identity.signature) smallest.filed_as = objection.signature;
  const auto minimal = Program::Parse(reduction.source);
  const std::unique_ptr<properties::Oracle> oracle = entry.make();
  if (!minimal.has_value()) return smallest;
  const auto diagnosis = Diagnose(TestProgram{*minimal}, *oracle, subject.limits, objection.seed,
                                  properties::Detail::kSignature);
  if (!diagnosis.has_value()) return smallest;
  properties::Provenance provenance;
  provenance.seed = objection.seed;
  const properties::FindingInput input{program, reduction, diagnosis->signature, subject.limits,
                                       provenance};
  const std::vector<properties::FindingFile> files = MakeFinding(input, *oracle);
  for (const properties::FindingFile& file : files) {
    if (file.name == "finding.md") smallest.page = file.bytes;
  }
  const auto written =
      properties::WriteFinding(findings, properties::FindingName(objection.signature), files);
  if (written.has_value()) smallest.folder = *written;
  return smallest;
}

// With the target itself as the judge.
std::optional<Smallest> ReduceByTarget(const Fuzzer& fuzzer, const TestProgram& program,
                                       const Identity& identity, const std::string& scratch,
                                       double seconds) {
  const std::string file = (fs::path(scratch) / "candidate").string();
  const auto shows_it = [&](const TestProgram& candidate) {
    if (!WriteFile(file, candidate.program.source()).has_value()) return false;
    const Ran ran =
        RunToEnd(fuzzer.Replay(file, identity.kind == "leak"), fuzzer.timeout() + kSlack);
    return !ran.ok() && ReadDeathReport(fuzzer.target(), ran.wait_status, ran.output).signature ==
                            identity.signature;
  };
  if (!shows_it(program)) return std::nullopt;
  const Reduction reduction = Reduce(program, shows_it, BudgetOf(seconds));
  return Smallest{.reducer = "program reducers, the target",
                  .input = reduction.source,
                  .program = reduction.source,
                  .size_before = reduction.nodes_before,
                  .size_after = reduction.nodes_after,
                  .unit = "nodes"};
}

// Cuts out whatever the finding does not need, halves first. Slow but never another finding.
std::string CutBytes(const Fuzzer& fuzzer, std::string bytes, const Identity& identity,
                     const std::string& scratch, double seconds) {
  const std::string file =
      (fs::path(scratch) / (identity.kind == "leak" ? "leak-cut" : "cut")).string();
  const double end = MonotonicSeconds() + seconds;
  for (std::size_t length = bytes.size() / 2; length > 0; length /= 2) {
    for (std::size_t at = 0; at < bytes.size() && bytes.size() > 1;) {
      if (MonotonicSeconds() > end) return bytes;
      std::string candidate = bytes;
      candidate.erase(at, length);
      if (candidate.empty() || !WriteFile(file, candidate).has_value()) return bytes;
      if (Identify(fuzzer, file).signature == identity.signature) {
        bytes = std::move(candidate);
      } else {
        at += length;
      }
    }
  }
  return bytes;
}

Smallest MinimiseBytes(const Fuzzer& fuzzer, const std::string& input, const Identity& identity,
                       const std::string& scratch, double seconds) {
  const std::string output = (fs::path(scratch) / "minimised").string();
  std::error_code ignored;
  fs::remove(output, ignored);
  const std::string bytes = ReadFile(input).value_or("");
  Smallest smallest{.size_before = bytes.size(), .unit = "bytes"};
  // What hangs is tried once a candidate.
  static_cast<void>(
      RunToEnd(fuzzer.Minimise(input, output, seconds), seconds + fuzzer.timeout() + kSlack));
  const auto minimised = ReadFile(output);
  if (minimised.has_value() && minimised->size() < bytes.size() &&
      Identify(fuzzer, output).signature == identity.signature) {
    smallest.reducer = "libFuzzer's minimize_crash";
    smallest.input = *minimised;
    smallest.size_after = minimised->size();
    return smallest;
  }
  // It has found nothing smaller, or slipped to another finding.
  const std::string cut = CutBytes(fuzzer, bytes, identity, scratch, seconds);
  if (cut.size() == bytes.size()) return smallest;
  smallest.reducer = "byte cuts, the target";
  smallest.input = cut;
  smallest.size_after = cut.size();
  return smallest;
}

}  // namespace

Identity Identify(const Fuzzer& fuzzer, const std::string& input) {
  const bool leaks = fs::path(input).filename().string().starts_with("leak-");
  const Ran ran = RunToEnd(fuzzer.Replay(input, leaks), fuzzer.timeout() + kSlack);
  Identity identity;
  if (ran.ok()) return identity;
  identity.died = true;
  identity.report = ran.output;
  if (ran.timed_out) {
    identity.kind = "timeout";
    identity.signature = fmt::format("timeout: in target {}", fuzzer.target());
    return identity;
  }
  DeathReport report = ReadDeathReport(fuzzer.target(), ran.wait_status, ran.output);
  identity.kind = report.kind;
  identity.signature = report.signature;
  identity.program = report.program;
  if (identity.kind != "divergence" || identity.program.empty()) return identity;
  const auto program = Program::Parse(identity.program);
  if (!program.has_value()) return identity;
  const hunt::Subject subject = hunt::MakeSubject(std::nullopt, std::nullopt);
  const auto objection = AskOracles(subject, TestProgram{*program});
  if (!objection.has_value()) return identity;
  identity.signature = SignatureOf(objection->judgement, objection->oracle);
  identity.oracle = objection->oracle;
  identity.seed = objection->judgement.seed;
  if (objection->judgement.death.has_value()) {
    const bool hang = objection->judgement.death->kind == hunt::Death::Kind::kHang;
    identity.kind = hang ? "timeout" : "crash";
  }
  return identity;
}

bool EndsGivenTime(const Fuzzer& fuzzer, const std::string& input) {
  const Ran ran =
      RunToEnd(fuzzer.Replay(input, false, kPatience), kPatience * fuzzer.timeout() + kSlack);
  return ran.ok() && ran.cpu_seconds < fuzzer.timeout();
}

Smallest ReduceInput(const Fuzzer& fuzzer, const std::string& input, const Identity& identity,
                     const std::string& findings, const std::string& scratch, double seconds) {
  if (!identity.oracle.empty()) {
    const auto program = Program::Parse(identity.program);
    if (program.has_value()) {
      return ReduceByOracle(TestProgram{*program}, identity, findings, seconds);
    }
  }
  if (ReadsProgramText(fuzzer.target())) {
    const auto program = Program::Parse(ReadFile(input).value_or(""));
    if (program.has_value()) {
      auto smallest = ReduceByTarget(fuzzer, TestProgram{*program}, identity, scratch, seconds);
      if (smallest.has_value()) return *std::move(smallest);
    }
  }
  return MinimiseBytes(fuzzer, input, identity, scratch, seconds);
}

}  // namespace quicksilver::campaign
