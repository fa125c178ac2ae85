#ifndef QUICKSILVER_FUZZ_HUNT_TRIAGE_H_
#define QUICKSILVER_FUZZ_HUNT_TRIAGE_H_

// What is done about what was found: tell what it is, count it if that is known, else make it small
// and file it.
//
// Nothing that was found may be lost because something goes wrong afterwards: what brought a worker
// down is filed as it is before anybody tries to make it smaller, and the texts that a person needs
// are in shared memory as well as on the disk. Invariant: of one signature one process files one
// folder. It is wrong to run a program that may bring the process down in the process itself: Probe
// does it in a child.

#include <cstdint>

#include "fuzz/hunt/campaign_options.h"
#include "fuzz/hunt/child_process.h"
#include "fuzz/hunt/shared_board.h"
#include "fuzz/hunt/subject.h"

namespace quicksilver::hunt {

// In a worker.
class Triage {
 public:
  // All outlive it. `worker` is the number of `place`.
  Triage(const Subject& subject, const CampaignOptions& options, SharedBoard& board,
         WorkerPlace& place, std::uint32_t worker);

  // The place's oracle has just said `verdict` about the place's program.
  void FileDivergence(const properties::TestProgram& program, const properties::Verdict& verdict);
  // Reduces and files what the place's death note says.
  void FileDeath();

 private:
  const Subject& subject_;
  const CampaignOptions& options_;
  SharedBoard& board_;
  WorkerPlace& place_;
  std::uint32_t worker_;
};

// In the parent: the worker has died. Counts the death, files what it was at, and leaves a note for
// the next worker if it is worth reducing.
void NoteDeath(const Subject& subject, const CampaignOptions& options, SharedMemory& memory,
               std::uint32_t worker, const Death& death);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_TRIAGE_H_
