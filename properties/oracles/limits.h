#ifndef QUICKSILVER_PROPERTIES_ORACLES_LIMITS_H_
#define QUICKSILVER_PROPERTIES_ORACLES_LIMITS_H_

// Limits fire where they are, on both engines, and what runs away is stopped.
//
// The other oracles call a program that ran out of something incomparable; this one asks whether it
// had to: with as many steps as it takes and with one less, with a depth of calls and a heap that
// are just too small, and with something endless behind it (components/limits_check). Invariant: a
// program that ends for want of a resource under the test limits says nothing. It is wrong to run
// it on every program: it takes a dozen runs of each.

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

class LimitsOracle : public Oracle {
 public:
  std::string_view name() const override { return "limits"; }
  // The limits given make no difference: it chooses its own.
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_LIMITS_H_
