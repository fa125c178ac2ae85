#include "properties/oracles/limits.h"

#include <optional>
#include <string>

#include "engine/base/splitmix.h"
#include "properties/oracles/components/limits_check.h"

namespace quicksilver::properties {
namespace {

// Running away costs milliseconds.
constexpr std::uint32_t kRunsAway = 64;
constexpr std::uint32_t kHoards = 4;

}  // namespace

Verdict LimitsOracle::Check(const TestProgram& program, const Limits&, std::uint64_t seed) {
  SplitMix64 random(seed);
  const auto complain = [](std::string what, const std::string& complaint) {
    return Verdict::Diverge({DifferenceKind::kState, std::move(what), "the limits",
                             "what was run under them", "as they say", complaint});
  };
  if (const auto complaint = CheckLimits(program.program, random.Next())) {
    return complain("limits", *complaint);
  }
  if (const auto complaint = CheckDepth(program.program, random.Next())) {
    return complain("depth", *complaint);
  }
  if (random.Below(kRunsAway) == 0) {
    if (const auto complaint = CheckRunaway(program.program, random.Next())) {
      return complain("running away", *complaint);
    }
  }
  if (random.Below(kHoards) == 0) {
    if (const auto complaint = CheckHeap(random.Next())) return complain("heap", *complaint);
  }
  return Verdict::Agree();
}

}  // namespace quicksilver::properties
