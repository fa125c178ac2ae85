#include "properties/oracles/growth.h"

#include <cmath>
#include <gtest/gtest.h>

#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

// An engine of which one stage takes time by a power of the program's length.
class TimedEngine : public Engine {
 public:
  TimedEngine(EngineStage stage, double seconds, int power)
      : stage_(stage), seconds_(seconds), power_(power) {}

  std::string_view name() const override { return "timed"; }
  std::expected<Outcome, std::string> Run(const Program& program, const Limits&) override {
    const double length = static_cast<double>(program.source().size()) / kLength;
    const auto rounds =
        static_cast<std::uint64_t>(seconds_ * kRoundsASecond * std::pow(length, power_));
    volatile std::uint64_t work = 0;
    observer_->OnStage(stage_);
    for (std::uint64_t i = 0; i < rounds; ++i) work = work + i;
    observer_->OnStage(EngineStage::kDone);
    Outcome outcome;
    outcome.steps = program.source().size();
    return outcome;
  }
  void set_observer(EngineObserver* observer) override { observer_ = observer; }

 private:
  static constexpr double kLength = 128'000;
  static constexpr double kRoundsASecond = 5e8;

  EngineStage stage_;
  double seconds_;  // for a program of kLength
  int power_;
  EngineObserver* observer_ = nullptr;
};

Verdict CheckBoth(std::unique_ptr<Engine> definition, std::unique_ptr<Engine> machine) {
  GrowthOracle oracle(std::move(definition), std::move(machine));
  return CheckOf(oracle, "bind a to 1\nset a to a + 1\n");
}

TEST(Growth, ObjectsToAStageThatIsQuadratic) {
  const Verdict verdict =
      CheckBoth(MakeInterpreter(), std::make_unique<TimedEngine>(EngineStage::kCompile, 0.3, 2));
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kWork);
  EXPECT_TRUE(verdict.divergence.what.starts_with("time of compiling by "))
      << verdict.divergence.what;
}

// A failure means that a campaign's findings are buried under complaints about linear engines.
TEST(Growth, IsSilentAboutAStageThatIsLinear) {
  const Verdict verdict = CheckBoth(std::make_unique<TimedEngine>(EngineStage::kInterpret, 0.2, 1),
                                    std::make_unique<TimedEngine>(EngineStage::kExecute, 0.1, 1));
  EXPECT_TRUE(verdict.agrees()) << ::testing::PrintToString(verdict);
}

TEST(Growth, ObjectsToAVmThatIsBehindTheInterpreter) {
  const Verdict verdict = CheckBoth(std::make_unique<TimedEngine>(EngineStage::kInterpret, 0.1, 1),
                                    std::make_unique<TimedEngine>(EngineStage::kExecute, 0.3, 1));
  ASSERT_TRUE(verdict.diverges());
  EXPECT_TRUE(verdict.divergence.what.starts_with("time of the VM by ")) << verdict.divergence.what;
}

// What the clock says of our own engine is for campaigns; here it only has to have something to
// say.
TEST(Growth, MakesProgramsOfMostThatItMakesLarger) {
  const TestProgram program = ProgramOf(R"(
weave t as ""
weave xs as [1, 2 * 3, {a: 4}]
chant f(x) then
  should x > 1 then yield -x end
  x + 1
end
for each i in range(0, 20) then
  set t to t + to_text(f(i))
  set xs to list_push(xs, length(t))
end
attempt xs[100] / 2 harmonize on IndexOutOfBounds then println(t) end
)");
  GrowthOracle oracle;
  std::size_t compared = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Verdict verdict = oracle.Check(program, TestLimits(), seed);
    compared += verdict.kind != VerdictKind::kIncomparable ? 1 : 0;
  }
  EXPECT_GT(compared, 6u);
}

}  // namespace
}  // namespace quicksilver::properties
