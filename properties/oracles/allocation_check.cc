#include "properties/oracles/allocation_check.h"

#include <memory>
#include <string>
#include <utility>

#include "engine/base/splitmix.h"
#include "engine/bytecode/verifier.h"

namespace quicksilver::properties {

AllocationOracle::AllocationOracle(CodeFault fault) : fault_(std::move(fault)) {
  // The VM's default comes first.
  for (Configuration& configuration : AllConfigurations()) {
    // An archive changes nothing about the code.
    if (configuration.engine == EngineKind::kInterpreter || configuration.through_archive) continue;
    configurations_.push_back(std::move(configuration));
  }
}

Verdict AllocationOracle::Check(const TestProgram& program, const Limits&, std::uint64_t seed) {
  SplitMix64 random(seed);
  const auto others = static_cast<std::uint32_t>(configurations_.size() - 1);
  const std::uint32_t drawn = 1 + random.Below(others);
  Verdict verdict = CheckUnder(program, configurations_[0], 1);
  if (verdict.agrees()) verdict = CheckUnder(program, configurations_[drawn], random.Next());
  return verdict;
}

Verdict AllocationOracle::CheckUnder(const TestProgram& program, const Configuration& configuration,
                                     std::uint64_t seed) {
  CompileOptions compile = configuration.compile;
  compile.seed = seed;
  compile.record_values = true;
  const std::unique_ptr<Chunk> chunk = Compiler(compile).Compile(program.program.ast());
  if (fault_ != nullptr) fault_(*chunk);
  std::string what = "code of " + configuration.name;
  if (UsesSeed(compile)) what += " seed " + std::to_string(seed);
  // The checker follows indexes.
  if (const std::expected<void, VerifyError> verified = Verify(*chunk); !verified.has_value()) {
    return Verdict::Diverge({DifferenceKind::kCode, std::move(what), "compiler", "verifier",
                             "code that verifies", verified.error().ToString()});
  }
  const std::expected<void, AllocationFault> checked = checker_.Check(*chunk);
  if (checked.has_value()) return Verdict::Agree();
  return Verdict::Diverge({DifferenceKind::kProof, std::move(what), "code generator",
                           "register allocation", "every operand reads the value it should",
                           checked.error().ToString()});
}

}  // namespace quicksilver::properties
