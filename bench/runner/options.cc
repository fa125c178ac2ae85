#include "bench/runner/options.h"

#include <CLI/CLI.hpp>

namespace quicksilver::bench {
namespace {

constexpr std::size_t kMostRounds = 1000;

void AddWorkloads(CLI::App& command, Options& options) {
  command.add_option("--root", options.root, "where the workloads are")->capture_default_str();
  command.add_option("--workloads", options.workloads, "only these, with commas between them")
      ->delimiter(',');
}

void AddRun(CLI::App& app, Options& options) {
  CLI::App& run = *app.add_subcommand(
      "run", "Runs every workload on our engines and the peers in turns, and compares");
  run.callback([&] { options.command = Command::kRun; });
  AddWorkloads(run, options);
  run.add_option("--quicksilver", options.quicksilver, "the command line to measure")
      ->capture_default_str();
  run.add_option("--repetitions", options.repetitions, "runs of each engine on each workload")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{1}, kMostRounds));
  run.add_option("--engines", options.engines,
                 "only these of vm, interpreter, lua5.4, luajit, 'luajit -joff'")
      ->delimiter(',');
  run.add_option("--output", options.output, "folder for bench.json, index.html and history/")
      ->capture_default_str();
  run.add_option("--commit", options.commit, "the name of what is measured, for the history");
}

void AddGate(CLI::App& app, Options& options) {
  CLI::App& gate = *app.add_subcommand("gate", "Whether one build is slower than another");
  gate.callback([&] { options.command = Command::kGate; });
  AddWorkloads(gate, options);
  gate.add_option("--base", options.base, "folder with the build to compare with")->required();
  gate.add_option("--head", options.head, "folder with the build that must not be slower")
      ->required();
  gate.add_option("--rounds", options.rounds, "runs of each build on each workload")
      ->capture_default_str()
      ->check(CLI::Range(std::size_t{5}, kMostRounds));
  gate.add_option("--threshold", options.threshold,
                  "slow-down of a workload that is always allowed, as a part of its time")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 10.0));
  gate.add_option("--instructions", options.instructions,
                  "growth of a region's instructions that is allowed, as a part of them")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 10.0));
}

void AddSmall(CLI::App& app, Options& options) {
  CLI::App& small =
      *app.add_subcommand("small", "Writes the timed programs at their small sizes, for counting");
  small.callback([&] { options.command = Command::kSmall; });
  AddWorkloads(small, options);
  small.add_option("--output", options.output, "the folder to write them to")->required();
}

}  // namespace

std::expected<Options, int> ParseOptions(int argc, const char* const* argv) {
  Options options;
  CLI::App app("Measures Quicksilver beside its peers, and one build of it beside another.",
               "quicksilver-bench");
  app.require_subcommand(1);
  app.get_formatter()->column_width(28);
  app.footer(
      "Exit status: 0 done, and nothing is slower; 1 gate: slower; 2 a workload failed, or two\n"
      "engines came to different results; 64 wrong usage; 66 a file cannot be read; 74 cannot\n"
      "write.");
  AddRun(app, options);
  AddGate(app, options);
  AddSmall(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return std::unexpected(app.exit(success));
  } catch (const CLI::ParseError& error) {
    app.exit(error);
    return std::unexpected(kExitUsage);
  }
  return options;
}

}  // namespace quicksilver::bench
