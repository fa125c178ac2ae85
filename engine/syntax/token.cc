#include "engine/syntax/token.h"

#include <array>

namespace quicksilver {
namespace {

constexpr std::string_view kTokenTexts[] = {
#define QUICKSILVER_TEXT(name, text) text,
    QUICKSILVER_TOKENS(QUICKSILVER_TEXT)
#undef QUICKSILVER_TEXT
};
static_assert(std::size(kTokenTexts) == kTokenKindCount);

constexpr std::size_t kSlots = 256;

constexpr std::size_t KeywordSlot(std::string_view word) {
  const auto byte = [word](std::size_t index) {
    return static_cast<std::size_t>(static_cast<unsigned char>(word[index]));
  };
  return (byte(0) * 7 + byte(1) * 31 + byte(word.size() - 1) * 5 + word.size() * 17) % kSlots;
}

// Open addressing; kEndOfInput marks a free slot.
constexpr std::array<TokenKind, kSlots> MakeKeywordTable() {
  std::array<TokenKind, kSlots> slots{};
  for (auto index = static_cast<std::size_t>(kFirstKeyword);
       index <= static_cast<std::size_t>(kLastKeyword); ++index) {
    std::size_t slot = KeywordSlot(kTokenTexts[index]);
    while (slots[slot] != TokenKind::kEndOfInput) slot = (slot + 1) % kSlots;
    slots[slot] = static_cast<TokenKind>(index);
  }
  return slots;
}

constexpr std::array<TokenKind, kSlots> kKeywordTable = MakeKeywordTable();

}  // namespace

std::string_view TokenText(TokenKind kind) { return kTokenTexts[static_cast<std::size_t>(kind)]; }

TokenKind FindKeyword(std::string_view word) {
  if (word.size() < 2 || word.size() > kLongestKeyword) return TokenKind::kName;
  for (std::size_t slot = KeywordSlot(word);; slot = (slot + 1) % kSlots) {
    const TokenKind kind = kKeywordTable[slot];
    if (kind == TokenKind::kEndOfInput) return TokenKind::kName;
    if (TokenText(kind) == word) return kind;
  }
}

}  // namespace quicksilver
