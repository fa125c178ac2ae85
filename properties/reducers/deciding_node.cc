#include "properties/reducers/deciding_node.h"

namespace quicksilver::properties {
namespace {

bool IsAttempt(const TreeIndex& index, NodeId id) { return index.node(id).kind() == "Attempt"; }

// Of attempts, or of all other nodes that decide.
NodeId OutermostDecider(const TreeIndex& index, NodeId inside, NodeId outside, bool attempts) {
  NodeId found = kNoNode;
  if (inside == kNoNode) return found;
  for (NodeId id = index.node(inside).parent; id != kNoNode; id = index.node(id).parent) {
    if (index.node(id).kind() == "Chant" || IsInside(index, outside, id)) break;
    if (Decides(index, id) && IsAttempt(index, id) == attempts) found = id;
  }
  return found;
}

// The handler that the node is in, innermost, with its attempt.
struct HandlerPlace {
  NodeId attempt = kNoNode;
  Span span;
};

HandlerPlace HandlerAround(const TreeIndex& index, NodeId id) {
  if (id == kNoNode) return {};
  const Span span = index.node(id).span();
  for (; id != kNoNode; id = index.node(id).parent) {
    const Stmt* stmt = index.node(id).stmt;
    if (stmt == nullptr || stmt->kind != StmtKind::kAttempt) continue;
    for (const Handler& handler : As<AttemptStmt>(*stmt).handlers) {
      const Span body = handler.body.span;
      if (body.begin <= span.begin && span.end <= body.end) return {id, body};
    }
  }
  return {};
}

// The attempt that one of the nodes is in a handler of, and the other one not.
NodeId AttemptBetween(const TreeIndex& index, NodeId handled, NodeId other) {
  const HandlerPlace place = HandlerAround(index, handled);
  if (place.attempt == kNoNode || other == kNoNode) return place.attempt;
  const Span span = index.node(other).span();
  const bool together = place.span.begin <= span.begin && span.end <= place.span.end;
  return together ? kNoNode : place.attempt;
}

Symbol NameGivenBy(const Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::kBind:
    case StmtKind::kWeave:
      return As<BindStmt>(stmt).name;
    case StmtKind::kSet:
      return As<SetStmt>(stmt).root;
    case StmtKind::kChant:
      return As<ChantStmt>(stmt).chant->name;
    case StmtKind::kForm:
      return As<FormStmt>(stmt).name;
    case StmtKind::kVariant:
      return As<VariantStmt>(stmt).name;
    case StmtKind::kGrove:
      return As<GroveStmt>(stmt).name;
    case StmtKind::kSummon:
      return As<SummonStmt>(stmt).alias;
    default:
      return Symbol::kNone;
  }
}

}  // namespace

bool Decides(const TreeIndex& index, NodeId id) {
  if (id == kNoNode) return false;
  const IndexedNode& node = index.node(id);
  if (node.expr != nullptr) {
    return node.expr->kind == ExprKind::kLogical || node.expr->kind == ExprKind::kTry;
  }
  if (node.stmt == nullptr) return false;
  switch (node.stmt->kind) {
    case StmtKind::kShould:
    case StmtKind::kWhilst:
    case StmtKind::kForEach:
    case StmtKind::kMatch:
    case StmtKind::kAttempt:
      return true;
    default:
      return false;
  }
}

bool IsInside(const TreeIndex& index, NodeId id, NodeId ancestor) {
  while (id != kNoNode && id != ancestor) id = index.node(id).parent;
  return id == ancestor;
}

NodeId ChantAround(const TreeIndex& index, NodeId id) {
  if (id == kNoNode) return kNoNode;
  do {
    id = index.node(id).parent;
  } while (id != kNoNode && index.node(id).kind() != "Chant");
  return id;
}

NodeId DecidingNode(const TreeIndex& index, NodeId left, NodeId right) {
  if (const NodeId id = AttemptBetween(index, left, right); id != kNoNode) return id;
  if (const NodeId id = AttemptBetween(index, right, left); id != kNoNode) return id;
  if (const NodeId id = OutermostDecider(index, left, right, false); id != kNoNode) return id;
  if (const NodeId id = OutermostDecider(index, right, left, false); id != kNoNode) return id;
  if (left != kNoNode && right != kNoNode) {
    for (NodeId id = left; id != kNoNode; id = index.node(id).parent) {
      if (!Decides(index, id) || !IsInside(index, right, id)) continue;
      if (!IsAttempt(index, id)) return id;
    }
  }
  // A handler without a node of its own took what was raised.
  if (const NodeId id = OutermostDecider(index, left, right, true); id != kNoNode) return id;
  return OutermostDecider(index, right, left, true);
}

NodeId LastGiver(const TreeIndex& index, std::string_view name) {
  NodeId giver = kNoNode;
  for (const Stmt* stmt : index.ast().program.statements) {
    const Symbol given = NameGivenBy(*stmt);
    if (given != Symbol::kNone && index.ast().Name(given) == name) giver = stmt->id;
  }
  return giver;
}

}  // namespace quicksilver::properties
