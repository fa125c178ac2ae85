// The supervisor's own: time, which job is next, processes, the disk.
#include "fuzz/campaign/supervisor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

#include "fuzz/campaign/supervisor_state.h"

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;

constexpr double kTick = 0.2;
constexpr double kWatchSeconds = 1;
constexpr double kSampleSeconds = 15;
constexpr double kCpuSlackSeconds = 60;
// With less than this no turn begins, and those at hand end.
constexpr std::uint64_t kLowDisk = std::uint64_t{4} << 20;
constexpr std::uint64_t kEnoughDisk = std::uint64_t{16} << 20;
// After the time is over: what was found is identified and made small, corpora are merged.
constexpr double kEndSeconds = 300;
constexpr double kInterruptSeconds = 20;
constexpr double kHuntBase = 2;
constexpr std::size_t kMostOutput = std::size_t{8} << 20;

class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&held_);
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD}) sigaddset(&held_, signal);
    ::sigprocmask(SIG_BLOCK, &held_, &before_);
  }
  ~HeldSignals() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  int Next(double seconds) const {
    const timespec most{0, static_cast<long>(seconds * 1e9)};
    const int signal = ::sigtimedwait(&held_, nullptr, &most);
    return signal < 0 ? 0 : signal;
  }

 private:
  sigset_t held_{};
  sigset_t before_{};
};

}  // namespace

Supervisor::Supervisor(CampaignOptions options)
    : options_(std::move(options)), folders_(options_.directory) {}

Supervisor::~Supervisor() = default;

std::expected<void, std::string> Supervisor::Prepare() {
  auto lock = DirectoryLock::Take(folders_.directory());
  if (!lock.has_value()) return std::unexpected(lock.error());
  lock_.emplace(std::move(*lock));

  std::error_code error;
  const bool there = fs::exists(folders_.ledger(), error);
  if (there && !options_.resume) {
    return std::unexpected(
        fmt::format("there is a campaign in '{}': go on with it (--resume), or give another --dir",
                    folders_.directory()));
  }
  if (!there && options_.resume) {
    return std::unexpected(
        fmt::format("there is no campaign in '{}' to go on with", folders_.directory()));
  }
  if (options_.targets.empty()) options_.targets = Fuzzer::AllTargets(options_.root);
  if (auto prepared = folders_.Prepare(options_.targets); !prepared.has_value()) return prepared;

  const Ran seeds = RunToEnd(
      {{options_.tools + "/quicksilver-seeds", options_.root, folders_.seeds()}}, kMostLoading);
  if (!seeds.ok()) {
    return std::unexpected(fmt::format("the seeds could not be made: {}", seeds.output));
  }
  auto ledger = ledger::Ledger::Open(folders_.ledger(), ledger::Opening::kMake);
  if (!ledger.has_value()) return std::unexpected(ledger.error().message);
  ledger_.emplace(std::move(*ledger));

  if (options_.hunt) {
    contenders_.push_back({.name = "hunt"});
    schedule_.Add(kHuntBase);
  }
  for (const std::string& target : options_.targets) {
    if (auto added = AddTarget(target); !added.has_value()) return added;
  }
  if (options_.slice_seconds <= 0) {
    // Everybody is to have some turns.
    options_.slice_seconds = std::clamp(
        options_.seconds * options_.jobs / 4 / static_cast<double>(contenders_.size()), 5.0, 180.0);
  }
  elapsed_before_ = std::strtod(ledger_->Get("elapsed").value_or("").c_str(), nullptr);
  hunt_turns_ = std::strtoull(ledger_->Get("hunt turns").value_or("").c_str(), nullptr, 10);
  for (const auto& [key, value] : {std::pair{"commit", options_.commit},
                                   {"goal", fmt::format("{}", options_.seconds)},
                                   {"jobs", fmt::format("{}", options_.jobs)}}) {
    Write([this, key, value] { return ledger_->Set(key, value); });
  }
  QueueKnown();
  ScanFolders();
  for (std::size_t i = 0; i < contenders_.size(); ++i) {
    if (contenders_[i].fuzzer.has_value() && contenders_[i].owner == i) ScanArtifacts(i);
  }
  TakeDeaths();
  folders_.KeepReserve();
  return {};
}

std::expected<void, std::string> Supervisor::AddTarget(const std::string& target) {
  auto fuzzer = Fuzzer::Find(options_.root, options_.bin, target);
  if (!fuzzer.has_value()) return std::unexpected(fuzzer.error());
  const std::size_t seeds_there = FilesIn(folders_.seeds(target)).size();
  if (seeds_there == 0) return std::unexpected(fmt::format("{} has no seeds", target));
  folders_.CleanCorpus(target);
  const std::size_t inputs = FilesIn(folders_.corpus(target)).size();
  const std::string before = ledger_->Get("corpus " + target).value_or("");
  if (inputs == 0 && !before.empty() && before != "0") {
    return std::unexpected(
        fmt::format("'{}' is empty but had {} inputs: put them back, or begin a new campaign",
                    folders_.corpus(target), before));
  }
  const std::size_t owner = contenders_.size();
  const std::uint32_t instances = options_.afl ? 1 + options_.secondaries : 1;
  const AflSetup setup{options_.root, options_.afl_bin,
                       options_.sync.empty() ? folders_.directory() + "/sync" : options_.sync,
                       options_.machine};
  for (std::uint32_t number = 0; number < instances; ++number) {
    Contender contender{.name = number == 0 ? target : fmt::format("{}+{}", target, number),
                        .fuzzer = *fuzzer,
                        .owner = owner,
                        .corpus_files = number == 0 ? inputs : 0};
    if (options_.afl) {
      auto instance = AflInstance::Find(setup, target, number);
      if (!instance.has_value()) return std::unexpected(instance.error());
      contender.afl = std::move(*instance);
    }
    contenders_.push_back(std::move(contender));
    // Instances share their target's time.
    schedule_.Add(1.0 / instances);
  }
  return {};
}

std::expected<void, std::string> Supervisor::Run(const Watcher& watcher) {
  watcher_ = watcher;
  started_ = MonotonicSeconds();
  const HeldSignals signals;
  while (failure_.empty()) {
    CollectEnded();
    FlushWrites();
    WatchDisk();
    const double now = MonotonicSeconds();
    if (now >= next_watch_) {
      next_watch_ = now + kWatchSeconds;
      Watch();
      News("");
    }
    TakeSamples();
    if (!stop_at_.has_value() && Elapsed() >= options_.seconds) {
      stop_at_ = now + kEndSeconds;
      for (const auto& job : jobs_) {
        if (job->kind == JobKind::kFuzz || job->kind == JobKind::kHunt) AskToEnd(*job);
      }
      News("the time is over: what was found is made small, corpora are merged");
    }
    StartJobs();
    if (stop_at_.has_value()) {
      if (jobs_.empty() && !WorkLeft()) break;
      if (now >= *stop_at_) break;
    }
    if (const int signal = signals.Next(kTick); signal == SIGINT || signal == SIGTERM) {
      OnSignal(signal);
    }
  }
  for (const auto& job : jobs_) job->process.Kill();
  jobs_.clear();
  const double elapsed = Elapsed();
  Write([this, elapsed] { return ledger_->Set("elapsed", fmt::format("{}", elapsed)); });
  folders_.GiveUpReserve();
  FlushWrites();
  if (!failure_.empty()) return std::unexpected(failure_);
  if (!to_write_.empty()) {
    return std::unexpected(fmt::format("the disk is full: {} entries are not in '{}'",
                                       to_write_.size(), folders_.ledger()));
  }
  return {};
}

double Supervisor::Elapsed() const {
  return elapsed_before_ + (started_ > 0 ? MonotonicSeconds() - started_ : 0);
}

void Supervisor::News(const std::string& text) {
  if (watcher_ == nullptr) return;
  std::string state = stop_at_.has_value() ? "ending" : "running";
  if (disk_full_) {
    state = fmt::format("the disk is full: no turns until {} MiB are free", kEnoughDisk >> 20);
  }
  const auto findings = static_cast<std::size_t>(
      std::ranges::count_if(known_, [](const auto& known) { return known.second; }));
  watcher_({contenders_, Elapsed(), options_.seconds, findings,
            to_identify_.size() + to_reduce_.size() + to_write_.size(), state},
           text);
}

// --- Jobs

bool Supervisor::WorkLeft() const {
  if (!to_identify_.empty() || !to_write_.empty() || deaths_left_) return true;
  if (interrupts_ > 0) return false;
  return !to_reduce_.empty() || !final_merges_;
}

void Supervisor::StartJobs() {
  while (jobs_.size() < options_.jobs && StartOne()) {
  }
}

bool Supervisor::Start(JobKind kind, std::size_t contender, Command command, double seconds) {
  auto job = std::make_unique<Job>();
  job->kind = kind;
  job->contender = contender;
  job->seconds = seconds;
  job->began = MonotonicSeconds();
  if (kind == JobKind::kFuzz && contenders_[contender].afl.has_value()) {
    job->runs_before = contenders_[contender].afl->Figures(0).runs;
  }
  // No process needs more than one processor for all of its time, and its time is watched; the rest
  // is for whoever is not watched any more.
  command.cpu_seconds = 2 * seconds + kCpuSlackSeconds;
  if (!job->process.Start(command)) {
    News(fmt::format("no process for {}: {}", command.arguments.front(), std::strerror(errno)));
    return false;
  }
  job->process_id = job->process.pid();
  jobs_.push_back(std::move(job));
  return true;
}

bool Supervisor::StartOne() {
  if (to_identify_.empty() && deaths_left_ && !disk_full_) TakeDeaths();
  if (!to_identify_.empty() && !disk_full_) return StartIdentification();
  if (interrupts_ > 0 || disk_full_) return false;
  if (!to_reduce_.empty()) return StartReduction();
  if (!to_recheck_.empty() && !stop_at_.has_value()) return StartRecheck();
  if (stop_at_.has_value() && !final_merges_) {
    final_merges_ = true;
    for (Contender& contender : contenders_) {
      if (contender.turns_since_merge > 0) contender.turns_since_merge = kTurnsUntilMerge;
    }
  }
  if (const auto owner = CorpusDue(); owner.has_value()) return StartCorpusJob(*owner);
  return !stop_at_.has_value() && StartTurn();
}

void Supervisor::CollectEnded() {
  for (std::size_t i = 0; i < jobs_.size();) {
    int wait_status = 0;
    if (!jobs_[i]->process.HasEnded(wait_status)) {
      ++i;
      continue;
    }
    const std::unique_ptr<Job> job = std::move(jobs_[i]);
    jobs_.erase(jobs_.begin() + static_cast<std::ptrdiff_t>(i));
    OnEnd(*job, wait_status);
  }
}

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

void Supervisor::OnSignal(int) {
  const double now = MonotonicSeconds();
  stop_at_ = now + kInterruptSeconds;
  if (++interrupts_ > 1) {
    stop_at_ = now;
    return;
  }
  News("interrupted: ending; once more ends at once");
  for (const auto& job : jobs_) {
    if (job->kind == JobKind::kFuzz || job->kind == JobKind::kHunt) {
      AskToEnd(*job);
    } else if (job->kind != JobKind::kIdentify) {
      job->killed_for = "interrupt";
      job->process.Signal(SIGKILL);
    }
  }
}

// --- Figures and the ledger

void Supervisor::TakeSamples() {
  const double now = MonotonicSeconds();
  if (now < next_sample_) return;
  next_sample_ = now + kSampleSeconds;
  TakeDeaths();
  const double elapsed = Elapsed();
  Write([this, elapsed] { return ledger_->Set("elapsed", fmt::format("{}", elapsed)); });
  for (const Contender& contender : contenders_) {
    if (!contender.busy || (contender.figures.runs == 0 && contender.runs == 0)) continue;
    const FuzzerFigures& figures = contender.figures;
    const ledger::Sample sample{elapsed,
                                contender.name,
                                contender.runs + figures.runs,
                                static_cast<double>(figures.per_second),
                                figures.coverage,
                                figures.features,
                                std::max(figures.corpus, contender.corpus_files)};
    Write([this, sample] { return ledger_->Add(sample); });
  }
}

void Supervisor::Write(std::function<ledger::Result<void>()> write) {
  to_write_.push_back(std::move(write));
  FlushWrites();
}

void Supervisor::FlushWrites() {
  while (!to_write_.empty()) {
    const auto written = to_write_.front()();
    if (!written.has_value()) {
      if (written.error().kind == ledger::Error::Kind::kFull) {
        if (!disk_full_) {
          disk_full_ = true;
          // The ledger has it now.
          folders_.GiveUpReserve();
          continue;
        }
        return;
      }
      if (written.error().kind == ledger::Error::Kind::kBusy) return;
      failure_ = written.error().message;
      return;
    }
    to_write_.pop_front();
  }
}

void Supervisor::WatchDisk() {
  const std::uint64_t free = folders_.FreeBytes();
  if (!disk_full_ && free < kLowDisk) disk_full_ = true;
  if (!disk_full_) return;
  for (const auto& job : jobs_) {
    const bool turn = job->kind == JobKind::kFuzz || job->kind == JobKind::kHunt;
    if (turn && job->asked_to_end == 0) AskToEnd(*job);
  }
  if (free < kEnoughDisk || !to_write_.empty()) return;
  folders_.KeepReserve();
  disk_full_ = false;
  for (std::size_t i = 0; i < contenders_.size(); ++i) {
    if (contenders_[i].fuzzer.has_value() && contenders_[i].owner == i && !contenders_[i].busy) {
      ScanArtifacts(i);
    }
  }
  News("there is room on the disk again");
}

}  // namespace quicksilver::campaign
