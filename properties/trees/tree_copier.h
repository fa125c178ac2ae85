#ifndef QUICKSILVER_PROPERTIES_TREES_TREE_COPIER_H_
#define QUICKSILVER_PROPERTIES_TREES_TREE_COPIER_H_

// Copies a syntax tree node by node, with a say at each node: what reducers, rewrites and mutators
// derive from.
//
// A hook is given the original node and answers with the copy's. By default it copies; an override
// may answer with anything made by builder(), and may call the matching Copy… function to go on
// below the node. Invariant: with no hook overridden the copy equals the original (EqualAsts). The
// copy has no comments, and empty spans. The native stack is never the limit. It is wrong to put
// a node of the original into the copy.

#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/native_stack.h"
#include "engine/syntax/ast.h"
#include "properties/trees/tree_builder.h"

namespace quicksilver::properties {

class TreeCopier {
 public:
  explicit TreeCopier(const Ast& original) : original_(original) {}
  virtual ~TreeCopier() = default;
  TreeCopier(const TreeCopier&) = delete;
  TreeCopier& operator=(const TreeCopier&) = delete;

  // The whole program through the hooks.
  Ast Copy();

 protected:
  // --- Hooks
  virtual const Expr* OnExpr(const Expr& expr) { return CopyExpr(expr); }
  // Appends any number of statements that take the place of this one.
  virtual void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) {
    out.push_back(CopyStmt(stmt));
  }
  virtual Block OnBlock(const Block& block) { return CopyBlock(block); }
  virtual const Pattern* OnPattern(const Pattern& pattern) { return CopyPattern(pattern); }
  // A chant of any sort: statement, nameless, embodied.
  virtual const Chant* OnChant(const Chant& chant) { return CopyChant(chant); }
  // Every name, key and field, wherever it stands.
  virtual Symbol OnName(Symbol name) { return CopyName(name); }

  // --- One node, with its children through the hooks
  const Expr* CopyExpr(const Expr& expr);
  const Stmt* CopyStmt(const Stmt& stmt);
  Block CopyBlock(const Block& block);
  const Pattern* CopyPattern(const Pattern& pattern);
  const Chant* CopyChant(const Chant& chant);
  const TypeExpr* CopyType(const TypeExpr* type);  // null gives null
  Symbol CopyName(Symbol name);

  const Ast& original() const { return original_; }
  TreeBuilder& builder() { return builder_; }

 private:
  std::vector<const Expr*> CopyExprs(std::span<const Expr* const> exprs);
  std::vector<Entry> CopyEntries(std::span<const Entry> entries);
  std::vector<const TypeExpr*> CopyTypes(std::span<const TypeExpr* const> types);
  std::vector<Param> CopyParams(std::span<const Param> params);
  std::vector<Generic> CopyGenerics(std::span<const Generic> generics);
  std::vector<FieldDecl> CopyFields(std::span<const FieldDecl> fields);
  const Expr* CopyExprNow(const Expr& expr);
  const Stmt* CopyStmtNow(const Stmt& stmt);
  const Stmt* CopyDefinition(const Stmt& stmt);
  const Stmt* CopyMatch(const MatchStmt& stmt);

  const Ast& original_;
  TreeBuilder builder_;
  NativeStack stack_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_TREES_TREE_COPIER_H_
