// What a name stands for moves to where the name is used, and the definition goes.
#include <map>
#include <utility>

#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

// How the names of a program are used, by symbol.
struct NameUses {
  explicit NameUses(const TreeIndex& index) {
    for (const Expr* expr : index.expressions) {
      if (expr->kind == ExprKind::kName) uses[As<NameExpr>(*expr).name].push_back(expr);
    }
    for (const Stmt* stmt : index.statements) {
      if (stmt->kind == StmtKind::kBind || stmt->kind == StmtKind::kWeave) {
        ++declared[As<BindStmt>(*stmt).name];
      } else if (stmt->kind == StmtKind::kSet) {
        ++declared[As<SetStmt>(*stmt).root];
      } else if (stmt->kind == StmtKind::kChant) {
        ++declared[As<ChantStmt>(*stmt).chant->name];
      }
    }
  }
  std::map<Symbol, std::vector<const Expr*>> uses;
  std::map<Symbol, int> declared;  // places that give the name a value
};

const Expr* ResultOf(const Stmt& stmt) {
  if (stmt.kind == StmtKind::kExpr) return As<ExprStmt>(stmt).expr;
  return stmt.kind == StmtKind::kYield ? As<YieldStmt>(stmt).value : nullptr;
}

class Inlining {
 public:
  Inlining(const TreeIndex& index, Steps& steps) : index_(index), steps_(steps), names_(index) {}

  void List() {
    for (const Stmt* stmt : index_.statements) {
      if (stmt->kind == StmtKind::kBind || stmt->kind == StmtKind::kWeave) ListValue(*stmt);
      if (stmt->kind == StmtKind::kSet) ListSet(As<SetStmt>(*stmt));
      if (stmt->kind == StmtKind::kChant) ListChant(*stmt);
      if (stmt->kind == StmtKind::kGrove) ListGrove(*stmt);
      if (stmt->kind == StmtKind::kEmbody) ListEmbody(*stmt);
    }
    for (const Expr* expr : index_.expressions) {
      if (expr->kind != ExprKind::kCall) continue;
      const Expr& callee = *As<CallExpr>(*expr).callee;
      if (callee.kind == ExprKind::kChant) ListCall(*expr, *As<ChantExpr>(callee).chant, nullptr);
    }
  }

 private:
  // `bind x to v` with nothing else that gives x a value: v for every x.
  void ListValue(const Stmt& stmt) {
    const auto& bind = As<BindStmt>(stmt);
    if (names_.declared[bind.name] != 1) return;
    const auto& uses = names_.uses[bind.name];
    if (uses.empty()) return;
    for (const Expr* use : uses) {
      if (Contains(bind.value->span, use->span)) return;
      // `x { … }` is a struct of the form x; with anything but a name there it would not be one.
      if (bind.value->kind != ExprKind::kName && index_.WantsAName(*use)) return;
    }
    steps_.push_back([&stmt, &bind, uses](Edit& edit) {
      edit.Drop(stmt);
      for (const Expr* use : uses) edit.Replace(*use, *bind.value);
    });
  }

  // `weave x as v … set x to w`: w at once, or x bound where it is set.
  void ListSet(const SetStmt& set) {
    if (!set.steps.empty() || names_.declared[set.root] != 2) return;
    for (const Stmt* stmt : index_.statements) {
      if (stmt->kind != StmtKind::kBind && stmt->kind != StmtKind::kWeave) continue;
      const auto& bind = As<BindStmt>(*stmt);
      if (bind.name != set.root) continue;
      steps_.push_back([stmt, &bind, &set](Edit& edit) {
        BindStmt& changed = edit.Changed(bind);
        changed.value = set.value;
        edit.Replace(*stmt, changed);
        edit.Drop(set);
      });
      steps_.push_back([stmt, &bind, &set](Edit& edit) {
        BindStmt& changed = edit.Changed(bind);
        changed.value = set.value;
        edit.Replace(set, changed);
        edit.Drop(*stmt);
      });
    }
  }

  // A chant that is called once.
  void ListChant(const Stmt& stmt) {
    const Chant& chant = *As<ChantStmt>(stmt).chant;
    const auto& uses = names_.uses[chant.name];
    if (names_.declared[chant.name] != 1 || uses.size() != 1) return;
    const NodeId parent = index_.node(uses.front()->id).parent;
    const Expr* call = parent == kNoNode ? nullptr : index_.node(parent).expr;
    if (call == nullptr || call->kind != ExprKind::kCall ||
        As<CallExpr>(*call).callee != uses.front() || Contains(chant.body.span, call->span)) {
      return;
    }
    ListCall(*call, chant, &stmt);
    // Where it is called, without a name.
    const Expr& use = *uses.front();
    steps_.push_back([&stmt, &chant, &use](Edit& edit) {
      Chant& nameless = edit.Changed(chant);
      nameless.name = Symbol::kNone;
      nameless.generics = {};
      ChantExpr expr{};
      expr.kind = ExprKind::kChant;
      expr.chant = &nameless;
      edit.Drop(stmt);
      edit.Replace(use, edit.Changed(expr));
    });
  }

  // Parameters become the arguments, the call becomes the body.
  void ListCall(const Expr& expr, const Chant& chant, const Stmt* definition) {
    const auto& call = As<CallExpr>(expr);
    if (chant.rest || chant.params.size() != call.arguments.size()) return;
    const Block& body = chant.body;
    if (body.statements.empty()) return;
    const NodeId parent = index_.node(expr.id).parent;
    const Stmt* stmt = parent == kNoNode ? nullptr : index_.node(parent).stmt;
    if (stmt != nullptr && stmt->kind == StmtKind::kExpr) ListBody(*stmt, call, chant, definition);
    const Expr* result = ResultOf(*body.statements.back());
    if (result == nullptr) return;
    if (body.statements.size() == 1) {
      steps_.push_back(
          [&expr, arguments = Substitution(chant, call), definition, result](Edit& edit) {
            if (definition != nullptr) edit.Drop(*definition);
            for (const auto& [use, argument] : arguments) edit.Replace(*use, *argument);
            edit.Replace(expr, *result);
          });
    }
    if (stmt == nullptr || stmt == definition) return;
    // The body's statements before the statement that the call stands in.
    steps_.push_back([&expr, &call, &chant, definition, result, stmt](Edit& edit) {
      if (definition != nullptr) edit.Drop(*definition);
      std::vector<const Stmt*> statements = Bound(edit, call, chant);
      const auto& inner = chant.body.statements;
      statements.insert(statements.end(), inner.begin(), inner.end() - 1);
      // A changed copy, because the statement itself is what is replaced.
      statements.push_back(CopyOf(edit, *stmt));
      edit.Replace(expr, *result);
      edit.Replace(*stmt, std::move(statements));
    });
  }

  // The body's statements in place of a statement that is the call.
  void ListBody(const Stmt& stmt, const CallExpr& call, const Chant& chant,
                const Stmt* definition) {
    steps_.push_back([&stmt, &call, &chant, definition](Edit& edit) {
      if (definition != nullptr) edit.Drop(*definition);
      std::vector<const Stmt*> statements = Bound(edit, call, chant);
      const auto& inner = chant.body.statements;
      statements.insert(statements.end(), inner.begin(), inner.end());
      edit.Replace(stmt, std::move(statements));
    });
  }

  // The parameters bound to the arguments.
  static std::vector<const Stmt*> Bound(Edit& edit, const CallExpr& call, const Chant& chant) {
    std::vector<const Stmt*> statements;
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
      statements.push_back(&edit.Bind(chant.params[i].name, *call.arguments[i]));
    }
    return statements;
  }

  // The names of the parameters in the chant's body, and the arguments.
  std::vector<std::pair<const Expr*, const Expr*>> Substitution(const Chant& chant,
                                                                const CallExpr& call) {
    std::vector<std::pair<const Expr*, const Expr*>> pairs;
    for (std::size_t i = 0; i < chant.params.size(); ++i) {
      for (const Expr* use : names_.uses[chant.params[i].name]) {
        if (Contains(chant.body.span, use->span)) pairs.emplace_back(use, call.arguments[i]);
      }
    }
    return pairs;
  }

  static bool Contains(Span outer, Span inner) {
    return outer.begin <= inner.begin && inner.end <= outer.end;
  }

  static const Stmt* CopyOf(Edit& edit, const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::kExpr:
        return &edit.Changed(As<ExprStmt>(stmt));
      case StmtKind::kBind:
      case StmtKind::kWeave:
        return &edit.Changed(As<BindStmt>(stmt));
      case StmtKind::kSet:
        return &edit.Changed(As<SetStmt>(stmt));
      case StmtKind::kYield:
        return &edit.Changed(As<YieldStmt>(stmt));
      case StmtKind::kShould:
        return &edit.Changed(As<ShouldStmt>(stmt));
      case StmtKind::kWhilst:
        return &edit.Changed(As<WhilstStmt>(stmt));
      case StmtKind::kForEach:
        return &edit.Changed(As<ForEachStmt>(stmt));
      default:
        return &edit.Changed(As<MatchStmt>(stmt));
    }
  }

  // The grove's statements in the open, and its names without the grove's.
  void ListGrove(const Stmt& stmt) {
    const auto& grove = As<GroveStmt>(stmt);
    steps_.push_back([&index = index_, &stmt, &grove](Edit& edit) {
      std::vector<const Stmt*> statements;
      for (const Stmt* inner : grove.body.statements) {
        if (inner->kind != StmtKind::kOffer) statements.push_back(inner);
      }
      edit.Replace(stmt, std::move(statements));
      for (const Expr* expr : index.expressions) {
        if (expr->kind != ExprKind::kField) continue;
        const auto& field = As<FieldExpr>(*expr);
        if (field.object->kind != ExprKind::kName) continue;
        if (As<NameExpr>(*field.object).name != grove.name) continue;
        edit.Replace(*expr, edit.NameOf(field.field));
      }
    });
  }

  // Methods become chants: `x.m(a)` is `m(x, a)`.
  void ListEmbody(const Stmt& stmt) {
    const auto& embody = As<EmbodyStmt>(stmt);
    steps_.push_back([&index = index_, &stmt, &embody](Edit& edit) {
      std::vector<const Stmt*> statements;
      for (const Chant* chant : embody.chants) {
        ChantStmt made{};
        made.kind = StmtKind::kChant;
        made.chant = chant;
        statements.push_back(&edit.Changed(made));
        for (const Expr* expr : index.expressions) ReplaceMethodCall(edit, *expr, chant->name);
      }
      edit.Replace(stmt, std::move(statements));
    });
  }

  static void ReplaceMethodCall(Edit& edit, const Expr& expr, Symbol method) {
    if (expr.kind != ExprKind::kCall) return;
    const auto& call = As<CallExpr>(expr);
    if (call.callee->kind != ExprKind::kField) return;
    const auto& field = As<FieldExpr>(*call.callee);
    if (field.field != method) return;
    std::vector<const Expr*> arguments(call.arguments.begin(), call.arguments.end());
    arguments.insert(arguments.begin(), field.object);
    CallExpr& changed = edit.Changed(call);
    changed.callee = &edit.NameOf(method);
    changed.arguments = edit.Keep(arguments);
    edit.Replace(expr, changed);
  }

  const TreeIndex& index_;
  Steps& steps_;
  NameUses names_;
};

}  // namespace

void ListInlineSteps(const TreeIndex& index, Steps& steps) { Inlining(index, steps).List(); }

}  // namespace quicksilver::properties
