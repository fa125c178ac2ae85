#ifndef QUICKSILVER_PROPERTIES_REDUCERS_DECIDING_NODE_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_DECIDING_NODE_H_

// Which node is to blame when two runs of a program went different ways.
//
// Invariant: answers depend on the tree alone. It is wrong to ask about nodes of modules.

#include <string_view>

#include "properties/reducers/tree_index.h"

namespace quicksilver::properties {

// Whether the node is a statement or an operator that decides what is evaluated next.
bool Decides(const TreeIndex& index, NodeId id);

// Whether `id` is `ancestor` or below it; a chant's body is below the chant.
bool IsInside(const TreeIndex& index, NodeId id, NodeId ancestor);

// The chant whose body the node is in, innermost; kNoNode for the program's own statements.
NodeId ChantAround(const TreeIndex& index, NodeId id);

// One run went on to `left`, the other one to `right`; kNoNode: to the program's end. If one of
// them is in a handler, its attempt: something raised there and not here. Otherwise the outermost
// node that decides and contains the one but not the other; else the innermost that contains both;
// else an attempt that contains one of them; else kNoNode. A chant's body is only left by its end,
// so the search ends at chants.
NodeId DecidingNode(const TreeIndex& index, NodeId left, NodeId right);

// The last statement of the program's own block that gives the name a value; kNoNode if none does.
NodeId LastGiver(const TreeIndex& index, std::string_view name);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_DECIDING_NODE_H_
