// Bytes as program text with comments: formatting keeps every comment, and is stable; what the
// comments at its head say of the program's result is read alike from a head written anew.
#include "engine/differential/comparison.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"
#include "fuzz/targets/target.h"
#include "properties/oracles/round_trip.h"

namespace quicksilver {

using properties::CommentsOf;

namespace {

std::string HeadOf(std::string_view text) {
  const std::optional<Expectation> expectation = ReadExpectation(text);
  const std::expected<Limits, std::string> limits = ReadLimits(text, Limits());
  if (!limits.has_value()) return limits.error();
  if (!expectation.has_value()) return "";
  // A line's own carriage return is kept only in front of another one.
  std::string head = "# expect: " + expectation->result + "\r\n";
  if (expectation->message) head += "# message: " + *expectation->message + "\r\n";
  for (const DeniedResource& denied : ReadDenials(text)) {
    head += "# deny: " + denied.name + " " + denied.reason + "\r\n";
  }
  head += "# steps: " + std::to_string(limits->steps) + "\r\n";
  head += "# heap: " + std::to_string(limits->heap_bytes) + "\r\n";
  return head + "# calls: " + std::to_string(limits->call_depth) + "\r\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Parser parser;
  const std::string_view text = fuzz::TextOf(data, size);
  const std::expected<Ast, SyntaxError> ast = parser.Parse(text);
  if (!ast.has_value() || ast->comments.empty()) return -1;
  const std::string head = HeadOf(text);
  fuzz::Expect(!head.starts_with('#') || HeadOf(head) == head, "the head is read otherwise", text);
  const std::string once = Print(*ast);
  const std::expected<Ast, SyntaxError> again = parser.Parse(once);
  fuzz::Expect(again.has_value(), "what was formatted does not parse", once);
  fuzz::Expect(CommentsOf(*ast) == CommentsOf(*again), "a comment was lost or changed", once);
  fuzz::Expect(Print(*again) == once, "formatting twice changes the text", once);
  return 0;
}

}  // namespace quicksilver
