#ifndef QUICKSILVER_PROPERTIES_ORACLES_REWRITES_SITE_COPIER_H_
#define QUICKSILVER_PROPERTIES_ORACLES_REWRITES_SITE_COPIER_H_

// Copies a program and changes it in one place: what every rewrite derives from.
//
// A rewrite asks AtSite() at each node where it applies, in the order of the copy, and rewrites
// where the answer is yes. Invariant: with kCountOnly nothing changes and sites() is the number of
// places; a rewrite asks the same questions whatever the answers were before. The same facts, site
// and seed give the same tree. It is wrong to look at random() before AtSite() said yes: counting
// and applying would see different numbers.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/splitmix.h"
#include "properties/oracles/rewrites/tree_facts.h"
#include "properties/trees/tree_copier.h"

namespace quicksilver::properties {

inline constexpr std::uint32_t kCountOnly = 0xFFFF'FFFF;

class SiteCopier : public TreeCopier {
 public:
  SiteCopier(const TreeFacts& facts, std::uint32_t site, std::uint64_t seed)
      : TreeCopier(facts.ast()), facts_(facts), site_(site), random_(seed) {}

  std::uint32_t sites() const { return sites_; }
  // Names that only the copy has. Where one was made at the top of the file it is a new global.
  const std::vector<std::string>& fresh_names() const { return fresh_names_; }
  // (new, old): what was renamed, for messages that show a name.
  const std::vector<std::pair<std::string, std::string>>& renamed() const { return renamed_; }

 protected:
  bool AtSite() { return sites_++ == site_; }
  const TreeFacts& facts() const { return facts_; }
  SplitMix64& random() { return random_; }
  Symbol Fresh() {
    fresh_names_.push_back(facts_.fresh_prefix() + std::to_string(fresh_names_.size() + 1));
    return builder().Name(fresh_names_.back());
  }
  // As Fresh, in the place of `old`.
  Symbol Renamed(Symbol old) {
    const Symbol name = Fresh();
    renamed_.emplace_back(fresh_names_.back(), original().Name(old));
    return name;
  }
  std::uint32_t site() const { return site_; }

 private:
  const TreeFacts& facts_;
  std::uint32_t site_;
  std::uint32_t sites_ = 0;
  SplitMix64 random_;
  std::vector<std::string> fresh_names_;
  std::vector<std::pair<std::string, std::string>> renamed_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_REWRITES_SITE_COPIER_H_
