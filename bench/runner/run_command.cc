#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sys/utsname.h>
#include <thread>

#include "bench/runner/commands.h"
#include "bench/runner/engines.h"
#include "bench/runner/measure.h"
#include "bench/runner/page.h"
#include "bench/runner/record.h"
#include "bench/runner/selection.h"
#include "bench/runner/table.h"
#include "bench/runner/workload.h"
#include "engine/base/files.h"
#include "properties/processes/command.h"

namespace quicksilver::bench {
namespace {

// A start takes a millisecond: many runs cost nothing, and few say nothing.
constexpr std::size_t kStartUpRuns = 20;

std::string Now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

std::string Machine() {
  std::string processor = "unknown processor";
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (line.starts_with("model name")) {
      processor = line.substr(line.find(':') + 2);
      break;
    }
  }
  utsname system{};
  uname(&system);
  return fmt::format("{}, {} processors, {} {}", processor, std::thread::hardware_concurrency(),
                     system.sysname, system.release);
}

// What earlier runs left in `folder`, oldest first. What cannot be read is told and left out.
std::vector<Record> History(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  std::vector<Record> records;
  for (const auto& path : paths) {
    const auto text = ReadFile(path.string());
    auto record = text ? FromJson(*text) : std::unexpected(text.error());
    if (record) {
      records.push_back(std::move(*record));
    } else {
      Complain(fmt::format("left out of the history: '{}': {}", path.string(), record.error()));
    }
  }
  return records;
}

int Keep(const Options& options, const Record& record) {
  const std::string history = options.output + "/history";
  std::error_code error;
  std::filesystem::create_directories(history, error);
  if (error) {
    Complain(fmt::format("cannot make '{}': {}", history, error.message()));
    return kExitCannotWrite;
  }
  std::string name = record.date;
  std::erase(name, ':');
  const std::string json = ToJson(record);
  for (const std::string& path :
       {fmt::format("{}/{}.json", history, name), options.output + "/bench.json"}) {
    if (const auto written = WriteFile(path, json); !written) {
      Complain(written.error());
      return kExitCannotWrite;
    }
  }
  const std::string page = options.output + "/index.html";
  if (const auto written = WriteFile(page, PageOf(record, History(history))); !written) {
    Complain(written.error());
    return kExitCannotWrite;
  }
  fmt::print("{}/bench.json, {}\n", options.output, page);
  return kExitOk;
}

}  // namespace

int RunCommand(const Options& options) {
  // Peers may be absent; without our own engines there is nothing to compare them with.
  if (processes::FindProgram(options.quicksilver).empty()) {
    Complain(fmt::format("'{}' cannot be run", options.quicksilver));
    return kExitNoInput;
  }
  std::vector<std::string> absent;
  const auto engines =
      Select(FindEngines(options.quicksilver, absent), options.engines, "engine here");
  if (!engines) {
    Complain(engines.error());
    return kExitUsage;
  }
  if (options.engines.empty()) {
    for (const std::string& name : absent) Complain(fmt::format("skipped: {} is not here", name));
  }
  const auto workloads = ChosenWorkloads(options, kKinds);
  if (!workloads) return workloads.error();

  Record record{Now(), options.commit, Machine(), {}, {}};
  for (const Engine& engine : *engines) record.engines.push_back(engine.name);
  for (const Workload& workload : *workloads) {
    record.workloads.push_back({workload.name, workload.kind, workload.about, "", {}});
  }
  // Rounds outside, so that a bad minute of the machine is a sample of everything and not all
  // samples of something.
  for (std::size_t round = 0; round < options.repetitions; ++round) {
    for (std::size_t at = 0; at < workloads->size(); ++at) {
      const Workload& workload = (*workloads)[at];
      Progress(fmt::format("round {} of {}: {}", round + 1, options.repetitions, workload.name));
      const std::size_t runs = workload.kind == Kind::kStartUp ? kStartUpRuns : 1;
      for (std::size_t run = 0; run < runs; ++run) {
        const auto measured =
            MeasureRound(workload, *engines, round * runs + run, record.workloads[at]);
        if (measured) continue;
        Progress("");
        Complain(measured.error());
        return kExitWrongResult;
      }
    }
  }
  Progress("");
  fmt::print("{}\n", TableOf(record));
  return Keep(options, record);
}

}  // namespace quicksilver::bench
