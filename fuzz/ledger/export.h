#ifndef QUICKSILVER_FUZZ_LEDGER_EXPORT_H_
#define QUICKSILVER_FUZZ_LEDGER_EXPORT_H_

// A ledger as text: a table and a page for people, JSON for programs.
//
// Invariant: the JSON has every finding with all its texts; bytes that are no text are in
// hexadecimal digits (`input_hex`, `minimal_hex`). It is wrong to parse the table or the page.

#include <span>
#include <string>

#include "fuzz/ledger/ledger.h"

namespace quicksilver::ledger {

// An object with `format` and `findings`, ending with a line feed.
std::string FindingsJson(std::span<const Finding> findings);

// A line a finding, the oldest first.
std::string FindingsTable(std::span<const Finding> findings);

// Everything about one.
std::string FindingText(const Finding& finding);

// `2026-11-26 12:36:49 UTC`.
std::string TimeText(double seconds_since_1970);
// `1 h 05 min`, `3 min 07 s`, `12.3 s`.
std::string DurationText(double seconds);

}  // namespace quicksilver::ledger

#endif  // QUICKSILVER_FUZZ_LEDGER_EXPORT_H_
