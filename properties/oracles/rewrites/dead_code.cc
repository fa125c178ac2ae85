// A statement that does nothing is put in front of another.
//
// What it contains is never reached (a condition that is false, a loop without iterations, a
// handler without an error, a chant that nobody calls), or is pure and bound to a new name. So it
// may mention anything: a `set` of the program's variables, a closure that captures them, a
// `yield` or `break`. It declares new names only, so every other name means what it meant, and it
// is not the last statement of its block. In a compiler it changes a good deal: what is captured
// lives elsewhere, and what is set is no constant.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class DeadCode : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    if (AtSite()) out.push_back(Nothing());
    out.push_back(CopyStmt(stmt));
  }

  const Expr* AnyName() {
    const std::vector<Symbol>& names = facts().read_names();
    if (names.empty()) return builder().Nothing();
    return builder().NameOf(
        CopyName(names[random().Below(static_cast<std::uint32_t>(names.size()))]));
  }
  const Stmt* Read() { return builder().ExprStmtOf(AnyName()); }
  const Stmt* SetAnyName() {
    const Expr* name = AnyName();
    if (name->kind != ExprKind::kName) return builder().Break();
    return builder().Set(As<NameExpr>(*name).name, {}, builder().Nothing());
  }
  Block BlockWith(const Stmt* stmt) { return builder().BlockOf({stmt}); }
  const Stmt* Never(const Stmt* stmt) {
    return builder().Should(builder().Truth(false), BlockWith(stmt));
  }
  const Chant* ChantWith(Symbol name, const Stmt* stmt) {
    return builder().MakeChant(name, {}, BlockWith(stmt));
  }

  const Stmt* Nothing() {
    switch (random().Below(12)) {
      case 0: {
        const Expr* items[] = {builder().Number(1), builder().Text("a")};
        return builder().Bind(Fresh(), builder().List(items));
      }
      case 1:
        return Never(SetAnyName());
      case 2:
        return Never(builder().Bind(Fresh(), builder().ChantOf(ChantWith(Symbol::kNone, Read()))));
      case 3:
        return Never(builder().Yield(AnyName()));
      case 4:
        return Never(random().Below(2) == 0 ? builder().Break() : builder().Continue());
      case 5:
        return builder().ForEach(Fresh(), builder().List({}), BlockWith(Read()));
      case 6:
        return builder().Whilst(builder().Unary(UnaryOp::kNot, builder().Truth(true)),
                                BlockWith(SetAnyName()));
      case 7: {
        const Handler handlers[] = {builder().HandlerOf("_", BlockWith(Read()))};
        const Stmt* calm = builder().ExprStmtOf(builder().Number(0));
        return builder().Attempt(BlockWith(calm), handlers);
      }
      case 8: {
        const MatchArm arms[] = {{builder().NumberPattern(2), BlockWith(Read()), {}}};
        return builder().Match(builder().Number(1), arms, builder().BlockOf({}));
      }
      case 9:
        return builder().ChantStmtOf(ChantWith(Fresh(), Read()));
      case 10:
        return builder().ChantStmtOf(ChantWith(Fresh(), SetAnyName()));
      default:
        return builder().Weave(Fresh(), builder().Text("unused"));
    }
  }
};

}  // namespace

constinit const Rewrite kDeadCode = {
    "dead_code", "statements that do nothing stand before a statement", MakeCopier<DeadCode>};

}  // namespace quicksilver::properties
