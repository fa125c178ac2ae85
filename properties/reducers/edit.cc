#include "properties/reducers/edit.h"

#include "properties/trees/tree_copier.h"

namespace quicksilver::properties {

class Edit::Copier : public TreeCopier {
 public:
  Copier(const Ast& original, const Edit& edit) : TreeCopier(original), edit_(edit) {}

 protected:
  const Expr* OnExpr(const Expr& expr) override {
    const auto found = edit_.exprs_.find(&expr);
    return found == edit_.exprs_.end() ? CopyExpr(expr) : OnExpr(*found->second);
  }
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    if (const auto added = edit_.added_.find(&stmt); added != edit_.added_.end()) {
      for (const Stmt* one : added->second) OnStmt(*one, out);
    }
    const auto found = edit_.stmts_.find(&stmt);
    if (found == edit_.stmts_.end()) return out.push_back(CopyStmt(stmt));
    for (const Stmt* replacement : found->second) OnStmt(*replacement, out);
  }
  const Pattern* OnPattern(const Pattern& pattern) override {
    const auto found = edit_.patterns_.find(&pattern);
    if (found != edit_.patterns_.end() && found->second == nullptr) {
      Pattern* wildcard = builder().PatternOf(PatternKind::kWildcard);
      wildcard->name = builder().Name("_");
      return wildcard;
    }
    return found == edit_.patterns_.end() ? CopyPattern(pattern) : OnPattern(*found->second);
  }
  const Chant* OnChant(const Chant& chant) override {
    const auto found = edit_.chants_.find(&chant);
    return CopyChant(found == edit_.chants_.end() ? chant : *found->second);
  }
  Symbol OnName(Symbol name) override {
    const auto found = edit_.names_.find(name);
    return found == edit_.names_.end() ? CopyName(name) : builder().Name(found->second);
  }

 private:
  const Edit& edit_;
};

const Expr& Edit::Number(double value) {
  auto* expr = arena_.New<NumberExpr>();
  expr->kind = ExprKind::kNumber;
  expr->value = value;
  return *expr;
}

const Expr& Edit::Text(std::string_view value) {
  auto* expr = arena_.New<TextExpr>();
  expr->kind = ExprKind::kText;
  const std::span<char> kept = arena_.Copy(std::span<const char>(value));
  expr->value = {kept.data(), kept.size()};
  return *expr;
}

const Expr& Edit::Truth(bool value) {
  auto* expr = arena_.New<TruthExpr>();
  expr->kind = ExprKind::kTruth;
  expr->value = value;
  return *expr;
}

const Expr& Edit::Leaf(ExprKind kind) {
  if (kind == ExprKind::kList) {
    auto* list = arena_.New<ListExpr>();
    list->kind = kind;
    return *list;
  }
  if (kind == ExprKind::kMap) {
    auto* map = arena_.New<MapExpr>();
    map->kind = kind;
    return *map;
  }
  auto* expr = arena_.New<NothingExpr>();
  expr->kind = kind;
  return *expr;
}

const Expr& Edit::NameOf(Symbol name) {
  auto* expr = arena_.New<NameExpr>();
  expr->kind = ExprKind::kName;
  expr->name = name;
  return *expr;
}

Symbol Edit::NewName(std::string text) {
  const auto symbol =
      static_cast<Symbol>(static_cast<std::uint32_t>(original_.symbols.size()) + new_names_++);
  names_[symbol] = std::move(text);
  return symbol;
}

const Stmt& Edit::ExprStmtOf(const Expr& expr) {
  auto* stmt = arena_.New<ExprStmt>();
  stmt->kind = StmtKind::kExpr;
  stmt->expr = &expr;
  return *stmt;
}

const Stmt& Edit::Bind(Symbol name, const Expr& value) {
  auto* stmt = arena_.New<BindStmt>();
  stmt->kind = StmtKind::kBind;
  stmt->name = name;
  stmt->value = &value;
  return *stmt;
}

Ast Edit::Apply() const { return Copier(original_, *this).Copy(); }

}  // namespace quicksilver::properties
