// What a program asks of its host, and sessions: the same on both engines.

#include <gmock/gmock.h>

#include "engine/engine_testing.h"

namespace quicksilver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

// --- Hosts ---

TEST(Hosts, ReceiveOutputAsItIsWritten) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    TestHost host;
    Context context(kind, {}, &host);
    const Program program = Parsed("print(1)\nprint(\"a\", [\"b\"])\n1 / 0\nprint(2)");
    EXPECT_FALSE(context.Run(program).has_value());
    EXPECT_EQ(host.output, "1a [b]") << "what was printed before an error is printed";
  }
}

TEST(Hosts, MayDenyACapability) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    TestHost host;
    host.denied = "VGA.write";
    EXPECT_EQ(ResultOn(kind, "request VGA.write with justification \"draw\"", {}, &host),
              "error CapabilityDenied at 1:1: Capability 'VGA.write' denied: not today");
    EXPECT_EQ(ResultOn(kind, "request VGA.read with justification \"look\"", {}, &host),
              "Capability(\"VGA.read\", \"look\")");
  }
}

TEST(Hosts, WithoutOneThereAreNoModulesAndEverythingIsGranted) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    EXPECT_THAT(ResultOn(kind, "summon M from \"m.gw\""),
                HasSubstr("error CustomError at 1:1: Cannot load 'm.gw': "));
    EXPECT_EQ(ResultOn(kind, "request a with justification \"b\""), "Capability(\"a\", \"b\")");
  }
}

TEST(Hosts, LoadEachModuleOnce) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    TestHost host;
    host.modules["a.gw"] =
        "print(\"a\")\nbind x to 1\nweave y as 2\nchant up() then\nset y to y + 1\n"
        "end\noffer x, y, up";
    host.modules["b.gw"] = "summon A from \"a.gw\"\nbind z to A.x + 10\noffer z";
    const Program program = Parsed(
        "summon A from \"a.gw\"\ngather z from \"b.gw\"\ngather x as one, up from A\nup()\n"
        "[A.y, one, z]");
    Context context(kind, {}, &host);
    const Outcome outcome = context.RunToOutcome(program);
    EXPECT_EQ(outcome.Result(), "List[Number(3), Number(1), Number(11)]");
    EXPECT_EQ(outcome.output, "a") << "a module runs once";
    EXPECT_EQ(context.RunToOutcome(program).Result(), outcome.Result())
        << "modules of an earlier run are left";
    EXPECT_EQ(host.output, "aa") << "another run loads its modules again";
  }
}

TEST(Hosts, ModulesErrorsNameTheirFile) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    TestHost host;
    host.modules["m.gw"] = "chant f(x) then\n  x / 0\nend\noffer f";
    EXPECT_EQ(ResultOn(kind, "summon M from \"m.gw\"\nM.f(1)", {}, &host),
              "error DivisionByZero at m.gw:2:3: Division by zero");
  }
}

TEST(Hosts, ACycleIsAnError) {
  std::string results[2];
  for (const EngineKind kind : kBothEngines) {
    TestHost host;
    host.modules["a.gw"] = "summon B from \"b.gw\"";
    host.modules["b.gw"] = "summon A from \"a.gw\"";
    results[kind == EngineKind::kVm] = ResultOn(kind, "summon A from \"a.gw\"", {}, &host);
  }
  EXPECT_THAT(results[0], HasSubstr("error CustomError at b.gw:1:1: Cannot load 'a.gw': "));
  EXPECT_EQ(results[1], results[0]);
}

TEST(Hosts, ASyntaxErrorInAModuleIsAnErrorOfTheImport) {
  std::string results[2];
  for (const EngineKind kind : kBothEngines) {
    TestHost host;
    host.modules["m.gw"] = "bind x to\n";
    results[kind == EngineKind::kVm] =
        ResultOn(kind,
                 "attempt\nsummon M from \"m.gw\"\nharmonize on CustomError then\n\"caught\"\nend\n"
                 "summon M from \"m.gw\"",
                 {}, &host);
  }
  EXPECT_THAT(results[0], HasSubstr("error CustomError at 6:1: Cannot load 'm.gw': 1:"));
  EXPECT_EQ(results[1], results[0]);
}

TEST(Hosts, AModuleThatFailedIsNotRunAgain) {
  std::string results[2];
  for (const EngineKind kind : kBothEngines) {
    TestHost host;
    host.modules["m.gw"] = "print(\"m\")\n1 / 0";
    Context context(kind, {}, &host);
    const Program program = Parsed(
        "attempt\nsummon M from \"m.gw\"\nharmonize on DivisionByZero "
        "then\nprint(\"caught\")\nend\n"
        "summon M from \"m.gw\"");
    const Outcome outcome = context.RunToOutcome(program);
    results[kind == EngineKind::kVm] = outcome.Result() + " / " + outcome.output;
  }
  EXPECT_EQ(results[0],
            "error CustomError at 6:1: Cannot load 'm.gw': it has failed before / mcaught");
  EXPECT_EQ(results[1], results[0]);
}

TEST(Hosts, ModulesCompileWithTheContextsOptions) {
  TestHost host;
  host.modules["m.gw"] =
      "chant f(n) then\nshould n < 1 then\nyield 0\nend\nn + f(n - 1)\nend\noffer f";
  const Program program = Parsed("summon M from \"m.gw\"\nM.f(10)");
  for (const AllocationPolicy policy : {AllocationPolicy::kSpill, AllocationPolicy::kRandom}) {
    Context context(EngineKind::kVm, {}, &host, {.optimise = false, .allocation = policy});
    EXPECT_EQ(context.RunToOutcome(program).Result(), "Number(55)");
  }
}

// --- Sessions ---

// The results of the entries of one session, as lines.
std::vector<std::string> Entries(EngineKind kind, const std::vector<std::string_view>& sources) {
  std::vector<Program> programs;
  std::vector<std::string> results;
  Context context(kind);
  for (const std::string_view source : sources) {
    programs.push_back(Parsed(source));
    results.push_back(context.ContinueToOutcome(programs.back()).Result());
  }
  std::string globals;
  for (const auto& [name, value] : context.Globals()) {
    globals += name + "=" + context.Canonical(value).value_or("?") + " ";
  }
  results.push_back(globals);
  context.Reset();
  return results;
}

TEST(Sessions, ContinueOnTheGlobalsOfEarlierEntries) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    EXPECT_THAT(
        Entries(kind, {"weave x as 1", "set x to x + 1", "x", "chant f() then x end", "f()"}),
        ElementsAre("Number(1)", "Number(2)", "Number(2)", "Chant(f/0)", "Number(2)",
                    "f=Chant(f/0) x=Number(2) "));
  }
}

TEST(Sessions, RedefineGlobals) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    EXPECT_THAT(
        Entries(kind,
                {"bind x to 1", "chant f() then x end", "weave x as \"new\"", "f()", "set x to 3",
                 "f()", "bind x to 4", "set x to 5", "chant f() then 9 end", "f()"}),
        ElementsAre("Number(1)", "Chant(f/0)", "Text(\"new\")", "Text(\"new\")", "Number(3)",
                    "Number(3)", "Number(4)", "error ImmutableBinding at 1:5: x", "Chant(f/0)",
                    "Number(9)", "f=Chant(f/0) x=Number(4) "));
  }
}

TEST(Sessions, EarlierChantsUseLaterGlobals) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    EXPECT_THAT(
        Entries(kind, {"chant f(n) then later + n end", "f(1)", "bind a to 0", "bind later to 10",
                       "f(1)"}),
        ElementsAre("Chant(f/1)", "error UndefinedVariable at 1:17: later", "Number(0)",
                    "Number(10)", "Number(11)", "a=Number(0) f=Chant(f/1) later=Number(10) "));
  }
}

TEST(Sessions, AnErrorInAnEntryLeavesEarlierGlobals) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    EXPECT_THAT(
        Entries(kind, {"weave x as [1]", "set x[0] to 2\nbind y to 5\nset x to 1 / 0\nbind z to 1",
                       "x", "y", "z"}),
        ElementsAre("List[Number(1)]", "error DivisionByZero at 3:10: Division by zero",
                    "List[Number(2)]", "Number(5)", "error UndefinedVariable at 1:1: z",
                    "x=List[Number(2)] y=Number(5) "));
  }
}

TEST(Sessions, KeepMethodsFormsAndModules) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    EXPECT_THAT(Entries(kind, {"form P with x as Number end",
                               "embody A for P then\nchant twice(self) then self.x * 2 end\nend",
                               "bind p to P { x: 4 }", "p.twice()", "variant E then A, B end",
                               "match B with\nwhen A then 1\nwhen B then 2\nend"}),
                ElementsAre("Form(P)", "Nothing", "Struct P{x: Number(4)}", "Number(8)",
                            "VariantDef(E)", "Number(2)",
                            "A=Variant E.A B=Variant E.B E=VariantDef(E) P=Form(P) "
                            "p=Struct P{x: Number(4)} "));
  }
}

TEST(Sessions, ShadowABuiltinForEarlierChantsToo) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    EXPECT_THAT(Entries(kind, {"chant f(t) then length(t) end", "f(\"abc\")",
                               "chant length(t) then 99 end", "f(\"abc\")"}),
                ElementsAre("Chant(f/1)", "Number(3)", "Chant(length/1)", "Number(99)",
                            "f=Chant(f/1) length=Chant(length/1) "));
  }
}

TEST(Sessions, FollowARunOnItsGlobals) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    Context context(kind);
    const Program run = Parsed("bind a to 1\nbind b to 2");
    const Program entry = Parsed("bind c to b\n[a, b, c]");
    ASSERT_TRUE(context.Run(run).has_value());
    const Outcome outcome = context.ContinueToOutcome(entry);
    EXPECT_EQ(outcome.Result(), "List[Number(1), Number(2), Number(2)]");
    EXPECT_THAT(outcome.globals, ElementsAre(Pair("a", "Number(1)"), Pair("b", "Number(2)"),
                                             Pair("c", "Number(2)")));
  }
}

TEST(Sessions, AResetBeginsAnew) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    Context context(kind);
    const Program first = Parsed("bind a to 1");
    const Program second = Parsed("a");
    ASSERT_TRUE(context.Continue(first).has_value());
    context.Reset();
    EXPECT_EQ(context.ContinueToOutcome(second).Result(), "error UndefinedVariable at 1:1: a");
  }
}

}  // namespace
}  // namespace quicksilver
