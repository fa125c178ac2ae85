#include "properties/oracles/growth.h"

#include <gtest/gtest.h>

#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

// An engine of which one stage takes time by the square of the program's length.
class QuadraticEngine : public Engine {
 public:
  QuadraticEngine(EngineStage slow, double seconds) : slow_(slow), seconds_(seconds) {}

  std::string_view name() const override { return "quadratic"; }
  std::expected<Outcome, std::string> Run(const Program& program, const Limits&) override {
    const double length = static_cast<double>(program.source().size()) / kLength;
    volatile std::uint64_t work = 0;
    observer_->OnStage(slow_);
    const auto rounds = static_cast<std::uint64_t>(seconds_ * kRoundsASecond * length * length);
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

  EngineStage slow_;
  double seconds_;  // for a program of kLength
  EngineObserver* observer_ = nullptr;
};

Verdict CheckBoth(std::unique_ptr<Engine> definition, std::unique_ptr<Engine> machine) {
  GrowthOracle oracle(std::move(definition), std::move(machine));
  return CheckOf(oracle, "bind a to 1\nset a to a + 1\n");
}

TEST(Growth, ObjectsToAStageThatIsQuadratic) {
  const Verdict verdict =
      CheckBoth(MakeInterpreter(), std::make_unique<QuadraticEngine>(EngineStage::kCompile, 0.3));
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kWork);
  EXPECT_TRUE(verdict.divergence.what.starts_with("time of compiling by "))
      << verdict.divergence.what;
}

TEST(Growth, ObjectsToAVmThatIsBehindTheInterpreter) {
  const Verdict verdict =
      CheckBoth(std::make_unique<QuadraticEngine>(EngineStage::kInterpret, 0.00001),
                std::make_unique<QuadraticEngine>(EngineStage::kExecute, 0.3));
  ASSERT_TRUE(verdict.diverges());
}

// A linear engine whose every program drew a complaint would bury the findings of a night.
TEST(Growth, IsSilentAboutTheEngineWhateverIsMadeLarger) {
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
  std::size_t agreed = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Verdict verdict = oracle.Check(program, TestLimits(), seed);
    EXPECT_FALSE(verdict.diverges()) << ::testing::PrintToString(verdict);
    agreed += verdict.agrees() ? 1 : 0;
  }
  EXPECT_GT(agreed, 6u) << "most of what is made larger must still be a program";
}

}  // namespace
}  // namespace quicksilver::properties
