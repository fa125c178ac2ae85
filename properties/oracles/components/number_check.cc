#include "properties/oracles/components/number_check.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>

namespace quicksilver::properties {
namespace {

using Complaint = std::optional<std::string>;

bool SameBits(double left, double right) {
  return std::bit_cast<std::uint64_t>(left) == std::bit_cast<std::uint64_t>(right);
}

// The fewest significant digits that strtod reads back to `number`.
int FewestDigits(double number) {
  for (int digits = 1; digits < 17; ++digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*e", digits - 1, number);
    if (SameBits(std::strtod(text, nullptr), number)) return digits;
  }
  return 17;
}

int SignificantDigits(std::string_view text) {
  std::string digits;
  for (const char character : text) {
    if (character >= '0' && character <= '9') digits += character;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  // Zeros at the end of a whole number hold its place; those behind a point would say nothing.
  if (text.find('.') == std::string_view::npos) {
    while (!digits.empty() && digits.back() == '0') digits.pop_back();
  }
  return static_cast<int>(digits.size());
}

Complaint CheckFormat(double number, const NumberFunctions& functions) {
  char buffer[kLongestNumberText];
  const std::string text(buffer, functions.format(number, buffer));
  if (std::isnan(number)) {
    if (text == "NaN") return std::nullopt;
    return fmt::format("a NaN is written {}", text);
  }
  if (std::isinf(number)) {
    if (text == (number < 0 ? "-inf" : "inf")) return std::nullopt;
    return fmt::format("an infinity is written {}", text);
  }
  const std::string_view digits = std::string_view(text).substr(std::signbit(number) ? 1 : 0);
  if (std::signbit(number) != (text.front() == '-')) return fmt::format("{}: sign lost", text);
  if (digits.find_first_not_of("0123456789.") != std::string_view::npos) {
    return fmt::format("{}: more than digits and a point", text);
  }
  const auto parsed = functions.parse(digits);
  if (!parsed || !SameBits(*parsed, std::fabs(number))) {
    return fmt::format("{} reads back otherwise", text);
  }
  if (!SameBits(std::strtod(text.c_str(), nullptr), number)) {
    return fmt::format("{} is another number for strtod", text);
  }
  if (number != 0 && SignificantDigits(digits) > FewestDigits(number)) {
    return fmt::format("{} has more digits than are needed ({})", text, FewestDigits(number));
  }
  return std::nullopt;
}

// digit+ [ "." digit+ ] [ ("e"|"E") ["+"|"-"] digit+ ]
bool FollowsGrammar(const std::string& text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at > from;
  };
  if (!digits()) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (!digits()) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (!digits()) return false;
  }
  return at == text.size();
}

Complaint CheckParse(const std::string& text, const NumberFunctions& functions) {
  const auto parsed = functions.parse(text);
  if (!FollowsGrammar(text)) {
    if (!parsed && parsed.error() == NumberError::kMalformed) return std::nullopt;
    return "a text that does not follow the grammar was read";
  }
  const double expected = std::strtod(text.c_str(), nullptr);
  if (std::isinf(expected)) {
    if (!parsed && parsed.error() == NumberError::kOverflow) return std::nullopt;
    return "a text that is too large was read";
  }
  if (!parsed) return "a number was refused";
  if (SameBits(*parsed, expected)) return std::nullopt;
  return fmt::format("was read as {:.17g}, {:.17g} expected", *parsed, expected);
}

}  // namespace

Complaint CheckNumberFunctions(const NumberCase& number, const NumberFunctions& functions) {
  const double value = std::bit_cast<double>(number.bits);
  if (Complaint complaint = CheckFormat(value, functions)) return complaint;
  if (Complaint complaint = CheckParse(number.text, functions)) return "the text " + *complaint;
  return std::nullopt;
}

Complaint CheckNumber(const NumberCase& number) { return CheckNumberFunctions(number, {}); }

}  // namespace quicksilver::properties
