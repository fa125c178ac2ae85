#include "properties/oracles/policies.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

constexpr std::string_view kProgram = "weave n as 0 whilst n < 5 then set n to n + 1 end n";

TEST(PoliciesOracle, DrawsFromEveryConfigurationThatEquivalenceDoesNotRun) {
  const PoliciesOracle oracle;
  EXPECT_EQ(oracle.configurations().size(), AllConfigurations().size() - 3)
      << "all but the interpreter and the two plain VMs";
  std::set<std::string> names;
  for (const Configuration& configuration : oracle.configurations()) {
    EXPECT_EQ(configuration.engine, EngineKind::kVm);
    names.insert(configuration.name);
  }
  EXPECT_EQ(names.size(), oracle.configurations().size());
}

TEST(PoliciesOracle, MeetsEveryPolicyInTheLongRun) {
  PoliciesOracle oracle;
  std::set<std::string> met;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    ASSERT_TRUE(oracle.Check(ProgramOf(kProgram), TestLimits(), seed).agrees());
    met.insert(oracle.right()->configuration().name);
  }
  EXPECT_EQ(met.size(), oracle.configurations().size()) << "a policy is never drawn";
}

TEST(PoliciesOracle, AsksForAsManyAsItWasTold) {
  // Counts what is compiled: the fault sees every chunk.
  int compiled = 0;
  const CodeFault count = [&compiled](Chunk&) { ++compiled; };
  for (const std::size_t policies : {std::size_t{1}, std::size_t{7}}) {
    PoliciesOracle oracle({.policies = policies, .fault = count});
    compiled = 0;
    EXPECT_TRUE(oracle.Check(ProgramOf(kProgram), TestLimits(), 1).agrees());
    EXPECT_EQ(compiled, static_cast<int>(policies));
  }
  PoliciesOracle all({.policies = PoliciesOracle::kAll, .fault = count});
  compiled = 0;
  EXPECT_TRUE(all.Check(ProgramOf(kProgram), TestLimits(), 1).agrees());
  EXPECT_EQ(compiled, static_cast<int>(all.configurations().size()));
}

TEST(PoliciesOracle, GivesRandomPoliciesTheSeedOfTheProgram) {
  PoliciesOracle oracle;
  std::set<std::uint64_t> seeds;
  std::string name;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    oracle.Check(ProgramOf(kProgram), TestLimits(), seed);
    const Configuration& met = oracle.right()->configuration();
    if (!UsesSeed(met.compile)) continue;
    seeds.insert(met.compile.seed);
    name = oracle.right()->name();
    EXPECT_EQ(name, met.name + " seed " + std::to_string(met.compile.seed))
        << "a finding would not say which code it was";
    // The same program again, with an oracle that has seen nothing.
    PoliciesOracle fresh;
    fresh.Check(ProgramOf(kProgram), TestLimits(), seed);
    EXPECT_EQ(fresh.right()->name(), name) << "a finding would not replay";
  }
  EXPECT_GT(seeds.size(), 50u);
}

TEST(PoliciesOracle, TellsAnObserverWhatItRuns) {
  class Counter : public EngineObserver {
   public:
    void OnStage(EngineStage stage) override { done += stage == EngineStage::kDone ? 1 : 0; }
    void OnCode(const Chunk&) override { ++codes; }
    int done = 0;
    int codes = 0;
  };
  Counter counter;
  PoliciesOracle oracle;
  oracle.set_observer(&counter);
  oracle.Check(ProgramOf(kProgram), TestLimits(), 1);
  EXPECT_EQ(counter.done, 2);
  EXPECT_EQ(counter.codes, 1);
  oracle.set_observer(nullptr);
  oracle.Check(ProgramOf(kProgram), TestLimits(), 1);
  EXPECT_EQ(counter.done, 2);
}

}  // namespace
}  // namespace quicksilver::properties
