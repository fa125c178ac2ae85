// Bytes as calls of the library: programs and code that outlive each other, contexts used again and
// by turns. Whatever was called before, a program gives what it gives on a new context.
#include <array>
#include <optional>
#include <vector>

#include "engine/differential/comparison.h"
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/generators/program_generator.h"

using namespace quicksilver;

namespace {

constexpr std::size_t kContexts = 3;

struct Known {
  Program program;
  Outcome outcome;  // on a context without a past
};

Known MakeKnown(properties::Choices& choices) {
  Program program = properties::GenerateProgram(choices, properties::AllProfiles().front()).program;
  // Its heap is kept, nothing else: making a context costs more than most programs.
  static properties::TestWorld own_world;
  static Context reference(EngineKind::kInterpreter, fuzz::FuzzLimits(), &own_world);
  Outcome outcome = reference.RunToOutcome(program);
  reference.Reset();
  return {std::move(program), std::move(outcome)};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size));
  properties::TestWorld world;
  std::vector<Known> programs;
  std::array<std::optional<Context>, kContexts> contexts;
  for (int step = 0; step < 24 && !choices.exhausted(); ++step) {
    std::optional<Context>& context = contexts[choices.Below(kContexts)];
    const std::uint32_t call = choices.Below(6);
    if (call == 0 || programs.empty()) {
      programs.push_back(MakeKnown(choices));
    } else if (call == 1 || !context.has_value()) {
      const EngineKind kind = choices.Flip(50) ? EngineKind::kVm : EngineKind::kInterpreter;
      context.emplace(kind, fuzz::FuzzLimits(), &world);
    } else if (call == 2) {
      context->Reset();
    } else {
      const Known& known = programs[choices.Below(static_cast<std::uint32_t>(programs.size()))];
      const bool compiled = call == 3 && context->kind() == EngineKind::kVm;
      const Outcome outcome = compiled ? context->RunToOutcome(Code::Compile(known.program))
                                       : context->RunToOutcome(known.program);
      if (EndedByResource(outcome) || EndedByResource(known.outcome)) continue;
      const std::string expected = known.outcome.Result();
      if (outcome.Result() == expected) continue;
      fuzz::Fail("a used context shows what a new one does not\nused: " + outcome.Result() +
                     "\nnew: " + expected,
                 known.program.source());
    }
  }
  return 0;
}
