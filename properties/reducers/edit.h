#ifndef QUICKSILVER_PROPERTIES_REDUCERS_EDIT_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_EDIT_H_

// One change to a syntax tree, as data: which parts are replaced by which.
//
// A replacement is made of nodes of the original tree and of changed copies of them that live in
// the edit's arena, so a reducer that drops the third argument of a call copies one struct and
// gives it a shorter list. Replacements apply inside replacements. Invariant: Apply leaves the
// original alone; what was not replaced is copied. It is wrong to replace a part by something that
// contains that same part: copying would not end. Copy the struct first (Changed).

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/arena.h"
#include "engine/syntax/ast.h"

namespace quicksilver::properties {

class Edit {
 public:
  explicit Edit(const Ast& original) : original_(original) {}

  // A copy of `part` that may be changed and put in its place.
  template <typename T>
  T& Changed(const T& part) {
    return *arena_.New<T>(part);
  }
  template <typename T>
  std::span<const T> Keep(const std::vector<T>& items) {
    return arena_.Copy(std::span<const T>(items));
  }
  // `items` without those in [begin, end).
  template <typename T>
  std::span<const T> Without(std::span<const T> items, std::size_t begin, std::size_t end) {
    std::vector<T> rest(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(begin));
    rest.insert(rest.end(), items.begin() + static_cast<std::ptrdiff_t>(end), items.end());
    return Keep(rest);
  }

  // --- Nodes that the original does not have
  const Expr& Number(double value);
  const Expr& Text(std::string_view value);
  const Expr& Truth(bool value);
  const Expr& Leaf(ExprKind kind);  // kNothing, kAbsent; kList and kMap: empty ones
  const Expr& NameOf(Symbol name);
  const Stmt& ExprStmtOf(const Expr& expr);
  const Stmt& Bind(Symbol name, const Expr& value);

  // A name that the original does not have; `text` is not yet a name there.
  Symbol NewName(std::string text);

  // --- What is put in place of what
  void Replace(const Expr& from, const Expr& to) { exprs_[&from] = &to; }
  void Replace(const Stmt& from, std::vector<const Stmt*> to) { stmts_[&from] = std::move(to); }
  void Replace(const Stmt& from, const Stmt& to) { stmts_[&from] = {&to}; }
  void Drop(const Stmt& stmt) { stmts_[&stmt].clear(); }
  // Before what takes the place of `stmt`.
  void Prepend(const Stmt& stmt, const Stmt& added) { added_[&stmt].push_back(&added); }
  void Replace(const Pattern& from, const Pattern& to) { patterns_[&from] = &to; }
  void ReplaceByWildcard(const Pattern& from) { patterns_[&from] = nullptr; }
  void Replace(const Chant& from, const Chant& to) { chants_[&from] = &to; }
  // Everywhere.
  void Rename(Symbol from, std::string to) { names_[from] = std::move(to); }

  Ast Apply() const;

 private:
  class Copier;

  const Ast& original_;
  Arena arena_;
  std::uint32_t new_names_ = 0;
  // Only looked up, never gone through.
  std::unordered_map<const Expr*, const Expr*> exprs_;
  std::unordered_map<const Stmt*, std::vector<const Stmt*>> stmts_;
  std::unordered_map<const Stmt*, std::vector<const Stmt*>> added_;
  std::unordered_map<const Pattern*, const Pattern*> patterns_;
  std::unordered_map<const Chant*, const Chant*> chants_;
  std::unordered_map<Symbol, std::string> names_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_EDIT_H_
