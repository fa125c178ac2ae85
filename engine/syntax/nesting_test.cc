// The limits on nesting, at their edges and far beyond. Every accepted text is also printed, read
// back and compared, because those recurse over the same tree.

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "engine/syntax/ast_dump.h"
#include "engine/syntax/ast_equality.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"

namespace quicksilver {
namespace {

std::string Repeat(std::string_view piece, std::size_t times) {
  std::string text;
  for (std::size_t index = 0; index < times; ++index) text += piece;
  return text;
}

// `levels` times `open`, then `core`, then as often `close`.
struct Construct {
  const char* name;
  const char* open;
  const char* core;
  const char* close;
  std::size_t most;  // levels that still parse
};

const std::vector<Construct> kConstructs = {
    {"parentheses", "(", "1", ")", 10'000},
    {"not", "not ", "1", "", 10'000},
    {"minus", "- ", "1", "", 10'000},
    {"borrow mut", "borrow mut ", "x", "", 10'000},
    {"left chain", "", "1", " + 1", 10'000},
    {"right chain", "1 + (", "1", ")", 10'000},
    {"or chain", "", "x", " or x", 10'000},
    {"pipeline", "", "x", " | f", 10'000},
    {"lists", "[", "1", "]", 10'000},
    {"lists around nothing", "[", "", "]", 10'001},
    {"maps", "{a: ", "1", "}", 10'000},
    {"structs", "P {a: ", "1", "}", 10'000},
    {"arguments", "f(", "1", ")", 10'000},
    {"calls of calls", "", "f", "()", 10'000},
    {"indexes", "xs[", "0", "]", 10'000},
    {"indexes of indexes", "", "xs", "[0]", 10'000},
    {"fields", "", "x", ".f", 10'000},
    {"tries", "", "x", "?", 10'000},
    {"ranges", "range(1, ", "2", ")", 10'000},
    {"outcomes", "Triumph(", "1", ")", 10'000},
    {"should blocks", "should x then ", "1", " end", 10'000},
    {"else blocks", "should x then 1 otherwise ", "1", " end", 10'000},
    {"whilst blocks", "whilst x then ", "1", " end", 10'000},
    {"for blocks", "for each x in y then ", "1", " end", 10'000},
    {"match arms", "match x with when 1 then ", "1", " end", 10'000},
    {"attempts", "attempt ", "1", " end", 10'000},
    {"handlers", "attempt x harmonize on _ then ", "1", " end", 10'000},
    {"groves", "grove M with ", "1", " end", 10'000},
    {"chants", "chant f() then ", "1", " end", 10'000},
    {"nameless chants", "[chant() then ", "1", " end]", 5'000},
    {"embodied chants", "embody A for P then chant f() then ", "1", " end end", 5'000},
    {"calls with a chant", "f(chant() then ", "1", " end)", 5'000},
};

std::string Source(const Construct& construct, std::size_t levels) {
  return Repeat(construct.open, levels) + construct.core + Repeat(construct.close, levels);
}

void ExpectParsesAndPrints(const std::string& name, const std::string& source) {
  const auto parsed = Parse(source);
  ASSERT_TRUE(parsed.has_value()) << name << ": " << parsed.error().message;
  const std::string printed = Print(*parsed);
  const auto again = Parse(printed);
  ASSERT_TRUE(again.has_value()) << name
                                 << ": what was printed does not parse: " << again.error().message;
  EXPECT_TRUE(EqualAsts(*parsed, *again)) << name << ": what was printed is another program";
  EXPECT_EQ(Print(*again), printed) << name << ": printing is not stable";
  EXPECT_LT(printed.size(), source.size() + 4'000'000) << name << ": the text explodes";
  EXPECT_FALSE(DumpAst(*parsed).empty());
}

void ExpectTooDeep(const std::string& name, const std::string& source) {
  const auto parsed = Parse(source);
  ASSERT_FALSE(parsed.has_value()) << name << " may be nested too deeply";
  EXPECT_EQ(parsed.error().message, "nesting too deep") << name;
}

TEST(Nesting, EveryConstructParsesAndPrintsAtTheLimit) {
  for (const Construct& construct : kConstructs) {
    ExpectParsesAndPrints(construct.name, Source(construct, construct.most));
  }
}

TEST(Nesting, EveryConstructIsRefusedBeyondTheLimit) {
  for (const Construct& construct : kConstructs) {
    ExpectTooDeep(construct.name, Source(construct, construct.most + 1));
    ExpectTooDeep(construct.name, Source(construct, construct.most * 3));
  }
}

TEST(Nesting, UnclosedConstructsAreRefusedHoweverManyTheyAre) {
  for (const Construct& construct : kConstructs) {
    const std::string_view open = construct.open;
    if (open.empty()) continue;
    ExpectTooDeep(construct.name, Repeat(open, 200'000));
  }
}

TEST(Nesting, TypesAndPatternsHaveTheSameLimit) {
  const auto type = [](std::size_t levels) {
    return "bind x: " + Repeat("M<", levels) + "N" + Repeat(">", levels) + " to 1";
  };
  ExpectParsesAndPrints("types", type(10'000));
  ExpectTooDeep("types", type(10'001));
  ExpectTooDeep("types", "bind x: " + Repeat("M<", 200'000));

  const auto pattern = [](std::string_view open, std::size_t levels) {
    return "match x with when " + Repeat(open, levels) + "_" + Repeat(")", levels) + " then 1 end";
  };
  for (const char* open : {"A(", "Triumph("}) {
    ExpectParsesAndPrints("patterns", pattern(open, 9'999));
    ExpectTooDeep("patterns", pattern(open, 10'000));
    ExpectTooDeep("patterns", "match x with when " + Repeat(open, 200'000));
  }
}

TEST(Nesting, TypeArgumentsCountAsChildrenOfTheirCall) {
  const auto call = [](std::size_t levels) {
    return "f<" + Repeat("M<", levels) + "N" + Repeat(">", levels) + ">(1)";
  };
  ExpectParsesAndPrints("a call with types", call(9'999));
  ExpectTooDeep("a call with types", call(10'000));
}

TEST(Nesting, PlacesCountEveryStep) {
  const auto place = [](std::string_view step, std::size_t levels) {
    return "set x" + Repeat(step, levels) + " to 1";
  };
  ExpectParsesAndPrints("fields", place(".f", 10'000));
  ExpectParsesAndPrints("indexes", place("[0]", 10'000));
  ExpectTooDeep("fields", place(".f", 10'001));
  ExpectTooDeep("indexes", place("[0]", 10'001));
  ExpectTooDeep("an index", "set x" + Repeat("[x", 10'001) + Repeat("]", 10'001) + " to 1");
}

TEST(Nesting, OpenParenthesesAndHeightAreCountedApart) {
  ExpectParsesAndPrints(
      "both", Repeat("(", 9'999) + "(" + Repeat("not ", 10'000) + "1)" + Repeat(")", 9'999));
  ExpectParsesAndPrints("both mixed", Repeat("(not ", 10'000) + "1" + Repeat(")", 10'000));
  ExpectTooDeep("one more not", Repeat("(not ", 10'000) + "not 1" + Repeat(")", 10'000));
  ExpectTooDeep("one more parenthesis", Repeat("(not ", 10'000) + "(1)" + Repeat(")", 10'000));
}

TEST(Nesting, AddsUpWhateverTheKindsOfLevels) {
  const std::string inner = "1" + Repeat(" + 1", 5'000);
  const auto around = [&inner](std::size_t levels) {
    return Repeat("[", levels) + inner + Repeat("]", levels);
  };
  ExpectParsesAndPrints("lists around a chain", around(5'000));
  ExpectTooDeep("lists around a chain", around(5'001));
  const std::string block =
      Repeat("should x then ", 4'999) + "f(" + inner + ")" + Repeat(" end", 4'999);
  ExpectParsesAndPrints("blocks around a call around a chain", block);
  ExpectTooDeep("one more", "should x then " + block + " end");
}

TEST(Nesting, StatementListsAddNothing) {
  ExpectParsesAndPrints("many statements", Repeat("f(1)\n", 30'000));
  ExpectParsesAndPrints("wide lists", "[" + Repeat("[1], ", 30'000) + "]");
}

TEST(Nesting, ReportsTheTokenThatGoesTooDeep) {
  const auto parsed = Parse("x\n" + Repeat("(", 10'001));
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().position, (Position{2, 10'001}));
  const auto chain = Parse("1" + Repeat("+1", 10'001));
  ASSERT_FALSE(chain.has_value());
  EXPECT_EQ(chain.error().position, (Position{1, 20'002}));
}

}  // namespace
}  // namespace quicksilver
