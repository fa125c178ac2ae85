#ifndef QUICKSILVER_SYNTAX_AST_DUMP_H_
#define QUICKSILVER_SYNTAX_AST_DUMP_H_

// Trees and tokens as text for people who want to see what the parser saw.
//
// Invariant: a node is a line: its kind, what belongs to it alone, its span as line:column of its
// start and of the place behind its end; its children follow, indented one step more (the first
// forty steps, so that the dump stays linear in the tree).
// It is wrong to parse this: the source text is the format that lasts, and Print writes it.

#include <optional>
#include <string>
#include <string_view>

#include "engine/syntax/ast.h"
#include "engine/syntax/syntax_error.h"

namespace quicksilver {

std::string DumpAst(const Ast& ast);

struct TokenDump {
  std::string text;  // a line for each token and comment before the error
  std::optional<SyntaxError> error;
};

// The bytes of `source` may be anything.
TokenDump DumpTokens(std::string_view source);

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_AST_DUMP_H_
