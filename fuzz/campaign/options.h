#ifndef QUICKSILVER_FUZZ_CAMPAIGN_OPTIONS_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_OPTIONS_H_

// What was asked for on the command line.
//
// Invariant: whatever ParseOptions returns is complete and in range. options.cc is the only file
// that knows the library behind it.

#include <cstdint>
#include <expected>
#include <string>

#include "fuzz/campaign/supervisor.h"

namespace quicksilver::campaign {

enum class Action : std::uint8_t { kRun, kIdentify, kReduce, kReport, kBisect };

struct Options {
  Action action = Action::kRun;
  CampaignOptions campaign;
  std::string target;     // identify, reduce
  std::string file;       // identify, reduce
  std::string findings;   // reduce
  std::string scratch;    // reduce
  std::string signature;  // bisect
  std::string good;       // bisect: a commit that does not show it; empty: look for one
  std::string charts = "/usr/share/nodejs/chart.js/dist/chart.min.js";
};

// The options, or the exit status when there is nothing left to do.
std::expected<Options, int> ParseOptions(int argc, const char* const* argv);

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_OPTIONS_H_
