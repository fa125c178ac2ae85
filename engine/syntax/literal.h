#ifndef QUICKSILVER_SYNTAX_LITERAL_H_
#define QUICKSILVER_SYNTAX_LITERAL_H_

// Values and names the way source text spells them.
//
// Invariant: what is appended here is read back by the lexer as one token with the same value.
// It is wrong to use it for to_text, which escapes nothing and never writes an exponent.

#include <string>
#include <string_view>

namespace quicksilver {

// `"…"` with the escapes `\" \\ \n \t \r` and `\u{HEX}` for other control characters (U+0000–1F and
// U+007F–9F). `text` is valid UTF-8.
void AppendTextLiteral(std::string& out, std::string_view text);

// The escapes without the quotes.
void AppendEscaped(std::string& out, std::string_view text);

// A finite number, not negative, with as few digits as read back to it; with an exponent where it
// would take more than 21 digits otherwise.
void AppendNumberLiteral(std::string& out, double value);

// `_` or a letter, then `_`, letters and digits; keywords included.
bool IsIdentifier(std::string_view text);

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_LITERAL_H_
