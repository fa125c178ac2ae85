#include "properties/oracles/scaling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

#include "properties/oracles/corpus_testing.h"

namespace quicksilver::properties {
namespace {

using testing::IsSupersetOf;

Program ProgramFrom(std::string_view text) { return Program::Parse(text).value(); }

std::string Scaled(std::string_view source, std::string_view name, std::uint32_t factor) {
  for (const Scaling& scaling : ScalingsOf(ProgramFrom(source))) {
    if (scaling.name() == name) return scaling.Text(factor);
  }
  return "none";
}

TEST(Scaling, NestsAnExpressionInEachOfItsOperands) {
  EXPECT_EQ(Scaled("1 - 2", "nested Binary 1", 3), "(((1 - 2) - 2) - 2)");
  EXPECT_EQ(Scaled("1 - 2", "nested Binary 2", 3), "(1 - (1 - (1 - 2)))");
}

TEST(Scaling, NestsAStatementInItsBlock) {
  EXPECT_EQ(Scaled("should a then b end", "nested Should", 2),
            "should a then should a then b end end");
}

TEST(Scaling, RepeatsStatementsEachInAScopeOfItsOwn) {
  EXPECT_EQ(Scaled("bind a to 1", "repeated Bind", 2),
            "bind a to 1\nshould true then\nbind a to 1\nend\nshould true then\nbind a to 1\nend");
}

TEST(Scaling, RepeatsItemsAndEntriesWithKeysOfTheirOwn) {
  EXPECT_EQ(Scaled("[1, f(2)]", "repeated item of List", 2), "[1, f(2), f(2), f(2)]");
  EXPECT_EQ(Scaled("{a: 1}", "repeated entry of Map", 2), "{a: 1, \"k0\": 1, \"k1\": 1}");
}

TEST(Scaling, StretchesTextsAndNumbers) {
  EXPECT_EQ(Scaled("\"ab\"", "longer Text", 3), "\"ababab\"");
  EXPECT_EQ(Scaled("range(0, 7)", "larger Number", 10), "range(0, 70)");
}

// What is no program any more teaches the oracle nothing: most must be.
TEST(Scaling, GivesProgramsForMostPartsOfTheCorpus) {
  std::size_t programs = 0;
  std::size_t texts = 0;
  std::set<std::string> names;
  for (const CorpusProgram& program : ParsedCorpus(2000)) {
    for (const Scaling& scaling : ScalingsOf(program.program)) {
      ++texts;
      if (!Program::Parse(scaling.Text(3)).has_value()) continue;
      ++programs;
      names.insert(scaling.name());
    }
  }
  EXPECT_GT(programs * 10, texts * 9) << programs << " of " << texts;
  EXPECT_THAT(names, IsSupersetOf({"nested Binary 1", "nested Call 2", "nested Unary 1",
                                   "nested Attempt", "nested Match", "repeated Set",
                                   "repeated item of Call", "repeated entry of Map"}));
}

}  // namespace
}  // namespace quicksilver::properties
