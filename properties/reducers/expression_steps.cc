// An expression gives way to one of its own parts, or to a literal.
//
// Types are not known here. Parts are tried first because one of them often has the right type (an
// operand of a sum, an item of what is indexed, an argument of a builtin), then the literals that
// most operations accept.
#include "engine/syntax/ast_children.h"
#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

constexpr int kLeafCount = 7;
// Of an expression, nearest first.
constexpr std::size_t kMostParts = 32;

const Expr& LeafOf(Edit& edit, int which) {
  switch (which) {
    case 0:
      return edit.Number(0);
    case 1:
      return edit.Number(1);
    case 2:
      return edit.Truth(true);
    case 3:
      return edit.Truth(false);
    case 4:
      return edit.Text("");
    case 5:
      return edit.Leaf(ExprKind::kNothing);
    default:
      return edit.Leaf(ExprKind::kList);
  }
}

bool IsSimpleLiteral(const Expr& expr) {
  return expr.kind == ExprKind::kNumber || expr.kind == ExprKind::kTruth ||
         expr.kind == ExprKind::kNothing;
}

// What a chant's body evaluates to, as far as it is one expression.
const Expr* ResultOf(const Chant& chant) {
  if (chant.body.statements.empty()) return nullptr;
  const Stmt& last = *chant.body.statements.back();
  if (last.kind == StmtKind::kExpr) return As<ExprStmt>(last).expr;
  return last.kind == StmtKind::kYield ? As<YieldStmt>(last).value : nullptr;
}

void ListPartsInPlaceOf(const Expr& expr, Steps& steps) {
  const auto to = [&](const Expr& part) {
    steps.push_back([&expr, &part](Edit& edit) { edit.Replace(expr, part); });
  };
  // Breadth first, so that as much as possible stays.
  std::vector<const Expr*> parts;
  ForEachChild(expr, [&](const Expr& child) { parts.push_back(&child); });
  for (std::size_t i = 0; i < parts.size() && i < kMostParts; ++i) {
    to(*parts[i]);
    ForEachChild(*parts[i], [&](const Expr& child) { parts.push_back(&child); });
  }
  if (expr.kind == ExprKind::kChant) {
    if (const Expr* result = ResultOf(*As<ChantExpr>(expr).chant)) to(*result);
  }
  if (expr.kind == ExprKind::kStruct) {
    // A map of the same entries needs no form.
    steps.push_back([&expr](Edit& edit) {
      MapExpr map{};
      map.kind = ExprKind::kMap;
      map.entries = As<StructExpr>(expr).entries;
      edit.Replace(expr, edit.Changed(map));
    });
  }
  if (IsSimpleLiteral(expr)) return;  // literals among themselves: literal_steps.cc
  for (int leaf = 0; leaf < kLeafCount; ++leaf) {
    steps.push_back([&expr, leaf](Edit& edit) { edit.Replace(expr, LeafOf(edit, leaf)); });
  }
}

}  // namespace

void ListExpressionSteps(const TreeIndex& index, Steps& steps) {
  for (const Expr* expr : index.expressions) {
    if (!index.WantsAName(*expr)) ListPartsInPlaceOf(*expr, steps);
  }
}

}  // namespace quicksilver::properties
