// Every occurrence of a name of local variables becomes a new name; or of all such names, each its
// own.
//
// A name qualifies when all its declarations make variables of blocks (bind, weave, parameters,
// loops, patterns) and it is nothing else anywhere in the file: no global, builtin, field, key,
// type, method or export. Then declarations and uses change together, resolve as before, and
// nothing outside the file can tell: the new name is in no scope that the old one was not in.
// Where a use lies outside of every declaration it names a global that does not exist, before and
// after. The messages of UndefinedVariable and ImmutableBinding are names; the oracle reads the
// new name there as the old one.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class RenameLocals : public SiteCopier {
 public:
  RenameLocals(const TreeFacts& facts, std::uint32_t site, std::uint64_t seed)
      : SiteCopier(facts, site, seed), new_names_(facts.ast().symbols.size(), Symbol::kNone) {
    std::vector<Symbol> names;
    for (std::size_t i = 0; i < new_names_.size(); ++i) {
      const auto name = static_cast<Symbol>(i);
      if (facts.IsPlainLocal(name)) names.push_back(name);
    }
    for (const Symbol name : names) {
      if (AtSite()) Rename(name);
    }
    if (names.size() > 1 && AtSite()) {
      for (const Symbol name : names) Rename(name);
    }
  }

 private:
  void Rename(Symbol name) { new_names_[static_cast<std::size_t>(name)] = Renamed(name); }

  Symbol OnName(Symbol name) override {
    if (name == Symbol::kNone) return name;
    const Symbol renamed = new_names_[static_cast<std::size_t>(name)];
    return renamed == Symbol::kNone ? CopyName(name) : renamed;
  }

  std::vector<Symbol> new_names_;  // by the original's symbols
};

}  // namespace

constinit const Rewrite kRenameLocals = {"rename_locals", "local variables have other names",
                                         MakeCopier<RenameLocals>};

}  // namespace quicksilver::properties
