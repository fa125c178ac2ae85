#ifndef QUICKSILVER_BENCH_RUNNER_RECORD_H_
#define QUICKSILVER_BENCH_RUNNER_RECORD_H_

// What one run of the benchmark saw, whole, as it is kept: every sample, not only what was made of
// them.
//
// Invariant: every series of a workload has at least one sample, and every engine of a series is in
// `engines`. It is wrong to compare two records' times: only ratios within one record mean anything
// on a machine that is shared.

#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/runner/workload.h"

namespace quicksilver::bench {

struct Series {
  std::vector<double> cpu_seconds;
  std::vector<double> peak_bytes;
};

struct WorkloadRecord {
  std::string name;
  Kind kind = Kind::kTime;
  std::string about;
  std::string result;
  std::map<std::string, Series> series;  // by engine
};

struct Record {
  std::string date;     // 2026-01-31T12:00:00Z
  std::string commit;   // what was measured; may be empty
  std::string machine;  // processor, processors, kernel
  std::vector<std::string> engines;
  std::vector<WorkloadRecord> workloads;
};

// What the workload's kind is about: seconds, or bytes.
const std::vector<double>& SamplesOf(const Series& series, Kind kind);

// The median; nothing if the engine did not run the workload.
std::optional<double> Typical(const WorkloadRecord& workload, std::string_view engine);
// From the least to the most, as a part of the median.
double Spread(const std::vector<double>& samples);
// The engine's median by the reference's; nothing if one of them did not run it.
std::optional<double> Ratio(const WorkloadRecord& workload, std::string_view engine);
// The geometric mean of the ratios over the workloads of kind kTime that both ran; nothing if there
// is none. `count` gets how many there were.
std::optional<double> GeometricMean(const Record& record, std::string_view engine,
                                    std::size_t* count = nullptr);

std::string ToJson(const Record& record);
// The error says what is wrong with the text.
std::expected<Record, std::string> FromJson(std::string_view text);

}  // namespace quicksilver::bench

#endif  // QUICKSILVER_BENCH_RUNNER_RECORD_H_
