// `a and b` becomes `not (not a or not b)`, `a or b` becomes `not (not a and not b)`, `a is b`
// becomes `not (a is not b)` and the other way round.
//
// `and`, `or` and `not` look at truthiness and yield a Truth, so the results are the same Truth.
// The right operand is evaluated in exactly the same cases: `and` goes on when a is truthy, which
// is when `not a` is falsy, which is when `or` goes on. Equality never fails and its negation is
// its negation, for NaN too: `NaN is NaN` is false and `NaN is not NaN` is true.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class DeMorgan : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  const Expr* OnExpr(const Expr& expr) override {
    if (expr.kind == ExprKind::kLogical && AtSite()) {
      const auto& logical = As<LogicalExpr>(expr);
      const Expr* left = Not(OnExpr(*logical.left));
      const Expr* right = Not(OnExpr(*logical.right));
      const bool was_and = logical.op == LogicalOp::kAnd;
      return Not(builder().Logical(was_and ? LogicalOp::kOr : LogicalOp::kAnd, left, right));
    }
    if (expr.kind == ExprKind::kBinary) {
      const auto& binary = As<BinaryExpr>(expr);
      const bool equality = binary.op == BinaryOp::kEqual || binary.op == BinaryOp::kNotEqual;
      if (equality && AtSite()) {
        const Expr* left = OnExpr(*binary.left);
        const Expr* right = OnExpr(*binary.right);
        const bool was_equal = binary.op == BinaryOp::kEqual;
        return Not(
            builder().Binary(was_equal ? BinaryOp::kNotEqual : BinaryOp::kEqual, left, right));
      }
    }
    return CopyExpr(expr);
  }

  const Expr* Not(const Expr* operand) { return builder().Unary(UnaryOp::kNot, operand); }
};

}  // namespace

constinit const Rewrite kDeMorgan = {
    "de_morgan", "`a and b` is `not (not a or not b)`; `a is not b` is `not (a is b)`",
    MakeCopier<DeMorgan>};

}  // namespace quicksilver::properties
