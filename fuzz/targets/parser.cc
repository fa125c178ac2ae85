// Bytes as program text: what parses prints, and what was printed parses to the same tree and
// prints to the same text.
#include "engine/syntax/parser.h"

#include "engine/syntax/ast_equality.h"
#include "engine/syntax/printer.h"
#include "fuzz/targets/target.h"

using namespace quicksilver;

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
  return 0;
}
