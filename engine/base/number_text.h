#ifndef QUICKSILVER_BASE_NUMBER_TEXT_H_
#define QUICKSILVER_BASE_NUMBER_TEXT_H_

// Numbers as text, both ways, as the language writes them.
//
// Invariant: what FormatNumber writes for a finite number is read back by ParseNumber to the same
// bits (after the sign, which the grammar leaves to the caller), with as few digits as that needs.
// It is wrong to use it where an exponent or a chosen number of decimals is wanted.

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace quicksilver {

enum class NumberError { kMalformed, kOverflow };

// Reads `digit+ [ "." digit+ ] [ ("e"|"E") ["+"|"-"] digit+ ]`, the whole of `text` and no more,
// correctly rounded. What is too small becomes the nearest subnormal or 0.
std::expected<double, NumberError> ParseNumber(std::string_view text);

// Enough for the longest text of any double.
inline constexpr std::size_t kLongestNumberText = 352;

// Writes to_text of a Number: the shortest digits that read back, never an exponent, `-0`, `inf`,
// `-inf`, `NaN`. Gives the characters written.
std::size_t FormatNumber(double value, char (&buffer)[kLongestNumberText]);

void AppendNumber(std::string& out, double value);

}  // namespace quicksilver

#endif  // QUICKSILVER_BASE_NUMBER_TEXT_H_
