#ifndef QUICKSILVER_PROPERTIES_ORACLES_POLICIES_H_
#define QUICKSILVER_PROPERTIES_ORACLES_POLICIES_H_

// How code was compiled must not show: every policy of register allocation, of jumps, with and
// without the optimiser, through the archive and with trace instructions, gives the interpreter's
// outcome.
//
// Random allocation and padding get a seed of their own for every program. Which policies a program
// meets is drawn from the seed, without repetition; those of the equivalence oracle are not among
// them. Invariant: the same seed meets the same policies. It is wrong to conclude from one
// agreement that all policies agree: ask for all of them where time allows.

#include <cstddef>
#include <memory>
#include <vector>

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

class PoliciesOracle : public Oracle {
 public:
  struct Options {
    // How many policies a program meets, at most all that there are.
    std::size_t policies = 1;
    // Spoils the code of every one: a planted bug.
    CodeFault fault = nullptr;
  };
  static constexpr std::size_t kAll = static_cast<std::size_t>(-1);

  PoliciesOracle();
  explicit PoliciesOracle(Options options);

  std::string_view name() const override { return "policies"; }
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;
  ConfiguredEngine* left() override { return interpreter_.get(); }
  // The engine that differed last, else the last that ran.
  ConfiguredEngine* right() override { return shown_; }
  void set_observer(EngineObserver* observer) override;

  // What is drawn from.
  const std::vector<Configuration>& configurations() const { return configurations_; }

 private:
  ConfiguredEngine& EngineFor(std::size_t index, std::uint64_t seed);

  std::size_t policies_;
  CodeFault fault_;
  std::vector<Configuration> configurations_;
  std::unique_ptr<ConfiguredEngine> interpreter_;
  std::vector<std::unique_ptr<ConfiguredEngine>> engines_;  // made when first needed
  ConfiguredEngine* shown_ = nullptr;
  EngineObserver* observer_ = nullptr;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_POLICIES_H_
