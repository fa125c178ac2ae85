#ifndef QUICKSILVER_BENCH_RUNNER_PROCESS_H_
#define QUICKSILVER_BENCH_RUNNER_PROCESS_H_

// One run of another program, and what it cost.
//
// Invariant: the figures are the program's own, as the kernel counts them for it and for what it
// waited for; time that others took from it is in `wall_seconds` alone. When RunMeasured returns,
// the program has ended. It is wrong to call this from a process that holds much memory: until it
// becomes the other program the child counts its parent's as its own.

#include <cstdint>
#include <string>
#include <vector>

namespace quicksilver::bench {

struct Measured {
  int status = 0;          // the exit status, where it exited
  int signal = 0;          // the signal that ended it, or 0
  bool timed_out = false;  // it was ended because its time was over
  double cpu_seconds = 0;  // user and system
  double wall_seconds = 0;
  std::uint64_t peak_bytes = 0;  // the most memory resident at once
  std::string output;            // the beginning of what it wrote, both streams mixed

  bool ok() const { return !timed_out && signal == 0 && status == 0; }
  // Why it is not ok: `exit status 1: error ...`.
  std::string Complaint() const;
};

// Runs `arguments`, the first of which is the program, sought in PATH; standard input is empty. It
// is killed after `seconds` on the clock. What cannot be started has status 127.
Measured RunMeasured(const std::vector<std::string>& arguments, double seconds);

// Where `name` is found in PATH, or empty. A name with a slash is its own path.
std::string FindProgram(const std::string& name);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_PROCESS_H_
