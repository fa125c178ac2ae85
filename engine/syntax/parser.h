#ifndef QUICKSILVER_SYNTAX_PARSER_H_
#define QUICKSILVER_SYNTAX_PARSER_H_

// Source text to syntax tree.
//
// Invariant: every text gives either a tree that obeys ast.h and stays within the nesting limits,
// or the first SyntaxError in reading order; time and memory are linear in the text's length, and
// the native stack is never the limit. The tree does not refer to the source or to the Parser.
// It is wrong to share one Parser between threads.

#include <cstdint>
#include <expected>
#include <memory>
#include <string_view>

#include "engine/syntax/ast.h"
#include "engine/syntax/lexer.h"
#include "engine/syntax/syntax_error.h"

namespace quicksilver {

struct ParseMemory;

class Parser {
 public:
  // Texts of more than `longest_source` code points are refused.
  explicit Parser(std::uint64_t longest_source = kLongestSource);
  ~Parser();
  Parser(Parser&&) noexcept;
  Parser& operator=(Parser&&) noexcept;

  // The bytes of `source` may be anything. What was allocated for one text serves the next.
  std::expected<Ast, SyntaxError> Parse(std::string_view source);

 private:
  std::unique_ptr<ParseMemory> memory_;
  std::uint64_t longest_source_;
};

// One text with a Parser of its own.
std::expected<Ast, SyntaxError> Parse(std::string_view source);

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_PARSER_H_
