#ifndef QUICKSILVER_FUZZ_HUNT_EXIT_CODES_H_
#define QUICKSILVER_FUZZ_HUNT_EXIT_CODES_H_

// What the exit status of quicksilver-hunt says; sysexits.h's numbers from 64 on.
//
// Invariant: any finding, be it a divergence, a crash or a hang, is 1; the last line of a hunt's
// summary says which. Of several reasons the one listed first counts. It is wrong to add a status
// without adding it to the help text and to README.md.

namespace quicksilver::hunt {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFinding = 1;
inline constexpr int kExitCannotWrite = 74;  // findings or standard output
inline constexpr int kExitInternal = 70;     // the hunt itself failed: no memory, no processes
inline constexpr int kExitStarved = 3;       // too few programs, or too many incomparable ones
inline constexpr int kExitInterrupted = 130;
inline constexpr int kExitSyntaxError = 2;  // the text is not a program
inline constexpr int kExitUsage = 64;
inline constexpr int kExitNothingToReduce = 65;
inline constexpr int kExitNoInput = 66;      // a file cannot be read
inline constexpr int kExitPipeClosed = 141;  // whoever read standard output has gone

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_EXIT_CODES_H_
