#include <array>
#include <filesystem>
#include <fmt/format.h>

#include "bench/runner/commands.h"
#include "bench/runner/workload.h"
#include "engine/base/files.h"

namespace quicksilver::bench {

int SmallCommand(const Options& options) {
  constexpr std::array kTimed = {Kind::kTime};
  const auto workloads = ChosenWorkloads(options, kTimed);
  if (!workloads) return workloads.error();
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
