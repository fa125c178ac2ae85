#include "engine/syntax/tree_walk.h"

#include <vector>

#include "engine/syntax/ast_children.h"

namespace quicksilver {
namespace {

// What has been found and not looked at yet.
class Walk {
 public:
  explicit Walk(const TreeVisitor& visitor) : visitor_(visitor) {}

  void Add(const Block& block) {
    statements_.insert(statements_.end(), block.statements.begin(), block.statements.end());
  }

  void Finish() {
    while (true) {
      if (!patterns_.empty()) {
        Visit(*Take(patterns_));
      } else if (!expressions_.empty()) {
        Visit(*Take(expressions_));
      } else if (!statements_.empty()) {
        Visit(*Take(statements_));
      } else {
        return;
      }
    }
  }

 private:
  template <typename Node>
  static const Node* Take(std::vector<const Node*>& nodes) {
    const Node* node = nodes.back();
    nodes.pop_back();
    return node;
  }

  void Visit(const Pattern& pattern) {
    visitor_.pattern(pattern);
    patterns_.insert(patterns_.end(), pattern.fields.begin(), pattern.fields.end());
  }

  void Visit(const Expr& expr) {
    visitor_.expression(expr);
    if (expr.kind == ExprKind::kChant) Add(As<ChantExpr>(expr).chant->body);
    ForEachChild(expr, [this](const Expr& child) { expressions_.push_back(&child); });
  }

  void Visit(const Stmt& stmt) {
    visitor_.statement(stmt);
    ForEachChild(stmt, [this](const Expr& child) { expressions_.push_back(&child); });
    switch (stmt.kind) {
      case StmtKind::kShould:
        Add(As<ShouldStmt>(stmt).then_block);
        if (As<ShouldStmt>(stmt).has_else) Add(As<ShouldStmt>(stmt).else_block);
        return;
      case StmtKind::kWhilst:
        return Add(As<WhilstStmt>(stmt).body);
      case StmtKind::kForEach:
        return Add(As<ForEachStmt>(stmt).body);
      case StmtKind::kChant:
        return Add(As<ChantStmt>(stmt).chant->body);
      case StmtKind::kEmbody:
        for (const Chant* chant : As<EmbodyStmt>(stmt).chants) Add(chant->body);
        return;
      case StmtKind::kMatch:
        for (const MatchArm& arm : As<MatchStmt>(stmt).arms) {
          patterns_.push_back(arm.pattern);
          Add(arm.body);
        }
        if (As<MatchStmt>(stmt).has_otherwise) Add(As<MatchStmt>(stmt).otherwise);
        return;
      case StmtKind::kAttempt:
        Add(As<AttemptStmt>(stmt).body);
        for (const Handler& handler : As<AttemptStmt>(stmt).handlers) Add(handler.body);
        return;
      case StmtKind::kGrove:
        return Add(As<GroveStmt>(stmt).body);
      case StmtKind::kExpr:
      case StmtKind::kBind:
      case StmtKind::kWeave:
      case StmtKind::kSet:
      case StmtKind::kYield:
      case StmtKind::kBreak:
      case StmtKind::kContinue:
      case StmtKind::kForm:
      case StmtKind::kVariant:
      case StmtKind::kAspect:
      case StmtKind::kOffer:
      case StmtKind::kSummon:
      case StmtKind::kGather:
        return;
    }
  }

  const TreeVisitor& visitor_;
  std::vector<const Pattern*> patterns_;
  std::vector<const Expr*> expressions_;
  std::vector<const Stmt*> statements_;
};

}  // namespace

void VisitTree(const Ast& ast, const TreeVisitor& visitor) {
  Walk walk(visitor);
  walk.Add(ast.program);
  walk.Finish();
}

}  // namespace quicksilver
