#include "engine/syntax/source.h"

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/base/utf8.h"

namespace quicksilver {
namespace {

// Lines longer than this are shown in part, around the caret.
constexpr std::uint32_t kShownColumns = 120;

// The bytes of the code point at `at`; a byte that begins none stands for itself.
std::size_t StepLength(std::string_view text, std::size_t at) {
  const unsigned length = DecodeUtf8(text.data() + at, text.data() + text.size()).length;
  return length == 0 ? 1 : length;
}

}  // namespace

LineTable::LineTable(std::vector<std::uint32_t> starts) : starts_(std::move(starts)) {
  QS_ASSERT(!starts_.empty() && starts_.front() == 0, "the first line starts at 0");
}

Position LineTable::PositionOf(std::uint32_t offset) const {
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return {static_cast<std::uint32_t>(next - starts_.begin()), offset - *std::prev(next) + 1};
}

LineTable MakeLineTable(std::string_view text) {
  std::vector<std::uint32_t> starts{0};
  std::uint32_t offset = 0;
  for (std::size_t at = 0; at < text.size(); at += StepLength(text, at)) {
    ++offset;
    if (text[at] == '\n') starts.push_back(offset);
  }
  return LineTable(std::move(starts));
}

std::string_view LineText(std::string_view text, std::uint32_t line) {
  std::size_t begin = 0;
  for (std::uint32_t number = 1; number < line; ++number) {
    const std::size_t feed = text.find('\n', begin);
    if (feed == std::string_view::npos) return {};
    begin = feed + 1;
  }
  return text.substr(begin, text.find('\n', begin) - begin);
}

std::string CaretDisplay(std::string_view text, Position position) {
  std::string_view line = LineText(text, position.line);
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::uint32_t caret = position.column - 1;
  const std::uint32_t first = caret > kShownColumns / 2 ? caret - kShownColumns / 2 : 0;
  const bool whole = line.size() <= kShownColumns;
  std::string shown;
  std::string margin;
  std::uint32_t column = 0;
  for (std::size_t at = 0; at < line.size(); ++column) {
    const std::size_t length = StepLength(line, at);
    if (whole || (column >= first && column < first + kShownColumns)) {
      shown.append(line, at, length);
      // A tab in the margin lines the caret up however wide tabs are shown.
      if (column < caret) margin += line[at] == '\t' ? '\t' : ' ';
    }
    at += length;
  }
  if (column < caret && margin.size() < kShownColumns) margin += ' ';
  return shown + '\n' + margin + '^';
}

}  // namespace quicksilver
