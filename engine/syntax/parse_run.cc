#include "engine/syntax/parse_run.h"

#include <fmt/format.h>
#include <utility>

namespace quicksilver {

ParseRun::ParseRun(ParseMemory& memory, Ast& ast)
    : memory_(memory), ast_(ast), tokens_(memory.list.tokens) {
  memory_.names.Forget();
  memory_.case_names.Forget();
}

bool ParseRun::ParseProgram() {
  NativeStack::Scope scope(memory_.stack);
  if (!ParseBlock(ast_.program)) return false;
  return Is(TokenKind::kEndOfInput) || Fail("a statement");
}

bool ParseRun::Expect(TokenKind kind) {
  return Accept(kind) || Fail(fmt::format("'{}'", TokenText(kind)));
}

bool ParseRun::AcceptComma() {
  if (!Accept(TokenKind::kComma)) return false;
  AllowNewline();
  return true;
}

bool ParseRun::ExpectName(Symbol& name, Span& span) {
  if (!Is(TokenKind::kName)) return Fail("a name");
  name = static_cast<Symbol>(Peek().payload);
  span = Peek().span();
  ++at_;
  return true;
}

bool ParseRun::AcceptWord(Symbol& name) {
  if (!Reachable()) return false;
  if (Peek().kind == TokenKind::kName) {
    name = static_cast<Symbol>(Peek().payload);
  } else if (IsKeyword(Peek().kind)) {
    name = memory_.interner.Intern(TokenText(Peek().kind));
  } else {
    return false;
  }
  ++at_;
  return true;
}

bool ParseRun::ExpectText(std::string_view& text) {
  if (!Is(TokenKind::kText)) return Fail("a text");
  text = memory_.list.texts[Peek().payload];
  ++at_;
  return true;
}

bool ParseRun::AddName(NameSet& names, Symbol name, Span span, bool lifetime) {
  if (ast_.Name(name) == "_") return true;
  // A lifetime and a name may be spelled alike.
  if (names.Add(static_cast<std::uint32_t>(name) * 2 + (lifetime ? 1 : 0))) return true;
  return FailAt(span, fmt::format("Duplicate name '{}'", ast_.Name(name)));
}

std::string ParseRun::DescribeFound() const {
  const Token& found = Peek();
  if (found.kind == TokenKind::kName || found.kind == TokenKind::kLifetime) {
    return fmt::format("{} '{}'", TokenText(found.kind),
                       ast_.Name(static_cast<Symbol>(found.payload)));
  }
  if (found.kind < kFirstKeyword) return std::string(TokenText(found.kind));
  return fmt::format("'{}'", TokenText(found.kind));
}

bool ParseRun::Fail(std::string_view expected) {
  if (!Reachable()) {
    // The line feed is what stands in the way: the last character before the next line's start.
    const auto& starts = memory_.list.line_starts;
    const Position last = LineTable(starts).PositionOf(LastEnd());
    const std::uint32_t feed = starts[last.line] - 1;
    return FailAt({feed, feed + 1},
                  fmt::format("Expected {}, found the end of the line", expected));
  }
  if (Peek().kind == TokenKind::kInvalid) {
    error_ = std::move(memory_.list.error);
    return false;
  }
  return FailAt(Peek().span(), fmt::format("Expected {}, found {}", expected, DescribeFound()));
}

bool ParseRun::FailAt(Span span, std::string message) {
  error_ = {std::move(message), span, LineTable(memory_.list.line_starts).PositionOf(span.begin)};
  return false;
}

bool ParseRun::FailTooDeep() { return FailAt(Peek().span(), "nesting too deep"); }

Parser::Parser(std::uint64_t longest_source)
    : memory_(std::make_unique<ParseMemory>()), longest_source_(longest_source) {}
Parser::~Parser() = default;
Parser::Parser(Parser&&) noexcept = default;
Parser& Parser::operator=(Parser&&) noexcept = default;

std::expected<Ast, SyntaxError> Parser::Parse(std::string_view source) {
  Ast ast;
  memory_->interner.Start(ast.arena, ast.symbols);
  Lex(source, ast.arena, memory_->interner, memory_->list, longest_source_);
  ParseRun run(*memory_, ast);
  if (!run.ParseProgram()) return std::unexpected(std::move(run.error()));
  ast.comments = memory_->list.comments;
  ast.lines = LineTable(memory_->list.line_starts);
  return ast;
}

std::expected<Ast, SyntaxError> Parse(std::string_view source) { return Parser().Parse(source); }

}  // namespace quicksilver
