// Bytes as program text with comments: formatting keeps every comment, and is stable.
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"
#include "fuzz/targets/target.h"
#include "properties/oracles/round_trip.h"

using namespace quicksilver;
using properties::CommentsOf;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Parser parser;
  const std::string_view text = fuzz::TextOf(data, size);
  const std::expected<Ast, SyntaxError> ast = parser.Parse(text);
  if (!ast.has_value() || ast->comments.empty()) return -1;
  const std::string once = Print(*ast);
  const std::expected<Ast, SyntaxError> again = parser.Parse(once);
  fuzz::Expect(again.has_value(), "what was formatted does not parse", once);
  fuzz::Expect(CommentsOf(*ast) == CommentsOf(*again), "a comment was lost or changed", once);
  fuzz::Expect(Print(*again) == once, "formatting twice changes the text", once);
  return 0;
}
