#ifndef QUICKSILVER_PROPERTIES_REDUCERS_REDUCER_H_
#define QUICKSILVER_PROPERTIES_REDUCERS_REDUCER_H_

// The ways of making a program smaller, one a file, in the order in which they are tried.
//
// A reducer lists steps: each is one small change that may or may not keep whatever is looked for.
// The order is fixed, and goes from what removes most to what changes least, because every later
// step is cheaper on a smaller program:
//   statements   whole statements go, halves of blocks first: most of a program has nothing to do
//                with what is wrong
//   parts        arms, handlers, items, arguments with their parameters: what hangs on what is left
//   unwrap       a block takes the place of the statement around it: what is left is nested for no
//                reason
//   inline       what is named once, or called where its body would do, moves there: now names are
//                few
//   values       an expression gives way to a value that it had: what it was computed from goes
//   next expressions  an expression gives way to one of its parts or to a literal literals numbers
//   towards 0, texts towards "": fewer turns of loops, so cheaper runs plain        types,
//   generics, borrow and weave go where they do not matter names        short names at last, when
//   there are no others to collide with
// Invariant: a step changes the tree into one that prints and parses back to itself. It is wrong
// for a step to guess at types or meaning: whether a program is still of interest is the caller's
// to say.

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "properties/reducers/edit.h"
#include "properties/reducers/tree_index.h"

namespace quicksilver::properties {

// Puts its replacements into the edit, which is made for the tree that the step was listed for.
using Step = std::function<void(Edit&)>;
using Steps = std::vector<Step>;

struct Reducer {
  std::string_view name;
  // Appends the steps for a program. They refer to the index, which outlives them.
  void (*list)(const TreeIndex& index, Steps& steps);
};

// In their order.
std::span<const Reducer> Reducers();

void ListStatementSteps(const TreeIndex& index, Steps& steps);
void ListPartSteps(const TreeIndex& index, Steps& steps);
void ListParameterSteps(const TreeIndex& index, Steps& steps);  // a part of ListPartSteps
void ListUnwrapSteps(const TreeIndex& index, Steps& steps);
void ListInlineSteps(const TreeIndex& index, Steps& steps);
void ListValueSteps(const TreeIndex& index, Steps& steps);
void ListExpressionSteps(const TreeIndex& index, Steps& steps);
void ListLiteralSteps(const TreeIndex& index, Steps& steps);
void ListPlainSteps(const TreeIndex& index, Steps& steps);
void ListNameSteps(const TreeIndex& index, Steps& steps);

// Argument `number` goes from every call of `name`. In `v | f(a)` the first argument is v.
void DropArguments(Edit& edit, const TreeIndex& index, Symbol name, std::size_t number);

// Calls visit(begin, end) for the parts of a sequence of `count` to leave out: all, halves,
// quarters and so on to single ones, of each size from the back to the front, since what stands
// further back depends on what stands before it. (Zeller and Hildebrandt's ddmin without its
// complements.)
template <typename Visit>
void ForEachCut(std::size_t count, Visit&& visit) {
  for (std::size_t size = count; size > 0; size /= 2) {
    for (std::size_t end = count; end > 0; end -= end < size ? end : size) {
      visit(end < size ? 0 : end - size, end);
    }
  }
}

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_REDUCERS_REDUCER_H_
