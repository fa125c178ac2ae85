#ifndef QUICKSILVER_FUZZ_CAMPAIGN_BISECT_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_BISECT_H_

// The first commit that shows a finding, found by building and replaying.
//
// Works in a worktree of its own below the campaign's folder: `git bisect run` with a script that
// builds what the replay needs and runs it. A commit that does not build is skipped. Without a
// commit that is known to be good, older and older ones are tried, twice as far each time.
// Invariant: the repository's own working tree is not touched. It is wrong to bisect what needs
// more than one run to show.

#include <expected>
#include <functional>
#include <string>

#include "fuzz/campaign/supervisor.h"

namespace quicksilver::campaign {

// The commit, which the ledger then has as well; or one line on why there is none. `tell` hears
// what is being tried.
std::expected<std::string, std::string> FirstBad(
    const CampaignOptions& options, ledger::Ledger& ledger, const std::string& which,
    const std::string& good, const std::function<void(const std::string&)>& tell);

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_BISECT_H_
