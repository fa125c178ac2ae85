#ifndef QUICKSILVER_BENCH_RUNNER_ENGINES_H_
#define QUICKSILVER_BENCH_RUNNER_ENGINES_H_

// Who is measured: our two engines, and the peers that a user would pick instead.
//
// Invariant: an engine here can be started on this machine. It is wrong to compare figures of
// engines that were not measured in one run: the machine is never the same twice.

#include <string>
#include <string_view>
#include <vector>

#include "bench/runner/workload.h"

namespace quicksilver::bench {

struct Engine {
  std::string name;
  std::vector<std::string> command;  // to which the file is added
  std::string extension;             // of the workload's file that it runs
};

// What the figures of all others are divided by.
inline constexpr std::string_view kReference = "lua5.4";

// Our engines in `quicksilver`, the command line that was built, and the peers that PATH has.
// `absent` gets the names of those that it has not.
std::vector<Engine> FindEngines(const std::string& quicksilver, std::vector<std::string>& absent);

// The command that runs the workload.
std::vector<std::string> CommandFor(const Engine& engine, const Workload& workload);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_ENGINES_H_
