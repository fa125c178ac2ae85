#ifndef QUICKSILVER_PROPERTIES_ORACLES_GROWTH_H_
#define QUICKSILVER_PROPERTIES_ORACLES_GROWTH_H_

// Time grows with what there is to do, measured with a clock.
//
// One part of the program is made eight times as large as it already was made (scaling.h), and each
// stage may then take no more than a few times eight times as long: parsing, printing, compiling
// and verifying by the length of the text, running by the steps, which both engines count. And
// where running takes long enough to be measured, and nothing was nested, the VM takes no longer
// than the interpreter.
//
// A quadratic stage takes 64 times as long. What is measured is the thread's CPU time, the least of
// several, and only times far above the clock's and the caches' noise count. Invariant: what it
// objects to was so in three measurements. It is wrong to have it in a gate: its verdict depends on
// the machine, and a program without a complaint is not proved linear.

#include <cstdint>
#include <memory>
#include <optional>

#include "properties/oracles/oracle.h"
#include "properties/oracles/scaling.h"

namespace quicksilver::properties {

class GrowthOracle : public Oracle {
 public:
  GrowthOracle();
  // Any engines: the definition, and one that compiles.
  GrowthOracle(std::unique_ptr<Engine> definition, std::unique_ptr<Engine> machine);

  std::string_view name() const override { return "growth"; }
  // The seed chooses what is made larger.
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;

 private:
  struct Stages;

  // The least times of `rounds` measurements; nothing where the text is no program, or does not
  // compile.
  std::optional<Stages> Measure(const std::string& text, const Limits& limits, int rounds);
  Verdict Compare(const Scaling& scaling, const Limits& limits, int rounds);

  std::unique_ptr<Engine> definition_;
  std::unique_ptr<Engine> machine_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_GROWTH_H_
