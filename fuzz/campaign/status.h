#ifndef QUICKSILVER_FUZZ_CAMPAIGN_STATUS_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_STATUS_H_

// What a person sees of a campaign while it runs: a table that is rewritten on a terminal, lines in
// a log otherwise.
//
// Invariant: no line of the table is longer than the terminal is wide. It is wrong to parse either.

#include <cstddef>
#include <string>

#include "fuzz/campaign/supervisor.h"

namespace quicksilver::campaign {

std::string StatusTable(const Supervisor::Snapshot& snapshot, std::size_t columns);
std::string StatusLine(const Supervisor::Snapshot& snapshot);

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_STATUS_H_
