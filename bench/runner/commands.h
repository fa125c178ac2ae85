#ifndef QUICKSILVER_BENCH_RUNNER_COMMANDS_H_
#define QUICKSILVER_BENCH_RUNNER_COMMANDS_H_

// The commands of quicksilver-bench. Each returns the exit status of the process and says on
// standard error why it is not 0; it is wrong to call one twice in a process.

#include <string>

#include "bench/runner/options.h"

namespace quicksilver::bench {

int RunCommand(const Options& options);
int GateCommand(const Options& options);
int SmallCommand(const Options& options);

// Writes over its last line, on a terminal only; nothing clears it.
void Progress(const std::string& text);

// `quicksilver-bench: message` as a line on standard error.
void Complain(const std::string& message);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_COMMANDS_H_
