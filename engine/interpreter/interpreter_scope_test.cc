// Section 4 of the definition: what names mean, how long variables live, and what statements give.

#include <gtest/gtest.h>

#include "engine/interpreter/interpreter_testing.h"

namespace quicksilver {
namespace {

TEST(InterpreterScope, BindReadsTheOuterNameInItsOwnValue) {
  EXPECT_EQ(RunText("bind x to 1\nshould true then\nbind x to x + 1\nx\nend"), "Number(2)")
      << "the value was read after the declaration";
  EXPECT_EQ(RunText("bind x to 1\nbind x to x + 1\nx"), "Number(2)");
}

TEST(InterpreterScope, BlocksEndTheirVariables) {
  EXPECT_EQ(RunText("should true then\nbind x to 1\nend\nx"), "error UndefinedVariable at 4:1: x");
  EXPECT_EQ(RunText("for each i in [1] then\ni\nend\ni"), "error UndefinedVariable at 4:1: i");
  EXPECT_EQ(RunText("match 5 with\nwhen n then n\nend\nn"), "error UndefinedVariable at 4:1: n");
  EXPECT_EQ(RunText("attempt\nbind a to 1\n1 / 0\nharmonize on _ then\na\nend"),
            "error UndefinedVariable at 5:1: a");
}

TEST(InterpreterScope, ParametersAndLoopVariablesStandAroundTheBody) {
  EXPECT_EQ(RunText("chant f(n) then\nweave n as n\nset n to n + 1\nyield n\nend\nf(4)"),
            "Number(5)");
  EXPECT_EQ(RunText("weave out as 0\nfor each i in [1, 2] then\nweave i as i * 10\n"
                    "set i to i + 1\nset out to out + i\nend\nout"),
            "Number(32)");
  EXPECT_EQ(RunText("match 3 with\nwhen n then\nweave n as n\nset n to n + 1\nn\nend"),
            "Number(4)");
}

TEST(InterpreterScope, NestedChantsSeeEarlierSiblingsAndThemselvesOnly) {
  EXPECT_EQ(RunText("chant outer() then\n"
                    "chant a() then 1 end\n"
                    "chant b() then a() + 1 end\n"
                    "yield b()\nend\nouter()"),
            "Number(2)");
  EXPECT_EQ(RunText("chant outer() then\n"
                    "chant b() then a() end\n"
                    "chant a() then 1 end\n"
                    "yield b()\nend\nouter()"),
            "error UndefinedVariable at 2:16: a")
      << "a later sibling was seen";
  EXPECT_EQ(RunText("chant outer() then\nchant down(n) then\nshould n is 0 then yield 0 end\n"
                    "yield 1 + down(n - 1)\nend\nyield down(5)\nend\nouter()"),
            "Number(5)");
}

TEST(InterpreterScope, ALaterSiblingMeansTheGlobalOfThatName) {
  EXPECT_EQ(RunText("chant a() then \"global\" end\nchant outer() then\nchant b() then a() end\n"
                    "chant a() then \"sibling\" end\nyield b()\nend\nouter()"),
            "Text(\"global\")");
}

TEST(InterpreterScope, ChantsUseLaterGlobals) {
  EXPECT_EQ(RunText("chant f() then later end\nbind later to 3\nf()"), "Number(3)");
  EXPECT_EQ(RunText("chant f() then later end\nf()\nbind later to 3"),
            "error UndefinedVariable at 1:16: later");
}

TEST(InterpreterScope, ANamelessSelfIsTheChantThatRuns) {
  EXPECT_EQ(RunText("chant outer() then\nchant me() then me end\nyield me() is me\nend\nouter()"),
            "Truth(true)");
  EXPECT_EQ(RunText("chant outer() then\nchant me(n) then\nbind again to chant(k) then me(k) end\n"
                    "should n is 0 then yield \"done\" end\nyield again(n - 1)\nend\nme(3)\nend\n"
                    "outer()"),
            "Text(\"done\")")
      << "a chant inside a chant lost the outer chant's name";
}

TEST(InterpreterScope, ClosuresShareTheVariableOfOneWeave) {
  EXPECT_EQ(RunText("chant pair() then\nweave n as 0\n"
                    "yield [chant() then set n to n + 1 end, chant() then n end]\nend\n"
                    "bind p to pair()\nbind q to pair()\nbind up to p[0]\nbind get to p[1]\n"
                    "up()\nup()\nbind other to q[1]\n[get(), other()]"),
            "List[Number(2), Number(0)]");
}

TEST(InterpreterScope, TheDeclaringBlockSeesWhatAClosureSets) {
  EXPECT_EQ(RunText("chant f() then\nweave n as 1\nbind up to chant() then set n to n * 5 end\n"
                    "up()\nset n to n + 1\nup()\nyield n\nend\nf()"),
            "Number(30)");
}

TEST(InterpreterScope, LoopBodiesMakeFreshVariablesEachTime) {
  EXPECT_EQ(RunText("weave fs as []\nfor each i in range(0, 3) then\nweave k as i\n"
                    "set fs to list_push(fs, chant() then\nset k to k + 10\nk\nend)\nend\n"
                    "bind a to fs[0]\nbind c to fs[2]\n[a(), a(), c()]"),
            "List[Number(10), Number(20), Number(12)]");
  EXPECT_EQ(
      RunText("weave fs as []\nweave n as 0\nwhilst n < 2 then\nweave k as n\n"
              "set fs to list_push(fs, chant() then k end)\nset k to k + 100\nset n to n + 1\n"
              "end\nbind a to fs[0]\nbind b to fs[1]\n[a(), b()]"),
      "List[Number(100), Number(101)]");
}

TEST(InterpreterScope, RebindingInABlockMakesANewVariable) {
  EXPECT_EQ(RunText("chant f() then\nweave x as 1\nbind get to chant() then x end\n"
                    "weave x as 2\nset x to 3\nyield [get(), x]\nend\nf()"),
            "List[Number(1), Number(3)]")
      << "the closure must keep the variable that it captured";
}

TEST(InterpreterScope, RebindingAGlobalReplacesItsEntry) {
  EXPECT_EQ(RunText("bind x to 1\nchant f() then x end\nweave x as 2\nset x to 3\nf()"),
            "Number(3)");
  EXPECT_EQ(RunText("weave x as 1\nbind x to 2\nset x to 3"), "error ImmutableBinding at 3:5: x");
}

TEST(InterpreterScope, BuiltinsAreGlobalsThatMayBeShadowed) {
  EXPECT_EQ(RunText("length(\"ab\")"), "Number(2)");
  EXPECT_EQ(RunText("bind length to 7\nlength"), "Number(7)");
  EXPECT_EQ(RunText("set length to 7"), "error ImmutableBinding at 1:5: length");
  EXPECT_EQ(RunText("chant f(length) then length end\n[f(1), length([])]"),
            "List[Number(1), Number(0)]");
}

TEST(InterpreterScope, OnlyWeavesCanBeSet) {
  EXPECT_EQ(RunText("chant f(x) then set x to 1 end\nf(0)"), "error ImmutableBinding at 1:21: x");
  EXPECT_EQ(RunText("chant f() then\nchant g() then set g to 1 end\ng()\nend\nf()"),
            "error ImmutableBinding at 2:20: g");
  EXPECT_EQ(RunText("chant f() then\nchant g() then 1 end\nset g to 1\nend\nf()"),
            "error ImmutableBinding at 3:5: g");
  EXPECT_EQ(RunText("form P with end\nset P to 1"), "error ImmutableBinding at 2:5: P");
  EXPECT_EQ(RunText("set y to 1"), "error UndefinedVariable at 1:5: y");
}

TEST(InterpreterScope, AWildcardParameterBindsNothing) {
  EXPECT_EQ(RunText("bind _ to 1\nchant f(_, x, _) then [_, x] end\nf(5, 6, 7)"),
            "List[Number(1), Number(6)]");
}

TEST(InterpreterScope, CapturesReachThroughEveryChantBetween) {
  EXPECT_EQ(RunText("chant a(x) then\nweave w as x\nyield chant() then\nyield chant() then\n"
                    "yield chant() then\nset w to w + x\nw\nend\nend\nend\nend\n"
                    "bind b to a(5)\nbind c to b()\nbind d to c()\n[d(), d()]"),
            "List[Number(10), Number(15)]");
}

// --- Results -----------------------------------------------------------------------------------

TEST(InterpreterResults, StatementsGiveWhatTheDefinitionSays) {
  EXPECT_EQ(RunText(""), "Nothing");
  EXPECT_EQ(RunText("bind x to 5"), "Number(5)");
  EXPECT_EQ(RunText("weave x as 5\nset x to 6"), "Number(6)");
  EXPECT_EQ(RunText("weave xs as [1]\nset xs[0] to 6"), "Number(6)");
  EXPECT_EQ(RunText("should 1 then 2 otherwise 3 end"), "Number(2)");
  EXPECT_EQ(RunText("should 0 then 2 end"), "Nothing");
  EXPECT_EQ(RunText("should true then end"), "Nothing");
  EXPECT_EQ(RunText("match 1 with when 1 then \"one\" end"), "Text(\"one\")");
  EXPECT_EQ(RunText("attempt 7 harmonize on _ then 8 end"), "Number(7)");
  EXPECT_EQ(RunText("chant f(a, ...b) then end"), "Chant(f/1+)");
  EXPECT_EQ(RunText("form P with end"), "Form(P)");
  EXPECT_EQ(RunText("variant E then A end"), "VariantDef(E)");
  EXPECT_EQ(RunText("aspect A then chant m(self) end"), "Nothing");
  EXPECT_EQ(RunText("grove G with\nbind a to 1\nend"), "Grove(G)");
}

TEST(InterpreterResults, ALoopGivesItsLastNormalIteration) {
  EXPECT_EQ(RunText("for each i in [1, 2, 3] then i * 10 end"), "Number(30)");
  EXPECT_EQ(RunText("for each i in [1, 2, 3] then\nshould i is 3 then break end\ni\nend"),
            "Number(2)");
  EXPECT_EQ(RunText("for each i in [1, 2, 3] then\nshould i is 3 then continue end\ni\nend"),
            "Number(2)");
  EXPECT_EQ(RunText("for each i in [] then i end"), "Nothing");
  EXPECT_EQ(RunText("weave n as 0\nwhilst n < 3 then set n to n + 1 end"), "Number(3)");
}

TEST(InterpreterResults, ACallGivesTheYieldedValueOrItsBodys) {
  EXPECT_EQ(RunText("chant f() then\n5\nend\nf()"), "Number(5)");
  EXPECT_EQ(RunText("chant f() then\nyield\n5\nend\nf()"), "Nothing");
  EXPECT_EQ(RunText("chant f() then\nfor each i in [1, 2] then\nyield i\nend\nend\nf()"),
            "Number(1)");
}

TEST(InterpreterResults, ForEachSeesASnapshot) {
  EXPECT_EQ(RunText("weave xs as [1, 2, 3]\nweave seen as []\nfor each x in xs then\n"
                    "set xs[2] to 9\nset seen to list_push(seen, x)\nend\n[seen, xs]"),
            "List[List[Number(1), Number(2), Number(3)], List[Number(1), Number(2), Number(9)]]");
}

TEST(InterpreterResults, RangesAreLazyAndTruncated) {
  EXPECT_EQ(RunText("weave n as 0\nfor each i in range(0, 1e20) then\nset n to i\n"
                    "should i is 5 then break end\nend\nn"),
            "Number(5)");
  EXPECT_EQ(RunText("weave out as []\nfor each i in range(-1.9, 2.9) then\n"
                    "set out to list_push(out, i)\nend\nout"),
            "List[Number(-1), Number(0), Number(1)]");
}

}  // namespace
}  // namespace quicksilver
