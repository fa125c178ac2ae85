#include "properties/oracles/equivalence.h"

#include <utility>

#include "engine/base/assert.h"

namespace quicksilver::properties {

EquivalenceOracle::EquivalenceOracle(const CodeFault& fault) : definition_(MakeInterpreter()) {
  for (const bool optimise : {true, false}) {
    others_.push_back(MakeEngine(MakeVm(optimise)->configuration(), fault));
  }
}

EquivalenceOracle::EquivalenceOracle(std::unique_ptr<Engine> definition,
                                     std::vector<std::unique_ptr<Engine>> others)
    : definition_(std::move(definition)), others_(std::move(others)) {
  QS_ASSERT(definition_ != nullptr && !others_.empty(), "there are engines to compare");
}

void EquivalenceOracle::set_observer(EngineObserver* observer) {
  definition_->set_observer(observer);
  for (const std::unique_ptr<Engine>& engine : others_) engine->set_observer(observer);
}

Verdict EquivalenceOracle::Check(const TestProgram& program, const Limits& limits, std::uint64_t) {
  shown_ = 0;
  const std::expected<Outcome, std::string> expected = definition_->Run(program.program, limits);
  Verdict result = Verdict::Agree();
  for (std::size_t i = 0; i < others_.size(); ++i) {
    Verdict verdict = CompareOutcomes(*definition_, expected, *others_[i],
                                      others_[i]->Run(program.program, limits));
    if (verdict.diverges()) {
      shown_ = i;
      return verdict;
    }
    if (result.agrees()) result = std::move(verdict);
  }
  return result;
}

}  // namespace quicksilver::properties
