#ifndef QUICKSILVER_FUZZ_CAMPAIGN_DEATH_REPORT_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_DEATH_REPORT_H_

// What a fuzz target said when it died, as a finding's kind and signature.
//
// Told apart by what names a place: a failed check by its complaint, numbers left out; an assertion
// or a sanitizer's verdict by its line (hunt/death_signature.cc); a leak, a failed allocation or a
// bare signal by the innermost function of ours on its stack; a timeout by the target alone, since
// it has been interrupted anywhere. Invariant: the same report gives the same text on every machine
// and in every checkout. It is wrong to ask about a process that ended well.

#include <optional>
#include <string>
#include <string_view>

namespace quicksilver::campaign {

struct DeathReport {
  std::string kind;       // as ledger::Finding::kind
  std::string signature;  // `crash: engine/vm/…`
  std::string program;    // that a failed check has shown; empty
};

// `status`: what waitpid said. `output`: what it wrote.
DeathReport ReadDeathReport(std::string_view target, int wait_status, const std::string& output);

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_DEATH_REPORT_H_
