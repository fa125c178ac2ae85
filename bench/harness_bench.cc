// The harness: programs generated, checked and reduced in a second, and inputs that the fuzz
// targets take. The same programs every time: their seeds count from 1.
//
// Fuzz targets are measured by the programs that replay inputs, on the committed seeds, process
// start included; in a fuzzer an input is the same work and its sanitizers come on top. It is wrong
// to read an oracle's line as its share of a hunt: a hunt runs some of them on few programs.
#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench/suites/sources.h"
#include "engine/compiler/compiler.h"
#include "properties/generators/choices.h"
#include "properties/generators/profile.h"
#include "properties/generators/program_generator.h"
#include "properties/oracles/oracles.h"
#include "properties/processes/command.h"
#include "properties/reducers/reduce.h"
#include "properties/test_program.h"

namespace quicksilver::bench {
namespace {

using properties::TestProgram;

constexpr std::uint64_t kPrograms = 200;

TestProgram ProgramOf(const properties::Profile& profile, std::uint64_t seed) {
  auto choices = properties::Choices::FromSeed(seed);
  return properties::GenerateProgram(choices, profile);
}

void Generate(benchmark::State& state, const properties::Profile& profile) {
  std::uint64_t seed = 0;
  std::size_t bytes = 0;
  for (auto _ : state) bytes += ProgramOf(profile, 1 + seed++ % kPrograms).program.source().size();
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void Check(benchmark::State& state, const properties::OracleEntry& entry) {
  const properties::Profile& profile = *properties::FindProfile("balanced");
  std::vector<TestProgram> programs;
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    programs.push_back(ProgramOf(profile, seed));
  }
  const std::unique_ptr<properties::Oracle> oracle = entry.make();
  const Limits limits = properties::TestLimits();
  std::uint64_t at = 0;
  for (auto _ : state) {
    const std::uint64_t seed = at++ % kPrograms;
    const properties::Verdict verdict = oracle->Check(programs[seed], limits, seed);
    MustHold(verdict.kind != properties::VerdictKind::kDiverge, "a divergence; run ci/gate");
  }
  state.SetItemsProcessed(state.iterations());
}

// Down to what still has a loop: most of a program can go.
void ReduceToALoop(benchmark::State& state) {
  const auto has_loop = [](const TestProgram& program) {
    return program.program.source().find("for each") != std::string_view::npos;
  };
  const properties::Profile& profile = *properties::FindProfile("balanced");
  std::vector<TestProgram> programs;
  for (std::uint64_t seed = 1; programs.size() < 20; ++seed) {
    TestProgram program = ProgramOf(profile, seed);
    if (has_loop(program)) programs.push_back(std::move(program));
  }
  std::size_t at = 0;
  std::uint64_t runs = 0;
  for (auto _ : state) {
    const auto reduction = properties::Reduce(programs[at++ % programs.size()], has_loop);
    MustHold(reduction.complete && reduction.defect.empty(), "a reduction did not end");
    runs += reduction.runs;
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["candidates"] =
      benchmark::Counter(static_cast<double>(runs), benchmark::Counter::kIsRate);
}

std::size_t FilesIn(const std::string& folder) {
  std::error_code error;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    files += entry.is_regular_file() ? 1 : 0;
  }
  return files;
}

void Replay(benchmark::State& state, const std::string& replay, const std::string& corpus) {
  const std::size_t inputs = FilesIn(corpus);
  MustHold(inputs > 0, "no seeds in " + corpus);
  constexpr double kMostSeconds = 600;
  for (auto _ : state) {
    const processes::CommandResult run = processes::RunCommand({replay, corpus}, ".", kMostSeconds);
    MustHold(run.ok(), replay + ": " + run.Complaint());
    state.SetIterationTime(run.cpu_seconds);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(inputs * state.iterations()));
}

void RegisterAll(const std::string& folder) {
  for (const properties::Profile& profile : properties::AllProfiles()) {
    benchmark::RegisterBenchmark(("generate/" + std::string(profile.name)).c_str(),
                                 [&profile](auto& state) { Generate(state, profile); });
  }
  for (const properties::OracleEntry& oracle : properties::AllOracles()) {
    benchmark::RegisterBenchmark(("check/" + std::string(oracle.name)).c_str(),
                                 [&oracle](auto& state) { Check(state, oracle); });
  }
  benchmark::RegisterBenchmark("reduce/to_a_loop", ReduceToALoop)->Unit(benchmark::kMillisecond);

  // Of the targets those that were built: the suite does not build twenty programs to be run once.
  const std::string seeds = folder + "/../seeds";
  std::error_code error;
  std::vector<std::string> targets;
  for (const auto& entry : std::filesystem::directory_iterator(seeds, error)) {
    targets.push_back(entry.path().filename().string());
  }
  std::ranges::sort(targets);
  for (const std::string& target : targets) {
    const std::string replay = folder + "/replay_" + target;
    if (processes::FindProgram(replay).empty()) continue;
    benchmark::RegisterBenchmark(
        ("fuzz/" + target).c_str(),
        [replay, corpus = seeds + "/" + target](auto& state) { Replay(state, replay, corpus); })
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace
}  // namespace quicksilver::bench

int main(int argc, char** argv) {
  quicksilver::bench::RegisterAll(std::filesystem::path(argv[0]).parent_path().string());
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 64;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
