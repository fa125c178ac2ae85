// The last statement S of a block becomes `should true then S end`, or another condition that is
// always true.
//
// The chosen block's value is the should's, and the should is the last statement now, so the
// block's value is S's as before. S stands in a scope of its own: what it declares nobody sees
// later, because nothing follows. That is not so at the top of a file and in a grove, where
// declarations make entries, so there S must declare nothing; an `offer` means something else in
// an inner block and stays everywhere. `yield`, `break` and `continue` are decided by the chant
// and the loop around them, which are the same.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class ShouldTrue : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    const bool applies = facts().IsLast(stmt) && stmt.kind != StmtKind::kOffer &&
                         !(facts().IsOuter(stmt) && Declares(stmt));
    if (!applies || !AtSite()) return TreeCopier::OnStmt(stmt, out);
    const Stmt* inner = CopyStmt(stmt);
    out.push_back(builder().Should(AlwaysTrue(), builder().BlockOf({inner})));
  }

  const Expr* AlwaysTrue() {
    switch (random().Below(4)) {
      case 0:
        return builder().Truth(true);
      case 1:
        return builder().Unary(UnaryOp::kNot, builder().Nothing());
      case 2: {
        const Expr* item = builder().Number(0);
        return builder().List(std::span(&item, 1));
      }
      default:
        return builder().Binary(BinaryOp::kLess, builder().Number(1), builder().Number(2));
    }
  }
};

}  // namespace

constinit const Rewrite kShouldTrue = {"should_true",
                                       "the last statement S of a block is `should true then S`",
                                       MakeCopier<ShouldTrue>};

}  // namespace quicksilver::properties
