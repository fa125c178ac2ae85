// The supervisor's own: time, processes, the disk.
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

// Of so many turns of the hunt one looks for what takes too long.
constexpr std::uint64_t kTurnsAGrowthTurn = 8;
constexpr double kTick = 0.2;
constexpr double kWatchSeconds = 1;
constexpr double kSampleSeconds = 15;
// With less than this no turn begins, and those at hand end.
constexpr std::uint64_t kLowDisk = std::uint64_t{4} << 20;
constexpr std::uint64_t kEnoughDisk = std::uint64_t{16} << 20;
// After the time is over: what was found is identified and made small, corpora are merged.
constexpr double kEndSeconds = 300;
constexpr double kInterruptSeconds = 20;
// Who has come to nothing this often gets a turn less often.
constexpr std::uint32_t kManyFailures = 3;
constexpr double kHuntBase = 2;

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
  for (auto [key, value] : {std::pair{"commit", options_.commit},
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
  watcher_({contenders_, Elapsed(), options_.seconds, known_.size(),
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
  if (!job->process.Start(command)) {
    News(fmt::format("no process for {}: {}", command.arguments.front(), std::strerror(errno)));
    return false;
  }
  job->process_id = job->process.pid();
  jobs_.push_back(std::move(job));
  return true;
}

bool Supervisor::StartOne() {
  const auto tool = [&](const char* command, std::size_t contender, const std::string& file) {
    return Command{{options_.self, command, contenders_[contender].name, file, "--root",
                    options_.root, "--bin", options_.bin}};
  };
  if (to_identify_.empty() && deaths_left_ && !disk_full_) TakeDeaths();
  if (!to_identify_.empty() && !disk_full_) {
    const Identification next = to_identify_.front();
    const double most = contenders_[next.contender].fuzzer->timeout() + 1200;
    if (!Start(JobKind::kIdentify, next.contender, tool("identify", next.contender, next.file),
               most)) {
      return false;
    }
    jobs_.back()->subject = next.file;
    to_identify_.pop_front();
    return true;
  }
  if (interrupts_ > 0 || disk_full_) return false;
  if (!to_reduce_.empty()) {
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
        tool("reduce", contender, folders_.input((*finding)->name) + "/" + files.front());
    for (const std::string& argument :
         {std::string("--findings"), folders_.findings(), std::string("--scratch"), scratch,
          std::string("--seconds"), fmt::format("{}", options_.reduce_seconds)}) {
      command.arguments.push_back(argument);
    }
    if (!Start(JobKind::kReduce, contender, std::move(command),
               options_.reduce_seconds * 3 + 1200)) {
      return false;
    }
    jobs_.back()->subject = signature;
    return true;
  }
  if (!to_recheck_.empty() && !stop_at_.has_value()) {
    const std::string signature = to_recheck_.front();
    to_recheck_.pop_front();
    const auto finding = ledger_->Find(signature);
    if (!finding.has_value() || !finding->has_value()) return true;
    const std::string folder = folders_.findings() + "/" + (*finding)->name;
    const auto at = std::ranges::find(contenders_, (*finding)->target, &Contender::name);
    Command command;
    std::size_t contender = 0;
    std::error_code error;
    if (at != contenders_.end() && at->fuzzer.has_value()) {
      contender = static_cast<std::size_t>(at - contenders_.begin());
      const std::vector<std::string> files = FilesIn(folders_.input((*finding)->name));
      if (files.empty()) return true;
      command = tool("identify", contender, folders_.input((*finding)->name) + "/" + files.front());
    } else if (fs::exists(folder + "/finding.json", error)) {
      command.arguments = {options_.tools + "/quicksilver-hunt", "replay", folder};
      if (!options_.plant.empty()) {
        command.arguments.insert(command.arguments.end(), {"--plant", options_.plant});
      }
    } else {
      return true;
    }
    if (!Start(JobKind::kRecheck, contender, std::move(command), 1200)) return false;
    jobs_.back()->subject = signature;
    return true;
  }

  // Corpora: at first, now and then, and at the end.
  if (stop_at_.has_value() && !final_merges_) {
    final_merges_ = true;
    for (Contender& contender : contenders_) {
      if (contender.turns_since_merge > 0) contender.turns_since_merge = kTurnsUntilMerge;
    }
  }
  for (std::size_t i = 0; i < contenders_.size(); ++i) {
    Contender& contender = contenders_[i];
    if (!contender.fuzzer.has_value() || contender.owner != i || !IsIdle(i)) continue;
    const Fuzzer::Folders places{folders_.corpus(contender.name),
                                 folders_.artifacts(contender.name), folders_.temporary()};
    if (contender.turns_since_merge >= kTurnsUntilMerge) {
      std::error_code error;
      fs::remove_all(folders_.merged(contender.name), error);
      fs::create_directories(folders_.merged(contender.name), error);
      contender.turns_since_merge = 0;
      std::vector<std::string> from = {folders_.corpus(contender.name)};
      if (contender.afl.has_value()) {
        for (std::string& queue : contender.afl->Queues()) from.push_back(std::move(queue));
      }
      if (!Start(JobKind::kMerge, i,
                 contender.fuzzer->Merge(places, folders_.merged(contender.name), from),
                 kMostMerging)) {
        return false;
      }
      contender.busy = true;
      contender.doing = "merge";
      return true;
    }
    if (const auto due = std::ranges::find(leaks_due_, i); due != leaks_due_.end()) {
      leaks_due_.erase(due);
      if (!Start(JobKind::kLeaks, i, contender.fuzzer->LookForLeaks(places), kMostLoading)) {
        return false;
      }
      contender.busy = true;
      contender.doing = "leaks";
      return true;
    }
  }
  if (stop_at_.has_value()) return false;

  const auto next = schedule_.Next([&](std::size_t i) { return MayTakeTurn(i); });
  if (!next.has_value()) return false;
  Contender& contender = contenders_[*next];
  const std::uint64_t seed = options_.seed + contender.turns;
  bool started = false;
  if (!contender.fuzzer.has_value()) {
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
    started = Start(JobKind::kHunt, *next, std::move(command), options_.slice_seconds + 300);
    if (started) jobs_.back()->seed = hunt_seed;
    contender.doing = "hunt";
  } else if (contender.corpus_files == 0 && contender.owner == *next) {
    // What the seeds cover is where it begins; those that kill it are found on the way.
    std::error_code error;
    fs::create_directories(folders_.merged(contender.name), error);
    const Fuzzer::Folders places{folders_.corpus(contender.name),
                                 folders_.artifacts(contender.name), folders_.temporary()};
    started = Start(JobKind::kMerge, *next,
                    contender.fuzzer->Merge(places, folders_.merged(contender.name),
                                            {folders_.seeds(contender.name)}),
                    kMostMerging);
    contender.doing = "merge";
  } else if (contender.afl.has_value()) {
    started = Start(JobKind::kFuzz, *next,
                    contender.afl->Fuzz(folders_.corpus(contenders_[contender.owner].name),
                                        options_.slice_seconds + kMostLoading,
                                        seed * contenders_.size() + *next),
                    options_.slice_seconds);
    contender.doing = "fuzz";
  } else {
    const Fuzzer::Folders places{folders_.corpus(contender.name),
                                 folders_.artifacts(contender.name), folders_.temporary()};
    // It is asked to end; the rest is for when nobody is there to ask.
    started = Start(JobKind::kFuzz, *next,
                    contender.fuzzer->Fuzz(places, options_.slice_seconds + kMostLoading, seed),
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
