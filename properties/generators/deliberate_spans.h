#ifndef QUICKSILVER_PROPERTIES_GENERATORS_DELIBERATE_SPANS_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_DELIBERATE_SPANS_H_

// Where the nodes that raise on purpose ended up in the parsed program.
//
// Invariant: `written`, whose marked nodes have spans that end at 1, and `parsed` are equal trees.
// A marked `set` may raise for its root or for any step, so it gives a span for each. It is wrong
// to use this on trees that do not come from the program generator.

#include <vector>

#include "engine/syntax/ast.h"

namespace quicksilver::properties {

std::vector<Span> DeliberateSpans(const Ast& written, const Ast& parsed);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_DELIBERATE_SPANS_H_
