#ifndef QUICKSILVER_FUZZ_HUNT_CAMPAIGN_OPTIONS_H_
#define QUICKSILVER_FUZZ_HUNT_CAMPAIGN_OPTIONS_H_

// How much a hunt does, where it leaves what it finds, and when it loses patience.
//
// Invariant: the programs and verdicts of a hunt follow from `seed` and `programs`; everything else
// decides only how soon they are there. It is wrong to make limits of the language out of these:
// those are in Subject::limits.

#include <cstdint>
#include <optional>
#include <string>

#include "fuzz/hunt/child_process.h"

namespace quicksilver::hunt {

struct CampaignOptions {
  std::uint64_t seed = 1;
  std::optional<std::uint64_t> programs;
  std::optional<double> seconds;  // neither: until interrupted
  std::uint32_t jobs = 2;
  bool until_first = false;  // the first finding ends the hunt, once it is reduced
  std::string findings = "findings";
  // CPU time after which a worker that gets nothing done counts as hanging. A program under
  // TestLimits takes well under a second, a sanitised one some ten times as long.
  double hang_seconds = HasSanitizer() ? 60 : 15;
  // A reduction that takes longer is worth less than the programs that could be checked meanwhile.
  double reduce_seconds = 20;
  // How long reductions may go on after the hunt's time is over, and after an interrupt.
  double grace_seconds = 20;
  double interrupt_grace_seconds = 2;
};

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_CAMPAIGN_OPTIONS_H_
