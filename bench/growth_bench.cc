// How time grows: what one element costs in collections of a thousand to ten million, and one
// megabyte in sources of 50 KB to 50 MB. The column to read is time an element, or bytes a second:
// it must stay where it is, but for a logarithm and for what no longer fits the caches. It is wrong
// to compare lines of different benchmarks: they do different things to an element.
#include <benchmark/benchmark.h>
#include <cstdint>
#include <fmt/format.h>
#include <string>

#include "bench/suites/sources.h"
#include "engine/compiler/compiler.h"
#include "engine/engine.h"
#include "engine/syntax/parser.h"

namespace quicksilver::bench {
namespace {

// Runs `body`, a chant's body in which `count` is the number of elements.
void PerElement(benchmark::State& state, const char* before, const char* body) {
  const std::int64_t count = state.range(0);
  const std::string source = fmt::format(
      "chant run(count) then\n{}\nfor each i in range(0, count) "
      "then\n{}\nend\ncount\nend\nrun({})\n",
      before, body, count);
  const Code code = Code::Compile(MustParse(source));
  Context context(EngineKind::kVm, Limits{.heap_bytes = Limits::kMaxHeapBytes});
  for (auto _ : state) {
    const auto result = context.Run(code);
    MustHold(result.has_value(), result ? "" : result.error().ToString());
  }
  state.counters["per_element"] =
      benchmark::Counter(static_cast<double>(count * state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void Sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->RangeMultiplier(10)->Range(1'000, 10'000'000)->Unit(benchmark::kMillisecond);
}

constexpr const char* kList = "weave xs as []";

BENCHMARK_CAPTURE(PerElement, push, kList, "set xs to list_push(xs, i)")->Apply(Sizes);
BENCHMARK_CAPTURE(PerElement, index, "weave xs as list_fill(count, 1)\nweave sum as 0",
                  "set sum to sum + xs[i]")
    ->Apply(Sizes);
BENCHMARK_CAPTURE(PerElement, index_set, "weave xs as list_fill(count, 1)", "set xs[i] to i")
    ->Apply(Sizes);
BENCHMARK_CAPTURE(PerElement, text_append, "weave text as \"\"", "set text to text + \"ab\"")
    ->Apply(Sizes);
BENCHMARK_CAPTURE(PerElement, map_insert, "weave m as {}", "set m[to_text(i)] to i")->Apply(Sizes);
// In an order that is none: every insertion is somewhere else.
BENCHMARK_CAPTURE(PerElement, map_insert_scattered, "weave m as {}",
                  "set m[to_text(i * 7919 % 10000019)] to i")
    ->Apply(Sizes);

void SourceSize(benchmark::State& state, bool compile) {
  const std::string source = LongSource(static_cast<std::size_t>(state.range(0)));
  Parser parser;
  Compiler compiler;
  for (auto _ : state) {
    const auto ast = parser.Parse(source);
    MustHold(ast.has_value(), "the source does not parse");
    if (compile) benchmark::DoNotOptimize(compiler.Compile(*ast));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(source.size() * state.iterations()));
}
void SourceSizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(50'000)
      ->Arg(500'000)
      ->Arg(5'000'000)
      ->Arg(50'000'000)
      ->Unit(benchmark::kMillisecond);
}
BENCHMARK_CAPTURE(SourceSize, parse, false)->Apply(SourceSizes);
BENCHMARK_CAPTURE(SourceSize, parse_and_compile, true)->Apply(SourceSizes);

}  // namespace
}  // namespace quicksilver::bench

BENCHMARK_MAIN();
