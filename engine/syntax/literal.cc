#include "engine/syntax/literal.h"

#include <charconv>
#include <cmath>
#include <cstdint>

#include "engine/base/assert.h"
#include "engine/base/number_text.h"
#include "engine/base/utf8.h"

namespace quicksilver {
namespace {

void AppendUnicodeEscape(std::string& out, char32_t code_point) {
  char digits[8];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, static_cast<std::uint32_t>(code_point), 16).ptr;
  out.append("\\u{").append(digits, end).append("}");
}

}  // namespace

void AppendEscaped(std::string& out, std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const DecodedCodePoint decoded = DecodeUtf8(at, end);
    QS_ASSERT(decoded.length != 0, "texts are valid UTF-8");
    const char32_t code_point = decoded.code_point;
    if (code_point == '"' || code_point == '\\') {
      out.append(1, '\\').append(1, *at);
    } else if (code_point == '\n') {
      out.append("\\n");
    } else if (code_point == '\t') {
      out.append("\\t");
    } else if (code_point == '\r') {
      out.append("\\r");
    } else if (code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F)) {
      AppendUnicodeEscape(out, code_point);
    } else {
      out.append(at, decoded.length);
    }
    at += decoded.length;
  }
}

void AppendTextLiteral(std::string& out, std::string_view text) {
  out += '"';
  AppendEscaped(out, text);
  out += '"';
}

void AppendNumberLiteral(std::string& out, double value) {
  QS_ASSERT(std::isfinite(value) && !std::signbit(value), "source text has no such number");
  if (value == 0 || (value >= 1e-6 && value < 1e21)) return AppendNumber(out, value);
  char digits[32];
  const auto end =
      std::to_chars(digits, digits + sizeof digits, value, std::chars_format::scientific).ptr;
  out.append(digits, end);
}

bool IsIdentifier(std::string_view text) {
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const DecodedCodePoint decoded = DecodeUtf8(at, end);
    const bool digit = *at >= '0' && *at <= '9' && at != text.data();
    if (decoded.length == 0 || !(*at == '_' || digit || IsLetter(decoded.code_point))) return false;
    at += decoded.length;
  }
  return !text.empty();
}

}  // namespace quicksilver
