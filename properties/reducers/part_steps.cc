// Parts that come in lists go: arms, handlers, items, entries, arguments, fields, cases, methods;
// and what a statement may have or not: `otherwise`, the value of a yield, the steps of a place.
#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

// For each cut of a list: the node that owns it, with a shorter list, which keeps at least so many.
template <typename Node, typename Base, typename Item>
void ListCuts(const Base& node, std::span<const Item> Node::* list, Steps& steps,
              std::size_t least = 0) {
  const auto& owner = static_cast<const Node&>(node);
  const std::size_t size = (owner.*list).size();
  ForEachCut(size, [&](std::size_t begin, std::size_t end) {
    if (size - (end - begin) < least) return;
    steps.push_back([&node, &owner, list, begin, end](Edit& edit) {
      Node& changed = edit.Changed(owner);
      changed.*list = edit.Without(owner.*list, begin, end);
      edit.Replace(node, static_cast<const Base&>(changed));
    });
  });
}

void ListParts(const Expr& expr, Steps& steps) {
  switch (expr.kind) {
    case ExprKind::kList:
      return ListCuts(expr, &ListExpr::items, steps);
    case ExprKind::kMap:
      return ListCuts(expr, &MapExpr::entries, steps);
    case ExprKind::kStruct:
      return ListCuts(expr, &StructExpr::entries, steps);
    case ExprKind::kCall:
      return ListCuts(expr, &CallExpr::arguments, steps);
    default:
      return;
  }
}

void ListMatch(const MatchStmt& stmt, Steps& steps) {
  ListCuts(static_cast<const Stmt&>(stmt), &MatchStmt::arms, steps);
  if (!stmt.has_otherwise) return;
  steps.push_back([&stmt](Edit& edit) {
    MatchStmt& changed = edit.Changed(stmt);
    changed.has_otherwise = false;
    edit.Replace(stmt, changed);
  });
}

void ListVariant(const VariantStmt& stmt, Steps& steps) {
  ListCuts(static_cast<const Stmt&>(stmt), &VariantStmt::cases, steps);
  for (std::size_t i = 0; i < stmt.cases.size(); ++i) {
    ForEachCut(stmt.cases[i].fields.size(), [&](std::size_t begin, std::size_t end) {
      steps.push_back([&stmt, i, begin, end](Edit& edit) {
        std::vector<CaseDecl> cases(stmt.cases.begin(), stmt.cases.end());
        cases[i].fields = edit.Without(cases[i].fields, begin, end);
        cases[i].constructor = !cases[i].fields.empty();
        VariantStmt& changed = edit.Changed(stmt);
        changed.cases = edit.Keep(cases);
        edit.Replace(stmt, changed);
      });
    });
  }
}

void ListParts(const Stmt& stmt, Steps& steps) {
  switch (stmt.kind) {
    case StmtKind::kShould:
      if (!As<ShouldStmt>(stmt).has_else) return;
      return steps.push_back([&stmt](Edit& edit) {
        ShouldStmt& changed = edit.Changed(As<ShouldStmt>(stmt));
        changed.has_else = false;
        edit.Replace(stmt, changed);
      });
    case StmtKind::kYield:
      if (As<YieldStmt>(stmt).value == nullptr) return;
      return steps.push_back([&stmt](Edit& edit) {
        YieldStmt& changed = edit.Changed(As<YieldStmt>(stmt));
        changed.value = nullptr;
        edit.Replace(stmt, changed);
      });
    case StmtKind::kSet:
      return ListCuts(stmt, &SetStmt::steps, steps);
    case StmtKind::kMatch:
      return ListMatch(As<MatchStmt>(stmt), steps);
    case StmtKind::kAttempt:
      return ListCuts(stmt, &AttemptStmt::handlers, steps);
    case StmtKind::kForm:
      return ListCuts(stmt, &FormStmt::fields, steps);
    case StmtKind::kVariant:
      return ListVariant(As<VariantStmt>(stmt), steps);
    case StmtKind::kAspect:
      return ListCuts(stmt, &AspectStmt::methods, steps);
    case StmtKind::kEmbody:
      return ListCuts(stmt, &EmbodyStmt::chants, steps);
    case StmtKind::kOffer:
      // The grammar wants a name.
      return ListCuts(stmt, &OfferStmt::names, steps, 1);
    case StmtKind::kGather:
      return ListCuts(stmt, &GatherStmt::names, steps, 1);
    default:
      return;
  }
}

// A field of a form, with what literals give for it.
void ListFields(const TreeIndex& index, const FormStmt& form, Steps& steps) {
  for (std::size_t i = 0; i < form.fields.size(); ++i) {
    steps.push_back([&index, &form, i](Edit& edit) {
      FormStmt& changed = edit.Changed(form);
      changed.fields = edit.Without(form.fields, i, i + 1);
      edit.Replace(form, changed);
      for (const Expr* expr : index.expressions) {
        if (expr->kind != ExprKind::kStruct) continue;
        const auto& literal = As<StructExpr>(*expr);
        std::vector<Entry> entries;
        for (const Entry& entry : literal.entries) {
          if (entry.key != form.fields[i].name) entries.push_back(entry);
        }
        if (entries.size() == literal.entries.size()) continue;
        StructExpr& shorter = edit.Changed(literal);
        shorter.entries = edit.Keep(entries);
        edit.Replace(*expr, shorter);
      }
    });
  }
}

// A field of a case, with what calls and patterns give for it. They are found by the case's name.
void ListCaseFields(const TreeIndex& index, const VariantStmt& variant, Steps& steps) {
  for (std::size_t c = 0; c < variant.cases.size(); ++c) {
    for (std::size_t i = 0; i < variant.cases[c].fields.size(); ++i) {
      steps.push_back([&index, &variant, c, i](Edit& edit) {
        std::vector<CaseDecl> cases(variant.cases.begin(), variant.cases.end());
        cases[c].fields = edit.Without(cases[c].fields, i, i + 1);
        cases[c].constructor = !cases[c].fields.empty();
        VariantStmt& changed = edit.Changed(variant);
        changed.cases = edit.Keep(cases);
        edit.Replace(variant, changed);
        DropArguments(edit, index, cases[c].name, i);
        for (const Pattern* pattern : index.patterns) {
          if (pattern->kind != PatternKind::kConstructor || pattern->name != cases[c].name)
            continue;
          if (i >= pattern->fields.size()) continue;
          Pattern& shorter = edit.Changed(*pattern);
          shorter.fields = edit.Without(pattern->fields, i, i + 1);
          edit.Replace(*pattern, shorter);
        }
      });
    }
  }
}

}  // namespace

void ListPartSteps(const TreeIndex& index, Steps& steps) {
  for (const Stmt* stmt : index.statements) {
    ListParts(*stmt, steps);
    if (stmt->kind == StmtKind::kForm) ListFields(index, As<FormStmt>(*stmt), steps);
    if (stmt->kind == StmtKind::kVariant) ListCaseFields(index, As<VariantStmt>(*stmt), steps);
  }
  ListParameterSteps(index, steps);
  for (const Expr* expr : index.expressions) ListParts(*expr, steps);
  for (const Pattern* pattern : index.patterns) {
    if (pattern->kind == PatternKind::kConstructor) {
      ListCuts(*pattern, &Pattern::fields, steps);
    }
  }
}

}  // namespace quicksilver::properties
