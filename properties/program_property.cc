// Generated programs: every configuration shows what the interpreter shows, and no oracle objects.

#include <memory>
#include <string>
#include <vector>

#include "engine/differential/configurations.h"
#include "properties/arbitraries/programs.h"
#include "properties/arbitraries/property.h"
#include "properties/oracles/components/limits_check.h"
#include "properties/oracles/engine.h"
#include "properties/oracles/oracles.h"

namespace quicksilver::properties {
namespace {

std::string Show(const Divergence& divergence) {
  return divergence.what + ": " + divergence.left_engine + " has " + divergence.left + ", " +
         divergence.right_engine + " has " + divergence.right;
}

Complaint ComplaintOf(const Verdict& verdict) {
  if (!verdict.diverges()) return std::nullopt;
  return Show(verdict.divergence);
}

TEST(EquivalenceProperty, HoldsUnderEveryConfiguration) {
  std::vector<std::unique_ptr<ConfiguredEngine>> engines;
  for (const Configuration& configuration : AllConfigurations()) {
    engines.push_back(MakeEngine(configuration));
  }
  ASSERT_GT(engines.size(), 20u) << "the configurations are not all there";
  ForAllInputs<ReducibleProgram>(400, [&](const ReducibleProgram& program) -> Complaint {
    const Program& source = program.program.program;
    const auto expected = engines[0]->Run(source, TestLimits());
    for (std::size_t i = 1; i < engines.size(); ++i) {
      const Verdict verdict = CompareOutcomes(*engines[0], expected, *engines[i],
                                              engines[i]->Run(source, TestLimits()));
      if (verdict.diverges()) return Show(verdict.divergence);
    }
    return std::nullopt;
  });
}

// What reducers make is not well typed, so this one shrinks by choices.
TEST(TypeSoundnessProperty, WellTypedProgramsRaiseOnlyWhatTheyMeanTo) {
  const std::unique_ptr<Oracle> oracle = MakeOracle("type_soundness");
  ASSERT_NE(oracle, nullptr);
  ForAll<TypedProgram>(2000, [&](const TypedProgram& program) {
    return ComplaintOf(oracle->Check(program.program, TestLimits(), program.seed));
  });
}

class OracleProperty : public ::testing::TestWithParam<std::string> {};

TEST_P(OracleProperty, DoesNotObject) {
  const std::unique_ptr<Oracle> oracle = MakeOracle(GetParam());
  ASSERT_NE(oracle, nullptr);
  ForAllInputs<ReducibleProgram>(400, [&](const ReducibleProgram& program) {
    return ComplaintOf(oracle->Check(program.program, TestLimits(), program.seed));
  });
}

std::vector<std::string> OraclesForAnyProgram() {
  std::vector<std::string> names;
  for (const OracleEntry& entry : AllOracles()) {
    if (entry.name != "type_soundness") names.emplace_back(entry.name);
  }
  return names;
}

INSTANTIATE_TEST_SUITE_P(Every, OracleProperty, ::testing::ValuesIn(OraclesForAnyProgram()),
                         [](const auto& name) { return name.param; });

TEST(LimitsProperty, FireWhereTheyAreAndLeaveTheContextAsNew) {
  ForAllInputs<ReducibleProgram>(400, [](const ReducibleProgram& program) {
    return CheckLimits(program.program.program, program.seed);
  });
}

TEST(LimitsProperty, EndProgramsThatRunAway) {
  ForAllInputs<ReducibleProgram>(60, [](const ReducibleProgram& program) {
    return CheckRunaway(program.program.program, program.seed);
  });
}

TEST(ReuseProperty, AContextShowsWhatANewOneShows) {
  const std::string test = RunningTest();
  Examine(150, [&](const std::uint64_t seed) {
    const auto drawn = *rc::gen::container<std::vector<ReducibleProgram>>(
        5, rc::gen::arbitrary<ReducibleProgram>());
    InputNote note(test, "");
    std::vector<Program> programs;
    for (const ReducibleProgram& program : drawn) {
      note.Append(Describe(program));
      programs.push_back(program.program.program);
    }
    const Complaint complaint = RunCheck([&] { return CheckReuse(programs, seed); });
    if (complaint) RC_FAIL(*complaint);
  });
}

}  // namespace
}  // namespace quicksilver::properties
