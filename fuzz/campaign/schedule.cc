#include "fuzz/campaign/schedule.h"

#include <algorithm>

namespace quicksilver::campaign {
namespace {

// What a turn says about its owner, against all turns before.
constexpr double kNews = 0.5;

}  // namespace

std::size_t Schedule::Add(double base) {
  entries_.push_back(Entry{base});
  return entries_.size() - 1;
}

double Schedule::weight(std::size_t number) const {
  double most = 0;
  for (const Entry& entry : entries_) most = std::max(most, entry.recent);
  const Entry& entry = entries_[number];
  if (entry.recent < 0 || most <= 0) return entry.base;
  return entry.base * (kLeast + (1 - kLeast) * entry.recent / most);
}

std::optional<std::size_t> Schedule::Next(const std::function<bool(std::size_t)>& may_run) const {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!may_run(i)) continue;
    if (!best.has_value() || entries_[i].served < entries_[*best].served) best = i;
  }
  return best;
}

void Schedule::Charge(std::size_t number, double seconds) {
  entries_[number].served += seconds / weight(number);
}

void Schedule::Note(std::size_t number, double seconds, double gain) {
  Entry& entry = entries_[number];
  const double rate = gain / std::max(seconds, 1.0);
  entry.recent = entry.recent < 0 ? rate : kNews * rate + (1 - kNews) * entry.recent;
}

}  // namespace quicksilver::campaign
