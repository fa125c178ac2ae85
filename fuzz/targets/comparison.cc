#include "fuzz/targets/comparison.h"

#include <optional>
#include <set>
#include <utility>

#include "engine/base/splitmix.h"
#include "engine/differential/comparison.h"
#include "engine/differential/trace_events.h"
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "fuzz/targets/views.h"
#include "properties/oracles/session.h"
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

// Each doubles or trebles the work on a program.
constexpr std::uint64_t kTracedOneIn = 16;
constexpr std::uint64_t kSessionOneIn = 16;
// So many events of either side are compared.
constexpr std::uint64_t kMostEvents = 500;

// Shows again what has been seen.
class Replayed : public Engine {
 public:
  explicit Replayed(const Shown& run) : run_(run) {}
  std::string_view name() const override { return "interpreter"; }
  Shown Run(const Program&, const Limits&) override { return run_; }

 private:
  const Shown& run_;
};

std::unique_ptr<ConfiguredEngine> MakeOn(Dispatch dispatch, bool optimise) {
  Configuration configuration = properties::MakeVm(optimise)->configuration();
  if (dispatch == Dispatch::kLoop) configuration.name += " loop";
  configuration.dispatch = dispatch;
  return properties::MakeEngine(configuration);
}

struct Traced {
  Shown outcome;
  std::vector<TraceEvent> events;
  bool cut = false;
};

// The main program's events: numbers of modules say nothing about what is in them.
Traced RunTraced(ConfiguredEngine& engine, const Program& program, const Limits& limits) {
  Traced run;
  TraceRecorder recorder(kMostEvents, [&run](TraceEvent event) {
    if (event.point.module == 0) run.events.push_back(std::move(event));
  });
  run.outcome = engine.RunTraced(program, limits, recorder);
  run.cut = recorder.overflowed();
  return run;
}

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
      optimised_{MakeOn(Dispatch::kTailCalls, true), MakeOn(Dispatch::kLoop, true)},
      unoptimised_{MakeOn(Dispatch::kTailCalls, false), MakeOn(Dispatch::kLoop, false)},
      reporter_(std::make_unique<Reporter>()),
      session_(std::make_unique<properties::SessionOracle>()) {
  for (const auto& engine : optimised_) engine->set_observer(reporter_.get());
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

void Comparison::CompareTraces(const Program& program, const Limits& limits) {
  ConfiguredEngine& tested = *optimised_.front();
  const Traced left = RunTraced(*interpreter_, program, limits);
  const Traced right = RunTraced(tested, program, limits);
  if (!left.outcome.has_value() || !right.outcome.has_value()) return;
  if (EndedByResource(*left.outcome) || EndedByResource(*right.outcome)) return;
  std::set<TracedNode> reported;
  AddTracedNodes(*tested.CodeFor(program, true), 0, reported);
  for (const AlignedEvent& event : Align(left.events, right.events, reported)) {
    if (!event.differs) continue;
    const bool one_ended = !event.interpreter.has_value() || !event.vm.has_value();
    if (one_ended && (left.cut || right.cut)) return;
    const auto shown = [](const Traced& run, std::optional<std::size_t> index) {
      if (!index.has_value()) return std::string("nothing more");
      const TraceEvent& known = run.events[*index];
      return "node " + std::to_string(known.point.node) + " = " + known.value;
    };
    Fail("traces differ\ninterpreter: " + shown(left, event.interpreter) +
             "\nvm: " + shown(right, event.vm),
         program.source());
  }
}

void Comparison::Check(const TestProgram& program, std::uint64_t seed) {
  const Limits limits = FuzzLimits();
  const Shown expected = interpreter_->Run(program.program, limits);
  const std::size_t loop = seed >> 63;
  ConfiguredEngine& optimised = *optimised_[loop];
  const Shown shown = optimised.Run(program.program, limits);
  Compare(program, *interpreter_, expected, optimised, shown);
  if (shown.has_value()) ReportError(program.program, *shown);
  for (ConfiguredEngine* engine : {unoptimised_[1 - loop].get(), &OtherEngine(seed)}) {
    Compare(program, *interpreter_, expected, *engine, engine->Run(program.program, limits));
  }
  properties::TypeSoundnessOracle soundness(std::make_unique<Replayed>(expected));
  ExpectAgreement(soundness.name(), soundness.Check(program, limits, seed), program);
  if (OneIn(kTracedOneIn, seed)) CompareTraces(program.program, limits);
  if (OneIn(kSessionOneIn, seed / kTracedOneIn)) {
    ExpectAgreement(session_->name(), session_->Check(program, limits, seed), program);
  }
}

}  // namespace quicksilver::fuzz
