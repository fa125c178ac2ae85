#ifndef QUICKSILVER_BYTECODE_JUMP_ARROWS_H_
#define QUICKSILVER_BYTECODE_JUMP_ARROWS_H_

// The gutter of a listing: a line from each jump to its target, `╭─`, `│`, `╰▶`.
//
// Jumps to one target share a line. Short lines lie next to the code, long ones to the left; lines
// that find no column among kMaxColumns are left out. Every piece of the gutter has the same width.
// Invariant: lines in one column never touch, so each can be followed by eye. It is wrong to add
// jumps after Layout.

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace quicksilver {

class JumpArrows {
 public:
  static constexpr std::size_t kMaxColumns = 8;

  // For a listing of `rows` instructions.
  explicit JumpArrows(std::size_t rows);

  // The instruction in row `source` jumps to the one in row `target`; a row jumps once at most.
  void Add(std::size_t source, std::size_t target);
  void Layout();

  // The gutter beside an instruction, and between the row before `row` and it. Empty when no jump
  // is drawn.
  std::string Beside(std::size_t row) const;
  std::string Above(std::size_t row) const;
  // How many lines found no column.
  std::size_t omitted() const { return omitted_; }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  struct Line {
    std::size_t top;
    std::size_t bottom;
    std::size_t target;
  };
  // The line in `column` that passes `row` or ends there; kNone if there is none.
  std::size_t LineAt(std::size_t column, std::size_t row) const;

  std::vector<std::size_t> target_of_;  // by source row
  std::vector<std::size_t> line_to_;    // by target row: an index into lines_
  std::vector<Line> lines_;
  std::vector<bool> drawn_;
  // Column 0 lies next to the code: lines by their top rows.
  std::array<std::map<std::size_t, std::size_t>, kMaxColumns> columns_;
  std::size_t width_ = 0;  // columns in use
  std::size_t omitted_ = 0;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_JUMP_ARROWS_H_
