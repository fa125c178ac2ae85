#ifndef QUICKSILVER_PROPERTIES_ORACLES_ORACLE_H_
#define QUICKSILVER_PROPERTIES_ORACLES_ORACLE_H_

// A way of telling that something is wrong without knowing what would be right.
//
// Invariant: Check is a function of the program and the seed; oracles keep engines and memory from
// one call to the next, never anything that changes a verdict. A right engine never diverges. It is
// wrong to report what a resource limit caused as a divergence.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "properties/oracles/engine.h"
#include "properties/oracles/verdict.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

class Oracle {
 public:
  virtual ~Oracle() = default;

  // As the command line and signatures spell it: `equivalence`, `allocation`, …
  virtual std::string_view name() const = 0;

  // `seed` decides whatever the oracle chooses: a policy's seed, a rewrite's place.
  virtual Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) = 0;

  // The engines whose runs of `program` a divergence compared (found by running Check with the same
  // seed): the definition first. Null where the oracle does not compare runs of the same program.
  virtual ConfiguredEngine* left() { return nullptr; }
  virtual ConfiguredEngine* right() { return nullptr; }

  // Another program that the last objection rests on, as source: what a rewrite made of the first.
  // Empty where there is none.
  virtual std::string_view other_program() const { return {}; }

  // Who is told what the oracle's engines do from now on; null: nobody. An oracle may have nothing
  // to tell.
  virtual void set_observer(EngineObserver* /*observer*/) {}
};

// Compares two runs of one program by everything they show: canonical value, error with kind,
// message, file and both ends of its span, output, requests, final globals; never by steps. An
// error that either engine calls non-deterministic makes them incomparable, be it the program's own
// or one that ended the writing of a value or a global; but where one run ends for want of steps or
// memory and the other comes to a value with a sixteenth of them, that is a divergence. Nothing to
// run on either side is a divergence of code, and what the last run of either has left in its heap
// one of state. (compare_outcomes.cc)
Verdict CompareOutcomes(const Engine& left_engine, const std::expected<Outcome, std::string>& left,
                        const Engine& right_engine,
                        const std::expected<Outcome, std::string>& right);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_ORACLE_H_
