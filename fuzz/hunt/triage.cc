#include "fuzz/hunt/triage.h"

#include <algorithm>
#include <expected>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fuzz/hunt/filing.h"
#include "fuzz/hunt/finding_folder.h"
#include "fuzz/hunt/stages.h"
#include "properties/reducers/attribution.h"
#include "properties/reducers/finding.h"
#include "properties/reducers/reduce.h"
#include "properties/reducers/signature.h"

namespace quicksilver::hunt {
namespace {

using properties::Attribution;
using properties::Diagnosis;
using properties::Objection;
using properties::Oracle;
using properties::Reduction;
using properties::TestProgram;
using properties::Verdict;

using Written = std::expected<std::string, std::string>;

// A candidate that crashes does it within milliseconds.
constexpr double kCrashProbeSeconds = 5;
// A candidate that hangs has to be waited for, so it gets this part of the time that it takes to
// call a worker hanging.
constexpr double kHangProbes = 30;

bool TimeIsOver(const SharedBoard& board) {
  return MonotonicNanoseconds() >= board.reduce_until.load(std::memory_order_relaxed);
}

// Notes every program before the oracle that does the work sees it, and has nothing more to object
// to once the time for reducing is over.
class NotingOracle : public Oracle {
 public:
  NotingOracle(Oracle& oracle, const SharedBoard& board, WorkerPlace& place)
      : oracle_(oracle), board_(board), place_(place) {}

  std::string_view name() const override { return oracle_.name(); }
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override {
    place_.candidate.Set(program.program.source());
    place_.progress.Add();
    if (TimeIsOver(board_)) return Verdict::Agree();
    return oracle_.Check(program, limits, seed);
  }
  properties::ConfiguredEngine* left() override { return oracle_.left(); }
  properties::ConfiguredEngine* right() override { return oracle_.right(); }

 private:
  Oracle& oracle_;
  const SharedBoard& board_;
  WorkerPlace& place_;
};

Origin OriginOf(const Subject& subject, const CampaignOptions& options, const WorkerPlace& place) {
  return {options.seed, place.draw, subject.profiles[place.draw.profile],
          std::string(subject.oracles[place.oracle].name)};
}

properties::Provenance ProvenanceOf(const Origin& origin) {
  properties::Provenance provenance;
  provenance.seed = origin.draw.seed;
  provenance.profile = origin.profile;
  provenance.hunt_seed = origin.hunt_seed;
  provenance.index = origin.draw.index;
  return provenance;
}

void Describe(SignatureEntry& entry, FindingKind kind, std::uint32_t worker,
              const WorkerPlace& place, std::string_view signature, std::string_view note) {
  entry.kind = kind;
  entry.owner = worker;
  entry.draw = place.draw;
  entry.oracle = place.oracle;
  entry.has_program = !place.source.Get().empty();
  entry.signature.Set(signature);
  entry.note.Set(note);
  entry.found_nanoseconds = MonotonicNanoseconds();
  entry.Publish(FindingState::kDescribed);
}

// Whether an earlier hunt has filed it under that name; then there is nothing to do.
bool IsKnown(const CampaignOptions& options, SignatureEntry& entry, const std::string& name) {
  const std::optional<std::string> folder = FolderFor(options.findings, name);
  if (!folder.has_value()) return false;
  entry.path.Set((std::filesystem::path(options.findings) / *folder).string());
  entry.Publish(FindingState::kKnown);
  return true;
}

// Files what properties::MakeFinding has nothing to say about, in place of what is filed already.
Written FilePlain(const CampaignOptions& options, const Origin& origin, PlainFinding finding) {
  const std::string name = properties::FindingName(finding.signature);
  const std::string folder = (std::filesystem::path(options.findings) / name).string();
  finding.folder = folder;
  return ReplaceFinding(options.findings, name, FilesOf(origin, finding));
}

void Settle(SignatureEntry& entry, const Written& written) {
  if (written.has_value()) {
    entry.path.Set(*written);
    entry.Publish(FindingState::kFiled);
  } else {
    entry.error.Set(written.error());
    entry.Publish(FindingState::kNotFiled);
  }
}

void NoteReduction(SignatureEntry& entry, const Reduction& reduction) {
  entry.minimal.Set(reduction.source);
  entry.nodes_before = reduction.nodes_before;
  entry.nodes_after = reduction.nodes_after;
  entry.reduce_nanoseconds = static_cast<std::uint64_t>(reduction.seconds * 1e9);
}

properties::ReduceBudget BudgetOf(const CampaignOptions& options, const SharedBoard& board) {
  const std::uint64_t until = board.reduce_until.load();
  const std::uint64_t now = MonotonicNanoseconds();
  const double left = until > now ? static_cast<double>(until - now) * 1e-9 : 0;
  properties::ReduceBudget budget;
  budget.seconds = std::min(left, options.reduce_seconds);
  return budget;
}

// Asks in the worker itself, which may die of it: then its parent files what it was at.
class WorkerJury : public properties::Jury {
 public:
  WorkerJury(const Subject& subject, const CampaignOptions& options, const SharedBoard& board,
             WorkerPlace& place, const properties::Signature& found)
      : subject_(subject),
        options_(options),
        board_(board),
        place_(place),
        end_(MonotonicNanoseconds() +
             static_cast<std::uint64_t>(kReductions * options.reduce_seconds * 1e9)) {
    oracles_.resize(subject.oracles.size());
    noting_.resize(subject.oracles.size());
    signatures_.emplace(found.ToString(), found);
  }

  std::optional<Objection> Ask(std::size_t oracle, const TestProgram& program,
                               std::span<const std::uint64_t> seeds) override {
    for (const std::uint64_t seed : seeds) {
      const auto diagnosis = Diagnose(program, this->oracle(oracle), subject_.limits, seed,
                                      properties::Detail::kSignature);
      if (!diagnosis.has_value()) continue;
      std::string text = diagnosis->signature.ToString();
      signatures_.emplace(text, diagnosis->signature);
      return Objection{oracle, seed, std::move(text),
                       std::string(oracles_[oracle]->other_program())};
    }
    return std::nullopt;
  }

  Reduction Minimise(const TestProgram& program, const Objection& objection) override {
    return Reduce(program, oracle(objection.oracle), subject_.limits, objection.seed,
                  SignatureOf(objection), BudgetOf(options_, board_));
  }

  bool HasTime() const override { return !TimeIsOver(board_) && MonotonicNanoseconds() < end_; }

  // Of an objection that this jury has raised, or of what was found.
  const properties::Signature& SignatureOf(const Objection& objection) const {
    return signatures_.at(objection.signature);
  }

  Oracle& oracle(std::size_t number) {
    if (oracles_[number] == nullptr) {
      oracles_[number] = subject_.oracles[number].make();
      noting_[number] = std::make_unique<NotingOracle>(*oracles_[number], board_, place_);
    }
    return *noting_[number];
  }

 private:
  // All reductions of a finding together may take so many times what one may.
  static constexpr double kReductions = 2;

  const Subject& subject_;
  const CampaignOptions& options_;
  const SharedBoard& board_;
  WorkerPlace& place_;
  std::uint64_t end_;
  // By the subject's numbers, made when they are asked for.
  std::vector<std::unique_ptr<Oracle>> oracles_;
  std::vector<std::unique_ptr<NotingOracle>> noting_;
  std::map<std::string, properties::Signature> signatures_;
};

std::string BothSides(const properties::Divergence& divergence) {
  return fmt::format("{}: {} shows {}, {} shows {}", divergence.what, divergence.left_engine,
                     divergence.left, divergence.right_engine, divergence.right);
}

std::string SignatureOfDeath(const Subject& subject, const WorkerPlace& place, const Death& death) {
  const std::string signature = death.Signature();
  const std::string_view kind = death.kind == Death::Kind::kHang ? "" : "crash: ";
  // What names a place in the source is the same fault whoever comes across it.
  if (death.NamesPlace()) return fmt::format("{}{}", kind, signature);
  const Task task = place.task.load();
  if (task == Task::kGenerate) return fmt::format("{}{} while generating", kind, signature);
  return fmt::format("{}{} while {}: {}", kind, signature, TaskName(task),
                     subject.oracles[place.oracle].name);
}

// How the work ends that an oracle makes with a program, tried in a child.
std::optional<Death> TryInChild(const Subject& subject, const WorkerPlace& place,
                                const TestProgram& program, double seconds) {
  const auto work = [&] {
    const std::unique_ptr<Oracle> judge = subject.oracles[place.oracle].make();
    if (!judge->Check(program, subject.limits, place.draw.seed).diverges()) return;
    static_cast<void>(Diagnose(program, *judge, subject.limits, place.draw.seed));
  };
  return Probe(work, seconds);
}

// The worker died while it was reducing: what it was reducing is filed as it was found.
void FileUnfinished(const CampaignOptions& options, const Origin& origin, SharedMemory& memory,
                    std::uint32_t worker, const Death& death) {
  const WorkerPlace& place = memory.place(worker);
  for (SignatureEntry* entry : memory.board().signatures.UnfinishedOf(worker)) {
    const std::string remark =
        fmt::format("Reducing it brought the process down: {}", death.Signature());
    entry->error.Set(remark);
    if (entry->kind == FindingKind::kDivergence) {
      Settle(*entry, FilePlain(options, origin,
                               {.kind = "divergence",
                                .signature = entry->signature.Get(),
                                .original = place.source.Get(),
                                .what = entry->note.Get(),
                                .remark = remark}));
    } else {
      entry->Publish(entry->path.Get().empty() ? FindingState::kNotFiled : FindingState::kFiled);
    }
  }
}

}  // namespace

Triage::Triage(const Subject& subject, const CampaignOptions& options, SharedBoard& board,
               WorkerPlace& place, std::uint32_t worker)
    : subject_(subject), options_(options), board_(board), place_(place), worker_(worker) {}

void Triage::FileDivergence(const TestProgram& program, const Verdict& verdict) {
  place_.task.store(Task::kDescribe);
  const properties::OracleEntry& oracle = subject_.oracles[place_.oracle];
  const std::uint64_t seed = place_.draw.seed;
  // One that has run nothing before: what a replay will see.
  const std::unique_ptr<Oracle> judge = oracle.make();
  const std::optional<Diagnosis> diagnosis =
      Diagnose(program, *judge, subject_.limits, seed, properties::Detail::kSignature);
  const std::string signature = diagnosis.has_value()
                                    ? diagnosis->signature.ToString()
                                    : fmt::format("{}: only on a used engine", oracle.name);
  const SignatureTable::Claim claim = board_.signatures.Count(signature);
  if (!claim.is_owner) return;
  SignatureEntry& entry = *claim.entry;
  Describe(entry, FindingKind::kDivergence, worker_, place_, signature,
           BothSides(verdict.divergence));
  const std::string name = properties::FindingName(signature);
  if (IsKnown(options_, entry, name)) return;

  place_.task.store(Task::kReduce);
  Origin origin = OriginOf(subject_, options_, place_);
  if (!diagnosis.has_value()) {
    Settle(entry, FilePlain(options_, origin,
                            {.kind = "divergence",
                             .signature = signature,
                             .original = program.program.source(),
                             .what = entry.note.Get(),
                             .remark = "It does not happen on engines that have run nothing "
                                       "before."}));
    return;
  }
  WorkerJury jury(subject_, options_, board_, place_, diagnosis->signature);
  const Attribution attribution =
      Attribute(jury, program, {.oracle = place_.oracle, .seed = seed, .signature = signature});
  const properties::Objection& objection = attribution.objection;
  NoteReduction(entry, attribution.reduction);
  place_.candidate.Set(attribution.reduction.source);
  origin.oracle = subject_.oracles[objection.oracle].name;
  properties::Provenance provenance = ProvenanceOf(origin);
  provenance.seed = objection.seed;
  const properties::FindingInput input{program, attribution.reduction, jury.SignatureOf(objection),
                                       subject_.limits, provenance};
  const std::string filed_in = properties::FindingName(objection.signature);
  if (objection.signature != signature) entry.filed_as.Set(objection.signature);
  Settle(entry, properties::WriteFinding(options_.findings, filed_in,
                                         MakeFinding(input, jury.oracle(objection.oracle))));
  if (filed_in != name) NoteFiledIn(options_.findings, name, filed_in);
  place_.candidate.Set("");
}

void Triage::FileDeath() {
  place_.task.store(Task::kReduce);
  DeathNote& note = place_.death;
  SignatureEntry& entry = *note.entry;
  const std::string source(place_.source.Get());
  const auto parsed = Program::Parse(source);
  const double seconds = note.hang ? options_.hang_seconds / kHangProbes : kCrashProbeSeconds;
  const auto dies_so = [&](const TestProgram& candidate) {
    place_.progress.Add();
    if (TimeIsOver(board_)) return false;
    const std::optional<Death> death = TryInChild(subject_, place_, candidate, seconds);
    return death.has_value() && death->Signature() == note.death.Get();
  };
  PlainFinding finding{.kind = note.hang ? "hang" : "crash",
                       .signature = entry.signature.Get(),
                       .original = source,
                       .report = note.report.Get()};
  Reduction reduction;
  if (parsed.has_value() && dies_so(TestProgram{*parsed})) {
    reduction = Reduce(TestProgram{*parsed}, dies_so, BudgetOf(options_, board_));
    NoteReduction(entry, reduction);
    finding.minimal = reduction.source;
  } else {
    finding.remark = "It does not happen in a process that runs this program alone.";
    entry.error.Set(finding.remark);
  }
  Settle(entry, FilePlain(options_, OriginOf(subject_, options_, place_), finding));
  note.pending.store(false);
  place_.task.store(Task::kNone);
}

void NoteDeath(const Subject& subject, const CampaignOptions& options, SharedMemory& memory,
               std::uint32_t worker, const Death& death) {
  WorkerPlace& place = memory.place(worker);
  const Origin origin = OriginOf(subject, options, place);
  FileUnfinished(options, origin, memory, worker, death);
  // It died of the program that the one before it had died of.
  if (place.death.pending.exchange(false)) return;
  place.statistics.lost.Add();
  const std::string signature = SignatureOfDeath(subject, place, death);
  const SignatureTable::Claim claim = memory.board().signatures.Count(signature);
  if (!claim.is_owner) return;
  SignatureEntry& entry = *claim.entry;
  const bool hang = death.kind == Death::Kind::kHang;
  Describe(entry, hang ? FindingKind::kHang : FindingKind::kCrash, worker, place, signature, "");
  if (IsKnown(options, entry, properties::FindingName(signature))) return;
  if (!place.candidate.Get().empty()) place.source.Set(place.candidate.Get());
  place.candidate.Set("");
  const Written written = FilePlain(options, origin,
                                    {.kind = hang ? "hang" : "crash",
                                     .signature = signature,
                                     .original = place.source.Get(),
                                     .report = death.report});
  if (place.source.Get().empty()) {  // the generator died: there is nothing to reduce
    Settle(entry, written);
    return;
  }
  if (written.has_value()) entry.path.Set(*written);
  place.death.entry = &entry;
  place.death.hang = hang;
  place.death.death.Set(death.Signature());
  place.death.report.Set(death.report);
  place.death.pending.store(true);
}

}  // namespace quicksilver::hunt
