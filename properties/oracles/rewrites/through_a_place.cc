// An expression e becomes `[e][0]`, `[nothing, e][1]`, `{held: e}.held` or `(chant (x) then x
// end)(e)`.
//
// Each evaluates e once, where it was evaluated, and before anything else that it does (a literal
// `nothing` and the making of a chant can neither raise nor show). Values behave as if copied, so
// the one that comes out of the list, the map or the parameter is the one that went in, identity
// of chants and iterators included. The index exists, the key exists, the number of arguments is
// right, so nothing is raised. The call of a `yield` stays, because it may be a tail call; so does
// what makes its parent mean something else.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class ThroughAPlace : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  const Expr* OnExpr(const Expr& expr) override {
    const bool applies = !facts().IsPartOfForm(expr) && !facts().IsYieldedCall(expr);
    if (!applies || !AtSite()) return CopyExpr(expr);
    const std::uint32_t way = random().Below(4);
    const Expr* value = CopyExpr(expr);
    switch (way) {
      case 0: {
        const Expr* items[] = {value};
        return builder().Index(builder().List(items), builder().Number(0));
      }
      case 1: {
        const Expr* items[] = {builder().Nothing(), value};
        return builder().Index(builder().List(items), builder().Number(1));
      }
      case 2: {
        const Entry entries[] = {builder().EntryOf("held", value)};
        return builder().Field(builder().Map(entries), builder().Name("held"));
      }
      default: {
        const Param params[] = {builder().ParamOf(Fresh())};
        const Stmt* body = builder().ExprStmtOf(builder().NameOf(params[0].name));
        const Chant* chant = builder().MakeChant(Symbol::kNone, params, builder().BlockOf({body}));
        const Expr* arguments[] = {value};
        return builder().Call(builder().ChantOf(chant), arguments);
      }
    }
  }
};

}  // namespace

constinit const Rewrite kThroughAPlace = {
    "through_a_place",
    "e is `[e][0]`, `{k: e}.k`, or e passed through a chant that gives its argument back",
    MakeCopier<ThroughAPlace>};

}  // namespace quicksilver::properties
