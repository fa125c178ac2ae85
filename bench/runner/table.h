#ifndef QUICKSILVER_BENCH_RUNNER_TABLE_H_
#define QUICKSILVER_BENCH_RUNNER_TABLE_H_

// A record as text for a terminal.
//
// Invariant: all figures of a line are from one run, and a ratio stands only beside what it is the
// ratio of. It is wrong to parse this: the record as JSON has every sample.

#include <string>

#include "bench/runner/record.h"

namespace quicksilver::bench {

// A line a workload: for each engine the median, the spread and the ratio to the reference; below,
// the geometric means; then start-up and memory.
std::string TableOf(const Record& record);

// `12.3 ms`, `850 us`, `8.53 MB`: three digits.
std::string Amount(double value, Kind kind);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_TABLE_H_
