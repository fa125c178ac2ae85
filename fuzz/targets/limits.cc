// A generated program under limits that the first bytes choose, down to nothing at all: a limit
// fires or does not, and afterwards the context is as good as new.
#include <array>
#include <memory>

#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/generators/program_generator.h"

namespace quicksilver {
namespace {

Limits LimitsOf(const std::uint8_t* bytes) {
  Limits limits;
  limits.heap_bytes = std::uint64_t{1} << (bytes[0] % 25);
  limits.call_depth = bytes[1];
  limits.steps = 1 + std::uint64_t{bytes[2]} * bytes[2];
  return limits;
}

// The context is the same for every input: what a limit leaves behind would show in the next one.
void RunTight(Context& context, const Program& program, const Limits& tight) {
  context.set_limits(tight);
  const Outcome outcome = context.RunToOutcome(program);
  if (context.kind() == EngineKind::kVm) fuzz::ReportError(program, outcome);
  context.Reset();
  context.set_limits(fuzz::FuzzLimits());
  static const Program after = *Program::Parse("bind xs to [1, 2]\nxs[1] + length(\"abc\")\n");
  fuzz::Expect(context.RunToOutcome(after).Result() == "Number(5)",
               "a context is spoilt after a limit fired", program.source());
  context.Reset();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static properties::TestWorld world;
  static const std::array contexts = {
      std::make_unique<Context>(EngineKind::kInterpreter, fuzz::FuzzLimits(), &world),
      std::make_unique<Context>(EngineKind::kVm, fuzz::FuzzLimits(), &world)};
  if (size < 5) return -1;
  const Limits tight = LimitsOf(data);
  const auto profiles = properties::AllProfiles();
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data + 4, size - 4));
  const properties::TestProgram test =
      properties::GenerateProgram(choices, profiles[data[3] % profiles.size()]);
  for (const std::unique_ptr<Context>& context : contexts) RunTight(*context, test.program, tight);
  return 0;
}

}  // namespace quicksilver
