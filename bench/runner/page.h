#ifndef QUICKSILVER_BENCH_RUNNER_PAGE_H_
#define QUICKSILVER_BENCH_RUNNER_PAGE_H_

// A record as one HTML page that needs nothing beside it: bars for each workload, and how the
// geometric means went over earlier records.
//
// Invariant: the page loads nothing and runs no script; it follows the reader's width and the
// reader's choice of light or dark. It is wrong to read more into the history than ratios: the
// records may be of different machines.

#include <string>
#include <vector>

#include "bench/runner/record.h"

namespace quicksilver::bench {

// `history` is oldest first and may contain the record itself. Of it those records are drawn that
// measured the same workloads.
std::string PageOf(const Record& record, const std::vector<Record>& history);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_PAGE_H_
