#include "fuzz/targets/comparison.h"

#include <utility>

#include "engine/base/splitmix.h"
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/oracles/oracle.h"
#include "properties/oracles/type_soundness.h"

namespace quicksilver::fuzz {
namespace {

using properties::ConfiguredEngine;
using properties::Engine;
using properties::TestProgram;
using Shown = std::expected<Outcome, std::string>;

// So many seeds of random allocation and of padding: an engine that changes its seed makes
// everything anew, which costs more than all its runs.
constexpr std::uint32_t kSeeds = 4;

// Shows again what has been seen.
class Replayed : public Engine {
 public:
  explicit Replayed(const Shown& run) : run_(run) {}
  std::string_view name() const override { return "interpreter"; }
  Shown Run(const Program&, const Limits&) override { return run_; }

 private:
  const Shown& run_;
};

void Compare(const TestProgram& program, const Engine& definition, const Shown& expected,
             Engine& tested, const Shown& run) {
  const properties::Verdict verdict =
      properties::CompareOutcomes(definition, expected, tested, run);
  ExpectAgreement(tested.name(), verdict, program);
}

}  // namespace

class Comparison::Reporter : public properties::EngineObserver {
 public:
  void OnStage(properties::EngineStage) override {}
  void OnCode(const Chunk& chunk) override { ReportCode(chunk); }
};

Comparison::Comparison()
    : interpreter_(properties::MakeInterpreter()),
      optimised_(properties::MakeVm(true)),
      unoptimised_(properties::MakeVm(false)),
      reporter_(std::make_unique<Reporter>()) {
  optimised_->set_observer(reporter_.get());
  for (Configuration& configuration : AllConfigurations()) {
    if (configuration.engine == EngineKind::kInterpreter) continue;
    configurations_.push_back(std::move(configuration));
  }
  others_.resize(configurations_.size() * kSeeds);
}

Comparison::~Comparison() = default;

ConfiguredEngine& Comparison::OtherEngine(std::uint64_t seed) {
  SplitMix64 random(seed);
  const std::uint32_t index = random.Below(static_cast<std::uint32_t>(configurations_.size()));
  const Configuration& configuration = configurations_[index];
  const std::uint32_t variant =
      properties::UsesSeed(configuration.compile) ? random.Below(kSeeds) : 0;
  std::unique_ptr<ConfiguredEngine>& engine = others_[index * kSeeds + variant];
  if (engine == nullptr) {
    engine = properties::MakeEngine(configuration);
    engine->set_seed(1 + variant);
  }
  return *engine;
}

void Comparison::Check(const TestProgram& program, std::uint64_t seed) {
  const Limits limits = FuzzLimits();
  const Shown expected = interpreter_->Run(program.program, limits);
  const Shown optimised = optimised_->Run(program.program, limits);
  Compare(program, *interpreter_, expected, *optimised_, optimised);
  if (optimised.has_value()) ReportError(program.program, *optimised);
  for (ConfiguredEngine* engine : {unoptimised_.get(), &OtherEngine(seed)}) {
    Compare(program, *interpreter_, expected, *engine, engine->Run(program.program, limits));
  }
  properties::TypeSoundnessOracle soundness(std::make_unique<Replayed>(expected));
  ExpectAgreement(soundness.name(), soundness.Check(program, limits, seed), program);
}

}  // namespace quicksilver::fuzz
