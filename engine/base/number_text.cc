#include "engine/base/number_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <system_error>

#include "engine/base/assert.h"

namespace quicksilver {
namespace {

bool IsDigit(char character) { return character >= '0' && character <= '9'; }

// The parts of a literal; `exponent` keeps its sign.
struct NumberParts {
  std::string_view whole;
  std::string_view fraction;
  std::string_view exponent;
};

std::string_view TakeDigits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), IsDigit);
  const auto count = static_cast<std::size_t>(end - text.begin());
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

// False where `text` does not follow the grammar.
bool SplitNumber(std::string_view text, NumberParts& parts) {
  parts.whole = TakeDigits(text);
  if (parts.whole.empty()) return false;
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    parts.fraction = TakeDigits(text);
    if (parts.fraction.empty()) return false;
  }
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(1);
    const std::string_view with_sign = text;
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
    const std::string_view digits = TakeDigits(text);
    if (digits.empty()) return false;
    parts.exponent = with_sign.substr(0, with_sign.size() - text.size());
  }
  return text.empty();
}

// Beyond this a double has long overflowed or become 0, whatever its digits.
constexpr std::int64_t kHugeExponent = std::int64_t{1} << 58;

std::int64_t ReadExponent(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  std::int64_t value = 0;
  for (const char character : text) {
    if (!IsDigit(character)) continue;
    value = std::min(value * 10 + (character - '0'), kHugeExponent);
  }
  return negative ? -value : value;
}

// Numbers that from_chars calls out of range, or whose exponent has more digits than it reads: the
// digits are shifted to 0.d1d2d3… with d1 not 0, which tells an overflow from an underflow.
std::expected<double, NumberError> ParseExtremeNumber(const NumberParts& parts) {
  std::string digits;
  digits.append(parts.whole).append(parts.fraction);
  const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
  if (zeros == digits.size()) return 0.0;
  const std::int64_t exponent = ReadExponent(parts.exponent) +
                                static_cast<std::int64_t>(parts.whole.size()) -
                                static_cast<std::int64_t>(zeros);
  if (exponent > 310) return std::unexpected(NumberError::kOverflow);
  if (exponent < -330) return 0.0;
  std::string shifted = "0.";
  shifted.append(digits, zeros).append("e").append(std::to_string(exponent));
  double value = 0;
  const auto result = std::from_chars(shifted.data(), shifted.data() + shifted.size(), value);
  if (result.ec == std::errc{}) return value;
  if (exponent > 0) return std::unexpected(NumberError::kOverflow);
  return 0.0;
}

// The digits of a positive finite number without an exponent.
char* WriteDigits(double value, char* out) {
  // d[.ddd]e±xx with the fewest digits; fixed notation would give more of them for large numbers.
  char scientific[32];
  const auto written = std::to_chars(scientific, scientific + sizeof scientific, value,
                                     std::chars_format::scientific);
  QS_ASSERT(written.ec == std::errc{}, "the shortest digits of a double fit in 32 characters");
  char digits[24];
  int count = 0;
  const char* at = scientific;
  for (; *at != 'e'; ++at) {
    if (*at != '.') digits[count++] = *at;
  }
  ++at;
  int exponent = 0;
  std::from_chars(*at == '+' ? at + 1 : at, written.ptr, exponent);
  const int whole = exponent + 1;  // digits before the decimal point
  if (whole <= 0) {
    *out++ = '0';
    *out++ = '.';
    out = std::fill_n(out, -whole, '0');
    return std::copy_n(digits, count, out);
  }
  out = std::copy_n(digits, std::min(whole, count), out);
  if (whole >= count) return std::fill_n(out, whole - count, '0');
  *out++ = '.';
  return std::copy_n(digits + whole, count - whole, out);
}

}  // namespace

std::expected<double, NumberError> ParseNumber(std::string_view text) {
  NumberParts parts;
  if (!SplitNumber(text, parts)) return std::unexpected(NumberError::kMalformed);
  // from_chars stops reading very long exponents; no sensible number has one.
  if (parts.exponent.size() > 5) return ParseExtremeNumber(parts);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec == std::errc{}) return value;
  return ParseExtremeNumber(parts);
}

std::size_t FormatNumber(double value, char (&buffer)[kLongestNumberText]) {
  constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
  char* out = buffer;
  if (std::isnan(value)) {
    std::memcpy(out, "NaN", 3);
    return 3;
  }
  if (std::signbit(value)) {
    *out++ = '-';
    value = -value;
  }
  if (std::isinf(value)) {
    std::memcpy(out, "inf", 3);
    out += 3;
  } else if (value < kExactIntegers && value == std::trunc(value)) {
    out = std::to_chars(out, buffer + kLongestNumberText, static_cast<std::uint64_t>(value)).ptr;
  } else {
    out = WriteDigits(value, out);
  }
  return static_cast<std::size_t>(out - buffer);
}

void AppendNumber(std::string& out, double value) {
  char buffer[kLongestNumberText];
  out.append(buffer, FormatNumber(value, buffer));
}

}  // namespace quicksilver
