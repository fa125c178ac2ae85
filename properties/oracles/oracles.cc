#include "properties/oracles/oracles.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "engine/base/splitmix.h"
#include "properties/oracles/allocation_check.h"
#include "properties/oracles/archive.h"
#include "properties/oracles/equivalence.h"
#include "properties/oracles/growth.h"
#include "properties/oracles/limits.h"
#include "properties/oracles/metamorphic.h"
#include "properties/oracles/models.h"
#include "properties/oracles/policies.h"
#include "properties/oracles/refusal.h"
#include "properties/oracles/round_trip.h"
#include "properties/oracles/session.h"
#include "properties/oracles/state.h"
#include "properties/oracles/type_soundness.h"
#include "properties/oracles/verifier.h"
#include "properties/oracles/work.h"

namespace quicksilver::properties {
namespace {

template <typename T>
std::unique_ptr<Oracle> Make() {
  return std::make_unique<T>();
}

constexpr auto kOracles = std::to_array<OracleEntry>({
    {"equivalence", "interpreter and VM show the same, optimised and not", 1,
     Make<EquivalenceOracle>},
    {"allocation", "every operand reads the virtual value that it should", 10,
     Make<AllocationOracle>},
    {"verifier", "the compiler's output verifies under every policy", 50, Make<VerifierOracle>},
    {"archive", "saved and loaded code is the same, damaged archives are refused", 10,
     Make<ArchiveOracle>},
    {"policies", "no choice of registers, jumps or storage shows", 10, Make<PoliciesOracle>},
    {"round_trip", "printing and parsing gives the program back", 10, Make<RoundTripOracle>},
    {"type_soundness", "a well-typed program raises only what it means to", 10,
     Make<TypeSoundnessOracle>},
    {"metamorphic", "rewriting a program without changing its meaning does not show", 10,
     Make<MetamorphicOracle>},
    {"state", "a used context is like a new one and gives back what it took", 50,
     Make<StateOracle>},
    {"limits", "limits fire where they are, and nothing runs away", 50, Make<LimitsOracle>},
    {"session", "pieces entered one after the other add up to the program, on both engines", 20,
     Make<SessionOracle>},
    {"work", "the VM takes no more steps than the interpreter, and code is linear", 20,
     Make<WorkOracle>},
    {"refusal", "the verifier refuses what is certainly unsound", 10, Make<RefusalOracle>},
    {"models", "parts of the engine do what naive models of them do", 20, Make<ModelsOracle>},
});

constexpr auto kClockedOracles = std::to_array<OracleEntry>({
    {"growth", "time grows with what there is to do, and the VM is not behind the interpreter", 1,
     Make<GrowthOracle>},
});

}  // namespace

std::span<const OracleEntry> AllOracles() { return kOracles; }
std::span<const OracleEntry> ClockedOracles() { return kClockedOracles; }

const OracleEntry* FindOracle(std::string_view name) {
  for (const std::span<const OracleEntry> list : {AllOracles(), ClockedOracles()}) {
    const auto found = std::ranges::find(list, name, &OracleEntry::name);
    if (found != list.end()) return &*found;
  }
  return nullptr;
}

std::unique_ptr<Oracle> MakeOracle(std::string_view name) {
  const OracleEntry* entry = FindOracle(name);
  return entry == nullptr ? nullptr : entry->make();
}

std::vector<std::uint64_t> ManySeeds() {
  std::vector<std::uint64_t> seeds(64);
  std::iota(seeds.begin(), seeds.end(), 1);
  return seeds;
}

bool IsDrawn(const OracleEntry& oracle, std::uint64_t seed) {
  if (oracle.one_in <= 1) return true;
  std::uint64_t mixed = seed;
  for (const char c : oracle.name) mixed = SplitMix64::Mix(mixed ^ static_cast<unsigned char>(c));
  return SplitMix64(mixed).Below(oracle.one_in) == 0;
}

}  // namespace quicksilver::properties
