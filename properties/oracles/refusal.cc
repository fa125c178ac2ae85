#include "properties/oracles/refusal.h"

#include <fmt/format.h>
#include <memory>
#include <utility>
#include <vector>

#include "engine/base/splitmix.h"
#include "engine/bytecode/verifier.h"
#include "engine/compiler/compiler.h"
#include "properties/generators/unsound_code.h"

namespace quicksilver::properties {
namespace {

// Nops before jumps are where a write can be put that only some ways pass; slots are rare without
// the policy that puts all variables there.
CompileOptions DrawOptions(SplitMix64& random) {
  CompileOptions compile;
  compile.optimise = random.Below(2) == 0;
  compile.jumps = random.Below(4) == 0 ? JumpPolicy::kNarrow : JumpPolicy::kPad;
  if (random.Below(3) == 0) compile.allocation = AllocationPolicy::kSpill;
  compile.seed = random.Next();
  return compile;
}

// What MakeUnsound changes, as it was.
class Original {
 public:
  explicit Original(const Chunk& chunk) : constants_(chunk.constants) {
    for (const auto& function : chunk.functions) functions_.push_back(*function);
  }
  void Restore(Chunk& chunk) const {
    for (std::size_t i = 0; i < functions_.size(); ++i) *chunk.functions[i] = functions_[i];
    chunk.constants = constants_;
  }

 private:
  std::vector<Function> functions_;
  ConstantPool constants_;
};

}  // namespace

RefusalOracle::RefusalOracle()
    : RefusalOracle([](const Chunk& chunk) { return Verify(chunk).has_value(); }) {}
RefusalOracle::RefusalOracle(Accepts accepts) : accepts_(std::move(accepts)) {}

Verdict RefusalOracle::Check(const TestProgram& program, const Limits&, std::uint64_t seed) {
  SplitMix64 random(seed);
  const std::unique_ptr<Chunk> chunk = Compiler(DrawOptions(random)).Compile(program.program.ast());
  const Original original(*chunk);
  for (int i = 0; i < kUnsoundnessCount; ++i) {
    const auto kind = static_cast<Unsoundness>(i);
    // Each kind draws for itself, so that a smaller program keeps what it can.
    SplitMix64 drawn(SplitMix64::Mix(seed + static_cast<std::uint64_t>(i)));
    const auto change = MakeUnsound(kind, drawn, *chunk);
    if (change.has_value() && accepts_(*chunk)) {
      return Verdict::Diverge({DifferenceKind::kProof,
                               fmt::format("{}: {}", UnsoundnessName(kind), *change),
                               "unsound code", "verifier", "refused", "accepted"});
    }
    original.Restore(*chunk);
  }
  return Verdict::Agree();
}

}  // namespace quicksilver::properties
