// What decorates goes: types, generics, borrowing, rest parameters, `weave` where `bind` would do,
// handlers for one kind of error.
#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

Param Plain(const Param& param) {
  Param plain{};
  plain.name = param.name;
  plain.rest = param.rest;
  return plain;
}

std::span<const Param> Plain(Edit& edit, std::span<const Param> params) {
  std::vector<Param> plain;
  for (const Param& param : params) plain.push_back(Plain(param));
  return edit.Keep(plain);
}

bool IsPlain(const Param& param) {
  return param.type == nullptr && param.borrow == Borrow::kNone && param.lifetime == Symbol::kNone;
}

void Strip(Edit& edit, const Chant& chant) {
  Chant& plain = edit.Changed(chant);
  plain.generics = {};
  plain.result = nullptr;
  plain.params = Plain(edit, chant.params);
  edit.Replace(chant, plain);
}

bool IsPlain(const Chant& chant) {
  bool plain = chant.generics.empty() && chant.result == nullptr;
  for (const Param& param : chant.params) plain = plain && IsPlain(param);
  return plain;
}

void ListChant(const Chant& chant, Steps& steps) {
  if (!IsPlain(chant)) steps.push_back([&chant](Edit& edit) { Strip(edit, chant); });
  if (chant.rest) {
    steps.push_back([&chant](Edit& edit) {
      Chant& changed = edit.Changed(chant);
      std::vector<Param> params(chant.params.begin(), chant.params.end());
      params.back().rest = false;
      changed.params = edit.Keep(params);
      changed.rest = false;
      edit.Replace(chant, changed);
    });
  }
}

void StripBind(Edit& edit, const Stmt& stmt) {
  BindStmt& plain = edit.Changed(As<BindStmt>(stmt));
  plain.type = nullptr;
  edit.Replace(stmt, plain);
}

// A struct of which `member` is emptied.
template <typename Node, typename Base, typename Item>
void ListWithout(const Base& node, std::span<const Item> Node::* member, Steps& steps) {
  const auto& owner = static_cast<const Node&>(node);
  if ((owner.*member).empty()) return;
  steps.push_back([&node, &owner, member](Edit& edit) {
    Node& changed = edit.Changed(owner);
    changed.*member = {};
    edit.Replace(node, static_cast<const Base&>(changed));
  });
}

void ListAspect(const AspectStmt& stmt, Steps& steps) {
  steps.push_back([&stmt](Edit& edit) {
    std::vector<AspectMethod> methods(stmt.methods.begin(), stmt.methods.end());
    for (AspectMethod& method : methods) {
      method.params = Plain(edit, method.params);
      method.result = nullptr;
    }
    AspectStmt& changed = edit.Changed(stmt);
    changed.methods = edit.Keep(methods);
    edit.Replace(stmt, changed);
  });
}

void ListHandlers(const AttemptStmt& stmt, Steps& steps) {
  for (std::size_t i = 0; i < stmt.handlers.size(); ++i) {
    if (stmt.handlers[i].kind == "_" && !stmt.handlers[i].quoted) continue;
    steps.push_back([&stmt, i](Edit& edit) {
      std::vector<Handler> handlers(stmt.handlers.begin(), stmt.handlers.end());
      handlers[i].kind = "_";
      handlers[i].quoted = false;
      AttemptStmt& changed = edit.Changed(stmt);
      changed.handlers = edit.Keep(handlers);
      edit.Replace(stmt, changed);
    });
  }
}

void ListStatement(const Stmt& stmt, Steps& steps) {
  switch (stmt.kind) {
    case StmtKind::kBind:
    case StmtKind::kWeave:
      if (As<BindStmt>(stmt).type != nullptr) {
        steps.push_back([&stmt](Edit& edit) { StripBind(edit, stmt); });
      }
      if (stmt.kind == StmtKind::kBind) return;
      return steps.push_back([&stmt](Edit& edit) {
        BindStmt& bind = edit.Changed(As<BindStmt>(stmt));
        bind.kind = StmtKind::kBind;
        edit.Replace(stmt, bind);
      });
    case StmtKind::kForm:
      return ListWithout(stmt, &FormStmt::generics, steps);
    case StmtKind::kVariant:
      return ListWithout(stmt, &VariantStmt::generics, steps);
    case StmtKind::kAspect:
      ListWithout(stmt, &AspectStmt::generics, steps);
      return ListAspect(As<AspectStmt>(stmt), steps);
    case StmtKind::kEmbody:
      return ListWithout(stmt, &EmbodyStmt::type_arguments, steps);
    case StmtKind::kAttempt:
      return ListHandlers(As<AttemptStmt>(stmt), steps);
    default:
      return;
  }
}

}  // namespace

void ListPlainSteps(const TreeIndex& index, Steps& steps) {
  // At once first: types hardly ever matter.
  steps.push_back([&index](Edit& edit) {
    for (const Chant* chant : index.chants) Strip(edit, *chant);
    for (const Stmt* stmt : index.statements) {
      if (stmt->kind == StmtKind::kBind || stmt->kind == StmtKind::kWeave) StripBind(edit, *stmt);
    }
  });
  for (const Chant* chant : index.chants) ListChant(*chant, steps);
  for (const Stmt* stmt : index.statements) ListStatement(*stmt, steps);
  for (const Expr* expr : index.expressions) {
    if (expr->kind == ExprKind::kCall) ListWithout(*expr, &CallExpr::type_arguments, steps);
    if (expr->kind == ExprKind::kStruct) ListWithout(*expr, &StructExpr::type_arguments, steps);
  }
}

}  // namespace quicksilver::properties
