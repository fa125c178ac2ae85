// `S[e]`, where e is what the statement S evaluates first, becomes `bind fresh to e` and
// `S[fresh]`.
//
// Nothing is evaluated between S being reached and e, so e is evaluated at the same moment. Values
// are not shared in a way that anybody can observe, so a value that waits in a variable is the
// value that waited as an operand, whatever later operands do to the variable it came from. The
// name is new; S is still the last statement of its block if it was. Only statements that evaluate
// e once each time they are reached: not the condition of a whilst. The call of a `yield` stays,
// because it may be a tail call; so does what makes its parent mean something else.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class HoistFirst : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    const Expr* chosen = nullptr;
    for (const Expr* expr = FirstExpression(stmt); expr != nullptr; expr = FirstOperand(*expr)) {
      const bool applies = !facts().IsPartOfForm(*expr) && !facts().IsYieldedCall(*expr);
      if (applies && AtSite()) chosen = expr;
    }
    if (chosen != nullptr) {
      const Expr* value = OnExpr(*chosen);
      name_ = Fresh();
      out.push_back(builder().Bind(name_, value));
      hoisted_ = chosen;
    }
    out.push_back(CopyStmt(stmt));
    if (chosen != nullptr) hoisted_ = nullptr;
  }

  const Expr* OnExpr(const Expr& expr) override {
    return &expr == hoisted_ ? builder().NameOf(name_) : CopyExpr(expr);
  }

  const Expr* hoisted_ = nullptr;
  Symbol name_ = Symbol::kNone;
};

}  // namespace

constinit const Rewrite kHoistFirst = {
    "hoist_first", "the operand that a statement evaluates first is bound before it",
    MakeCopier<HoistFirst>};

}  // namespace quicksilver::properties
