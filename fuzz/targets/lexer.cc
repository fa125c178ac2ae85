// Bytes as program text: the lexer's tokens are in order, inside the text, and say where they are.
#include "engine/syntax/lexer.h"

#include "engine/syntax/source.h"
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "fuzz/targets/views.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static TokenList list;
  static Interner interner;
  const std::string_view text = fuzz::TextOf(data, size);
  Arena arena;
  std::vector<std::string_view> symbols;
  interner.Start(arena, symbols);
  Lex(text, arena, interner, list);

  fuzz::Expect(!list.tokens.empty() && list.tokens.back().kind == TokenKind::kEndOfInput,
               "the last token is not the end of the input", text);
  std::uint32_t end = 0;
  for (const Token& token : list.tokens) {
    fuzz::Expect(token.begin >= end, "tokens overlap or go back", text);
    fuzz::Expect(token.end >= token.begin, "a token ends before it begins", text);
    fuzz::Expect(token.end <= size, "a token ends outside the text", text);
    end = token.end;
    // Where the text breaks the grammar the lexer stops, and says so with the rest of the text.
    if (token.kind == TokenKind::kInvalid) break;
  }
  // After an error the rest of the text has not been looked at.
  const bool whole = list.tokens.size() < 2 || list.tokens.end()[-2].kind != TokenKind::kInvalid;
  fuzz::Expect(!whole || list.line_starts == MakeLineTable(text).starts(),
               "the lexer counts lines otherwise than the line table", text);
  const std::uint64_t seed = fuzz::SeedOf(data, size);
  if (fuzz::OneIn(128, seed)) fuzz::CheckTokenViews(text, list, seed);
  return 0;
}

}  // namespace quicksilver
