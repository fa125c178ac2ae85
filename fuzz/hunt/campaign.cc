#include "fuzz/hunt/campaign.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fmt/format.h>
#include <sys/resource.h>
#include <utility>

#include "fuzz/hunt/triage.h"
#include "fuzz/hunt/worker.h"

namespace quicksilver::hunt {
namespace {

// How often the watcher is called and progress is looked at.
constexpr std::uint64_t kTick = 250'000'000;
// A worker that waits rather than works is given this many times as long before it counts as
// hanging: the machine may be busy with something else.
constexpr std::uint64_t kPatience = 10;

std::uint64_t Nanoseconds(double seconds) { return static_cast<std::uint64_t>(seconds * 1e9); }

// While it lives, these signals wait to be asked for.
class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&held_);
    for (const int signal : {SIGINT, SIGTERM, SIGCHLD}) sigaddset(&held_, signal);
    ::sigprocmask(SIG_BLOCK, &held_, &before_);
  }
  ~HeldSignals() {
    while (Next(0) != 0) {
    }
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

  // The next signal; 0 when none came within `nanoseconds`.
  int Next(std::uint64_t nanoseconds) const {
    const timespec most{static_cast<time_t>(nanoseconds / 1'000'000'000),
                        static_cast<long>(nanoseconds % 1'000'000'000)};
    const int signal = ::sigtimedwait(&held_, nullptr, &most);
    return signal < 0 ? 0 : signal;
  }

 private:
  sigset_t held_{};
  sigset_t before_{};
};

std::uint64_t CpuOfEndedChildren() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  const auto nanoseconds = [](const timeval& time) {
    return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
           static_cast<std::uint64_t>(time.tv_usec) * 1'000;
  };
  return nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime);
}

}  // namespace

struct Campaign::Post {
  ReportFile report;
  ChildProcess process;
  std::uint64_t progress = 0;  // when it was last seen to change,
  std::uint64_t cpu_then = 0;  // and the clocks then
  std::uint64_t wall_then = 0;
};

Campaign::Campaign(const Subject& subject, CampaignOptions options)
    : subject_(subject), options_(std::move(options)), total_(std::make_unique<Statistics>()) {}

Campaign::~Campaign() = default;

Ending Campaign::Run(const Watcher& watcher) {
  cpu_before_ = CpuOfEndedChildren();
  started_ = MonotonicNanoseconds();
  memory_ = SharedMemory::Make(options_.jobs);
  if (memory_ == nullptr) {
    Fail(fmt::format("no shared memory: {}", std::strerror(errno)));
    return *ending_;
  }
  memory_->board().end = options_.programs.value_or(~std::uint64_t{0});
  const HeldSignals signals;
  for (std::uint32_t i = 0; i < options_.jobs; ++i) posts_.push_back(std::make_unique<Post>());
  for (std::uint32_t i = 0; i < options_.jobs && !ending_.has_value(); ++i) StartWorker(i);

  std::uint64_t next_tick = started_;
  const std::uint64_t time_over =
      options_.seconds.has_value() ? started_ + Nanoseconds(*options_.seconds) : ~std::uint64_t{0};
  while (CollectEnded()) {
    const std::uint64_t now = MonotonicNanoseconds();
    if (now >= time_over && !ending_.has_value()) Stop(Ending::kTime, options_.grace_seconds);
    if (options_.until_first && !ending_.has_value() && memory_->board().signatures.size() > 0) {
      Stop(Ending::kFirstFinding, options_.grace_seconds);
    }
    if (now >= next_tick) {
      next_tick = now + kTick;
      for (std::uint32_t i = 0; i < options_.jobs; ++i) CheckProgress(i);
      if (watcher != nullptr) watcher(Result());
    }
    const std::uint64_t wake = ending_.has_value() ? next_tick : std::min(next_tick, time_over);
    const int signal = signals.Next(wake > now ? wake - now : 0);
    if (signal == SIGINT || signal == SIGTERM) OnInterrupt();
  }
  ended_ = MonotonicNanoseconds();
  return ending_.value_or(Ending::kPrograms);
}

void Campaign::StartWorker(std::uint32_t number) {
  Post& post = *posts_[number];
  const auto body = [this, number] { return Worker(subject_, options_, *memory_, number).Run(); };
  if (!post.report.ok() || !post.process.Start(body, post.report)) {
    Fail(fmt::format("no process for a worker: {}", std::strerror(errno)));
    return;
  }
  post.progress = memory_->place(number).progress.Get();
  post.cpu_then = 0;
  post.wall_then = MonotonicNanoseconds();
}

void Campaign::Stop(Ending ending, double grace_seconds) {
  ending_ = ending;
  SharedBoard& board = memory_->board();
  board.reduce_until.store(MonotonicNanoseconds() + Nanoseconds(grace_seconds));
  board.stop.store(true);
}

void Campaign::OnInterrupt() {
  if (++interrupts_ == 1) {
    Stop(Ending::kInterrupted, options_.interrupt_grace_seconds);
    return;
  }
  for (const std::unique_ptr<Post>& post : posts_) post->process.Kill();
}

void Campaign::Fail(std::string why) {
  failure_ = std::move(why);
  ending_ = Ending::kFailed;
  for (const std::unique_ptr<Post>& post : posts_) post->process.Kill();
}

bool Campaign::CollectEnded() {
  bool any = false;
  for (std::uint32_t i = 0; i < posts_.size(); ++i) {
    Post& post = *posts_[i];
    int status = 0;
    if (post.process.HasEnded(status)) {
      const std::optional<Death> death = DeathOf(status, post.report);
      if (death.has_value()) OnDeath(i, *death);
    }
    any = any || post.process.running();
  }
  return any;
}

void Campaign::CheckProgress(std::uint32_t number) {
  Post& post = *posts_[number];
  if (!post.process.running()) return;
  const std::uint64_t progress = memory_->place(number).progress.Get();
  const std::uint64_t now = MonotonicNanoseconds();
  const std::uint64_t cpu = post.process.CpuNanoseconds();
  if (progress != post.progress) {
    post.progress = progress;
    post.cpu_then = cpu;
    post.wall_then = now;
    return;
  }
  const std::uint64_t most = Nanoseconds(options_.hang_seconds);
  if (cpu - post.cpu_then < most && now - post.wall_then < kPatience * most) return;
  post.process.Kill();
  OnDeath(number, Death{Death::Kind::kHang, 0, post.report.Tail(std::size_t{64} << 10)});
}

void Campaign::OnDeath(std::uint32_t number, const Death& death) {
  if (memory_->place(number).task.load() == Task::kNone) {
    // It was the worker's own fault; the next one would do no better.
    Fail(
        fmt::format("a worker ended outside any program: {}\n{}", death.Signature(), death.report));
    return;
  }
  NoteDeath(subject_, options_, *memory_, number, death);
  if (ending_ != Ending::kFailed && interrupts_ < 2) StartWorker(number);
}

std::uint64_t Campaign::CpuNow() const {
  std::uint64_t cpu = CpuOfEndedChildren() - cpu_before_;
  for (const std::unique_ptr<Post>& post : posts_) {
    if (post->process.running()) cpu += post->process.CpuNanoseconds();
  }
  return cpu;
}

Campaign::Snapshot Campaign::Result() {
  total_ = std::make_unique<Statistics>();
  for (std::uint32_t i = 0; i < posts_.size(); ++i) total_->Merge(memory_->place(i).statistics);
  const std::uint64_t now = ended_ != 0 ? ended_ : MonotonicNanoseconds();
  std::optional<double> first;
  for (const SignatureEntry* entry : memory_->board().signatures.Described()) {
    const double seconds = static_cast<double>(entry->found_nanoseconds - started_) * 1e-9;
    if (!first.has_value() || seconds < *first) first = seconds;
  }
  return {*total_,
          memory_->board().signatures,
          static_cast<double>(now - started_) * 1e-9,
          static_cast<double>(CpuNow()) * 1e-9,
          ending_.has_value(),
          first};
}

}  // namespace quicksilver::hunt
