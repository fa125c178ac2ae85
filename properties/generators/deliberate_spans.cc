#include "properties/generators/deliberate_spans.h"

#include <algorithm>
#include <tuple>

#include "engine/base/assert.h"
#include "engine/syntax/ast_children.h"

namespace quicksilver::properties {
namespace {

constexpr bool IsMarked(const Span& span) { return span.end == 1; }

// Both trees at once, with stacks of their own: pairs of nodes that stand at the same place.
class PairWalk {
 public:
  std::vector<Span> Run(const Ast& written, const Ast& parsed) {
    AddBlocks(written.program, parsed.program);
    while (!statements_.empty() || !expressions_.empty()) {
      if (!statements_.empty()) {
        const auto [left, right] = statements_.back();
        statements_.pop_back();
        Visit(*left, *right);
      } else {
        const auto [left, right] = expressions_.back();
        expressions_.pop_back();
        Visit(*left, *right);
      }
    }
    std::ranges::sort(spans_, {},
                      [](const Span& span) { return std::tuple(span.begin, span.end); });
    return std::move(spans_);
  }

 private:
  template <typename Node>
  void AddChildren(const Node& left, const Node& right) {
    children_.clear();
    ForEachChild(left, [this](const Expr& child) { children_.push_back(&child); });
    std::size_t next = 0;
    ForEachChild(right, [&](const Expr& child) {
      QS_ASSERT(next < children_.size(), "the trees are equal");
      expressions_.emplace_back(children_[next++], &child);
    });
  }

  void AddBlocks(const Block& left, const Block& right) {
    QS_ASSERT(left.statements.size() == right.statements.size(), "the trees are equal");
    for (std::size_t i = 0; i < left.statements.size(); ++i) {
      statements_.emplace_back(left.statements[i], right.statements[i]);
    }
  }

  void Visit(const Expr& left, const Expr& right) {
    QS_ASSERT(left.kind == right.kind, "the trees are equal");
    if (IsMarked(left.span)) spans_.push_back(right.span);
    if (left.kind == ExprKind::kChant) {
      return AddBlocks(As<ChantExpr>(left).chant->body, As<ChantExpr>(right).chant->body);
    }
    AddChildren(left, right);
  }

  void Mark(const Stmt& right) {
    switch (right.kind) {
      case StmtKind::kSet: {
        const auto& set = As<SetStmt>(right);
        spans_.push_back(set.root_span);
        for (const PlaceStep& step : set.steps) {
          spans_.push_back({set.root_span.begin, step.end});
        }
        return;
      }
      case StmtKind::kForEach:
        spans_.push_back(As<ForEachStmt>(right).iterable->span);
        return;
      default:
        spans_.push_back(right.span);
        return;
    }
  }

  void Visit(const Stmt& left, const Stmt& right) {
    QS_ASSERT(left.kind == right.kind, "the trees are equal");
    if (IsMarked(left.span)) Mark(right);
    AddChildren(left, right);
    switch (left.kind) {
      case StmtKind::kShould:
        AddBlocks(As<ShouldStmt>(left).then_block, As<ShouldStmt>(right).then_block);
        return AddBlocks(As<ShouldStmt>(left).else_block, As<ShouldStmt>(right).else_block);
      case StmtKind::kWhilst:
        return AddBlocks(As<WhilstStmt>(left).body, As<WhilstStmt>(right).body);
      case StmtKind::kForEach:
        return AddBlocks(As<ForEachStmt>(left).body, As<ForEachStmt>(right).body);
      case StmtKind::kChant:
        return AddBlocks(As<ChantStmt>(left).chant->body, As<ChantStmt>(right).chant->body);
      case StmtKind::kEmbody:
        for (std::size_t i = 0; i < As<EmbodyStmt>(left).chants.size(); ++i) {
          AddBlocks(As<EmbodyStmt>(left).chants[i]->body, As<EmbodyStmt>(right).chants[i]->body);
        }
        return;
      case StmtKind::kMatch:
        for (std::size_t i = 0; i < As<MatchStmt>(left).arms.size(); ++i) {
          AddBlocks(As<MatchStmt>(left).arms[i].body, As<MatchStmt>(right).arms[i].body);
        }
        return AddBlocks(As<MatchStmt>(left).otherwise, As<MatchStmt>(right).otherwise);
      case StmtKind::kAttempt:
        AddBlocks(As<AttemptStmt>(left).body, As<AttemptStmt>(right).body);
        for (std::size_t i = 0; i < As<AttemptStmt>(left).handlers.size(); ++i) {
          AddBlocks(As<AttemptStmt>(left).handlers[i].body,
                    As<AttemptStmt>(right).handlers[i].body);
        }
        return;
      case StmtKind::kGrove:
        return AddBlocks(As<GroveStmt>(left).body, As<GroveStmt>(right).body);
      default:
        return;
    }
  }

  std::vector<std::pair<const Stmt*, const Stmt*>> statements_;
  std::vector<std::pair<const Expr*, const Expr*>> expressions_;
  std::vector<const Expr*> children_;
  std::vector<Span> spans_;
};

}  // namespace

std::vector<Span> DeliberateSpans(const Ast& written, const Ast& parsed) {
  return PairWalk().Run(written, parsed);
}

}  // namespace quicksilver::properties
