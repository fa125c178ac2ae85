#ifndef QUICKSILVER_RUNTIME_ITERATOR_H_
#define QUICKSILVER_RUNTIME_ITERATOR_H_

// Iterators: immutable values whose step gives the next iterator and what it found.
//
// Invariant: stepping changes nothing that the program can see; callbacks run at every step and
// nothing is remembered. Each nested stage counts as one call (Limits::call_depth), because stages
// recurse. It is wrong to step natively without Runtime's stack.

#include "engine/runtime/runtime.h"
#include "engine/runtime/value.h"

namespace quicksilver {

struct IteratorStep {
  Value next;     // the iterator after this step; Raised when an error is pending
  Value element;  // Unbound at the end
};

// iter(value): an Iterator is itself; List and Range get one. Unbound for anything else.
Value MakeIterator(Runtime& runtime, const Value& value);

// An iterator that only this call owns becomes the next one; it is used up by an error.
IteratorStep StepIterator(Runtime& runtime, Value iterator);

// How many elements a range has (its ends truncated toward zero, end exclusive; NaN: none), as a
// double.
double RangeLength(const Range& range);
// The k-th element, start truncated + k.
double RangeElement(const Range& range, double k);

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_ITERATOR_H_
