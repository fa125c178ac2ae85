#ifndef QUICKSILVER_FUZZ_CAMPAIGN_SUPERVISOR_STATE_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_SUPERVISOR_STATE_H_

// What the files of the supervisor share: a job, and the figures that several go by.
//
// Invariant: a job occupies one of the campaign's processors from Start to OnEnd. It is wrong to
// include this anywhere else.

#include "fuzz/campaign/supervisor.h"

namespace quicksilver::campaign {

struct Supervisor::Job {
  JobKind kind = JobKind::kFuzz;
  std::size_t contender = 0;
  Process process;
  pid_t process_id = 0;  // which it keeps when it has ended
  double began = 0;
  double seconds = 0;       // what it is given; for turns of targets, behind reading the corpus
  double loaded = 0;        // when it had read its corpus
  double asked_to_end = 0;  // when it was asked; 0: not yet
  std::string killed_for;   // why we ended it; empty: we did not
  std::string subject;      // file or signature
  bool replays = false;     // a recheck by the hunt's own command, which answers by its exit status
  std::uint64_t seed = 0;
  std::uint64_t features_before = 0;
  std::uint64_t runs_before = 0;  // of AFL++, which goes on counting
};

// To read a corpus, however large.
inline constexpr double kMostLoading = 900;
inline constexpr std::uint32_t kTurnsUntilMerge = 5;
// What a new signature is worth against new coverage, which counts as a share of what is known.
inline constexpr double kSignatureGain = 0.1;

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_SUPERVISOR_STATE_H_
