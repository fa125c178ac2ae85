#ifndef QUICKSILVER_PROPERTIES_GENERATORS_NUMBER_TEXTS_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_NUMBER_TEXTS_H_

// Numbers, and texts that are numbers or nearly.
//
// Invariant: none. It is wrong to draw numbers for programs here: Choices::Number has those.

#include <cstdint>
#include <string>

#include "properties/generators/choices.h"

namespace quicksilver::properties {

struct NumberCase {
  std::uint64_t bits = 0;  // any double's
  // Digits with a point and an exponent, so many of them that rounding is decided late, at the ends
  // of the range, or with something that the grammar does not have.
  std::string text;
};

NumberCase GenerateNumberCase(Choices& choices);
std::string Describe(const NumberCase& number);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_NUMBER_TEXTS_H_
