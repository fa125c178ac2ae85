#include "properties/oracles/components/limits_check.h"

#include <array>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "engine/base/splitmix.h"
#include "engine/differential/comparison.h"
#include "properties/test_program.h"

namespace quicksilver::properties {
namespace {

using Complaint = std::optional<std::string>;

constexpr std::array kEngines = {EngineKind::kInterpreter, EngineKind::kVm};

std::string_view NameOf(EngineKind kind) {
  return kind == EngineKind::kInterpreter ? "interpreter" : "vm";
}

bool EndedWith(const Outcome& outcome, ErrorKind kind) {
  return outcome.error.has_value() && outcome.error->kind == kind;
}

// What differs from `expected`, steps included.
Complaint Differs(const Outcome& expected, const Outcome& outcome) {
  if (const auto difference = Compare(expected, outcome)) {
    return fmt::format("{}: {} instead of {}", difference->what, difference->right,
                       difference->left);
  }
  if (expected.steps == outcome.steps) return std::nullopt;
  return fmt::format("{} steps instead of {}", outcome.steps, expected.steps);
}

// One engine and one program, under many limits.
class LimitsChecker {
 public:
  LimitsChecker(EngineKind kind, const Program& program)
      : program_(program), context_(kind, TestLimits(), &world_), plenty_(Run(TestLimits())) {}

  Complaint Check(std::uint64_t seed) {
    if (EndedByResource(plenty_)) return std::nullopt;
    SplitMix64 random(seed);
    if (Complaint complaint = CheckSteps()) return complaint;
    Limits limits = TestLimits();
    limits.call_depth = 1 + random.Below(6);
    if (Complaint complaint = CheckSmall(limits, ErrorKind::kStackOverflow)) {
      return fmt::format("with a depth of {}: {}", limits.call_depth, *complaint);
    }
    limits = TestLimits();
    limits.heap_bytes = std::uint64_t{256} << random.Below(10);
    if (Complaint complaint = CheckSmall(limits, ErrorKind::kOutOfMemory)) {
      return fmt::format("with a heap of {} bytes: {}", limits.heap_bytes, *complaint);
    }
    return std::nullopt;
  }

 private:
  // The steps of the run alone: writing its value and its globals down takes more.
  Complaint CheckSteps() {
    Limits limits = TestLimits();
    limits.steps = plenty_.steps;
    if (plenty_.steps > 0 && ErrorUnder(limits) != ErrorUnder(TestLimits())) {
      return fmt::format("with the {} steps that it takes: {}", plenty_.steps,
                         ErrorUnder(limits).value_or("a value"));
    }
    limits.steps = plenty_.steps - 1;
    if (plenty_.steps > 1 &&
        ErrorUnder(limits).value_or("").find("FuelExhausted") == std::string::npos) {
      return fmt::format("with one step less than the {} that it takes: {}", plenty_.steps,
                         ErrorUnder(limits).value_or("a value"));
    }
    return std::nullopt;
  }

  std::optional<std::string> ErrorUnder(const Limits& limits) {
    context_.set_limits(limits);
    const auto value = context_.Run(program_);
    if (value.has_value()) return std::nullopt;
    return value.error().ToString();
  }

  Outcome Run(const Limits& limits) {
    context_.set_limits(limits);
    return context_.RunToOutcome(program_);
  }

  // Ends with `kind` or as before, and then runs as before under plenty.
  Complaint CheckSmall(const Limits& limits, ErrorKind kind) {
    const Outcome outcome = Run(limits);
    if (!EndedWith(outcome, kind)) {
      if (Complaint complaint = Differs(plenty_, outcome)) return complaint;
    }
    if (Complaint complaint = Differs(plenty_, Run(TestLimits()))) {
      return "and then without limits: " + *complaint;
    }
    return std::nullopt;
  }

  TestWorld world_;
  const Program& program_;
  Context context_;
  Outcome plenty_;
};

// Statements that never come to an end. They name nothing that a program may have redefined.
constexpr std::array<std::string_view, 6> kRunaways = {
    "whilst true then end",
    "chant runaway_(n) then yield 1 + runaway_(n + 1) end runaway_(0)",
    "chant runaway_(n) then yield runaway_(n + 1) end runaway_(0)",
    "weave runaway_ as \"a\" whilst true then set runaway_ to runaway_ + runaway_ end",
    "weave runaway_ as [] whilst true then set runaway_ to [runaway_, 1] end",
    "chant runaway_(n) then runaway_([n]) + 1 end runaway_(0)",
};

// Each keeps at least a megabyte, from parts of every size and kind, and lets go of it at its end:
// what was over the budget must be noticed while it is.
constexpr std::array<std::string_view, 15> kHoards = {
    "weave hoard_ as \"ab\" for each i_ in range(0, 20) then set hoard_ to hoard_ + hoard_ end",
    "weave hoard_ as [] for each i_ in range(0, 20000) then set hoard_ to [hoard_, i_, 1] end",
    "weave hoard_ as list_fill(200000, 1)",
    "weave hoard_ as repeat(\"x\", 2000000)",
    "chant pile_(n) then weave l as [] for each i_ in range(0, 20000) then set l to [l, n] end l "
    "end weave hoard_ as pile_(1)",
    "weave hoard_ as {} for each i_ in range(0, 20000) then set hoard_ to {a: hoard_} end",
    // None of them alone is over the budget.
    "weave hoard_ as [] for each i_ in range(0, 20) then set hoard_ to list_push(hoard_, "
    "repeat(\"x\", 60000 + i_)) end",
    "weave hoard_ as [] for each i_ in range(0, 20) then set hoard_ to [hoard_, "
    "list_fill(6000 + i_, i_)] end",
    "form Box_ with a as List end weave hoard_ as [] for each i_ in range(0, 20000) then set "
    "hoard_ to [Box_ { a: hoard_ }] end",
    "variant Cell_ then Full_(x: Number), Empty_ end weave hoard_ as Empty_ for each i_ in "
    "range(0, 20000) then set hoard_ to Full_(hoard_) end",
    "weave hoard_ as nothing for each i_ in range(0, 20000) then set hoard_ to Triumph(hoard_) end",
    "chant keep_(x) then chant() then x end end weave hoard_ as 0 for each i_ in range(0, 20000) "
    "then set hoard_ to keep_(hoard_) end",
    "chant rest_(...x) then x end weave hoard_ as [] for each i_ in range(0, 20000) then set "
    "hoard_ "
    "to rest_(hoard_, i_) end",
    "weave hoard_ as [] for each i_ in range(0, 20000) then set hoard_ to [range(0, i_), hoard_] "
    "end",
    "weave hoard_ as [] for each i_ in range(0, 20000) then set hoard_ to [iter(hoard_)] end",
};
constexpr std::string_view kLetsGo = "\nset hoard_ to 0\n";

}  // namespace

std::optional<std::string> CheckDepth(const Program& program, std::uint64_t seed) {
  Limits limits = TestLimits();
  limits.call_depth = 1 + SplitMix64(seed).Below(12);
  std::array<std::optional<Outcome>, kEngines.size()> outcomes;
  for (std::size_t i = 0; i < kEngines.size(); ++i) {
    TestWorld world;
    Context context(kEngines[i], limits, &world);
    outcomes[i] = context.RunToOutcome(program);
  }
  const bool first = EndedWith(*outcomes[0], ErrorKind::kStackOverflow);
  const bool second = EndedWith(*outcomes[1], ErrorKind::kStackOverflow);
  // Another resource that has run out ends one engine earlier than the other.
  if (first == second || EndedByResource(*outcomes[first ? 1 : 0])) return std::nullopt;
  return fmt::format("with a depth of {} the {} runs out of it, the {} does not", limits.call_depth,
                     NameOf(kEngines[first ? 0 : 1]), NameOf(kEngines[first ? 1 : 0]));
}

std::optional<std::string> CheckHeap(std::uint64_t seed) {
  std::string hoard(kHoards[SplitMix64(seed).Below(kHoards.size())]);
  hoard += kLetsGo;
  const auto program = Program::Parse(hoard);
  if (!program.has_value()) return "does not parse: " + program.error().ToString();
  Limits limits = TestLimits();
  limits.heap_bytes = std::uint64_t{1} << 18;
  for (const EngineKind kind : kEngines) {
    TestWorld world;
    Context context(kind, limits, &world);
    const Outcome outcome = context.RunToOutcome(*program);
    if (EndedWith(outcome, ErrorKind::kOutOfMemory)) continue;
    return fmt::format("{}: with a heap of {} bytes `{}` ended: {}", NameOf(kind),
                       limits.heap_bytes, hoard, outcome.Result().substr(0, 200));
  }
  return std::nullopt;
}

std::optional<std::string> CheckLimits(const Program& program, std::uint64_t seed) {
  for (const EngineKind kind : kEngines) {
    if (Complaint complaint = LimitsChecker(kind, program).Check(seed)) {
      return fmt::format("{}: {}", NameOf(kind), *complaint);
    }
  }
  return std::nullopt;
}

std::optional<std::string> CheckRunaway(const Program& program, std::uint64_t seed) {
  const std::string_view runaway = kRunaways[SplitMix64(seed).Below(kRunaways.size())];
  const std::string text =
      fmt::format("{}\nattempt\n{}\nharmonize on _ then\n0\nend\n", program.source(), runaway);
  const auto endless = Program::Parse(text);
  if (!endless.has_value()) return "does not parse: " + endless.error().ToString();
  Limits limits = TestLimits();
  limits.steps = 200'000;
  limits.heap_bytes = std::uint64_t{8} << 20;
  for (const EngineKind kind : kEngines) {
    TestWorld world;
    Context context(kind, TestLimits(), &world);
    if (const Outcome plain = context.RunToOutcome(program); plain.error.has_value()) continue;
    context.set_limits(limits);
    const Outcome outcome = context.RunToOutcome(*endless);
    if (EndedByResource(outcome)) continue;
    return fmt::format("{}: `{}` ended: {}", NameOf(kind), runaway, outcome.Result());
  }
  return std::nullopt;
}

std::optional<std::string> CheckReuse(std::span<const Program> programs, std::uint64_t seed) {
  for (const EngineKind kind : kEngines) {
    SplitMix64 random(seed);
    TestWorld world;
    Context used(kind, TestLimits(), &world);
    used.Reset();
    const std::uint64_t level = used.heap_bytes();
    for (std::size_t i = 0; i < programs.size(); ++i) {
      Limits limits = TestLimits();
      if (random.Below(3) == 0) limits.steps = 1 + random.Below(500);
      if (random.Below(6) == 0) limits.heap_bytes = 1 << 14;
      Context fresh(kind, limits, &world);
      const Outcome expected = fresh.RunToOutcome(programs[i]);
      used.set_limits(limits);
      const Outcome outcome = used.RunToOutcome(programs[i]);
      const bool reset = random.Below(2) == 0;
      // Memory that a used context keeps for the next run is not counted alike in a new one.
      const bool memory = EndedWith(expected, ErrorKind::kOutOfMemory) ||
                          EndedWith(outcome, ErrorKind::kOutOfMemory);
      if (!memory) {
        if (Complaint complaint = Differs(expected, outcome)) {
          return fmt::format("{}: program {} on a used context: {}", NameOf(kind), i, *complaint);
        }
      }
      if (reset) used.Reset();
    }
    used.Reset();
    if (used.heap_bytes() != level) {
      return fmt::format("{}: {} bytes on the heap after Reset, {} before the first program",
                         NameOf(kind), used.heap_bytes(), level);
    }
  }
  return std::nullopt;
}

}  // namespace quicksilver::properties
