#ifndef QUICKSILVER_PROPERTIES_REDUCERS_ATTRIBUTION_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_ATTRIBUTION_H_

// Under which oracle's signature a divergence is filed: one bug shows in many ways, and only one of
// them is its finding.
//
// An oracle that draws a policy, rewrites a program or enters it piece by piece comes across bugs
// that a stronger claim is broken by as well, once the program is small. So the smallest program is
// put before all oracles that are stronger than the one that objected, and so is what a rewrite
// made of it; the first that objects takes the finding over, and the program is made smaller for
// it. And where a handler took what one side raised, whatever came after it differs; a smaller
// program that is without the attempt says what was raised, and takes the finding over too.
// Invariant: this ends, because a finding only ever moves to a stronger oracle, or out of an
// attempt. The original program stays what it was: it may be that only the oracle which found it
// objects to it. It is wrong to move a finding whose program is empty: its oracle does not look at
// programs.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "properties/reducers/reduce.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

struct Objection {
  std::size_t oracle = 0;  // number; the lower the stronger
  std::uint64_t seed = 0;  // with which it objects
  std::string signature;
  // Oracle::other_program; of what a jury raised.
  std::string other_program = {};
};

// How oracles are asked: here and now, or in a process of its own for each question.
class Jury {
 public:
  virtual ~Jury() = default;
  // What the oracle says with the first of the seeds that it objects with.
  virtual std::optional<Objection> Ask(std::size_t oracle, const TestProgram& program,
                                       std::span<const std::uint64_t> seeds) = 0;
  // The smallest program to which the same oracle objects with the same seed and signature.
  virtual Reduction Minimise(const TestProgram& program, const Objection& objection) = 0;
  // Whether there is time to go on.
  virtual bool HasTime() const = 0;
};

struct Attribution {
  Objection objection;
  // Of the program as it was found: how large it was, and all that has been done with it.
  Reduction reduction;
};

Attribution Attribute(Jury& jury, const TestProgram& found, const Objection& objection);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_ATTRIBUTION_H_
