#ifndef QUICKSILVER_INTERPRETER_RESOLVER_H_
#define QUICKSILVER_INTERPRETER_RESOLVER_H_

// Section 4 of the definition, "Scope": finds for every name of a tree the variable that it means.
//
// Invariant: the answer depends on the text alone. It is wrong to resolve a tree whose height
// exceeds kMaxNesting.

#include <optional>

#include "engine/base/native_stack.h"
#include "engine/interpreter/resolution.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

// Nothing when `stack`'s budget is spent. The ChantBody and FormCode made point to `unit`.
std::optional<Resolution> Resolve(const Ast& ast, Unit& unit, NativeStack& stack);

}  // namespace quicksilver

#endif  // QUICKSILVER_INTERPRETER_RESOLVER_H_
