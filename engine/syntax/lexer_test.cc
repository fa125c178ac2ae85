#include "engine/syntax/lexer.h"

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

#include "engine/syntax/literal.h"

namespace quicksilver {
namespace {

struct Lexed : LexedText {
  using LexedText::LexedText;

  std::vector<TokenKind> Kinds() const {
    std::vector<TokenKind> kinds;
    for (const Token& token : list.tokens) kinds.push_back(token.kind);
    EXPECT_EQ(kinds.back(), TokenKind::kEndOfInput);
    kinds.pop_back();
    return kinds;
  }

  bool Failed() const { return Kinds().size() > 0 && Kinds().back() == TokenKind::kInvalid; }
};

using Kinds = std::vector<TokenKind>;

void ExpectLexicalError(std::string_view source, Position position, std::string_view message) {
  const Lexed lexed(source);
  ASSERT_TRUE(lexed.Failed()) << "accepted: " << source;
  EXPECT_EQ(lexed.list.error.message, message) << source;
  EXPECT_EQ(lexed.list.error.position, position)
      << source << " failed at " << lexed.list.error.position.line << ":"
      << lexed.list.error.position.column;
}

std::string TextOf(std::string_view source) {
  const Lexed lexed(source);
  EXPECT_EQ(lexed.Kinds(), Kinds{TokenKind::kText}) << source;
  return lexed.list.texts.empty() ? "" : std::string(lexed.list.texts.front());
}

TEST(Lexer, KnowsEveryKeywordAndSignByItsSpelling) {
  for (std::size_t index = static_cast<std::size_t>(kFirstKeyword); index < kTokenKindCount;
       ++index) {
    const auto kind = static_cast<TokenKind>(index);
    const Lexed lexed(TokenText(kind));
    EXPECT_EQ(lexed.Kinds(), Kinds{kind}) << TokenText(kind);
    EXPECT_EQ(IsKeyword(kind), FindKeyword(TokenText(kind)) == kind) << TokenText(kind);
  }
}

TEST(Lexer, TakesWordsThatOnlyBeginLikeKeywordsAsNames) {
  for (const char* word :
       {"binds", "bin",  "Bind",           "BIND",         "_bind",   "is_not", "triumph", "ends",
        "i",     "x",    "justifications", "justificatio", "greater", "than",   "at",      "least",
        "most",  "less", "seek",           "where",        "filter",  "_",      "__",      "x1"}) {
    EXPECT_EQ(Lexed(word).Kinds(), Kinds{TokenKind::kName}) << word;
  }
}

TEST(Lexer, GivesOneSymbolToOneName) {
  const Lexed lexed("alpha beta alpha é beta");
  ASSERT_EQ(lexed.Kinds().size(), 5u);
  const auto& tokens = lexed.list.tokens;
  EXPECT_EQ(tokens[0].payload, tokens[2].payload);
  EXPECT_EQ(tokens[1].payload, tokens[4].payload);
  EXPECT_EQ(lexed.symbols, (std::vector<std::string_view>{"alpha", "beta", "é"}));
}

TEST(Lexer, KeepsThousandsOfNamesApart) {
  std::string source;
  for (int index = 0; index < 5000; ++index) source += "name" + std::to_string(index) + " ";
  const Lexed lexed(source + source);
  ASSERT_EQ(lexed.symbols.size(), 5000u);
  for (std::uint32_t index = 0; index < 5000; ++index) {
    ASSERT_EQ(lexed.list.tokens[index].payload, index);
    ASSERT_EQ(lexed.list.tokens[5000 + index].payload, index) << "a name got a second symbol";
  }
}

TEST(Lexer, JoinsTheWordsOfAnOperatorAcrossBlanksOnOneLine) {
  EXPECT_EQ(Lexed("is not").Kinds(), Kinds{TokenKind::kIsNot});
  EXPECT_EQ(Lexed("is \t\r not").Kinds(), Kinds{TokenKind::kIsNot});
  EXPECT_EQ(Lexed("at   most").Kinds(), Kinds{TokenKind::kAtMost});
  EXPECT_EQ(Lexed("is\nnot").Kinds(), (Kinds{TokenKind::kIs, TokenKind::kNot}));
  EXPECT_EQ(Lexed("is nothing").Kinds(), (Kinds{TokenKind::kIs, TokenKind::kNothing}));
  EXPECT_EQ(Lexed("is not_").Kinds(), (Kinds{TokenKind::kIs, TokenKind::kName}));
  EXPECT_EQ(Lexed("is noté").Kinds(), (Kinds{TokenKind::kIs, TokenKind::kName}));
  EXPECT_EQ(Lexed("is not1").Kinds(), (Kinds{TokenKind::kIs, TokenKind::kName}));
  EXPECT_EQ(Lexed("greater\nthan").Kinds(), (Kinds{TokenKind::kName, TokenKind::kName}));
  EXPECT_EQ(Lexed("less then").Kinds(), (Kinds{TokenKind::kName, TokenKind::kThen}));
  EXPECT_EQ(Lexed("at").Kinds(), Kinds{TokenKind::kName});
}

TEST(Lexer, LeavesWordsAfterADotApart) {
  EXPECT_EQ(Lexed("m.is not x").Kinds(), (Kinds{TokenKind::kName, TokenKind::kDot, TokenKind::kIs,
                                                TokenKind::kNot, TokenKind::kName}));
  EXPECT_EQ(Lexed("m.at at least 3").Kinds(),
            (Kinds{TokenKind::kName, TokenKind::kDot, TokenKind::kName, TokenKind::kAtLeast,
                   TokenKind::kNumber}));
}

TEST(Lexer, TakesTheLongestSign) {
  EXPECT_EQ(Lexed("a->b").Kinds(), (Kinds{TokenKind::kName, TokenKind::kArrow, TokenKind::kName}));
  EXPECT_EQ(Lexed("a- >b").Kinds(),
            (Kinds{TokenKind::kName, TokenKind::kMinus, TokenKind::kGreater, TokenKind::kName}));
  EXPECT_EQ(Lexed("....").Kinds(), (Kinds{TokenKind::kEllipsis, TokenKind::kDot}));
  EXPECT_EQ(Lexed("..").Kinds(), (Kinds{TokenKind::kDot, TokenKind::kDot}));
  EXPECT_EQ(Lexed(">>=").Kinds(), (Kinds{TokenKind::kGreater, TokenKind::kGreaterEqual}));
  EXPECT_EQ(Lexed("===").Kinds().size(), 2u);
}

TEST(Lexer, CountsSpansInCodePoints) {
  const Lexed lexed("é \"日本\" x\n  ñandú");
  ASSERT_EQ(lexed.Kinds().size(), 4u);
  const auto& tokens = lexed.list.tokens;
  EXPECT_EQ(tokens[0].span(), (Span{0, 1}));
  EXPECT_EQ(tokens[1].span(), (Span{2, 6}));
  EXPECT_EQ(tokens[2].span(), (Span{7, 8}));
  EXPECT_EQ(tokens[3].span(), (Span{11, 16}));
  EXPECT_FALSE(tokens[2].line_start);
  EXPECT_TRUE(tokens[3].line_start);
  EXPECT_EQ(lexed.list.line_starts, (std::vector<std::uint32_t>{0, 9}));
}

TEST(Lexer, ReadsNumbersByTheGrammar) {
  const Lexed lexed("0 12.5 1e3 1E-2 2.5e+1 9007199254740993 123456789012345678");
  EXPECT_EQ(lexed.Kinds(), Kinds(7, TokenKind::kNumber));
  EXPECT_EQ(lexed.list.numbers, (std::vector<double>{0, 12.5, 1000, 0.01, 25, 9007199254740992.0,
                                                     123456789012345680.0}));
  EXPECT_EQ(Lexed("1.foo").Kinds(), (Kinds{TokenKind::kNumber, TokenKind::kDot, TokenKind::kName}));
  EXPECT_EQ(Lexed("1.e5").Kinds(), (Kinds{TokenKind::kNumber, TokenKind::kDot, TokenKind::kName}));
  EXPECT_EQ(Lexed("1.2.3").Kinds(),
            (Kinds{TokenKind::kNumber, TokenKind::kDot, TokenKind::kNumber}));
  EXPECT_EQ(Lexed("1e-400").list.numbers, std::vector<double>{0});
}

TEST(Lexer, RejectsNumbersThatRunIntoALetterOrOverflow) {
  ExpectLexicalError("x 12abc", {1, 5}, "A letter directly follows a number");
  ExpectLexicalError("1_000", {1, 2}, "A letter directly follows a number");
  ExpectLexicalError("0x10", {1, 2}, "A letter directly follows a number");
  ExpectLexicalError("1e", {1, 2}, "A letter directly follows a number");
  ExpectLexicalError("1e+", {1, 2}, "A letter directly follows a number");
  ExpectLexicalError("1é", {1, 2}, "A letter directly follows a number");
  ExpectLexicalError("x 1e999", {1, 3}, "Number is too large");
}

TEST(Lexer, ResolvesEscapes) {
  EXPECT_EQ(TextOf(R"("plain")"), "plain");
  EXPECT_EQ(TextOf(R"("")"), "");
  EXPECT_EQ(TextOf(R"("\n\t\r\\\"\0")"), std::string("\n\t\r\\\"\0", 6));
  EXPECT_EQ(TextOf(R"("a\u{41}b")"), "aAb");
  EXPECT_EQ(TextOf(R"("\u{1f600}\u{00E9}\u{10FFFF}\u{0}")"), std::string("😀é\U0010FFFF\0", 11));
  EXPECT_EQ(TextOf("\"two\nlines # not a comment\""), "two\nlines # not a comment");
  EXPECT_EQ(TextOf("\"é\r\t\""), "é\r\t");
}

TEST(Lexer, RejectsBadEscapesAtTheirBackslash) {
  ExpectLexicalError(R"("ab\q")", {1, 4}, R"(Unknown escape '\q')");
  ExpectLexicalError(R"("\é")", {1, 2}, R"(Unknown escape '\é')");
  ExpectLexicalError("\"\\\n\"", {1, 2}, "Unknown escape: a backslash before a control character");
  ExpectLexicalError("\"\n\\x\"", {2, 1}, R"(Unknown escape '\x')");
  const char* const kHex = "Expected 1 to 6 hex digits in braces after '\\u'";
  for (const char* source : {R"("\u")", R"("\u41")", R"("\u{}")", R"("\u{1234567}")", R"("\u{12")",
                             R"("\u{g}")", R"("\u{-1}")", R"("\u{)", R"("\u)", R"("\u{41)"}) {
    ExpectLexicalError(source, {1, 2}, kHex);
  }
  ExpectLexicalError(R"("\u{D800}")", {1, 2}, "U+D800 is not a character");
  ExpectLexicalError(R"("\u{dfff}")", {1, 2}, "U+DFFF is not a character");
  ExpectLexicalError(R"("\u{110000}")", {1, 2}, "U+110000 is not a character");
  ExpectLexicalError("\"\\\xFF\"", {1, 3}, "Invalid UTF-8");
}

TEST(Lexer, RejectsAnUnterminatedTextAtItsQuote) {
  ExpectLexicalError("x \"abc", {1, 3}, "Unterminated text");
  ExpectLexicalError("x\n \"abc\ndef\n", {2, 2}, "Unterminated text");
  ExpectLexicalError("\"abc\\\"", {1, 1}, "Unterminated text");
  ExpectLexicalError("\"abc\\", {1, 1}, "Unterminated text");
}

TEST(Lexer, RejectsCharactersThatStartNoToken) {
  ExpectLexicalError("a $ b", {1, 3}, "Unexpected character '$'");
  ExpectLexicalError("=", {1, 1}, "Unexpected character '='");
  ExpectLexicalError("!", {1, 1}, "Unexpected character '!'");
  ExpectLexicalError("a\n;", {2, 1}, "Unexpected character ';'");
  ExpectLexicalError("\f", {1, 1}, "Unexpected character U+000C");
  ExpectLexicalError(std::string_view("\0", 1), {1, 1}, "Unexpected character U+0000");
  ExpectLexicalError("é€", {1, 2}, "Unexpected character U+20AC");
  ExpectLexicalError("x\u00A0y", {1, 2}, "Unexpected character U+00A0");
  ExpectLexicalError("\uFEFFx", {1, 1}, "Unexpected character U+FEFF");
  ExpectLexicalError("ab\u0301", {1, 3}, "Unexpected character U+0301");
  ExpectLexicalError("'1", {1, 1}, "Expected a name after \"'\"");
  ExpectLexicalError("'", {1, 1}, "Expected a name after \"'\"");
}

TEST(Lexer, RejectsInvalidUtf8Everywhere) {
  ExpectLexicalError("a \xFF", {1, 3}, "Invalid UTF-8");
  ExpectLexicalError("é\xC3", {1, 2}, "Invalid UTF-8");
  ExpectLexicalError("# comment \xC0\x80", {1, 11}, "Invalid UTF-8");
  ExpectLexicalError("\"text \xED\xA0\x80\"", {1, 7}, "Invalid UTF-8");
  ExpectLexicalError("1\xFF", {1, 2}, "Invalid UTF-8");
  ExpectLexicalError("'\xFF", {1, 1}, "Expected a name after \"'\"");
}

TEST(Lexer, KeepsTheGoodTokensBeforeAnError) {
  const Lexed lexed("bind x $ y");
  EXPECT_EQ(lexed.Kinds(), (Kinds{TokenKind::kBind, TokenKind::kName, TokenKind::kInvalid}));
}

TEST(Lexer, RecordsCommentsWithoutTrailingBlanks) {
  const Lexed lexed("# one \t\r\nx # two\n\n   # é three\n#");
  ASSERT_EQ(lexed.list.comments.size(), 4u);
  const auto& comments = lexed.list.comments;
  EXPECT_EQ(comments[0].text, "# one");
  EXPECT_EQ(comments[0].span, (Span{0, 5}));
  EXPECT_TRUE(comments[0].own_line);
  EXPECT_EQ(comments[1].text, "# two");
  EXPECT_FALSE(comments[1].own_line);
  EXPECT_EQ(comments[2].text, "# é three");
  EXPECT_TRUE(comments[2].own_line);
  EXPECT_EQ(comments[3].text, "#");
  EXPECT_TRUE(comments[3].own_line);
}

TEST(Lexer, ReadsLifetimes) {
  const Lexed lexed("'a 'é1 'end");
  EXPECT_EQ(lexed.Kinds(), Kinds(3, TokenKind::kLifetime));
  EXPECT_EQ(lexed.symbols, (std::vector<std::string_view>{"a", "é1", "end"}));
}

TEST(Lexer, CountsCodePointsAgainstTheLongestSource) {
  EXPECT_FALSE(Lexed("éééé", 4).Failed());
  const Lexed lexed("ééééé", 4);
  ASSERT_TRUE(lexed.Failed());
  EXPECT_EQ(lexed.list.error.message, "Source text is longer than 4 characters");
  EXPECT_EQ(lexed.list.error.position, (Position{1, 1}));
}

TEST(Lexer, ForgetsTheTextBefore) {
  Lexed lexed("a b \"c\" 1 # d\n$");
  ASSERT_TRUE(lexed.Failed());
  Arena arena;
  std::vector<std::string_view> symbols;
  lexed.interner.Start(arena, symbols);
  Lex("z", arena, lexed.interner, lexed.list);
  EXPECT_EQ(lexed.Kinds(), Kinds{TokenKind::kName});
  EXPECT_TRUE(lexed.list.comments.empty());
  EXPECT_EQ(lexed.list.line_starts.size(), 1u);
  EXPECT_EQ(symbols, std::vector<std::string_view>{"z"});
}

TEST(Literal, WritesTextsThatTheLexerReadsBack) {
  std::string everything;
  for (char character = 0; character < 0x7F; ++character) everything += character;
  everything += "\x7F\u0080\u009F\u00A0é😀";
  std::string literal;
  AppendTextLiteral(literal, everything);
  EXPECT_EQ(TextOf(literal), everything);
  EXPECT_EQ(literal.find('\n'), std::string::npos) << "a text literal stays on its line";

  std::string controls;
  AppendTextLiteral(controls, std::string_view("\0\x1F\x7F\u0085\t", 6));
  EXPECT_EQ(controls, R"("\u{0}\u{1f}\u{7f}\u{85}\t")");
}

TEST(Literal, WritesNumbersThatTheLexerReadsBack) {
  const std::pair<double, std::string> cases[] = {
      {0, "0"},
      {0.5, "0.5"},
      {1e20, "100000000000000000000"},
      {1e21, "1e+21"},
      {1e-6, "0.000001"},
      {1e-7, "1e-07"},
      {5e-324, "5e-324"},
      {1.7976931348623157e308, "1.7976931348623157e+308"}};
  for (const auto& [value, text] : cases) {
    std::string literal;
    AppendNumberLiteral(literal, value);
    EXPECT_EQ(literal, text);
    EXPECT_EQ(Lexed(literal).list.numbers, std::vector<double>{value});
  }
}

TEST(Literal, KnowsIdentifiers) {
  for (const char* name : {"a", "_", "_1", "é2", "end", "日本"})
    EXPECT_TRUE(IsIdentifier(name)) << name;
  for (const char* other : {"", "1a", "a b", "a-", "٣", "\xFF", "a\u0301"}) {
    EXPECT_FALSE(IsIdentifier(other)) << other;
  }
}

}  // namespace
}  // namespace quicksilver
