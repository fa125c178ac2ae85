#ifndef QUICKSILVER_FUZZ_CAMPAIGN_REPORT_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_REPORT_H_

// A campaign's ledger as files: report.html, summary.md, findings.json, findings.sarif, junit.xml.
//
// The page is one file with everything in it: the charts' library, the data, the style. Invariant:
// every form has every finding. It is wrong to let anything that a program under test has said into
// a page as it is: data goes in as JSON in which no `<` is left, XML is escaped.

#include <expected>
#include <span>
#include <string>

#include "fuzz/ledger/ledger.h"

namespace quicksilver::campaign {

struct ReportSources {
  std::string root;       // of the repository: the page's parts, the fire drill's table
  std::string charts;     // Chart.js
  std::string directory;  // the campaign's
};

// One line on what could not be written or read.
std::expected<void, std::string> WriteReports(const ReportSources& sources,
                                              const ledger::Ledger& ledger);

// --- The parts

// All that the page shows, as JSON.
std::string PageData(const ReportSources& sources, const ledger::Ledger& ledger,
                     std::span<const ledger::Finding> findings);
std::string SummaryMarkdown(const ledger::Ledger& ledger,
                            std::span<const ledger::Finding> findings);
std::string Sarif(std::span<const ledger::Finding> findings);
std::string JunitXml(std::span<const ledger::Finding> findings);

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_REPORT_H_
