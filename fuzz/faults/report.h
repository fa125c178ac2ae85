#ifndef QUICKSILVER_FUZZ_FAULTS_REPORT_H_
#define QUICKSILVER_FUZZ_FAULTS_REPORT_H_

// What the drill has to say, as text.
//
// Invariant: every share is printed with its parts, so that nobody has to guess the denominator.
// It is wrong to leave a survivor out of a median: what was never killed took for ever.

#include <string>
#include <vector>

#include "fuzz/faults/record.h"

namespace quicksilver::faults {

// A line for each record, sorted as they came.
std::string TableOf(const std::vector<Record>& records);

// Kill score, the same of the faults that were reached, median and worst time, programs and size.
// `reached`: names of the faults whose code the hunt executes; null: not known.
std::string SummaryOf(const std::vector<Record>& records, const std::vector<std::string>* reached);

// For drills with several seeds: a line for each fault with its medians.
std::string MediansOf(const std::vector<Record>& records);

// Two drills of several seeds each, fault by fault and over all: programs until the kill, with
// Mann-Whitney's p and A12 (above 0.5: the first took more).
std::string ComparisonOf(const std::vector<Record>& first, const std::vector<Record>& second);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_REPORT_H_
