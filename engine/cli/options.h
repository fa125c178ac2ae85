#ifndef QUICKSILVER_CLI_OPTIONS_H_
#define QUICKSILVER_CLI_OPTIONS_H_

// What was asked for on the command line.
//
// Invariant: whatever ParseOptions returns is complete and in range; the commands check no spelling
// themselves. options.cc is the only file that knows the library behind it.

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace quicksilver {

enum class Command : std::uint8_t {
  kRun,
  kEval,
  kCheck,
  kDisasm,
  kAst,
  kTokens,
  kTrace,
  kFormat,
  kCompile,
  kRepl,
};

struct Options {
  Command command = Command::kRun;
  std::vector<std::string> paths;

  // How programs run.
  EngineKind engine = EngineKind::kVm;
  CompileOptions compile;
  Limits limits;
  std::vector<std::string> denied;

  bool list = false;             // check: the configurations
  unsigned jobs = 1;             // check
  bool both = false;             // trace
  std::uint64_t max_events = 0;  // trace
  bool in_place = false;         // format
  bool check_only = false;       // format
  std::string output_path;       // compile
};

// The options, or the exit status when there is nothing left to do: help or the version was asked
// for and printed, or the command line is wrong and standard error says how.
std::expected<Options, int> ParseOptions(int argc, const char* const* argv);

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_OPTIONS_H_
