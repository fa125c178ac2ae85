#include "properties/reducers/attribution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

using ::testing::Contains;
using ::testing::Not;

// Answers as it is told; makes nothing smaller.
class FakeJury : public Jury {
 public:
  // The oracle objects to programs that contain `part`, with seeds from `seed` on.
  void Objects(std::size_t oracle, std::string part, std::string signature, std::uint64_t seed = 1,
               std::string other_program = "") {
    rules_.push_back(
        {oracle, std::move(part), std::move(signature), seed, std::move(other_program)});
  }

  std::optional<Objection> Ask(std::size_t oracle, const TestProgram& program,
                               std::span<const std::uint64_t> seeds) override {
    asked.push_back(oracle);
    for (const Rule& rule : rules_) {
      if (rule.oracle != oracle) continue;
      if (program.program.source().find(rule.part) == std::string_view::npos) continue;
      for (const std::uint64_t seed : seeds) {
        if (seed < rule.seed) continue;
        return Objection{oracle, seed, rule.signature, rule.other_program};
      }
    }
    return std::nullopt;
  }

  Reduction Minimise(const TestProgram& program, const Objection& objection) override {
    minimised_for.push_back(objection.signature);
    Reduction reduction;
    reduction.source = program.program.source();
    reduction.nodes_before = reduction.nodes_after = nodes;
    reduction.runs = 10;
    return reduction;
  }

  bool HasTime() const override { return asked.size() < most_questions; }

  std::vector<std::size_t> asked;
  std::vector<std::string> minimised_for;
  std::uint32_t nodes = 5;
  std::size_t most_questions = 10'000;

 private:
  struct Rule {
    std::size_t oracle;
    std::string part;
    std::string signature;
    std::uint64_t seed;
    std::string other_program;
  };
  std::vector<Rule> rules_;
};

Objection Found(std::size_t oracle, std::string signature) {
  return {oracle, 77, std::move(signature), ""};
}

// A failure means that one bug is a finding for every oracle that comes across it.
TEST(Attribution, TheStrongestOracleThatObjectsToTheSmallestProgramTakesTheFinding) {
  FakeJury jury;
  jury.Objects(3, "x", "session: output");
  jury.Objects(1, "x", "archive: span", 12);
  jury.Objects(2, "x", "policies: span");
  const Attribution attribution = Attribute(jury, ProgramOf("x + 1"), Found(3, "session: output"));
  EXPECT_EQ(attribution.objection.signature, "archive: span");
  EXPECT_EQ(attribution.objection.oracle, 1u);
  EXPECT_GE(attribution.objection.seed, 12u);
  EXPECT_THAT(jury.minimised_for, testing::ElementsAre("session: output", "archive: span"));
  EXPECT_EQ(attribution.reduction.runs, 20u) << "what was tried first is not counted";
}

TEST(Attribution, AFindingOfTheStrongestOracleStaysThere) {
  FakeJury jury;
  jury.Objects(0, "x", "equivalence: value");
  jury.Objects(1, "x", "archive: span");
  const Attribution attribution = Attribute(jury, ProgramOf("x"), Found(0, "equivalence: value"));
  EXPECT_EQ(attribution.objection.signature, "equivalence: value");
  EXPECT_THAT(jury.asked, Not(Contains(1u))) << "a weaker oracle was asked";
}

TEST(Attribution, WhatARewriteMadeIsPutBeforeTheOthersToo) {
  FakeJury jury;
  jury.Objects(2, "x", "metamorphic: value", 1, "f(x)");
  jury.Objects(0, "f(", "equivalence: value at Call");
  const Attribution attribution = Attribute(jury, ProgramOf("x"), Found(2, "metamorphic: value"));
  EXPECT_EQ(attribution.objection.signature, "equivalence: value at Call");
  EXPECT_EQ(attribution.reduction.source, ProgramOf("f(x)").program.source());
}

// A failure means that a handler around a bug makes another bug of it.
TEST(Attribution, WhatAHandlerTookIsFiledAsWhatWasRaised) {
  FakeJury jury;
  const std::string by_attempt = "equivalence: value at Attempt by -";
  jury.Objects(0, "attempt", by_attempt);
  jury.Objects(0, "f()", "equivalence: error or value at Call by TailCall");
  const Attribution attribution = Attribute(
      jury, ProgramOf("attempt\n  f()\nharmonize on _ then\n  1\nend"), Found(0, by_attempt));
  EXPECT_EQ(attribution.objection.signature, "equivalence: error or value at Call by TailCall");
  EXPECT_EQ(attribution.reduction.source.find("attempt"), std::string::npos);
}

TEST(Attribution, AnAttemptThatIsToBlameItselfStaysToBlame) {
  FakeJury jury;
  const std::string by_attempt = "equivalence: value at Attempt by LoadGlobal";
  jury.Objects(0, "attempt", by_attempt);
  const Attribution attribution = Attribute(
      jury, ProgramOf("attempt\n  f()\nharmonize on _ then\n  1\nend"), Found(0, by_attempt));
  EXPECT_EQ(attribution.objection.signature, by_attempt);
}

// A failure means that a bug in a container is filed as one in the verifier, because the seed that
// shows the one shows the other.
TEST(Attribution, WhatNeedsNoProgramIsNotAskedAbout) {
  FakeJury jury;
  jury.nodes = 0;
  jury.Objects(0, "", "equivalence: value");
  const Attribution attribution = Attribute(jury, ProgramOf(""), Found(4, "models: proof"));
  EXPECT_EQ(attribution.objection.signature, "models: proof");
  EXPECT_TRUE(jury.asked.empty());
}

TEST(Attribution, EndsWhenThereIsNoTime) {
  FakeJury jury;
  jury.most_questions = 2;
  jury.Objects(1, "x", "archive: span");
  const Attribution attribution = Attribute(jury, ProgramOf("x"), Found(9, "work: steps"));
  EXPECT_LE(jury.asked.size(), 3u);
  EXPECT_FALSE(attribution.reduction.source.empty());
}

}  // namespace
}  // namespace quicksilver::properties
