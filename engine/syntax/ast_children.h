#ifndef QUICKSILVER_SYNTAX_AST_CHILDREN_H_
#define QUICKSILVER_SYNTAX_AST_CHILDREN_H_

// The expressions directly inside a node, for code that does not care which kind of node it is.
//
// Invariant: children are visited in source order, each once. A chant's body is not an expression:
// it is reached through ChantExpr::chant.
// It is wrong to recurse from the visitor without NativeStack.

#include "engine/syntax/ast.h"

namespace quicksilver {

template <typename Visit>
void ForEachChild(const Expr& expr, Visit&& visit) {
  switch (expr.kind) {
    case ExprKind::kNumber:
    case ExprKind::kText:
    case ExprKind::kTruth:
    case ExprKind::kNothing:
    case ExprKind::kName:
    case ExprKind::kAbsent:
    case ExprKind::kRequest:
    case ExprKind::kChant:
      return;
    case ExprKind::kList:
      for (const Expr* item : As<ListExpr>(expr).items) visit(*item);
      return;
    case ExprKind::kMap:
      for (const Entry& entry : As<MapExpr>(expr).entries) visit(*entry.value);
      return;
    case ExprKind::kRange:
      visit(*As<RangeExpr>(expr).start);
      visit(*As<RangeExpr>(expr).end);
      return;
    case ExprKind::kUnary:
      return visit(*As<UnaryExpr>(expr).operand);
    case ExprKind::kBinary:
      visit(*As<BinaryExpr>(expr).left);
      visit(*As<BinaryExpr>(expr).right);
      return;
    case ExprKind::kLogical:
      visit(*As<LogicalExpr>(expr).left);
      visit(*As<LogicalExpr>(expr).right);
      return;
    case ExprKind::kPipeline:
      visit(*As<PipelineExpr>(expr).value);
      visit(*As<PipelineExpr>(expr).stage);
      return;
    case ExprKind::kCall:
      visit(*As<CallExpr>(expr).callee);
      for (const Expr* argument : As<CallExpr>(expr).arguments) visit(*argument);
      return;
    case ExprKind::kIndex:
      visit(*As<IndexExpr>(expr).object);
      visit(*As<IndexExpr>(expr).index);
      return;
    case ExprKind::kField:
      return visit(*As<FieldExpr>(expr).object);
    case ExprKind::kTry:
      return visit(*As<TryExpr>(expr).operand);
    case ExprKind::kStruct:
      visit(*As<StructExpr>(expr).definition);
      for (const Entry& entry : As<StructExpr>(expr).entries) visit(*entry.value);
      return;
    case ExprKind::kOutcome:
      return visit(*As<OutcomeExpr>(expr).operand);
  }
}

// The expressions of the statement itself, not those of its blocks' statements.
template <typename Visit>
void ForEachChild(const Stmt& stmt, Visit&& visit) {
  switch (stmt.kind) {
    case StmtKind::kExpr:
      return visit(*As<ExprStmt>(stmt).expr);
    case StmtKind::kBind:
    case StmtKind::kWeave:
      return visit(*As<BindStmt>(stmt).value);
    case StmtKind::kSet:
      for (const PlaceStep& step : As<SetStmt>(stmt).steps) {
        if (step.index != nullptr) visit(*step.index);
      }
      return visit(*As<SetStmt>(stmt).value);
    case StmtKind::kYield:
      if (As<YieldStmt>(stmt).value != nullptr) visit(*As<YieldStmt>(stmt).value);
      return;
    case StmtKind::kShould:
      return visit(*As<ShouldStmt>(stmt).condition);
    case StmtKind::kWhilst:
      return visit(*As<WhilstStmt>(stmt).condition);
    case StmtKind::kForEach:
      return visit(*As<ForEachStmt>(stmt).iterable);
    case StmtKind::kMatch:
      return visit(*As<MatchStmt>(stmt).subject);
    case StmtKind::kBreak:
    case StmtKind::kContinue:
    case StmtKind::kChant:
    case StmtKind::kForm:
    case StmtKind::kVariant:
    case StmtKind::kAspect:
    case StmtKind::kEmbody:
    case StmtKind::kAttempt:
    case StmtKind::kGrove:
    case StmtKind::kOffer:
    case StmtKind::kSummon:
    case StmtKind::kGather:
      return;
  }
}

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_AST_CHILDREN_H_
