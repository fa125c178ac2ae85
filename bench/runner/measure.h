#ifndef QUICKSILVER_BENCH_RUNNER_MEASURE_H_
#define QUICKSILVER_BENCH_RUNNER_MEASURE_H_

// Engines run in turns.
//
// Invariant: between two runs of one engine on a workload every other engine has run it once, and
// no engine always follows the same one; so what the machine does to one it does to all. It is
// wrong to measure one engine after the other: processors warm, clocks drift, neighbours wake.

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

#include "bench/runner/engines.h"
#include "bench/runner/record.h"
#include "bench/runner/workload.h"

namespace quicksilver::bench {

// Longer than any engine here needs for any workload.
inline constexpr double kMostSeconds = 120;

// The order of `count` runners in a round: every one comes first in its turn, and odd rounds go
// backwards.
std::vector<std::size_t> OrderInRound(std::size_t count, std::size_t round);

// Runs the workload once on each engine, in the order of that round, and adds the samples to
// `into`, whose `result` is what all must come to; the first run sets it if it is empty. The error
// names the engine that failed or came to something else.
std::expected<void, std::string> MeasureRound(const Workload& workload,
                                              const std::vector<Engine>& engines, std::size_t round,
                                              WorkloadRecord& into);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_MEASURE_H_
