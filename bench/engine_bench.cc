// Small programs on both engines: what a run costs beside what it does.
//
// The five programs with which the VM was first measured, each in three ways: `fresh`, as they were
// measured then, with a new engine for each run of compiled code; `reused`, on an engine that has
// run before; and `source`, from the text to the result with a parser, a compiler and an engine
// that serve again. Then one expression in the ways that matter to who embeds the engine, and what
// making an engine costs without running anything. It is wrong to take `fresh` for the speed of
// execution: nearly all of it is the constructor.
#include <benchmark/benchmark.h>
#include <string>

#include "bench/suites/sources.h"
#include "engine/compiler/compiler.h"
#include "engine/engine.h"
#include "engine/syntax/parser.h"

namespace quicksilver::bench {
namespace {

constexpr const char* kPrograms[] = {"product_before_sum", "nested_parentheses",
                                     "global_plus_constant", "comparisons_joined_by_logic",
                                     "ten_binds_of_fibonacci_sums"};
constexpr const char* kExpression = "nested_parentheses";

std::string SeedProgram(const std::string& name) {
  return WithoutHead(SourceOf("corpus/programs/seed/" + name + ".gw"));
}

// One run of the program, or of its code, whichever the engine takes.
void RunOnce(Context& context, const Program& program, const Code& code) {
  const auto result = context.kind() == EngineKind::kVm ? context.Run(code) : context.Run(program);
  MustHold(result.has_value(), "a program raised");
  benchmark::DoNotOptimize(result);
}

void Fresh(benchmark::State& state, const std::string& name, EngineKind kind,
           const CompileOptions& options) {
  const Program program = MustParse(SeedProgram(name));
  const Code code = Code::Compile(program, options);
  for (auto _ : state) {
    Context context(kind);
    RunOnce(context, program, code);
  }
}

void Reused(benchmark::State& state, const std::string& name, EngineKind kind,
            const CompileOptions& options) {
  const Program program = MustParse(SeedProgram(name));
  const Code code = Code::Compile(program, options);
  Context context(kind);
  for (auto _ : state) RunOnce(context, program, code);
}

void FromSource(benchmark::State& state, const std::string& name, EngineKind kind) {
  const std::string source = SeedProgram(name);
  Parser parser;
  Compiler compiler;
  Context context(kind);
  for (auto _ : state) {
    const auto program = Program::Parse(parser, source);
    MustHold(program.has_value(), "a program does not parse");
    const auto result = kind == EngineKind::kVm ? context.Run(Code::Compile(compiler, *program))
                                                : context.Run(*program);
    MustHold(result.has_value(), "a program raised");
    benchmark::DoNotOptimize(result);
  }
}

// The same without what is kept between runs: a caller who does not care.
void FromSourceCold(benchmark::State& state, const std::string& name, EngineKind kind) {
  const std::string source = SeedProgram(name);
  for (auto _ : state) {
    const Program program = MustParse(source);
    Context context(kind);
    const auto result = context.Run(program);
    MustHold(result.has_value(), "a program raised");
    benchmark::DoNotOptimize(result);
  }
}

void CompileAlone(benchmark::State& state, const std::string& name) {
  const Program program = MustParse(SeedProgram(name));
  Compiler compiler;
  for (auto _ : state) benchmark::DoNotOptimize(Code::Compile(compiler, program));
}

void ConstructAlone(benchmark::State& state, EngineKind kind) {
  for (auto _ : state) {
    Context context(kind);
    benchmark::DoNotOptimize(context);
  }
}

void RegisterAll() {
  const CompileOptions plain{.optimise = false};
  struct Engine {
    const char* name;
    EngineKind kind;
  };
  for (const Engine engine :
       {Engine{"vm", EngineKind::kVm}, Engine{"interpreter", EngineKind::kInterpreter}}) {
    const std::string suffix = std::string("/") + engine.name;
    benchmark::RegisterBenchmark(("construct" + suffix).c_str(),
                                 [=](auto& state) { ConstructAlone(state, engine.kind); });
    for (const std::string name : kPrograms) {
      const std::string of_both = name + suffix;
      benchmark::RegisterBenchmark(("fresh/" + of_both).c_str(),
                                   [=](auto& state) { Fresh(state, name, engine.kind, {}); });
      benchmark::RegisterBenchmark(("reused/" + of_both).c_str(),
                                   [=](auto& state) { Reused(state, name, engine.kind, {}); });
      benchmark::RegisterBenchmark(("source/" + of_both).c_str(),
                                   [=](auto& state) { FromSource(state, name, engine.kind); });
    }
    benchmark::RegisterBenchmark(
        ("source_cold/" + std::string(kExpression) + suffix).c_str(),
        [=](auto& state) { FromSourceCold(state, kExpression, engine.kind); });
  }
  for (const std::string name : kPrograms) {
    benchmark::RegisterBenchmark(("compile/" + name).c_str(),
                                 [=](auto& state) { CompileAlone(state, name); });
    // Nothing folded, nothing fused: what is executed is what was written.
    benchmark::RegisterBenchmark(("reused_plain/" + name + "/vm").c_str(),
                                 [=](auto& state) { Reused(state, name, EngineKind::kVm, plain); });
    benchmark::RegisterBenchmark(("fresh_plain/" + name + "/vm").c_str(),
                                 [=](auto& state) { Fresh(state, name, EngineKind::kVm, plain); });
  }
}

}  // namespace
}  // namespace quicksilver::bench

int main(int argc, char** argv) {
  quicksilver::bench::RegisterAll();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
