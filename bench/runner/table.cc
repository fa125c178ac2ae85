#include "bench/runner/table.h"

#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "bench/runner/engines.h"

namespace quicksilver::bench {
namespace {

std::string ThreeDigits(double value) {
  return fmt::format("{:.{}f}", value, value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

std::string_view TitleOf(Kind kind) {
  switch (kind) {
    case Kind::kTime:
      return "CPU time";
    case Kind::kStartUp:
      return "start-up, CPU time";
    case Kind::kMemory:
      return "peak memory";
  }
  std::unreachable();
}

std::string CellOf(const WorkloadRecord& workload, const std::string& engine) {
  const auto typical = Typical(workload, engine);
  if (!typical) return "-";
  const double spread = Spread(SamplesOf(workload.series.at(engine), workload.kind));
  std::string cell = fmt::format("{:>8} {:>5}", Amount(*typical, workload.kind),
                                 fmt::format("±{:.0f}%", 50 * spread));
  if (const auto ratio = Ratio(workload, engine)) cell += fmt::format(" {:>6.2f}", *ratio);
  return cell;
}

}  // namespace

std::string Amount(double value, Kind kind) {
  if (kind == Kind::kMemory) return ThreeDigits(value / 1e6) + " MB";
  if (value < 1e-3) return ThreeDigits(value * 1e6) + " us";
  if (value < 1) return ThreeDigits(value * 1e3) + " ms";
  return ThreeDigits(value) + " s";
}

std::string TableOf(const Record& record) {
  std::string table;
  constexpr int kCell = 22;
  for (const Kind kind : kKinds) {
    std::string lines;
    for (const WorkloadRecord& workload : record.workloads) {
      if (workload.kind != kind) continue;
      lines += fmt::format("{:<20}", workload.name);
      for (const std::string& engine : record.engines) {
        lines += fmt::format(" {:>{}}", CellOf(workload, engine), kCell);
      }
      lines += '\n';
    }
    if (lines.empty()) continue;
    if (!table.empty()) table += '\n';
    table += fmt::format("{:<20}", TitleOf(kind));
    for (const std::string& engine : record.engines) table += fmt::format(" {:>{}}", engine, kCell);
    table += '\n' + lines;
    if (kind != Kind::kTime) continue;
    std::string means = fmt::format("{:<20}", "geometric mean");
    bool any = false;
    for (const std::string& engine : record.engines) {
      const auto mean = GeometricMean(record, engine);
      any = any || mean;
      means += fmt::format(" {:>{}}", mean ? fmt::format("{:.3f}", *mean) : "-", kCell);
    }
    if (any) table += means + '\n';
  }
  return table +
         fmt::format(
             "\nEach: the median, half the range of all runs, and the ratio to {}'s median.\n",
             kReference);
}

}  // namespace quicksilver::bench
