#include "engine/cli/report.h"

#include "engine/base/utf8.h"
#include "engine/cli/exit_codes.h"
#include "engine/cli/output.h"
#include "engine/syntax/source.h"

namespace quicksilver {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";     // U+2026

std::string Printable(std::string_view text) {
  std::string shown;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    const DecodedCodePoint decoded = DecodeUtf8(at, end);
    const bool control = decoded.length == 1 && (*at == 0x7F || (*at >= 0 && *at < ' '));
    const bool c1 = decoded.length == 2 && decoded.code_point < 0xA0;
    if (decoded.length == 0 || c1 || (control && *at != '\n' && *at != '\t')) {
      shown += kReplacement;
    } else {
      shown.append(at, decoded.length);
    }
    at += decoded.length == 0 ? 1 : decoded.length;
  }
  return shown;
}

}  // namespace

std::string DescribeError(const Error& error, std::string_view source) {
  std::string text = error.ToString() + '\n';
  if (!source.empty()) text += Printable(CaretDisplay(source, error.position)) + '\n';
  return text;
}

void ReportError(const Error& error, std::string_view source, const FileHost& host) {
  if (error.file.empty()) return WriteError(DescribeError(error, source));
  const std::string* text = host.TextOf(error.file);
  WriteError(DescribeError(error, text != nullptr ? *text : std::string_view()));
}

int ExitCodeOf(const Error& error) {
  return error.kind == ErrorKind::kSyntaxError ? kExitSyntaxError : kExitFailed;
}

std::string Shortened(std::string_view text, std::size_t columns) {
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
