// The parts of the engine, each by itself: how much source, code or how many requests it takes in
// a second. It is wrong to add these up: what one part leaves in the caches the next one finds.
#include <benchmark/benchmark.h>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/suites/sources.h"
#include "engine/base/splitmix.h"
#include "engine/bytecode/archive.h"
#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/verifier.h"
#include "engine/compiler/compiler.h"
#include "engine/compiler/jump_patcher.h"
#include "engine/compiler/register_allocator.h"
#include "engine/engine.h"
#include "engine/syntax/interner.h"
#include "engine/syntax/lexer.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"

namespace quicksilver::bench {
namespace {

constexpr std::size_t kMegabyte = 1'000'000;

void CountBytes(benchmark::State& state, std::size_t bytes) {
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes * state.iterations()));
}

void Lexer(benchmark::State& state) {
  const std::string source = LongSource(kMegabyte);
  Interner interner;
  TokenList list;
  for (auto _ : state) {
    Arena arena;
    std::vector<std::string_view> symbols;
    interner.Start(arena, symbols);
    Lex(source, arena, interner, list);
    benchmark::DoNotOptimize(list.tokens.data());
  }
  CountBytes(state, source.size());
}
BENCHMARK(Lexer)->Unit(benchmark::kMillisecond);

// Tokens to tree is what this has more than Lexer.
void LexerAndParser(benchmark::State& state) {
  const std::string source = LongSource(kMegabyte);
  Parser parser;
  for (auto _ : state) {
    auto ast = parser.Parse(source);
    MustHold(ast.has_value(), "the source does not parse");
    benchmark::DoNotOptimize(ast);
  }
  CountBytes(state, source.size());
}
BENCHMARK(LexerAndParser)->Unit(benchmark::kMillisecond);

void Compile(benchmark::State& state, bool optimise) {
  const Program program = MustParse(LongSource(kMegabyte));
  Compiler compiler(CompileOptions{.optimise = optimise});
  for (auto _ : state) benchmark::DoNotOptimize(compiler.Compile(program.ast()));
  CountBytes(state, program.source().size());
}
BENCHMARK_CAPTURE(Compile, optimised, true)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Compile, plain, false)->Unit(benchmark::kMillisecond);

// What somebody waits for who starts a program of five megabytes.
void ParseAndCompileFiveMegabytes(benchmark::State& state) {
  const std::string source = LongSource(5 * kMegabyte);
  Parser parser;
  Compiler compiler;
  for (auto _ : state) {
    const auto ast = parser.Parse(source);
    MustHold(ast.has_value(), "the source does not parse");
    benchmark::DoNotOptimize(compiler.Compile(*ast));
  }
  CountBytes(state, source.size());
}
BENCHMARK(ParseAndCompileFiveMegabytes)->Unit(benchmark::kMillisecond);

// Registers taken and given back as by expressions: a window of arguments now and then.
void Allocator(benchmark::State& state, AllocationPolicy policy) {
  constexpr std::size_t kRequests = 10'000;
  RegisterAllocator allocator(policy, 1);
  std::vector<std::uint8_t> held;
  for (auto _ : state) {
    allocator.Reset();
    held.clear();
    SplitMix64 random(1);
    for (std::size_t i = 0; i < kRequests; ++i) {
      const std::uint64_t choice = random.Next() % 8;
      if (held.size() > 60 || (choice < 3 && !held.empty())) {
        allocator.Release(held.back());
        held.pop_back();
      } else if (choice == 7) {
        const auto window = allocator.Window(4);
        MustHold(window.has_value(), "no window");
        for (unsigned k = 0; k < 4; ++k) held.push_back(static_cast<std::uint8_t>(*window + k));
      } else {
        const auto temporary = allocator.Temporary();
        MustHold(temporary.has_value(), "no register");
        held.push_back(*temporary);
      }
    }
    benchmark::DoNotOptimize(held.data());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(kRequests * state.iterations()));
}
BENCHMARK_CAPTURE(Allocator, lifo, AllocationPolicy::kLifo);
BENCHMARK_CAPTURE(Allocator, fewest, AllocationPolicy::kFewest);
BENCHMARK_CAPTURE(Allocator, random, AllocationPolicy::kRandom);

// Jumps over `distance` words, one after the other, each over the next ones: near ones stay narrow,
// far ones are widened and push one another.
void Patcher(benchmark::State& state) {
  constexpr std::uint32_t kJumps = 2'000;
  const auto distance = static_cast<std::uint32_t>(state.range(0));
  const Word nop = EncodeABC(Opcode::kNop, 0, 0, 0);
  std::vector<Word> draft;
  std::vector<std::uint32_t> jumps;
  for (std::uint32_t i = 0; i < kJumps; ++i) {
    jumps.push_back(static_cast<std::uint32_t>(draft.size()));
    draft.push_back(EncodeABC(Opcode::kJump, 0, 0, 0));
    draft.insert(draft.end(), 30, nop);
  }
  draft.insert(draft.end(), distance, nop);
  JumpPatcher patcher;
  std::vector<Word> code;
  for (auto _ : state) {
    code = draft;
    patcher.Reset();
    for (const std::uint32_t jump : jumps) {
      const auto label = patcher.NewLabel();
      patcher.AddJump(jump, label);
      patcher.Bind(label, jump + 1 + distance);
    }
    patcher.Finish(code);
    benchmark::DoNotOptimize(code.data());
  }
  state.counters["widened"] = patcher.widened();
  state.SetItemsProcessed(static_cast<std::int64_t>(kJumps * state.iterations()));
}
BENCHMARK(Patcher)->ArgName("distance")->Arg(10)->Arg(32'000)->Arg(33'000);

void VerifyCode(benchmark::State& state) {
  const Code code = Code::Compile(MustParse(LongSource(kMegabyte)));
  for (auto _ : state) MustHold(Verify(*code.chunk()).has_value(), "the code does not verify");
  std::size_t words = 0;
  for (const auto& function : code.chunk()->functions) words += function->code.size();
  state.SetItemsProcessed(static_cast<std::int64_t>(words * state.iterations()));
}
BENCHMARK(VerifyCode)->Unit(benchmark::kMillisecond);

void ArchiveSave(benchmark::State& state) {
  const Code code = Code::Compile(MustParse(LongSource(kMegabyte)));
  std::size_t bytes = 0;
  for (auto _ : state) bytes = code.Save().size();
  CountBytes(state, bytes);
}
BENCHMARK(ArchiveSave)->Unit(benchmark::kMillisecond);

// Loading verifies.
void ArchiveLoad(benchmark::State& state) {
  const std::string archive = Code::Compile(MustParse(LongSource(kMegabyte))).Save();
  for (auto _ : state) MustHold(Code::Load(archive).has_value(), "the archive does not load");
  CountBytes(state, archive.size());
}
BENCHMARK(ArchiveLoad)->Unit(benchmark::kMillisecond);

void Printer(benchmark::State& state) {
  const Program program = MustParse(LongSource(kMegabyte));
  std::size_t bytes = 0;
  for (auto _ : state) bytes = Print(program.ast()).size();
  CountBytes(state, bytes);
}
BENCHMARK(Printer)->Unit(benchmark::kMillisecond);

void Disassembler(benchmark::State& state) {
  const Code code = Code::Compile(MustParse(LongSource(kMegabyte / 10)));
  std::size_t bytes = 0;
  for (auto _ : state) bytes = Disassemble(*code.chunk()).size();
  CountBytes(state, bytes);
}
BENCHMARK(Disassembler)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace quicksilver::bench

BENCHMARK_MAIN();
