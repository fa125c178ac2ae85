#ifndef QUICKSILVER_PROPERTIES_ARBITRARIES_GENERATED_H_
#define QUICKSILVER_PROPERTIES_ARBITRARIES_GENERATED_H_

// What our generators make, as RapidCheck knows it.
//
// A Generated<T> is a value together with the choices that it was made from. RapidCheck chooses a
// seed; it shrinks a failing value by leaving out and lowering choices, since a generator that runs
// out of choices takes the simplest leaf. Invariant: generating from the choices gives the value
// again. The one Arbitrary is defined here, and generated.cc has the generators of all types; it is
// wrong to define another Arbitrary<Generated<…>>, which links and then fails when it runs.

#include <cstdint>
#include <ostream>
#include <rapidcheck.h>
#include <string>
#include <utility>
#include <vector>

#include "properties/generators/choices.h"

namespace quicksilver::properties {

template <typename T>
struct Generated {
  std::vector<std::uint8_t> choices;
  T value;
};

// Defined in generated.cc for the types that properties are about.
template <typename T>
rc::Gen<Generated<T>> GenerateArbitrary();

// The choices as hexadecimal digits, sixteen bytes a line.
std::string DescribeChoices(const std::vector<std::uint8_t>& choices);

template <typename T>
std::string Describe(const Generated<T>& generated) {
  return Describe(generated.value) + "from the choices\n" + DescribeChoices(generated.choices);
}

template <typename T>
void showValue(const Generated<T>& generated, std::ostream& out) {
  out << '\n' << Describe(generated);
}

}  // namespace quicksilver::properties

namespace rc {

template <typename T>
struct Arbitrary<quicksilver::properties::Generated<T>> {
  static Gen<quicksilver::properties::Generated<T>> arbitrary() {
    return quicksilver::properties::GenerateArbitrary<T>();
  }
};

}  // namespace rc

#endif  // QUICKSILVER_PROPERTIES_ARBITRARIES_GENERATED_H_
