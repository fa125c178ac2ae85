// Source text through the compiler: what the machine itself has to get right about errors, places,
// groves, sessions and memory. The language as a whole is the corpus's business.

#include <gtest/gtest.h>

#include "engine/vm/vm_test_support.h"

namespace quicksilver {
namespace {

class VmPrograms : public OnBothLoops {};

// --- Errors
// -----------------------------------------------------------------------------------------

TEST_P(VmPrograms, ErrorsCarryThePlaceOfWhatRaised) {
  const std::pair<const char*, const char*> cases[] = {
      {"1 + (\"a\" - 2)", "error TypeError at 1:6: Expected Number, got Text - Number"},
      {"\"a\" + 1", "error TypeError at 1:1: Expected Number, got Text + Number"},
      {"-\"a\"", "error TypeError at 1:1: Expected Number, got Text"},
      {"1 < \"a\"", "error TypeError at 1:1: Expected Number, got Number < Text"},
      {"chant f(a, b) then\n whilst a < b then a end\nend\nf(nothing, 1)",
       "error TypeError at 2:9: Expected Number, got Nothing < Number"},
      {"[1][1]", "error IndexOutOfBounds at 1:1: Index 1 out of bounds (length 1)"},
      {"[1][-1]", "error IndexOutOfBounds at 1:1: Index -1 out of bounds (length 1)"},
      {"[1][\"a\"]", "error TypeError at 1:1: Expected Number, got Text"},
      {"\"ab\"[2]", "error IndexOutOfBounds at 1:1: Index 2 out of bounds (length 2)"},
      {"{a: 1}[1]", "error TypeError at 1:1: Expected Text, got Number"},
      {"{a: 1}[\"b\"]", "error FieldNotFound at 1:1: Field 'b' not found on Map"},
      {"5[0]", "error TypeError at 1:1: Expected List, Map or Text, got Number"},
      {"range(1, \"a\")", "error TypeError at 1:1: Expected Number, got Text"},
      {"bind x to 5\nx {a: 1}", "error TypeError at 2:1: Expected form, got Number"},
      {"1?", "error TypeError at 1:1: Expected Outcome, got Number"},
      {"match 1 with when 2 then 3 end", "error MatchFailed at 1:1: No pattern matched"},
      {"nowhere", "error UndefinedVariable at 1:1: nowhere"},
      {"bind x to 1\nset x to 2", "error ImmutableBinding at 2:5: x"},
      {"yield 1", "error UnexpectedYield at 1:1: Cannot use 'yield' outside of a chant"},
      {"summon M from \"nowhere.gw\"",
       "error CustomError at 1:1: Cannot load 'nowhere.gw': no such file"},
      {"offer x", "error UndefinedVariable at 1:1: x"},
      {"bind m to 5\ngather a from m", "error TypeError at 2:1: Expected Grove, got Number"},
  };
  for (const auto& [source, want] : cases) EXPECT_EQ(Run(source), want) << source;
}

TEST_P(VmPrograms, EveryErrorOfAPlaceNamesTheStepThatFailed) {
  const std::string forms = "form P with x as Number, n as List end\n";
  const std::pair<const char*, const char*> cases[] = {
      {"set y[0] to 1", "error UndefinedVariable at 2:5: y"},
      {"bind y to [1]\nset y[0] to 1", "error ImmutableBinding at 3:5: y"},
      {"weave y as [[1]]\nset y[1][0] to 1",
       "error IndexOutOfBounds at 3:5: Index 1 out of bounds (length 1)"},
      {"weave y as [[1]]\nset y[0][2] to 1",
       "error IndexOutOfBounds at 3:5: Index 2 out of bounds (length 1)"},
      {"weave y as {a: 1}\nset y.b.c to 1",
       "error FieldNotFound at 3:5: Field 'b' not found on Map"},
      {"weave y as {a: 1}\nset y[0] to 1", "error TypeError at 3:5: Expected Text, got Number"},
      {"weave y as P {x: 1, n: []}\nset y.x to \"t\"",
       "error TypeError at 3:5: Expected Number, got Text"},
      {"weave y as P {x: 1, n: []}\nset y.z to 1",
       "error FieldNotFound at 3:5: Field 'z' not found on P"},
      {"weave y as \"text\"\nset y[0] to \"u\"",
       "error TypeError at 3:5: Expected List or Map, got Text"},
  };
  for (const auto& [source, want] : cases) EXPECT_EQ(Run(forms + source), want) << source;
}

TEST_P(VmPrograms, EveryErrorOfAnElementsFieldNamesTheStepThatFailed) {
  const std::string forms = "form P with x as Number end\n";
  const std::pair<const char*, const char*> cases[] = {
      {"chant f(i) then weave ps as [P {x: 1}, 5]\n set ps[0].x to ps[i].x + 1\n ps end f(2)",
       "error IndexOutOfBounds at 3:17: Index 2 out of bounds (length 2)"},
      {"chant f(ps) then ps[0].q end\nf([P {x: 1}])",
       "error FieldNotFound at 2:18: Field 'q' not found on P"},
      {"chant f(ps) then ps[0].q end\nf([1])",
       "error FieldNotFound at 2:18: Field 'q' not found on Number"},
      {"chant f(v) then weave ps as [P {x: 1}]\n set ps[0].x to v end\nf(\"a\")",
       "error TypeError at 3:6: Expected Number, got Text"},
      {"chant f(v) then weave ps as [P {x: 1}]\n set ps[v].x to v end\nf(3)",
       "error IndexOutOfBounds at 3:6: Index 3 out of bounds (length 1)"},
      {"chant f(v) then weave ps as [P {x: 1}]\n set ps[0].y to v end\nf(3)",
       "error FieldNotFound at 3:6: Field 'y' not found on P"},
  };
  for (const auto& [source, want] : cases) EXPECT_EQ(Run(forms + source), want) << source;
}

TEST_P(VmPrograms, FieldsOfElementsAreReadAndSetWhateverHoldsThem) {
  const std::string forms =
      "form P with x as Number end\nform Q with w as Text, x as Number end\n"
      "chant get(xs, at) then xs[at].x end\n"
      "chant put(xs, at, value) then weave held as xs\n set held[at].x to value\n held end\n";
  EXPECT_EQ(
      Run(forms + "bind ps to [P {x: 1}, Q {w: \"q\", x: 2}, {x: \"m\"}]\n"
                  "[get(ps, 0), get(ps, 1), get(ps, 2), get(ps, 0), get({k: P {x: 3}}, \"k\")]"),
      "List[Number(1), Number(2), Text(\"m\"), Number(1), Number(3)]");
  EXPECT_EQ(Run(forms + "bind ps to [P {x: 1}, Q {w: \"q\", x: 2}]\n"
                        "bind changed to put(put(ps, 0, 5), 1, 6)\n"
                        "[get(ps, 0), get(ps, 1), get(changed, 0), get(changed, 1), "
                        "get(put({k: {x: 1}}, \"k\", [2]), \"k\")]"),
            "List[Number(1), Number(2), Number(5), Number(6), List[Number(2)]]")
      << "who shares a list or a struct sees nothing";
}

TEST_P(VmPrograms, EveryRoundOfALoopCostsAStepWhateverItIterates) {
  const Limits few{.steps = 100};
  const std::string_view rounds = "chant f(xs) then\n for each x in xs then x end\nend\n";
  const std::string exhausted = "error FuelExhausted at 2:2: Step limit 100 exceeded";
  for (const std::string_view xs : {"range(0, 1000)", "list_fill(60, 1)", "iter(range(0, 1000))"}) {
    EXPECT_EQ(Run(std::string(rounds) + "f(" + std::string(xs) + ")", few), exhausted) << xs;
  }
  EXPECT_EQ(Run(std::string(rounds) + "f(range(0, 90))", few), "Number(89)");
  EXPECT_EQ(
      Run("chant f(xs) then\n weave n as 0\n for each x in xs then set n to n + x end\n n\nend\n"
          "f(iter_map(iter(range(0, 10)), chant (x) then x * 2 end))"),
      "Number(90)");
}

TEST_P(VmPrograms, AStepThatRaisesChangesNothing) {
  EXPECT_EQ(Run("weave g as [[1, 2], {k: [3]}]\nbind before to g\n"
                "attempt set g[1].k[5] to 9 harmonize on _ then nothing end\n"
                "attempt set g[1].z.q to 9 harmonize on _ then nothing end\n"
                "set g[1].k[0] to 4\nset g[1].new to 5\n[before, g]"),
            "List[List[List[Number(1), Number(2)], Map{k: List[Number(3)]}], List[List[Number(1), "
            "Number(2)], Map{k: List[Number(4)], new: Number(5)}]]");
}

TEST_P(VmPrograms, PlacesOfEveryKindOfVariableAreSet) {
  EXPECT_EQ(
      Run("weave top as [0]\n"
          "chant f() then\n"
          "  weave plain as [0]\n  weave boxed as [0]\n"
          "  bind poke to chant(v) then set boxed[0] to v end\n"
          "  set plain[0] to 1\n  set boxed[0] to 2\n  poke(boxed[0] + 1)\n"
          "  set top[0] to 4\n  [plain, boxed]\nend\n"
          "grove M with\n  weave inside as {a: [0]}\n  chant change() then set inside.a[0] to 5 "
          "end\n  set inside.b to 6\n  offer inside, change\nend\n"
          "M.change()\n[f(), top, M.inside]"),
      "List[List[List[Number(1)], List[Number(3)]], List[Number(4)], Map{a: List[Number(5)], b: "
      "Number(6)}]");
}

TEST_P(VmPrograms, AnUpdateThatFailsGivesTheVariableItsValueBack) {
  EXPECT_EQ(
      Run("weave xs as [1]\nattempt set xs to list_push(xs) harmonize on _ then nothing end\n"
          "weave m as {a: 1}\nattempt set m to map_set(m, 5, 1) harmonize on _ then nothing end\n"
          "bind kept to [1]\nattempt set kept to list_push(kept, 2) harmonize on _ then nothing "
          "end\nset xs to list_push(xs, 2)\n[xs, m, kept]"),
      "List[List[Number(1), Number(2)], Map{a: Number(1)}, List[Number(1)]]");
  EXPECT_EQ(Run("chant f() then\n  weave xs as [1]\n"
                "  bind push to chant(x) then set xs to list_push(xs, x) end\n"
                "  attempt set xs to list_slice(xs, 0, 9) harmonize on _ then nothing end\n"
                "  push(2)\n  push(3)\n  xs\nend\nf()"),
            "List[Number(1), Number(2), Number(3)]");
}

// --- Cost
// -------------------------------------------------------------------------------------------

TEST_P(VmPrograms, UpdatesOfUnsharedValuesCopyNothing) {
  // Copying would need the square of these sizes in steps or bytes.
  EXPECT_EQ(
      Run("weave xs as []\nweave t as \"\"\nweave m as {}\nweave i as 0\n"
          "whilst i < 20000 then\n  set xs to list_push(xs, i)\n  set t to t + \"a\" + \"b\"\n"
          "  set m to map_set(m, to_text(i), i)\n  set i to i + 1\nend\n"
          "set xs[7] to 1\n[length(xs), length(t), length(m)]",
          {.heap_bytes = 16 << 20}),
      "List[Number(20000), Number(40000), Number(20000)]");
}

TEST_P(VmPrograms, RunsOutOfMemoryWhereItAllocates) {
  EXPECT_EQ(
      Run("weave xs as []\nwhilst true then\n  set xs to [xs, xs]\nend", {.heap_bytes = 1 << 20}),
      "error OutOfMemory at 3:13: Memory limit 1048576 bytes exceeded");
  EXPECT_EQ(
      Run("weave t as \"ab\"\nwhilst true then\n  set t to t + t\nend", {.heap_bytes = 1 << 20})
          .substr(0, 27),
      "error OutOfMemory at 3:12: ");
}

// --- Groves and files
// -------------------------------------------------------------------------------

TEST_P(VmPrograms, FilesRunOnceAndKnowTheirOwnGlobals) {
  Bench bench(GetParam());
  bench.AddModule("dir/count.gw",
                  "weave n as 0\nchant bump() then set n to n + 1 end\nvariant V then A end\n"
                  "offer bump, n, A\n");
  EXPECT_EQ(bench.Run("summon C from \"dir/count.gw\"\nsummon D from \"dir/count.gw\" \n"
                      "gather bump, A as unit from \"dir/count.gw\"\nbump()\nD.bump()\n"
                      "[C.n, C is D, to_text(C), unit is 5]"),
            "List[Number(2), Truth(true), Text(\"<grove count>\"), Truth(false)]");
  EXPECT_EQ(bench.Globals(),
            "C=Grove(count), D=Grove(count), bump=Chant(bump/0), unit=Variant V.A");
  EXPECT_EQ(bench.LeakedObjects(), 0u);
}

TEST_P(VmPrograms, FilesThatFailSayWhy) {
  Bench bench(GetParam());
  bench.AddModule("a.gw", "summon B from \"b.gw\"\n");
  bench.AddModule("b.gw", "summon A from \"a.gw\"\n");
  bench.AddModule("bad.gw", "bind x to 1\nx / 0\n");
  bench.AddModule("none.gw", "bind x to 1\n");
  EXPECT_EQ(bench.Run("summon A from \"a.gw\""),
            "error CustomError at b.gw:1:1: Cannot load 'a.gw': import cycle");
  EXPECT_EQ(bench.Run("\nsummon A from \"bad.gw\""),
            "error DivisionByZero at bad.gw:2:1: Division by zero");
  EXPECT_EQ(bench.Run("gather x from \"none.gw\""),
            "error CustomError at 1:1: Export 'x' not found in module 'none'");
  EXPECT_EQ(bench.Run("summon N from \"none.gw\"\nN.x"),
            "error FieldNotFound at 2:1: Field 'x' not found on Grove");
  EXPECT_EQ(bench.LeakedObjects(), 0u);
}

TEST_P(VmPrograms, GrovesGatherIntoGroves) {
  EXPECT_EQ(
      Run("grove A with\n  variant V then U end\n  bind x to 1\n  offer U, x\nend\n"
          "grove B with\n  gather U, x as y from A\n"
          "  chant is_u(v) then\n    match v with when U then true otherwise false end\n  end\n"
          "  offer is_u, y\nend\n[B.is_u(A.U), B.is_u(2), B.y]"),
      "List[Truth(true), Truth(false), Number(1)]");
  EXPECT_EQ(Run("grove A with\n  offer later\n  bind later to 1\nend"),
            "error UndefinedVariable at 2:3: later");
  EXPECT_EQ(Run("grove A with\n  bind x to 1\n  set x to 2\nend"),
            "error ImmutableBinding at 3:7: x");
}

// --- Forms, variants, aspects, requests
// -------------------------------------------------------------

TEST_P(VmPrograms, StructLiteralsCheckNamesThenTypes) {
  const std::string forms =
      "form Q with z as Any end\nform P with a as Number, b as Q, c as T end\n";
  const std::pair<const char*, const char*> cases[] = {
      {"P {b: Q {z: 1}, c: nothing, a: 1}",
       "Struct P{a: Number(1), b: Struct Q{z: Number(1)}, c: Nothing}"},
      {"P {d: 1}", "error CustomError at 3:1: Unknown field 'd' in struct 'P'"},
      {"P {a: 1, \"a\": 2}", "error CustomError at 3:1: Duplicate field 'a' in struct 'P'"},
      {"P {a: \"t\", b: 1}", "error CustomError at 3:1: Missing field 'c' in struct 'P'"},
      {"P {a: 1, b: 1, c: 1}", "error TypeError at 3:1: Expected Q, got Number"},
      {"P {a: \"t\", b: 1, c: 1}", "error TypeError at 3:1: Expected Number, got Text"},
  };
  for (const auto& [literal, want] : cases) {
    // Twice on one cache: what the first one learned must hold for the second.
    EXPECT_EQ(Run(forms + literal), want);
    if (std::string_view(want).starts_with("Struct")) {
      EXPECT_EQ(Run(forms + "weave r as 0\nfor each i in range(0, 3) then\nset r to " + literal +
                    "\nend\nr"),
                want);
    }
  }
}

TEST_P(VmPrograms, FieldTypesMeanWhatTheirNamesMeanWhereTheFormStands) {
  EXPECT_EQ(
      Run("chant make(ok) then\n  form In with x as Number end\n"
          "  form Node with inside as In, next as Maybe end\n"
          "  variant Color then Red end\n  form Dot with c as Color end\n"
          "  form Tree with me as Tree end\n"
          "  should ok then yield [Node {inside: In {x: 1}, next: Absent}, Dot {c: Red}] end\n"
          "  Tree {me: 5}\nend\nprint(make(true))\nmake(false)"),
      "error TypeError at 8:3: Expected Tree, got Number");
}

TEST_P(VmPrograms, ManyFieldsInAnyOrderAndTooManyForRegisters) {
  std::string form = "form P with\n";
  std::string literal = "P {";
  for (int i = 0; i < 300; ++i) form += "  f" + std::to_string(i) + " as Number\n";
  for (int i = 300; i-- > 0;) literal += "f" + std::to_string(i) + ": " + std::to_string(i) + ", ";
  EXPECT_EQ(Run(form + "end\nbind p to " + literal + "}\n[p.f0, p.f299]"),
            "List[Number(0), Number(299)]");
  EXPECT_EQ(Run(form + "end\nform Q with a as Number end\nbind Z to 5\nbind p to Z " +
                literal.substr(2) + "}"),
            "error TypeError at 305:11: Expected form, got Number");
}

TEST_P(VmPrograms, EmbodyGivesWhatTheAspectAsks) {
  EXPECT_EQ(Run("aspect A then chant m(self) chant n(self) end\n"
                "attempt\n  embody A for Number then chant m(self) then 1 end end\n"
                "harmonize on CustomError then nothing end\n5.m()"),
            "error FieldNotFound at 5:1: Field 'm' not found on Number")
      << "nothing is registered when something is missing";
  EXPECT_EQ(Run("aspect A then chant m(self) end\nembody A for Number then end"),
            "error CustomError at 2:1: Missing chant 'm' of aspect 'A'");
  EXPECT_EQ(Run("embody Unknown for Number then chant m(self) then self + 1 end end\n5.m()"),
            "Number(6)");
}

TEST_P(VmPrograms, RequestsAskTheHost) {
  Bench bench(GetParam());
  bench.Refuse("Disk.write");
  EXPECT_EQ(bench.Run("request VGA.write with justification \"why\""),
            "Capability(\"VGA.write\", \"why\")");
  EXPECT_EQ(bench.Run("request Disk.write with justification \"why\""),
            "error CapabilityDenied at 1:1: Capability 'Disk.write' denied: refused");
}

TEST_P(VmPrograms, PatternsTakeValuesApart) {
  EXPECT_EQ(
      Run("variant V then U, C(x: Any, y: Any) end\n"
          "chant f(v) then\n  match v with\n    when Triumph(Present(C(1, y))) then y\n"
          "    when Mishap(x) then x\n    when Absent then \"absent\"\n    when nothing then "
          "\"nothing\"\n    when true then \"yes\"\n    when false then \"no\"\n"
          "    when U() then \"unit\"\n    when C(x, U) then x\n    when -2 then \"minus\"\n"
          "    when \"t\" then \"text\"\n    otherwise \"other\"\n  end\nend\n"
          "weave out as []\nfor each v in [Triumph(Present(C(1, 7))), Mishap(8), Absent, nothing, "
          "true, false, U, C(9, U), C(9, 9), -2, \"t\", [1], C] then\n"
          "  set out to list_push(out, to_text(f(v)))\nend\njoin(out, \" \")"),
      "Text(\"7 8 absent nothing yes no unit 9 other minus text other other\")");
}

// --- Runs, sessions, memory
// -------------------------------------------------------------------------

TEST_P(VmPrograms, ASessionKeepsGlobalsMethodsAndCode) {
  Bench bench(GetParam());
  EXPECT_EQ(bench.Continue("weave n as 1\nform P with x as Q end"), "Form(P)");
  EXPECT_EQ(bench.Continue("form Q with y as Number end\nchant get() then n end\n"
                           "aspect A then chant m(self) end\n"
                           "embody A for Number then chant m(self) then self + n end end"),
            "Nothing");
  EXPECT_EQ(bench.Continue("set n to 5\n[get(), 1.m(), P {x: Q {y: 2}}]"),
            "List[Number(5), Number(6), Struct P{x: Struct Q{y: Number(2)}}]")
      << "code and forms of earlier entries see the globals that later ones made";
  EXPECT_EQ(bench.Continue("nowhere"), "error UndefinedVariable at 1:1: nowhere");
  for (int i = 0; i < 40; ++i) {
    const std::string name = "v" + std::to_string(i);
    EXPECT_EQ(bench.Continue("bind " + name + " to get()"), "Number(5)");
  }
  EXPECT_EQ(bench.Continue("v39 + v0"), "Number(10)");
  EXPECT_EQ(bench.Run("n"), "error UndefinedVariable at 1:1: n") << "a run starts over";
  EXPECT_EQ(bench.LeakedObjects(), 0u);
}

TEST_P(VmPrograms, OffersAtTopLevelSurviveASessionsGrowth) {
  Bench bench(GetParam());
  EXPECT_EQ(bench.Continue("offer length"), "Nothing");
  EXPECT_EQ(bench.Continue("bind a to 1\noffer a"), "Nothing");
  EXPECT_EQ(bench.Continue("bind b to 1\nbind c to 2\noffer b, c"), "Nothing");
  EXPECT_EQ(bench.LeakedObjects(), 0u);
}

TEST_P(VmPrograms, TheSameChunkStartsOverEachTime) {
  Bench bench(GetParam());
  const std::shared_ptr<const Chunk> chunk = CompileForTest(
      "weave n as 1\nset n to n + 1\nbind print to \"mine\"\nchant f() then n end\n[f(), print]");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(bench.Run(chunk), "List[Number(2), Text(\"mine\")]");
    EXPECT_EQ(bench.Globals(), "f=Chant(f/0), n=Number(2), print=Text(\"mine\")");
  }
  EXPECT_EQ(bench.LeakedObjects(), 0u);
}

TEST_P(VmPrograms, ValuesOutliveTheRunThatMadeThem) {
  Bench bench(GetParam());
  Host host;
  const std::shared_ptr<const Chunk> chunk =
      CompileForTest("form P with x as Number end\n[P {x: 1}, chant() then 1 end]");
  Value kept = bench.vm().Run(chunk, {}, host);
  EXPECT_EQ(bench.Run("1 + 1"), "Number(2)");
  std::string text;
  ASSERT_TRUE(AppendCanonical(bench.runtime(), kept, text));
  EXPECT_EQ(text, "List[Struct P{x: Number(1)}, Chant(_/0)]");
  kept = Value();
  EXPECT_EQ(bench.Run("1 + 1"), "Number(2)");
  EXPECT_EQ(bench.LeakedObjects(), 0u);
}

TEST_P(VmPrograms, ClosuresThatHoldThemselvesAreCollected) {
  Bench bench(GetParam(), {.heap_bytes = 4 << 20});
  EXPECT_EQ(bench.Run("for each i in range(0, 20000) then\n  weave me as nothing\n"
                      "  set me to chant() then me end\nend\n1"),
            "Number(1)");
  EXPECT_EQ(bench.LeakedObjects(), 0u);
}

TEST_P(VmPrograms, FinalGlobalsLeaveOutUntouchedBuiltins) {
  Bench bench(GetParam());
  EXPECT_EQ(bench.Run("bind a to length([1])\nbind upper to lower\nprintln(missing)"),
            "error UndefinedVariable at 3:9: missing");
  EXPECT_EQ(bench.Globals(), "a=Number(1), upper=Builtin(lower)");
}

class Points : public TraceSink {
 public:
  void OnValue(const TracePoint& point, const Value& value) override {
    functions.push_back(point.function);
    if (value.is_number()) sum += value.number();
  }
  std::vector<std::uint32_t> functions;
  double sum = 0;
};

TEST_P(VmPrograms, TracedCodeReportsValues) {
  Bench bench(GetParam());
  Points points;
  CompileOptions options;
  options.trace = true;
  const char* source = "chant f(x) then x + 1 end\nf(41)";
  EXPECT_EQ(bench.Run(source, options), "Number(42)");
  bench.vm().set_trace(&points);
  EXPECT_EQ(bench.Run(source, options), "Number(42)");
  EXPECT_NE(std::find(points.functions.begin(), points.functions.end(), 1u), points.functions.end())
      << "the chant's own expressions are reported with its function";
  EXPECT_GE(points.sum, 42.0);
}

INSTANTIATE_TEST_SUITE_P(BothLoops, VmPrograms,
                         testing::Values(Dispatch::kTailCalls, Dispatch::kLoop), NameOfLoop);

}  // namespace
}  // namespace quicksilver
