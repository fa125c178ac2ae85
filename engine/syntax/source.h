#ifndef QUICKSILVER_SYNTAX_SOURCE_H_
#define QUICKSILVER_SYNTAX_SOURCE_H_

// A program text with a name, and the places in it.
//
// Invariant: a Span counts code points from the start of the text, end exclusive; a Position is
// 1-based and its column counts code points. Line starts are found by the lexer's one pass over the
// text. It is wrong to index the text's bytes with a Span: use LineText for what a person reads.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quicksilver {

struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend bool operator==(const Position&, const Position&) = default;
};

// The starts of a text's lines in code points: what turns spans into positions. It is kept apart
// from the text because compiled code carries it even where the source is not at hand.
class LineTable {
 public:
  LineTable() : starts_{0} {}
  // `starts` is ascending and begins with 0.
  explicit LineTable(std::vector<std::uint32_t> starts);

  Position PositionOf(std::uint32_t offset) const;
  const std::vector<std::uint32_t>& starts() const { return starts_; }

 private:
  std::vector<std::uint32_t> starts_;
};

// The line table of any bytes: invalid UTF-8 counts each offending byte as one code point.
LineTable MakeLineTable(std::string_view text);

// The bytes of line `line` (1-based) without its line feed; empty past the end.
std::string_view LineText(std::string_view text, std::uint32_t line);

// The caret display under an error: the source line and a caret below `position`'s column.
std::string CaretDisplay(std::string_view text, Position position);

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_SOURCE_H_
