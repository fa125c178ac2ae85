#ifndef QUICKSILVER_PROPERTIES_ORACLES_EQUIVALENCE_H_
#define QUICKSILVER_PROPERTIES_ORACLES_EQUIVALENCE_H_

// The strongest oracle: the interpreter, which is the definition, and the VM show the same.
//
// Every program runs on the interpreter, on the VM with the optimiser and on the VM without it, and
// every outcome is compared with the interpreter's by CompareOutcomes. Agreement proves nothing
// about mistakes that all engines share: builtins, values and the parser are common to both.
// Invariant: the first engine is the definition; the first of the others that differs is reported,
// and a difference of one is reported even if another was incomparable. It is wrong to expect it to
// exercise other compile policies (policies.h).

#include <memory>
#include <vector>

#include "properties/oracles/oracle.h"

namespace quicksilver::properties {

class EquivalenceOracle : public Oracle {
 public:
  // `fault` spoils the code of both VMs: a planted bug.
  explicit EquivalenceOracle(const CodeFault& fault = nullptr);
  // Any engines, compared with `definition`; none is null.
  EquivalenceOracle(std::unique_ptr<Engine> definition,
                    std::vector<std::unique_ptr<Engine>> others);

  std::string_view name() const override { return "equivalence"; }
  Verdict Check(const TestProgram& program, const Limits& limits, std::uint64_t seed) override;
  ConfiguredEngine* left() override { return definition_->AsConfigured(); }
  // The engine that differed last, else the first.
  ConfiguredEngine* right() override { return others_[shown_]->AsConfigured(); }
  void set_observer(EngineObserver* observer) override;

 private:
  std::unique_ptr<Engine> definition_;
  std::vector<std::unique_ptr<Engine>> others_;
  std::size_t shown_ = 0;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_EQUIVALENCE_H_
