// A named chant or builtin f that is passed to a builtin as its callback becomes `chant (x) then
// f(x) end`, with as many parameters as the builtin passes arguments.
//
// The builtin calls what it is given with that many arguments; the new chant passes them on and
// gives what f gives, or raises what f raises. A wrong number of arguments is noticed only when
// the callback is called, in both, and the message names f's own count. No builtin shows or
// compares its callback. f must be steady: it is bound whenever the builtin is reached and is the
// same whenever the callback is called, which may be later for iterators. f must be callable,
// because a builtin looks at that before it calls anything. The builtin itself must be one:
// nothing in the file declares its name.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

struct Callback {
  std::string_view builtin;
  std::size_t argument;  // which argument is called
  std::uint32_t passed;  // with how many
};
constexpr Callback kCallbacks[] = {
    {"triumph_or_else", 1, 1}, {"refine_triumph", 1, 1},  {"refine_mishap", 1, 1},
    {"then_triumph", 1, 1},    {"present_or_else", 1, 0}, {"refine_present", 1, 1},
    {"then_present", 1, 1},    {"refine_variant", 2, 1},  {"iter_map", 1, 1},
    {"iter_filter", 1, 1},     {"iter_fold", 2, 2},
};

class EtaExpand : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  const Expr* OnExpr(const Expr& expr) override {
    if (expr.kind == ExprKind::kCall && !facts().IsPartOfForm(expr)) {
      if (const Callback* callback = CallbackOf(As<CallExpr>(expr)); callback != nullptr) {
        const Expr* passed = As<CallExpr>(expr).arguments[callback->argument];
        if (AtSite()) expanded_ = passed, parameters_ = callback->passed;
      }
    }
    return &expr == expanded_ ? Expanded(expr) : CopyExpr(expr);
  }

  // The callback that the call passes, if it may be expanded.
  const Callback* CallbackOf(const CallExpr& call) const {
    if (call.callee->kind != ExprKind::kName) return nullptr;
    const Symbol name = As<NameExpr>(*call.callee).name;
    if (!facts().IsBuiltin(name)) return nullptr;
    for (const Callback& callback : kCallbacks) {
      if (callback.builtin != original().Name(name)) continue;
      if (callback.argument >= call.arguments.size()) return nullptr;
      const Expr& passed = *call.arguments[callback.argument];
      const bool steady =
          passed.kind == ExprKind::kName && facts().IsSteadyCallable(As<NameExpr>(passed));
      return steady ? &callback : nullptr;
    }
    return nullptr;
  }

  const Expr* Expanded(const Expr& expr) {
    std::vector<Param> params;
    std::vector<const Expr*> arguments;
    for (std::uint32_t i = 0; i < parameters_; ++i) {
      params.push_back(builder().ParamOf(Fresh()));
      arguments.push_back(builder().NameOf(params.back().name));
    }
    const Stmt* body = builder().ExprStmtOf(builder().Call(CopyExpr(expr), arguments));
    return builder().ChantOf(builder().MakeChant(Symbol::kNone, params, builder().BlockOf({body})));
  }

  const Expr* expanded_ = nullptr;
  std::uint32_t parameters_ = 0;
};

}  // namespace

constinit const Rewrite kEtaExpand = {"eta_expand", "a callback f is `chant (x) then f(x) end`",
                                      MakeCopier<EtaExpand>};

}  // namespace quicksilver::properties
