#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_NUMBER_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_NUMBER_CHECK_H_

// Numbers as text, both ways, against the C library, which the engine does not use for it.
//
// A number's text reads back to its bits, has no exponent, and no shorter text reads back. A text
// of the grammar reads as strtod reads it (correctly rounded in glibc), and a text that does not
// follow the grammar is refused. Invariant: none. It is wrong to run it under a locale that writes
// a comma for the point.

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/number_text.h"
#include "properties/generators/number_texts.h"

namespace quicksilver::properties {

// What is checked: the engine's functions, or others with planted bugs.
struct NumberFunctions {
  std::size_t (*format)(double value, char (&buffer)[kLongestNumberText]) = FormatNumber;
  std::expected<double, NumberError> (*parse)(std::string_view text) = ParseNumber;
};

std::optional<std::string> CheckNumberFunctions(const NumberCase& number,
                                                const NumberFunctions& functions);
std::optional<std::string> CheckNumber(const NumberCase& number);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_NUMBER_CHECK_H_
