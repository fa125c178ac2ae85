#ifndef QUICKSILVER_BENCH_RUNNER_OPTIONS_H_
#define QUICKSILVER_BENCH_RUNNER_OPTIONS_H_

// What was asked for on the command line.
//
// Invariant: whatever ParseOptions returns is complete and in range; whether workloads and engines
// of these names exist is for the commands to say. options.cc is the only file that knows the
// library behind it.

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace quicksilver::bench {

enum class Command : std::uint8_t { kRun, kGate, kSmall };

struct Options {
  Command command = Command::kRun;
  std::string root = "bench";          // where programs/, startup/ and memory/ are
  std::vector<std::string> workloads;  // empty: all

  // run, small
  std::string output = "build/bench";

  // run
  std::string quicksilver = "build/release/bin/quicksilver";
  std::size_t repetitions = 5;
  std::vector<std::string> engines;  // empty: all that there are
  std::string commit;

  // gate
  std::string base;  // folders with bin/quicksilver and, unless instructions are not
  std::string head;  // counted, instructions.tsv
  std::size_t rounds = 20;
  double threshold = 0.05;  // of a workload's time; the floor of what is calibrated
  double instructions = 0.005;
};

// The exit statuses of both commands.
inline constexpr int kExitOk = 0;
inline constexpr int kExitSlower = 1;       // gate
inline constexpr int kExitWrongResult = 2;  // a workload failed, or came to something else
inline constexpr int kExitUsage = 64;
inline constexpr int kExitNoInput = 66;
inline constexpr int kExitCannotWrite = 74;

// The options, or the exit status when there is nothing left to do: help was asked for and printed,
// or the command line is wrong and standard error says how.
std::expected<Options, int> ParseOptions(int argc, const char* const* argv);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_OPTIONS_H_
