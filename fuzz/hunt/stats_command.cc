// stats: what generated programs are made of, and how they end.
#include <fmt/format.h>
#include <vector>

#include "fuzz/hunt/commands.h"
#include "fuzz/hunt/exit_codes.h"
#include "fuzz/hunt/subject.h"
#include "properties/generators/distribution.h"

namespace quicksilver::hunt {
namespace {

// Enough for a share of 1 % to be told from one of 2 %.
constexpr std::uint64_t kPrograms = 2'000;

}  // namespace

int PrintStatistics(const Options& options, Terminal& terminal) {
  const std::uint64_t programs = options.programs.value_or(kPrograms);
  for (const std::string& profile : ProfileNames()) {
    if (options.profile.has_value() && profile != *options.profile) continue;
    const Subject subject = MakeSubject(profile, std::nullopt);
    properties::Distribution distribution;
    properties::ProgramMeter meter;
    for (std::uint64_t i = 0; i < programs; ++i) {
      const Draw draw = subject.At(options.seed, i);
      static_cast<void>(meter.Measure(subject.generate(draw.seed, draw.profile), distribution));
    }
    terminal.Write(
        fmt::format("profile {}, seed {}\n\n{}\n", profile, options.seed, distribution.ToString()));
  }
  return kExitOk;
}

}  // namespace quicksilver::hunt
