#include "bench/runner/measure.h"

#include <fmt/format.h>

#include "properties/processes/command.h"

namespace quicksilver::bench {

std::vector<std::size_t> OrderInRound(std::size_t count, std::size_t round) {
  std::vector<std::size_t> order;
  const bool backwards = round % 2 == 1;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t at = (i + round / 2) % count;
    order.push_back(backwards ? count - 1 - at : at);
  }
  return order;
}

std::expected<void, std::string> MeasureRound(const Workload& workload,
                                              const std::vector<Engine>& engines, std::size_t round,
                                              WorkloadRecord& into) {
  for (const std::size_t at : OrderInRound(engines.size(), round)) {
    const Engine& engine = engines[at];
    const processes::CommandResult run =
        processes::RunCommand(CommandFor(engine, workload), ".", kMostSeconds);
    if (!run.ok()) {
      return std::unexpected(
          fmt::format("{} on {}: {}", engine.name, workload.name, run.Complaint()));
    }
    const std::string result = ResultIn(run.output);
    if (into.result.empty()) into.result = result;
    if (result != into.result) {
      return std::unexpected(fmt::format("{} on {}: the result is {}, but {} before", engine.name,
                                         workload.name, result, into.result));
    }
    Series& series = into.series[engine.name];
    series.cpu_seconds.push_back(run.cpu_seconds);
    series.peak_bytes.push_back(static_cast<double>(run.peak_bytes));
  }
  return {};
}

}  // namespace quicksilver::bench
