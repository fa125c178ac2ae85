// Calls: methods, pipelines, tail calls, how deep calls and trees may be.

#include <gtest/gtest.h>

#include "engine/interpreter/interpreter_testing.h"

namespace quicksilver {
namespace {

std::string Repeat(std::string_view text, std::size_t count) {
  std::string all;
  all.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

TEST(InterpreterTailCalls, AMillionRunInConstantMemory) {
  constexpr std::string_view kPrograms[] = {
      // Mutual.
      "chant even(n) then\nshould n is 0 then yield true end\nyield odd(n - 1)\nend\n"
      "chant odd(n) then\nshould n is 0 then yield false end\nyield even(n - 1)\nend\n"
      "even(1000000)",
      // Out of loops, matches, and a handler's body.
      "chant f(n) then\nmatch n with\nwhen 0 then yield true\notherwise\nfor each i in [1] then\n"
      "yield f(n - 1)\nend\nend\nend\nf(1000000)",
      "chant f(n) then\nshould n is 0 then yield true end\nattempt\nnope\nharmonize on _ then\n"
      "yield f(n - 1)\nend\nend\nf(1000000)",
      // Methods, pipelines, rest parameters.
      "form P with end\nembody Go for P then\nchant go(self, n) then\n"
      "should n is 0 then yield true end\nyield self.go(n - 1)\nend\nend\nbind p to P {}\n"
      "p.go(1000000)",
      "chant f(n) then\nshould n is 0 then yield true end\nyield n - 1 | f\nend\nf(1000000)",
      "chant f(n, ...more) then\nshould n is 0 then yield true end\nyield f(n - 1, 1, 2)\nend\n"
      "f(1000000)",
  };
  Limits limits;
  limits.heap_bytes = 1 << 20;
  for (const std::string_view program : kPrograms) {
    EXPECT_EQ(RunText(program, limits), "Truth(true)") << program;
  }
}

TEST(InterpreterTailCalls, BuiltinsAndConstructorsCanBeTailCalled) {
  EXPECT_EQ(RunText("variant E then C(x: Any) end\nchant f(x) then yield C(x) end\n"
                    "chant g(x) then yield length(x) end\n[f(1), g(\"ab\")]"),
            "List[Variant E.C(Number(1)), Number(2)]");
}

TEST(InterpreterTailCalls, ABodysLastExpressionIsAnOrdinaryCall) {
  EXPECT_EQ(RunText("chant f(n) then\nshould n is 0 then yield 0 end\nf(n - 1)\nend\nf(10000)"),
            "error StackOverflow at 3:1: Call depth limit 10000 exceeded");
}

TEST(InterpreterDepth, TenThousandActivationsFitAndNotOneMore) {
  const std::string program =
      "chant f(n) then\nshould n is 1 then yield 1 end\nyield 1 + f(n - 1)\nend\n";
  EXPECT_EQ(RunText(program + "f(10000)"), "Number(10000)");
  EXPECT_EQ(RunText(program + "f(10001)"),
            "error StackOverflow at 3:11: Call depth limit 10000 exceeded");
  Limits limits;
  limits.call_depth = 3;
  EXPECT_EQ(RunText(program + "f(3)", limits), "Number(3)");
  EXPECT_EQ(RunText(program + "f(4)", limits),
            "error StackOverflow at 3:11: Call depth limit 3 exceeded");
}

TEST(InterpreterDepth, CallbacksCount) {
  const std::string program =
      "chant f(n) then\nshould n is 1 then yield 1 end\n"
      "bind r to refine_present(Present(n - 1), f)\nyield n\nend\n";
  EXPECT_EQ(RunText(program + "f(10000)"), "Number(10000)");
  EXPECT_EQ(RunText(program + "f(10001)"),
            "error StackOverflow at 3:11: Call depth limit 10000 exceeded");
}

TEST(InterpreterDepth, DepthIsGivenBackAfterErrors) {
  EXPECT_EQ(RunText("chant f(n) then\nshould n is 0 then yield 1 / 0 end\nyield 1 + f(n - 1)\nend\n"
                    "weave caught as 0\nfor each i in range(0, 5) then\nattempt\nf(9000)\n"
                    "harmonize on _ then set caught to caught + 1\nend\nend\ncaught"),
            "Number(5)");
}

TEST(InterpreterDepth, TreesTenThousandLevelsDeepRun) {
  constexpr std::size_t kDeep = 9990;
  EXPECT_EQ(RunText(Repeat("(", kDeep) + "7" + Repeat(")", kDeep)), "Number(7)");
  EXPECT_EQ(RunText(Repeat("not ", kDeep) + "1"), "Truth(true)");
  EXPECT_EQ(RunText("0" + Repeat(" + 1", kDeep)), "Number(9990)");
  EXPECT_EQ(RunText(Repeat("1 + (", kDeep / 2) + "0" + Repeat(")", kDeep / 2)), "Number(4995)");
  EXPECT_EQ(RunText("length(" + Repeat("[", kDeep) + Repeat("]", kDeep) + ")"), "Number(1)");
  EXPECT_EQ(RunText(Repeat("should true then\n", kDeep) + "5\n" + Repeat("end\n", kDeep)),
            "Number(5)");
  EXPECT_EQ(RunText("chant id(x) then x end\n" + Repeat("id(", kDeep) + "3" + Repeat(")", kDeep)),
            "Number(3)");
  EXPECT_EQ(RunText("chant id(x) then x end\n1" + Repeat(" | id", kDeep)), "Number(1)");
}

TEST(InterpreterDepth, PatternsTenThousandLevelsDeepMatch) {
  constexpr std::size_t kDeep = 9000;
  EXPECT_EQ(RunText("weave v as 7\nfor each i in range(0, 9000) then\nset v to Present(v)\nend\n"
                    "match v with\nwhen " +
                    Repeat("Present(", kDeep) + "x" + Repeat(")", kDeep) + " then x\nend"),
            "Number(7)");
}

TEST(InterpreterDepth, NestedChantsTenThousandLevelsDeepCapture) {
  constexpr std::size_t kDeep = 2000;
  EXPECT_EQ(RunText("chant outer(x) then\nyield " + Repeat("chant() then yield ", kDeep) + "x" +
                    Repeat(" end", kDeep) +
                    "\nend\nweave f as outer(8)\nfor each i in range(0, 2000) then\n"
                    "set f to f()\nend\nf"),
            "Number(8)");
}

TEST(InterpreterDepth, ImportsFromDeepInTheStackHaveRoom) {
  Session session;
  session.host().modules["m.gw"] =
      "bind x to " + Repeat("(", 9000) + "1" + Repeat(")", 9000) + "\noffer x";
  EXPECT_EQ(
      session.Run("chant f(n) then\nshould n is 1 then\ngather x from \"m.gw\"\nyield x\nend\n"
                  "yield 1 + f(n - 1)\nend\nf(9999)"),
      "Number(9999)");
}

// --- Methods -----------------------------------------------------------------------------------

TEST(InterpreterMethods, ComeBeforeFieldsAndTakeTheReceiver) {
  const std::string form =
      "form P with\nsize as Any\nend\nbind p to P { size: chant() then 1 end }\n";
  EXPECT_EQ(RunText(form + "p.size()"), "Number(1)");
  EXPECT_EQ(RunText(form + "embody Sized for P then\nchant size(self) then self end\nend\n"
                           "p.size() is p"),
            "Truth(true)");
  EXPECT_EQ(RunText(form + "embody Sized for P then\nchant size(self) then self end\nend\n"
                           "bind f to (p.size)()\nf"),
            "Number(1)")
      << "a parenthesised callee is a field read";
}

TEST(InterpreterMethods, AreSoughtUnderTypeThenVariantThenOutcomeOrMaybe) {
  const std::string names =
      "variant E then A, B(x: Any) end\n"
      "embody N for E then chant name(self) then \"E\" end end\n"
      "embody N for A then chant name(self) then \"A\" end end\n"
      "embody N for Outcome then chant name(self) then \"Outcome\" end end\n"
      "embody N for Maybe then chant name(self) then \"Maybe\" end end\n"
      "embody N for Number then chant name(self, x) then x end end\n";
  EXPECT_EQ(RunText(names + "[A.name(), B(1).name(), Triumph(1).name(), Mishap(1).name(),\n"
                            "Absent.name(), Present(1).name(), (5).name(6)]"),
            "List[Text(\"A\"), Text(\"E\"), Text(\"Outcome\"), Text(\"Outcome\"), Text(\"Maybe\"), "
            "Text(\"Maybe\"), Number(6)]");
  EXPECT_EQ(RunText(names + "E.name()"), "error FieldNotFound at 7:1: Field 'name' not found on E")
      << "definitions have no methods";
  EXPECT_EQ(RunText(names + "B.name()"), "error FieldNotFound at 7:1: Field 'name' not found on B");
  EXPECT_EQ(RunText(names + "(5).name()"),
            "error ArityMismatch at 7:1: Expected 1 arguments, got 0")
      << "counts leave out self";
}

TEST(InterpreterMethods, EmbodyMustBeComplete) {
  EXPECT_EQ(RunText("aspect A then\nchant one(self)\nchant two(self)\nend\n"
                    "embody A for Number then\nchant one(self) then 1 end\nend"),
            "error CustomError at 5:1: Missing chant 'two' of aspect 'A'");
  EXPECT_EQ(RunText("aspect A then\nchant two(self)\nend\nattempt\n"
                    "embody A for Number then\nchant one(self) then 1 end\nend\n"
                    "harmonize on _ then 0\nend\n(1).one()"),
            "error FieldNotFound at 10:1: Field 'one' not found on Number")
      << "nothing may be registered by an incomplete embody";
}

TEST(InterpreterMethods, TheLaterEmbodyWins) {
  EXPECT_EQ(RunText("embody A for Number then chant m(self) then 1 end end\n"
                    "embody B for Number then chant m(self) then 2 end end\n(0).m()"),
            "Number(2)");
}

TEST(InterpreterPipelines, GiveTheValueFirst) {
  EXPECT_EQ(RunText("\"a\" | concat(\"b\")"), "Text(\"ab\")");
  EXPECT_EQ(RunText("1 + 2 | to_text"), "Text(\"3\")");
  EXPECT_EQ(RunText("bind m to {f: chant(a, b) then [a, b] end}\n1 | m.f(2)"),
            "List[Number(1), Number(2)]");
  EXPECT_EQ(RunText("embody J for Text then chant j(self, a, b) then self + a + b end end\n"
                    "\"x\" | \"s\".j(\"y\")"),
            "Text(\"sxy\")");
  EXPECT_EQ(RunText("chant adder(n) then chant(x) then x + n end end\n5 | (adder(2))"),
            "Number(7)");
  EXPECT_EQ(RunText("1 | 2"), "error NotCallable at 1:1: Number is not callable");
}

TEST(InterpreterCalls, RestParametersGetAList) {
  EXPECT_EQ(RunText("chant f(a, ...more) then [a, more] end\n[f(1), f(1, 2, 3)]"),
            "List[List[Number(1), List[]], List[Number(1), List[Number(2), Number(3)]]]");
  EXPECT_EQ(RunText("chant f(...all) then all end\nrefine_present(Present(4), f)"),
            "Present(List[Number(4)])");
}

TEST(InterpreterCalls, TryYieldsMishapsFromTheCurrentChant) {
  EXPECT_EQ(RunText("chant f(o) then\nbind x to [o?, 1]\nyield x\nend\n"
                    "[f(Triumph(5)), f(Mishap(\"no\"))]"),
            "List[List[Number(5), Number(1)], Mishap(Text(\"no\"))]");
}

}  // namespace
}  // namespace quicksilver
