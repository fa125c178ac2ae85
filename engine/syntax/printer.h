#ifndef QUICKSILVER_SYNTAX_PRINTER_H_
#define QUICKSILVER_SYNTAX_PRINTER_H_

// Syntax tree to canonical source text.
//
// Invariant: parsing the result gives an equal tree (EqualAsts), and printing that gives the same
// text again. A statement stands on a line of its own, indented by two blanks a level (to the
// fortieth, so that the text stays linear in the tree); parentheses stand only where they are
// needed; one blank line is kept where there were any. Comments are kept: on their own lines before
// what they preceded, at the line's end, or, out of the middle of a statement, before it.
// A tree that was not made by the parser may have any spans as long as it has no comments; its
// names must be names and its numbers finite and not negative.
// It is wrong to expect long lines to be broken.

#include <string>

#include "engine/syntax/ast.h"

namespace quicksilver {

std::string Print(const Ast& ast);

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_PRINTER_H_
