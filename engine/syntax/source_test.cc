#include "engine/syntax/source.h"

#include <gtest/gtest.h>

namespace quicksilver {
namespace {

TEST(LineTable, GivesThePositionOfEveryOffset) {
  const LineTable lines = MakeLineTable("ab\n\ncé\n");
  EXPECT_EQ(lines.starts(), (std::vector<std::uint32_t>{0, 3, 4, 7}));
  EXPECT_EQ(lines.PositionOf(0), (Position{1, 1}));
  EXPECT_EQ(lines.PositionOf(2), (Position{1, 3})) << "a line feed belongs to its line";
  EXPECT_EQ(lines.PositionOf(3), (Position{2, 1}));
  EXPECT_EQ(lines.PositionOf(5), (Position{3, 2})) << "columns count code points";
  EXPECT_EQ(lines.PositionOf(7), (Position{4, 1}));
  EXPECT_EQ(lines.PositionOf(100), (Position{4, 94}));
}

TEST(LineTable, OfNothingIsOneLine) {
  EXPECT_EQ(LineTable().PositionOf(0), (Position{1, 1}));
  EXPECT_EQ(MakeLineTable("").starts().size(), 1u);
}

TEST(LineTable, CountsEveryInvalidByteAsOneCharacter) {
  const LineTable lines = MakeLineTable("\xFF\xC3\n\x80x");
  EXPECT_EQ(lines.starts(), (std::vector<std::uint32_t>{0, 3}));
}

TEST(LineText, GivesALineWithoutItsLineFeed) {
  EXPECT_EQ(LineText("a\nbc\n", 1), "a");
  EXPECT_EQ(LineText("a\nbc\n", 2), "bc");
  EXPECT_EQ(LineText("a\nbc\n", 3), "");
  EXPECT_EQ(LineText("a\nbc\n", 4), "");
  EXPECT_EQ(LineText("a\nbc", 2), "bc");
}

TEST(CaretDisplay, PutsTheCaretBelowTheColumn) {
  EXPECT_EQ(CaretDisplay("bind x to $", {1, 11}), "bind x to $\n          ^");
  EXPECT_EQ(CaretDisplay("a\né é", {2, 3}), "é é\n  ^");
  EXPECT_EQ(CaretDisplay("\tx y\r", {1, 4}), "\tx y\n\t  ^") << "tabs are repeated, CR is cut";
  EXPECT_EQ(CaretDisplay("ab", {1, 3}), "ab\n  ^") << "the place behind the last character";
}

TEST(CaretDisplay, ShowsOnlyTheNeighbourhoodOfTheCaretInALongLine) {
  std::string line(2001, 'a');
  line[1000] = '$';
  const std::string display = CaretDisplay(line, {1, 1001});
  const std::size_t feed = display.find('\n');
  ASSERT_NE(feed, std::string::npos);
  EXPECT_LE(feed, 130u);
  EXPECT_EQ(display.size() - feed - 2, display.find('$')) << "the caret misses its character";
}

TEST(CaretDisplay, SurvivesInvalidBytes) {
  EXPECT_EQ(CaretDisplay("\xFF\xFFx", {1, 3}), "\xFF\xFFx\n  ^");
}

}  // namespace
}  // namespace quicksilver
