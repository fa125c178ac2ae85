// Bytes as program text: what parses prints, and what was printed parses to the same tree and
// prints to the same text.
#include "engine/syntax/parser.h"

#include "engine/syntax/ast_equality.h"
#include "engine/syntax/printer.h"
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "fuzz/targets/views.h"

namespace quicksilver {
namespace {

// The same text with one of its bytes in another's place as well: as a rule another program.
void CheckChanged(Parser& parser, std::string_view text, const Ast& ast, std::uint64_t seed) {
  std::string changed(text);
  changed[seed % text.size()] = text[(seed >> 16) % text.size()];
  const std::expected<Ast, SyntaxError> other = parser.Parse(changed);
  if (!other.has_value()) return;
  const bool equal = EqualAsts(ast, *other);
  fuzz::Expect(EqualAsts(*other, ast) == equal, "equality depends on the side", changed);
  fuzz::Expect(equal || Print(ast) != Print(*other), "two programs print alike", changed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Parser parser;
  const std::string_view text = fuzz::TextOf(data, size);
  const std::expected<Ast, SyntaxError> ast = parser.Parse(text);
  if (!ast.has_value()) {
    fuzz::Expect(!ast.error().message.empty(), "a SyntaxError without a message", text);
    fuzz::Expect(ast.error().span.begin <= size, "a SyntaxError outside the text", text);
    return 0;
  }
  const std::string printed = Print(*ast);
  const std::expected<Ast, SyntaxError> again = parser.Parse(printed);
  fuzz::Expect(again.has_value(), "what was printed does not parse", printed);
  fuzz::Expect(EqualAsts(*ast, *again), "printing changed the program", printed);
  fuzz::Expect(Print(*again) == printed, "printing twice changes the text", printed);
  const std::uint64_t seed = fuzz::SeedOf(data, size);
  if (size == 0 || !fuzz::OneIn(32, seed)) return 0;
  fuzz::CheckTreeViews(*ast, text);
  CheckChanged(parser, text, *ast, seed);
  return 0;
}

}  // namespace quicksilver
