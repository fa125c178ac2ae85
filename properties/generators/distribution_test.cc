// The distribution contract: what generated programs must consist of, and how they must end. A
// generator that stops making something makes every test that stands on it vacuous; here that
// shows.

#include "properties/generators/distribution.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "engine/syntax/printer.h"
#include "properties/generators/deliberate_spans.h"
#include "properties/generators/program_generator.h"
#include "properties/oracles/engine.h"
#include "properties/trees/tree_copier.h"

namespace quicksilver::properties {
namespace {

#if defined(__SANITIZE_ADDRESS__)
#define QS_SLOW_BUILD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define QS_SLOW_BUILD 1
#endif
#endif

#if defined(QS_SLOW_BUILD)
// With sanitizers: enough to see that nothing is rejected or ill typed; shares are asserted by the
// other builds.
constexpr std::uint64_t kPrograms = 800;
constexpr bool kAssertsShares = false;
#else
constexpr std::uint64_t kPrograms = 20'000;
constexpr bool kAssertsShares = true;
#endif

double Percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

Distribution MeasureProfile(const Profile& profile, std::uint64_t programs) {
  Distribution distribution;
  ProgramMeter meter;
  for (std::uint64_t seed = 0; seed < programs; ++seed) {
    Choices choices = Choices::FromSeed(seed);
    const TestProgram program = GenerateProgram(choices, profile);
    const Outcome outcome = meter.Measure(program, distribution);
    if (EndingOf(program, outcome) != Ending::kIllTyped) continue;
    ADD_FAILURE() << profile.name << ", seed " << seed << ": " << outcome.error->ToString() << '\n'
                  << program.program.source();
    if (distribution.endings.at(static_cast<std::size_t>(Ending::kIllTyped)) > 3) break;
  }
  return distribution;
}

// Every entry but those in `except` has at least this share of the programs.
template <std::size_t kCount, typename Name>
void ExpectShares(const std::array<Share, kCount>& shares, std::uint64_t programs, double least,
                  Name&& name, std::string_view profile,
                  std::initializer_list<std::string_view> except = {}) {
  for (std::size_t i = 0; i < kCount; ++i) {
    if (std::ranges::find(except, name(i)) != except.end()) continue;
    EXPECT_GE(Percent(shares[i].programs, programs), least)
        << profile << ": too few programs with " << name(i);
  }
}

std::string_view NameOfExpr(std::size_t i) { return ExprKindName(static_cast<ExprKind>(i)); }
std::string_view NameOfStmt(std::size_t i) { return StmtKindName(static_cast<StmtKind>(i)); }
std::string_view NameOfPattern(std::size_t i) {
  return PatternKindName(static_cast<PatternKind>(i));
}
std::string_view NameOfBuiltin(std::size_t i) { return kBuiltinSignatures.at(i).name; }
std::string_view NameOfOpcode(std::size_t i) { return InfoOf(static_cast<Opcode>(i)).name; }

class DistributionContract : public testing::TestWithParam<std::size_t> {};

TEST_P(DistributionContract, ProgramsAreWellTypedVariedAndEnd) {
  const Profile& profile = AllProfiles()[GetParam()];
  const Distribution d = MeasureProfile(profile, kPrograms);
  const auto ended = [&](Ending ending) {
    return Percent(d.endings.at(static_cast<std::size_t>(ending)), d.programs);
  };
  EXPECT_EQ(ended(Ending::kIllTyped), 0) << profile.name;
  EXPECT_LT(ended(Ending::kResourceError), 1) << profile.name << " runs into limits";
  // The errors profile lets four programs of ten raise what nobody catches.
  EXPECT_GE(ended(Ending::kValue), profile.name == "errors" ? 70 : 95) << profile.name;
  if (!kAssertsShares) return;
  EXPECT_GE(Percent(d.with_loops, d.measured), 12) << profile.name << ": programs loop too rarely";
  EXPECT_GE(Percent(d.loops_twice, d.with_loops), 60)
      << profile.name << ": loops do not come round";
  EXPECT_GE(Percent(d.with_output, d.programs), 25) << profile.name << ": output is not tested";
  EXPECT_GE(Percent(d.with_deliberate, d.programs), 10) << profile.name << ": nothing raises";
  ExpectShares(d.expressions, d.programs, 2, NameOfExpr, profile.name,
               {"Range", "Map", "Struct", "Request", "Try"});
  ExpectShares(d.expressions, d.programs, 0.5, NameOfExpr, profile.name);
  ExpectShares(d.statements, d.programs, 1, NameOfStmt, profile.name);
  ExpectShares(d.patterns, d.programs, 0.05, NameOfPattern, profile.name);
  ExpectShares(d.builtins, d.programs, 0.01, NameOfBuiltin, profile.name);
  for (int i = 0; i < kErrorKindCount; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    if (IsResourceError(kind) || kind == ErrorKind::kSyntaxError) continue;
    EXPECT_GE(Percent(d.caught.at(static_cast<std::size_t>(i)).programs, d.measured), 0.05)
        << profile.name << ": " << ErrorKindName(kind) << " is hardly ever raised and caught";
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, DistributionContract,
                         testing::Range(std::size_t{0}, AllProfiles().size()),
                         [](const testing::TestParamInfo<std::size_t>& info) {
                           return std::string(AllProfiles()[info.param].name);
                         });

TEST(Distribution, TheBalancedProfileMakesEverythingOften) {
  // If this fails, the profile that hunts by default misses something.
  if (!kAssertsShares) GTEST_SKIP() << "shares are asserted by faster builds";
  const Distribution d = MeasureProfile(*FindProfile("balanced"), kPrograms);
  ExpectShares(d.expressions, d.programs, 4, NameOfExpr, "balanced");
  ExpectShares(d.statements, d.programs, 2.5, NameOfStmt, "balanced");
  ExpectShares(d.patterns, d.programs, 0.5, NameOfPattern, "balanced");
  ExpectShares(d.builtins, d.programs, 0.1, NameOfBuiltin, "balanced");
  for (int i = 0; i < kErrorKindCount; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    if (IsResourceError(kind) || kind == ErrorKind::kSyntaxError) continue;
    EXPECT_GE(Percent(d.caught.at(static_cast<std::size_t>(i)).programs, d.measured), 0.1)
        << ErrorKindName(kind);
  }
}

TEST(Distribution, TheProfilesTogetherReachEveryOpcode) {
  // If this fails, an instruction is never executed by the hunt, and a bug in it never found. Nop
  // and Trace come only with compile policies; the wide forms need bodies beyond 16 bits.
  if (!kAssertsShares) GTEST_SKIP() << "shares are asserted by faster builds";
  Distribution all;
  for (const std::string_view name : {"calls", "registers", "jumps"}) {
    all.Merge(MeasureProfile(*FindProfile(name), kPrograms));
  }
  for (std::size_t i = 0; i < kOpcodeCount; ++i) {
    const std::string_view name = NameOfOpcode(i);
    if (name == "Nop" || name == "Trace") continue;
    EXPECT_GT(all.opcodes.at(i).programs, 0u) << name << " is never made";
  }
  ExpectShares(all.opcodes, all.measured, 0.02, NameOfOpcode, "all",
               {"Nop", "Trace", "LoadConstWide", "JumpWide", "LoopWide", "JumpIfTrueWide",
                "JumpIfFalseWide", "TakeLocal", "CallMethodFar"});
}

// Without its attempts a program ends at its first error: none may hide in an attempt.
class Unwrapper : public TreeCopier {
 public:
  explicit Unwrapper(const TestProgram& test)
      : TreeCopier(test.program.ast()), deliberate_(test.deliberate) {}

 protected:
  const Expr* OnExpr(const Expr& expr) override {
    auto* copy = const_cast<Expr*>(CopyExpr(expr));
    if (IsDeliberate(expr.span)) copy->span.end = 1;
    return copy;
  }
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    if (stmt.kind == StmtKind::kAttempt) {
      out.push_back(builder().Should(builder().Truth(true), CopyBlock(As<AttemptStmt>(stmt).body)));
      return;
    }
    auto* copy = const_cast<Stmt*>(CopyStmt(stmt));
    if (IsDeliberate(PlaceOf(stmt))) copy->span.end = 1;
    out.push_back(copy);
  }

 private:
  static Span PlaceOf(const Stmt& stmt) {
    if (stmt.kind == StmtKind::kSet) return As<SetStmt>(stmt).root_span;
    return stmt.span;
  }
  bool IsDeliberate(const Span& span) const {
    return std::ranges::find(deliberate_, span) != deliberate_.end();
  }

  const std::vector<Span>& deliberate_;
};

TEST(ProgramGenerator, NoAttemptHidesAnErrorThatWasNotMeant) {
  // If this fails, programs are ill typed where it does not show, and handlers hide real errors.
  const std::unique_ptr<ConfiguredEngine> interpreter = MakeInterpreter();
  int unwrapped = 0;
  int failed = 0;
  for (const Profile& profile : AllProfiles()) {
    for (std::uint64_t seed = 0; seed < kPrograms / 8; ++seed) {
      Choices choices = Choices::FromSeed(seed);
      const TestProgram test = GenerateProgram(choices, profile);
      if (test.program.source().find("attempt") == std::string_view::npos) continue;
      const Ast copy = Unwrapper(test).Copy();
      std::expected<Program, Error> program = Program::Parse(Print(copy));
      ASSERT_TRUE(program.has_value()) << program.error().ToString();
      TestProgram bare{std::move(*program)};
      bare.deliberate = DeliberateSpans(copy, bare.program.ast());
      const std::expected<Outcome, std::string> run = interpreter->Run(bare.program, TestLimits());
      ASSERT_TRUE(run.has_value());
      ++unwrapped;
      if (EndingOf(bare, *run) != Ending::kIllTyped) continue;
      ADD_FAILURE() << profile.name << ", seed " << seed << ": " << run->error->ToString() << '\n'
                    << bare.program.source();
      if (++failed == 3) return;
    }
  }
  EXPECT_GT(unwrapped, static_cast<int>(kPrograms) / 8);
}

}  // namespace
}  // namespace quicksilver::properties
