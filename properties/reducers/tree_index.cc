#include "properties/reducers/tree_index.h"

#include <algorithm>
#include <variant>

#include "engine/syntax/ast_children.h"
#include "engine/syntax/tree_walk.h"

namespace quicksilver::properties {
namespace {

// What has been found and not looked at yet; the last entry is the next one.
class Indexer {
 public:
  Indexer(TreeIndex& index, std::vector<IndexedNode>& nodes) : index_(index), nodes_(nodes) {}

  void Run(const Block& program) {
    Add(program, kNoNode);
    Flush();
    while (!pending_.empty()) {
      const Pending next = pending_.back();
      pending_.pop_back();
      if (next.expr != nullptr) {
        Visit(*next.expr, next.parent);
      } else if (next.stmt != nullptr) {
        Visit(*next.stmt, next.parent);
      } else {
        Visit(*next.pattern);
      }
      Flush();
    }
  }

 private:
  struct Pending {
    const Expr* expr = nullptr;
    const Stmt* stmt = nullptr;
    const Pattern* pattern = nullptr;
    NodeId parent = kNoNode;
  };

  // What Visit found, so that the first is looked at first.
  void Flush() {
    pending_.insert(pending_.end(), found_.rbegin(), found_.rend());
    found_.clear();
  }

  void Add(const Expr& expr, NodeId parent) { found_.push_back({&expr, nullptr, nullptr, parent}); }
  void Add(const Block& block, NodeId parent) {
    index_.blocks.push_back(&block);
    for (const Stmt* stmt : block.statements) found_.push_back({nullptr, stmt, nullptr, parent});
  }
  void Add(const Pattern& pattern) { found_.push_back({nullptr, nullptr, &pattern, kNoNode}); }
  void Add(const Chant& chant, NodeId parent) {
    index_.chants.push_back(&chant);
    Add(chant.body, parent);
  }

  void Visit(const Pattern& pattern) {
    index_.patterns.push_back(&pattern);
    for (const Pattern* field : pattern.fields) Add(*field);
  }

  void Visit(const Expr& expr, NodeId parent) {
    nodes_[expr.id] = {&expr, nullptr, parent};
    index_.expressions.push_back(&expr);
    if (expr.kind == ExprKind::kChant) Add(*As<ChantExpr>(expr).chant, expr.id);
    ForEachChild(expr, [&](const Expr& child) { Add(child, expr.id); });
  }

  void Visit(const Stmt& stmt, NodeId parent) {
    nodes_[stmt.id] = {nullptr, &stmt, parent};
    index_.statements.push_back(&stmt);
    ForEachChild(stmt, [&](const Expr& child) { Add(child, stmt.id); });
    switch (stmt.kind) {
      case StmtKind::kChant:
        return Add(*As<ChantStmt>(stmt).chant, stmt.id);
      case StmtKind::kEmbody:
        for (const Chant* chant : As<EmbodyStmt>(stmt).chants) Add(*chant, stmt.id);
        return;
      case StmtKind::kMatch:
        for (const MatchArm& arm : As<MatchStmt>(stmt).arms) {
          Add(*arm.pattern);
          Add(arm.body, stmt.id);
        }
        if (As<MatchStmt>(stmt).has_otherwise) Add(As<MatchStmt>(stmt).otherwise, stmt.id);
        return;
      default:
        for (const Block* block : BlocksOf(stmt)) Add(*block, stmt.id);
    }
  }

  TreeIndex& index_;
  std::vector<IndexedNode>& nodes_;
  std::vector<Pending> found_;
  std::vector<Pending> pending_;
};

}  // namespace

std::string_view IndexedNode::kind() const {
  if (expr != nullptr) return ExprKindName(expr->kind);
  return stmt != nullptr ? StmtKindName(stmt->kind) : "-";
}

Span IndexedNode::span() const {
  if (expr != nullptr) return expr->span;
  return stmt != nullptr ? stmt->span : Span{};
}

TreeIndex::TreeIndex(const Ast& ast) : ast_(ast), nodes_(ast.node_count) {
  Indexer(*this, nodes_).Run(ast.program);
}

NodeId TreeIndex::Find(Span span) const {
  NodeId best = kNoNode;
  std::uint32_t best_length = 0xFFFF'FFFF;
  bool best_is_expr = false;
  for (NodeId id = 0; id < nodes_.size(); ++id) {
    if (nodes_[id].expr == nullptr && nodes_[id].stmt == nullptr) continue;
    const Span here = nodes_[id].span();
    if (here.begin > span.begin || here.end < span.end) continue;
    const std::uint32_t length = here.end - here.begin;
    const bool is_expr = nodes_[id].expr != nullptr;
    // Of two nodes with one span the expression, then the outer one, which has the higher id.
    if (length < best_length || (length == best_length && (is_expr || !best_is_expr))) {
      best = id;
      best_length = length;
      best_is_expr = is_expr;
    }
  }
  return best;
}

bool TreeIndex::WantsAName(const Expr& expr) const {
  const Expr* at = &expr;
  while (true) {
    const NodeId parent = node(at->id).parent;
    const Expr* above = parent == kNoNode ? nullptr : node(parent).expr;
    if (above == nullptr) return false;
    if (above->kind == ExprKind::kStruct) return As<StructExpr>(*above).definition == at;
    if (above->kind == ExprKind::kCall) {
      const auto& call = As<CallExpr>(*above);
      return call.callee == at && !call.type_arguments.empty();
    }
    if (above->kind != ExprKind::kField || As<FieldExpr>(*above).object != at) return false;
    at = above;
  }
}

std::uint32_t TreeIndex::DepthOf(NodeId id) const {
  std::uint32_t depth = 0;
  for (; nodes_[id].parent != kNoNode; id = nodes_[id].parent) ++depth;
  return depth;
}

std::vector<const Block*> BlocksOf(const Stmt& stmt) {
  std::vector<const Block*> blocks;
  switch (stmt.kind) {
    case StmtKind::kShould:
      blocks.push_back(&As<ShouldStmt>(stmt).then_block);
      if (As<ShouldStmt>(stmt).has_else) blocks.push_back(&As<ShouldStmt>(stmt).else_block);
      break;
    case StmtKind::kWhilst:
      blocks.push_back(&As<WhilstStmt>(stmt).body);
      break;
    case StmtKind::kForEach:
      blocks.push_back(&As<ForEachStmt>(stmt).body);
      break;
    case StmtKind::kChant:
      blocks.push_back(&As<ChantStmt>(stmt).chant->body);
      break;
    case StmtKind::kEmbody:
      for (const Chant* chant : As<EmbodyStmt>(stmt).chants) blocks.push_back(&chant->body);
      break;
    case StmtKind::kMatch:
      for (const MatchArm& arm : As<MatchStmt>(stmt).arms) blocks.push_back(&arm.body);
      if (As<MatchStmt>(stmt).has_otherwise) blocks.push_back(&As<MatchStmt>(stmt).otherwise);
      break;
    case StmtKind::kAttempt:
      blocks.push_back(&As<AttemptStmt>(stmt).body);
      for (const Handler& handler : As<AttemptStmt>(stmt).handlers) blocks.push_back(&handler.body);
      break;
    case StmtKind::kGrove:
      blocks.push_back(&As<GroveStmt>(stmt).body);
      break;
    default:
      break;
  }
  return blocks;
}

std::uint32_t CountNodes(const Ast& ast) {
  std::uint32_t count = 0;
  TreeVisitor visitor;
  visitor.expression = [&](const Expr&) { ++count; };
  visitor.statement = [&](const Stmt& stmt) { count += stmt.kind == StmtKind::kExpr ? 0 : 1; };
  visitor.pattern = [&](const Pattern&) { ++count; };
  VisitTree(ast, visitor);
  return count;
}

}  // namespace quicksilver::properties
