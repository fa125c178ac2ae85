#ifndef QUICKSILVER_PROPERTIES_STATISTICS_SIGNIFICANCE_H_
#define QUICKSILVER_PROPERTIES_STATISTICS_SIGNIFICANCE_H_

// Whether one way of testing finds faults sooner than another, over repeated runs.
//
// Arcuri and Briand, "A Hitchhiker's guide to statistical tests for assessing randomized algorithms
// in software engineering" (2014): Mann-Whitney's U for whether there is a difference, Vargha and
// Delaney's A12 for how large it is. Invariant: neither test assumes anything about how times are
// distributed; runs that found nothing count as later than all others. It is wrong to read a
// p-value from fewer than some ten runs a side.

#include <span>

namespace quicksilver::statistics {

// The middle value, or the mean of the two in the middle; NaN of nothing.
double Median(std::span<const double> values);

// The value that a quarter of all are below, between the two nearest in proportion; NaN of nothing.
double LowerQuartile(std::span<const double> values);

struct MannWhitney {
  double u = 0;  // of the first sample: in how many pairs its value is larger, ties counting half
  double p = 1;  // two-sided, by the normal approximation with corrections for ties and continuity
};
MannWhitney CompareSamples(std::span<const double> first, std::span<const double> second);

// How probable it is that a value of the first sample is larger than one of the second, ties
// counting half: 0.5 says no difference, 0.56, 0.64 and 0.71 are called small, medium and large.
double EffectSize(std::span<const double> first, std::span<const double> second);

}  // namespace quicksilver::statistics

#endif  // QUICKSILVER_PROPERTIES_STATISTICS_SIGNIFICANCE_H_
