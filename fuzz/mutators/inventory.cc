#include "fuzz/mutators/inventory.h"

#include "engine/syntax/tree_walk.h"

namespace quicksilver::fuzz {
namespace {

Sort SortOfBinary(const BinaryExpr& binary) {
  switch (binary.op) {
    case BinaryOp::kAdd:
      // Two texts are joined.
      return SortOf(*binary.left) == Sort::kText ? Sort::kText : Sort::kNumber;
    case BinaryOp::kSubtract:
    case BinaryOp::kMultiply:
    case BinaryOp::kDivide:
    case BinaryOp::kModulo:
      return Sort::kNumber;
    case BinaryOp::kEqual:
    case BinaryOp::kNotEqual:
    case BinaryOp::kLess:
    case BinaryOp::kLessEqual:
    case BinaryOp::kGreater:
    case BinaryOp::kGreaterEqual:
      return Sort::kTruth;
  }
  return Sort::kAny;
}

}  // namespace

Sort SortOf(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kNumber:
      return Sort::kNumber;
    case ExprKind::kText:
      return Sort::kText;
    case ExprKind::kTruth:
    case ExprKind::kLogical:
      return Sort::kTruth;
    case ExprKind::kList:
    case ExprKind::kRange:
      return Sort::kList;
    case ExprKind::kMap:
      return Sort::kMap;
    case ExprKind::kChant:
      return Sort::kChant;
    case ExprKind::kUnary:
      if (As<UnaryExpr>(expr).op == UnaryOp::kNegate) return Sort::kNumber;
      if (As<UnaryExpr>(expr).op == UnaryOp::kNot) return Sort::kTruth;
      return SortOf(*As<UnaryExpr>(expr).operand);
    case ExprKind::kBinary:
      return SortOfBinary(As<BinaryExpr>(expr));
    case ExprKind::kNothing:
    case ExprKind::kName:
    case ExprKind::kPipeline:
    case ExprKind::kCall:
    case ExprKind::kIndex:
    case ExprKind::kField:
    case ExprKind::kTry:
    case ExprKind::kStruct:
    case ExprKind::kOutcome:
    case ExprKind::kAbsent:
    case ExprKind::kRequest:
      return Sort::kAny;
  }
  return Sort::kAny;
}

Inventory::Inventory(const Ast& ast) {
  TreeVisitor visitor;
  visitor.expression = [this](const Expr& expr) {
    expressions_.push_back(&expr);
    if (expr.kind == ExprKind::kName) names_.push_back(As<NameExpr>(expr).name);
    const Sort sort = SortOf(expr);
    for (int i = 0; i < kSortCount; ++i) {
      const bool fits =
          sort == Sort::kAny || static_cast<Sort>(i) == sort || static_cast<Sort>(i) == Sort::kAny;
      if (fits) by_sort_[static_cast<std::size_t>(i)].push_back(&expr);
    }
  };
  visitor.statement = [this](const Stmt& stmt) { statements_.push_back(&stmt); };
  visitor.pattern = [this](const Pattern& pattern) { patterns_.push_back(&pattern); };
  VisitTree(ast, visitor);
}

}  // namespace quicksilver::fuzz
