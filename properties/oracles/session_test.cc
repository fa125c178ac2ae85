#include "properties/oracles/session.h"

#include <gtest/gtest.h>
#include <string>

#include "properties/oracles/corpus_testing.h"
#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

constexpr std::string_view kSessionProgram = R"(# A comment with an é.
bind é to "é"
chant f(n) then é + to_text(n + later()) end
weave count as 0
chant later() then
  set count to count + 1
  yield count
end
println(f(1)) println(f(2))
variant E then A, B end
match A with when A then "a" otherwise then "other" end
)";

TEST(SessionOracle, AgreesWhereverAProgramIsCut) {
  SessionOracle oracle;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Verdict verdict = oracle.Check(ProgramOf(kSessionProgram), TestLimits(), seed);
    EXPECT_TRUE(verdict.agrees()) << seed << ": " << ::testing::PrintToString(verdict);
  }
}

TEST(SessionOracle, GoesOnAfterAPieceThatFailed) {
  SessionOracle oracle;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_TRUE(oracle
                    .Check(ProgramOf("weave x as 1\nset x to 2 / 0\nset x to x + 1\nprintln(x)\ny"),
                           TestLimits(), seed)
                    .agrees());
  }
}

TEST(SessionOracle, CutsEveryProgramOfTheCorpusIntoItsText) {
  int cut = 0;
  for (const CorpusProgram& entry : ParsedCorpus(4096)) {
    const std::vector<Program> pieces = SessionOracle::Cut(entry.program, 7);
    std::string text;
    for (const Program& piece : pieces) text += piece.source();
    EXPECT_EQ(text, entry.program.source()) << entry.path;
    const std::size_t statements = entry.program.ast().program.statements.size();
    EXPECT_EQ(pieces.size() > 1, statements > 1) << entry.path << " is not cut";
    cut += pieces.size() > 1 ? 1 : 0;
  }
  EXPECT_GT(cut, 500);
}

// A session that shows `show` of the number of the piece, from 1.
class FakeSession : public SessionEngine {
 public:
  using Show = std::function<Outcome(int)>;
  explicit FakeSession(Show show) : show_(std::move(show)) {}

  std::string_view name() const override { return "fake"; }
  std::expected<Outcome, std::string> Run(const Program&, const Limits&) override {
    return show_(0);
  }
  Outcome Enter(const Program&) override { return show_(++entered_); }

 private:
  Show show_;
  int entered_ = 0;
};

SessionOracle::MakeSession ShowingEach(FakeSession::Show show) {
  return [show](const Limits&, Host&) { return std::make_unique<FakeSession>(show); };
}

TEST(SessionOracle, ReportsAPieceThatShowsSomethingElse) {
  constexpr std::string_view kPieces = "1\n2\n3\n4\n5\n6\n7\n8\n9";
  const auto same = [](int) { return Ending("Number(1)"); };
  SessionOracle right(ShowingEach(same), ShowingEach(same));
  EXPECT_TRUE(right.Check(ProgramOf(kPieces), TestLimits(), 7).agrees());
  SessionOracle wrong(ShowingEach(same), ShowingEach([](int piece) {
                        return Ending(piece == 2 ? "Number(2)" : "Number(1)");
                      }));
  const Verdict verdict = wrong.Check(ProgramOf(kPieces), TestLimits(), 7);
  ASSERT_TRUE(verdict.diverges());
  EXPECT_TRUE(verdict.divergence.what.starts_with("result, piece 2 of")) << verdict.divergence.what;
}

TEST(SessionOracle, ReportsPiecesThatDoNotAddUpToTheWhole) {
  // Both engines agree with each other, but a piece prints what the whole does not.
  const auto show = [](int piece) {
    Outcome outcome = Ending("Number(1)");
    outcome.output = piece == 1 ? "once\n" : "";
    return outcome;
  };
  SessionOracle wrong(ShowingEach(show), ShowingEach(show));
  const Verdict verdict = wrong.Check(ProgramOf("1\n2\n3"), TestLimits(), 7);
  ASSERT_TRUE(verdict.diverges());
  EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kOutput);
  EXPECT_EQ(verdict.divergence.left_engine, "fake, whole");
}

}  // namespace
}  // namespace quicksilver::properties
