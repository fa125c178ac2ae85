// Turns: whose is next, what is watched while one lasts, what its end means for the ledger, the
// figures and the turns to come.
#include <algorithm>
#include <csignal>
#include <fmt/format.h>
#include <sys/wait.h>
#include <utility>

#include <nlohmann/json.hpp>

#include "fuzz/campaign/supervisor.h"
#include "fuzz/campaign/supervisor_state.h"
#include "fuzz/hunt/finding_folder.h"

namespace quicksilver::campaign {
namespace {

using ledger::Finding;
using ledger::State;

// Of so many turns of the hunt one looks for what takes too long.
constexpr std::uint64_t kTurnsAGrowthTurn = 8;
// Who has come to nothing this often gets a turn less often.
constexpr std::uint32_t kManyFailures = 3;
// A target that is asked to end has this long beyond its own timeout.
constexpr double kEndGrace = 20;

double ShareOfNew(std::uint64_t before, std::uint64_t after) {
  if (after <= before || after == 0) return 0;
  return static_cast<double>(after - before) / static_cast<double>(after);
}

}  // namespace

bool Supervisor::StartTurn() {
  const auto next = schedule_.Next([&](std::size_t i) { return MayTakeTurn(i); });
  if (!next.has_value()) return false;
  Contender& contender = contenders_[*next];
  const std::uint64_t seed = options_.seed + contender.turns;
  bool started = false;
  if (!contender.fuzzer.has_value()) {
    started = StartHuntTurn(*next);
    contender.doing = "hunt";
  } else if (contender.corpus_files == 0 && contender.owner == *next) {
    // What the seeds cover is where it begins; those that kill it are found on the way.
    started = StartMerge(*next, {folders_.seeds(contender.name)});
    contender.doing = "merge";
  } else if (contender.afl.has_value()) {
    started = Start(JobKind::kFuzz, *next,
                    contender.afl->Fuzz(folders_.corpus(contenders_[contender.owner].name),
                                        options_.slice_seconds + kMostLoading,
                                        seed * contenders_.size() + *next),
                    options_.slice_seconds);
    contender.doing = "fuzz";
  } else {
    // It is asked to end; the rest is for when nobody is there to ask.
    started = Start(JobKind::kFuzz, *next,
                    contender.fuzzer->Fuzz(PlacesOf(contender.name),
                                           options_.slice_seconds + kMostLoading, seed),
                    options_.slice_seconds);
    contender.doing = "fuzz";
  }
  if (!started) return false;
  contender.busy = true;
  ++contender.turns;
  const double hold_back = contender.failures >= kManyFailures ? 10 : 1;
  schedule_.Charge(*next, options_.slice_seconds * hold_back);
  return true;
}

bool Supervisor::StartHuntTurn(std::size_t contender) {
  const std::uint64_t hunt_seed = options_.seed + hunt_turns_++;
  const std::uint64_t turns = hunt_turns_;
  Write([this, turns] { return ledger_->Set("hunt turns", fmt::format("{}", turns)); });
  Command command{{options_.tools + "/quicksilver-hunt", "hunt", "--seed",
                   fmt::format("{}", hunt_seed), "--seconds",
                   fmt::format("{}", options_.slice_seconds), "--jobs", "1", "--findings",
                   folders_.findings(), "--results", "-"}};
  // The oracle that looks at a clock has turns of its own.
  if (turns % kTurnsAGrowthTurn == 0) {
    command.arguments.insert(command.arguments.end(), {"--oracle", "growth"});
  }
  if (!options_.plant.empty()) {
    command.arguments.insert(command.arguments.end(), {"--plant", options_.plant});
  }
  if (!Start(JobKind::kHunt, contender, std::move(command), options_.slice_seconds + 300)) {
    return false;
  }
  jobs_.back()->seed = hunt_seed;
  return true;
}

void Supervisor::Watch() {
  const double now = MonotonicSeconds();
  for (const auto& job : jobs_) {
    Contender& contender = contenders_[job->contender];
    const double age = now - job->began;
    if (job->kind == JobKind::kFuzz) {
      const FuzzerFigures figures = FiguresOf(*job, job->process.Output());
      if (figures.loaded || (job->loaded > 0 && figures.features > 0)) {
        if (job->loaded == 0) {
          job->loaded = now;
          job->features_before = figures.features;
        }
        if (figures.features > contender.figures.features) contender.last_new = Elapsed();
      }
      if (figures.features > 0) contender.figures = figures;
      if (job->asked_to_end == 0 && job->loaded > 0 && now - job->loaded >= job->seconds) {
        AskToEnd(*job);
      }
      const double grace = contender.fuzzer->timeout() + kEndGrace;
      if (job->asked_to_end > 0 && now - job->asked_to_end > grace) {
        // AFL++ itself ends what hangs, and what eats memory.
        job->killed_for = contender.afl.has_value() ? "stuck" : "timeout";
      } else if (job->loaded == 0 && age > kMostLoading) {
        job->killed_for = "loading";
      }
      if (!contender.afl.has_value() &&
          job->process.MemoryBytes() > contender.fuzzer->memory_bytes() / 2 * 3) {
        job->killed_for = "out-of-memory";
      }
    } else if (age > job->seconds) {
      job->killed_for = "time";
    }
    if (!job->killed_for.empty()) job->process.Signal(SIGKILL);
  }
}

void Supervisor::OnFuzzEnd(Job& job, int wait_status, const std::string& output) {
  Contender& contender = contenders_[job.contender];
  Contender& owner = contenders_[contender.owner];
  const FuzzerFigures figures = FiguresOf(job, output);
  contender.runs += figures.runs;
  contender.figures.runs = 0;
  owner.corpus_files = FilesIn(folders_.corpus(owner.name)).size();
  const double seconds = MonotonicSeconds() - job.began;
  if (job.kind == JobKind::kFuzz) {
    ++owner.turns_since_merge;
    const std::uint64_t before = job.loaded > 0 ? job.features_before : figures.features;
    schedule_.Note(job.contender, seconds, ShareOfNew(before, figures.features));
  }
  const std::size_t queued = to_identify_.size();
  ScanArtifacts(contender.owner);
  TakeDeaths();
  const bool left_one = to_identify_.size() > queued || HasTakenArtifact(contender.owner, output);
  if (!job.killed_for.empty()) {
    if (job.killed_for == "timeout" || job.killed_for == "out-of-memory") OnKilled(job);
    return;
  }
  if (wait_status == 0) {
    contender.failures = 0;
    contender.trouble.clear();
    return;
  }
  const bool by_afl = job.kind == JobKind::kFuzz && contender.afl.has_value();
  const bool died = !by_afl && (output.find("ERROR: libFuzzer") != std::string::npos ||
                                output.find("ERROR: AddressSanitizer") != std::string::npos ||
                                output.find("ERROR: LeakSanitizer") != std::string::npos ||
                                output.find("runtime error: ") != std::string::npos ||
                                output.find("assertion failed: ") != std::string::npos);
  if (died) {
    last_output_[contender.name] = output;
    contender.failures = 0;
    if (!left_one) {
      RecordWithoutInput(job.contender, wait_status, output,
                         "Its input could not be written when it was found.");
    }
    return;
  }
  // AFL++ may say so where it was only asked to end.
  if (by_afl && job.asked_to_end > 0) return;
  // Killed from outside, or it could not do its work.
  if (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL) return;
  ++contender.failures;
  contender.trouble = fmt::format("status {:#x}: {}", wait_status,
                                  by_afl ? AflInstance::Complaint(output) : LastLine(output));
  News(fmt::format("{}: a turn came to nothing: {}", contender.name, contender.trouble));
}

void Supervisor::OnKilled(Job& job) {
  Finding finding;
  Contender& contender = contenders_[job.contender];
  finding.kind = job.killed_for;
  finding.signature = fmt::format("{}: in target {}", job.killed_for, contender.name);
  finding.target = contender.name;
  finding.report = job.process.Output();
  finding.remark = job.killed_for == "timeout"
                       ? "The target did not end when it was asked to, and was killed."
                       : "The target took more memory than its limit and did not say so; it was "
                         "killed.";
  Record(finding, fmt::format("killed {} {}", contender.name, Elapsed()), 1, job.contender);
}

void Supervisor::OnHuntEnd(Job& job, int wait_status, const std::string& output) {
  Contender& contender = contenders_[job.contender];
  const nlohmann::json results = nlohmann::json::parse(LastLine(output), nullptr, false);
  const double seconds = MonotonicSeconds() - job.began;
  if (!results.is_object() || !results.contains("findings")) {
    ScanFolders();
    if (WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL) return;
    ++contender.failures;
    contender.trouble = LastLine(output);
    News(fmt::format("hunt: a turn came to nothing: {}", contender.trouble));
    return;
  }
  contender.failures = 0;
  const std::size_t known_before = known_.size();
  for (const auto& found : results["findings"]) {
    const std::string signature = found["signature"];
    const std::string sight = fmt::format("hunt {} {}", job.seed, signature);
    const std::string name = found["name"];
    if (!name.empty() && hunt::HasFolder(folders_.findings(), name)) {
      TakeHuntFinding(name, found["times"], sight);
      continue;
    }
    // It could not be filed.
    Finding finding;
    finding.signature = signature;
    finding.kind = found["kind"];
    finding.target = "hunt";
    finding.seed = found["seed"];
    finding.program = found["minimal"];
    finding.size_before = found["nodes_before"];
    finding.size_after = found["nodes_after"];
    finding.unit = "nodes";
    finding.state = finding.size_after > 0 ? State::kMinimised : State::kRaw;
    finding.report = found["note"];
    finding.remark = found["error"];
    finding.replay = fmt::format("{}/quicksilver-hunt gen --seed {} --profile {}", options_.tools,
                                 finding.seed, found["profile"].get<std::string>());
    Record(finding, sight, found["times"], job.contender);
  }
  ScanFolders();
  const std::uint64_t pairs_before = pairs_.size();
  for (const auto& pair : results["pairs"]) {
    pairs_.emplace(fmt::format("{} {}", pair[0].get<std::string>(), pair[1].get<std::string>()),
                   true);
  }
  if (pairs_.size() > pairs_before) {
    contender.last_new = Elapsed();
    std::string list;
    for (const auto& [pair, seen] : pairs_) list += pair + "\n";
    Write([this, list] { return ledger_->Set("pairs", list); });
  }
  for (const auto& [stage, cpu] : results["stages"].items()) {
    const ledger::StageTime time{"hunt " + stage, "hunt stages", cpu};
    Write([this, time] { return ledger_->Add(time); });
  }
  const std::uint64_t programs = results["programs"];
  const double rate =
      static_cast<double>(programs) / std::max(0.1, results["seconds"].get<double>());
  contender.runs += programs;
  contender.figures.per_second = static_cast<std::uint64_t>(rate);
  contender.figures.coverage = results["opcodes"];
  contender.figures.features = pairs_.size();
  contender.corpus_files = 0;
  const ledger::Sample sample{
      Elapsed(), contender.name, contender.runs, rate, contender.figures.coverage, pairs_.size(),
      0};
  Write([this, sample] { return ledger_->Add(sample); });
  schedule_.Note(job.contender, seconds,
                 ShareOfNew(pairs_before, pairs_.size()) +
                     kSignatureGain * static_cast<double>(known_.size() - known_before));
}

}  // namespace quicksilver::campaign
