#include <fmt/format.h>

#include "engine/base/number_text.h"
#include "engine/syntax/ast_dump.h"
#include "engine/syntax/lexer.h"
#include "engine/syntax/literal.h"

namespace quicksilver {
namespace {

std::string TokenLine(const Token& token, const TokenList& list,
                      const std::vector<std::string_view>& symbols) {
  switch (token.kind) {
    case TokenKind::kEndOfInput:
      return "end of input";
    case TokenKind::kNumber: {
      std::string line = "number ";
      AppendNumber(line, list.numbers[token.payload]);
      return line;
    }
    case TokenKind::kText: {
      std::string line = "text ";
      AppendTextLiteral(line, list.texts[token.payload]);
      return line;
    }
    case TokenKind::kName:
    case TokenKind::kLifetime:
      return fmt::format("{} {}", TokenText(token.kind), symbols[token.payload]);
    default:
      return fmt::format("{} {}", IsKeyword(token.kind) ? "keyword" : "operator",
                         TokenText(token.kind));
  }
}

}  // namespace

TokenDump DumpTokens(std::string_view source) {
  const LexedText lexed(source);
  const TokenList& list = lexed.list;
  const LineTable lines(list.line_starts);
  TokenDump dump;
  const auto add = [&dump, &lines](Span span, std::string_view line) {
    const Position begin = lines.PositionOf(span.begin);
    const Position end = lines.PositionOf(span.end);
    dump.text +=
        fmt::format("{}:{}-{}:{} {}\n", begin.line, begin.column, end.line, end.column, line);
  };
  std::size_t comment = 0;
  for (const Token& token : list.tokens) {
    for (; comment < list.comments.size() && list.comments[comment].span.begin < token.begin;
         ++comment) {
      add(list.comments[comment].span, list.comments[comment].text);
    }
    if (token.kind == TokenKind::kInvalid) {
      dump.error = list.error;
      break;
    }
    add(token.span(), TokenLine(token, list, lexed.symbols));
  }
  return dump;
}

}  // namespace quicksilver
