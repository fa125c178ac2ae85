#include "engine/bytecode/jump_arrows.h"

#include <cstddef>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/splitmix.h"
#include "engine/base/utf8.h"

namespace quicksilver {
namespace {

std::string Draw(std::size_t rows, const std::vector<std::pair<std::size_t, std::size_t>>& jumps) {
  JumpArrows arrows(rows);
  for (const auto& [source, target] : jumps) arrows.Add(source, target);
  arrows.Layout();
  std::string drawing = "\n";
  for (std::size_t row = 0; row < rows; ++row) drawing += arrows.Beside(row) + "|\n";
  return drawing;
}

TEST(JumpArrows, TakesNoRoomWithoutJumps) { EXPECT_EQ(Draw(2, {}), "\n|\n|\n"); }

TEST(JumpArrows, DrawsForwardAndBackwardJumps) {
  EXPECT_EQ(Draw(4, {{0, 2}}), R"(
╭─|
│ |
╰▶|
  |
)");
  EXPECT_EQ(Draw(3, {{2, 0}}), R"(
╭▶|
│ |
╰─|
)");
}

TEST(JumpArrows, PutsShortLinesNextToTheCode) {
  EXPECT_EQ(Draw(5, {{0, 4}, {1, 3}}), R"(
╭──|
│╭─|
││ |
│╰▶|
╰─▶|
)");
}

TEST(JumpArrows, CrossesTheLinesOfOtherJumps) {
  EXPECT_EQ(Draw(5, {{0, 2}, {1, 4}}), R"(
 ╭─|
╭┼─|
│╰▶|
│  |
╰─▶|
)");
}

TEST(JumpArrows, JoinsJumpsToOneTarget) {
  EXPECT_EQ(Draw(5, {{0, 3}, {1, 3}, {4, 3}}), R"(
╭─|
├─|
│ |
├▶|
╰─|
)");
}

TEST(JumpArrows, KeepsLinesThatTouchInDifferentColumns) {
  EXPECT_EQ(Draw(3, {{0, 1}, {1, 2}}), R"(
 ╭─|
╭┴▶|
╰─▶|
)");
  EXPECT_EQ(Draw(4, {{0, 1}, {2, 3}}), R"(
╭─|
╰▶|
╭─|
╰▶|
)") << "lines that do not touch share a column";
}

TEST(JumpArrows, ShowsAJumpToItself) {
  EXPECT_EQ(Draw(1, {{0, 0}}), R"(
╶▶|
)");
}

TEST(JumpArrows, ContinuesLinesBetweenRows) {
  JumpArrows arrows(3);
  arrows.Add(0, 2);
  arrows.Layout();
  EXPECT_EQ(arrows.Above(0), "  ");
  EXPECT_EQ(arrows.Above(1), "│ ");
  EXPECT_EQ(arrows.Above(2), "│ ");
}

TEST(JumpArrows, LeavesOutLinesBeyondTheLastColumn) {
  JumpArrows arrows(40);
  for (std::size_t i = 0; i < 20; ++i) arrows.Add(i, 39 - i);
  arrows.Layout();
  EXPECT_EQ(arrows.omitted(), 12u);
  EXPECT_EQ(arrows.Beside(0), std::string(9, ' ')) << "the outermost jumps are the ones left out";
  EXPECT_EQ(arrows.Beside(19), "│││││││╭─");
}

TEST(JumpArrows, HasOneWidthInEveryRowOfAnyGraph) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SplitMix64 random(seed);
    const std::uint32_t rows = 1 + random.Below(60);
    JumpArrows arrows(rows);
    for (std::uint32_t row = 0; row < rows; ++row) {
      if (random.Below(2) == 0) arrows.Add(row, random.Below(rows));
    }
    arrows.Layout();
    const std::size_t width = CountCodePoints(arrows.Beside(0));
    ASSERT_LE(width, JumpArrows::kMaxColumns + 1);
    for (std::uint32_t row = 0; row < rows; ++row) {
      ASSERT_EQ(CountCodePoints(arrows.Beside(row)), width);
      ASSERT_EQ(CountCodePoints(arrows.Above(row)), width);
    }
  }
}

TEST(JumpArrows, LaysOutAHundredThousandJumps) {
  SplitMix64 random(5);
  constexpr std::uint32_t kRows = 100'000;
  JumpArrows arrows(kRows);
  for (std::uint32_t row = 0; row < kRows; ++row) arrows.Add(row, random.Below(kRows));
  arrows.Layout();
  std::size_t bytes = 0;
  for (std::uint32_t row = 0; row < kRows; ++row) bytes += arrows.Beside(row).size();
  EXPECT_GT(bytes, std::size_t{kRows} * 9);
}

}  // namespace
}  // namespace quicksilver
