// Groves, files, sessions, traces: what outlives a statement.

#include <gtest/gtest.h>

#include "engine/interpreter/interpreter_testing.h"

namespace quicksilver {
namespace {

TEST(InterpreterGroves, ShowOnlyWhatTheyOffer) {
  const std::string grove =
      "grove M with\nweave n as 1\nbind hidden to 2\n"
      "chant up() then set n to n + 1 end\noffer n, up\nend\n";
  EXPECT_EQ(RunText(grove + "M.up()\nM.up()\nM.n"), "Number(3)");
  EXPECT_EQ(RunText(grove + "M.hidden"),
            "error FieldNotFound at 7:1: Field 'hidden' not found on Grove");
  EXPECT_EQ(RunText(grove + "gather n, up as more from M\nmore()\n[n, M.n]"),
            "List[Number(1), Number(2)]")
      << "gather binds the value of the moment";
  EXPECT_EQ(RunText(grove + "gather hidden from M"),
            "error CustomError at 7:1: Export 'hidden' not found in module 'M'");
}

TEST(InterpreterGroves, TheirNamesBehaveLikeGlobalsOverTheFiles) {
  EXPECT_EQ(RunText("bind x to \"file\"\ngrove M with\nbind before to x\nchant f() then x end\n"
                    "bind at_call to f()\nbind x to \"grove\"\noffer before, at_call, f\nend\n"
                    "[M.before, M.at_call, M.f(), x]"),
            "List[Text(\"file\"), Text(\"file\"), Text(\"grove\"), Text(\"file\")]");
  EXPECT_EQ(
      RunText("grove M with\nchant f() then g() end\nchant g() then \"later\" end\noffer f\nend\n"
              "M.f()"),
      "Text(\"later\")");
}

TEST(InterpreterGroves, NestInChantsAndInEachOther) {
  EXPECT_EQ(RunText("chant make(seed) then\nweave total as seed\ngrove Outer with\nweave a as 1\n"
                    "grove Inner with\nchant add(n) then\nset total to total + n\nset a to a + n\n"
                    "yield [total, a]\nend\noffer add\nend\noffer Inner\nend\nyield Outer\nend\n"
                    "bind o to make(100)\nbind p to make(200)\no.Inner.add(5)\np.Inner.add(1)\n"
                    "o.Inner.add(5)"),
            "List[Number(110), Number(11)]");
}

TEST(InterpreterGroves, MayOfferVariablesOfTheBlocksAround) {
  EXPECT_EQ(RunText("weave g as 1\nchant make() then\nweave w as 1\nbind b to \"b\"\n"
                    "grove M with\nshould true then\nweave inner as 5\noffer inner, w, b, g\n"
                    "set inner to 6\nend\nend\nset w to 2\nyield M\nend\nbind m to make()\n"
                    "set g to 3\n[m.inner, m.w, m.b, m.g]"),
            "List[Number(6), Number(2), Text(\"b\"), Number(3)]");
}

TEST(InterpreterGroves, OfferOfAnUnboundNameRaisesAtTheStatement) {
  EXPECT_EQ(RunText("grove M with\n  offer nope\nend"), "error UndefinedVariable at 2:3: nope");
  EXPECT_EQ(RunText("gather a from nope"), "error UndefinedVariable at 1:15: nope");
  EXPECT_EQ(RunText("gather a from length"), "error TypeError at 1:1: Expected Grove, got Builtin");
}

TEST(InterpreterModules, RunOnceAndKeepTheirOwnGlobals) {
  Session session;
  session.host().modules["c.gw"] =
      "weave n as 0\nchant up() then\nset n to n + 1\nyield n\nend\nprint(\"ran\")\noffer up, n";
  EXPECT_EQ(session.Run("bind n to \"mine\"\nsummon A from \"c.gw\"\nsummon B from \"c.gw\"\n"
                        "gather up from \"c.gw\"\nA.up()\nup()\n[A is B, B.n, n]"),
            "List[Truth(true), Number(2), Text(\"mine\")]");
  EXPECT_EQ(session.host().output, "ran");
}

TEST(InterpreterModules, NameTheFileInTheirErrors) {
  Session session;
  session.main_name = "main.gw";
  session.host().modules["bad.gw"] = "\n  1 / 0";
  session.host().modules["fine.gw"] = "chant f() then\nyield 1 / 0\nend\noffer f";
  session.host().modules["broken.gw"] = "bind x to\n";
  EXPECT_EQ(session.Run("summon M from \"bad.gw\""),
            "error DivisionByZero at bad.gw:2:3: Division by zero");
  EXPECT_EQ(session.Run("summon M from \"fine.gw\"\nM.f()"),
            "error DivisionByZero at fine.gw:2:7: Division by zero");
  EXPECT_EQ(session.Run("summon M from \"fine.gw\"\nM.f(1)"),
            "error ArityMismatch at 2:1: Expected 0 arguments, got 1");
  EXPECT_EQ(session.Run("summon M from \"broken.gw\"").substr(0, 54),
            "error CustomError at 1:1: Cannot load 'broken.gw': 1:1");
  EXPECT_EQ(session.Run("summon M from \"none.gw\""),
            "error CustomError at 1:1: Cannot load 'none.gw': no such file");
  EXPECT_EQ(session.host().loads.front(), "main.gw < bad.gw");
}

TEST(InterpreterModules, AreNotRunAgainAfterAFailure) {
  Session session;
  session.host().modules["flaky.gw"] = "print(\"ran\")\nbind x to 1\noffer x\n1 / 0";
  EXPECT_EQ(
      session.Run("attempt\nsummon M from \"flaky.gw\"\nharmonize on DivisionByZero then 0\nend\n"
                  "summon M from \"flaky.gw\""),
      "error CustomError at 5:1: Cannot load 'flaky.gw': it has failed before");
  EXPECT_EQ(session.host().output, "ran") << "a file runs once, whatever came of it";
}

TEST(InterpreterModules, RefuseCycles) {
  Session session;
  session.host().modules["a.gw"] = "summon B from \"b.gw\"";
  session.host().modules["b.gw"] = "summon A from \"a.gw\"";
  session.host().modules["self.gw"] = "summon Main from \"main.gw\"";
  session.host().modules["main.gw"] = "";
  EXPECT_EQ(session.Run("summon A from \"a.gw\""),
            "error CustomError at b.gw:1:1: Cannot load 'a.gw': import cycle");
  session.main_name = "main.gw";
  EXPECT_EQ(session.Run("summon S from \"self.gw\""),
            "error CustomError at self.gw:1:1: Cannot load 'main.gw': import cycle");
}

TEST(InterpreterModules, ShareMethodsAndVariants) {
  Session session;
  session.host().modules["v.gw"] =
      "variant C then Red, Green end\nembody N for C then\nchant name(self) then\nmatch self with\n"
      "when Red then \"red\"\nwhen Green then \"green\"\nend\nend\nend\noffer Red, Green";
  EXPECT_EQ(session.Run("gather Red as R, Green from \"v.gw\"\nmatch Green with\n"
                        "when R then 0\nwhen Green then Green.name()\nend"),
            "Text(\"green\")");
}

// --- Sessions ----------------------------------------------------------------------------------

TEST(InterpreterSession, ContinueKeepsGlobalsMethodsAndModules) {
  Session session;
  session.host().modules["m.gw"] = "print(\"ran\")\nbind x to 1\noffer x";
  EXPECT_EQ(session.Run("weave n as 1\nchant f() then n + later end\nsummon M from \"m.gw\"\n"
                        "embody A for Number then chant twice(self) then self * 2 end end\n"
                        "variant C then Red end"),
            "VariantDef(C)");
  EXPECT_EQ(session.Continue("set n to 5"), "Number(5)");
  EXPECT_EQ(session.Continue("bind later to 2\nsummon N from \"m.gw\"\n[f(), n.twice(), N is M]"),
            "List[Number(7), Number(10), Truth(true)]");
  EXPECT_EQ(session.Continue("match Red with when Red then \"case\" end"), "Text(\"case\")");
  EXPECT_EQ(session.Continue("1 / 0"), "error DivisionByZero at 1:1: Division by zero");
  EXPECT_EQ(session.Continue("n"), "Number(5)") << "an error must not end the session";
  EXPECT_EQ(session.host().output, "ran");
  EXPECT_EQ(session.Run("n"), "error UndefinedVariable at 1:1: n") << "Run begins afresh";
  EXPECT_EQ(session.Run("(1).twice()"),
            "error FieldNotFound at 1:1: Field 'twice' not found on Number");
}

TEST(InterpreterSession, GlobalsLeaveOutUntouchedBuiltins) {
  Session session;
  session.Run(
      "bind b to length\nweave a as length([1])\nshould true then\nbind local to 1\nend\n"
      "bind upper to 7\nlower(\"A\")\nunknown\nbind never to 1");
  EXPECT_EQ(session.Globals(),
            (std::vector<std::string>{"a: Number(1)", "b: Builtin(length)", "upper: Number(7)"}));
}

TEST(InterpreterSession, ASecondRunLeavesNoMoreBehindThanTheFirst) {
  constexpr std::string_view kProgram =
      "chant outer() then\nweave me as nothing\nset me to chant() then me end\nyield me\nend\n"
      "weave kept as []\nfor each i in range(0, 100) then\nset kept to list_push(kept, "
      "outer())\nend\n"
      "grove G with\nbind x to \"text\"\nchant f() then x end\noffer f\nend\n"
      "embody A for Number then chant m(self) then G end end\nnothing";
  Session session;
  session.Run("1");
  const std::uint64_t empty = session.runtime().heap().bytes_in_use();
  session.Run(kProgram);
  session.interpreter().Reset();
  EXPECT_EQ(session.runtime().heap().bytes_in_use(), empty)
      << "Reset leaves something of the program on the heap";
  session.Run(kProgram);
  const std::uint64_t once = session.runtime().heap().bytes_in_use();
  session.Run(kProgram);
  EXPECT_EQ(session.runtime().heap().bytes_in_use(), once) << "a run inherits from the one before";
}

TEST(InterpreterSession, LimitsAreThoseOfTheRun) {
  Limits limits;
  limits.steps = 100;
  Session session(limits);
  EXPECT_EQ(session.Run("for each i in range(0, 1000) then i end"),
            "error FuelExhausted at 1:35: Step limit 100 exceeded");
  EXPECT_EQ(session.Run("1 + 1"), "Number(2)");
}

class Recorder : public TraceSink {
 public:
  void OnValue(const TracePoint& point, const Value& value) override {
    points.push_back(point);
    numbers.push_back(value.is_number() ? value.number() : -1);
  }
  std::vector<TracePoint> points;
  std::vector<double> numbers;
};

TEST(InterpreterTrace, ReportsEveryEvaluatedExpressionInOrder) {
  Session session;
  session.host().modules["m.gw"] = "bind x to 7\noffer x";
  Recorder recorder;
  session.interpreter().set_trace(&recorder);
  session.Run("(1 + 2) * 3 | abs\nsummon M from \"m.gw\"");
  EXPECT_EQ(recorder.numbers, (std::vector<double>{1, 2, 3, 3, 9, -1, 9, 7}));
  EXPECT_EQ(recorder.points.front().module, 0u);
  EXPECT_EQ(recorder.points.back().module, 1u) << "files are numbered in order of loading";
  session.interpreter().set_trace(nullptr);
  const std::size_t before = recorder.points.size();
  session.Run("1 + 2");
  EXPECT_EQ(recorder.points.size(), before);
}

}  // namespace
}  // namespace quicksilver
