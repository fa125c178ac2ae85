#ifndef QUICKSILVER_CLI_REPORT_H_
#define QUICKSILVER_CLI_REPORT_H_

// Errors of programs for people: what happened, the line, a caret below the place.
//
// Invariant: what is shown contains no control characters but line feeds and tabs, and is UTF-8,
// whatever the source contains: a terminal is not to be told what to do by a program under test.
// It is wrong to compare these texts: Error::ToString is the line that is.

#include <string>
#include <string_view>

#include "engine/cli/hosts.h"
#include "engine/runtime/error.h"

namespace quicksilver {

// `error Kind at L:C: message`, then the source line and the caret where `source` is at hand; each
// with its line feed.
std::string DescribeError(const Error& error, std::string_view source);

// Writes the description to standard error. `source` is the main program's text, empty when it is
// not at hand; `host` knows the texts of modules.
void ReportError(const Error& error, std::string_view source, const FileHost& host);

// The exit status that goes with an error.
int ExitCodeOf(const Error& error);

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_REPORT_H_
