#ifndef QUICKSILVER_PROPERTIES_ORACLES_SCRAMBLED_TREE_H_
#define QUICKSILVER_PROPERTIES_ORACLES_SCRAMBLED_TREE_H_

// A program whose expressions were put under and beside operators at random: trees that nobody
// would write and that types forbid, but that the grammar has, for whatever prints and parses.
//
// Invariant: a function of the tree and the seed; every tree that comes out is one that the grammar
// has, unless it is nested too deep. It is wrong to run it.

#include <cstdint>

#include "engine/syntax/ast.h"

namespace quicksilver::properties {

Ast Scrambled(const Ast& tree, std::uint64_t seed);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_SCRAMBLED_TREE_H_
