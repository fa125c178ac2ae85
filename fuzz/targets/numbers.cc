// Numbers as text and back: eight bytes as a double, then the bytes as a number's text.
#include <bit>
#include <cmath>
#include <cstring>

#include "engine/base/number_text.h"
#include "fuzz/targets/target.h"

namespace quicksilver {
namespace {

void CheckDouble(double value) {
  char buffer[kLongestNumberText];
  const std::string_view text(buffer, FormatNumber(value, buffer));
  if (!std::isfinite(value)) {
    fuzz::Expect(text == "NaN" || text == "inf" || text == "-inf", "an odd name", text);
    return;
  }
  fuzz::Expect(text.find_first_of("eE") == std::string_view::npos, "an exponent", text);
  const bool negative = text.starts_with('-');
  fuzz::Expect(negative == std::signbit(value), "the sign is lost", text);
  const auto read = ParseNumber(text.substr(negative ? 1 : 0));
  fuzz::Expect(read.has_value(), "what was written is no number", text);
  fuzz::Expect(
      std::bit_cast<std::uint64_t>(*read) == std::bit_cast<std::uint64_t>(std::fabs(value)),
      "another number was read back", text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size >= 8) {
    double value = 0;
    std::memcpy(&value, data, sizeof value);
    CheckDouble(value);
  }
  const std::string_view text = fuzz::TextOf(data, size);
  const auto number = ParseNumber(text);
  if (number.has_value()) {
    fuzz::Expect(std::isfinite(*number) && !std::signbit(*number),
                 "a literal is finite and has no sign", text);
    // The C library reads the same digits to the same double.
    fuzz::Expect(std::strtod(std::string(text).c_str(), nullptr) == *number,
                 "the C library reads another number", text);
    CheckDouble(*number);
  }
  return 0;
}

}  // namespace quicksilver
