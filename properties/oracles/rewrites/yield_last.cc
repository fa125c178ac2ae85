// The last statement of a chant's body: an expression e becomes `yield e`, and `yield e` becomes e
// where e is not a call.
//
// A call gives the yielded value, or else its body's value, which is that of its last statement;
// both evaluate e in the same scope, outside of every attempt and loop of the body. Where e is a
// call it becomes a tail call, which shows only in how deep calls may nest. The other way round
// that would cost depth, so a yielded call stays.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class YieldLast : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    if (!Applies(stmt) || !AtSite()) return TreeCopier::OnStmt(stmt, out);
    if (stmt.kind == StmtKind::kExpr) {
      return out.push_back(builder().Yield(OnExpr(*As<ExprStmt>(stmt).expr)));
    }
    const Expr* value = As<YieldStmt>(stmt).value;
    out.push_back(builder().ExprStmtOf(value == nullptr ? builder().Nothing() : OnExpr(*value)));
  }

  bool Applies(const Stmt& stmt) const {
    if (!facts().EndsChant(stmt)) return false;
    if (stmt.kind == StmtKind::kExpr) return true;
    if (stmt.kind != StmtKind::kYield) return false;
    const Expr* value = As<YieldStmt>(stmt).value;
    return value == nullptr || !facts().IsYieldedCall(*value);
  }
};

}  // namespace

constinit const Rewrite kYieldLast = {"yield_last", "the last expression e of a chant is `yield e`",
                                      MakeCopier<YieldLast>};

}  // namespace quicksilver::properties
