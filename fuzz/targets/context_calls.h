#ifndef QUICKSILVER_FUZZ_TARGETS_CONTEXT_CALLS_H_
#define QUICKSILVER_FUZZ_TARGETS_CONTEXT_CALLS_H_

// Calls of the library in any order: contexts made, moved, reset, traced, switched to the other
// loop and used again, on programs and code that outlive them, by way of every kind of run.
//
// Each run is compared with the same program's first one, on a context without a past. Invariant:
// what happens is a function of the choices. It is wrong to expect anything of runs that ended for
// want of a resource: what a context has left behind counts against its limits.

#include "properties/generators/choices.h"

namespace quicksilver::fuzz {

// Ends the process with the program when a call does not do what it should.
void MakeContextCalls(properties::Choices& choices);

}  // namespace quicksilver::fuzz

#endif  // QUICKSILVER_FUZZ_TARGETS_CONTEXT_CALLS_H_
