#include "properties/oracles/oracles.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

#include "properties/oracles/corpus_testing.h"
#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

TEST(Oracles, AreListedUnderTheirOwnNames) {
  std::set<std::string_view> names;
  for (const OracleEntry& entry : AllOracles()) {
    const std::unique_ptr<Oracle> oracle = entry.make();
    EXPECT_EQ(oracle->name(), entry.name) << "a replay command would name another oracle";
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name << " is listed twice";
    EXPECT_FALSE(entry.claim.empty());
    EXPECT_EQ(FindOracle(entry.name), &entry);
    EXPECT_NE(MakeOracle(entry.name), nullptr);
  }
  EXPECT_EQ(AllOracles().front().name, "equivalence") << "the strongest comes first";
  EXPECT_EQ(AllOracles().front().one_in, 1u) << "equivalence is checked on every program";
  EXPECT_EQ(FindOracle("equivalences"), nullptr);
  EXPECT_EQ(MakeOracle(""), nullptr);
}

TEST(Oracles, AreDrawnInTheirShareAndIndependently) {
  constexpr int kPrograms = 100'000;
  for (const OracleEntry& entry : AllOracles()) {
    int drawn = 0;
    for (int seed = 0; seed < kPrograms; ++seed) drawn += IsDrawn(entry, seed) ? 1 : 0;
    const double expected = static_cast<double>(kPrograms) / entry.one_in;
    EXPECT_NEAR(drawn, expected, 0.1 * expected + 1) << entry.name;
  }
  // Two oracles of one share meet different programs.
  OracleEntry first{.name = "first", .claim = "", .one_in = 10, .make = nullptr};
  OracleEntry second = first;
  second.name = "second";
  int both = 0;
  for (int seed = 0; seed < kPrograms; ++seed) {
    both += IsDrawn(first, seed) && IsDrawn(second, seed) ? 1 : 0;
  }
  EXPECT_NEAR(both, kPrograms / 100, kPrograms / 500);
}

// What every oracle is silent about, and how much of it says nothing. The corpus' boundaries are
// left out: they are large, and made to exhaust something.
TEST(Oracles, AgreeOnTheCorpus) {
  constexpr std::size_t kLargest = 4096;
  std::vector<CorpusProgram> corpus = ParsedCorpus(kLargest);
  std::erase_if(corpus, [](const CorpusProgram& p) { return p.path.starts_with("boundaries"); });
  for (const OracleEntry& entry : AllOracles()) {
    const std::unique_ptr<Oracle> oracle = entry.make();
    std::size_t agreed = 0;
    std::size_t inapplicable = 0;
    for (std::size_t i = 0; i < corpus.size(); ++i) {
      const Verdict verdict = oracle->Check(TestProgram{corpus[i].program}, TestLimits(), i);
      EXPECT_FALSE(verdict.diverges())
          << entry.name << ", " << corpus[i].path << ": " << ::testing::PrintToString(verdict);
      const bool says_nothing = verdict.kind == VerdictKind::kIncomparable &&
                                verdict.reason == Incomparable::kNotApplicable;
      agreed += verdict.agrees() ? 1 : 0;
      inapplicable += says_nothing ? 1 : 0;
    }
    if (entry.name == "type_soundness") {
      EXPECT_EQ(inapplicable, corpus.size()) << "nobody knows the types of the corpus";
      continue;
    }
    EXPECT_LE(inapplicable * 100, corpus.size()) << entry.name << " has nothing to say";
    // A few programs are meant to exhaust the stack, the heap or their steps.
    EXPECT_GE(agreed * 100, corpus.size() * 98) << entry.name << " says too little";
  }
}

TEST(Oracles, GiveTheSameVerdictForTheSameSeed) {
  const TestProgram program = ProgramOf(R"(
weave t as ""
for each i in range(0, 20) then set t to t + to_text(i * i) end
attempt length(t) / 0 harmonize on DivisionByZero then println(t) end
)");
  for (const OracleEntry& entry : AllOracles()) {
    const std::unique_ptr<Oracle> used = entry.make();
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const Verdict first = used->Check(program, TestLimits(), seed);
      const Verdict again = entry.make()->Check(program, TestLimits(), seed);
      EXPECT_EQ(first.kind, again.kind) << entry.name << " with seed " << seed;
    }
  }
}

}  // namespace
}  // namespace quicksilver::properties
