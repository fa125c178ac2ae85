#ifndef QUICKSILVER_FUZZ_MUTATORS_INVENTORY_H_
#define QUICKSILVER_FUZZ_MUTATORS_INVENTORY_H_

// The pieces of a program that a mutation can choose from, by sort.
//
// Invariant: pieces are in the order in which the tree is walked, which depends on the tree alone.
// It is wrong to keep an Inventory longer than its tree.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/syntax/ast.h"

namespace quicksilver::fuzz {

// What an expression certainly gives, as far as its syntax tells.
enum class Sort : std::uint8_t {
  kNumber,
  kText,
  kTruth,
  kList,
  kMap,
  kChant,
  kAny,  // names, calls, fields: whatever a run makes of them
};
inline constexpr int kSortCount = static_cast<int>(Sort::kAny) + 1;

Sort SortOf(const Expr& expr);

class Inventory {
 public:
  Inventory() = default;
  explicit Inventory(const Ast& ast);

  std::span<const Expr* const> expressions() const { return expressions_; }
  // Those that fit where one of `sort` stands: of the same sort, and those of any.
  std::span<const Expr* const> FittingFor(Sort sort) const {
    return by_sort_[static_cast<std::size_t>(sort)];
  }
  std::span<const Stmt* const> statements() const { return statements_; }
  std::span<const Pattern* const> patterns() const { return patterns_; }
  // Names that stand in expressions.
  std::span<const Symbol> names() const { return names_; }

 private:
  std::vector<const Expr*> expressions_;
  std::array<std::vector<const Expr*>, kSortCount> by_sort_;
  std::vector<const Stmt*> statements_;
  std::vector<const Pattern*> patterns_;
  std::vector<Symbol> names_;
};

}  // namespace quicksilver::fuzz

#endif  // QUICKSILVER_FUZZ_MUTATORS_INVENTORY_H_
