#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "bench/runner/commands.h"
#include "bench/runner/engines.h"
#include "bench/runner/measure.h"
#include "bench/runner/table.h"
#include "bench/runner/verdict.h"
#include "bench/runner/workload.h"
#include "engine/base/files.h"
#include "properties/processes/command.h"

namespace quicksilver::bench {
namespace {

constexpr const char* kSuite = "the suite";

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

// The samples of `workloads`, in their order, from both builds and the base's twin in turns.
std::expected<std::vector<Timings>, std::string> Sample(const Options& options,
                                                        const std::vector<Workload>& workloads,
                                                        std::size_t rounds) {
  const auto engine = [](const char* name, const std::string& folder) {
    return Engine{name, {folder + "/bin/quicksilver", "eval"}, ".gw"};
  };
  const std::vector<Engine> engines = {engine("base", options.base), engine("head", options.head),
                                       engine("twin", options.base)};
  std::vector<WorkloadRecord> records(workloads.size());
  for (std::size_t round = 0; round < rounds; ++round) {
    for (std::size_t at = 0; at < workloads.size(); ++at) {
      Progress(fmt::format("round {} of {}: {}", round + 1, rounds, workloads[at].name));
      const auto measured = MeasureRound(workloads[at], engines, round, records[at]);
      if (!measured) return std::unexpected(measured.error());
    }
  }
  Progress("");
  std::vector<Timings> timings;
  timings.reserve(records.size());
  for (WorkloadRecord& record : records) {
    timings.push_back({record.series["base"].cpu_seconds, record.series["twin"].cpu_seconds,
                       record.series["head"].cpu_seconds});
  }
  return timings;
}

struct Findings {
  std::vector<std::string> slower;  // workloads
  bool suite_is_slower = false;
};

// Compares, prints the table, and says what is slower.
Findings Judge(const std::vector<Workload>& workloads, const std::vector<Timings>& timings,
               double floor) {
  std::vector<Comparison> all;
  all.reserve(workloads.size());
  for (std::size_t i = 0; i < workloads.size(); ++i) {
    all.push_back(Compare(workloads[i].name, timings[i]));
  }
  Findings findings;
  fmt::print("{:<20} {:>9} {:>9} {:>7} {:>9} {:>8} {:>6} {:>7}\n", "CPU time", "base", "head",
             "ratio", "allowed", "p", "A12", "A/A");
  const auto line = [](const Comparison& one, double threshold, bool slower) {
    fmt::print("{:<20} {:>9} {:>9} {:>7.3f} {:>9.3f} {:>8.1g} {:>6.2f} {:>7.3f}{}\n", one.name,
               Amount(one.base_seconds, Kind::kTime), Amount(one.head_seconds, Kind::kTime),
               one.ratio, 1 + threshold, one.p, one.effect, one.twin_ratio,
               slower ? "  SLOWER" : "");
  };
  for (const Comparison& one : all) {
    const double threshold = ThresholdFor(one, all, floor);
    const bool slower = IsSlower(one, threshold);
    if (slower) findings.slower.push_back(one.name);
    line(one, threshold, slower);
  }
  if (workloads.size() > 1) {
    const Comparison suite = Compare(kSuite, SuiteTimings(timings));
    const double threshold = ThresholdFor(suite, {}, floor * kSuiteShare);
    findings.suite_is_slower = IsSlower(suite, threshold);
    line(suite, threshold, findings.suite_is_slower);
  }
  return findings;
}

// What is slower in two measurements, the second of the suspects alone and twice as long.
std::expected<std::vector<std::string>, std::string> SlowerTwice(
    const Options& options, const std::vector<Workload>& workloads) {
  const auto first = Sample(options, workloads, options.rounds);
  if (!first) return std::unexpected(first.error());
  const Findings suspected = Judge(workloads, *first, options.threshold);
  if (suspected.slower.empty() && !suspected.suite_is_slower) return std::vector<std::string>();

  std::vector<Workload> again;
  for (const Workload& workload : workloads) {
    if (suspected.suite_is_slower || Contains(suspected.slower, workload.name)) {
      again.push_back(workload);
    }
  }
  fmt::print("\nMeasured again, twice as long:\n\n");
  const auto second = Sample(options, again, 2 * options.rounds);
  if (!second) return std::unexpected(second.error());
  const Findings confirmed = Judge(again, *second, options.threshold);
  std::vector<std::string> slower;
  for (const std::string& name : confirmed.slower) {
    if (Contains(suspected.slower, name)) slower.push_back(name);
  }
  if (suspected.suite_is_slower && confirmed.suite_is_slower) slower.emplace_back(kSuite);
  return slower;
}

std::expected<Counts, std::string> CountsOf(const std::string& folder) {
  const auto text = ReadFile(folder + "/instructions.tsv");
  if (!text) return std::unexpected(text.error());
  return ParseCounts(*text);
}

// Prints the regions whose counts differ; those that grew beyond what is allowed.
std::vector<std::string> GrownRegions(const Counts& base, const Counts& head, double allowed) {
  const std::vector<CountChange> changes = ChangedCounts(base, head);
  std::vector<std::string> grown;
  fmt::print("\n{} regions, {} of them with another count of instructions\n", head.size(),
             changes.size());
  for (const CountChange& change : changes) {
    const bool more = change.ratio > 1 + allowed;
    const bool fewer = change.ratio < 1 - allowed;
    if (more) grown.push_back(change.region);
    fmt::print("{:<32} {:>13.0f} {:>13.0f} {:>8.4f}{}\n", change.region, change.base, change.head,
               change.ratio,
               more    ? "  MORE"
               : fewer ? "  fewer"
                       : "");
  }
  return grown;
}

}  // namespace

int GateCommand(const Options& options) {
  constexpr std::array kTimed = {Kind::kTime};
  const auto workloads = ChosenWorkloads(options, kTimed);
  if (!workloads) return workloads.error();
  for (const std::string& folder : {options.base, options.head}) {
    if (processes::FindProgram(folder + "/bin/quicksilver").empty()) {
      Complain(fmt::format("'{}/bin/quicksilver' cannot be run", folder));
      return kExitNoInput;
    }
  }
  const auto slower = SlowerTwice(options, *workloads);
  if (!slower) {
    Progress("");
    Complain(slower.error());
    return kExitWrongResult;
  }

  std::vector<std::string> grown;
  const bool counted = std::filesystem::exists(options.base + "/instructions.tsv") &&
                       std::filesystem::exists(options.head + "/instructions.tsv");
  if (counted) {
    const auto base = CountsOf(options.base);
    const auto head = CountsOf(options.head);
    if (!base || !head) {
      Complain(!base ? base.error() : head.error());
      return kExitNoInput;
    }
    grown = GrownRegions(*base, *head, options.instructions);
  } else {
    fmt::print("\ninstructions were not counted\n");
  }
  for (const std::string& name : *slower) fmt::print("slower: {}\n", name);
  for (const std::string& name : grown) fmt::print("more instructions: {}\n", name);
  const bool passed = slower->empty() && grown.empty();
  if (passed) fmt::print("not slower\n");
  return passed ? kExitOk : kExitSlower;
}

}  // namespace quicksilver::bench
