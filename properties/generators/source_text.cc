#include "properties/generators/source_text.h"

#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <vector>

#include "engine/base/arena.h"
#include "engine/base/utf8.h"
#include "engine/syntax/interner.h"
#include "engine/syntax/lexer.h"
#include "properties/generators/profile.h"
#include "properties/generators/program_generator.h"
#include "properties/generators/token_soup.h"

namespace quicksilver::properties {
namespace {

std::string RandomBytes(Choices& choices) {
  std::string bytes(choices.Below(80), ' ');
  for (char& byte : bytes) byte = static_cast<char>(choices.Below(256));
  return bytes;
}

// Sequences at the edges of UTF-8: the first and last of each length, and what is wrong about
// shortest forms, surrogates, and what comes too late or too early.
constexpr std::array<std::string_view, 20> kUtf8 = {
    "\x7F",
    "\xC2\x80",
    "\xDF\xBF",
    "\xE0\xA0\x80",
    "\xED\x9F\xBF",
    "\xEE\x80\x80",
    "\xEF\xBF\xBF",
    "\xF0\x90\x80\x80",
    "\xF4\x8F\xBF\xBF",
    "\xEF\xBB\xBF",      // a byte order mark
    "\xC0\x80",          // not the shortest form
    "\xE0\x9F\xBF",      // nor this
    "\xF0\x8F\xBF\xBF",  // nor this
    "\xED\xA0\x80",      // a surrogate
    "\xF4\x90\x80\x80",  // above the last code point
    "\xC3",              // cut off
    "\xE2\x82",
    "\xF0\x9F\x98",
    "\x80",  // nothing to continue
    "\xFF",
};

std::string EdgesOfUtf8(Choices& choices) {
  std::string text;
  for (std::uint32_t left = choices.Below(12); left > 0; --left) {
    switch (choices.Below(4)) {
      case 0:
        text += kUtf8[choices.Below(kUtf8.size())];
        break;
      case 1:
        text += "\"";
        break;
      case 2:
        text += "# ";
        break;
      default:
        text += GenerateTokenText(choices) + "\n";
        break;
    }
  }
  return text;
}

// The tokens of a text as byte ranges. Empty where it does not lex.
struct ByteRange {
  std::size_t begin;
  std::size_t end;
};
std::vector<ByteRange> TokensOf(const std::string& text) {
  if (!IsValidUtf8(text)) return {};
  const LexedText lexed(text);
  std::vector<ByteRange> ranges;
  for (const Token& token : lexed.tokens()) {
    if (token.kind == TokenKind::kInvalid) return {};
    ranges.push_back({CodePointOffset(text, token.begin), CodePointOffset(text, token.end)});
  }
  ranges.pop_back();  // the end of input
  return ranges;
}

std::string SpoilToken(Choices& choices, std::string text) {
  const std::vector<ByteRange> tokens = TokensOf(text);
  if (tokens.empty()) return text;
  const auto count = static_cast<std::uint32_t>(tokens.size());
  const ByteRange at = tokens[choices.Below(count)];
  const std::string token = text.substr(at.begin, at.end - at.begin);
  switch (choices.Below(5)) {
    case 0:
      return text.erase(at.begin, token.size());
    case 1:
      return text.insert(at.end, " " + token);
    case 2: {
      const ByteRange other = tokens[choices.Below(count)];
      return text.replace(at.begin, token.size(),
                          text.substr(other.begin, other.end - other.begin));
    }
    case 3:
      return text.replace(at.begin, token.size(), GenerateTokenText(choices));
    default:
      return text.insert(at.end, choices.Flip(50) ? "\n" : " ( ");
  }
}

std::string SpoilByte(Choices& choices, std::string text) {
  if (text.empty()) return text;
  const auto size = static_cast<std::uint32_t>(text.size());
  const std::uint32_t at = choices.Below(size);
  switch (choices.Below(4)) {
    case 0:
      text[at] = static_cast<char>(choices.Below(256));
      return text;
    case 1:
      return text.erase(at, 1 + choices.Below(4));
    case 2:
      return text.insert(at, kUtf8[choices.Below(kUtf8.size())]);
    default:
      text.resize(at);
      return text;
  }
}

std::string Program(Choices& choices) {
  const auto profiles = AllProfiles();
  const Profile& profile = profiles[choices.Below(static_cast<std::uint32_t>(profiles.size()))];
  return std::string(GenerateProgram(choices, profile).program.source());
}

}  // namespace

std::string SpoilSource(Choices& choices, std::string program) {
  // One change as a rule, so that the rest is a program.
  for (std::uint32_t left = 1 + (choices.Flip(25) ? choices.Below(4) : 0); left > 0; --left) {
    program = choices.Flip(70) ? SpoilToken(choices, std::move(program))
                               : SpoilByte(choices, std::move(program));
  }
  return program;
}

SourceText GenerateSourceText(Choices& choices) {
  constexpr std::array<std::uint8_t, 4> kShares = {
      30,  // soups of tokens: cheap, and they reach far into the lexer
      52,  // spoilt programs: they reach far into the parser
      12,  // the edges of UTF-8
      6,   // bytes: nearly all end at the first character
  };
  switch (choices.Pick(kShares)) {
    case 0:
      return {GenerateTokenSoup(choices)};
    case 1: {
      // First what is spoilt, so that shorter choices are simpler programs.
      std::string program = Program(choices);
      // Some are whole: what parses is checked further.
      if (choices.Flip(15)) return {std::move(program)};
      return {SpoilSource(choices, std::move(program))};
    }
    case 2:
      return {EdgesOfUtf8(choices)};
    default:
      return {RandomBytes(choices)};
  }
}

std::string Describe(const SourceText& source) {
  std::string text;
  for (const char byte : source.text) {
    const auto value = static_cast<unsigned char>(byte);
    if (byte == '\n' || (value >= 0x20 && value < 0x7F)) {
      text += byte;
    } else {
      text += fmt::format("<{:02x}>", value);
    }
  }
  return text + "\n";
}

}  // namespace quicksilver::properties
