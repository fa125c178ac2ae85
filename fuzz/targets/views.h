#ifndef QUICKSILVER_FUZZ_TARGETS_VIEWS_H_
#define QUICKSILVER_FUZZ_TARGETS_VIEWS_H_

// What people look at, as checks: dumps of tokens and trees, carets under errors, listings of code.
//
// They read the same hostile input as the engines do, and cost many times what parsing costs, so a
// target asks for them on a share of its inputs (OneIn). Invariant: a check depends on its
// arguments alone; all end the process when something is wrong. It is wrong to compare views with
// text that is written down somewhere: the tests beside the engine's files do that.

#include <cstdint>
#include <string_view>

#include "engine/bytecode/chunk.h"
#include "engine/syntax/ast.h"
#include "engine/syntax/lexer.h"

namespace quicksilver::fuzz {

// Whether an input whose SeedOf is `seed` is one of `share` that get what is expensive.
inline bool OneIn(std::uint64_t share, std::uint64_t seed) { return (seed >> 40) % share == 0; }

// The dump has a line for each token and comment of `list`, which was lexed from `text`, or ends
// with the error; a place that the seed names has a caret; a text that is too long is refused.
void CheckTokenViews(std::string_view text, const TokenList& list, std::uint64_t seed);

// Every expression is met once, and every node has a line in the dump.
void CheckTreeViews(const Ast& ast, std::string_view text);

// The listing with everything that can stand in one shows every instruction.
void CheckListing(const Chunk& chunk, std::string_view text);

}  // namespace quicksilver::fuzz

#endif  // QUICKSILVER_FUZZ_TARGETS_VIEWS_H_
