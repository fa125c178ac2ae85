#include <algorithm>
#include <array>

#include "engine/syntax/parse_run.h"

namespace quicksilver {
namespace {

enum Precedence : int {
  kNotBinary = 0,
  kPipelineLevel,
  kOrLevel,
  kAndLevel,
  kComparisonLevel,
  kAdditionLevel,
  kMultiplicationLevel,
};

struct BinaryInfo {
  Precedence precedence = kNotBinary;
  BinaryOp op = BinaryOp::kAdd;  // at the levels of comparison and arithmetic
};

constexpr std::array<BinaryInfo, kTokenKindCount> MakeBinaryTable() {
  std::array<BinaryInfo, kTokenKindCount> table{};
  const auto set = [&table](TokenKind kind, Precedence precedence, BinaryOp op = BinaryOp::kAdd) {
    table[static_cast<std::size_t>(kind)] = {precedence, op};
  };
  set(TokenKind::kPipe, kPipelineLevel);
  set(TokenKind::kOr, kOrLevel);
  set(TokenKind::kAnd, kAndLevel);
  set(TokenKind::kIs, kComparisonLevel, BinaryOp::kEqual);
  set(TokenKind::kEqualEqual, kComparisonLevel, BinaryOp::kEqual);
  set(TokenKind::kIsNot, kComparisonLevel, BinaryOp::kNotEqual);
  set(TokenKind::kBangEqual, kComparisonLevel, BinaryOp::kNotEqual);
  set(TokenKind::kLessThan, kComparisonLevel, BinaryOp::kLess);
  set(TokenKind::kLess, kComparisonLevel, BinaryOp::kLess);
  set(TokenKind::kAtMost, kComparisonLevel, BinaryOp::kLessEqual);
  set(TokenKind::kLessEqual, kComparisonLevel, BinaryOp::kLessEqual);
  set(TokenKind::kGreaterThan, kComparisonLevel, BinaryOp::kGreater);
  set(TokenKind::kGreater, kComparisonLevel, BinaryOp::kGreater);
  set(TokenKind::kAtLeast, kComparisonLevel, BinaryOp::kGreaterEqual);
  set(TokenKind::kGreaterEqual, kComparisonLevel, BinaryOp::kGreaterEqual);
  set(TokenKind::kPlus, kAdditionLevel, BinaryOp::kAdd);
  set(TokenKind::kMinus, kAdditionLevel, BinaryOp::kSubtract);
  set(TokenKind::kStar, kMultiplicationLevel, BinaryOp::kMultiply);
  set(TokenKind::kSlash, kMultiplicationLevel, BinaryOp::kDivide);
  set(TokenKind::kPercent, kMultiplicationLevel, BinaryOp::kModulo);
  return table;
}

constexpr std::array<BinaryInfo, kTokenKindCount> kBinaryTable = MakeBinaryTable();

const BinaryInfo& BinaryInfoOf(TokenKind kind) {
  return kBinaryTable[static_cast<std::size_t>(kind)];
}

}  // namespace

Expr* ParseRun::ParseExpr() {
  Expr* expr = nullptr;
  if (!memory_.stack.Run([&] { expr = ParseBinary(kPipelineLevel); })) FailTooDeep();
  return expr;
}

Expr* ParseRun::ParseBinary(int lowest) {
  const std::uint32_t begin = Begin();
  Expr* left = ParseUnary();
  if (left == nullptr) return nullptr;
  for (;;) {
    const Token op = Peek();
    const Precedence precedence = BinaryInfoOf(op.kind).precedence;
    if (precedence == kNotBinary || precedence < lowest || !Reachable()) return left;
    // A chain grows at its operators, so that is where it becomes too deep.
    std::uint16_t height;
    if (!Raise(left->height, height)) return nullptr;
    ++at_;
    AllowNewline();
    DepthScope depth(*this);
    if (!Descend()) return nullptr;
    Expr* right = ParseBinary(precedence + 1);
    if (right == nullptr) return nullptr;
    left = MakeBinary(op, begin, left, right);
  }
}

// Both heights have been checked: the left one by Raise, the right one while it was parsed one
// level down.
Expr* ParseRun::MakeBinary(const Token& op, std::uint32_t begin, Expr* left, Expr* right) {
  const auto height = static_cast<std::uint16_t>(std::max(left->height, right->height) + 1);
  const BinaryInfo& info = BinaryInfoOf(op.kind);
  switch (info.precedence) {
    case kPipelineLevel: {
      auto* node = NewExpr<PipelineExpr>(ExprKind::kPipeline, begin, height);
      node->value = left;
      node->stage = right;
      return node;
    }
    case kOrLevel:
    case kAndLevel: {
      auto* node = NewExpr<LogicalExpr>(ExprKind::kLogical, begin, height);
      node->op = info.precedence == kOrLevel ? LogicalOp::kOr : LogicalOp::kAnd;
      node->left = left;
      node->right = right;
      return node;
    }
    default: {
      auto* node = NewExpr<BinaryExpr>(ExprKind::kBinary, begin, height);
      node->op = info.op;
      node->left = left;
      node->right = right;
      return node;
    }
  }
}

// A chain of prefix operators is collected first and built from the inside out, without recursion.
Expr* ParseRun::ParseUnary() {
  if (!Is(TokenKind::kMinus) && !Is(TokenKind::kNot) && !Is(TokenKind::kBorrow)) {
    return ParsePostfix();
  }
  ListOf<UnaryMark> marks(*this);
  Expr* node = nullptr;
  {
    DepthScope depth(*this);
    while (Is(TokenKind::kMinus) || Is(TokenKind::kNot) || Is(TokenKind::kBorrow)) {
      if (!Descend()) return nullptr;
      const Token op = Peek();
      ++at_;
      UnaryMark mark{UnaryOp::kNegate, op.begin};
      if (op.kind == TokenKind::kNot) mark.op = UnaryOp::kNot;
      if (op.kind == TokenKind::kBorrow) {
        mark.op = Accept(TokenKind::kMut) ? UnaryOp::kBorrowMut : UnaryOp::kBorrow;
      }
      marks.Add(mark);
    }
    node = ParsePostfix();
  }
  if (node == nullptr) return nullptr;
  for (std::size_t index = marks.items().size(); index-- > 0;) {
    const UnaryMark mark = marks.items()[index];
    const auto height = static_cast<std::uint16_t>(node->height + 1);
    auto* unary = NewExpr<UnaryExpr>(ExprKind::kUnary, mark.begin, height);
    unary->op = mark.op;
    unary->operand = node;
    node = unary;
  }
  return node;
}

Expr* ParseRun::ParsePostfix() {
  const std::uint32_t begin = Begin();
  Expr* node = ParsePrimary();
  // Type arguments and fields follow only a name.
  bool after_name = node != nullptr && node->kind == ExprKind::kName && !node->parenthesized;
  while (node != nullptr && Reachable()) {
    switch (Peek().kind) {
      case TokenKind::kDot:
        node = ParseField(begin, node);
        after_name = true;
        continue;
      case TokenKind::kLeftParen:
        node = ParseCall(begin, node, {}, 0);
        break;
      case TokenKind::kLeftBracket:
        node = ParseIndex(begin, node);
        break;
      case TokenKind::kQuestion:
        node = ParseTry(begin, node);
        break;
      case TokenKind::kLess:
        if (!after_name || !TypeArgumentsAhead()) return node;
        node = ParseWithTypeArguments(begin, node);
        break;
      case TokenKind::kLeftBrace:
        if (!after_name) return node;
        node = ParseStruct(begin, node, {}, 0);
        break;
      default:
        return node;
    }
    after_name = false;
  }
  return node;
}

Expr* ParseRun::ParseField(std::uint32_t begin, Expr* object) {
  std::uint16_t height;
  if (!Raise(object->height, height)) return nullptr;
  ++at_;
  const Span span = Peek().span();
  Symbol field;
  if (!AcceptWord(field)) {
    Fail("a name");
    return nullptr;
  }
  auto* node = NewExpr<FieldExpr>(ExprKind::kField, begin, height);
  node->object = object;
  node->field = field;
  node->field_span = span;
  return node;
}

Expr* ParseRun::ParseCall(std::uint32_t begin, Expr* callee, std::span<const TypeExpr* const> types,
                          std::uint32_t types_height) {
  std::uint16_t height;
  if (!Raise(std::max<std::uint32_t>(callee->height, types_height), height)) return nullptr;
  std::span<const Expr* const> arguments;
  std::uint32_t highest = height - 1u;
  {
    NewlineScope newlines(*this, true);
    DepthScope depth(*this);
    if (!Descend()) return nullptr;
    ++at_;
    if (!ParseExprsUntil(TokenKind::kRightParen, arguments, highest)) return nullptr;
  }
  auto* node = NewExpr<CallExpr>(ExprKind::kCall, begin, static_cast<std::uint16_t>(highest + 1));
  node->callee = callee;
  node->type_arguments = types;
  node->arguments = arguments;
  return node;
}

Expr* ParseRun::ParseIndex(std::uint32_t begin, Expr* object) {
  std::uint16_t height;
  if (!Raise(object->height, height)) return nullptr;
  Expr* index = nullptr;
  {
    NewlineScope newlines(*this, true);
    DepthScope depth(*this);
    if (!Descend()) return nullptr;
    ++at_;
    index = ParseExpr();
    if (index == nullptr || !Expect(TokenKind::kRightBracket)) return nullptr;
  }
  height = std::max(height, static_cast<std::uint16_t>(index->height + 1));
  auto* node = NewExpr<IndexExpr>(ExprKind::kIndex, begin, height);
  node->object = object;
  node->index = index;
  return node;
}

Expr* ParseRun::ParseTry(std::uint32_t begin, Expr* operand) {
  std::uint16_t height;
  if (!Raise(operand->height, height)) return nullptr;
  ++at_;
  auto* node = NewExpr<TryExpr>(ExprKind::kTry, begin, height);
  node->operand = operand;
  return node;
}

Expr* ParseRun::ParseWithTypeArguments(std::uint32_t begin, Expr* callee) {
  std::span<const TypeExpr* const> types;
  std::uint32_t height = 0;
  {
    DepthScope depth(*this);
    if (!Descend() || !ParseTypeArguments(types, height)) return nullptr;
  }
  if (Peek().kind == TokenKind::kLeftParen) return ParseCall(begin, callee, types, height);
  return ParseStruct(begin, callee, types, height);
}

Expr* ParseRun::ParseStruct(std::uint32_t begin, Expr* definition,
                            std::span<const TypeExpr* const> types, std::uint32_t types_height) {
  std::uint16_t height;
  if (!Raise(std::max<std::uint32_t>(definition->height, types_height), height)) return nullptr;
  std::span<const Entry> entries;
  std::uint32_t highest = height - 1u;
  if (!ParseEntries(entries, highest)) return nullptr;
  auto* node =
      NewExpr<StructExpr>(ExprKind::kStruct, begin, static_cast<std::uint16_t>(highest + 1));
  node->definition = definition;
  node->type_arguments = types;
  node->entries = entries;
  return node;
}

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
  Symbol name;
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

// At `<` after a name: whether a well-formed type list, its `>` and then `(` or `{` follow.
bool ParseRun::TypeArgumentsAhead() {
  if (!ScanTypeArguments()) return false;
  const Token& next = tokens_[Peek().payload + 1];
  if (next.line_start && !newlines_free_) return false;
  return next.kind == TokenKind::kLeftParen || next.kind == TokenKind::kLeftBrace;
}

// Whether the `<` at hand opens a well-formed type list. Every `<` keeps in its payload what was
// found out about it (the place of its `>`, or kNoList), also when it was met inside the list of
// another, so that no token is looked at more than a few times however hostile the text.
bool ParseRun::ScanTypeArguments() {
  constexpr std::uint32_t kUnknown = 0;
  constexpr std::uint32_t kNoList = 1;
  if (Peek().payload != kUnknown) return Peek().payload != kNoList;
  std::vector<std::uint32_t>& open = memory_.open_angles;
  open.assign(1, static_cast<std::uint32_t>(at_));
  std::size_t at = at_ + 1;
  bool type_next = true;
  while (!open.empty()) {
    const Token& token = tokens_[at];
    const bool after_comma = tokens_[at - 1].kind == TokenKind::kComma;
    const bool reachable = newlines_free_ || !token.line_start || after_comma;
    if (reachable && type_next && token.kind == TokenKind::kName) {
      type_next = false;
    } else if (reachable && token.kind == TokenKind::kGreater && (!type_next || after_comma)) {
      tokens_[open.back()].payload = static_cast<std::uint32_t>(at);
      open.pop_back();
      type_next = false;
    } else if (reachable && !type_next && token.kind == TokenKind::kComma) {
      type_next = true;
    } else if (reachable && !type_next && token.kind == TokenKind::kLess &&
               tokens_[at - 1].kind == TokenKind::kName) {
      open.push_back(static_cast<std::uint32_t>(at));
      type_next = true;
    } else {
      for (const std::uint32_t angle : open) tokens_[angle].payload = kNoList;
      return false;
    }
    ++at;
  }
  return true;
}

}  // namespace quicksilver
