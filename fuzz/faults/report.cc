#include "fuzz/faults/report.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <limits>

#include "properties/statistics/significance.h"

namespace quicksilver::faults {
namespace {

using statistics::CompareSamples;
using statistics::EffectSize;
using statistics::Median;

constexpr double kNever = std::numeric_limits<double>::infinity();

std::string Share(std::size_t part, std::size_t whole) {
  if (whole == 0) return "none";
  return fmt::format("{} of {} ({:.1f} %)", part, whole,
                     100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

// Infinity is printed as what it stands for.
std::string Amount(double value, int digits) {
  if (std::isnan(value)) return "-";
  if (std::isinf(value)) return "never";
  return fmt::format("{:.{}f}", value, digits);
}

std::vector<double> Values(const std::vector<Record>& records,
                           const std::function<double(const Record&)>& value) {
  std::vector<double> values;
  values.reserve(records.size());
  for (const Record& record : records) values.push_back(record.killed ? value(record) : kNever);
  return values;
}
double Seconds(const Record& record) { return record.seconds; }
double Programs(const Record& record) { return static_cast<double>(record.programs); }

std::vector<Record> Only(const std::vector<Record>& records,
                         const std::function<bool(const Record&)>& wanted) {
  std::vector<Record> some;
  std::ranges::copy_if(records, std::back_inserter(some), wanted);
  return some;
}

std::vector<Record> Of(const std::vector<Record>& records, const std::string& fault) {
  return Only(records, [&](const Record& record) { return record.fault == fault; });
}

// The faults in the order of their first records.
std::vector<std::string> FaultsOf(const std::vector<Record>& records) {
  std::vector<std::string> names;
  for (const Record& record : records) {
    if (std::ranges::find(names, record.fault) == names.end()) names.push_back(record.fault);
  }
  return names;
}

std::size_t KilledIn(const std::vector<Record>& records) {
  return static_cast<std::size_t>(std::ranges::count(records, true, &Record::killed));
}

}  // namespace

std::string TableOf(const std::vector<Record>& records) {
  std::string text = fmt::format("{:<46} {:<22} {:>9} {:>8} {:>6}  {}\n", "fault", "killed by",
                                 "programs", "seconds", "nodes", "reason");
  for (const Record& record : records) {
    const std::string by = !record.killed ? "SURVIVES"
                           : record.by == "hunt" || record.oracle.empty()
                               ? (record.oracle.empty() ? record.by : record.oracle)
                               : record.by + ": " + record.oracle;
    text += fmt::format("{:<46} {:<22} {:>9} {:>8.2f} {:>6}  {}\n", record.fault, by,
                        record.programs, record.seconds,
                        record.nodes == 0 ? "-" : std::to_string(record.nodes), record.reason);
  }
  return text;
}

std::string SummaryOf(const std::vector<Record>& records, const std::vector<std::string>* reached) {
  const std::vector<double> seconds = Values(records, Seconds);
  const std::vector<Record> killed =
      Only(records, [](const Record& record) { return record.killed; });
  const std::vector<double> killed_seconds = Values(killed, Seconds);
  std::vector<double> nodes;
  for (const Record& record : killed) {
    if (record.nodes != 0) nodes.push_back(static_cast<double>(record.nodes));
  }
  std::string text = fmt::format("kill score          {}\n", Share(killed.size(), records.size()));
  if (reached != nullptr) {
    const std::vector<Record> covered = Only(records, [&](const Record& record) {
      return record.killed || std::ranges::find(*reached, record.fault) != reached->end();
    });
    text += fmt::format("covered kill score  {}\n", Share(killed.size(), covered.size()));
  }
  text += fmt::format(
      "time to the kill    median {} s, worst {} s of those killed\n"
      "programs            median {}\n"
      "minimal program     median {} nodes of the {} that have one\n",
      Amount(Median(seconds), 2),
      Amount(killed.empty() ? std::nan("") : *std::ranges::max_element(killed_seconds), 2),
      Amount(Median(Values(records, Programs)), 0), Amount(Median(nodes), 1), nodes.size());
  return text;
}

std::string MediansOf(const std::vector<Record>& records) {
  std::string text =
      fmt::format("{:<46} {:>9} {:>9} {:>9}\n", "fault", "killed", "programs", "seconds");
  for (const std::string& fault : FaultsOf(records)) {
    const std::vector<Record> runs = Of(records, fault);
    text += fmt::format(
        "{:<46} {:>9} {:>9} {:>9}\n", fault, fmt::format("{}/{}", KilledIn(runs), runs.size()),
        Amount(Median(Values(runs, Programs)), 0), Amount(Median(Values(runs, Seconds)), 2));
  }
  return text;
}

std::string ComparisonOf(const std::vector<Record>& first, const std::vector<Record>& second) {
  std::string text = fmt::format("{:<46} {:>11} {:>11} {:>9} {:>9} {:>8} {:>6}\n", "fault",
                                 "killed A", "killed B", "A", "B", "p", "A12");
  const auto line = [&](const std::string& name, const std::vector<Record>& a,
                        const std::vector<Record>& b) {
    const std::vector<double> x = Values(a, Programs);
    const std::vector<double> y = Values(b, Programs);
    text += fmt::format("{:<46} {:>11} {:>11} {:>9} {:>9} {:>8.4f} {:>6.2f}\n", name,
                        fmt::format("{}/{}", KilledIn(a), a.size()),
                        fmt::format("{}/{}", KilledIn(b), b.size()), Amount(Median(x), 0),
                        Amount(Median(y), 0), CompareSamples(x, y).p, EffectSize(x, y));
  };
  for (const std::string& fault : FaultsOf(first)) {
    const std::vector<Record> other = Of(second, fault);
    if (!other.empty()) line(fault, Of(first, fault), other);
  }
  line("all faults", first, second);
  text += "A and B are medians of programs until the kill. A12 above 0.5: A took more.\n";
  return text;
}

}  // namespace quicksilver::faults
