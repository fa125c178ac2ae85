#include "properties/oracles/growth.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <fmt/format.h>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/splitmix.h"
#include "engine/syntax/printer.h"

namespace quicksilver::properties {
namespace {

constexpr std::uint32_t kTimesAsLarge = 8;
// Caches and pages make the larger of two linear runs up to twice as slow a byte; a quadratic one
// is eight times as slow.
constexpr double kMostABlow = 3.5;
// Less than this may be the allocator's or the kernel's.
constexpr double kLeastSeconds = 0.010;
// How deep programs nest is bounded, so a square of it counts where somebody would wait for it.
constexpr double kLeastSecondsOfNests = 0.100;
// How much slower than the interpreter counts: the VM's own overheads are some microseconds.
constexpr double kMostBehind = 1.5;
// The length of the smaller text, where the part is repeated, and how deep it is nested at most.
constexpr std::size_t kSmallBytes = 16'000;
constexpr std::uint32_t kMostRepeats = 1'000;
constexpr std::uint32_t kLeastRepeats = 60;
// A run has shown its pace after so many steps; one step may run through all of the code.
constexpr std::uint64_t kMostSteps = 200'000;
constexpr std::uint64_t kLeastSteps = 2'000;
constexpr std::uint64_t kMostStepsTimesBytes = 100'000'000;

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

enum Stage : std::uint8_t { kParse, kPrint, kCompile, kVerify, kInterpret, kExecute, kStages };
constexpr std::array<std::string_view, kStages> kStageNames = {
    "parsing", "printing", "compiling", "verifying", "interpreting", "executing"};

using Times = std::array<double, kStages>;

// Charges the time between two calls to the stage that the first began.
class Stopwatch : public EngineObserver {
 public:
  explicit Stopwatch(Times& times) : times_(times) {}
  void OnStage(EngineStage stage) override {
    const double now = ThreadSeconds();
    if (at_ != kStages) times_[at_] += now - since_;
    switch (stage) {
      case EngineStage::kInterpret:
        at_ = kInterpret;
        break;
      case EngineStage::kCompile:
        at_ = kCompile;
        break;
      case EngineStage::kVerify:
        at_ = kVerify;
        break;
      case EngineStage::kExecute:
        at_ = kExecute;
        break;
      case EngineStage::kArchive:
      case EngineStage::kDone:
        at_ = kStages;
        break;
    }
    since_ = ThreadSeconds();
  }
  void OnCode(const Chunk& /*chunk*/) override {}

 private:
  Times& times_;
  Stage at_ = kStages;
  double since_ = 0;
};

// The scaling that the seed chooses. Each has a number of its own, so that the choice stays the
// same while a reducer takes the others away.
const Scaling* Choose(const std::vector<Scaling>& scalings, std::uint64_t seed) {
  const auto number = [&](const Scaling& scaling) {
    std::uint64_t mixed = seed;
    for (const char c : scaling.name()) {
      mixed = SplitMix64::Mix(mixed ^ static_cast<unsigned char>(c));
    }
    return mixed;
  };
  const auto chosen = std::ranges::min_element(scalings, {}, number);
  return chosen == scalings.end() ? nullptr : &*chosen;
}

}  // namespace

struct GrowthOracle::Stages {
  Times seconds{};
  double bytes = 0;
  double steps = 0;
  bool out_of_resources = false;
};

GrowthOracle::GrowthOracle() : GrowthOracle(MakeInterpreter(), MakeVm(true)) {}

GrowthOracle::GrowthOracle(std::unique_ptr<Engine> definition, std::unique_ptr<Engine> machine)
    : definition_(std::move(definition)), machine_(std::move(machine)) {}

std::optional<GrowthOracle::Stages> GrowthOracle::Measure(const std::string& text,
                                                          const Limits& limits, int rounds) {
  Stages least;
  least.bytes = static_cast<double>(text.size());
  for (int round = 0; round < rounds; ++round) {
    Times times{};
    double begin = ThreadSeconds();
    const auto program = Program::Parse(text);
    times[kParse] = ThreadSeconds() - begin;
    if (!program.has_value()) return std::nullopt;
    begin = ThreadSeconds();
    const std::string printed = Print(program->ast());
    times[kPrint] = ThreadSeconds() - begin;
    for (Engine* engine : {definition_.get(), machine_.get()}) {
      Stopwatch watch(times);
      engine->set_observer(&watch);
      const auto outcome = engine->Run(*program, limits);
      engine->set_observer(nullptr);
      if (!outcome.has_value()) return std::nullopt;
      if (outcome->error.has_value() && IsResourceError(outcome->error->kind)) {
        least.out_of_resources = true;
      }
      least.steps = std::max(least.steps, static_cast<double>(outcome->steps));
    }
    for (int i = 0; i < kStages; ++i) {
      least.seconds[i] = round == 0 ? times[i] : std::min(least.seconds[i], times[i]);
    }
  }
  return least;
}

Verdict GrowthOracle::Compare(const Scaling& scaling, const Limits& limits, int rounds) {
  const std::string once = scaling.Text(1);
  const std::size_t piece = std::max<std::size_t>(1, scaling.Text(2).size() - once.size());
  auto factor = static_cast<std::uint32_t>(
      std::clamp<std::size_t>(kSmallBytes / piece, kLeastRepeats, kMostRepeats));
  Limits few = limits;
  few.steps = std::clamp(kMostStepsTimesBytes / (once.size() + kTimesAsLarge * factor * piece),
                         kLeastSteps, kMostSteps);
  // The parser refuses what is nested too deeply; how deep that is depends on what is nested.
  std::optional<Stages> large;
  for (; factor >= kLeastRepeats; factor /= 2) {
    large = Measure(scaling.Text(kTimesAsLarge * factor), few, rounds);
    if (large.has_value()) break;
  }
  if (!large.has_value()) return Verdict::Not(Incomparable::kNotApplicable);
  const std::optional<Stages> small = Measure(scaling.Text(factor), few, rounds);
  if (!small.has_value()) return Verdict::Not(Incomparable::kNotApplicable);

  const auto diverge = [&](std::string what, std::string most, std::string is) {
    return Verdict::Diverge({DifferenceKind::kWork, std::move(what), "a linear engine",
                             std::string(machine_->name()), std::move(most), std::move(is)});
  };
  const double least_seconds = scaling.nests() ? kLeastSecondsOfNests : kLeastSeconds;
  for (int i = 0; i < kStages; ++i) {
    const double more = i < kInterpret ? large->bytes / small->bytes
                                       : std::max({1.0, large->steps / std::max(1.0, small->steps),
                                                   large->bytes / small->bytes});
    const double grew = large->seconds[i] / std::max(small->seconds[i], 1e-9);
    if (large->seconds[i] >= least_seconds && grew > kMostABlow * more) {
      return diverge(
          fmt::format("time of {} by {}", kStageNames[i], scaling.name()),
          fmt::format("{:.0f} times as much to do: {:.1f} ms becomes at most {:.0f} ms", more,
                      1e3 * small->seconds[i], 1e3 * small->seconds[i] * more * kMostABlow),
          fmt::format("{:.0f} ms", 1e3 * large->seconds[i]));
    }
  }
  // Thousands of nested loops or operands have more live values than the VM has registers; and who
  // runs out of steps has done what it counts, which is not the same in both.
  if (scaling.nests() || large->out_of_resources) return Verdict::Agree();
  const double behind = large->seconds[kExecute] / std::max(large->seconds[kInterpret], 1e-9);
  if (large->seconds[kExecute] >= kLeastSeconds && behind > kMostBehind) {
    return diverge(fmt::format("time of the VM by {}", scaling.name()),
                   fmt::format("the interpreter takes {:.1f} ms", 1e3 * large->seconds[kInterpret]),
                   fmt::format("{:.1f} ms", 1e3 * large->seconds[kExecute]));
  }
  return Verdict::Agree();
}

Verdict GrowthOracle::Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) {
  const std::vector<Scaling> scalings = ScalingsOf(program.program);
  const Scaling* const chosen = Choose(scalings, seed);
  if (chosen == nullptr) return Verdict::Not(Incomparable::kNotApplicable);
  Verdict verdict = Compare(*chosen, limits, 1);
  // A clock is believed when it says the same again.
  for (int again = 0; again < 2 && verdict.diverges(); ++again) {
    verdict = Compare(*chosen, limits, 3);
  }
  return verdict;
}

}  // namespace quicksilver::properties
