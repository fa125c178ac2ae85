// Source text through the compiler: what the machine has to get right about calls, tail calls,
// methods, depth and callbacks.

#include <gtest/gtest.h>

#include "engine/vm/vm_test_support.h"

namespace quicksilver {
namespace {

class VmCalls : public OnBothLoops {};

// --- Calls
// ------------------------------------------------------------------------------------------

TEST_P(VmCalls, TailCallsRunInConstantMemory) {
  EXPECT_EQ(Run("chant even(n) then\n should n is 0 then yield true end\n yield odd(n - 1)\nend\n"
                "chant odd(n) then\n should n is 0 then yield false end\n yield even(n - 1)\nend\n"
                "even(1000001)",
                {.heap_bytes = 1 << 20}),
            "Truth(false)");
}

TEST_P(VmCalls, TailCallsOfBuiltinsConstructorsAndMethodsReturnTheirResult) {
  EXPECT_EQ(Run("variant V then C(x: Number) end\n"
                "aspect A then chant twice(self) end\n"
                "embody A for Number then chant twice(self) then yield self * 2 end end\n"
                "chant a(t) then yield length(t) end\n"
                "chant b(n) then yield C(n) end\n"
                "chant c(n) then yield n.twice() end\n"
                "chant d(n) then yield n | twice_of end\n"
                "chant twice_of(n) then n.twice() end\n"
                "[a(\"abc\"), b(1), c(2), d(3)]"),
            "List[Number(3), Variant V.C(Number(1)), Number(4), Number(6)]");
}

TEST_P(VmCalls, TailCallsCheckWhatTheyCallInTheCallersFrame) {
  EXPECT_EQ(Run("chant f(x) then x end\nchant g() then\n  yield f()\nend\ng()"),
            "error ArityMismatch at 3:9: Expected 1 arguments, got 0");
  EXPECT_EQ(Run("chant g(x) then\n  yield x(1)\nend\ng(2)"),
            "error NotCallable at 2:9: Number is not callable");
}

TEST_P(VmCalls, TailCallsBetweenFramesOfDifferentSizesStayOnOneSegment) {
  // Each activation of `wide` needs more registers than `narrow` had.
  std::string wide = "chant wide(n) then\n";
  for (int i = 0; i < 200; ++i) wide += "  bind a" + std::to_string(i) + " to n\n";
  wide += "  yield narrow(n - 1, a0";
  for (int i = 1; i < 200; ++i) wide += " + a" + std::to_string(i);
  wide += ")\nend\n";
  EXPECT_EQ(
      Run(wide + "chant narrow(n, s) then\n  should n < 0 then yield s end\n  yield wide(n)\nend\n"
                 "chant deep(d) then\n  should d is 0 then yield narrow(20000, 0) end\n"
                 "  bind r to deep(d - 1)\n  r\nend\n[deep(0), deep(40), deep(200)]"),
      "List[Number(0), Number(0), Number(0)]");
}

TEST_P(VmCalls, RestParametersTakeWhatIsLeft) {
  EXPECT_EQ(Run("chant f(a, ...rest) then [a, rest] end\n"
                "chant g(...rest) then yield f(7, rest) end\n"
                "[f(1), f(1, 2), f(1, 2, 3), g(), g(8)]"),
            "List[List[Number(1), List[]], List[Number(1), List[Number(2)]], "
            "List[Number(1), List[Number(2), Number(3)]], List[Number(7), List[List[]]], "
            "List[Number(7), List[List[Number(8)]]]]");
  EXPECT_EQ(Run("chant f(a, b, ...rest) then a end\nf(1)"),
            "error ArityMismatch at 2:1: Expected at least 2 arguments, got 1");
}

std::string Arguments(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "" : ", ") + std::to_string(i);
  return text;
}
std::string Parameters(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "p" : ", p") + std::to_string(i);
  return text;
}

TEST_P(VmCalls, CallsWithMoreArgumentsThanRegistersSpread) {
  const std::string many = "chant f(" + Parameters(300) + ") then [p0, p255, p256, p299] end\n";
  const std::string want = "List[Number(0), Number(255), Number(256), Number(299)]";
  EXPECT_EQ(Run(many + "f(" + Arguments(300) + ")"), want);
  EXPECT_EQ(Run(many + "chant g() then yield f(" + Arguments(300) + ") end\ng()"), want);
  EXPECT_EQ(Run(many + "f(" + Arguments(299) + ")"),
            "error ArityMismatch at 2:1: Expected 300 arguments, got 299");
  EXPECT_EQ(Run("chant f(a, ...r) then [a, length(r)] end\nchant g() then yield f(" +
                Arguments(301) + ") end\n[f(" + Arguments(300) + "), g()]"),
            "List[List[Number(0), Number(299)], List[Number(0), Number(300)]]");
  EXPECT_EQ(Run("length(" + Arguments(300) + ")"),
            "error ArityMismatch at 1:1: Expected 1 arguments, got 300");
  EXPECT_EQ(Run("chant g() then yield 5(" + Arguments(300) + ") end\ng()"),
            "error NotCallable at 1:22: Number is not callable");
  EXPECT_EQ(Run("form B with x as Number end\naspect A then chant m(self) end\n"
                "embody A for B then chant m(" +
                Parameters(300) +
                ") then p299 end end\n"
                "B { x: 1 }.m(" +
                Arguments(299) + ")"),
            "Number(298)");
  Bench bench(GetParam());
  EXPECT_EQ(bench.Run("chant g() then yield print(" + Arguments(300) + ") end\nprint(" +
                      Arguments(300) + ")\ng()"),
            "Nothing");
  EXPECT_EQ(bench.output().substr(0, 6), "0 1 2 ");
}

TEST_P(VmCalls, MethodsPassSelfAndFieldsDoNot) {
  EXPECT_EQ(Run("form P with f as Chant end\naspect A then chant m(self) end\n"
                "embody A for P then chant m(self, x) then [type_of(self), x] end end\n"
                "bind p to P { f: chant(x) then x end }\n"
                "[p.m(1), p.f(2), p | m(3), p.f(4)]"
                "\n"),
            "error UndefinedVariable at 5:22: m");
  EXPECT_EQ(Run("form P with f as Chant end\naspect A then chant m(self) end\n"
                "embody A for P then chant m(self, x) then [type_of(self), x] end end\n"
                "bind p to P { f: chant(x) then x end }\n"
                "chant t(q) then yield q.f(9) end\n"
                "[p.m(1), p.f(2), 5 | p.m(), 6 | p.f(), 7 | p.f, t(p)]"),
            "List[List[Text(\"P\"), Number(1)], Number(2), List[Text(\"P\"), Number(5)], "
            "Number(6), Number(7), Number(9)]");
  EXPECT_EQ(Run("aspect A then chant m(self) end\n"
                "embody A for Number then chant m(self, x) then x end end\n5.m()"),
            "error ArityMismatch at 3:1: Expected 1 arguments, got 0");
  EXPECT_EQ(Run("{a: 1}.b()"), "error FieldNotFound at 1:1: Field 'b' not found on Map");
}

// A failure means that a program's second run calls the first one's methods, whose memory is gone.
TEST_P(VmCalls, TheNextRunFindsNoMethodOfTheLastOne) {
  Bench bench(GetParam());
  const std::shared_ptr<const Chunk> chunk = CompileForTest(R"(
chant call(x) then yield 0 + x.m() end
weave early as ""
attempt set early to call(5) harmonize on _ then set early to "none yet" end
embody A for Number then chant m(self) then 1 end end
[early, call(5)])");
  for (int run = 0; run < 3; ++run) {
    EXPECT_EQ(bench.Run(chunk), "List[Text(\"none yet\"), Number(1)]") << "run " << run;
  }
}

TEST_P(VmCalls, MethodsAreSoughtUnderTypeThenFamily) {
  EXPECT_EQ(Run("variant V then A, B(x: Number) end\naspect S then chant n(self) end\n"
                "embody S for V then chant n(self) then \"V\" end end\n"
                "embody S for B then chant n(self) then \"B\" end end\n"
                "embody S for Outcome then chant n(self) then \"O\" end end\n"
                "embody S for Maybe then chant n(self) then \"M\" end end\n"
                "embody S for Truth then chant n(self) then \"T\" end end\n"
                "embody S for Builtin then chant n(self) then \"F\" end end\n"
                "embody S for Nothing then chant n(self) then \"N\" end end\n"
                "weave out as []\n"
                "for each x in [A, B(1), Triumph(1), Mishap(1), Present(1), Absent, true, length, "
                "nothing] then\n  set out to list_push(out, x.n())\nend\njoin(out, \"\")"),
            "Text(\"VBOOMMTFN\")");
  EXPECT_EQ(Run("variant V then B(x: Number) end\naspect S then chant n(self) end\n"
                "embody S for B then chant n(self) then 1 end end\nB.n()"),
            "error FieldNotFound at 4:1: Field 'n' not found on B");
}

TEST_P(VmCalls, ALaterEmbodyWinsOverWhatACallHasMetBefore) {
  EXPECT_EQ(Run("aspect S then chant n(self) end\n"
                "embody S for Number then chant n(self) then 1 end end\n"
                "chant f(x) then x.n() end\nbind first to f(0)\n"
                "embody S for Number then chant n(self) then 2 end end\n[first, f(0)]"),
            "List[Number(1), Number(2)]");
}

// --- Depth and callbacks
// ----------------------------------------------------------------------------

TEST_P(VmCalls, NestsToTheLimitAndNoFurther) {
  const std::string source =
      "chant f(n) then\n  should n is 0 then yield 0 end\n  bind r to f(n - 1)\n  r + 1\nend\n";
  EXPECT_EQ(Run(source + "f(9999)"), "Number(9999)");
  EXPECT_EQ(Run(source + "f(10000)"),
            "error StackOverflow at 3:13: Call depth limit 10000 exceeded");
  EXPECT_EQ(Run(source + "f(20)", {.call_depth = 20}),
            "error StackOverflow at 3:13: Call depth limit 20 exceeded");
}

TEST_P(VmCalls, CallbacksCountAndErrorsPassThroughThem) {
  const std::string source =
      "chant f(n) then\n  should n is 0 then yield 0 end\n"
      "  iter_fold(iter([1]), 0, chant(a, x) then f(n - 1) end)\nend\n";
  EXPECT_EQ(Run(source + "f(40)"), "Number(0)");
  EXPECT_EQ(Run(source + "f(10)", {.call_depth = 21}), "Number(0)");
  EXPECT_EQ(Run(source + "f(11)", {.call_depth = 21}),
            "error StackOverflow at 3:3: Call depth limit 21 exceeded");
  EXPECT_EQ(Run("attempt\n  refine_triumph(Triumph(1), chant(x) then x / 0 end)\nharmonize on "
                "DivisionByZero then \"caught\" end"),
            "Text(\"caught\")");
  EXPECT_EQ(Run("refine_triumph(Triumph(1), chant(x)  then x / 0 end)"),
            "error DivisionByZero at 1:43: Division by zero")
      << "an error inside a callback keeps its place";
  EXPECT_EQ(Run("refine_triumph(Triumph(1), chant(x, y) then x end)"),
            "error ArityMismatch at 1:1: Expected 2 arguments, got 1")
      << "an error in calling a callback is the builtin's";
  EXPECT_EQ(Run("refine_triumph(Triumph(1), chant(...r) then r end)"), "Triumph(List[Number(1)])");
}

TEST_P(VmCalls, DeepCallbacksLeaveEverythingInPlace) {
  EXPECT_EQ(Run("chant f(n) then\n  should n is 0 then yield [0] end\n"
                "  bind kept to [n]\n"
                "  bind inner to refine_present(Present(n - 1), f)\n"
                "  list_push(list_concat(kept, present_or(inner, [])), n)\nend\nlength(f(3000))"),
            "Number(6001)");
}

TEST_P(VmCalls, ErrorsUnwindThroughStackSegments) {
  EXPECT_EQ(
      Run("chant f(n, t) then\n  should n is 0 then yield 1 / 0 end\n"
          "  bind r to f(n - 1, t + \"x\")\n  r\nend\n"
          "weave out as 0\n"
          "for each i in range(0, 3) then\n"
          "  attempt set out to f(5000, \"\") harmonize on _ then set out to out + 1 end\nend\n"
          "out"),
      "Number(3)");
}

TEST_P(VmCalls, LazyStagesRunInTheirOwnFrames) {
  EXPECT_EQ(Run("weave s as 0\n"
                "for each x in iter_filter(iter_map(iter(range(0, 10)), chant(x) then x * x end), "
                "chant(x) then x % 2 is 0 end) then\n  set s to s + x\nend\ns"),
            "Number(120)");
  EXPECT_EQ(Run("for each x in iter_map(iter([1]), chant(x) then x.y end) then x end"),
            "error FieldNotFound at 1:49: Field 'y' not found on Number");
  EXPECT_EQ(Run("for each x in 5 then x end"), "error NotIterable at 1:15: Number is not iterable");
}

INSTANTIATE_TEST_SUITE_P(BothLoops, VmCalls, testing::Values(Dispatch::kTailCalls, Dispatch::kLoop),
                         NameOfLoop);

}  // namespace
}  // namespace quicksilver
