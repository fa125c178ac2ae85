// `whilst c then B end` becomes `whilst true then should c then B otherwise break end end`.
//
// The condition is evaluated before each iteration in both, in a scope that sees what it saw: the
// body's block has declared nothing yet. An iteration that completes normally has the value of its
// last statement, the should, which is B's. The one that breaks did not complete normally, so the
// loop's value is still that of the last one that did, or Nothing. A `break` or `continue` of B
// belongs to the same loop as before, and `continue` comes to the condition again.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class ConditionInside : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    if (stmt.kind != StmtKind::kWhilst || !AtSite()) return TreeCopier::OnStmt(stmt, out);
    const auto& loop = As<WhilstStmt>(stmt);
    const Expr* condition = OnExpr(*loop.condition);
    const Block body = OnBlock(loop.body);
    const Stmt* step = builder().Should(condition, body, builder().BlockOf({builder().Break()}));
    out.push_back(builder().Whilst(builder().Truth(true), builder().BlockOf({step})));
  }
};

}  // namespace

constinit const Rewrite kConditionInside = {
    "condition_inside", "`whilst c then B` is `whilst true then should c then B otherwise break`",
    MakeCopier<ConditionInside>};

}  // namespace quicksilver::properties
