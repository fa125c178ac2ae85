// `v | f` becomes `f(v)`, `v | f(a)` becomes `f(v, a)`, and the other way round.
//
// The two differ only in when f is evaluated: after v in a pipeline, before v in a call. f must be
// a steady name: reading it cannot raise and gives the same before and after v. The arguments come
// in the same order, then arity, then the body; a yielded pipeline is a tail call just as a
// yielded call is. Methods (`v | m.f(a)`) evaluate m and find f in between and are left alone.
#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

bool IsLongStage(const Expr& stage) {
  return stage.kind == ExprKind::kCall && !stage.parenthesized;
}

class PipelineAndCall : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  const Expr* OnExpr(const Expr& expr) override {
    if (expr.kind == ExprKind::kPipeline) {
      const auto& pipeline = As<PipelineExpr>(expr);
      const Expr& stage = *pipeline.stage;
      const Expr& callee = IsLongStage(stage) ? *As<CallExpr>(stage).callee : stage;
      if (IsSteadyName(callee) && AtSite()) return ToCall(pipeline, callee);
    }
    if (expr.kind == ExprKind::kCall && !facts().IsPartOfForm(expr)) {
      const auto& call = As<CallExpr>(expr);
      if (IsSteadyName(*call.callee) && !call.arguments.empty() && call.type_arguments.empty() &&
          AtSite()) {
        return ToPipeline(call);
      }
    }
    return CopyExpr(expr);
  }

  bool IsSteadyName(const Expr& expr) const {
    return expr.kind == ExprKind::kName && facts().IsSteady(As<NameExpr>(expr));
  }

  const Expr* ToCall(const PipelineExpr& pipeline, const Expr& callee) {
    std::vector<const Expr*> arguments{OnExpr(*pipeline.value)};
    if (IsLongStage(*pipeline.stage)) {
      for (const Expr* argument : As<CallExpr>(*pipeline.stage).arguments) {
        arguments.push_back(OnExpr(*argument));
      }
    }
    return builder().Call(OnExpr(callee), arguments);
  }

  const Expr* ToPipeline(const CallExpr& call) {
    const Expr* value = OnExpr(*call.arguments[0]);
    const Expr* stage = OnExpr(*call.callee);
    if (call.arguments.size() > 1) {
      std::vector<const Expr*> rest;
      for (const Expr* argument : call.arguments.subspan(1)) rest.push_back(OnExpr(*argument));
      stage = builder().Call(stage, rest);
    }
    return builder().Pipeline(value, stage);
  }
};

}  // namespace

constinit const Rewrite kPipelineAndCall = {"pipeline_and_call", "`v | f(a)` is `f(v, a)`",
                                            MakeCopier<PipelineAndCall>};

}  // namespace quicksilver::properties
