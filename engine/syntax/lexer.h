#ifndef QUICKSILVER_SYNTAX_LEXER_H_
#define QUICKSILVER_SYNTAX_LEXER_H_

// Source text to tokens, in one pass over the bytes.
//
// Invariant: the tokens are in reading order, the last is kEndOfInput, and where the text breaks
// the lexical grammar a kInvalid token stands before it and `error` says what is wrong there; the
// tokens before it are good. Texts, names and comments are copied into the arena, so nothing refers
// to the source afterwards.
// It is wrong to keep a TokenList across two runs: the buffers are there to be used again.

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "engine/base/arena.h"
#include "engine/syntax/ast.h"
#include "engine/syntax/interner.h"
#include "engine/syntax/syntax_error.h"
#include "engine/syntax/token.h"

namespace quicksilver {

// Spans count code points in 32 bits, and an end must fit too.
inline constexpr std::uint64_t kLongestSource = std::numeric_limits<std::uint32_t>::max() - 1;

struct TokenList {
  std::vector<Token> tokens;
  std::vector<double> numbers;
  std::vector<std::string_view> texts;  // escapes resolved
  std::vector<Comment> comments;
  std::vector<std::uint32_t> line_starts;
  SyntaxError error;  // means something only where there is a kInvalid token
};

// Fills `list` anew. `longest_source` bounds the code points; it is an argument so that the bound
// can be tested with less than four gigabytes.
void Lex(std::string_view source, Arena& arena, Interner& interner, TokenList& list,
         std::uint64_t longest_source = kLongestSource);

// One text with its tokens and all that they refer to, for whoever lexes now and then: the parser
// keeps its buffers instead. Stays where it is, as the interner remembers the arena's place.
struct LexedText {
  explicit LexedText(std::string_view source, std::uint64_t longest_source = kLongestSource);
  LexedText(const LexedText&) = delete;
  LexedText& operator=(const LexedText&) = delete;

  const std::vector<Token>& tokens() const { return list.tokens; }

  Arena arena;
  std::vector<std::string_view> symbols;
  Interner interner;
  TokenList list;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_LEXER_H_
