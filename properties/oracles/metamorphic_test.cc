#include "properties/oracles/metamorphic.h"

#include <gtest/gtest.h>
#include <map>
#include <string>

#include "engine/differential/comparison.h"
#include "properties/oracles/corpus_testing.h"
#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

// --- Rewrites that are wrong ---------------------------------------------------------------------

class SwapWithoutNegating : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    if (stmt.kind != StmtKind::kShould || !AtSite()) return TreeCopier::OnStmt(stmt, out);
    const auto& should = As<ShouldStmt>(stmt);
    const Expr* condition = OnExpr(*should.condition);
    const Block first = OnBlock(should.else_block);
    out.push_back(builder().Should(condition, first, OnBlock(should.then_block)));
  }
};

class PrintTwice : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    if (stmt.kind == StmtKind::kExpr && AtSite()) out.push_back(CopyStmt(stmt));
    out.push_back(CopyStmt(stmt));
  }
};

// `x + 0` is x only if x is a number, and not -0.
class AddZero : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  const Expr* OnExpr(const Expr& expr) override {
    if (expr.kind != ExprKind::kName || facts().IsPartOfForm(expr) || !AtSite()) {
      return CopyExpr(expr);
    }
    const Expr* value = CopyExpr(expr);
    return builder().Binary(BinaryOp::kAdd, value, builder().Number(0));
  }
};

template <typename T>
Verdict CheckWith(std::string_view source, std::uint64_t seed = 1) {
  const Rewrite rewrite = {"planted", "wrong", MakeCopier<T>};
  return MetamorphicOracle(std::span(&rewrite, 1), 1).Check(ProgramOf(source), TestLimits(), seed);
}

TEST(MetamorphicOracle, ReportsAnotherValue) {
  const Verdict verdict =
      CheckWith<SwapWithoutNegating>("should 1 is 1 then \"yes\" otherwise \"no\" end");
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kValue);
  EXPECT_EQ(verdict.divergence.left, "Text(\"yes\")");
  EXPECT_EQ(verdict.divergence.right, "Text(\"no\")");
  EXPECT_NE(verdict.divergence.what.find("planted at 0 of 1"), std::string::npos)
      << verdict.divergence.what;
}

TEST(MetamorphicOracle, ReportsAnotherOutput) {
  const Verdict verdict = CheckWith<PrintTwice>("println(1)");
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kOutput);
}

TEST(MetamorphicOracle, ReportsAnotherRequest) {
  const Verdict verdict = CheckWith<PrintTwice>("request A.b with justification \"c\"");
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kRequest);
}

TEST(MetamorphicOracle, ReportsAnotherGlobal) {
  const Verdict verdict = CheckWith<SwapWithoutNegating>(
      "weave x as 0\nshould x is 0 then set x to 1 otherwise set x to 2 end\nnothing");
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kGlobal);
}

TEST(MetamorphicOracle, ReportsAnErrorThatWasNone) {
  const Verdict verdict = CheckWith<AddZero>("chant f(x) then yield x end\nf(\"a\")", 3);
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kErrorOrValue);
}

TEST(MetamorphicOracle, ReportsAnotherKindAndAnotherMessage) {
  Verdict verdict = CheckWith<SwapWithoutNegating>("should true then 1 / 0 otherwise [][0] end");
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kErrorKind);
  verdict = CheckWith<SwapWithoutNegating>("should true then [][1] otherwise [][0] end");
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kErrorMessage);
}

TEST(MetamorphicOracle, TellsMinusZeroFromZero) {
  EXPECT_TRUE(CheckWith<AddZero>("bind x to -0\n[x]").diverges());
}

// --- Right ones ----------------------------------------------------------------------------------

TEST(MetamorphicOracle, AgreesWhereOnlyPlacesNamesAndStepsDiffer) {
  MetamorphicOracle oracle;
  const TestProgram failing = ProgramOf(
      "chant f(x) then\nweave y as x\nwhilst y < 3 then set y to y + 1 end\nset x to y\nend\n"
      "println(f)\nf(1)");
  const TestProgram unbound =
      ProgramOf("chant f(a) then\nshould a then bind z to a end\nz\nend\nf(1)");
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    for (const TestProgram* program : {&failing, &unbound}) {
      const Verdict verdict = oracle.Check(*program, TestLimits(), seed);
      EXPECT_TRUE(verdict.agrees()) << oracle.applied() << "\n" << oracle.other_program();
    }
  }
}

TEST(MetamorphicOracle, HasNothingToSayWhereNothingApplies) {
  MetamorphicOracle oracle;
  const Verdict verdict = oracle.Check(ProgramOf(""), TestLimits(), 1);
  EXPECT_EQ(verdict.kind, VerdictKind::kIncomparable);
  EXPECT_EQ(verdict.reason, Incomparable::kNotApplicable);
}

TEST(MetamorphicOracle, DoesNotCompareWhatEndedForWantOfAResource) {
  const Rewrite rewrites[] = {kWrapInChant};
  MetamorphicOracle oracle(rewrites, 1);
  const TestProgram program = ProgramOf("chant f(x) then 1 + f(x) end\nf(1)");
  EXPECT_EQ(oracle.Check(program, TestLimits(), 1).kind, VerdictKind::kIncomparable);
}

TEST(MetamorphicOracle, TheSeedDecides) {
  MetamorphicOracle oracle;
  const TestProgram program = ProgramOf("chant f(a, b) then a + b * 2 end\nf(1, 2) is f(3, 4)");
  std::map<std::string, std::string> made;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    oracle.Check(program, TestLimits(), seed);
    const std::string first(oracle.other_program());
    oracle.Check(program, TestLimits(), seed);
    EXPECT_EQ(oracle.other_program(), first);
    made[oracle.applied()] = first;
  }
  EXPECT_GT(made.size(), 25u) << "different seeds should try different things";
}

// What the corpus tests run under: small, so that programs that want more are left out quickly.
Limits CorpusLimits() {
  Limits limits = TestLimits();
  limits.steps = 200'000;
  return limits;
}

// The programs whose own runs end in a value or an error of theirs.
std::vector<CorpusProgram> ComparableCorpus() {
  std::vector<CorpusProgram> corpus = ParsedCorpus(4'000);
  // A rewrite may cost something.
  Limits tight = CorpusLimits();
  tight.steps /= 4;
  tight.call_depth /= 4;
  const auto interpreter = MakeInterpreter();
  const auto vm = MakeVm(true);
  std::erase_if(corpus, [&](const CorpusProgram& program) {
    const auto left = interpreter->Run(program.program, tight);
    const auto right = vm->Run(program.program, tight);
    return !left.has_value() || EndedByResource(*left) || EndedByResource(*right);
  });
  EXPECT_GT(corpus.size(), 500u);
  return corpus;
}

// Every rewrite on its own, at several places of every program. A divergence here is a bug of an
// engine or of a rewrite's argument.
TEST(MetamorphicOracle, AgreesOnTheCorpusUnderEveryRewrite) {
  std::map<std::string_view, std::uint32_t> applied;
  std::map<std::string_view, std::uint32_t> compared;
  const Limits limits = CorpusLimits();
  const std::vector<CorpusProgram> corpus = ComparableCorpus();
  for (const Rewrite& rewrite : AllRewrites()) {
    MetamorphicOracle oracle(std::span(&rewrite, 1), 1);
    for (std::size_t i = 0; i < corpus.size(); ++i) {
      const TestProgram program{corpus[i].program};
      const Verdict verdict = oracle.Check(program, limits, i);
      if (!oracle.applied().empty()) ++applied[rewrite.name];
      if (verdict.agrees()) ++compared[rewrite.name];
      EXPECT_FALSE(verdict.diverges())
          << corpus[i].path << ": " << verdict.divergence.what << "\n  " << verdict.divergence.left
          << "\n  " << verdict.divergence.right << "\n"
          << oracle.other_program();
    }
    EXPECT_GT(compared[rewrite.name], 20u) << rewrite.name << " is hardly ever tried";
    EXPECT_GE(compared[rewrite.name] * 100, applied[rewrite.name] * 98)
        << rewrite.name << " makes programs that cannot be compared";
  }
}

TEST(MetamorphicOracle, AgreesOnTheCorpusUnderSeveralRewritesAtOnce) {
  MetamorphicOracle oracle;
  const Limits limits = CorpusLimits();
  const std::vector<CorpusProgram> corpus = ComparableCorpus();
  std::uint32_t compared = 0;
  for (std::size_t i = 0; i < corpus.size(); ++i) {
    const TestProgram program{corpus[i].program};
    for (std::uint64_t seed = 0; seed < 3; ++seed) {
      const Verdict verdict = oracle.Check(program, limits, seed * 10'000 + i);
      if (verdict.agrees()) ++compared;
      EXPECT_FALSE(verdict.diverges())
          << corpus[i].path << ": " << verdict.divergence.what << "\n  " << verdict.divergence.left
          << "\n  " << verdict.divergence.right << "\n"
          << oracle.other_program();
    }
  }
  EXPECT_GE(compared * 100, corpus.size() * 3 * 95) << "most programs must be comparable";
}

}  // namespace
}  // namespace quicksilver::properties
