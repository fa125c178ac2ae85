#include <cmath>
#include <string>

#include "engine/runtime/builtins_testing.h"

namespace quicksilver {
namespace {

using ConvertBuiltins = BuiltinsTest;

TEST_F(ConvertBuiltins, ToTextIsSectionThreesText) {
  EXPECT_EQ(Run("to_text", {L({N(1), T("a"), L({Value::Nothing()})})}),
            "Text(\"[1, a, [nothing]]\")");
  EXPECT_EQ(Run("to_text", {N(1e21)}), "Text(\"1000000000000000000000\")");
  EXPECT_EQ(Run("to_text", {B("to_text")}), "Text(\"<builtin to_text>\")");
  const Value text = T("same");
  Value args[] = {text};
  EXPECT_EQ(Call("to_text", args).object(), text.object()) << "a Text is itself";
}

TEST_F(ConvertBuiltins, ToNumberReadsTheNumberGrammarWithASign) {
  const std::pair<const char*, const char*> cases[] = {
      {"12", "12"},    {"-0.5", "-0.5"}, {"+7", "7"},    {"1.5E+3", "1500"},
      {"1e-1", "0.1"}, {"-0", "-0"},     {"inf", "inf"}, {"-inf", "-inf"},
      {"NaN", "NaN"},  {"1e-400", "0"},  {"007", "7"},
  };
  for (const auto& [text, number] : cases) {
    EXPECT_EQ(Run("to_number", {T(text)}), std::string("Number(") + number + ")") << text;
  }
  EXPECT_EQ(Run("to_number", {Bool(true)}), "Number(1)");
  EXPECT_EQ(Run("to_number", {Bool(false)}), "Number(0)");
  EXPECT_EQ(Run("to_number", {N(-0.0)}), "Number(-0)");
}

TEST_F(ConvertBuiltins, ToNumberRefusesEverythingElse) {
  for (const char* text : {"", " 1", "1 ", ".5", "5.", "0x10", "1_0", "1e", "--1", "+-1", "1e999",
                           "-1e999", "Inf", "+inf", "nan", "-NaN", "+", "\u0661"}) {
    EXPECT_EQ(Run("to_number", {T(text)}),
              std::string("CustomError: Cannot convert '") + text + "' to number");
  }
  EXPECT_EQ(Run("to_number", {Value::Nothing()}),
            "TypeError: Expected Text, Truth or Number, got Nothing");
}

TEST_F(ConvertBuiltins, ToTruthIsTruthiness) {
  for (const Value& falsy : {Bool(false), Value::Nothing(), N(0), N(-0.0), T(""), L({})}) {
    EXPECT_EQ(Run("to_truth", {falsy}), "Truth(false)") << Show(falsy);
  }
  for (const Value& truthy :
       {Bool(true), N(NAN), T("0"), L({N(0)}), M({}), Value::Absent(), R(0, 0), B("print")}) {
    EXPECT_EQ(Run("to_truth", {truthy}), "Truth(true)") << Show(truthy);
  }
}

TEST_F(ConvertBuiltins, TypeOfNamesTheType) {
  EXPECT_EQ(Run("type_of", {N(1)}), "Text(\"Number\")");
  EXPECT_EQ(Run("type_of", {Value::Absent()}), "Text(\"Absent\")");
  EXPECT_EQ(Run("type_of", {Mishap(N(1))}), "Text(\"Mishap\")");
  EXPECT_EQ(Run("type_of", {B("type_of")}), "Text(\"Builtin\")");
}

TEST_F(ConvertBuiltins, PrintJoinsByOneSpaceAndWritesOnce) {
  EXPECT_EQ(Run("print", {T("a"), N(1), L({T("b")})}), "Nothing");
  EXPECT_EQ(output(), "a 1 [b]");
  EXPECT_EQ(writes(), 1);
  EXPECT_EQ(Run("println", {T("c"), Value::Nothing()}), "Nothing");
  EXPECT_EQ(output(), "a 1 [b]c nothing\n");
  EXPECT_EQ(Run("println", {}), "Nothing");
  EXPECT_EQ(output(), "a 1 [b]c nothing\n\n");
  EXPECT_EQ(Run("print", {}), "Nothing");
  EXPECT_EQ(output(), "a 1 [b]c nothing\n\n");
}

TEST_F(ConvertBuiltins, WhatIsTooLargeToWriteIsOutOfMemoryAndPrintsNothing) {
  // 2^40 elements when written out.
  Value nested = L({N(1), N(1)});
  for (int i = 0; i < 39; ++i) nested = L({nested, nested});
  Limits limits;
  limits.heap_bytes = 1 << 20;
  Begin(limits);
  const std::string expected = "OutOfMemory: Memory limit 1048576 bytes exceeded";
  EXPECT_EQ(Run("to_text", {nested}), expected);
  EXPECT_EQ(Run("println", {nested}), expected);
  EXPECT_EQ(output(), "");
}

}  // namespace
}  // namespace quicksilver
