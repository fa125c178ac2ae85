// An expression e becomes `(chant () then e end)()`, or the same with `yield e`.
//
// Scope is lexical and closures capture variables, so every name in e means in the chant's body
// what it meant outside, and a `set` that a call in e makes is seen by both. The body runs exactly
// where e was evaluated, once. A call gives its body's value. Calls in e nest one deeper, which
// shows only in StackOverflow. Not wrapped are: what contains a `?`, which would leave the new
// chant instead of the old one; the call of a `yield`, which would not be a tail call of the old
// chant; and what makes its parent mean something else (`x.m` of a method call, a stage, a
// definition). `yield`, `break` and `continue` are statements and do not stand in e outside of its
// own chants.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

bool IsOneToken(const Expr& expr) {
  return expr.kind <= ExprKind::kNothing || expr.kind == ExprKind::kAbsent;
}

class WrapInChant : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  const Expr* OnExpr(const Expr& expr) override {
    const bool applies = !IsOneToken(expr) && !facts().IsPartOfForm(expr) &&
                         !facts().IsYieldedCall(expr) && !facts().HasTry(expr);
    if (!applies || !AtSite()) return CopyExpr(expr);
    const bool yields = random().Below(2) == 0;
    const Expr* inner = CopyExpr(expr);
    const Stmt* body = yields ? builder().Yield(inner) : builder().ExprStmtOf(inner);
    const Chant* chant = builder().MakeChant(Symbol::kNone, {}, builder().BlockOf({body}));
    return builder().Call(builder().ChantOf(chant), {});
  }
};

}  // namespace

constinit const Rewrite kWrapInChant = {
    "wrap_in_chant", "e is the call of a nameless chant whose body is e", MakeCopier<WrapInChant>};

}  // namespace quicksilver::properties
