#ifndef QUICKSILVER_PROPERTIES_ORACLES_REWRITES_REWRITES_H_
#define QUICKSILVER_PROPERTIES_ORACLES_REWRITES_REWRITES_H_

// The list of rewrites: changes to a program that its outcome does not show.
//
// Each is a small file that begins with the argument why it preserves meaning. All of them preserve
// the value, the kind and message of an error, the output, the requests and the final globals; none
// preserves spans, steps or depth of calls, and some make globals with names of their own, which
// are named in the result. Invariant: what Apply returns parses, unless nesting became too deep. It
// is wrong to list a rewrite here whose argument needs `almost`.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "properties/oracles/rewrites/site_copier.h"

namespace quicksilver::properties {

struct Rewrite {
  std::string_view name;
  std::string_view claim;  // what equals what, for people
  std::unique_ptr<SiteCopier> (*make)(const TreeFacts& facts, std::uint32_t site,
                                      std::uint64_t seed) = nullptr;

  // The number of places where it applies.
  std::uint32_t Sites(const TreeFacts& facts) const;
};

struct Rewritten {
  Ast tree;
  std::string source;                                        // the tree, printed
  std::vector<std::string> fresh_names;                      // globals of these names are new
  std::vector<std::pair<std::string, std::string>> renamed;  // (new, old)
};

// The program with the rewrite applied at place `site` of `rewrite.Sites(facts)`; `seed` decides
// what else there is to decide.
Rewritten Apply(const Rewrite& rewrite, const TreeFacts& facts, std::uint32_t site,
                std::uint64_t seed);

std::span<const Rewrite> AllRewrites();
// The rewrite called `name`, or null.
const Rewrite* FindRewrite(std::string_view name);

template <typename T>
std::unique_ptr<SiteCopier> MakeCopier(const TreeFacts& facts, std::uint32_t site,
                                       std::uint64_t seed) {
  return std::make_unique<T>(facts, site, seed);
}

extern const Rewrite kAttemptAround;
extern const Rewrite kConditionInside;
extern const Rewrite kDeadCode;
extern const Rewrite kDeMorgan;
extern const Rewrite kEquivalentLiteral;
extern const Rewrite kEtaExpand;
extern const Rewrite kHoistFirst;
extern const Rewrite kPeelWhilst;
extern const Rewrite kPipelineAndCall;
extern const Rewrite kRenameLocals;
extern const Rewrite kShouldTrue;
extern const Rewrite kSplitOperands;
extern const Rewrite kSwapArms;
extern const Rewrite kSwapBinds;
extern const Rewrite kThroughAPlace;
extern const Rewrite kWrapInChant;
extern const Rewrite kYieldLast;

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_REWRITES_REWRITES_H_
