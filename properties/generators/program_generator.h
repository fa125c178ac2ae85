#ifndef QUICKSILVER_PROPERTIES_GENERATORS_PROGRAM_GENERATOR_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_PROGRAM_GENERATOR_H_

// Random programs that are well typed by construction and end by construction.
//
// A program is a syntax tree made node by node from the answers of a Choices, printed, and parsed
// again. Nothing in it can go wrong but what is meant to: indexes are below lengths that are known,
// divisors are not 0, keys are there, loops and recursions are counted, texts and lists grow by no
// more than was set aside for them, and the nodes that raise on purpose are listed.
// Invariant: every sequence of bytes gives a program (none is rejected), the same for every
// compiler and build; a shorter sequence gives what a longer one begins with, and simple endings.
// It is wrong to use it for what is not well typed: there are generators of tokens, of source text
// and of instructions for that.

#include "properties/generators/choices.h"
#include "properties/generators/profile.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

TestProgram GenerateProgram(Choices& choices, const Profile& profile);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_PROGRAM_GENERATOR_H_
