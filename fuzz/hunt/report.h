#ifndef QUICKSILVER_FUZZ_HUNT_REPORT_H_
#define QUICKSILVER_FUZZ_HUNT_REPORT_H_

// What a person reads of a hunt: the status while it runs, the summary when it is over.
//
// Invariant: every share is printed with what it is a share of, and nothing that was found is left
// out. It is wrong to compare these texts by machine, save for the summary's last line, which
// begins with `result: `.

#include <string>

#include "fuzz/hunt/campaign.h"
#include "fuzz/hunt/options.h"
#include "fuzz/hunt/subject.h"

namespace quicksilver::hunt {

// More incomparable programs than this share make a hunt starved.
inline constexpr double kMostIncomparable = 0.01;

// The status: a few lines no longer than `columns` each.
std::string StatusLines(const Subject& subject, const CampaignOptions& options,
                        const Campaign::Snapshot& snapshot, std::size_t columns);
// The status as one line for a log.
std::string StatusLine(const Campaign::Snapshot& snapshot);

struct Summary {
  std::string text;
  int exit_code = 0;
};

Summary Summarise(const Subject& subject, const CampaignOptions& options,
                  const Campaign::Snapshot& snapshot, Ending ending);

// `1,234,567`.
std::string Grouped(std::uint64_t number);
// `12.34 %`; as many digits as it takes not to show a share that is there as 0, or one that is not
// whole as 100.
std::string Percent(std::uint64_t part, std::uint64_t whole);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_REPORT_H_
