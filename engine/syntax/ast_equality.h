#ifndef QUICKSILVER_SYNTAX_AST_EQUALITY_H_
#define QUICKSILVER_SYNTAX_AST_EQUALITY_H_

// Whether two trees are the same program.
//
// Invariant: spans, node ids, comments and the numbering of symbols make no difference, nor does
// how a key or an error's name was quoted; parentheses do only where they mean something (a
// pipeline stage that is a call, a callee that is a field). Numbers are compared by their bits. It
// is wrong to use it to tell whether two programs behave alike.

#include "engine/syntax/ast.h"

namespace quicksilver {

bool EqualAsts(const Ast& left, const Ast& right);

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_AST_EQUALITY_H_
