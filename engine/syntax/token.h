#ifndef QUICKSILVER_SYNTAX_TOKEN_H_
#define QUICKSILVER_SYNTAX_TOKEN_H_

// The words and signs a program is made of. The tables below are the only place that lists them:
// the enumeration, the spellings, the lexer's keyword search and the messages all come from here.
//
// Invariant: a token's span covers its source text; `line_start` says that a line feed stands
// between it and the token before, so line feeds need no tokens of their own.
// It is wrong to look at `payload` without knowing the kind.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/syntax/source.h"

namespace quicksilver {

#define QUICKSILVER_KEYWORDS(X)      \
  X(kBind, "bind")                   \
  X(kWeave, "weave")                 \
  X(kSet, "set")                     \
  X(kTo, "to")                       \
  X(kAs, "as")                       \
  X(kShould, "should")               \
  X(kThen, "then")                   \
  X(kEnd, "end")                     \
  X(kOtherwise, "otherwise")         \
  X(kFor, "for")                     \
  X(kEach, "each")                   \
  X(kIn, "in")                       \
  X(kRange, "range")                 \
  X(kWhilst, "whilst")               \
  X(kBreak, "break")                 \
  X(kContinue, "continue")           \
  X(kChant, "chant")                 \
  X(kYield, "yield")                 \
  X(kBorrow, "borrow")               \
  X(kMut, "mut")                     \
  X(kForm, "form")                   \
  X(kVariant, "variant")             \
  X(kAspect, "aspect")               \
  X(kEmbody, "embody")               \
  X(kGrove, "grove")                 \
  X(kOffer, "offer")                 \
  X(kSummon, "summon")               \
  X(kGather, "gather")               \
  X(kFrom, "from")                   \
  X(kAttempt, "attempt")             \
  X(kHarmonize, "harmonize")         \
  X(kOn, "on")                       \
  X(kMatch, "match")                 \
  X(kWhen, "when")                   \
  X(kWith, "with")                   \
  X(kRequest, "request")             \
  X(kJustification, "justification") \
  X(kTriumph, "Triumph")             \
  X(kMishap, "Mishap")               \
  X(kPresent, "Present")             \
  X(kAbsent, "Absent")               \
  X(kTrue, "true")                   \
  X(kFalse, "false")                 \
  X(kNothing, "nothing")             \
  X(kIs, "is")                       \
  X(kAnd, "and")                     \
  X(kOr, "or")                       \
  X(kNot, "not")

// Two words on one line; each first word but `is` is a plain name when it stands alone.
#define QUICKSILVER_TWO_WORD_OPERATORS(X) \
  X(kIsNot, "is not")                     \
  X(kGreaterThan, "greater than")         \
  X(kLessThan, "less than")               \
  X(kAtLeast, "at least")                 \
  X(kAtMost, "at most")

#define QUICKSILVER_SIGNS(X) \
  X(kLeftParen, "(")         \
  X(kRightParen, ")")        \
  X(kLeftBracket, "[")       \
  X(kRightBracket, "]")      \
  X(kLeftBrace, "{")         \
  X(kRightBrace, "}")        \
  X(kComma, ",")             \
  X(kColon, ":")             \
  X(kDot, ".")               \
  X(kEllipsis, "...")        \
  X(kArrow, "->")            \
  X(kQuestion, "?")          \
  X(kPipe, "|")              \
  X(kPlus, "+")              \
  X(kMinus, "-")             \
  X(kStar, "*")              \
  X(kSlash, "/")             \
  X(kPercent, "%")           \
  X(kEqualEqual, "==")       \
  X(kBangEqual, "!=")        \
  X(kLess, "<")              \
  X(kLessEqual, "<=")        \
  X(kGreater, ">")           \
  X(kGreaterEqual, ">=")

// Tokens whose text varies; what stands here names them in messages.
#define QUICKSILVER_OPEN_TOKENS(X) \
  X(kEndOfInput, "end of input")   \
  X(kInvalid, "invalid character") \
  X(kNumber, "number")             \
  X(kText, "text")                 \
  X(kName, "name")                 \
  X(kLifetime, "lifetime")

#define QUICKSILVER_TOKENS(X)       \
  QUICKSILVER_OPEN_TOKENS(X)        \
  QUICKSILVER_KEYWORDS(X)           \
  QUICKSILVER_TWO_WORD_OPERATORS(X) \
  QUICKSILVER_SIGNS(X)

enum class TokenKind : std::uint8_t {
#define QUICKSILVER_ENUMERATOR(name, text) name,
  QUICKSILVER_TOKENS(QUICKSILVER_ENUMERATOR)
#undef QUICKSILVER_ENUMERATOR
};
inline constexpr std::size_t kTokenKindCount =
    static_cast<std::size_t>(TokenKind::kGreaterEqual) + 1;

inline constexpr TokenKind kFirstKeyword = TokenKind::kBind;
inline constexpr TokenKind kLastKeyword = TokenKind::kNot;
inline constexpr std::size_t kLongestKeyword = 13;

constexpr bool IsKeyword(TokenKind kind) { return kind >= kFirstKeyword && kind <= kLastKeyword; }

// The spelling; for tokens whose text varies, what they are.
std::string_view TokenText(TokenKind kind);

// The keyword that `word` is, or kName.
TokenKind FindKeyword(std::string_view word);

struct Token {
  std::uint32_t begin = 0;  // in code points, like a Span
  std::uint32_t end = 0;
  // kName, kLifetime: the Symbol. kText, kNumber: an index into the token list's values.
  // kLess: scratch for the parser's search for type arguments.
  std::uint32_t payload = 0;
  TokenKind kind = TokenKind::kEndOfInput;
  bool line_start = false;

  Span span() const { return {begin, end}; }
};

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_TOKEN_H_
