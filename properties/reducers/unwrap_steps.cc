// What a statement contains takes its place: a block, or the expression that it evaluates.
#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

std::vector<const Stmt*> StatementsOf(const Block& block) {
  return {block.statements.begin(), block.statements.end()};
}

class Unwrapping {
 public:
  explicit Unwrapping(Steps& steps) : steps_(steps) {}

  void List(const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::kExpr:
        return ListExpression(stmt, *As<ExprStmt>(stmt).expr);
      case StmtKind::kBind:
      case StmtKind::kWeave:
        return To(stmt, *As<BindStmt>(stmt).value);
      case StmtKind::kSet:
        return ListSet(As<SetStmt>(stmt));
      case StmtKind::kYield:
        if (As<YieldStmt>(stmt).value != nullptr) To(stmt, *As<YieldStmt>(stmt).value);
        return;
      case StmtKind::kShould:
        To(stmt, *As<ShouldStmt>(stmt).condition);
        return ListBlocks(stmt);
      case StmtKind::kWhilst:
        To(stmt, *As<WhilstStmt>(stmt).condition);
        return ListBlocks(stmt);
      case StmtKind::kForEach: {
        const auto& loop = As<ForEachStmt>(stmt);
        To(stmt, *loop.iterable);
        ListBlocks(stmt);
        ListBound(stmt, {loop.name}, *loop.iterable, loop.body);
        return ListTurns(loop);
      }
      case StmtKind::kMatch:
        return ListMatch(As<MatchStmt>(stmt));
      case StmtKind::kAttempt:
      case StmtKind::kChant:
      case StmtKind::kGrove:
        return ListBlocks(stmt);
      case StmtKind::kEmbody:
        return ListEmbody(As<EmbodyStmt>(stmt));
      default:
        return;
    }
  }

  // `should c then yield v end …`: only the statement, with v as its value, or 0 if there is none.
  void ListReturns(const Block& block) {
    for (std::size_t i = 0; i + 1 < block.statements.size(); ++i) {
      const Stmt& stmt = *block.statements[i];
      if (stmt.kind != StmtKind::kShould) continue;
      const auto& then_block = As<ShouldStmt>(stmt).then_block;
      if (then_block.statements.empty()) continue;
      const Stmt& last = *then_block.statements.back();
      if (last.kind != StmtKind::kYield) continue;
      steps_.push_back([&block, &last, i](Edit& edit) {
        for (std::size_t k = i + 1; k < block.statements.size(); ++k) {
          edit.Drop(*block.statements[k]);
        }
        const Expr* value = As<YieldStmt>(last).value;
        edit.Replace(last, edit.ExprStmtOf(value != nullptr ? *value : edit.Number(0)));
      });
    }
  }

 private:
  void To(const Stmt& stmt, const Expr& expr) {
    steps_.push_back([&stmt, &expr](Edit& edit) { edit.Replace(stmt, edit.ExprStmtOf(expr)); });
  }

  void ListBlocks(const Stmt& stmt) {
    for (const Block* block : BlocksOf(stmt)) {
      steps_.push_back([&stmt, block](Edit& edit) { edit.Replace(stmt, StatementsOf(*block)); });
    }
  }

  // The block, with its variables bound to `value`, or to 0, before it.
  void ListBound(const Stmt& stmt, std::vector<Symbol> names, const Expr& value,
                 const Block& block) {
    const auto list = [&](const Expr* bound) {
      steps_.push_back([&stmt, names, bound, &block](Edit& edit) {
        std::vector<const Stmt*> statements;
        for (const Symbol name : names) {
          statements.push_back(&edit.Bind(name, bound != nullptr ? *bound : edit.Number(0)));
        }
        const std::vector<const Stmt*> body = StatementsOf(block);
        statements.insert(statements.end(), body.begin(), body.end());
        edit.Replace(stmt, std::move(statements));
      });
    };
    list(&value);
    list(nullptr);
  }

  // One turn of a loop: with an item of the list that it goes over, or with the first of what its
  // iterable gives.
  void ListTurns(const ForEachStmt& loop) {
    if (loop.iterable->kind != ExprKind::kList || As<ListExpr>(*loop.iterable).items.size() != 1) {
      // One turn that stays a loop.
      steps_.push_back([&loop](Edit& edit) {
        ListExpr list{};
        list.kind = ExprKind::kList;
        list.items = edit.Keep(std::vector<const Expr*>{&edit.Number(0)});
        edit.Replace(*loop.iterable, edit.Changed(list));
      });
    }
    if (loop.iterable->kind == ExprKind::kList) {
      for (const Expr* item : As<ListExpr>(*loop.iterable).items) {
        ListBound(loop, {loop.name}, *item, loop.body);
      }
      return;
    }
    steps_.push_back([&loop](Edit& edit) {
      IndexExpr first{};
      first.kind = ExprKind::kIndex;
      first.object = loop.iterable;
      first.index = &edit.Number(0);
      std::vector<const Stmt*> statements = StatementsOf(loop.body);
      statements.insert(statements.begin(), &edit.Bind(loop.name, edit.Changed(first)));
      edit.Replace(loop, std::move(statements));
    });
  }

  void ListExpression(const Stmt& stmt, const Expr& expr) {
    if (expr.kind != ExprKind::kChant) return;
    const Block& body = As<ChantExpr>(expr).chant->body;
    steps_.push_back([&stmt, &body](Edit& edit) { edit.Replace(stmt, StatementsOf(body)); });
  }

  void ListSet(const SetStmt& stmt) {
    To(stmt, *stmt.value);
    for (const PlaceStep& step : stmt.steps) {
      if (step.index != nullptr) To(stmt, *step.index);
    }
    if (!stmt.steps.empty()) return;
    steps_.push_back(
        [&stmt](Edit& edit) { edit.Replace(stmt, edit.Bind(stmt.root, *stmt.value)); });
  }

  void ListMatch(const MatchStmt& stmt) {
    To(stmt, *stmt.subject);
    ListBlocks(stmt);
    for (const MatchArm& arm : stmt.arms) {
      std::vector<Symbol> names;
      AddNames(*arm.pattern, names);
      if (!names.empty()) ListBound(stmt, std::move(names), *stmt.subject, arm.body);
    }
  }

  static void AddNames(const Pattern& pattern, std::vector<Symbol>& names) {
    // The first few levels: deeper patterns are taken apart by other steps first.
    constexpr int kMostNames = 16;
    if (pattern.kind == PatternKind::kName && names.size() < kMostNames) {
      names.push_back(pattern.name);
    }
    for (const Pattern* field : pattern.fields) {
      if (field->height < 4) AddNames(*field, names);
    }
  }

  void ListEmbody(const EmbodyStmt& stmt) {
    steps_.push_back([&stmt](Edit& edit) {
      std::vector<const Stmt*> statements;
      for (const Chant* chant : stmt.chants) {
        ChantStmt made{};
        made.kind = StmtKind::kChant;
        made.chant = chant;
        statements.push_back(&edit.Changed(made));
      }
      edit.Replace(stmt, std::move(statements));
    });
    ListBlocks(stmt);
  }

  Steps& steps_;
};

}  // namespace

void ListUnwrapSteps(const TreeIndex& index, Steps& steps) {
  Unwrapping unwrapping(steps);
  for (const Block* block : index.blocks) unwrapping.ListReturns(*block);
  for (const Stmt* stmt : index.statements) unwrapping.List(*stmt);
}

}  // namespace quicksilver::properties
