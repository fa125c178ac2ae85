#ifndef QUICKSILVER_BENCH_RUNNER_COMMANDS_H_
#define QUICKSILVER_BENCH_RUNNER_COMMANDS_H_

// The commands of quicksilver-bench. Each returns the exit status of the process and says on
// standard error why it is not 0; it is wrong to call one twice in a process.

#include <expected>
#include <span>
#include <string>
#include <vector>

#include "bench/runner/options.h"
#include "bench/runner/workload.h"

namespace quicksilver::bench {

int RunCommand(const Options& options);
int GateCommand(const Options& options);
int SmallCommand(const Options& options);

// The workloads of these kinds that the options name. Where there is none of a name or they cannot
// be read: complains, and the exit status.
std::expected<std::vector<Workload>, int> ChosenWorkloads(const Options& options,
                                                          std::span<const Kind> kinds);

// Writes over its last line, on a terminal only; nothing clears it.
void Progress(const std::string& text);

// `quicksilver-bench: message` as a line on standard error.
void Complain(const std::string& message);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_COMMANDS_H_
