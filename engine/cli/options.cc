#include "engine/cli/options.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <sstream>
#include <string_view>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "engine/cli/exit_codes.h"
#include "engine/cli/output.h"

namespace quicksilver {
namespace {

constexpr std::string_view kExitStatusHelp =
    "Exit status: 0 a value; 1 a runtime error, or a check that failed; 2 a syntax error;\n"
    "64 wrong usage; 65 not a sound .qsb file; 66 a file cannot be read; 74 cannot write;\n"
    "141 whoever read the output has gone.";

constexpr std::uint64_t kMaxTraceEvents = 100'000'000;

// A number of option `name`: decimal digits and, where `suffixes` says so, K, M or G.
std::uint64_t ParseCount(const std::string& name, const std::string& text, std::uint64_t least,
                         std::uint64_t most, bool suffixes = false) {
  std::string_view digits = text;
  unsigned shift = 0;
  if (suffixes && !digits.empty()) {
    constexpr std::string_view kUnits = "KMG";
    const std::size_t unit =
        kUnits.find(static_cast<char>(std::toupper(static_cast<unsigned char>(digits.back()))));
    if (unit != std::string_view::npos) {
      shift = 10 * (static_cast<unsigned>(unit) + 1);
      digits.remove_suffix(1);
    }
  }
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error == std::errc::invalid_argument || end != digits.data() + digits.size()) {
    throw CLI::ValidationError(
        name, fmt::format("'{}' is not a {}", text, suffixes ? "size such as 256M" : "number"));
  }
  if (error != std::errc() || count > most >> shift || count << shift < least) {
    throw CLI::ValidationError(name,
                               fmt::format("{} is out of range: {} to {}", text, least, most));
  }
  return count << shift;
}

template <typename Value>
void AddChoice(CLI::App& command, const std::string& name, Value& target,
               std::map<std::string, Value> choices, const std::string& help) {
  std::string spellings;
  for (const auto& [spelling, value] : choices) {
    spellings += (spellings.empty() ? "" : "|") + spelling;
  }
  command
      .add_option_function<std::string>(
          name,
          [=, &target, choices = std::move(choices)](const std::string& text) {
            const auto found = choices.find(text);
            if (found == choices.end()) {
              throw CLI::ValidationError(name, fmt::format("'{}' is none of {}", text, spellings));
            }
            target = found->second;
          },
          help)
      ->type_name(spellings);
}

void AddCompileOptions(CLI::App& command, Options& options) {
  AddChoice<AllocationPolicy>(command, "--policy", options.compile.allocation,
                              {{"lifo", AllocationPolicy::kLifo},
                               {"fewest", AllocationPolicy::kFewest},
                               {"reversed", AllocationPolicy::kReversed},
                               {"random", AllocationPolicy::kRandom},
                               {"spill", AllocationPolicy::kSpill}},
                              "how registers are allocated (lifo)");
  AddChoice<JumpPolicy>(
      command, "--jumps", options.compile.jumps,
      {{"narrow", JumpPolicy::kNarrow}, {"wide", JumpPolicy::kWide}, {"pad", JumpPolicy::kPad}},
      "how wide jumps are (narrow)");
  command
      .add_option_function<std::string>(
          "--seed",
          [&options](const std::string& text) {
            options.compile.seed =
                ParseCount("--seed", text, 0, std::numeric_limits<std::uint64_t>::max());
          },
          "seed of --policy random and --jumps pad (1)")
      ->type_name("N");
  command.add_flag_callback(
      "--no-optimise", [&options] { options.compile.optimise = false; },
      "compile without the optimiser");
}

void AddEngineOption(CLI::App& command, Options& options) {
  AddChoice<EngineKind>(command, "--engine", options.engine,
                        {{"interpreter", EngineKind::kInterpreter}, {"vm", EngineKind::kVm}},
                        "which engine runs the program (vm)");
}

void AddRunOptions(CLI::App& command, Options& options) {
  command
      .add_option_function<std::string>(
          "--heap",
          [&options](const std::string& text) {
            options.limits.heap_bytes = ParseCount("--heap", text, 1, Limits::kMaxHeapBytes, true);
          },
          "most bytes of heap, with K, M or G (1G)")
      ->type_name("BYTES");
  command
      .add_option_function<std::string>(
          "--depth",
          [&options](const std::string& text) {
            options.limits.call_depth = static_cast<std::uint32_t>(
                ParseCount("--depth", text, 1, std::numeric_limits<std::uint32_t>::max()));
          },
          "most nested calls (10000)")
      ->type_name("N");
  command
      .add_option_function<std::string>(
          "--steps",
          [&options](const std::string& text) {
            options.limits.steps =
                ParseCount("--steps", text, 0, std::numeric_limits<std::int64_t>::max());
          },
          "most steps, counted as the engine does (0: no limit)")
      ->type_name("N");
  command
      .add_option("--deny", options.denied, "refuse requests for this resource; may be repeated")
      ->type_name("NAME")
      ->expected(1)
      ->allow_extra_args(false)  // what follows the name is not another one
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void AddFile(CLI::App& command, Options& options, const std::string& help) {
  command
      .add_option_function<std::string>(
          "FILE", [&options](const std::string& path) { options.paths = {path}; }, help)
      ->required()
      ->type_name("");
}

class CommandLine {
 public:
  CommandLine(int argc, const char* const* argv)
      : words_(argv, argv + argc),
        app_("Glimmer-Weave on the Quicksilver virtual machine.", "quicksilver") {
    app_.footer(std::string(kExitStatusHelp));
    app_.set_version_flag("--version", "quicksilver " QS_VERSION);
    app_.require_subcommand(1);
    app_.get_formatter()->column_width(28);
    options_.max_events = 1'000'000;
    AddRunning();
    AddChecking();
    AddInspecting();
  }

  std::expected<Options, int> Parse(int argc, const char* const* argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::Success& success) {  // help or the version
      std::ostringstream text;
      app_.exit(success, text, text);
      Output output;
      output.Write(text.str());
      return std::unexpected(kExitOk);
    } catch (const CLI::ParseError& error) {
      Complain(FaultIn(error, argc, argv));
      WriteError(fmt::format("Try '{} --help'.\n", Chosen()));
      return std::unexpected(kExitUsage);
    }
    return options_;
  }

 private:
  // Options are described only where somebody may ask for them: to describe those of all commands
  // takes longer than a small program.
  template <typename Describe>
  void Add(const std::string& name, const std::string& help, Command command, Describe describe) {
    CLI::App* added = app_.add_subcommand(name, help);
    if (std::ranges::find(words_, name) == words_.end()) return;
    added->callback([this, command] { options_.command = command; });
    added->get_formatter()->column_width(28);
    describe(*added);
  }

  void AddRunning() {
    Add("run", "Run a program and print its value", Command::kRun, [this](CLI::App& run) {
      AddFile(run, options_, "a program, a compiled .qsb file, or - for standard input");
      AddEngineOption(run, options_);
      AddCompileOptions(run, options_);
      AddRunOptions(run, options_);
    });

    Add("eval", "Print exactly one line: a program's value or error, for scripts", Command::kEval,
        [this](CLI::App& eval) {
          AddFile(eval, options_, "a program, a compiled .qsb file, or - for standard input");
          AddEngineOption(eval, options_);
          AddCompileOptions(eval, options_);
          AddRunOptions(eval, options_);
        });

    Add("compile", "Compile a program to a .qsb file", Command::kCompile,
        [this](CLI::App& compile) {
          AddFile(compile, options_, "a program, or - for standard input");
          compile.add_option("-o,--output", options_.output_path, "the file to write")
              ->required()
              ->type_name("X.qsb");
          AddCompileOptions(compile, options_);
        });

    Add("repl", "Enter programs line by line; both engines run them and are compared",
        Command::kRepl, [this](CLI::App& repl) {
          AddCompileOptions(repl, options_);
          AddRunOptions(repl, options_);
        });
  }

  void AddChecking() {
    Add("check", "Run every .gw file on every engine configuration and compare", Command::kCheck,
        [this](CLI::App& check) {
          options_.jobs = std::max(1u, std::thread::hardware_concurrency());
          CLI::Option* paths =
              check.add_option("PATH", options_.paths, "files, and directories to search")
                  ->type_name("");
          check.add_flag("--list", options_.list, "list the configurations and do nothing else");
          check
              .add_option_function<std::string>(
                  "--jobs",
                  [this](const std::string& text) {
                    options_.jobs = static_cast<unsigned>(ParseCount("--jobs", text, 1, 1024));
                  },
                  "threads (one for each processor)")
              ->type_name("N");
          check.callback([this, paths] {
            options_.command = Command::kCheck;
            if (paths->count() == 0 && !options_.list) throw CLI::RequiredError("PATH");
          });
        });
  }

  void AddInspecting() {
    Add("disasm", "Show a program's bytecode", Command::kDisasm, [this](CLI::App& disasm) {
      AddFile(disasm, options_, "a program, a compiled .qsb file, or - for standard input");
      AddCompileOptions(disasm, options_);
    });

    Add("ast", "Show a program's syntax tree", Command::kAst,
        [this](CLI::App& ast) { AddFile(ast, options_, "a program, or - for standard input"); });

    Add("tokens", "Show a program's tokens", Command::kTokens, [this](CLI::App& tokens) {
      AddFile(tokens, options_, "a program, or - for standard input");
    });

    Add("trace", "Run a program and show the value of every expression", Command::kTrace,
        [this](CLI::App& trace) {
          AddFile(trace, options_, "a program, or - for standard input");
          AddEngineOption(trace, options_);
          trace.add_flag("--both", options_.both, "run both engines and mark the first difference");
          trace
              .add_option_function<std::string>(
                  "--events",
                  [this](const std::string& text) {
                    options_.max_events = ParseCount("--events", text, 1, kMaxTraceEvents);
                  },
                  "show no more than the first N (1000000)")
              ->type_name("N");
          AddCompileOptions(trace, options_);
          AddRunOptions(trace, options_);
        });

    Add("format", "Print a program in canonical layout", Command::kFormat,
        [this](CLI::App& format) {
          format.add_option("FILE", options_.paths, "programs, or - for standard input")
              ->required()
              ->type_name("");
          CLI::Option* in_place = format.add_flag("--in-place", options_.in_place,
                                                  "rewrite the files instead of printing");
          format
              .add_flag("--check", options_.check_only,
                        "name the files whose layout is not canonical, and fail if there are any")
              ->excludes(in_place);
          format.callback([this] {
            options_.command = Command::kFormat;
            const bool to_output = !options_.in_place && !options_.check_only;
            if (to_output && options_.paths.size() > 1) {
              throw CLI::ValidationError("FILE", "more than one file needs --in-place or --check");
            }
            for (const std::string& path : options_.paths) {
              if (options_.in_place && path == "-") {
                throw CLI::ValidationError("FILE", "standard input cannot be rewritten in place");
              }
            }
          });
        });
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
    return chosen.empty() ? "quicksilver" : "quicksilver " + chosen.front()->get_name();
  }

  std::vector<std::string_view> words_;
  Options options_;
  CLI::App app_;
};

}  // namespace

std::expected<Options, int> ParseOptions(int argc, const char* const* argv) {
  return CommandLine(argc, argv).Parse(argc, argv);
}

}  // namespace quicksilver
