#include "engine/differential/configurations.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

#include "engine/bytecode/chunk_builder.h"
#include "engine/differential/comparison.h"

namespace quicksilver {
namespace {

Program Parsed(std::string_view source) {
  std::expected<Program, Error> program = Program::Parse(source);
  EXPECT_TRUE(program.has_value()) << source;
  return *program;
}

TEST(Configurations, BeginWithTheInterpreterAndHaveDistinctNames) {
  const std::vector<Configuration> all = AllConfigurations();
  EXPECT_EQ(all.front().engine, EngineKind::kInterpreter);
  std::set<std::string> names;
  for (const Configuration& configuration : all) {
    EXPECT_TRUE(names.insert(configuration.name).second) << configuration.name;
    if (&configuration != &all.front()) {
      EXPECT_EQ(configuration.engine, EngineKind::kVm) << configuration.name;
    }
  }
}

TEST(Configurations, ContainEveryPolicyWithAndWithoutTheOptimiser) {
  std::set<std::tuple<bool, AllocationPolicy, JumpPolicy>> combinations;
  bool archive = false;
  int loops = 0;
  for (const Configuration& configuration : AllConfigurations()) {
    loops += configuration.dispatch == Dispatch::kLoop ? 1 : 0;
    if (configuration.engine == EngineKind::kInterpreter) continue;
    combinations.emplace(configuration.compile.optimise, configuration.compile.allocation,
                         configuration.compile.jumps);
    archive = archive || configuration.through_archive;
  }
  EXPECT_EQ(combinations.size(), 2u * 5u * 3u) << "a policy is never checked";
  EXPECT_TRUE(archive);
  EXPECT_EQ(loops, 2) << "the machine's other loop";
}

TEST(Configurations, AllGiveTheSameAnswerAndPassTheirHostOn) {
  const Program program = Parsed(
      "chant f(n) then\n  should n at most 0 then yield 0 end\n  yield n + f(n - 1)\nend\n"
      "print(f(3))\nf(10)\n");
  Host host;
  for (const Configuration& configuration : AllConfigurations()) {
    const auto outcome = RunOn(configuration, program, Limits{}, host);
    ASSERT_TRUE(outcome.has_value()) << configuration.name << ": " << outcome.error();
    EXPECT_EQ(outcome->Result(), "Number(55)") << configuration.name;
    EXPECT_EQ(outcome->output, "6") << configuration.name;
  }
}

TEST(Configurations, AreSubjectToTheLimits) {
  const Program program = Parsed("whilst true then\nend\n");
  Limits limits;
  limits.steps = 10'000;
  Host host;
  for (const Configuration& configuration : AllConfigurations()) {
    const auto outcome = RunOn(configuration, program, limits, host);
    ASSERT_TRUE(outcome.has_value());
    EXPECT_TRUE(EndedByResource(*outcome)) << configuration.name;
  }
}

TEST(Configurations, LoseTrackOfNothing) {
  // Patterns that fail after a constructor and pieces were taken out.
  const Program program = Parsed(
      "variant V then A(x: Any), B(x: Any, y: Any) end\n"
      "chant f(v) then\nmatch v with\nwhen A(B(\"a\", 1)) then 1\nwhen B(A(x), A(\"no\")) then "
      "2\n"
      "when A(A(x)) then 3\nwhen _ then 4\nend\nend\n"
      "[f(A(B(\"a\", [2]))), f(B(A([3]), A(\"yes\"))), f(A(A([4]))), f([5])]\n");
  for (const Configuration& configuration : AllConfigurations()) {
    Host host;
    const auto outcome = RunOn(configuration, program, Limits{}, host);
    ASSERT_TRUE(outcome.has_value()) << configuration.name << ": " << outcome.error();
    EXPECT_EQ(outcome->Result(), "List[Number(4), Number(4), Number(3), Number(4)]");
  }
}

TEST(Configurations, AContextThatLosesTrackOfSomethingIsFoundOut) {
  // A list that is overwritten although its register owns it: only bytecode from a file can do so.
  ChunkBuilder chunk;
  Assembler& program = chunk.Add("_", 1);
  program.Op(Opcode::kCreateList, 0);
  program.Op(Opcode::kLoadNothing, 0);
  program.Op(Opcode::kHalt, 0);
  Context context(EngineKind::kVm);
  const std::uint64_t level = context.heap_bytes();
  EXPECT_TRUE(ResetToLevel(context, level).has_value());
  EXPECT_EQ(context.RunToOutcome(Code(chunk.Take())).Result(), "Nothing");
  const auto reset = ResetToLevel(context, level);
  ASSERT_FALSE(reset.has_value());
  EXPECT_NE(reset.error().find("in 1 objects"), std::string::npos) << reset.error();
}

}  // namespace
}  // namespace quicksilver
