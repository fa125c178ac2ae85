#include "properties/oracles/verifier.h"

#include <utility>

#include "engine/base/splitmix.h"
#include "engine/bytecode/verifier.h"

namespace quicksilver::properties {

VerifierOracle::VerifierOracle(CodeFault fault) : fault_(std::move(fault)) {
  for (Configuration& configuration : AllConfigurations()) {
    // Neither an archive nor the machine's loop changes anything about the code.
    const bool other_code = configuration.engine == EngineKind::kVm &&
                            !configuration.through_archive &&
                            configuration.dispatch == Dispatch::kTailCalls;
    if (!other_code) continue;
    Way& way = ways_.emplace_back();
    way.random = UsesSeed(configuration.compile);
    if (!way.random) way.compiler = std::make_unique<Compiler>(configuration.compile);
    way.configuration = std::move(configuration);
  }
}

Verdict VerifierOracle::Check(const TestProgram& program, const Limits&, std::uint64_t seed) {
  SplitMix64 random(seed);
  for (const Way& way : ways_) {
    CompileOptions compile = way.configuration.compile;
    compile.seed = random.Next();
    const std::unique_ptr<Chunk> chunk = way.random
                                             ? Compiler(compile).Compile(program.program.ast())
                                             : way.compiler->Compile(program.program.ast());
    if (fault_ != nullptr) fault_(*chunk);
    const std::expected<void, VerifyError> verified = Verify(*chunk);
    if (verified.has_value()) continue;
    std::string what = "code of " + way.configuration.name;
    if (way.random) what += " seed " + std::to_string(compile.seed);
    return Verdict::Diverge({DifferenceKind::kCode, std::move(what), "compiler", "verifier",
                             "code that verifies", verified.error().ToString()});
  }
  return Verdict::Agree();
}

}  // namespace quicksilver::properties
