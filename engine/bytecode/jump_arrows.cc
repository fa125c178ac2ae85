#include "engine/bytecode/jump_arrows.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "engine/base/assert.h"

namespace quicksilver {
namespace {

enum Direction : unsigned { kUp = 1, kDown = 2, kLeft = 4, kRight = 8 };

// The character that has lines into these directions.
std::string_view CharacterFor(unsigned directions) {
  switch (directions) {
    case 0:
      return " ";
    case kUp | kDown:
      return "│";
    case kLeft | kRight:
      return "─";
    case kRight:
      return "╶";
    case kDown | kRight:
      return "╭";
    case kUp | kRight:
      return "╰";
    case kUp | kDown | kRight:
      return "├";
    case kDown | kLeft | kRight:
      return "┬";
    case kUp | kLeft | kRight:
      return "┴";
    default:
      return "┼";
  }
}

}  // namespace

JumpArrows::JumpArrows(std::size_t rows) : target_of_(rows, kNone), line_to_(rows, kNone) {}

void JumpArrows::Add(std::size_t source, std::size_t target) {
  QS_ASSERT(source < target_of_.size() && target < line_to_.size(), "jumps lie in the listing");
  target_of_[source] = target;
  std::size_t& line = line_to_[target];
  if (line == kNone) {
    line = lines_.size();
    lines_.push_back({target, target, target});
  }
  lines_[line].top = std::min(lines_[line].top, source);
  lines_[line].bottom = std::max(lines_[line].bottom, source);
}

void JumpArrows::Layout() {
  std::vector<std::size_t> order(lines_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [this](std::size_t line) {
    return std::pair(lines_[line].bottom - lines_[line].top, line);
  });
  drawn_.assign(lines_.size(), false);
  for (const std::size_t index : order) {
    const Line& line = lines_[index];
    for (std::size_t column = 0; column < kMaxColumns; ++column) {
      // Lines of a column do not overlap, so it is enough to look at the last one that begins in
      // time.
      const auto after = columns_[column].upper_bound(line.bottom);
      if (after != columns_[column].begin() &&
          lines_[std::prev(after)->second].bottom >= line.top) {
        continue;
      }
      columns_[column].emplace(line.top, index);
      width_ = std::max(width_, column + 1);
      drawn_[index] = true;
      break;
    }
    if (!drawn_[index]) ++omitted_;
  }
}

std::string JumpArrows::Beside(std::size_t row) const {
  if (width_ == 0) return "";
  std::string gutter;
  bool across = false;
  for (std::size_t column = width_; column-- > 0;) {
    unsigned directions = across ? kLeft | kRight : 0u;
    if (const std::size_t index = LineAt(column, row); index != kNone) {
      const Line& line = lines_[index];
      if (line.top < row) directions |= kUp;
      if (row < line.bottom) directions |= kDown;
      if (row == line.target || target_of_[row] == line.target) {
        directions |= kRight;
        across = true;
      }
    }
    gutter += CharacterFor(directions);
  }
  const bool is_target = line_to_[row] != kNone && drawn_[line_to_[row]];
  return gutter + (is_target ? "▶" : across ? "─" : " ");
}

std::string JumpArrows::Above(std::size_t row) const {
  if (width_ == 0) return "";
  std::string gutter;
  for (std::size_t column = width_; column-- > 0;) {
    const std::size_t index = LineAt(column, row);
    gutter += index != kNone && lines_[index].top < row ? "│" : " ";
  }
  return gutter + " ";
}

std::size_t JumpArrows::LineAt(std::size_t column, std::size_t row) const {
  const auto after = columns_[column].upper_bound(row);
  if (after == columns_[column].begin()) return kNone;
  const std::size_t index = std::prev(after)->second;
  return lines_[index].bottom >= row ? index : kNone;
}

}  // namespace quicksilver
