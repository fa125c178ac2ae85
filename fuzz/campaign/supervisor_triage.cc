// Triage: what an artifact is, how small a finding can be, whether it happens still. Each question
// is a job of its own; the queues here say which are to come.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "engine/base/files.h"
#include "fuzz/campaign/supervisor.h"
#include "fuzz/campaign/supervisor_state.h"
#include "fuzz/campaign/triage.h"
#include "properties/reducers/finding.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;
using ledger::Finding;
using ledger::State;

constexpr int kMostAttempts = 3;

std::string KindOfArtifact(const std::string& name) {
  if (name.starts_with("timeout-")) return "timeout";
  if (name.starts_with("oom-")) return "out-of-memory";
  if (name.starts_with("leak-")) return "leak";
  if (name.starts_with("slow-unit-")) return "slow";
  return "crash";
}

}  // namespace

Command Supervisor::ToolCommand(const char* command, std::size_t contender,
                                const std::string& file) const {
  return {{options_.self, command, contenders_[contender].name, file, "--root", options_.root,
           "--bin", options_.bin}};
}

// --- What is it?

void Supervisor::ScanArtifacts(std::size_t contender) {
  const std::string folder = folders_.artifacts(contenders_[contender].name);
  for (const std::string& name : FilesIn(folder)) {
    const std::string file = fmt::format("{}/{}", folder, name);
    if (!identifying_.emplace(file, 0).second) continue;
    std::error_code error;
    // A disk that was full has left a name and nothing else; or a campaign that was killed has left
    // what it had judged.
    if (fs::file_size(file, error) == 0 || WasDismissed(contenders_[contender].name, name)) {
      identifying_.erase(file);
      fs::remove(file, error);
      continue;
    }
    to_identify_.push_back({contender, file});
  }
}

bool Supervisor::StartIdentification() {
  const Identification next = to_identify_.front();
  const double most = contenders_[next.contender].fuzzer->timeout() + 1200;
  if (!Start(JobKind::kIdentify, next.contender, ToolCommand("identify", next.contender, next.file),
             most)) {
    return false;
  }
  jobs_.back()->subject = next.file;
  to_identify_.pop_front();
  return true;
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
  if (bytes->empty()) {
    // Its target dies of it again, and is just about to write it down again.
    to_identify_.push_back({job.contender, file});
    return;
  }
  if (identity.has_value() && !identity->died && KindOfArtifact(name) == "timeout") {
    // It ends within its time where it has a processor: nothing that anybody could mend.
    Write([this, sight = DismissedSight(contender.name, name)] { return ledger_->Dismiss(sight); });
    RemoveArtifact(file);
    News(fmt::format("{}: an input took too long only beside other work", contender.name));
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
  RemoveArtifact(file);
}

void Supervisor::RemoveArtifact(const std::string& file) {
  Write([this, file]() -> ledger::Result<void> {
    std::error_code error;
    fs::remove(file, error);
    identifying_.erase(file);
    return {};
  });
}

std::string Supervisor::DismissedSight(const std::string& target, const std::string& name) const {
  return fmt::format("{} {} at {}", target, name, options_.commit);
}

bool Supervisor::WasDismissed(const std::string& target, const std::string& name) const {
  return ledger_->KnowsSight(DismissedSight(target, name)).value_or(false);
}

bool Supervisor::HasTakenArtifact(std::size_t owner, const std::string& output) const {
  const std::string& target = contenders_[owner].name;
  const std::string name = fs::path(Fuzzer::ArtifactIn(output)).filename().string();
  if (name.empty()) return false;
  return identifying_.contains(folders_.artifacts(target) + "/" + name) ||
         ledger_->KnowsSight(target + " " + name).value_or(false) || WasDismissed(target, name);
}

// --- How small can it be?

bool Supervisor::StartReduction() {
  const std::string signature = to_reduce_.front();
  to_reduce_.pop_front();
  const auto finding = ledger_->Find(signature);
  if (!finding.has_value() || !finding->has_value()) return true;
  const auto at = std::ranges::find(contenders_, (*finding)->target, &Contender::name);
  const std::vector<std::string> files = FilesIn(folders_.input((*finding)->name));
  if (at == contenders_.end() || !at->fuzzer.has_value() || files.empty()) return true;
  const auto contender = static_cast<std::size_t>(at - contenders_.begin());
  const std::string scratch = fmt::format("{}/reduce-{}", folders_.temporary(), contender);
  std::error_code error;
  fs::create_directories(scratch, error);
  Command command =
      ToolCommand("reduce", contender, folders_.input((*finding)->name) + "/" + files.front());
  for (const std::string& argument :
       {std::string("--findings"), folders_.findings(), std::string("--scratch"), scratch,
        std::string("--seconds"), fmt::format("{}", options_.reduce_seconds)}) {
    command.arguments.push_back(argument);
  }
  if (!Start(JobKind::kReduce, contender, std::move(command), options_.reduce_seconds * 3 + 1200)) {
    return false;
  }
  jobs_.back()->subject = signature;
  return true;
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
  const bool moves = smallest.has_value() && !smallest->filed_as.empty();
  if (moves) {
    FileAs(std::move(finding), smallest->filed_as, job.contender);
    return;
  }
  Write([this, finding] { return ledger_->Describe(finding); });
  News(fmt::format("{} {} -> {} {}: {}", StateName(finding.state), finding.size_before,
                   finding.size_after, finding.unit, finding.signature));
}

// One bug has many signatures and one finding.
void Supervisor::FileAs(Finding finding, const std::string& signature, std::size_t contender) {
  const std::string before = std::exchange(finding.signature, signature);
  finding.name = properties::FindingName(signature);
  known_[before] = false;
  if (!known_.emplace(signature, true).second) --contenders_[contender].findings;
  Write([this, before, finding] { return ledger_->FileAs(before, finding); });
  News(fmt::format("{} is {}", before, signature));
}

// --- Does it happen still?

bool Supervisor::StartRecheck() {
  const std::string signature = to_recheck_.front();
  to_recheck_.pop_front();
  const auto finding = ledger_->Find(signature);
  if (!finding.has_value() || !finding->has_value()) return true;
  const std::string folder = folders_.findings() + "/" + (*finding)->name;
  const auto at = std::ranges::find(contenders_, (*finding)->target, &Contender::name);
  Command command;
  std::size_t contender = 0;
  std::error_code error;
  const bool replays = fs::exists(folder + "/finding.json", error);
  if (replays) {
    command.arguments = {options_.tools + "/quicksilver-hunt", "replay", folder};
    if (!options_.plant.empty()) {
      command.arguments.insert(command.arguments.end(), {"--plant", options_.plant});
    }
  } else if (at != contenders_.end() && at->fuzzer.has_value()) {
    contender = static_cast<std::size_t>(at - contenders_.begin());
    const std::vector<std::string> files = FilesIn(folders_.input((*finding)->name));
    if (files.empty()) return true;
    command =
        ToolCommand("identify", contender, folders_.input((*finding)->name) + "/" + files.front());
  } else {
    return true;
  }
  if (!Start(JobKind::kRecheck, contender, std::move(command), 1200)) return false;
  jobs_.back()->subject = signature;
  jobs_.back()->replays = replays;
  return true;
}

void Supervisor::OnRecheckEnd(Job& job, int wait_status, const std::string& output) {
  const auto found = ledger_->Find(job.subject);
  if (!found.has_value() || !found->has_value() || wait_status != 0) return;
  if (!job.replays) {
    const std::optional<Identity> identity = IdentityIn(output);
    if (!identity.has_value() || identity->died) return;
  }
  Write([this, signature = job.subject] {
    return ledger_->SetState(signature, State::kFixed, options_.commit);
  });
  News(fmt::format("does not happen any more: {}", job.subject));
}

}  // namespace quicksilver::campaign
