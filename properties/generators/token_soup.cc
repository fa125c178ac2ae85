#include "properties/generators/token_soup.h"

#include <array>
#include <cstdint>
#include <string_view>

#include "engine/syntax/token.h"

namespace quicksilver::properties {
namespace {

constexpr std::array<std::string_view, 24> kNameTokens = {"x",
                                                          "y",
                                                          "_",
                                                          "f",
                                                          "length",
                                                          "print",
                                                          "to_text",
                                                          "self",
                                                          "at",
                                                          "least",
                                                          "most",
                                                          "than",
                                                          "less",
                                                          "greater",
                                                          "is1",
                                                          "note",
                                                          "x2",
                                                          "_a",
                                                          "\xC3\xA9",
                                                          "\xCE\xB1\xCE\xB2",
                                                          "\xE4\xB8\xAD",
                                                          "\xF0\x9D\x94\x98",
                                                          "List",
                                                          "e5"};

constexpr std::array<std::string_view, 18> kNumbers = {"0",
                                                       "1",
                                                       "7",
                                                       "0.5",
                                                       "1e5",
                                                       "1E+5",
                                                       "2e-3",
                                                       "00",
                                                       "1.5e3",
                                                       "1e308",
                                                       "1e309",
                                                       "5e-324",
                                                       "1e",
                                                       "1.",
                                                       "1.x",
                                                       "1x",
                                                       "123456789012345678901",
                                                       "0.1"};

constexpr std::array<std::string_view, 20> kTextTokens = {R"("")",
                                                          R"("a")",
                                                          R"("a b")",
                                                          R"("\n\t\r\\\"\0")",
                                                          R"("\u{41}")",
                                                          R"("\u{10FFFF}")",
                                                          R"("\u{D800}")",
                                                          R"("\u{}")",
                                                          R"("\q")",
                                                          R"("unterminated)",
                                                          "\"two\nlines\"",
                                                          "\"\xC3\xA9\"",
                                                          R"("# no comment")",
                                                          R"("\u{0000041}")",
                                                          R"("\u{1F600}")",
                                                          "\"\xC3\"",
                                                          R"("\)",
                                                          R"("'")",
                                                          "\"\x01\"",
                                                          R"("end")"};

// Pieces of statements and expressions.
constexpr std::array<std::string_view, 40> kPieces = {
    "bind x to ",
    "weave y as ",
    "set x to ",
    "set x[0] to ",
    "should true then ",
    " otherwise ",
    " end",
    "whilst x < 3 then ",
    "for each i in range(1, 3) then ",
    "chant f(x) then ",
    "chant f<'a, T>(x: T, ...rest) -> T then ",
    "yield ",
    "match x with when ",
    " when 1 then ",
    " when Present(_) then ",
    "attempt ",
    " harmonize on TypeError then ",
    "form P with a as Number, b as List<T> end",
    "variant V then A, B(x: Number) end",
    "aspect A then chant m(self) end",
    "embody A for P then chant m(self) then yield 1 end end",
    "grove G then ",
    "offer x, f",
    "summon M from \"modules/counter.gw\"",
    "gather limit as most from \"modules/counter.gw\"",
    "request Vault.key with justification \"why\"",
    "P { a: 1, b: [] }",
    "{ a: 1, \"b c\": x, end: 2 }",
    "[1, x, ]",
    "f(1, x)",
    "x[0].f?",
    "x | f | g(1)",
    "(x + 1)",
    "-x",
    "not x",
    "Triumph(1)",
    "Mishap(\"e\")",
    "Present(x)",
    "Absent",
    "chant(x) then x end",
};

constexpr std::array<std::string_view, 8> kOddities = {"'a", "'end", "' ",           "=",
                                                       "!",  "$",    "\xE2\x80\x94", "\x80"};

std::string_view Separator(Choices& choices) {
  constexpr std::array<std::string_view, 6> kSeparators = {" ", "", "\n", "  ", "\r\n", "\t"};
  constexpr std::array<std::uint8_t, 6> kShares = {60, 12, 18, 4, 3, 3};
  return kSeparators[choices.Pick(kShares)];
}

template <std::size_t size>
std::string OneOf(Choices& choices, const std::array<std::string_view, size>& list) {
  return std::string(list[choices.Below(size)]);
}

std::string WordOrSign(Choices& choices) {
  const auto kind =
      static_cast<TokenKind>(static_cast<std::uint32_t>(kFirstKeyword) +
                             choices.Below(static_cast<std::uint32_t>(kTokenKindCount) -
                                           static_cast<std::uint32_t>(kFirstKeyword)));
  std::string text(TokenText(kind));
  // The words of a two-word operator, apart.
  const std::size_t blank = text.find(' ');
  if (blank != std::string::npos && choices.Flip(30)) {
    text.replace(blank, 1, choices.Flip(50) ? "\n" : " \t ");
  }
  return text;
}

}  // namespace

std::string GenerateTokenText(Choices& choices) {
  constexpr std::array<std::uint8_t, 7> kShares = {
      22,  // names: what most tokens of a program are
      12,  // numbers
      7,   // texts
      30,  // words and signs of the language
      22,  // pieces
      4,   // comments
      3,   // what is no token: enough, since the first one ends the matter
  };
  switch (choices.Pick(kShares)) {
    case 0:
      return OneOf(choices, kNameTokens);
    case 1:
      return OneOf(choices, kNumbers);
    case 2:
      return OneOf(choices, kTextTokens);
    case 3:
      return WordOrSign(choices);
    case 4:
      return OneOf(choices, kPieces);
    case 5:
      return choices.Flip(50) ? "# why \xC3\xA9 \n" : "# \"text\n";
    default:
      return OneOf(choices, kOddities);
  }
}

std::string GenerateTokenSoup(Choices& choices) {
  std::string soup;
  for (std::uint32_t left = choices.Below(60); left > 0 && !choices.exhausted(); --left) {
    soup += GenerateTokenText(choices);
    soup += Separator(choices);
  }
  return soup;
}

}  // namespace quicksilver::properties
