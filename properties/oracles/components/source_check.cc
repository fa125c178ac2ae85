#include "properties/oracles/components/source_check.h"

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <fmt/format.h>
#include <vector>

#include "engine/base/utf8.h"
#include "engine/bytecode/verifier.h"
#include "engine/compiler/compiler.h"
#include "engine/syntax/ast_equality.h"
#include "engine/syntax/interner.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"

namespace quicksilver::properties {
namespace {

using Complaint = std::optional<std::string>;

// Where each code point begins, up to the first byte that is not UTF-8; and one more, the end.
std::vector<std::size_t> CodePointStarts(std::string_view text) {
  std::vector<std::size_t> starts;
  std::size_t at = 0;
  while (at < text.size()) {
    starts.push_back(at);
    const auto decoded = DecodeUtf8(text.data() + at, text.data() + text.size());
    if (decoded.length == 0) return starts;
    at += decoded.length;
  }
  starts.push_back(at);
  return starts;
}

// By counting from the start.
Position PositionAt(std::string_view text, const std::vector<std::size_t>& starts,
                    std::uint32_t offset) {
  Position position;
  for (std::uint32_t i = 0; i < offset && i < starts.size(); ++i) {
    if (starts[i] < text.size() && text[starts[i]] == '\n') {
      ++position.line;
      position.column = 1;
    } else {
      ++position.column;
    }
  }
  return position;
}

// What stands between two tokens, without comments; nothing if that is more than blanks.
std::optional<std::string> BlanksOf(std::string_view gap) {
  std::string blanks;
  bool in_comment = false;
  for (const char byte : gap) {
    if (byte == '\n') in_comment = false;
    if (!in_comment && byte == '#') in_comment = true;
    if (in_comment) continue;
    if (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n') return std::nullopt;
    blanks += byte;
  }
  return blanks;
}

char32_t HexValue(std::string_view digits) {
  return static_cast<char32_t>(std::strtoul(std::string(digits).c_str(), nullptr, 16));
}

// The value of a text as it is spelled, quotes and all.
std::string Unescaped(std::string_view spelled) {
  std::string value;
  for (std::size_t i = 1; i + 1 < spelled.size(); ++i) {
    if (spelled[i] != '\\') {
      value += spelled[i];
      continue;
    }
    const char escaped = spelled[++i];
    if (escaped == 'u') {
      const std::size_t close = spelled.find('}', i);
      AppendUtf8(value, HexValue(spelled.substr(i + 2, close - i - 2)));
      i = close;
    } else {
      constexpr std::string_view kEscapes = "ntr0";
      constexpr std::string_view kValues{"\n\t\r\0", 4};
      const std::size_t known = kEscapes.find(escaped);
      value += known == std::string_view::npos ? escaped : kValues[known];
    }
  }
  return value;
}

std::string WithoutBlanks(std::string_view text) {
  std::string words;
  for (const char byte : text) {
    if (byte == ' ' || byte == '\t' || byte == '\r') {
      if (!words.empty() && words.back() != ' ') words += ' ';
    } else {
      words += byte;
    }
  }
  return words;
}

Complaint CheckSpelling(const Token& token, std::string_view spelled, const TokenList& list,
                        const std::vector<std::string_view>& symbols) {
  switch (token.kind) {
    case TokenKind::kName:
      if (symbols[token.payload] == spelled) return std::nullopt;
      return fmt::format("the name `{}` is spelled `{}`", symbols[token.payload], spelled);
    case TokenKind::kLifetime:
      if ("'" + std::string(symbols[token.payload]) == spelled) return std::nullopt;
      if (symbols[token.payload] == spelled) return std::nullopt;
      return fmt::format("the lifetime `{}` is spelled `{}`", symbols[token.payload], spelled);
    case TokenKind::kNumber: {
      const double number = std::strtod(std::string(spelled).c_str(), nullptr);
      if (std::bit_cast<std::uint64_t>(number) ==
          std::bit_cast<std::uint64_t>(list.numbers[token.payload])) {
        return std::nullopt;
      }
      return fmt::format("the number {} is spelled `{}`", list.numbers[token.payload], spelled);
    }
    case TokenKind::kText:
      if (spelled.size() >= 2 && Unescaped(spelled) == list.texts[token.payload]) {
        return std::nullopt;
      }
      return fmt::format("a text of {} bytes is spelled `{}`", list.texts[token.payload].size(),
                         spelled);
    default:
      if (TokenText(token.kind) == WithoutBlanks(spelled)) return std::nullopt;
      return fmt::format("`{}` is spelled `{}`", TokenText(token.kind), spelled);
  }
}

Complaint CheckRefusal(std::string_view text, const std::vector<std::size_t>& starts,
                       const TokenList& list) {
  const Token& refused = list.tokens[list.tokens.size() - 2];
  if (list.error.message.empty()) return "refused without a reason";
  if (list.error.span != refused.span()) return "the error is elsewhere than its token";
  if (list.error.span.begin >= starts.size()) return "the error is outside the text";
  if (list.error.position != PositionAt(text, starts, list.error.span.begin)) {
    return "the error's line and column are wrong";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> CheckTokenList(std::string_view text, const TokenList& list,
                                          const std::vector<std::string_view>& symbols) {
  const std::vector<std::size_t> starts = CodePointStarts(text);
  const auto points = static_cast<std::uint32_t>(starts.size() - 1);
  const LineTable lines(list.line_starts);
  if (list.tokens.empty() || list.tokens.back().kind != TokenKind::kEndOfInput) {
    return "the last token is not the end of input";
  }
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < list.tokens.size(); ++i) {
    const Token& token = list.tokens[i];
    const std::string where = fmt::format("token {} ({}): ", i, TokenText(token.kind));
    if (token.kind == TokenKind::kInvalid) {
      if (i + 2 != list.tokens.size()) return where + "is not the last but one";
      if (Complaint complaint = CheckRefusal(text, starts, list)) return where + *complaint;
      return std::nullopt;
    }
    if (token.begin < before || token.end < token.begin || token.end > points) {
      return where + fmt::format("lies from {} to {}", token.begin, token.end);
    }
    const auto gap = BlanksOf(text.substr(starts[before], starts[token.begin] - starts[before]));
    if (!gap) return where + "something was dropped before it";
    if (token.line_start != (gap->find('\n') != std::string::npos)) {
      return where + "a line feed before it is not told right";
    }
    before = token.end;
    if (token.kind == TokenKind::kEndOfInput) break;
    const std::string_view spelled =
        text.substr(starts[token.begin], starts[token.end] - starts[token.begin]);
    if (Complaint complaint = CheckSpelling(token, spelled, list, symbols)) {
      return where + *complaint;
    }
    if (lines.PositionOf(token.begin) != PositionAt(text, starts, token.begin)) {
      return where + "its line and column are wrong";
    }
  }
  if (before != points || starts.back() != text.size()) return "the end is not at the end";
  if (lines.starts() != MakeLineTable(text).starts()) return "the line table is not the text's";
  return std::nullopt;
}

std::optional<std::string> CheckTokens(std::string_view text) {
  const LexedText lexed(text);
  return CheckTokenList(text, lexed.list, lexed.symbols);
}

namespace {

Complaint CheckError(std::string_view text, const SyntaxError& error) {
  const std::vector<std::size_t> starts = CodePointStarts(text);
  if (error.message.empty()) return "the text is refused without a reason";
  if (error.span.end < error.span.begin || error.span.begin >= starts.size()) {
    return fmt::format("the error lies from {} to {}", error.span.begin, error.span.end);
  }
  if (error.position == PositionAt(text, starts, error.span.begin)) return std::nullopt;
  return "the error's line and column are wrong";
}

Complaint CheckTree(const Ast& tree) {
  const std::string printed = Print(tree);
  const auto again = Parse(printed);
  if (!again.has_value()) return "the print does not parse: " + again.error().message;
  if (!EqualAsts(tree, *again)) return "the print is another program";
  if (Print(*again) != printed) return "the print prints otherwise";
  const std::unique_ptr<Chunk> chunk = Compiler().Compile(tree);
  if (const auto verified = Verify(*chunk); !verified.has_value()) {
    return "the compiled code does not verify: " + verified.error().ToString();
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> CheckSource(std::string_view text) {
  if (Complaint complaint = CheckTokens(text)) return complaint;
  const auto parsed = Parse(text);
  return parsed.has_value() ? CheckTree(*parsed) : CheckError(text, parsed.error());
}

}  // namespace quicksilver::properties
