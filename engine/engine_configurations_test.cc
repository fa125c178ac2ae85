// One table of programs with what they give, on every configuration: interpreter, VM with every way
// of allocating registers and of choosing jumps, with and without the optimiser, traced, and loaded
// from an archive.

#include <array>

#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/verifier.h"
#include "engine/engine_testing.h"

namespace quicksilver {
namespace {

struct Snippet {
  std::string_view source;
  std::string_view result;
};

constexpr auto kSnippets = std::to_array<Snippet>({
    {"10 + 20 * 2", "Number(50)"},
    {"-2 * 3 - -4", "Number(-2)"},
    {"-0", "Number(-0)"},
    {"7 % 4 + 1 / 4", "Number(3.25)"},
    {"1 / 0", "error DivisionByZero at 1:1: Division by zero"},
    {"1 + \"a\"", "error TypeError at 1:1: Expected Number, got Number + Text"},
    {"\"a\" + \"b\" + \"c\"", "Text(\"abc\")"},
    {"[1, \"a\", nothing, true, Absent]",
     "List[Number(1), Text(\"a\"), Nothing, Truth(true), Absent]"},
    {"{b: 1, a: [2]}", "Map{a: List[Number(2)], b: Number(1)}"},
    {"not 1 is 2", "Truth(false)"},
    {"1 < 2 and 2 < 1 or \"x\"", "Truth(true)"},
    {"[0] is [-0]", "Truth(true)"},
    {"false and unbound", "Truth(false)"},
    {"unbound", "error UndefinedVariable at 1:1: unbound"},
    {"should [] then\n1\notherwise\n2\nend", "Number(2)"},
    {"should nothing then\n1\nend", "Nothing"},
    {"weave i as 0\nwhilst i < 5 then\nset i to i + 1\nend", "Number(5)"},
    {"weave s as 0\nfor each i in range(0, 1e20) then\nshould i > 10 then\nbreak\nend\n"
     "should i % 2 is 0 then\ncontinue\nend\nset s to s + i\nend\ns",
     "Number(25)"},
    {"for each i in [1, 2, 3] then\nshould i is 3 then\ncontinue\nend\ni * 2\nend", "Number(4)"},
    {"for each i in 5 then\nend", "error NotIterable at 1:15: Number is not iterable"},
    {"weave xs as [1, 2]\nfor each x in xs then\nset xs to list_push(xs, x)\nend\nxs",
     "List[Number(1), Number(2), Number(1), Number(2)]"},
    {"weave a as [[1], [2]]\nbind b to a\nset a[0][0] to 9\n[a, b]",
     "List[List[List[Number(9)], List[Number(2)]], List[List[Number(1)], List[Number(2)]]]"},
    {"weave m as {a: {b: 1}}\nset m.a.c to 2\nm", "Map{a: Map{b: Number(1), c: Number(2)}}"},
    {"bind x to 1\nset x to 2", "error ImmutableBinding at 2:5: x"},
    {"weave xs as [1]\nset xs[1] to 2",
     "error IndexOutOfBounds at 2:5: Index 1 out of bounds (length 1)"},
    {"[1, 2][-0.5] + \"abc\"[0]", "error TypeError at 1:1: Expected Number, got Number + Text"},
    {"chant f(n) then\nshould n < 2 then\nyield n\nend\nyield f(n - 1) + f(n - 2)\nend\nf(15)",
     "Number(610)"},
    {"chant even(n) then\nshould n is 0 then\nyield true\nend\nyield odd(n - 1)\nend\n"
     "chant odd(n) then\nshould n is 0 then\nyield false\nend\nyield even(n - 1)\nend\neven(30001)",
     "Truth(false)"},
    {"chant f(a, ...r) then\n[a, r]\nend\nf(1, 2, 3)",
     "List[Number(1), List[Number(2), Number(3)]]"},
    {"chant f(a) then\na\nend\nf(1, 2)", "error ArityMismatch at 4:1: Expected 1 arguments, got 2"},
    {"5(1)", "error NotCallable at 1:1: Number is not callable"},
    {"chant counter() then\nweave n as 0\nyield [chant() then set n to n + 1 end, chant() then n "
     "end]\n"
     "end\nbind c to counter()\nc[0]()\nc[0]()\nc[1]()",
     "Number(2)"},
    {"bind fs to [chant() then 1 end, chant() then 2 end]\nfs[0]() + fs[1]()", "Number(3)"},
    {"weave fs as []\nfor each i in range(0, 3) then\nset fs to list_push(fs, chant() then i end)\n"
     "end\n[fs[0](), fs[2]()]",
     "List[Number(0), Number(2)]"},
    {"[3, 1] | list_length | to_text", "Text(\"2\")"},
    {"\"a\" | chant(t) then t + \"!\" end", "Text(\"a!\")"},
    {"form P with x as Number, y as Text end\nweave p as P { y: \"a\", x: 1 }\nset p.x to 2\np",
     "Struct P{x: Number(2), y: Text(\"a\")}"},
    {"form P with x as Number end\nP { x: \"a\" }",
     "error TypeError at 2:1: Expected Number, got Text"},
    {"form P with x as Number end\nP { }",
     "error CustomError at 2:1: Missing field 'x' in struct 'P'"},
    {"variant E then A, B(n: Number) end\nmatch B(4) with\nwhen A then 1\nwhen B(n) then n\nend",
     "Number(4)"},
    {"variant E then A, B(n: Number) end\n[A, B(1), B, E]",
     "List[Variant E.A, Variant E.B(Number(1)), Constructor(E.B), VariantDef(E)]"},
    {"match 3 with\nwhen 1 then 2\nend", "error MatchFailed at 1:1: No pattern matched"},
    {"match Triumph(Present([1])) with\nwhen Mishap(_) then 0\nwhen Triumph(Present(x)) then "
     "x\nend",
     "List[Number(1)]"},
    {"chant f(x) then\nTriumph(x? + 1)\nend\n[f(Triumph(1)), f(Mishap(\"no\"))]",
     "List[Triumph(Number(2)), Mishap(Text(\"no\"))]"},
    {"Mishap(1)?", "error UnexpectedYield at 1:1: Cannot use 'yield' outside of a chant"},
    {"break", "error BreakOutsideLoop at 1:1: Cannot use 'break' outside of a loop"},
    {"attempt\n1 / 0\nharmonize on TypeError then\n1\nharmonize on DivisionByZero then\n2\nend",
     "Number(2)"},
    {"attempt\nattempt\nx\nharmonize on TypeError then\n1\nend\nharmonize on _ then\n2\nend",
     "Number(2)"},
    {"chant f(xs) then\nattempt\nbind a to xs\na[9]\nharmonize on _ then\nxs\nend\nend\nf([1])",
     "List[Number(1)]"},
    {"chant f() then\nfor each i in range(0, 9) then\nattempt\nshould i is 3 then\nyield i\nend\n"
     "harmonize on _ then\n0\nend\nend\nend\nf()",
     "Number(3)"},
    {"form P with x as Number end\naspect A with chant m(self) end\n"
     "embody A for P then\nchant m(self, n) then self.x + n end\nend\nP { x: 1 }.m(2)",
     "Number(3)"},
    {"grove M with\nbind x to 1\nchant g() then y + x end\nbind y to 2\noffer g\nend\nM.g()",
     "Number(3)"},
    {"grove M with\nbind x to 1\noffer x\nend\nM.y",
     "error FieldNotFound at 5:1: Field 'y' not found on Grove"},
    {"chant f(x) then\nbind z to x\ngrove G with\nbind y to x\nbind x to 5\noffer y\nend\n[z, "
     "G.y]\n"
     "end\nf([1])",
     "List[List[Number(1)], List[Number(1)]]"},
    {"chant f(x) then\nbind z to x\ngrove G with\noffer x\nend\n[z, G.x]\nend\nf([1])",
     "List[List[Number(1)], List[Number(1)]]"},
    {"chant f(x) then\nx + g(x)\nend\nchant g(x) then\nlist_length(x)\nend\nf([1])",
     "error TypeError at 2:1: Expected Number, got List + Number"},
    {"chant f(a, b) then\n[a and b, a or b, a and not b]\nend\nf(1, 0)",
     "List[Truth(false), Truth(true), Truth(true)]"},
    {"chant f(xs) then\nset xs to 1\nend\nf(2)", "error ImmutableBinding at 2:5: xs"},
    {"iter_collect(iter_take(iter_map(iter([1, 2, 3]), chant(x) then x * x end), 2))",
     "List[Number(1), Number(4)]"},
    {"chant f(a, b, c, d, e, g, h, i, j, k, l, m, n, o, p, q, r) then\n[a, r]\nend\n"
     "f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)",
     "List[Number(1), Number(17)]"},
    {"weave t as \"\"\nfor each i in range(0, 5) then\nset t to t + to_text(i) + \",\"\nend\nt",
     "Text(\"0,1,2,3,4,\")"},
    {"println(1, [\"a\"])\nrequest a.b with justification \"c\"", "Capability(\"a.b\", \"c\")"},
});

std::vector<CompileOptions> EveryOption() {
  std::vector<CompileOptions> all;
  for (const bool optimise : {true, false}) {
    for (const AllocationPolicy allocation :
         {AllocationPolicy::kLifo, AllocationPolicy::kFewest, AllocationPolicy::kReversed,
          AllocationPolicy::kRandom, AllocationPolicy::kSpill}) {
      for (const JumpPolicy jumps : {JumpPolicy::kNarrow, JumpPolicy::kWide, JumpPolicy::kPad}) {
        all.push_back({.optimise = optimise, .allocation = allocation, .jumps = jumps, .seed = 11});
      }
      all.push_back({.optimise = optimise, .allocation = allocation, .trace = true});
    }
  }
  return all;
}

void ExpectSame(const Outcome& outcome, const Outcome& expected) {
  EXPECT_EQ(outcome.Result(), expected.Result());
  EXPECT_EQ(outcome.output, expected.output);
  EXPECT_EQ(outcome.requests, expected.requests);
  EXPECT_EQ(outcome.globals, expected.globals);
}

TEST(Configurations, GiveWhatTheInterpreterGives) {
  static_assert(kSnippets.size() >= 60);
  Context vm(EngineKind::kVm);
  for (const Snippet& snippet : kSnippets) {
    SCOPED_TRACE(snippet.source);
    const Program program = Parsed(snippet.source);
    Context interpreter(EngineKind::kInterpreter);
    const Outcome expected = interpreter.RunToOutcome(program);
    EXPECT_EQ(expected.Result(), snippet.result) << "the interpreter is wrong, or the table is";
    for (const CompileOptions& options : EveryOption()) {
      SCOPED_TRACE("optimise " + std::to_string(options.optimise) + ", allocation " +
                   std::to_string(static_cast<int>(options.allocation)) + ", jumps " +
                   std::to_string(static_cast<int>(options.jumps)) + ", trace " +
                   std::to_string(options.trace));
      const Code code = Code::Compile(program, options);
      const auto verified = Verify(*code.chunk());
      ASSERT_TRUE(verified.has_value()) << verified.error().ToString() << "\n"
                                        << Disassemble(*code.chunk());
      ExpectSame(vm.RunToOutcome(code), expected);
    }
    const auto loaded = Code::Load(Code::Compile(program).Save());
    ASSERT_TRUE(loaded.has_value()) << loaded.error();
    ExpectSame(vm.RunToOutcome(*loaded), expected);
  }
}

}  // namespace
}  // namespace quicksilver
