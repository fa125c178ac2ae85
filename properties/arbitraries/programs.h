#ifndef QUICKSILVER_PROPERTIES_ARBITRARIES_PROGRAMS_H_
#define QUICKSILVER_PROPERTIES_ARBITRARIES_PROGRAMS_H_

// Generated programs, as RapidCheck knows them: what generated.h is for everything else.
//
// A ReducibleProgram shrinks by the reducers' steps, on its tree: what a failing property prints is
// a minimal program, and not what a few bytes happen to make. A TypedProgram shrinks by its choices
// and stays well typed. Both show as source text that runs as it is.
// Invariant: a program that was made smaller by a reducer is not marked as well typed. It is wrong
// to ask for type soundness of a ReducibleProgram.

#include <cstdint>
#include <ostream>
#include <rapidcheck.h>
#include <string>

#include "properties/arbitraries/generated.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

struct ReducibleProgram {
  TestProgram program;
  // What decides the choices of whoever checks it; stays as it is.
  std::uint64_t seed = 0;
};

struct TypedProgram {
  TestProgram program;
  std::uint64_t seed = 0;
};

TypedProgram GenerateTypedProgram(Choices& choices);

std::string Describe(const ReducibleProgram& program);
std::string Describe(const TypedProgram& program);

inline void showValue(const ReducibleProgram& program, std::ostream& out) {
  out << '\n' << Describe(program);
}

rc::Gen<ReducibleProgram> ArbitraryProgram();

}  // namespace quicksilver::properties

namespace rc {

template <>
struct Arbitrary<quicksilver::properties::ReducibleProgram> {
  static Gen<quicksilver::properties::ReducibleProgram> arbitrary() {
    return quicksilver::properties::ArbitraryProgram();
  }
};

}  // namespace rc

#endif  // QUICKSILVER_PROPERTIES_ARBITRARIES_PROGRAMS_H_
