#include "engine/cli/report.h"

#include "engine/base/utf8.h"
#include "engine/cli/exit_codes.h"
#include "engine/cli/output.h"
#include "engine/syntax/source.h"

namespace quicksilver {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

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

}  // namespace quicksilver
