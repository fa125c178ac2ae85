#include "bench/runner/commands.h"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

#include "bench/runner/selection.h"

namespace quicksilver::bench {

std::expected<std::vector<Workload>, int> ChosenWorkloads(const Options& options,
                                                          std::span<const Kind> kinds) {
  std::vector<Workload> all;
  for (const Kind kind : kinds) {
    const auto found = FindWorkloads(options.root, kind);
    if (!found) {
      Complain(found.error());
      return std::unexpected(kExitNoInput);
    }
    all.insert(all.end(), found->begin(), found->end());
  }
  auto chosen = Select(all, options.workloads, "workload");
  if (!chosen) {
    Complain(chosen.error());
    return std::unexpected(kExitUsage);
  }
  return *std::move(chosen);
}

void Progress(const std::string& text) {
  if (isatty(STDERR_FILENO) == 1) fmt::print(stderr, "\r\033[K{}", text);
}

void Complain(const std::string& message) {
  fmt::print(stderr, "quicksilver-bench: {}\n", message);
}

}  // namespace quicksilver::bench
