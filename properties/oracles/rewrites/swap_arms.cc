// `should c then A otherwise B end` becomes `should not c then B otherwise A end`.
//
// The condition is evaluated once in both, first, and in the same scope. `not` looks at truthiness
// just as `should` does and cannot raise. Exactly the block that ran before runs, as the chosen
// block, so its value is the statement's. Where there was no `otherwise`, Nothing was the value
// when the condition failed, and an empty block has that value.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class SwapArms : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    if (stmt.kind != StmtKind::kShould || !AtSite()) return TreeCopier::OnStmt(stmt, out);
    const auto& should = As<ShouldStmt>(stmt);
    const Expr* condition = builder().Unary(UnaryOp::kNot, OnExpr(*should.condition));
    const Block first = OnBlock(should.else_block);
    out.push_back(builder().Should(condition, first, OnBlock(should.then_block)));
  }
};

}  // namespace

constinit const Rewrite kSwapArms = {
    "swap_arms", "`should c then A otherwise B` is `should not c then B otherwise A`",
    MakeCopier<SwapArms>};

}  // namespace quicksilver::properties
