#include "engine/engine.h"

#include <cstdint>
#include <gmock/gmock.h>
#include <malloc.h>
#include <memory>
#include <thread>

#include "engine/engine_testing.h"

namespace quicksilver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

TEST(Program, LocatesASyntaxError) {
  const auto program = Program::Parse("bind x to 1\nbind y to to");
  ASSERT_FALSE(program.has_value());
  EXPECT_EQ(program.error().kind, ErrorKind::kSyntaxError);
  EXPECT_TRUE(program.error().located);
  EXPECT_EQ(program.error().position.line, 2u);
  EXPECT_EQ(program.error().position.column, 11u);
  EXPECT_THAT(program.error().ToString(), HasSubstr("error SyntaxError at 2:11: "));
}

TEST(Program, KeepsItsSourceAndName) {
  std::string source = "1 + 1";
  const Program program = Parsed(source, "sum.gw");
  source = "overwritten";
  EXPECT_EQ(program.source(), "1 + 1");
  EXPECT_EQ(program.name(), "sum.gw");
}

TEST(Program, OneParserAndOneCompilerServeForManyPrograms) {
  Parser parser;
  Compiler compiler(CompileOptions{.optimise = false});
  Context context(EngineKind::kVm);
  for (int i = 0; i < 50; ++i) {
    const std::string source = "bind x" + std::to_string(i) + " to [" + std::to_string(i) +
                               "]\nchant f(a) then\na[0] + 1\nend\nf(x" + std::to_string(i) + ")";
    EXPECT_FALSE(Program::Parse(parser, "bind to " + source).has_value());
    const auto program = Program::Parse(parser, source, "n.gw");
    ASSERT_TRUE(program.has_value());
    EXPECT_EQ(program->name(), "n.gw");
    EXPECT_EQ(program->source(), source);
    const Code code = Code::Compile(compiler, *program);
    EXPECT_EQ(code.Save(), Code::Compile(*program, {.optimise = false}).Save())
        << "a program left something in the compiler that the next one meets";
    EXPECT_EQ(context.RunToOutcome(code).Result(), "Number(" + std::to_string(i + 1) + ")");
  }
}

TEST(Context, BothLoopsOfTheMachineGiveTheSame) {
  const Program program = Parsed(
      "weave s as 0\nfor each i in range(0, 100) then\nset s to s + i\nend\n"
      "attempt\ns / 0\nharmonize on DivisionByZero then\nto_text(s)\nend");
  for (const EngineKind kind : kBothEngines) {
    Context context(kind);
    for (const Dispatch dispatch : {Dispatch::kLoop, Dispatch::kTailCalls, Dispatch::kLoop}) {
      context.set_dispatch(dispatch);
      EXPECT_EQ(context.RunToOutcome(program).Result(), "Text(\"4950\")");
    }
  }
}

TEST(Context, RunsOnBothEngines) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    EXPECT_EQ(ResultOn(kind, "10 + 20 * 2"), "Number(50)");
    EXPECT_EQ(ResultOn(kind, ""), "Nothing");
    EXPECT_EQ(ResultOn(kind, "bind x to 1\n\n  x / 0"),
              "error DivisionByZero at 3:3: Division by zero");
    EXPECT_EQ(Context(kind).kind(), kind);
  }
}

TEST(Context, CompilesOnceAndExecutesManyTimes) {
  const Program program = Parsed(
      "weave xs as []\nfor each i in range(0, 50) then\nset xs to list_push(xs, to_text(i))\nend\n"
      "chant f(x) then\nyield chant() then f(x) end\nend\nf(xs)\nlength(xs)");
  const Code code = Code::Compile(program);
  Context context(EngineKind::kVm);
  std::uint64_t level = 0;
  for (int i = 0; i < 50; ++i) {
    ASSERT_EQ(context.RunToOutcome(code).Result(), "Number(50)");
    if (i == 0) level = context.heap_bytes();
    ASSERT_EQ(context.heap_bytes(), level) << "run " << i << " left something on the heap";
  }
  context.Reset();
  EXPECT_LT(context.heap_bytes(), level) << "a reset lets go of the globals";
}

TEST(Context, TheInterpretersHeapReturnsToItsLevel) {
  const Program program = Parsed(
      "weave xs as []\nfor each i in range(0, 50) then\nset xs to list_push(xs, to_text(i))\nend\n"
      "length(xs)");
  Context context(EngineKind::kInterpreter);
  ASSERT_EQ(context.RunToOutcome(program).Result(), "Number(50)");
  const std::uint64_t level = context.heap_bytes();
  for (int i = 0; i < 20; ++i) {
    ASSERT_EQ(context.RunToOutcome(program).Result(), "Number(50)");
    ASSERT_EQ(context.heap_bytes(), level) << "run " << i << " left something on the heap";
  }
}

TEST(Context, ForgetsTheCodeOfEarlierRuns) {
  // If this fails, a context that is used for days grows until the system ends it.
  const Program program = Parsed(
      "bind m to {f: chant(x) then [x, m] end}\nform P with a as Number end\nm.f(1)\nP { a: 1 }");
  for (const EngineKind kind : {EngineKind::kInterpreter, EngineKind::kVm}) {
    Context context(kind);
    const auto grown = [&](int runs) {
      const std::size_t before = mallinfo2().uordblks;
      for (int i = 0; i < runs; ++i) {
        EXPECT_TRUE(context.RunToOutcome(program).value.has_value());
      }
      return static_cast<std::int64_t>(mallinfo2().uordblks) - static_cast<std::int64_t>(before);
    };
    grown(10);
    EXPECT_LT(grown(1000), 100'000) << "the code of one run is over a kilobyte";
  }
}

TEST(Context, RunsStartOnFreshGlobals) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    Context context(kind);
    const Program first = Parsed(
        "bind leaked to 1\nembody A for Number then\n"
        "chant m(self) then 1 end\nend");
    const Program second = Parsed("leaked");
    const Program third = Parsed("1.m()");
    EXPECT_EQ(context.RunToOutcome(first).Result(), "Nothing");
    EXPECT_EQ(context.RunToOutcome(second).Result(), "error UndefinedVariable at 1:1: leaked");
    EXPECT_THAT(context.RunToOutcome(third).Result(), HasSubstr("FieldNotFound"))
        << "methods of an earlier run are left";
  }
}

struct LimitCase {
  std::string_view name;
  std::string_view source;
  Limits limits;
  ErrorKind kind;
};

TEST(Context, LimitsFireAndLeaveAContextUsable) {
  const LimitCase cases[] = {
      {"heap",
       "weave t as \"x\"\nwhilst true then\nset t to t + t\nend",
       {.heap_bytes = 4 << 20},
       ErrorKind::kOutOfMemory},
      {"heap in a builtin", "repeat(\"x\", 1e12)", {}, ErrorKind::kOutOfMemory},
      {"depth",
       "chant f(n) then\n1 + f(n)\nend\nf(1)",
       {.call_depth = 100},
       ErrorKind::kStackOverflow},
      {"steps", "whilst true then\n1\nend", {.steps = 10'000}, ErrorKind::kFuelExhausted},
      {"steps in tail calls",
       "chant f(n) then\nyield f(n)\nend\nf(1)",
       {.steps = 10'000},
       ErrorKind::kFuelExhausted},
      {"steps inside attempt",
       "attempt\nwhilst true then\n1\nend\nharmonize on _ then\n2\nend",
       {.steps = 10'000},
       ErrorKind::kFuelExhausted},
  };
  for (const EngineKind kind : kBothEngines) {
    for (const LimitCase& each : cases) {
      SCOPED_TRACE(std::string(each.name) + " " + std::string(NameOf(kind)));
      const Program program = Parsed(each.source);
      const Program after = Parsed(
          "chant g(n) then\nshould n < 1 then\nyield [0]\nend\n"
          "list_concat(g(n - 1), [n])\nend\nlength(g(20))");
      Context context(kind, each.limits);
      for (int i = 0; i < 2; ++i) {
        const auto result = context.Run(program);
        ASSERT_FALSE(result.has_value()) << "the limit did not fire";
        EXPECT_EQ(result.error().kind, each.kind) << result.error().ToString();
        EXPECT_TRUE(result.error().located) << result.error().ToString();
        EXPECT_EQ(context.RunToOutcome(after).Result(), "Number(21)")
            << "a context is unusable after a limit has fired";
      }
    }
  }
}

TEST(Context, LimitsCanChangeBetweenRuns) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    const Program program = Parsed("weave i as 0\nwhilst i < 1000 then\nset i to i + 1\nend\ni");
    Context context(kind, {.steps = 100});
    EXPECT_THAT(context.RunToOutcome(program).Result(), HasSubstr("FuelExhausted"));
    context.set_limits({});
    EXPECT_EQ(context.RunToOutcome(program).Result(), "Number(1000)");
  }
}

TEST(Context, AnOutcomeShowsEverything) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    TestHost host;
    host.denied = "disk.write";
    Context context(kind, {}, &host);
    const Program program = Parsed(
        "weave b as [1]\nbind a to \"x\"\nprintln(\"one\", 2)\n"
        "request net.read with justification \"look\"\n"
        "attempt\nrequest disk.write with justification \"save\"\nharmonize on _ then\nend\n"
        "print(\"end\")\nlist_push(b, 2)");
    const Outcome outcome = context.RunToOutcome(program);
    EXPECT_EQ(outcome.value, "List[Number(1), Number(2)]");
    EXPECT_FALSE(outcome.error.has_value());
    EXPECT_EQ(outcome.output, "one 2\nend");
    EXPECT_EQ(host.output, outcome.output) << "output goes to the host as well";
    EXPECT_THAT(outcome.requests, ElementsAre(RequestRecord{"net.read", "look", true},
                                              RequestRecord{"disk.write", "save", false}));
    EXPECT_THAT(outcome.globals,
                ElementsAre(Pair("a", "Text(\"x\")"), Pair("b", "List[Number(1)]")));
    EXPECT_GT(outcome.steps, 0u);
  }
}

TEST(Context, AnOutcomeShowsWhatHappenedBeforeAnError) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    Context context(kind);
    const Program program =
        Parsed("weave x as 1\nprint(\"a\")\nset x to 2\nset x to 1 / 0\nset x to 3");
    const Outcome outcome = context.RunToOutcome(program);
    EXPECT_FALSE(outcome.value.has_value());
    ASSERT_TRUE(outcome.error.has_value());
    EXPECT_EQ(outcome.Result(), "error DivisionByZero at 4:10: Division by zero");
    EXPECT_EQ(outcome.output, "a");
    EXPECT_THAT(outcome.globals, ElementsAre(Pair("x", "Number(2)")));
  }
}

TEST(Context, AShadowedBuiltinIsAGlobalAndAnUntouchedOneIsNot) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    Context context(kind);
    const Program program = Parsed("bind length to 3\nupper(\"a\")");
    EXPECT_THAT(context.RunToOutcome(program).globals, ElementsAre(Pair("length", "Number(3)")));
  }
}

TEST(Context, TheHostKeepsValuesAcrossRuns) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    Context context(kind);
    const Program program = Parsed("weave xs as [1, \"two\", {k: [3]}]\nset xs[0] to 7\nxs");
    const Program other = Parsed("weave xs as [1]\nset xs[0] to 9\nxs");
    {
      const auto kept = context.Run(program);
      ASSERT_TRUE(kept.has_value());
      for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(context.RunToOutcome(other).Result(), "List[Number(9)]");
      }
      EXPECT_EQ(context.Canonical(*kept), "List[Number(7), Text(\"two\"), Map{k: List[Number(3)]}]")
          << "a later run changed a value that the host holds";
    }
    context.Reset();
  }
}

TEST(Context, GlobalsAreValues) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    Context context(kind);
    const Program program = Parsed("bind b to [1]\nbind a to b");
    ASSERT_TRUE(context.Run(program).has_value());
    const auto globals = context.Globals();
    ASSERT_EQ(globals.size(), 2u);
    EXPECT_EQ(globals[0].first, "a");
    EXPECT_EQ(context.Canonical(globals[1].second), "List[Number(1)]");
  }
}

TEST(Context, ACanonicalFormThatIsTooLongIsAnError) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    EXPECT_THAT(ResultOn(kind, "repeat(\"x\", 2000000)"), HasSubstr("OutOfMemory"));
  }
}

// A host whose modules are programs only the first time that they are asked for.
class ForgetfulHost : public Host {
 public:
  std::expected<ModuleSource, std::string> Load(std::string_view path, std::string_view) override {
    return ModuleSource{std::string(path), loads_++ == 0 ? "bind a to 4\noffer a" : "no ( program"};
  }

 private:
  int loads_ = 0;
};

// A failure means that a file that is edited while a program runs decides which engine is right, or
// that every import compiles the module again.
TEST(Context, AModuleIsReadOnceWhateverItsFileBecomes) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    ForgetfulHost host;
    Context context(kind, {}, &host);
    EXPECT_EQ(context.RunToOutcome(Parsed("summon A from \"m\"\nsummon B from \"m\"\nA.a + B.a"))
                  .Result(),
              "Number(8)");
  }
}

TEST(Context, CanBeMoved) {
  for (const EngineKind kind : kBothEngines) {
    SCOPED_TRACE(NameOf(kind));
    Context first(kind);
    const Program program = Parsed("bind x to 4");
    const Program use = Parsed("x + 1");
    ASSERT_TRUE(first.Run(program).has_value());
    Context second(std::move(first));
    EXPECT_EQ(second.ContinueToOutcome(use).Result(), "Number(5)");
  }
}

// --- Code ---

TEST(Code, SurvivesSavingAndLoading) {
  const Program program = Parsed(
      "form P with x as Number end\nvariant E then A, B(n: Number) end\n"
      "chant f(v) then\nmatch v with\nwhen B(n) then\nn\nwhen A then\n0\nend\nend\n"
      "println(f(B(4)), f(A))\nP { x: f(B(1)) / 0 }");
  for (const bool optimise : {true, false}) {
    const Code code = Code::Compile(program, {.optimise = optimise});
    const std::string archive = code.Save();
    const auto loaded = Code::Load(archive);
    ASSERT_TRUE(loaded.has_value()) << loaded.error();
    EXPECT_EQ(loaded->Save(), archive);
    Context context(EngineKind::kVm);
    const Outcome before = context.RunToOutcome(code);
    const Outcome after = context.RunToOutcome(*loaded);
    EXPECT_EQ(before.Result(), "error DivisionByZero at 12:8: Division by zero");
    EXPECT_EQ(after.Result(), before.Result());
    EXPECT_EQ(after.output, "4 0\n");
    EXPECT_EQ(after.globals, before.globals);
    EXPECT_EQ(after.steps, before.steps);
  }
}

TEST(Code, RefusesBytesThatAreNoArchive) {
  EXPECT_FALSE(Code::Load("").has_value());
  EXPECT_FALSE(Code::Load("not an archive").has_value());
  std::string archive = Code::Compile(Parsed("1 + x")).Save();
  archive.resize(archive.size() / 2);
  const auto cut = Code::Load(archive);
  ASSERT_FALSE(cut.has_value());
  EXPECT_FALSE(cut.error().empty()) << "the error must say what is wrong";
}

TEST(Code, OutlivesItsProgram) {
  std::optional<Code> code;
  {
    const Program program = Parsed("chant f(x) then\nyield x + \"!\"\nend\nf(\"gone\")", "p.gw");
    code = Code::Compile(program);
  }
  EXPECT_EQ(code->name(), "p.gw");
  Context context(EngineKind::kVm);
  EXPECT_EQ(context.RunToOutcome(*code).Result(), "Text(\"gone!\")");
}

// --- Threads ---

constexpr std::string_view kWork =
    "form P with x as Number, t as Text end\n"
    "embody Add for P then\nchant add(self, n) then\nyield P { x: self.x + n, t: self.t + \"a\" }\n"
    "end\nend\n"
    "weave p as P { x: 0, t: \"\" }\nfor each i in range(0, 500) then\nset p to p.add(i)\nend\n"
    "[p.x, length(p.t)]";

TEST(Threads, TwoContextsDoNotTouch) {
  const Program program = Parsed(kWork);
  std::string results[4];
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        Context context(i % 2 == 0 ? EngineKind::kVm : EngineKind::kInterpreter);
        for (int run = 0; run < 5; ++run) results[i] = context.RunToOutcome(program).Result();
      });
    }
  }
  for (const std::string& result : results) {
    EXPECT_EQ(result, "List[Number(124750), Number(500)]");
  }
}

TEST(Threads, OneCodeRunsOnTwoThreadsAtOnce) {
  const Code code = Code::Compile(Parsed(kWork));
  std::string results[2];
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([&, i] {
        Context context(EngineKind::kVm);
        for (int run = 0; run < 20; ++run) results[i] = context.RunToOutcome(code).Result();
      });
    }
  }
  EXPECT_EQ(results[0], "List[Number(124750), Number(500)]");
  EXPECT_EQ(results[1], results[0]);
}

}  // namespace
}  // namespace quicksilver
