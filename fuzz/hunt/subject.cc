#include "fuzz/hunt/subject.h"

#include "engine/base/assert.h"
#include "engine/base/splitmix.h"
#include "properties/generators/program_generator.h"

namespace quicksilver::hunt {
namespace {

// Of how many programs of a round each profile is. `balanced` is in the contract with the reader of
// a hunt's figures and contains a little of everything; the others each stress one part of the
// engine. Errors and jumps ask for more time a program than they find.
constexpr std::uint32_t ShareOf(std::string_view profile) { return profile == "balanced" ? 3 : 1; }

}  // namespace

Draw Subject::At(std::uint64_t hunt_seed, std::uint64_t index) const {
  QS_ASSERT(!wheel.empty(), "there is a profile to draw");
  // Mixed twice, so that program i of seed s has nothing to do with program i - 1 of seed s + 1.
  const std::uint64_t seed = SplitMix64::Mix(SplitMix64::Mix(hunt_seed + 1) + index);
  return {index, seed, wheel[index % wheel.size()]};
}

Subject MakeSubject(const std::optional<std::string>& profile,
                    const std::optional<std::string>& oracle) {
  Subject subject;
  subject.profiles = ProfileNames();
  for (std::uint32_t i = 0; i < subject.profiles.size(); ++i) {
    if (profile.has_value() && subject.profiles[i] != *profile) continue;
    for (std::uint32_t k = 0; k < ShareOf(subject.profiles[i]); ++k) subject.wheel.push_back(i);
  }
  subject.generate = [](std::uint64_t seed, std::uint32_t chosen) {
    properties::Choices choices = properties::Choices::FromSeed(seed);
    return properties::GenerateProgram(choices, properties::AllProfiles()[chosen]);
  };
  if (oracle.has_value()) {
    const properties::OracleEntry* const entry = properties::FindOracle(*oracle);
    QS_ASSERT(entry != nullptr, "there is an oracle of that name");
    subject.oracles.push_back(*entry);
    subject.oracles.back().one_in = 1;
  } else {
    subject.oracles.assign(properties::AllOracles().begin(), properties::AllOracles().end());
  }
  QS_ASSERT(subject.oracles.size() <= kMostOracles && subject.profiles.size() <= kMostProfiles,
            "there is room to count them");
  return subject;
}

std::vector<std::string> ProfileNames() {
  std::vector<std::string> names;
  for (const properties::Profile& profile : properties::AllProfiles()) {
    names.emplace_back(profile.name);
  }
  return names;
}

std::vector<std::string> OracleNames() {
  std::vector<std::string> names;
  for (const auto list : {properties::AllOracles(), properties::ClockedOracles()}) {
    for (const properties::OracleEntry& entry : list) names.emplace_back(entry.name);
  }
  return names;
}

}  // namespace quicksilver::hunt
