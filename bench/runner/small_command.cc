#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

#include "bench/runner/commands.h"
#include "bench/runner/selection.h"
#include "bench/runner/workload.h"
#include "engine/base/files.h"

namespace quicksilver::bench {

void Progress(const std::string& text) {
  if (isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\r\033[K{}", text);
}

void Complain(const std::string& message) {
  fmt::print(stderr, "quicksilver-bench: {}\n", message);
}

int SmallCommand(const Options& options) {
  const auto all = FindWorkloads(options.root, Kind::kTime);
  if (!all) {
    Complain(all.error());
    return kExitNoInput;
  }
  const auto workloads = Select(*all, options.workloads, "workload");
  if (!workloads) {
    Complain(workloads.error());
    return kExitUsage;
  }
  std::error_code error;
  std::filesystem::create_directories(options.output, error);
  if (error) {
    Complain(fmt::format("cannot make '{}': {}", options.output, error.message()));
    return kExitCannotWrite;
  }
  for (const Workload& workload : *workloads) {
    const auto source = ReadFile(fmt::format("{}/{}.gw", workload.folder, workload.name));
    if (!source) {
      Complain(source.error());
      return kExitNoInput;
    }
    const auto written =
        WriteFile(fmt::format("{}/{}.gw", options.output, workload.name), AtSmallSize(*source));
    if (!written) {
      Complain(written.error());
      return kExitCannotWrite;
    }
  }
  return kExitOk;
}

}  // namespace quicksilver::bench
