#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_SOURCE_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_SOURCE_CHECK_H_

// What must hold of any bytes handed to the lexer and the parser.
//
// Tokens: their spans are in order and inside the text, what lies between them is blanks, line
// feeds and comments, the text under a span spells the token (its number as strtod reads it, its
// text with the escapes resolved here once more), and lines and columns are those of counting from
// the start. Where the lexer refuses, it does so at or before the first byte that is not UTF-8.
// Programs: an error lies inside the text; a tree prints, the print parses to an equal tree and
// prints alike, and compiles to code that the verifier accepts.
// Invariant: none. It is wrong to give it texts of many megabytes: positions are counted anew for
// each token.

#include <optional>
#include <string>
#include <string_view>

#include "engine/syntax/lexer.h"

namespace quicksilver::properties {

// `list` is what the lexer made of `text`, with `symbols` as the interner's names.
std::optional<std::string> CheckTokenList(std::string_view text, const TokenList& list,
                                          const std::vector<std::string_view>& symbols);

std::optional<std::string> CheckTokens(std::string_view text);
// Tokens and, if it is one, the program.
std::optional<std::string> CheckSource(std::string_view text);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_SOURCE_CHECK_H_
