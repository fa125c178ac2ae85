#ifndef QUICKSILVER_SYNTAX_TREE_WALK_H_
#define QUICKSILVER_SYNTAX_TREE_WALK_H_

// Every expression, statement and pattern of a file, for code that wants to see them all and does
// not care how they are nested.
//
// Invariant: each is visited once; the native stack is not used, so depth does not matter. The
// order is nobody's promise. It is wrong to use this to evaluate anything.

#include <functional>

#include "engine/syntax/ast.h"

namespace quicksilver {

struct TreeVisitor {
  std::function<void(const Expr&)> expression = [](const Expr&) {};
  std::function<void(const Stmt&)> statement = [](const Stmt&) {};
  std::function<void(const Pattern&)> pattern = [](const Pattern&) {};
};

void VisitTree(const Ast& ast, const TreeVisitor& visitor);

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_TREE_WALK_H_
