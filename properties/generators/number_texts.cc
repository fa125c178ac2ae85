#include "properties/generators/number_texts.h"

#include <bit>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <string_view>

namespace quicksilver::properties {
namespace {

// Where writing or reading a number takes another path: zeros, the largest and smallest of their
// kinds, 2^53 and its neighbours, and the places at which others begin to write exponents.
constexpr double kPlaces[] = {0.0,
                              -0.0,
                              0x1p53 - 1,
                              0x1p53,
                              1e21,
                              1e-7,
                              0.1,
                              std::numeric_limits<double>::max(),
                              std::numeric_limits<double>::min(),
                              std::numeric_limits<double>::denorm_min(),
                              std::numeric_limits<double>::infinity(),
                              -std::numeric_limits<double>::infinity(),
                              std::numeric_limits<double>::quiet_NaN()};

std::uint64_t DrawBits(Choices& choices) {
  switch (choices.Below(5)) {
    case 4:
      return std::bit_cast<std::uint64_t>(kPlaces[choices.Below(std::size(kPlaces))]);
    case 0:
      return std::bit_cast<std::uint64_t>(choices.Number());
    case 1: {
      // Beside a power of two, where the distance to the neighbours changes.
      const std::uint64_t exponent = choices.Below(2048);
      const std::uint64_t away = choices.Below(5);
      return (exponent << 52) + away - 2;
    }
    default: {
      std::uint64_t bits = 0;
      for (int i = 0; i < 8; ++i) bits = bits << 8 | choices.Below(256);
      return bits;
    }
  }
}

std::string Digits(Choices& choices, std::uint32_t most) {
  std::string digits(1 + choices.Below(most), '0');
  for (char& digit : digits) digit = static_cast<char>('0' + choices.Below(10));
  return digits;
}

// A double written with many more digits than it needs, and a last one that decides.
std::string Halfway(Choices& choices) {
  const double number = std::bit_cast<double>(DrawBits(choices) & ~(std::uint64_t{1} << 63));
  std::string text = fmt::format("{:.{}e}", number, 16 + choices.Below(760));
  if (text.find_first_not_of("0123456789.e+-") != std::string::npos) return "1";
  text.insert(text.find('e'), 1, static_cast<char>('0' + choices.Below(10)));
  return text;
}

std::string DrawText(Choices& choices) {
  if (choices.Flip(30)) return Halfway(choices);
  std::string text = Digits(choices, choices.Flip(10) ? 400 : 20);
  if (choices.Flip(60)) text += "." + Digits(choices, choices.Flip(10) ? 400 : 20);
  if (choices.Flip(60)) {
    text += choices.Flip(50) ? 'e' : 'E';
    constexpr std::string_view kSigns[] = {"", "+", "-"};
    text += kSigns[choices.Below(3)];
    text += choices.Flip(30) ? "3" + Digits(choices, 2) : Digits(choices, choices.Flip(5) ? 30 : 3);
  }
  if (choices.Flip(15)) {
    const auto size = static_cast<std::uint32_t>(text.size());
    const std::uint32_t at = choices.Flip(50) ? size : choices.Below(size + 1);
    constexpr std::string_view kWrong = ".eE+-_x ,inf";
    text.insert(at, 1, kWrong[choices.Below(kWrong.size())]);
  }
  return text;
}

}  // namespace

NumberCase GenerateNumberCase(Choices& choices) {
  NumberCase made;
  made.bits = DrawBits(choices);
  made.text = DrawText(choices);
  return made;
}

std::string Describe(const NumberCase& number) {
  return fmt::format("{:#018x} ({:e}) and \"{}\"\n", number.bits,
                     std::bit_cast<double>(number.bits), number.text);
}

}  // namespace quicksilver::properties
