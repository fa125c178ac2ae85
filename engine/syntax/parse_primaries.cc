#include <algorithm>
#include <string>

#include "engine/syntax/parse_run.h"

namespace quicksilver {

Expr* ParseRun::ParsePrimary() {
  const std::uint32_t begin = Begin();
  const std::uint32_t payload = Peek().payload;
  const TokenKind kind = Reachable() ? Peek().kind : TokenKind::kInvalid;
  switch (kind) {
    case TokenKind::kNumber: {
      ++at_;
      auto* node = NewExpr<NumberExpr>(ExprKind::kNumber, begin);
      node->value = memory_.list.numbers[payload];
      return node;
    }
    case TokenKind::kText: {
      ++at_;
      auto* node = NewExpr<TextExpr>(ExprKind::kText, begin);
      node->value = memory_.list.texts[payload];
      return node;
    }
    case TokenKind::kTrue:
    case TokenKind::kFalse: {
      ++at_;
      auto* node = NewExpr<TruthExpr>(ExprKind::kTruth, begin);
      node->value = kind == TokenKind::kTrue;
      return node;
    }
    case TokenKind::kNothing:
      ++at_;
      return NewExpr<NothingExpr>(ExprKind::kNothing, begin);
    case TokenKind::kAbsent:
      ++at_;
      return NewExpr<AbsentExpr>(ExprKind::kAbsent, begin);
    case TokenKind::kName: {
      ++at_;
      auto* node = NewExpr<NameExpr>(ExprKind::kName, begin);
      node->name = static_cast<Symbol>(payload);
      return node;
    }
    case TokenKind::kLeftParen:
      return ParseParenthesized();
    case TokenKind::kLeftBracket:
      return ParseList();
    case TokenKind::kLeftBrace:
      return ParseMap();
    case TokenKind::kRange:
      return ParseRange();
    case TokenKind::kTriumph:
      return ParseOutcome(OutcomeCase::kTriumph);
    case TokenKind::kMishap:
      return ParseOutcome(OutcomeCase::kMishap);
    case TokenKind::kPresent:
      return ParseOutcome(OutcomeCase::kPresent);
    case TokenKind::kRequest:
      return ParseRequest();
    case TokenKind::kChant:
      return ParseNamelessChant();
    default:
      Fail(at_ == statement_at_ ? "a statement" : "an expression");
      return nullptr;
  }
}

Expr* ParseRun::ParseParenthesized() {
  NewlineScope newlines(*this, true);
  if (open_parens_ == kMaxNesting) {
    FailTooDeep();
    return nullptr;
  }
  ++open_parens_;
  ++at_;
  Expr* node = ParseExpr();
  if (node == nullptr || !Expect(TokenKind::kRightParen)) return nullptr;
  --open_parens_;
  node->parenthesized = true;
  return node;
}

Expr* ParseRun::ParseList() {
  const std::uint32_t begin = Begin();
  std::span<const Expr* const> items;
  std::uint32_t height = 0;
  {
    NewlineScope newlines(*this, true);
    DepthScope depth(*this);
    ++at_;
    if (!Is(TokenKind::kRightBracket) && !Descend()) return nullptr;
    if (!ParseExprsUntil(TokenKind::kRightBracket, items, height)) return nullptr;
  }
  if (!items.empty()) ++height;
  auto* node = NewExpr<ListExpr>(ExprKind::kList, begin, static_cast<std::uint16_t>(height));
  node->items = items;
  return node;
}

Expr* ParseRun::ParseMap() {
  const std::uint32_t begin = Begin();
  std::span<const Entry> entries;
  std::uint32_t height = 0;
  if (!ParseEntries(entries, height)) return nullptr;
  if (!entries.empty()) ++height;
  auto* node = NewExpr<MapExpr>(ExprKind::kMap, begin, static_cast<std::uint16_t>(height));
  node->entries = entries;
  return node;
}

Expr* ParseRun::ParseRange() {
  const std::uint32_t begin = Begin();
  ++at_;
  Expr* start = nullptr;
  Expr* end = nullptr;
  {
    DepthScope depth(*this);
    if (!Is(TokenKind::kLeftParen)) return Expect(TokenKind::kLeftParen), nullptr;
    NewlineScope newlines(*this, true);
    ++at_;
    if (!Descend()) return nullptr;
    start = ParseExpr();
    if (start == nullptr || !Expect(TokenKind::kComma)) return nullptr;
    end = ParseExpr();
    if (end == nullptr) return nullptr;
    Accept(TokenKind::kComma);
    if (!Expect(TokenKind::kRightParen)) return nullptr;
  }
  const auto height = static_cast<std::uint16_t>(std::max(start->height, end->height) + 1);
  auto* node = NewExpr<RangeExpr>(ExprKind::kRange, begin, height);
  node->start = start;
  node->end = end;
  return node;
}

Expr* ParseRun::ParseOutcome(OutcomeCase outcome) {
  const std::uint32_t begin = Begin();
  ++at_;
  Expr* operand = nullptr;
  {
    DepthScope depth(*this);
    if (!Is(TokenKind::kLeftParen)) return Expect(TokenKind::kLeftParen), nullptr;
    NewlineScope newlines(*this, true);
    ++at_;
    if (!Descend()) return nullptr;
    operand = ParseExpr();
    if (operand == nullptr || !Expect(TokenKind::kRightParen)) return nullptr;
  }
  auto* node = NewExpr<OutcomeExpr>(ExprKind::kOutcome, begin,
                                    static_cast<std::uint16_t>(operand->height + 1));
  node->outcome = outcome;
  node->operand = operand;
  return node;
}

Expr* ParseRun::ParseRequest() {
  const std::uint32_t begin = Begin();
  ++at_;
  Symbol name = Symbol::kNone;
  Span span;
  if (!ExpectName(name, span)) return nullptr;
  std::string resource(ast_.Name(name));
  while (Accept(TokenKind::kDot)) {
    if (!AcceptWord(name)) return Fail("a name"), nullptr;
    resource.append(".").append(ast_.Name(name));
  }
  if (!Expect(TokenKind::kWith)) return nullptr;
  AllowNewline();
  std::string_view justification;
  if (!Expect(TokenKind::kJustification) || !ExpectText(justification)) return nullptr;
  auto* node = NewExpr<RequestExpr>(ExprKind::kRequest, begin);
  const std::span<char> copy =
      ast_.arena.Copy(std::span<const char>(resource.data(), resource.size()));
  node->resource = {copy.data(), copy.size()};
  node->justification = justification;
  return node;
}

Expr* ParseRun::ParseNamelessChant() {
  const std::uint32_t begin = Begin();
  const Chant* chant = ParseChant(false);
  if (chant == nullptr) return nullptr;
  auto* node = NewExpr<ChantExpr>(ExprKind::kChant, begin, chant->height);
  node->chant = chant;
  return node;
}

// Comma separated expressions and the closer. `height` becomes the highest item's if that is more.
bool ParseRun::ParseExprsUntil(TokenKind closer, std::span<const Expr* const>& items,
                               std::uint32_t& height) {
  ListOf<const Expr*> list(*this);
  while (!Is(closer)) {
    const Expr* item = ParseExpr();
    if (item == nullptr) return false;
    height = std::max<std::uint32_t>(height, item->height);
    list.Add(item);
    if (!AcceptComma()) break;
  }
  items = list.Finish();
  return Expect(closer);
}

// `{ key: value, … }`, for maps and structs.
bool ParseRun::ParseEntries(std::span<const Entry>& entries, std::uint32_t& height) {
  NewlineScope newlines(*this, true);
  DepthScope depth(*this);
  ListOf<Entry> list(*this);
  ++at_;
  if (!Is(TokenKind::kRightBrace) && !Descend()) return false;
  while (!Is(TokenKind::kRightBrace)) {
    Entry entry{};
    entry.key_span = Peek().span();
    entry.quoted = Is(TokenKind::kText);
    if (entry.quoted) {
      std::string_view key;
      if (!ExpectText(key)) return false;
      entry.key = memory_.interner.Intern(key);
    } else if (!AcceptWord(entry.key)) {
      return Fail("a key");
    }
    if (!Expect(TokenKind::kColon)) return false;
    entry.value = ParseExpr();
    if (entry.value == nullptr) return false;
    height = std::max<std::uint32_t>(height, entry.value->height);
    list.Add(entry);
    if (!AcceptComma()) break;
  }
  entries = list.Finish();
  return Expect(TokenKind::kRightBrace);
}

}  // namespace quicksilver
