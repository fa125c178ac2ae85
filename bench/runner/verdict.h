#ifndef QUICKSILVER_BENCH_RUNNER_VERDICT_H_
#define QUICKSILVER_BENCH_RUNNER_VERDICT_H_

// Whether one build is slower than another, from samples of both and from samples of the first
// taken twice, as if it were two.
//
// What others do to the machine only ever adds to a time, to some runs much and to others little:
// so a build's time is the lower quartile of its runs, which moves less than the median does. What
// the twin of the base differs from the base by is what the machine does: the threshold is raised
// to a multiple of it, from a floor below which no slow-down is told. Beyond the threshold the
// difference must also be one that chance does not make (Mann-Whitney's U) and an effect that is
// not small (A12). Invariant: the verdict depends on the samples alone. It is wrong to believe one
// verdict "slower" on a machine with neighbours: measure again, and believe two.

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace quicksilver::bench {

struct Timings {
  std::vector<double> base;
  std::vector<double> twin;  // of the base: the same build, run in its own turn
  std::vector<double> head;
};

struct Comparison {
  std::string name;
  double base_seconds = 0;  // the lower quartile of base and twin together
  double head_seconds = 0;
  double ratio = 1;       // head by base
  double twin_ratio = 1;  // twin by base: what nothing at all comes to
  double p = 1;
  double effect = 0.5;  // how probable it is that a run of head takes longer than one of the base
};
Comparison Compare(std::string name, const Timings& timings);

// What a slow-down must be beyond. An effect from 0.64 on is called medium (significance.h): with
// eight others at work on two processors 10 % more time is an effect of 0.7.
inline constexpr double kMostP = 0.01;
inline constexpr double kLeastEffect = 0.64;
// The suite as a whole moves less than any workload in it: so its floor is this part of theirs.
inline constexpr double kSuiteShare = 0.4;

// The slow-down that `one` may show, given all comparisons of the run: at least `floor`.
double ThresholdFor(const Comparison& one, const std::vector<Comparison>& all, double floor);
bool IsSlower(const Comparison& one, double threshold);

// All workloads as one: sample k is the geometric mean of the k-th times of each.
Timings SuiteTimings(const std::vector<Timings>& workloads);

// The counts that two builds have for regions, by name: `fib/execute`, 1234567.
using Counts = std::map<std::string, double>;
// From lines of name, tab, count. The error names the line.
std::expected<Counts, std::string> ParseCounts(std::string_view text);

struct CountChange {
  std::string region;
  double base = 0;
  double head = 0;
  double ratio = 1;
};
// The regions that both have, and whose counts differ.
std::vector<CountChange> ChangedCounts(const Counts& base, const Counts& head);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_VERDICT_H_
