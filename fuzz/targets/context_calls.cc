#include "fuzz/targets/context_calls.h"

#include <array>
#include <deque>
#include <optional>
#include <utility>

#include "engine/differential/comparison.h"
#include "engine/differential/configurations.h"
#include "engine/runtime/format.h"
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/generators/program_generator.h"

namespace quicksilver::fuzz {
namespace {

using properties::Choices;

constexpr std::size_t kContexts = 3;
constexpr int kMostCalls = 24;

struct Known {
  Program program;
  Outcome outcome;  // on a context without a past
};

struct Used {
  Context context;
  std::uint64_t level;  // of its heap when it was new
};

struct CountingSink : TraceSink {
  void OnValue(const TracePoint&, const Value&) override { ++events; }
  std::uint64_t events = 0;
};

Known MakeKnown(Choices& choices) {
  Program program = properties::GenerateProgram(choices, properties::AllProfiles().front()).program;
  // Its heap is kept, nothing else: making a context costs more than most programs.
  static properties::TestWorld own_world;
  static Context reference(EngineKind::kInterpreter, FuzzLimits(), &own_world);
  Outcome outcome = reference.RunToOutcome(program);
  reference.Reset();
  return {std::move(program), std::move(outcome)};
}

void ExpectSame(const Known& known, const Outcome& outcome) {
  if (EndedByResource(outcome) || EndedByResource(known.outcome)) return;
  const std::optional<Difference> difference = Compare(known.outcome, outcome);
  if (!difference.has_value()) return;
  Fail(difference->what + " differs\non a new context: " + difference->left +
           "\non this one: " + difference->right,
       known.program.source());
}

// Changes something that a comparison must see; whether there was such a thing.
bool Change(Choices& choices, Outcome& outcome) {
  switch (choices.Below(7)) {
    case 0:
      outcome.output += '.';
      return true;
    case 1:
      if (outcome.error.has_value()) ++outcome.error->span.end;
      if (outcome.value.has_value()) *outcome.value += '.';
      return true;
    case 2:
      outcome.globals.emplace_back("~", "Nothing");
      return true;
    case 3:
      if (outcome.globals.empty() || outcome.globals.front().second.starts_with("error ")) break;
      outcome.globals.front().second += '.';
      return true;
    case 4:
      if (outcome.globals.empty()) break;
      outcome.globals.erase(outcome.globals.begin());
      return true;
    case 5:
      outcome.requests.push_back({"Well.water", "thirst", true});
      return true;
    default:
      if (outcome.requests.empty()) break;
      outcome.requests.front().granted = !outcome.requests.front().granted;
      return true;
  }
  return false;
}

// The outcome, or one that ends with an error that the choices make, so that two are seldom alike
// and sometimes nearly.
Outcome Drawn(Choices& choices, Outcome outcome) {
  if (choices.Flip(50)) return outcome;
  outcome.value.reset();
  Error& error = outcome.error.emplace();
  error.kind = static_cast<ErrorKind>(choices.Below(kErrorKindCount));
  error.message = "\"drawn\"";
  error.located = choices.Flip(50);
  error.span.end = choices.Below(2);
  return outcome;
}

// What a program's header may say of the outcome: its result, or of an error less than all.
Expectation ExpectationOf(Choices& choices, const Outcome& outcome) {
  Expectation expectation{outcome.Result(), std::nullopt};
  if (!outcome.error.has_value()) return expectation;
  AppendEscaped(outcome.error->message, expectation.message.emplace());
  const std::uint32_t shape = choices.Below(3);
  if (shape == 1) expectation.result = "error " + std::string(ErrorKindName(outcome.error->kind));
  if (shape == 2) {
    const std::size_t message = expectation.message->size() + std::string_view(": ").size();
    expectation.result.resize(expectation.result.size() - message);
  }
  return expectation;
}

void CheckComparing(Choices& choices, const Known& known, const Known& another) {
  const auto expect = [&](bool holds, std::string_view complaint) {
    Expect(holds, complaint, known.program.source());
  };
  const Outcome one = Drawn(choices, known.outcome);
  const Outcome other = Drawn(choices, another.outcome);
  expect(!Compare(one, one).has_value(), "an outcome differs from itself");
  expect(Compare(one, other).has_value() == Compare(other, one).has_value(), "the sides matter");
  Outcome changed = one;
  const bool seen = Change(choices, changed) && !EndedByResource(one);
  expect(Compare(one, changed).has_value() == seen, "a change is seen or it is not");
  expect(Compare(changed, one).has_value() == seen, "the side of a change matters");

  Expectation expectation = ExpectationOf(choices, one);
  expect(!Compare(expectation, one).has_value(), "an outcome is not what it is");
  const bool alike = one.Result() == other.Result();
  expect(!alike || !Compare(expectation, other).has_value(), "equal results are told apart");
  expectation.message = "~";
  expect(Compare(expectation, one).has_value(), "the message makes no difference");
  expectation.result = "~";
  expect(Compare(expectation, one).has_value(), "the result makes no difference");
}

void RunElsewhere(Choices& choices, const Known& known, Host& world) {
  static const std::vector<Configuration> configurations = AllConfigurations();
  const Configuration& configuration =
      configurations[choices.Below(static_cast<std::uint32_t>(configurations.size()))];
  const auto outcome = RunOn(configuration, known.program, FuzzLimits(), world);
  if (!outcome.has_value()) {
    Fail(configuration.name + ": " + outcome.error(), known.program.source());
  }
  ExpectSame(known, *outcome);
}

Outcome RunTraced(Context& context, const Program& program) {
  CountingSink sink;
  context.set_trace(&sink);
  Outcome outcome = context.RunToOutcome(program);
  context.set_trace(nullptr);
  return outcome;
}

Outcome RunCompiled(Choices& choices, Context& context, const Program& program) {
  const Code code = Code::Compile(program);
  if (choices.Flip(50)) return context.RunToOutcome(code);
  const std::string saved = code.Save();
  Expect(!Code::Load(std::string_view(saved).substr(1)).has_value(), "half an archive is loaded");
  const auto loaded = Code::Load(saved);
  if (!loaded.has_value())
    Fail("the archive cannot be loaded: " + loaded.error(), program.source());
  return context.RunToOutcome(*loaded);
}

// Without an Outcome: values are let go of before anything else happens to the context.
void RunForValue(Context& context, const Known& known) {
  const auto value = context.Run(known.program);
  if (!value.has_value() || !known.outcome.value.has_value()) return;
  const auto canonical = context.Canonical(*value);
  Expect(!canonical.has_value() || *canonical == *known.outcome.value, "another value",
         known.program.source());
  Expect(context.Globals().size() == known.outcome.globals.size(), "other globals",
         known.program.source());
}

// One call; what it ran is compared, if it ran anything.
void Call(Choices& choices, Used& used, const Known& known) {
  Context& context = used.context;
  const bool on_vm = context.kind() == EngineKind::kVm;
  switch (choices.Below(8)) {
    case 0: {
      Context moved(std::move(context));
      context = std::move(moved);
      return;
    }
    case 1:
      context.set_dispatch(choices.Flip(50) ? Dispatch::kLoop : Dispatch::kTailCalls);
      return;
    case 2:
      return ExpectSame(known, RunTraced(context, known.program));
    case 3:
      return RunForValue(context, known);
    case 4:
      // An entry of a session that begins with nothing is a run.
      context.Reset();
      return ExpectSame(known, context.ContinueToOutcome(known.program));
    case 5:
      if (on_vm) return ExpectSame(known, RunCompiled(choices, context, known.program));
      [[fallthrough]];
    default:
      return ExpectSame(known, context.RunToOutcome(known.program));
  }
}

}  // namespace

void MakeContextCalls(Choices& choices) {
  properties::TestWorld world;
  std::deque<Known> programs;
  std::array<std::optional<Used>, kContexts> contexts;
  for (int call = 0; call < kMostCalls && !choices.exhausted(); ++call) {
    std::optional<Used>& used = contexts[choices.Below(kContexts)];
    const std::uint32_t kind = choices.Below(16);
    if (kind == 0 || programs.empty()) {
      programs.push_back(MakeKnown(choices));
      continue;
    }
    const auto pick = [&]() -> const Known& {
      return programs[choices.Below(static_cast<std::uint32_t>(programs.size()))];
    };
    if (kind == 1 || !used.has_value()) {
      CompileOptions options;
      options.trace = choices.Flip(25);
      used.emplace(Context(choices.Flip(50) ? EngineKind::kVm : EngineKind::kInterpreter,
                           FuzzLimits(), &world, options),
                   0);
      used->level = used->context.heap_bytes();
    } else if (kind == 2) {
      const auto reset = ResetToLevel(used->context, used->level);
      if (!reset.has_value()) Fail(reset.error());
    } else if (kind == 3) {
      const Known& one = pick();
      CheckComparing(choices, one, pick());
    } else if (kind == 4) {
      RunElsewhere(choices, pick(), world);
    } else {
      Call(choices, *used, pick());
    }
  }
}

}  // namespace quicksilver::fuzz
