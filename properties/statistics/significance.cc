#include "properties/statistics/significance.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace quicksilver::statistics {
namespace {

// Pairs in which the first sample's value is larger, ties counting half.
double Wins(std::span<const double> first, std::span<const double> second) {
  double wins = 0;
  for (const double a : first) {
    for (const double b : second) wins += a > b ? 1 : a == b ? 0.5 : 0;
  }
  return wins;
}

// The sum of t^3 - t over groups of t equal values.
double TieTerm(std::span<const double> first, std::span<const double> second) {
  std::vector<double> all(first.begin(), first.end());
  all.insert(all.end(), second.begin(), second.end());
  std::ranges::sort(all);
  double term = 0;
  for (auto at = all.begin(); at != all.end();) {
    const auto end = std::upper_bound(at, all.end(), *at);
    const auto size = static_cast<double>(end - at);
    term += size * size * size - size;
    at = end;
  }
  return term;
}

}  // namespace

double Median(std::span<const double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const std::size_t middle = sorted.size() / 2;
  // Equal values first: the mean of two infinities is one.
  if (sorted.size() % 2 == 1 || sorted[middle - 1] == sorted[middle]) return sorted[middle];
  return (sorted[middle - 1] + sorted[middle]) / 2;
}

double LowerQuartile(std::span<const double> values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::vector<double> sorted(values.begin(), values.end());
  std::ranges::sort(sorted);
  const double place = static_cast<double>(sorted.size() - 1) / 4;
  const auto below = static_cast<std::size_t>(place);
  const double part = place - static_cast<double>(below);
  // Whoever is exact needs no neighbour, which may not be there or be infinite.
  if (part == 0) return sorted[below];
  return sorted[below] + part * (sorted[below + 1] - sorted[below]);
}

MannWhitney CompareSamples(std::span<const double> first, std::span<const double> second) {
  MannWhitney result;
  const auto m = static_cast<double>(first.size());
  const auto n = static_cast<double>(second.size());
  if (first.empty() || second.empty()) return result;
  result.u = Wins(first, second);
  const double all = m + n;
  const double variance = m * n / 12 * (all + 1 - TieTerm(first, second) / (all * (all - 1)));
  if (!(variance > 0)) return result;  // all values are equal
  const double distance = std::max(0.0, std::fabs(result.u - m * n / 2) - 0.5);
  result.p = std::min(1.0, std::erfc(distance / std::sqrt(variance) / std::sqrt(2.0)));
  return result;
}

double EffectSize(std::span<const double> first, std::span<const double> second) {
  if (first.empty() || second.empty()) return 0.5;
  return Wins(first, second) /
         (static_cast<double>(first.size()) * static_cast<double>(second.size()));
}

}  // namespace quicksilver::statistics
