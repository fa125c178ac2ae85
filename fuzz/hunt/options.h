#ifndef QUICKSILVER_FUZZ_HUNT_OPTIONS_H_
#define QUICKSILVER_FUZZ_HUNT_OPTIONS_H_

// What was asked for on the command line.
//
// Invariant: whatever ParseOptions returns is complete and in range: names exist, numbers fit.
// options.cc is the only file that knows the library behind it.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "fuzz/hunt/terminal.h"

namespace quicksilver::hunt {

enum class Command : std::uint8_t { kHunt, kGen, kReplay, kReduce, kExplain, kStats, kLedger };
enum class LedgerAction : std::uint8_t { kList, kShow, kExport, kForget };

struct Options {
  Command command = Command::kHunt;
  std::uint64_t seed = 1;
  bool seed_given = false;
  std::optional<std::string> profile;
  std::optional<std::string> oracle;
  std::optional<std::string> plant;  // a fault in the VM's code, to see what the hunt does
  std::optional<std::uint64_t> programs;
  std::optional<double> seconds;
  std::uint32_t jobs = 2;
  bool until_first = false;
  std::string findings = "findings";
  std::string results;      // hunt: where its figures go as JSON; empty: nowhere
  std::string path;         // replay, reduce, explain
  std::string output_path;  // reduce: where the minimal program goes; empty: standard output
  LedgerAction ledger_action = LedgerAction::kList;
  std::string ledger = "build/campaign/ledger.db";
  std::string signature;  // show, forget: a signature, a name, or the beginning of one
};

// The options, or the exit status when there is nothing left to do: help or the version was asked
// for and printed, or the command line is wrong and standard error says how.
std::expected<Options, int> ParseOptions(int argc, const char* const* argv, Terminal& terminal);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_OPTIONS_H_
