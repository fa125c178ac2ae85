#ifndef QUICKSILVER_FUZZ_HUNT_CAMPAIGN_H_
#define QUICKSILVER_FUZZ_HUNT_CAMPAIGN_H_

// A hunt as the process sees it that starts it and watches over it: it runs no program itself.
//
// Workers are children. One that dies, or gets nothing done for too long, is a finding: what it was
// at is in its place, and the worker that takes the place over reduces and files it before it goes
// on. SIGINT and SIGTERM stop the hunt after the programs at hand, a second one at once. Invariant:
// whatever ends the hunt, no child is left and the figures are those of all programs that were
// begun. It is wrong to run two campaigns in one process at a time, or one in a process with
// several threads: it takes the process's signals and children.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/hunt/campaign_options.h"
#include "fuzz/hunt/child_process.h"
#include "fuzz/hunt/shared_board.h"
#include "fuzz/hunt/subject.h"

namespace quicksilver::hunt {

enum class Ending : std::uint8_t {
  kPrograms,  // as many as were asked for
  kTime,
  kFirstFinding,  // which was all that was asked for
  kInterrupted,
  kFailed,  // the hunt itself could not go on: `failure` says why
};

class Campaign {
 public:
  // What a hunt looks like at one moment.
  struct Snapshot {
    const Statistics& statistics;
    const SignatureTable& signatures;
    double elapsed_seconds = 0;
    double cpu_seconds = 0;  // of the workers
    bool stopping = false;
    std::optional<double> first_seconds = std::nullopt;  // until the first finding
  };
  // Called about four times a second.
  using Watcher = std::function<void(const Snapshot&)>;

  // `subject` outlives the campaign.
  Campaign(const Subject& subject, CampaignOptions options);
  ~Campaign();

  Ending Run(const Watcher& watcher = nullptr);

  // As it is now; after Run, as it was in the end.
  // It is wrong to ask if the campaign failed before it had figures.
  Snapshot Result();
  bool has_figures() const { return memory_ != nullptr; }
  const std::string& failure() const { return failure_; }

 private:
  struct Post;  // a worker's process and what is known about its progress

  void StartWorker(std::uint32_t number);
  // Whether there are workers left, once those that have ended are seen to.
  bool CollectEnded();
  void CheckProgress(std::uint32_t number);
  void OnDeath(std::uint32_t number, const Death& death);
  void OnInterrupt();
  void Stop(Ending ending, double grace_seconds);
  void Fail(std::string why);
  std::uint64_t CpuNow() const;

  const Subject& subject_;
  CampaignOptions options_;
  std::unique_ptr<SharedMemory> memory_;
  std::vector<std::unique_ptr<Post>> posts_;
  std::unique_ptr<Statistics> total_;
  std::string failure_;
  std::optional<Ending> ending_;
  std::uint64_t started_ = 0;
  std::uint64_t ended_ = 0;  // 0: not yet
  std::uint64_t cpu_before_ = 0;
  int interrupts_ = 0;
};

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_CAMPAIGN_H_
