// `bind a to e`, `bind b to f` become `bind b to f`, `bind a to e` (weaves as well).
//
// Both values are pure: they are made of literals, steady names and operations that never raise
// and touch nothing (lists, maps, ranges of literals, outcomes, and, or, not, equality, + - * of
// number literals), so neither run can tell which was first, and both are always reached. e does
// not mention b and f does not mention a, so every name in them means what it meant. a and b are
// different names. Neither is the last statement of its block, whose value would change.
#include "engine/syntax/ast_children.h"
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

// Every node of `expr`, until `visit` says no. Whether it never did.
template <typename Visit>
bool AllOf(const Expr& expr, Visit&& visit) {
  std::vector<const Expr*> left{&expr};
  while (!left.empty()) {
    const Expr& one = *left.back();
    left.pop_back();
    if (!visit(one)) return false;
    ForEachChild(one, [&](const Expr& child) { left.push_back(&child); });
  }
  return true;
}

bool IsNumber(const Expr* expr) { return expr->kind == ExprKind::kNumber; }

class SwapBinds : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  Block OnBlock(const Block& block) override {
    std::vector<const Stmt*> statements;
    for (std::size_t i = 0; i < block.statements.size(); ++i) {
      const bool applies = i + 2 < block.statements.size() &&
                           MaySwap(*block.statements[i], *block.statements[i + 1]);
      if (applies && AtSite()) {
        OnStmt(*block.statements[i + 1], statements);
        OnStmt(*block.statements[i], statements);
        ++i;
      } else {
        OnStmt(*block.statements[i], statements);
      }
    }
    return builder().BlockOf(statements);
  }

  bool MaySwap(const Stmt& first, const Stmt& second) const {
    const auto is_bind = [](const Stmt& stmt) {
      return stmt.kind == StmtKind::kBind || stmt.kind == StmtKind::kWeave;
    };
    if (!is_bind(first) || !is_bind(second)) return false;
    const auto& a = As<BindStmt>(first);
    const auto& b = As<BindStmt>(second);
    return a.name != b.name && IsPureWithout(*a.value, b.name) && IsPureWithout(*b.value, a.name);
  }

  bool IsPureWithout(const Expr& expr, Symbol name) const {
    return AllOf(expr, [&](const Expr& one) {
      switch (one.kind) {
        case ExprKind::kNumber:
        case ExprKind::kText:
        case ExprKind::kTruth:
        case ExprKind::kNothing:
        case ExprKind::kAbsent:
        case ExprKind::kList:
        case ExprKind::kMap:
        case ExprKind::kOutcome:
        case ExprKind::kLogical:
          return true;
        case ExprKind::kName:
          return As<NameExpr>(one).name != name && facts().IsSteady(As<NameExpr>(one));
        case ExprKind::kUnary:
          return As<UnaryExpr>(one).op == UnaryOp::kNot ||
                 (As<UnaryExpr>(one).op == UnaryOp::kNegate &&
                  IsNumber(As<UnaryExpr>(one).operand));
        case ExprKind::kRange:
          return IsNumber(As<RangeExpr>(one).start) && IsNumber(As<RangeExpr>(one).end);
        case ExprKind::kBinary: {
          const auto& binary = As<BinaryExpr>(one);
          if (binary.op == BinaryOp::kEqual || binary.op == BinaryOp::kNotEqual) return true;
          return binary.op <= BinaryOp::kMultiply && IsNumber(binary.left) &&
                 IsNumber(binary.right);
        }
        default:
          return false;
      }
    });
  }
};

}  // namespace

constinit const Rewrite kSwapBinds = {
    "swap_binds", "two binds that know nothing of each other change places", MakeCopier<SwapBinds>};

}  // namespace quicksilver::properties
