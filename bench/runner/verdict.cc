#include "bench/runner/verdict.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "properties/statistics/significance.h"

namespace quicksilver::bench {

Comparison Compare(std::string name, const Timings& timings) {
  std::vector<double> both = timings.base;
  both.insert(both.end(), timings.twin.begin(), timings.twin.end());
  Comparison result;
  result.name = std::move(name);
  result.base_seconds = statistics::LowerQuartile(both);
  result.head_seconds = statistics::LowerQuartile(timings.head);
  result.ratio = result.head_seconds / result.base_seconds;
  result.twin_ratio =
      statistics::LowerQuartile(timings.twin) / statistics::LowerQuartile(timings.base);
  result.p = statistics::CompareSamples(timings.head, both).p;
  result.effect = statistics::EffectSize(timings.head, both);
  return result;
}

double ThresholdFor(const Comparison& one, const std::vector<Comparison>& all, double floor) {
  // The workload's own twin says how restless it is, in one sample; those of all others how
  // restless the machine is.
  constexpr double kOwn = 2;
  constexpr double kOthers = 3;
  std::vector<double> differences;
  differences.reserve(all.size());
  for (const Comparison& other : all) differences.push_back(std::fabs(other.twin_ratio - 1));
  double threshold = std::max(floor, kOwn * std::fabs(one.twin_ratio - 1));
  if (!differences.empty()) {
    threshold = std::max(threshold, kOthers * statistics::Median(differences));
  }
  return threshold;
}

bool IsSlower(const Comparison& one, double threshold) {
  return one.ratio > 1 + threshold && one.p < kMostP && one.effect > kLeastEffect;
}

Timings SuiteTimings(const std::vector<Timings>& workloads) {
  Timings suite;
  const auto means = [&](std::vector<double> Timings::* side) {
    std::vector<double> result;
    for (std::size_t k = 0; !workloads.empty() && k < (workloads.front().*side).size(); ++k) {
      double logarithms = 0;
      for (const Timings& one : workloads) logarithms += std::log((one.*side).at(k));
      result.push_back(std::exp(logarithms / static_cast<double>(workloads.size())));
    }
    return result;
  };
  suite.base = means(&Timings::base);
  suite.twin = means(&Timings::twin);
  suite.head = means(&Timings::head);
  return suite;
}

std::expected<Counts, std::string> ParseCounts(std::string_view text) {
  Counts counts;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const std::size_t tab = line.find('\t');
    const char* end = line.data() + line.size();
    double count = 0;
    if (tab == std::string_view::npos ||
        std::from_chars(line.data() + tab + 1, end, count) !=
            std::from_chars_result{end, std::errc()} ||
        !(count > 0)) {
      return std::unexpected(fmt::format("'{}' is not a region and its count", line));
    }
    counts[std::string(line.substr(0, tab))] = count;
  }
  return counts;
}

std::vector<CountChange> ChangedCounts(const Counts& base, const Counts& head) {
  std::vector<CountChange> changes;
  for (const auto& [region, count] : head) {
    const auto before = base.find(region);
    if (before == base.end() || before->second == count) continue;
    changes.push_back({region, before->second, count, count / before->second});
  }
  return changes;
}

}  // namespace quicksilver::bench
