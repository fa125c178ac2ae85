#ifndef QUICKSILVER_FUZZ_FAULTS_OPTIONS_H_
#define QUICKSILVER_FUZZ_FAULTS_OPTIONS_H_

// What was asked of the drill on the command line.
//
// Invariant: whatever ParseOptions returns is complete and in range; names of faults are checked
// later, against the catalogue. options.cc is the only file that knows the library behind it.

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "fuzz/faults/hunt_run.h"

namespace quicksilver::faults {

struct Options {
  enum class Task : std::uint8_t { kDrill, kList, kCheck, kWitnesses, kCompare };
  Task task = Task::kDrill;
  std::string root = ".";
  std::string build;                 // empty: build/drill below the root
  std::string fuzz_build;            // empty: build/fuzz below the root
  std::vector<std::string> names;    // empty: the whole catalogue
  std::vector<std::string> compare;  // two files of records
  HuntPlan hunt;
  bool targets = true;       // try the fuzz targets on what survives the hunt
  bool all_targets = false;  // on everything
  std::uint64_t seed = 1;
  std::uint32_t seeds = 1;  // seed, seed + 1, …
  std::string results;      // where the records go; empty: build/faults/results.tsv
  std::string coverage;     // an lcov file; empty: what is reached is not known
  bool update_baseline = false;
};

// The options, or the exit status when there is nothing left to do.
std::expected<Options, int> ParseOptions(int argc, const char* const* argv);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_OPTIONS_H_
