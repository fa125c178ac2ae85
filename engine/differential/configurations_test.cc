#include "engine/differential/configurations.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

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
  for (const Configuration& configuration : AllConfigurations()) {
    if (configuration.engine == EngineKind::kInterpreter) continue;
    combinations.emplace(configuration.compile.optimise, configuration.compile.allocation,
                         configuration.compile.jumps);
    archive = archive || configuration.through_archive;
  }
  EXPECT_EQ(combinations.size(), 2u * 5u * 3u) << "a policy is never checked";
  EXPECT_TRUE(archive);
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

}  // namespace
}  // namespace quicksilver
