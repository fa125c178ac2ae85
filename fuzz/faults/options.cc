#include "fuzz/faults/options.h"

#include <cstdio>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "fuzz/hunt/exit_codes.h"

namespace quicksilver::faults {
namespace {

constexpr const char* kFooter =
    "Examples:\n"
    "  ci/faults                              the gate's hunt; targets for what survives it\n"
    "  ci/faults nan_inverts_comparison       one of them\n"
    "  ci/faults --seeds 20 --results new.tsv a sample of the catalogue, twenty times\n"
    "  ci/faults --compare old.tsv new.tsv    two versions of the generator\n"
    "\n"
    "Exit status: 0 every fault that should be killed was; 1 one was not, or a witness does not\n"
    "hold; 64 wrong usage; 70 a fault does not apply or does not compile, or the hunt itself\n"
    "failed; 74 cannot write.";

}  // namespace

std::expected<Options, int> ParseOptions(int argc, const char* const* argv) {
  Options options;
  CLI::App app("Builds known faults into the engine and sees whether the harness finds them.",
               "ci/faults");
  app.footer(kFooter);
  app.get_formatter()->column_width(28);
  app.add_option("NAME", options.names, "faults; all where none is named");
  app.add_option("--root", options.root, "the repository (.)")->type_name("DIR");
  app.add_option("--build", options.build, "the build that faults are made from (build/drill)")
      ->type_name("DIR");
  app.add_option("--fuzz-build", options.fuzz_build,
                 "the build for libFuzzer that its targets are made from (build/fuzz)")
      ->type_name("DIR");
  bool list = false;
  bool check = false;
  bool witnesses = false;
  app.add_flag("--list", list, "list the faults and do nothing else");
  app.add_flag("--check", check, "only whether every fault applies and the baseline is sound");
  app.add_flag("--witnesses", witnesses,
               "instead of hunting, see that each witness tells the faulty engine from the right "
               "one");
  app.add_option("--compare", options.compare, "compare two files of results")
      ->type_name("A B")
      ->expected(2);
  app.add_option("--programs", options.hunt.programs, "programs of the hunt (100000)")
      ->type_name("N")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
  app.add_option("--seconds", options.hunt.seconds, "most seconds a fault (60)")
      ->type_name("S")
      ->check(CLI::Range(0.1, 1e6));
  app.add_option("--jobs", options.hunt.jobs, "processes of the hunt (2)")
      ->type_name("N")
      ->check(CLI::Range(1, 256));
  app.add_flag("--all", options.all_targets, "try the fuzz targets on every fault (nightly)");
  bool hunt_only = false;
  app.add_flag("--hunt-only", hunt_only, "try no fuzz targets at all");
  app.add_option("--seed", options.seed, "the hunt's seed (1)")->type_name("N");
  app.add_option("--seeds", options.seeds,
                 "hunt with so many seeds each; without names every eighth fault (1)")
      ->type_name("N")
      ->check(CLI::Range(1, 10'000));
  app.add_option("--results", options.results, "where the records go (build/faults/results.tsv)")
      ->type_name("FILE");
  app.add_option("--coverage", options.coverage,
                 "an lcov file of the gate's hunt, for the covered kill score")
      ->type_name("FILE");
  app.add_flag("--update-baseline", options.update_baseline,
               "write what was found into fuzz/faults/baseline.tsv");
  try {
    app.parse(argc, argv);
    if (list + check + witnesses + (options.compare.empty() ? 0 : 1) > 1) {
      throw CLI::ValidationError("one of --list, --check, --witnesses and --compare at a time");
    }
  } catch (const CLI::Success& success) {
    return std::unexpected(app.exit(success));
  } catch (const CLI::ParseError& error) {
    std::fprintf(stderr, "ci/faults: %s\nTry 'ci/faults --help'.\n", error.what());
    return std::unexpected(hunt::kExitUsage);
  }
  using Task = Options::Task;
  options.task = list                       ? Task::kList
                 : check                    ? Task::kCheck
                 : witnesses                ? Task::kWitnesses
                 : !options.compare.empty() ? Task::kCompare
                                            : Task::kDrill;
  // Commands run in other folders.
  options.root = std::filesystem::weakly_canonical(options.root).string();
  options.targets = !hunt_only && options.seeds == 1;
  if (options.fuzz_build.empty()) options.fuzz_build = options.root + "/build/fuzz";
  options.fuzz_build = std::filesystem::weakly_canonical(options.fuzz_build).string();
  if (options.build.empty()) options.build = options.root + "/build/drill";
  options.build = std::filesystem::weakly_canonical(options.build).string();
  return options;
}

}  // namespace quicksilver::faults
