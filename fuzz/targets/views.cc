#include "fuzz/targets/views.h"

#include <algorithm>
#include <string>
#include <vector>

#include "engine/base/utf8.h"
#include "engine/bytecode/decoded_instruction.h"
#include "engine/bytecode/disassembler.h"
#include "engine/syntax/ast_dump.h"
#include "engine/syntax/tree_walk.h"
#include "fuzz/targets/target.h"

namespace quicksilver::fuzz {
namespace {

std::size_t LinesOf(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

// Behind an invalid token there is only the end.
bool HasError(const std::vector<Token>& tokens) {
  return tokens.size() > 1 && tokens.end()[-2].kind == TokenKind::kInvalid;
}

}  // namespace

void CheckTokenViews(std::string_view text, const TokenList& list, std::uint64_t seed) {
  const bool has_error = HasError(list.tokens);
  const TokenDump dump = DumpTokens(text);
  Expect(dump.error.has_value() == has_error, "the dump ends otherwise than the tokens", text);
  Expect(has_error || LinesOf(dump.text) == list.tokens.size() + list.comments.size(),
         "the dump has not a line for each token and comment", text);
  const std::uint64_t length = CountCodePoints(text);
  const auto place = static_cast<std::uint32_t>(seed % (length + 1));
  const std::string caret = CaretDisplay(text, MakeLineTable(text).PositionOf(place));
  Expect(LinesOf(caret) == 1 && caret.ends_with('^'), "a place has no caret", text);
  if (length == 0) return;
  const LexedText refused(text, length - 1);
  Expect(HasError(refused.tokens()), "a text that is too long is not refused", text);
}

void CheckTreeViews(const Ast& ast, std::string_view text) {
  std::vector<bool> met(ast.node_count);
  std::size_t nodes = 0;
  TreeVisitor visitor;
  visitor.expression = [&](const Expr& expr) {
    Expect(expr.id < met.size() && !met[expr.id], "an expression is met twice", text);
    met[expr.id] = true;
    ++nodes;
  };
  visitor.statement = [&](const Stmt&) { ++nodes; };
  visitor.pattern = [&](const Pattern&) { ++nodes; };
  VisitTree(ast, visitor);
  Expect(LinesOf(DumpAst(ast)) >= nodes, "a node has no line in the dump", text);
}

void CheckListing(const Chunk& chunk, std::string_view text) {
  std::size_t instructions = 0;
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    for (std::uint32_t pc = 0; pc < function->code.size(); ++instructions) {
      Expect(!DisassembleInstruction(chunk, *function, pc).empty(), "nothing is shown", text);
      pc = DecodeInstruction(function->code, pc).end();
    }
  }
  DisassemblyOptions options;
  options.source = text;
  options.alignment = options.operand_values = true;
  const std::string listing = Disassemble(chunk, options);
  Expect(LinesOf(listing) >= instructions, "an instruction has no line in the listing", text);
  Expect(listing.contains(DisassembleFunction(chunk, 0, options)), "a function is shown otherwise",
         text);
}

}  // namespace quicksilver::fuzz
