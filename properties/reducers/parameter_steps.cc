// A parameter goes, and with it what calls give for it. Calls are found by the chant's name alone:
// names are not resolved here.
#include <algorithm>
#include <utility>

#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

// What a chant is called by: its own name, or that of the bind or weave that it is the value of.
std::vector<std::pair<const Chant*, Symbol>> NamedChants(const TreeIndex& index) {
  std::vector<std::pair<const Chant*, Symbol>> named;
  for (const Chant* chant : index.chants) {
    if (chant->name != Symbol::kNone) named.emplace_back(chant, chant->name);
  }
  for (const Stmt* stmt : index.statements) {
    if (stmt->kind != StmtKind::kBind && stmt->kind != StmtKind::kWeave) continue;
    const auto& bind = As<BindStmt>(*stmt);
    if (bind.value->kind != ExprKind::kChant) continue;
    named.emplace_back(As<ChantExpr>(*bind.value).chant, bind.name);
  }
  return named;
}

bool Calls(const Expr& callee, Symbol name) {
  return (callee.kind == ExprKind::kName && As<NameExpr>(callee).name == name) ||
         (callee.kind == ExprKind::kField && As<FieldExpr>(callee).field == name);
}

void DropArgument(Edit& edit, const Expr& expr, const CallExpr& call, std::size_t number) {
  if (number >= call.arguments.size()) return;
  CallExpr& shorter = edit.Changed(call);
  shorter.arguments = edit.Without(call.arguments, number, number + 1);
  edit.Replace(expr, shorter);
}

// `chant(a) then … end(b)`.
void ListCallee(const Expr& expr, Steps& steps) {
  if (expr.kind != ExprKind::kCall) return;
  const auto& call = As<CallExpr>(expr);
  if (call.callee->kind != ExprKind::kChant) return;
  const Chant* chant = As<ChantExpr>(*call.callee).chant;
  for (std::size_t i = 0; i < chant->params.size() && i < call.arguments.size(); ++i) {
    steps.push_back([&expr, &call, chant, i](Edit& edit) {
      Chant& shorter = edit.Changed(*chant);
      shorter.params = edit.Without(chant->params, i, i + 1);
      if (i + 1 == chant->params.size()) shorter.rest = false;
      edit.Replace(*chant, shorter);
      DropArgument(edit, expr, call, i);
    });
  }
}

}  // namespace

void DropArguments(Edit& edit, const TreeIndex& index, Symbol name, std::size_t number) {
  std::vector<bool> is_stage(index.nodes().size(), false);
  for (const Expr* expr : index.expressions) {
    if (expr->kind == ExprKind::kPipeline) is_stage[As<PipelineExpr>(*expr).stage->id] = true;
  }
  for (const Expr* expr : index.expressions) {
    if (expr->kind == ExprKind::kPipeline && number == 0) {
      const Expr& stage = *As<PipelineExpr>(*expr).stage;
      if (stage.kind == ExprKind::kCall && Calls(*As<CallExpr>(stage).callee, name)) {
        edit.Replace(*expr, stage);
      } else if (Calls(stage, name)) {
        CallExpr call{};
        call.kind = ExprKind::kCall;
        call.callee = &stage;
        edit.Replace(*expr, edit.Changed(call));
      }
    }
    if (expr->kind != ExprKind::kCall || !Calls(*As<CallExpr>(*expr).callee, name)) continue;
    const bool piped = is_stage[expr->id] && !expr->parenthesized;
    if (piped && number == 0) continue;
    DropArgument(edit, *expr, As<CallExpr>(*expr), piped ? number - 1 : number);
  }
}

void ListParameterSteps(const TreeIndex& index, Steps& steps) {
  std::vector<const Chant*> methods;
  for (const Stmt* stmt : index.statements) {
    if (stmt->kind != StmtKind::kEmbody) continue;
    const auto& chants = As<EmbodyStmt>(*stmt).chants;
    methods.insert(methods.end(), chants.begin(), chants.end());
  }
  for (const auto& named : NamedChants(index)) {
    const Chant* chant = named.first;
    const Symbol name = named.second;
    const bool is_method = std::find(methods.begin(), methods.end(), chant) != methods.end();
    for (std::size_t i = is_method ? 1 : 0; i < chant->params.size(); ++i) {
      steps.push_back([&index, chant, name, i, is_method](Edit& edit) {
        Chant& shorter = edit.Changed(*chant);
        shorter.params = edit.Without(chant->params, i, i + 1);
        if (i + 1 == chant->params.size()) shorter.rest = false;
        edit.Replace(*chant, shorter);
        DropArguments(edit, index, name, is_method ? i - 1 : i);
      });
    }
  }
  for (const Expr* expr : index.expressions) ListCallee(*expr, steps);
  for (const Chant* chant : index.chants) {
    for (std::size_t i = 0; i < chant->params.size(); ++i) {
      steps.push_back([chant, i](Edit& edit) {
        Chant& shorter = edit.Changed(*chant);
        shorter.params = edit.Without(chant->params, i, i + 1);
        if (i + 1 == chant->params.size()) shorter.rest = false;
        edit.Replace(*chant, shorter);
      });
    }
  }
}

}  // namespace quicksilver::properties
