#include "properties/oracles/engine.h"

#include <gtest/gtest.h>

#include "engine/differential/trace_events.h"
#include "properties/oracles/fault_testing.h"
#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

std::string ResultOf(const std::expected<Outcome, std::string>& run) {
  return run.has_value() ? run->Result() : "nothing to run: " + run.error();
}

TEST(ConfiguredEngine, RunsUnderEveryConfiguration) {
  const TestProgram program = ProgramOf("chant f(n) then n * 2 end f(21)");
  for (const Configuration& configuration : AllConfigurations()) {
    const std::unique_ptr<ConfiguredEngine> engine = MakeEngine(configuration);
    EXPECT_EQ(engine->name(), configuration.name);
    EXPECT_EQ(ResultOf(engine->Run(program.program, TestLimits())), "Number(42)")
        << configuration.name;
    EXPECT_EQ(engine->AsConfigured(), engine.get());
  }
}

TEST(ConfiguredEngine, ForgetsAProgramThatIsGone) {
  for (const bool interpreter : {true, false}) {
    const auto engine = interpreter ? MakeInterpreter() : MakeVm(true);
    for (int i = 0; i < 3; ++i) {
      // Each program is destroyed before the next one runs.
      const TestProgram program = ProgramOf("weave c as 0 chant f() then c end set c to [f] c");
      EXPECT_EQ(ResultOf(engine->Run(program.program, TestLimits())), "List[Chant(f/0)]");
    }
  }
}

TEST(ConfiguredEngine, ObeysTheLimitsOfEachRun) {
  for (const bool interpreter : {true, false}) {
    const auto engine = interpreter ? MakeInterpreter() : MakeVm(true);
    const TestProgram program = ProgramOf("for each i in range(0, 1000) then i end");
    Limits few = TestLimits();
    few.steps = 100;
    EXPECT_EQ(engine->Run(program.program, few)->error->kind, ErrorKind::kFuelExhausted);
    EXPECT_EQ(ResultOf(engine->Run(program.program, TestLimits())), "Number(999)");
    EXPECT_EQ(engine->Run(program.program, few)->error->kind, ErrorKind::kFuelExhausted);
  }
}

TEST(ConfiguredEngine, RefusesSpoiltCodeThatDoesNotVerify) {
  const CodeFault fault = [](Chunk& chunk) { chunk.functions[0]->code.pop_back(); };
  const auto engine = MakeEngine(MakeVm(true)->configuration(), fault);
  const auto run = engine->Run(ProgramOf("1").program, TestLimits());
  ASSERT_FALSE(run.has_value());
  EXPECT_TRUE(run.error().starts_with("the compiled code does not verify: ")) << run.error();
}

// A failure means that a leak fills the heap that the next programs run in, and nobody says so.
TEST(ConfiguredEngine, SaysWhatARunHasLeftBehindAndDoesNotBurdenTheNextOne) {
  const TestProgram leaking = ProgramOf("chant f(n) then\n  [n, n]\n  n\nend\nf(12)");
  const TestProgram calm = ProgramOf("1");
  const auto right = MakeVm(true);
  ASSERT_TRUE(right->Run(leaking.program, TestLimits()).has_value());
  EXPECT_EQ(right->leaked_bytes(), 0u);
  const auto wrong = MakeEngine(MakeVm(true)->configuration(), NothingIsReleased);
  ASSERT_TRUE(wrong->Run(leaking.program, TestLimits()).has_value());
  EXPECT_GT(wrong->leaked_bytes(), 0u);
  ASSERT_TRUE(wrong->Run(calm.program, TestLimits()).has_value());
  EXPECT_EQ(wrong->leaked_bytes(), 0u);
}

TEST(ConfiguredEngine, TracesAndShowsTheCodeThatItRuns) {
  const TestProgram program = ProgramOf("bind x to 20 x + 1");
  const CodeFault fault = [](Chunk& chunk) { chunk.constants.AddText("planted"); };
  const auto vm = MakeEngine(MakeVm(true)->configuration(), fault);
  const auto interpreter = MakeInterpreter();
  for (ConfiguredEngine* engine : {vm.get(), interpreter.get()}) {
    int events = 0;
    TraceRecorder recorder(100, [&](TraceEvent) { ++events; });
    EXPECT_EQ(ResultOf(engine->RunTraced(program.program, TestLimits(), recorder)), "Number(21)");
    EXPECT_GT(events, 0) << engine->name();
  }
  EXPECT_EQ(interpreter->CodeFor(program.program, false), nullptr);
  for (const bool trace : {false, true}) {
    const std::shared_ptr<const Chunk> code = vm->CodeFor(program.program, trace);
    ASSERT_NE(code, nullptr);
    EXPECT_FALSE(code->functions[0]->operand_values.empty());
    EXPECT_EQ(code->functions[0]->alignment.empty(), !trace);
    EXPECT_EQ(code->constants.text(code->constants.size() - 1), "planted");
  }
}

TEST(TestWorld, IsTheSameForEveryEngine) {
  const TestProgram program = ProgramOf(R"(
gather area, Box from "modules/shapes.gw"
bind granted to request Vga.write with justification "to show it"
println(area(Box(2, 3)))
request Vault.key with justification "to take it"
)");
  for (const bool interpreter : {true, false}) {
    const auto engine = interpreter ? MakeInterpreter() : MakeVm(false);
    const auto run = engine->Run(program.program, TestLimits());
    ASSERT_TRUE(run.has_value());
    EXPECT_EQ(run->output, "6\n");
    ASSERT_EQ(run->requests.size(), 2u);
    EXPECT_TRUE(run->requests[0].granted);
    EXPECT_FALSE(run->requests[1].granted);
    EXPECT_EQ(run->error->message, "Capability 'Vault.key' denied: the vault is closed");
  }
}

}  // namespace
}  // namespace quicksilver::properties
