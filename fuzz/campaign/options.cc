#include "fuzz/campaign/options.h"

#include <array>
#include <unistd.h>

#include <CLI/CLI.hpp>

namespace quicksilver::campaign {
namespace {

constexpr int kUsage = 64;

constexpr const char* kFooter =
    "Exit status: 0 the campaign is over and nothing is open; 1 there are findings that are not\n"
    "fixed; 64 wrong usage; 66 there is nothing to read; 70 the campaign could not go on; 74 it\n"
    "could not write; 130 interrupted, nothing open.";

}  // namespace

std::expected<Options, int> ParseOptions(int argc, const char* const* argv) {
  Options options;
  CampaignOptions& campaign = options.campaign;
  double hours = 8;
  std::string engine = "libfuzzer";
  CLI::App app("Hunts and fuzzes by turns, for hours, and keeps a ledger of what was found.",
               "quicksilver-campaign");
  app.require_subcommand(1);
  app.footer(kFooter);
  const auto add = [&](const char* name, const char* help, Action action) {
    CLI::App* added = app.add_subcommand(name, help);
    added->callback([&options, action] { options.action = action; });
    added->add_option("--root", campaign.root, "the repository (.)");
    added->add_option("--bin", campaign.bin, "where fuzz_TARGET is (build/fuzz/bin)");
    added->add_option("--tools", campaign.tools,
                      "where quicksilver-hunt and quicksilver-seeds are (build/release/bin)");
    return added;
  };
  const auto add_directory = [&](CLI::App* command) {
    command->add_option("--dir", campaign.directory, "the campaign's folder (build/campaign)");
    command->add_option("--charts", options.charts, "Chart.js, for the report");
  };

  CLI::App* run = add("run", "Run a campaign, or go on with one", Action::kRun);
  add_directory(run);
  run->add_option("--hours", hours, "of the whole campaign (8)")->check(CLI::Range(0.001, 10000.0));
  run->add_option("--jobs", campaign.jobs, "processors (2)")->check(CLI::Range(1, 256));
  run->add_flag("--resume", campaign.resume, "go on with the campaign in the folder");
  run->add_option("--slice", campaign.slice_seconds, "seconds of a turn (chosen by --hours)")
      ->check(CLI::Range(1.0, 3600.0));
  run->add_option("--reduce-seconds", campaign.reduce_seconds, "to make a finding small (30)")
      ->check(CLI::Range(1.0, 3600.0));
  run->add_option("--seed", campaign.seed, "of the first turns (1)");
  run->add_option("--targets", campaign.targets, "only these fuzz targets")->delimiter(',');
  run->add_flag("!--no-hunt", campaign.hunt, "fuzz targets only");
  run->add_option("--engine", engine, "what drives the fuzz targets: libfuzzer or afl (libfuzzer)")
      ->check(CLI::IsMember({"libfuzzer", "afl"}));
  run->add_option("--afl-bin", campaign.afl_bin,
                  "where AFL++'s fuzz_TARGET is (build/fuzz-afl/bin)");
  run->add_option("--sync", campaign.sync,
                  "what AFL++'s instances share, on several machines (sync in the folder)");
  run->add_option("--machine", campaign.machine,
                  "what its instances here are called by (the host's name)");
  run->add_option("--secondaries", campaign.secondaries,
                  "instances of AFL++ for each target beside the main one (1)")
      ->check(CLI::Range(0, 64));
  run->add_option("--commit", campaign.commit, "what is under test");
  run->add_option("--plant", campaign.plant, "spoil the hunt's VM on purpose: a drill");

  CLI::App* identify =
      add("identify", "Say which finding an input of a target is", Action::kIdentify);
  CLI::App* reduce = add("reduce", "Make an input of a target small", Action::kReduce);
  for (CLI::App* command : {identify, reduce}) {
    command->add_option("TARGET", options.target)->required();
    command->add_option("FILE", options.file)->required();
  }
  reduce->add_option("--findings", options.findings, "folder for programs (findings)");
  reduce->add_option("--scratch", options.scratch, "folder for candidates")->required();
  reduce->add_option("--seconds", campaign.reduce_seconds, "that it may take (30)");

  CLI::App* report =
      add("report", "Write the report of the campaign in the folder", Action::kReport);
  add_directory(report);

  CLI::App* bisect = add("bisect", "Find the first commit that shows a finding", Action::kBisect);
  add_directory(bisect);
  bisect->add_option("SIGNATURE", options.signature, "or its name, or the beginning of one")
      ->required();
  bisect->add_option("--good", options.good, "a commit that does not show it");

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return std::unexpected(app.exit(success));
  } catch (const CLI::ParseError& error) {
    app.exit(error);
    return std::unexpected(kUsage);
  }
  campaign.seconds = hours * 3600;
  campaign.self = "/proc/self/exe";
  campaign.afl = engine == "afl";
  std::array<char, 256> host{};
  if (campaign.machine.empty() && ::gethostname(host.data(), host.size() - 1) == 0) {
    campaign.machine = host.data();
  }
  return options;
}

}  // namespace quicksilver::campaign
