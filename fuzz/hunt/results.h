#ifndef QUICKSILVER_FUZZ_HUNT_RESULTS_H_
#define QUICKSILVER_FUZZ_HUNT_RESULTS_H_

// A hunt's figures for programs: what the summary says, as JSON.
//
// `seed`, `programs`, `cpu_seconds`, `stages` (name to CPU seconds), `opcodes`, `pairs` (a list of
// two names each), `findings` (signature, kind, times, name, seconds). Invariant: every signature
// that was described is there, filed or not. It is wrong to look for programs here: those are in
// the folder of findings.

#include <string>

#include "fuzz/hunt/campaign.h"
#include "fuzz/hunt/subject.h"

namespace quicksilver::hunt {

std::string ResultsJson(const Subject& subject, const CampaignOptions& options,
                        const Campaign::Snapshot& snapshot);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_RESULTS_H_
