#ifndef QUICKSILVER_FUZZ_HUNT_WORKER_H_
#define QUICKSILVER_FUZZ_HUNT_WORKER_H_

// What one process of a hunt does: takes the next number, makes its program, asks the oracles, and
// sees to what they object to.
//
// Invariant: what is about to be done is in the worker's place before it is done. It is wrong to
// run a worker in the process that watches it: programs may bring it down.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "fuzz/hunt/campaign_options.h"
#include "fuzz/hunt/shared_board.h"
#include "fuzz/hunt/stages.h"
#include "fuzz/hunt/subject.h"
#include "fuzz/hunt/triage.h"
#include "properties/oracles/engine_observer.h"

namespace quicksilver::hunt {

class Worker : private properties::EngineObserver {
 public:
  // All outlive the worker. `number` is that of its place.
  Worker(const Subject& subject, const CampaignOptions& options, SharedMemory& memory,
         std::uint32_t number);

  // Until there is nothing left to do, or the board says stop. The exit status of the process.
  int Run();

 private:
  void HuntOne(const Draw& draw);
  void Ask(std::uint32_t oracle, const properties::TestProgram& program, const Draw& draw);
  void OnStage(properties::EngineStage stage) override;
  void OnCode(const Chunk& chunk) override;

  const Subject& subject_;
  std::uint64_t hunt_seed_;
  SharedBoard& board_;
  WorkerPlace& place_;
  Statistics& statistics_;
  StageClock clock_;
  Triage triage_;
  std::vector<std::unique_ptr<properties::Oracle>> oracles_;
  // Of the program at hand.
  bool counted_incomparable_ = false;
};

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_WORKER_H_
