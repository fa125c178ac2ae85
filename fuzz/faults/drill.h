#ifndef QUICKSILVER_FUZZ_FAULTS_DRILL_H_
#define QUICKSILVER_FUZZ_FAULTS_DRILL_H_

// The tasks of quicksilver-faults.
//
// Invariant: what is printed while it runs is enough to repeat any line of it. It is wrong to go on
// to the next fault before the last one has been taken back.

#include "fuzz/faults/options.h"

namespace quicksilver::faults {

// Does what was asked for. The exit status.
int RunTask(const Options& options);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_DRILL_H_
