// What the end of a job means: for the ledger, the corpora and the turns to come.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <sys/wait.h>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/base/files.h"
#include "fuzz/campaign/death_report.h"
#include "fuzz/campaign/supervisor.h"
#include "fuzz/campaign/supervisor_state.h"
#include "fuzz/campaign/triage.h"
#include "fuzz/hunt/finding_folder.h"
#include "properties/reducers/finding.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;
using ledger::Finding;
using ledger::State;

// What a new signature is worth against new coverage, which counts as a share of what is known.
constexpr double kSignatureGain = 0.1;
constexpr std::size_t kMostOutput = std::size_t{8} << 20;

double ShareOfNew(std::uint64_t before, std::uint64_t after) {
  if (after <= before || after == 0) return 0;
  return static_cast<double>(after - before) / static_cast<double>(after);
}

std::string LastLine(const std::string& text) {
  if (text.size() < 2) return text;
  const std::size_t before = text.rfind('\n', text.size() - 2);
  return text.substr(before == std::string::npos ? 0 : before + 1);
}

std::string KindOfArtifact(const std::string& name) {
  if (name.starts_with("timeout-")) return "timeout";
  if (name.starts_with("oom-")) return "out-of-memory";
  if (name.starts_with("leak-")) return "leak";
  if (name.starts_with("slow-unit-")) return "slow";
  return "crash";
}

}  // namespace

void Supervisor::OnEnd(Job& job, int wait_status) {
  const std::string output = job.process.Output(kMostOutput);
  const double seconds = MonotonicSeconds() - job.began;
  Contender& contender = contenders_[job.contender];
  static constexpr std::array<std::string_view, 7> kStages = {
      "fuzz", "hunt", "merge", "leaks", "identify", "reduce", "recheck"};
  const ledger::StageTime time{std::string(kStages[static_cast<std::size_t>(job.kind)]),
                               contender.name, seconds};
  Write([this, time] { return ledger_->Add(time); });
  switch (job.kind) {
    case JobKind::kFuzz:
    case JobKind::kLeaks:
      contender.busy = false;
      OnFuzzEnd(job, wait_status, output);
      break;
    case JobKind::kHunt:
      contender.busy = false;
      OnHuntEnd(job, wait_status, output);
      break;
    case JobKind::kMerge:
      contender.busy = false;
      OnMergeEnd(job, wait_status, output);
      break;
    case JobKind::kIdentify:
      OnIdentifyEnd(job, wait_status, output);
      break;
    case JobKind::kReduce:
      OnReduceEnd(job, wait_status, output);
      break;
    case JobKind::kRecheck:
      OnRecheckEnd(job, wait_status, output);
      break;
  }
}

// --- Turns

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
  const bool left_one = to_identify_.size() > queued;
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

void Supervisor::OnMergeEnd(Job& job, int wait_status, const std::string& output) {
  Contender& contender = contenders_[job.contender];
  ScanArtifacts(job.contender);
  if (wait_status == 0 && !disk_full_) {
    std::size_t files = 0;
    const std::size_t at = output.rfind("MERGE-OUTER: ");
    if (at != std::string::npos) files = std::strtoull(output.c_str() + at + 13, nullptr, 10);
    const auto taken = folders_.TakeMerged(contender.name, files);
    if (taken.has_value()) {
      contender.corpus_files = files;
      contender.failures = 0;
      Write([this, name = contender.name, files] {
        return ledger_->Set("corpus " + name, fmt::format("{}", files));
      });
      leaks_due_.push_back(job.contender);
      return;
    }
    contender.trouble = "merge: " + taken.error();
  } else {
    contender.trouble = "merge: " + LastLine(output);
  }
  std::error_code error;
  fs::remove_all(folders_.merged(contender.name), error);
  if (stop_at_.has_value() || disk_full_) return;
  ++contender.failures;
  News(fmt::format("{}: {}", contender.name, contender.trouble));
}

// --- Findings

void Supervisor::ScanArtifacts(std::size_t contender) {
  const std::string folder = folders_.artifacts(contenders_[contender].name);
  for (const std::string& name : FilesIn(folder)) {
    const std::string file = folder + "/" + name;
    if (!identifying_.emplace(file, 0).second) continue;
    std::error_code error;
    // A disk that was full has left a name and nothing else.
    if (fs::file_size(file, error) == 0) {
      identifying_.erase(file);
      fs::remove(file, error);
      continue;
    }
    to_identify_.push_back({contender, file});
  }
}

void Supervisor::OnIdentifyEnd(Job& job, int wait_status, const std::string& output) {
  const std::string file = job.subject;
  const std::string name = fs::path(file).filename().string();
  Contender& contender = contenders_[job.contender];
  const std::optional<Identity> identity = wait_status == 0 ? IdentityIn(output) : std::nullopt;
  if (!identity.has_value() && ++identifying_[file] < kMostAttempts) {
    to_identify_.push_back({job.contender, file});
    return;
  }
  const auto bytes = ReadFile(file);
  if (!bytes.has_value()) {
    identifying_.erase(file);
    return;
  }
  if (identity.has_value() && !identity->died && KindOfArtifact(name) == "timeout") {
    // It ends within its time where it has a processor: nothing that anybody could mend.
    News(fmt::format("{}: an input took too long only beside other work", contender.name));
    std::error_code error;
    fs::remove(file, error);
    identifying_.erase(file);
    return;
  }
  Finding finding;
  finding.target = contender.name;
  finding.input = *bytes;
  finding.size_before = bytes->size();
  finding.unit = "bytes";
  if (identity.has_value() && identity->died) {
    finding.kind = identity->kind;
    finding.signature = identity->signature;
    finding.report = identity->report;
    finding.program = identity->program;
    finding.seed = identity->seed;
  } else {
    finding.kind = KindOfArtifact(name);
    finding.signature = finding.kind == "slow"
                            ? fmt::format("slow: an input of target {}", contender.name)
                            : fmt::format("{}: in target {}, not when it is run alone",
                                          finding.kind, contender.name);
    const std::string& said = last_output_[contender.name];
    if (said.find(name) != std::string::npos) finding.report = said;
    finding.remark = identity.has_value() ? "It does not happen when the input is run alone."
                                          : "It could not be identified.";
  }
  folders_.Quarantine(contender.name, *bytes);
  Record(finding, contender.name + " " + name, 1, job.contender);
  // Only once it is in the ledger.
  Write([this, file, artifact = name]() -> ledger::Result<void> {
    std::error_code error;
    fs::remove(file, error);
    identifying_.erase(file);
    return {};
  });
}

void Supervisor::RecordWithoutInput(std::size_t contender, int wait_status,
                                    const std::string& output, const std::string& remark) {
  const std::string& target = contenders_[contender].name;
  const DeathReport report = ReadDeathReport(target, wait_status, output);
  Finding finding;
  finding.kind = report.kind;
  finding.signature = report.signature;
  finding.target = target;
  finding.report = output;
  finding.program = report.program;
  finding.remark = remark;
  Record(finding, fmt::format("{} without input {}", target, Elapsed()), 1, contender);
}

void Supervisor::Record(Finding finding, const std::string& sight, std::uint64_t times,
                        std::size_t contender) {
  finding.commit = options_.commit;
  finding.seconds = Elapsed();
  if (finding.name.empty()) finding.name = properties::FindingName(finding.signature);
  const bool is_new = known_.emplace(finding.signature, true).second;
  if (is_new) {
    contenders_[contender].last_new = Elapsed();
    ++contenders_[contender].findings;
    schedule_.Note(contender, 1, kSignatureGain);
    if (finding.replay.empty() && contenders_[contender].fuzzer.has_value()) {
      const std::string file = folders_.input(finding.name) + "/" + finding.kind + "-input";
      finding.replay = contenders_[contender].fuzzer->ReplayText(file);
    }
  }
  Write([this, finding, sight, times]() -> ledger::Result<void> {
    const auto recorded = ledger_->Record(finding, sight, times);
    if (!recorded.has_value()) return std::unexpected(recorded.error());
    return {};
  });
  if (!is_new) return;
  WriteInput(finding);
  if (finding.state == State::kRaw && !finding.input.empty()) {
    to_reduce_.push_back(finding.signature);
  }
  News(fmt::format("found after {:.0f} s by {}: {}", finding.seconds, finding.target,
                   finding.signature));
}

void Supervisor::WriteInput(const Finding& finding) {
  if (finding.input.empty()) return;
  std::error_code error;
  fs::create_directories(folders_.input(finding.name), error);
  const std::string file = folders_.input(finding.name) + "/" + finding.kind + "-input";
  if (!fs::exists(file, error)) static_cast<void>(WriteFile(file, finding.input));
}

void Supervisor::TakeHuntFinding(const std::string& name, std::uint64_t times,
                                 const std::string& sight) {
  const std::string folder = folders_.findings() + "/" + name;
  const auto text = ReadFile(folder + "/finding.json");
  const nlohmann::json json = nlohmann::json::parse(text.value_or(""), nullptr, false);
  if (!json.is_object() || !json.contains("signature")) return;
  Finding finding;
  finding.name = name;
  finding.signature = json["signature"];
  finding.kind = json.value("kind", "divergence");
  if (finding.kind == "hang") finding.kind = "timeout";
  const std::string oracle = json.value("oracle", "");
  if (oracle == "work" || oracle == "growth") finding.kind = "slow";
  finding.target = "hunt";
  finding.seed = json.value("seed", std::uint64_t{0});
  finding.program = ReadFile(folder + "/minimal.gw").value_or("");
  finding.input = ReadFile(folder + "/original.gw").value_or("");
  finding.page = ReadFile(folder + "/finding.md").value_or("");
  finding.report = json.value("report", "");
  finding.remark = json.value("remark", "");
  finding.reducer = finding.program.empty() ? "" : "program reducers";
  if (json.contains("reduction")) {
    finding.size_before = json["reduction"].value("nodes_before", std::uint64_t{0});
    finding.size_after = json["reduction"].value("nodes_after", std::uint64_t{0});
    finding.unit = "nodes";
  } else {
    finding.size_before = finding.input.size();
    finding.size_after = finding.program.size();
    finding.unit = "bytes";
  }
  finding.state = finding.program.empty() ? State::kRaw : State::kMinimised;
  finding.replay = fmt::format("{}/quicksilver-hunt replay {}", options_.tools, folder);
  if (!options_.plant.empty()) finding.replay += " --plant " + options_.plant;
  const bool was_known = known_.contains(finding.signature);
  // The hunt makes its own findings small.
  if (!was_known) {
    finding.commit = options_.commit;
  }
  Record(finding, sight, times, 0);
}

void Supervisor::ScanFolders() {
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folders_.findings(), error)) {
    if (entry.is_directory(error)) names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  for (const std::string& name : names) {
    // A hunt that was killed has left it; or a hunt at hand is still at it, and reports it again.
    if (name.starts_with(".")) continue;
    const auto text = ReadFile(folders_.findings() + "/" + name + "/finding.json");
    const nlohmann::json json = nlohmann::json::parse(text.value_or(""), nullptr, false);
    if (!json.is_object() || !json.contains("signature")) continue;
    if (known_.contains(json["signature"].get<std::string>())) continue;
    TakeHuntFinding(name, 1, "folder " + name);
  }
}

void Supervisor::OnReduceEnd(Job& job, int wait_status, const std::string& output) {
  const auto found = ledger_->Find(job.subject);
  if (!found.has_value() || !found->has_value()) return;
  Finding finding = **found;
  const std::optional<Smallest> smallest = wait_status == 0 ? SmallestIn(output) : std::nullopt;
  if (!smallest.has_value()) {
    // A campaign that is ended goes on with it; a reducer that fails is not asked again.
    if (job.killed_for == "interrupt") return;
    finding.remark += finding.remark.empty() ? "" : " ";
    finding.remark += fmt::format("It could not be made smaller: {}",
                                  job.killed_for == "time" ? "time ran out" : LastLine(output));
  } else if (smallest->reducer.empty()) {
    finding.remark += finding.remark.empty() ? "" : " ";
    finding.remark += "Nothing smaller was found that shows the same.";
    finding.size_after = finding.size_before;
    finding.minimal = finding.input;
    finding.state = State::kMinimised;
  } else {
    finding.state = State::kMinimised;
    finding.reducer = smallest->reducer;
    finding.size_before = smallest->size_before;
    finding.size_after = smallest->size_after;
    finding.unit = smallest->unit;
    if (!smallest->program.empty()) finding.program = smallest->program;
    finding.minimal = smallest->input;
    finding.page = smallest->page;
    if (!smallest->folder.empty()) {
      finding.replay =
          fmt::format("{}/quicksilver-hunt replay {}", options_.tools, smallest->folder);
    } else if (!smallest->input.empty()) {
      const std::string folder = folders_.findings() + "/" + finding.name;
      std::error_code error;
      fs::create_directories(folder, error);
      const std::string file = folder + "/minimal";
      if (WriteFile(file, smallest->input).has_value()) {
        finding.replay = contenders_[job.contender].fuzzer->ReplayText(file);
      }
      static_cast<void>(WriteFile(folder + "/report.txt", finding.report));
    }
  }
  Write([this, finding] { return ledger_->Describe(finding); });
  News(fmt::format("{} {} -> {} {}: {}", StateName(finding.state), finding.size_before,
                   finding.size_after, finding.unit, finding.signature));
}

void Supervisor::OnRecheckEnd(Job& job, int wait_status, const std::string& output) {
  const auto found = ledger_->Find(job.subject);
  if (!found.has_value() || !found->has_value() || wait_status != 0) return;
  if ((*found)->target != "hunt") {
    const std::optional<Identity> identity = IdentityIn(output);
    if (!identity.has_value() || identity->died) return;
  }
  Write([this, signature = job.subject] {
    return ledger_->SetState(signature, State::kFixed, options_.commit);
  });
  News(fmt::format("does not happen any more: {}", job.subject));
}

void Supervisor::QueueKnown() {
  const auto findings = ledger_->Findings();
  if (!findings.has_value()) {
    failure_ = findings.error().message;
    return;
  }
  // Texts of programs that once broke something stand in the headers of what is kept.
  std::string regressions;
  std::error_code error;
  const fs::path folder = fs::path(options_.root) / "corpus/regressions";
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file(error)) {
      regressions += ReadFile(entry.path().string()).value_or("") + "\n";
    }
  }
  for (const Finding& finding : *findings) {
    known_.emplace(finding.signature, true);
    for (Contender& contender : contenders_) {
      if (contender.name == finding.target) ++contender.findings;
    }
    WriteInput(finding);
    if (finding.state == State::kMinimised &&
        regressions.find(finding.signature) != std::string::npos) {
      Write([this, signature = finding.signature] {
        return ledger_->SetState(signature, State::kRegression, options_.commit);
      });
    }
    if (finding.state == State::kRaw && finding.remark.empty() && !finding.input.empty() &&
        finding.target != "hunt") {
      to_reduce_.push_back(finding.signature);
    }
    if (finding.state != State::kFixed && finding.commit != options_.commit) {
      to_recheck_.push_back(finding.signature);
    }
  }
  const std::string pairs = ledger_->Get("pairs").value_or("");
  for (std::size_t begin = 0; begin < pairs.size();) {
    const std::size_t end = pairs.find('\n', begin);
    pairs_.emplace(pairs.substr(begin, end - begin), true);
    begin = end + 1;
  }
}

}  // namespace quicksilver::campaign
