// Every program of the corpus parses, or fails to, as its header says, and survives printing.

#include <charconv>
#include <filesystem>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/files.h"
#include "engine/syntax/ast_equality.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"

namespace quicksilver {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> Programs() {
  std::vector<fs::path> programs;
  const fs::path root = fs::path(QS_SOURCE_DIR) / "corpus" / "programs";
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".gw") programs.push_back(entry.path());
  }
  return programs;
}

struct Expectation {
  bool syntax_error = false;
  std::optional<Position> position;
};

// `# expect: error SyntaxError [at LINE:COLUMN]` among the comments that begin the file.
Expectation ReadHeader(const std::string& source) {
  constexpr std::string_view kExpected = "# expect: error SyntaxError";
  Expectation expectation;
  for (std::uint32_t line = 1; LineText(source, line).starts_with("#"); ++line) {
    std::string_view text = LineText(source, line);
    if (!text.starts_with(kExpected)) continue;
    expectation.syntax_error = true;
    text.remove_prefix(kExpected.size());
    constexpr std::string_view kAt = " at ";
    if (!text.starts_with(kAt)) continue;
    Position position;
    const char* const end = text.data() + text.size();
    const char* const colon = std::from_chars(text.data() + kAt.size(), end, position.line).ptr;
    std::from_chars(colon + 1, end, position.column);
    expectation.position = position;
  }
  return expectation;
}

TEST(Corpus, ParsesAsItsHeadersSayAndSurvivesPrinting) {
  const std::vector<fs::path> programs = Programs();
  ASSERT_GT(programs.size(), 100u) << "the corpus is missing";
  Parser parser;
  for (const fs::path& path : programs) {
    const std::string source = ReadFile(path.string()).value();
    const Expectation expectation = ReadHeader(source);
    const auto parsed = parser.Parse(source);
    if (expectation.syntax_error) {
      ASSERT_FALSE(parsed.has_value()) << path << " parses although it should not";
      if (expectation.position) {
        EXPECT_EQ(parsed.error().position, *expectation.position)
            << path << " fails at " << parsed.error().position.line << ":"
            << parsed.error().position.column << ": " << parsed.error().message;
      }
      continue;
    }
    ASSERT_TRUE(parsed.has_value())
        << path << ":" << parsed.error().position.line << ":" << parsed.error().position.column
        << ": " << parsed.error().message;
    const std::string printed = Print(*parsed);
    const auto again = parser.Parse(printed);
    ASSERT_TRUE(again.has_value())
        << path << " does not parse any more once printed: " << again.error().message;
    EXPECT_TRUE(EqualAsts(*parsed, *again)) << path << " means something else once printed";
    EXPECT_EQ(Print(*again), printed) << path << " changes each time it is printed";
    EXPECT_EQ(again->comments.size(), parsed->comments.size()) << path << " loses a comment";
  }
}

}  // namespace
}  // namespace quicksilver
