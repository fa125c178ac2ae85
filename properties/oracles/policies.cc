#include "properties/oracles/policies.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "engine/base/splitmix.h"

namespace quicksilver::properties {
namespace {

// The VM's configurations without the two that the equivalence oracle always runs.
std::vector<Configuration> OtherConfigurations() {
  std::vector<Configuration> configurations = AllConfigurations();
  std::erase_if(configurations, [](const Configuration& configuration) {
    const CompileOptions& compile = configuration.compile;
    const bool plain = compile.allocation == AllocationPolicy::kLifo &&
                       compile.jumps == JumpPolicy::kNarrow && !compile.trace &&
                       !configuration.through_archive &&
                       configuration.dispatch == Dispatch::kTailCalls;
    return configuration.engine == EngineKind::kInterpreter || plain;
  });
  return configurations;
}

}  // namespace

PoliciesOracle::PoliciesOracle() : PoliciesOracle(Options{}) {}

PoliciesOracle::PoliciesOracle(Options options)
    : fault_(std::move(options.fault)),
      configurations_(OtherConfigurations()),
      interpreter_(MakeInterpreter()),
      engines_(configurations_.size()) {
  policies_ = std::min(options.policies, configurations_.size());
  shown_ = &EngineFor(0, 1);
}

ConfiguredEngine& PoliciesOracle::EngineFor(std::size_t index, std::uint64_t seed) {
  const Configuration& configuration = configurations_[index];
  if (engines_[index] == nullptr) engines_[index] = MakeEngine(configuration, fault_);
  engines_[index]->set_observer(observer_);
  if (UsesSeed(configuration.compile)) engines_[index]->set_seed(seed);
  return *engines_[index];
}

void PoliciesOracle::set_observer(EngineObserver* observer) {
  observer_ = observer;
  interpreter_->set_observer(observer);
  for (const auto& engine : engines_) {
    if (engine != nullptr) engine->set_observer(observer);
  }
}

Verdict PoliciesOracle::Check(const TestProgram& program, const Limits& limits,
                              std::uint64_t seed) {
  SplitMix64 random(seed);
  const std::expected<Outcome, std::string> expected = interpreter_->Run(program.program, limits);
  std::vector<std::uint32_t> left_over(configurations_.size());
  std::iota(left_over.begin(), left_over.end(), 0);
  Verdict result = Verdict::Agree();
  for (std::size_t drawn = 0; drawn < policies_; ++drawn) {
    const std::size_t at =
        drawn + random.Below(static_cast<std::uint32_t>(left_over.size() - drawn));
    std::swap(left_over[drawn], left_over[at]);
    shown_ = &EngineFor(left_over[drawn], random.Next());
    Verdict verdict =
        CompareOutcomes(*interpreter_, expected, *shown_, shown_->Run(program.program, limits));
    if (verdict.diverges()) return verdict;
    if (result.agrees()) result = std::move(verdict);
  }
  return result;
}

}  // namespace quicksilver::properties
