// `whilst c then B end` becomes `should c then should true then B end whilst c then B end end`:
// the first iteration stands before the loop.
//
// Only where the loop's value is nobody's (it is not the last statement of its block): after a
// single iteration the remaining loop would have the value Nothing. B stands in a block of its
// own, as each iteration did, so what it declares is not seen by the loop that follows. B must
// have no `break` or `continue` of this loop: before the loop they would belong to another one.
// `yield` in B leaves the chant from either place. Definitions in B were made anew in every
// iteration before, too.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class PeelWhilst : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    const bool applies = stmt.kind == StmtKind::kWhilst && !facts().IsLast(stmt) &&
                         !LeavesItsLoop(As<WhilstStmt>(stmt).body);
    if (!applies || !AtSite()) return TreeCopier::OnStmt(stmt, out);
    const auto& loop = As<WhilstStmt>(stmt);
    const Expr* condition = OnExpr(*loop.condition);
    const Stmt* first = builder().Should(builder().Truth(true), OnBlock(loop.body));
    const Stmt* rest = CopyStmt(stmt);
    out.push_back(builder().Should(condition, builder().BlockOf({first, rest})));
  }
};

}  // namespace

constinit const Rewrite kPeelWhilst = {"peel_whilst",
                                       "`whilst c then B` is `should c then B, whilst c then B`",
                                       MakeCopier<PeelWhilst>};

}  // namespace quicksilver::properties
