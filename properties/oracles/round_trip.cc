#include "properties/oracles/round_trip.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "engine/base/splitmix.h"
#include "engine/syntax/ast_dump.h"
#include "engine/syntax/ast_equality.h"
#include "engine/syntax/lexer.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"
#include "properties/oracles/scrambled_tree.h"

namespace quicksilver::properties {
namespace {

Verdict Broken(std::string what, std::string left, std::string right) {
  return Verdict::Diverge({DifferenceKind::kProof, std::move(what), "program", "printed program",
                           std::move(left), std::move(right)});
}

// The first line in which the texts differ, of each.
std::pair<std::string, std::string> FirstDifference(std::string_view left, std::string_view right) {
  const auto [l, r] = std::ranges::mismatch(left, right);
  const auto line_at = [](std::string_view text, std::size_t at) {
    const std::size_t before = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    return std::string(text.substr(begin, text.find('\n', at) - begin));
  };
  return {line_at(left, static_cast<std::size_t>(l - left.begin())),
          line_at(right, static_cast<std::size_t>(r - right.begin()))};
}

// The tree of `text`, which must be `tree` again.
std::expected<Ast, Verdict> ReadBack(const Ast& tree, const std::string& text,
                                     std::string_view name) {
  std::expected<Ast, SyntaxError> parsed = Parse(text);
  if (!parsed.has_value()) {
    const SyntaxError& error = parsed.error();
    return std::unexpected(
        Broken(fmt::format("{} does not parse", name), "a program",
               fmt::format("{}:{}: {} in `{}`", error.position.line, error.position.column,
                           error.message, LineText(text, error.position.line))));
  }
  if (!EqualAsts(tree, *parsed)) {
    auto [left, right] = FirstDifference(DumpAst(tree), DumpAst(*parsed));
    return std::unexpected(
        Broken(fmt::format("{} is another tree", name), std::move(left), std::move(right)));
  }
  return *std::move(parsed);
}

// So many trees are made of each program.
constexpr int kScrambled = 2;

enum class CommentPlace : std::uint8_t { kBehindALine, kOnALineOfItsOwn };

// `text` with a comment at the end of every line on which no token goes on.
std::string WithComments(std::string_view text, CommentPlace place) {
  const LexedText lexed(text);
  const std::vector<Token>& tokens = lexed.tokens();
  std::string out;
  std::size_t token = 0;
  std::uint32_t at = 0;  // in code points, as tokens are
  int number = 0;
  for (const char c : text) {
    if (c == '\n') {
      while (token < tokens.size() && tokens[token].end <= at) ++token;
      if (token == tokens.size() || tokens[token].begin >= at) {
        out += (place == CommentPlace::kBehindALine ? "  # " : "\n# ") + std::to_string(++number);
      }
    }
    out += c;
    at += (static_cast<unsigned char>(c) & 0xC0) != 0x80;  // what begins a code point
  }
  return out;
}

}  // namespace

std::vector<std::string_view> CommentsOf(const Ast& ast) {
  std::vector<std::string_view> texts;
  for (const Comment& comment : ast.comments) texts.push_back(comment.text);
  std::ranges::sort(texts);
  return texts;
}

RoundTripOracle::RoundTripOracle() : RoundTripOracle(Print) {}
RoundTripOracle::RoundTripOracle(Printer print) : print_(std::move(print)) {}

Verdict RoundTripOracle::Check(const TestProgram& program, const Limits&, std::uint64_t seed) {
  const Ast& tree = program.program.ast();
  const std::string text = print_(tree);
  const std::expected<Ast, Verdict> parsed = ReadBack(tree, text, "the printed program");
  if (!parsed.has_value()) return parsed.error();
  if (auto broken = PrintsAs(*parsed, text, "the printed program")) return *std::move(broken);
  for (const CommentPlace place : {CommentPlace::kBehindALine, CommentPlace::kOnALineOfItsOwn}) {
    if (auto broken = CheckComments(tree, WithComments(text, place))) return *std::move(broken);
  }
  SplitMix64 random(seed);
  for (int i = 0; i < kScrambled; ++i) {
    if (auto broken = CheckScrambled(Scrambled(tree, random.Next()))) return *std::move(broken);
  }
  return Verdict::Agree();
}

std::optional<Verdict> RoundTripOracle::CheckScrambled(const Ast& tree) const {
  const std::string text = print_(tree);
  const std::expected<Ast, SyntaxError> parsed = Parse(text);
  if (!parsed.has_value() && parsed.error().message.find("nesting too deep") != std::string::npos) {
    return std::nullopt;
  }
  const std::expected<Ast, Verdict> back = ReadBack(tree, text, "a scrambled program");
  if (!back.has_value()) return back.error();
  return PrintsAs(*back, text, "a scrambled program");
}

std::optional<Verdict> RoundTripOracle::CheckComments(const Ast& tree,
                                                      const std::string& text) const {
  const std::expected<Ast, Verdict> commented = ReadBack(tree, text, "the program with comments");
  if (!commented.has_value()) return commented.error();
  const std::string printed = print_(*commented);
  const std::expected<Ast, Verdict> again =
      ReadBack(tree, printed, "the program printed with comments");
  if (!again.has_value()) return again.error();
  const auto before = CommentsOf(*commented);
  const auto after = CommentsOf(*again);
  if (before != after) {
    const auto [l, r] = std::ranges::mismatch(before, after);
    return Broken("a comment was lost or changed", std::string(l == before.end() ? "nothing" : *l),
                  std::string(r == after.end() ? "nothing" : *r));
  }
  return PrintsAs(*again, printed, "the program printed with comments");
}

std::optional<Verdict> RoundTripOracle::PrintsAs(const Ast& tree, const std::string& text,
                                                 std::string_view name) const {
  const std::string again = print_(tree);
  if (again == text) return std::nullopt;
  auto [left, right] = FirstDifference(text, again);
  return Broken(fmt::format("{} prints otherwise", name), std::move(left), std::move(right));
}

}  // namespace quicksilver::properties
