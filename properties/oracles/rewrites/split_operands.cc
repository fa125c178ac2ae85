// A statement that evaluates `a op b` first, as a whole, becomes `bind x to a`, `bind y to b` and
// the statement with `x op y`.
//
// Both operands are evaluated in both, left to right, before anything looks at their types, and
// before everything else of the statement; an error of either is raised at the same moment. The
// names are new, and the values in them are the operands' (see hoist_first). `and` and `or` do not
// evaluate both and are left alone.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class SplitOperands : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    const Expr* expr = FirstExpression(stmt);
    if (expr == nullptr || expr->kind != ExprKind::kBinary || !AtSite()) {
      return TreeCopier::OnStmt(stmt, out);
    }
    const auto& binary = As<BinaryExpr>(*expr);
    const Expr* left = OnExpr(*binary.left);
    const Expr* right = OnExpr(*binary.right);
    left_ = Fresh();
    right_ = Fresh();
    out.push_back(builder().Bind(left_, left));
    out.push_back(builder().Bind(right_, right));
    split_ = &binary;
    out.push_back(CopyStmt(stmt));
    split_ = nullptr;
  }

  const Expr* OnExpr(const Expr& expr) override {
    if (&expr != split_) return CopyExpr(expr);
    const Expr* left = builder().NameOf(left_);
    return builder().Binary(split_->op, left, builder().NameOf(right_));
  }

  const BinaryExpr* split_ = nullptr;
  Symbol left_ = Symbol::kNone;
  Symbol right_ = Symbol::kNone;
};

}  // namespace

constinit const Rewrite kSplitOperands = {
    "split_operands", "`a op b` is `bind x to a, bind y to b, x op y`", MakeCopier<SplitOperands>};

}  // namespace quicksilver::properties
