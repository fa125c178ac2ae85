#include "properties/oracles/rewrites/rewrites.h"

#include <algorithm>
#include <array>

#include "engine/syntax/printer.h"

namespace quicksilver::properties {

std::uint32_t Rewrite::Sites(const TreeFacts& facts) const {
  const std::unique_ptr<SiteCopier> copier = make(facts, kCountOnly, 0);
  copier->Copy();
  return copier->sites();
}

Rewritten Apply(const Rewrite& rewrite, const TreeFacts& facts, std::uint32_t site,
                std::uint64_t seed) {
  const std::unique_ptr<SiteCopier> copier = rewrite.make(facts, site, seed);
  Ast tree = copier->Copy();
  std::string source = Print(tree);
  return {std::move(tree), std::move(source), copier->fresh_names(), copier->renamed()};
}

std::span<const Rewrite> AllRewrites() {
  static const auto kAll = std::to_array<Rewrite>({
      kSwapArms,
      kDeMorgan,
      kConditionInside,
      kPeelWhilst,
      kShouldTrue,
      kAttemptAround,
      kYieldLast,
      kWrapInChant,
      kEtaExpand,
      kPipelineAndCall,
      kHoistFirst,
      kSplitOperands,
      kSwapBinds,
      kThroughAPlace,
      kEquivalentLiteral,
      kDeadCode,
      kRenameLocals,
  });
  return kAll;
}

const Rewrite* FindRewrite(std::string_view name) {
  const auto found = std::ranges::find(AllRewrites(), name, &Rewrite::name);
  return found == AllRewrites().end() ? nullptr : &*found;
}

}  // namespace quicksilver::properties
