#include "properties/generators/constant_set.h"

#include <algorithm>
#include <array>
#include <bit>
#include <fmt/format.h>
#include <string_view>

#include "engine/base/number_text.h"

namespace quicksilver::properties {
namespace {

// Zeros, numbers that print alike or nearly, NaNs of either sign, and bit patterns that a table
// which forgets the type would take for a text's place.
constexpr std::array<std::uint64_t, 14> kNumbers = {
    0x0000'0000'0000'0000,  // 0
    0x8000'0000'0000'0000,  // -0
    0x3FF0'0000'0000'0000,  // 1
    0x3FF0'0000'0000'0001,  // the next one
    0x4340'0000'0000'0000,  // 2^53
    0x4340'0000'0000'0001,  // 2^53 + 2
    0x7FF0'0000'0000'0000,  // inf
    0xFFF0'0000'0000'0000,  // -inf
    0x7FF8'0000'0000'0000,  // NaN
    0xFFF8'0000'0000'0000,  // -NaN
    0x7FF8'0000'0000'0001,  // another NaN
    0x0000'0000'0000'0001,  // the smallest subnormal; also: offset 0, size 1
    0x0000'0001'0000'0001,  // offset 1, size 1
    0x0000'0000'FFFF'FFFF,
};

constexpr std::array<std::string_view, 10> kConstantTexts = {
    "",
    "0",
    "1",
    "-0",
    "NaN",
    "\xC3\xA9",      // e with acute, composed
    "e\xCC\x81",     // decomposed
    "\xEF\xAC\x81",  // the ligature fi
    "fi",
    "abcdefgh",
};

// The end of the text for whoever reads it as C does.
constexpr std::string_view kZeroByte{"a\0b", 3};

GeneratedConstant Number(std::uint64_t bits) { return {false, bits, {}}; }
GeneratedConstant Text(std::string text) { return {true, 0, std::move(text)}; }

GeneratedConstant Fresh(Choices& choices) {
  if (choices.Flip(50)) {
    if (choices.Flip(70)) return Number(kNumbers[choices.Below(kNumbers.size())]);
    return Number(std::bit_cast<std::uint64_t>(choices.Number()));
  }
  if (choices.Flip(70))
    return Text(std::string(kConstantTexts[choices.Below(kConstantTexts.size())]));
  if (choices.Flip(30)) return Text(std::string(kZeroByte.substr(0, 1 + choices.Below(3))));
  std::string text(choices.Below(20), 'a');
  for (char& byte : text) byte = static_cast<char>('a' + choices.Below(2));
  return Text(std::move(text));
}

std::string NearText(Choices& choices, std::string text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  switch (choices.Below(4)) {
    case 0:
      text += static_cast<char>(choices.Below(256));
      break;
    case 1:
      if (size > 0) text.pop_back();
      break;
    case 2:
      if (size > 0) text[choices.Below(size)] = static_cast<char>(choices.Below(256));
      break;
    default:
      text.insert(0, 1, '\0');
      break;
  }
  return text;
}

GeneratedConstant Near(Choices& choices, const GeneratedConstant& model) {
  // The same once more: most constants of a program are used more than once.
  if (choices.Flip(25)) return model;
  if (model.is_text) return Text(NearText(choices, model.text));
  switch (choices.Below(3)) {
    case 0:
      return Number(model.bits ^ std::uint64_t{1} << choices.Below(64));
    case 1:
      return Number(model.bits ^ std::uint64_t{1} << 63);
    default: {
      std::string text;
      AppendNumber(text, std::bit_cast<double>(model.bits));
      return Text(std::move(text));
    }
  }
}

}  // namespace

ConstantSet GenerateConstantSet(Choices& choices) {
  ConstantSet set;
  // The table grows several times in the larger sets.
  const std::uint32_t count = choices.Flip(20) ? choices.Below(1000) : choices.Below(40);
  if (choices.Flip(15)) set.clear_before = choices.Below(1 + count);
  while (set.constants.size() < count && !choices.exhausted()) {
    const auto size = static_cast<std::uint32_t>(set.constants.size());
    set.constants.push_back(size > 0 && choices.Flip(60)
                                ? Near(choices, set.constants[choices.Below(size)])
                                : Fresh(choices));
  }
  return set;
}

std::string Describe(const GeneratedConstant& constant) {
  if (!constant.is_text) {
    std::string text = fmt::format("number {:#018x} ", constant.bits);
    AppendNumber(text, std::bit_cast<double>(constant.bits));
    return text;
  }
  std::string text = "text \"";
  for (const char byte : constant.text) {
    const auto value = static_cast<unsigned char>(byte);
    if (value >= 0x20 && value < 0x7F && byte != '"' && byte != '\\') {
      text += byte;
    } else {
      text += fmt::format("\\x{:02x}", value);
    }
  }
  return text + "\"";
}

std::string Describe(const ConstantSet& set) {
  std::string text;
  for (std::size_t i = 0; i < set.constants.size(); ++i) {
    if (i > 0 && i == set.clear_before) text += "  clear\n";
    text += "  " + Describe(set.constants[i]) + "\n";
  }
  return text;
}

}  // namespace quicksilver::properties
