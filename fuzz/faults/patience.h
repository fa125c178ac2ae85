#ifndef QUICKSILVER_FUZZ_FAULTS_PATIENCE_H_
#define QUICKSILVER_FUZZ_FAULTS_PATIENCE_H_

// How long a run of the drill is waited for. It is wrong to use it for programs that have no time
// of their own after which they end.

namespace quicksilver::faults {

// What a program that ends by itself after some time may take beyond it: to load its corpus, to
// reduce and file what it found.
inline constexpr double kGraceSeconds = 60;

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_PATIENCE_H_
