#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_LIBRARY_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_LIBRARY_CHECK_H_

// The builtins, equality, and iterators as values, against library_model.
//
// A case is a small program and the canonical form that it must end in. It calls one builtin twice
// with the same variables and shows these afterwards: builtins are pure, so a second call gives the
// same and no argument changes. Invariant: arguments are such that the call does not raise. It is
// wrong to give the program to an engine whose limits could end it.

#include <optional>
#include <string>

#include "engine/engine.h"
#include "properties/generators/choices.h"

namespace quicksilver::properties {

struct LibraryCase {
  std::string source;
  std::string expected;
};

LibraryCase GenerateLibraryCase(Choices& choices);

// What is wrong, or nothing. The context is reset afterwards.
std::optional<std::string> CheckLibrary(const LibraryCase& made, Context& context);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_LIBRARY_CHECK_H_
