#include "fuzz/hunt/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <limits>
#include <sstream>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "fuzz/hunt/exit_codes.h"
#include "fuzz/hunt/plants.h"
#include "fuzz/hunt/subject.h"

namespace quicksilver::hunt {
namespace {

constexpr std::string_view kFooter =
    "Examples:\n"
    "  quicksilver-hunt hunt                            a minute on two processes, seed 1\n"
    "  quicksilver-hunt hunt --seed 7 --programs 100000 exactly these programs\n"
    "  quicksilver-hunt gen --seed 42 --profile errors  one program\n"
    "  quicksilver-hunt replay findings/NAME            check a finding again\n"
    "\n"
    "Exit status: 0 nothing found; 1 a divergence, a crash or a hang; 2 the text is not a\n"
    "program; 3 a starved hunt: fewer programs than asked for, or more than 1 % of them\n"
    "incomparable; 64 wrong usage; 65 nothing to reduce; 66 a file cannot be read; 70 the\n"
    "hunt itself failed; 74 cannot write; 130 interrupted, nothing found so far; 141 whoever\n"
    "read the output has gone. A hunt's last line begins with `result:` and says the same.";

constexpr std::uint32_t kMostJobs = 256;

std::uint64_t ParseCount(const std::string& name, const std::string& text, std::uint64_t least,
                         std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) {
    throw CLI::ValidationError(name, fmt::format("'{}' is not a number", text));
  }
  if (error != std::errc() || count < least || count > most) {
    throw CLI::ValidationError(name,
                               fmt::format("{} is out of range: {} to {}", text, least, most));
  }
  return count;
}

double ParseSeconds(const std::string& text) {
  constexpr double kMost = 1e7;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(seconds)) {
    throw CLI::ValidationError("--seconds", fmt::format("'{}' is not a number", text));
  }
  if (seconds <= 0 || seconds > kMost) {
    throw CLI::ValidationError("--seconds",
                               fmt::format("{} is out of range: above 0, up to {}", text, kMost));
  }
  return seconds;
}

// An option whose value is one of `names`.
CLI::Option* AddName(CLI::App& command, const std::string& option,
                     std::optional<std::string>& target, std::vector<std::string> names,
                     const std::string& help) {
  const std::string spellings = fmt::format("{}", fmt::join(names, "|"));
  return command
      .add_option_function<std::string>(
          option,
          [option, &target, names, spellings](const std::string& text) {
            if (std::ranges::find(names, text) == names.end()) {
              throw CLI::ValidationError(option,
                                         fmt::format("'{}' is none of {}", text, spellings));
            }
            target = text;
          },
          help)
      ->type_name(spellings);
}

class CommandLine {
 public:
  CommandLine()
      : app_("Looks for programs on which the interpreter and the VM of Quicksilver differ.",
             "quicksilver-hunt") {
    app_.footer(std::string(kFooter));
    app_.set_version_flag("--version", "quicksilver-hunt " QS_VERSION);
    app_.require_subcommand(1);
    app_.get_formatter()->column_width(28);
    AddHunt();
    AddGen();
    AddFileCommands();
    AddStats();
    AddLedger();
  }

  std::expected<Options, int> Parse(int argc, const char* const* argv, Terminal& terminal) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::Success& success) {  // help or the version
      std::ostringstream text;
      app_.exit(success, text, text);
      const std::string end = text.str().ends_with('\n') ? "" : "\n";
      terminal.Write(text.str() + end);
      return std::unexpected(kExitOk);
    } catch (const CLI::ParseError& error) {
      terminal.Complain(FaultIn(error, argc, argv));
      terminal.WriteError(fmt::format("Try '{} --help'.\n", Chosen()));
      return std::unexpected(kExitUsage);
    }
    return options_;
  }

 private:
  CLI::App& Add(const std::string& name, const std::string& help, Command command) {
    CLI::App* added = app_.add_subcommand(name, help);
    added->callback([this, command] { options_.command = command; });
    added->get_formatter()->column_width(28);
    return *added;
  }

  CLI::Option* AddCount(CLI::App& command, const std::string& name, std::uint64_t least,
                        std::function<void(std::uint64_t)> set, const std::string& help,
                        std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
    return command
        .add_option_function<std::string>(
            name,
            [name, least, most, set = std::move(set)](const std::string& text) {
              set(ParseCount(name, text, least, most));
            },
            help)
        ->type_name("N");
  }

  void AddSeed(CLI::App& command, const std::string& help) {
    AddCount(
        command, "--seed", 0,
        [this](std::uint64_t seed) {
          options_.seed = seed;
          options_.seed_given = true;
        },
        help);
  }
  void AddProfile(CLI::App& command) {
    AddName(command, "--profile", options_.profile, ProfileNames(), "what programs are like");
  }
  void AddOracle(CLI::App& command) {
    AddName(command, "--oracle", options_.oracle, OracleNames(),
            "only this oracle, on every program");
  }
  void AddPlant(CLI::App& command) {
    AddName(command, "--plant", options_.plant, PlantNames(),
            "spoil the VM's code on purpose, to see the hunt find it")
        ->group("For drills");
  }

  void AddHunt() {
    CLI::App& hunt =
        Add("hunt", "Generate programs, check them, reduce and file what differs", Command::kHunt);
    hunt.add_option_function<std::string>(
            "--seconds", [this](const std::string& text) { options_.seconds = ParseSeconds(text); },
            "stop after this time (60, unless --programs is given)")
        ->type_name("S");
    AddCount(
        hunt, "--programs", 1, [this](std::uint64_t n) { options_.programs = n; },
        "stop after this many programs");
    AddCount(
        hunt, "--jobs", 1,
        [this](std::uint64_t n) { options_.jobs = static_cast<std::uint32_t>(n); }, "processes (2)",
        kMostJobs);
    hunt.add_flag("--first", options_.until_first, "stop at the first finding, once it is reduced");
    AddSeed(hunt, "seed of the whole hunt (1)");
    AddProfile(hunt);
    AddOracle(hunt);
    hunt.add_option("--findings", options_.findings, "folder for what is found (findings)")
        ->type_name("DIR");
    hunt.add_option("--results", options_.results,
                    "write the hunt's figures there as JSON (-: behind the summary)")
        ->type_name("FILE");
    AddPlant(hunt);
    hunt.footer(
        "Programs are a function of the seed and their number alone: the same seed and --programs\n"
        "check the same programs on any number of processes. Given both --seconds and --programs,\n"
        "fewer programs than asked for is exit status 3. Ctrl-C ends with the summary.");
    hunt.callback([this] {
      options_.command = Command::kHunt;
      if (!options_.seconds.has_value() && !options_.programs.has_value()) options_.seconds = 60;
    });
  }

  void AddGen() {
    CLI::App& gen = Add("gen", "Print one generated program", Command::kGen);
    AddSeed(gen, "seed of the program (1)");
    AddProfile(gen);
  }

  void AddFileCommands() {
    CLI::App& replay =
        Add("replay", "Check a finding or a program again with every oracle", Command::kReplay);
    replay.add_option("FINDING|FILE", options_.path, "a finding's folder, a program, or -")
        ->required()
        ->type_name("");
    AddSeed(replay, "seed for what oracles choose (the finding's, else many)");
    AddOracle(replay);
    AddPlant(replay);

    CLI::App& reduce =
        Add("reduce", "Print the smallest program that diverges as FILE does", Command::kReduce);
    reduce.add_option("FILE", options_.path, "a program that diverges, or -")
        ->required()
        ->type_name("");
    reduce.add_option("-o,--output", options_.output_path, "write it there instead")
        ->type_name("FILE");
    AddSeed(reduce, "seed for what oracles choose (the finding's, else many)");
    AddOracle(reduce);
    AddPlant(reduce);

    CLI::App& explain =
        Add("explain", "Show what both engines do with a program, node by node", Command::kExplain);
    explain.add_option("FINDING|FILE", options_.path, "a finding's folder, a program, or -")
        ->required()
        ->type_name("");
    AddSeed(explain, "seed for what oracles choose (the finding's, else many)");
    AddOracle(explain);
    AddPlant(explain);
  }

  void AddStats() {
    CLI::App& stats = Add("stats", "Show what generated programs are made of", Command::kStats);
    AddCount(
        stats, "--programs", 1, [this](std::uint64_t n) { options_.programs = n; },
        "programs of each profile (2000)", 10'000'000);
    AddSeed(stats, "seed (1)");
    AddProfile(stats);
  }

  void AddLedger() {
    CLI::App& ledger = Add("ledger", "Read what campaigns have found", Command::kLedger);
    ledger.require_subcommand(1);
    const auto add = [&](const std::string& name, const std::string& help, LedgerAction action) {
      CLI::App* added = ledger.add_subcommand(name, help);
      added->callback([this, action] { options_.ledger_action = action; });
      added->add_option("--ledger", options_.ledger, "the file (build/campaign/ledger.db)")
          ->type_name("FILE");
      return added;
    };
    const auto add_signature = [this](CLI::App* command) {
      command
          ->add_option("SIGNATURE", options_.signature,
                       "a finding's signature or name, or the beginning of one")
          ->required()
          ->type_name("");
    };
    add("list", "A line a finding", LedgerAction::kList);
    add_signature(add("show", "Everything about one finding", LedgerAction::kShow));
    add("export", "All findings with all their texts, as JSON", LedgerAction::kExport);
    add_signature(add("forget", "Take a finding out of the ledger", LedgerAction::kForget));
  }

  // What is wrong, as one line.
  std::string FaultIn(const CLI::ParseError& error, int argc, const char* const* argv) const {
    if (app_.get_subcommands().empty()) {
      // The library would only say that a subcommand is required.
      for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (!word.starts_with("-")) return fmt::format("there is no command '{}'", word);
      }
      if (argc < 2) return "a command is needed";
    }
    return error.what();
  }

  std::string Chosen() const {
    const auto chosen = app_.get_subcommands();
    return chosen.empty() ? "quicksilver-hunt" : "quicksilver-hunt " + chosen.front()->get_name();
  }

  Options options_;
  CLI::App app_;
};

}  // namespace

std::expected<Options, int> ParseOptions(int argc, const char* const* argv, Terminal& terminal) {
  return CommandLine().Parse(argc, argv, terminal);
}

}  // namespace quicksilver::hunt
