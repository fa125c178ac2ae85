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
    std::uint16_t height = 0;
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
  std::uint16_t height = 0;
  if (!Raise(object->height, height)) return nullptr;
  ++at_;
  const Span span = Peek().span();
  Symbol field = Symbol::kNone;
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
  std::uint16_t height = 0;
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
  std::uint16_t height = 0;
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
  std::uint16_t height = 0;
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
  std::uint16_t height = 0;
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

}  // namespace quicksilver
