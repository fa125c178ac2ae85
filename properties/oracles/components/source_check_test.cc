// Generated source text: what it reaches, and that spoilt token lists are seen.

#include "properties/oracles/components/source_check.h"

#include <array>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "engine/base/utf8.h"
#include "engine/syntax/interner.h"
#include "engine/syntax/parser.h"
#include "properties/generators/source_text.h"
#include "properties/generators/token_soup.h"

namespace quicksilver::properties {
namespace {

TEST(SourceCheck, SeesAColumnADroppedTokenAndAWrongValue) {
  const std::string text = "bind \xC3\xA9 to\n  [1, \"a\\n\"] # end\nx is  not y";
  LexedText right(text);
  ASSERT_EQ(CheckTokenList(text, right.list, right.symbols), std::nullopt);

  LexedText moved(text);
  ++moved.list.tokens[3].begin;
  EXPECT_NE(CheckTokenList(text, moved.list, moved.symbols), std::nullopt);

  LexedText dropped(text);
  dropped.list.tokens.erase(dropped.list.tokens.begin() + 4);
  EXPECT_NE(CheckTokenList(text, dropped.list, dropped.symbols), std::nullopt);

  LexedText number(text);
  number.list.numbers[0] = -1;
  EXPECT_NE(CheckTokenList(text, number.list, number.symbols), std::nullopt);

  LexedText escape(text);
  escape.list.texts[0] = "a\\n";
  EXPECT_NE(CheckTokenList(text, escape.list, escape.symbols), std::nullopt);

  LexedText line(text);
  ++line.list.line_starts[1];
  EXPECT_NE(CheckTokenList(text, line.list, line.symbols), std::nullopt);

  LexedText joined(text);
  joined.list.tokens[3].line_start = false;
  EXPECT_NE(CheckTokenList(text, joined.list, joined.symbols), std::nullopt);
}

TEST(TokenSoup, HasEveryToken) {
  std::array<int, kTokenKindCount> count{};
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Choices choices = Choices::FromSeed(seed);
    const std::string soup = GenerateTokenSoup(choices);
    const LexedText lexed(soup);
    for (const Token& token : lexed.list.tokens) ++count[static_cast<std::size_t>(token.kind)];
  }
  for (std::size_t kind = 0; kind < kTokenKindCount; ++kind) {
    EXPECT_GT(count[kind], 20) << TokenText(static_cast<TokenKind>(kind));
  }
}

TEST(SourceText, ParsesAtTimesAndFailsForManyReasons) {
  int parsed = 0;
  int invalid_utf8 = 0;
  std::set<std::string> reasons;
  for (std::uint64_t seed = 0; seed < 1500; ++seed) {
    Choices choices = Choices::FromSeed(seed);
    const SourceText source = GenerateSourceText(choices);
    ASSERT_EQ(CheckSource(source.text), std::nullopt) << "seed " << seed << "\n"
                                                      << Describe(source);
    invalid_utf8 += IsValidUtf8(source.text) ? 0 : 1;
    const auto program = Parse(source.text);
    parsed += program.has_value() ? 1 : 0;
    if (!program.has_value()) reasons.insert(program.error().message);
  }
  EXPECT_GT(parsed, 150) << "hardly anything parses";
  EXPECT_GT(invalid_utf8, 100);
  EXPECT_GT(reasons.size(), 80u) << "most texts are refused for the same reason";
}

}  // namespace
}  // namespace quicksilver::properties
