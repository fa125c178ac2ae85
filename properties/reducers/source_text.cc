#include "properties/reducers/source_text.h"

#include "engine/base/utf8.h"

namespace quicksilver::properties {

std::string Snippet(std::string_view source, Span span, std::size_t columns) {
  std::string_view from = source.substr(CodePointOffset(source, span.begin));
  from = from.substr(0, CodePointOffset(from, span.end - span.begin));
  std::string line;
  bool after_break = false;
  for (const char c : from) {
    const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
    // A line's end and the next line's indent are one blank.
    if (blank && (after_break || c != ' ')) {
      if (!after_break) line += ' ';
      after_break = true;
      continue;
    }
    after_break = false;
    line += c;
  }
  return Shortened(line, columns);
}

std::string Padded(std::string text, std::size_t columns) {
  const std::size_t length = CountCodePoints(text);
  if (length < columns) text.append(columns - length, ' ');
  return text;
}

}  // namespace quicksilver::properties
