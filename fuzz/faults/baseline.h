#ifndef QUICKSILVER_FUZZ_FAULTS_BASELINE_H_
#define QUICKSILVER_FUZZ_FAULTS_BASELINE_H_

// What is known about each fault, and what a drill must not make worse.
//
// The baseline is a file of records under version control, one line a fault. Invariant: in a sound
// baseline every fault of the catalogue has a line, and every survivor a reason. It is wrong to
// update it in order to get rid of a complaint: a new survivor is a loss of the harness.

#include <string>
#include <vector>

#include "fuzz/faults/fault.h"
#include "fuzz/faults/record.h"

namespace quicksilver::faults {

// One line for each thing that is worse than in the baseline: a fault that survives although it was
// killed there, and a survivor without a reason.
std::vector<std::string> Complaints(const std::vector<Record>& baseline,
                                    const std::vector<Record>& drill);

// What is wrong with the baseline itself: faults that it does not know, lines of faults that do not
// exist, survivors without a reason.
std::vector<std::string> FlawsOf(const std::vector<Record>& baseline,
                                 const std::vector<Fault>& catalogue);

// The baseline with the drill's records instead of its own for the same faults. Survivors keep
// their reasons. In the order of the faults' names.
std::vector<Record> Updated(const std::vector<Record>& baseline, const std::vector<Record>& drill);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_BASELINE_H_
