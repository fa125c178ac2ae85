#include "engine/base/utf8.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>

#include "engine/base/assert.h"
#include "engine/base/unicode_tables.h"

namespace quicksilver {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080u;
constexpr std::uint64_t kLowBits = 0x0101010101010101u;

std::uint64_t LoadWord(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// The code points that start in these eight bytes: all but the continuations 10xxxxxx.
std::size_t StartsInWord(std::uint64_t word) {
  const std::uint64_t continuations = (word >> 7) & (~word >> 6) & kLowBits;
  return sizeof word - static_cast<std::size_t>(std::popcount(continuations));
}

template <std::size_t kSize>
bool Contains(const CodePointRange (&ranges)[kSize], char32_t code_point) {
  const auto* found = std::upper_bound(
      std::begin(ranges), std::end(ranges), code_point,
      [](char32_t wanted, const CodePointRange& range) { return wanted < range.first; });
  return found != std::begin(ranges) && code_point <= std::prev(found)->last;
}

}  // namespace

DecodedCodePoint DecodeUtf8(const char* at, const char* end) {
  constexpr DecodedCodePoint kInvalid{0, 0};
  const auto byte = [at](int index) { return static_cast<unsigned char>(at[index]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xC2 || lead > 0xF4) return kInvalid;
  const unsigned length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (static_cast<std::size_t>(end - at) < length) return kInvalid;
  // The second byte's range excludes overlong forms, surrogates and what is above U+10FFFF.
  unsigned char lowest = 0x80;
  unsigned char highest = 0xBF;
  if (lead == 0xE0) lowest = 0xA0;
  if (lead == 0xED) highest = 0x9F;
  if (lead == 0xF0) lowest = 0x90;
  if (lead == 0xF4) highest = 0x8F;
  if (byte(1) < lowest || byte(1) > highest) return kInvalid;
  char32_t code_point = lead & (0x7Fu >> length);
  for (unsigned index = 1; index < length; ++index) {
    if (!IsUtf8Continuation(at[index])) return kInvalid;
    code_point = code_point << 6 | (static_cast<unsigned char>(at[index]) & 0x3Fu);
  }
  return {code_point, length};
}

unsigned EncodeUtf8(char32_t code_point, char (&buffer)[kLongestUtf8]) {
  QS_ASSERT(code_point <= kLastCodePoint && (code_point < 0xD800 || code_point > 0xDFFF),
            "only scalar values can be encoded");
  const auto tail = [code_point](unsigned shift) {
    return static_cast<char>(0x80 | ((code_point >> shift) & 0x3F));
  };
  if (code_point < 0x80) {
    buffer[0] = static_cast<char>(code_point);
    return 1;
  }
  if (code_point < 0x800) {
    buffer[0] = static_cast<char>(0xC0 | (code_point >> 6));
    buffer[1] = tail(0);
    return 2;
  }
  if (code_point < 0x10000) {
    buffer[0] = static_cast<char>(0xE0 | (code_point >> 12));
    buffer[1] = tail(6);
    buffer[2] = tail(0);
    return 3;
  }
  buffer[0] = static_cast<char>(0xF0 | (code_point >> 18));
  buffer[1] = tail(12);
  buffer[2] = tail(6);
  buffer[3] = tail(0);
  return 4;
}

void AppendUtf8(std::string& out, char32_t code_point) {
  char buffer[kLongestUtf8];
  out.append(buffer, EncodeUtf8(code_point, buffer));
}

std::size_t FindInvalidUtf8(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    if (end - at >= 8 && (LoadWord(at) & kHighBits) == 0) {
      at += 8;
      continue;
    }
    const unsigned length = DecodeUtf8(at, end).length;
    if (length == 0) return static_cast<std::size_t>(at - text.data());
    at += length;
  }
  return std::string_view::npos;
}

std::size_t CountCodePoints(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  std::size_t count = 0;
  for (; end - at >= 8; at += 8) count += StartsInWord(LoadWord(at));
  for (; at != end; ++at) count += !IsUtf8Continuation(*at);
  return count;
}

std::size_t CodePointOffset(std::string_view text, std::size_t index) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (end - at >= 8) {
    const std::size_t starts = StartsInWord(LoadWord(at));
    if (starts > index) break;
    index -= starts;
    at += 8;
  }
  // `at` may stand inside a code point whose start has been counted.
  while (at != end && (index > 0 || IsUtf8Continuation(*at))) {
    index -= !IsUtf8Continuation(*at);
    ++at;
  }
  return static_cast<std::size_t>(at - text.data());
}

bool IsLetter(char32_t code_point) {
  if (code_point < 0x80) return (code_point | 0x20) >= 'a' && (code_point | 0x20) <= 'z';
  return Contains(kLetterRanges, code_point);
}

bool IsWhiteSpace(char32_t code_point) {
  if (code_point < 0x80) return code_point == ' ' || (code_point >= '\t' && code_point <= '\r');
  return Contains(kWhiteSpaceRanges, code_point);
}

std::string Shortened(std::string_view text, std::size_t columns) {
  constexpr std::string_view kEllipsis = "\xE2\x80\xA6";  // U+2026
  const char* at = text.data();
  const char* const end = at + text.size();
  const char* last_but_one = at;
  for (std::size_t column = 0; at != end; ++column) {
    if (column == columns) {
      return std::string(text.data(), last_but_one).append(kEllipsis);
    }
    last_but_one = at;
    const DecodedCodePoint decoded = DecodeUtf8(at, end);
    at += decoded.length == 0 ? 1 : decoded.length;
  }
  return std::string(text);
}

}  // namespace quicksilver
