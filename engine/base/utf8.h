#ifndef QUICKSILVER_BASE_UTF8_H_
#define QUICKSILVER_BASE_UTF8_H_

// UTF-8 and the two Unicode properties the language asks about.
//
// Invariant: valid means what RFC 3629 says: shortest forms only, no surrogates, nothing above
// U+10FFFF. Functions that take valid UTF-8 say so; they do not check it, and only the ones without
// that remark may see bytes from outside.
// It is wrong to look for user-perceived characters here: the language's unit is the code point.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace quicksilver {

inline constexpr char32_t kLastCodePoint = 0x10FFFF;
inline constexpr std::size_t kLongestUtf8 = 4;

// One code point and its length in bytes; length 0 where the bytes are not valid.
struct DecodedCodePoint {
  char32_t code_point;
  unsigned length;
};

// Decodes the code point that starts at `at`. Needs at < end; the bytes may be anything.
DecodedCodePoint DecodeUtf8(const char* at, const char* end);

// The length of the code point that starts with `lead` in valid UTF-8.
inline unsigned Utf8Length(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte < 0x80) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

inline bool IsUtf8Continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

// Writes a code point that is not a surrogate and not above U+10FFFF; gives the bytes written.
unsigned EncodeUtf8(char32_t code_point, char (&buffer)[kLongestUtf8]);
void AppendUtf8(std::string& out, char32_t code_point);

// The offset of the first byte that does not begin a valid code point; npos where there is none.
std::size_t FindInvalidUtf8(std::string_view text);
inline bool IsValidUtf8(std::string_view text) {
  return FindInvalidUtf8(text) == std::string_view::npos;
}

// The number of code points in valid UTF-8. In other bytes: those that are not continuations.
std::size_t CountCodePoints(std::string_view text);

// The byte offset of code point number `index` in valid UTF-8; text.size() where it is past the
// end.
std::size_t CodePointOffset(std::string_view text, std::size_t index);

// `text` cut to `columns` code points, with an ellipsis at the end if anything is missing.
std::string Shortened(std::string_view text, std::size_t columns);

// Whether the code point's general category is L*.
bool IsLetter(char32_t code_point);

// Whether the code point has the property White_Space.
bool IsWhiteSpace(char32_t code_point);

}  // namespace quicksilver

#endif  // QUICKSILVER_BASE_UTF8_H_
