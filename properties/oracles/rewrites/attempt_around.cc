// A statement S becomes `attempt S end`, or an attempt whose only handler is for a kind of error
// that does not exist.
//
// Where no handler has the error's kind the error goes on, with all that it carries, to where it
// went before. An attempt's value is that of the block that ran. Only expressions and sets are
// wrapped: they declare nothing that a later statement could miss, and no call in them is a tail
// call, which it would not be inside an attempt. A `?` in S yields, and yields pass through
// attempt.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class AttemptAround : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    const bool applies = stmt.kind == StmtKind::kExpr || stmt.kind == StmtKind::kSet;
    if (!applies || !AtSite()) return TreeCopier::OnStmt(stmt, out);
    std::vector<Handler> handlers;
    if (random().Below(2) == 0) {
      const Stmt* never = builder().ExprStmtOf(builder().Number(0));
      handlers.push_back(builder().HandlerOf("NoSuchKind", builder().BlockOf({never})));
    }
    const Stmt* inner = CopyStmt(stmt);
    out.push_back(builder().Attempt(builder().BlockOf({inner}), handlers));
  }
};

}  // namespace

constinit const Rewrite kAttemptAround = {
    "attempt_around", "S is `attempt S`, without handlers or with one that never runs",
    MakeCopier<AttemptAround>};

}  // namespace quicksilver::properties
