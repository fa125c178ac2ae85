#include "properties/oracles/round_trip.h"

#include <algorithm>
#include <utility>

#include "engine/syntax/ast_dump.h"
#include "engine/syntax/ast_equality.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"

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

}  // namespace

RoundTripOracle::RoundTripOracle() : RoundTripOracle(Print) {}
RoundTripOracle::RoundTripOracle(Printer print) : print_(std::move(print)) {}

Verdict RoundTripOracle::Check(const TestProgram& program, const Limits&, std::uint64_t) {
  const Ast& tree = program.program.ast();
  const std::string text = print_(tree);
  const std::expected<Ast, SyntaxError> parsed = Parse(text);
  if (!parsed.has_value()) {
    const SyntaxError& error = parsed.error();
    return Broken("the printed program does not parse", "a program",
                  std::to_string(error.position.line) + ':' +
                      std::to_string(error.position.column) + ": " + error.message + " in `" +
                      std::string(LineText(text, error.position.line)) + '`');
  }
  if (!EqualAsts(tree, *parsed)) {
    auto [left, right] = FirstDifference(DumpAst(tree), DumpAst(*parsed));
    return Broken("the printed program is another tree", std::move(left), std::move(right));
  }
  const std::string again = print_(*parsed);
  if (again != text) {
    auto [left, right] = FirstDifference(text, again);
    return Broken("the printed program prints otherwise", std::move(left), std::move(right));
  }
  return Verdict::Agree();
}

}  // namespace quicksilver::properties
