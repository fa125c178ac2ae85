#include <string_view>

#include "engine/syntax/ast_children.h"
#include "engine/syntax/literal.h"
#include "engine/syntax/print_run.h"

namespace quicksilver {
namespace {

// How tightly an expression binds; its operands must bind at least so.
enum Tightness : int {
  kPipelineLevel = 1,
  kOrLevel,
  kAndLevel,
  kComparisonLevel,
  kAdditionLevel,
  kMultiplicationLevel,
  kUnaryLevel,
  kPostfixLevel,
};

int TightnessOf(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kPipeline:
      return kPipelineLevel;
    case ExprKind::kLogical:
      return As<LogicalExpr>(expr).op == LogicalOp::kOr ? kOrLevel : kAndLevel;
    case ExprKind::kBinary:
      switch (As<BinaryExpr>(expr).op) {
        case BinaryOp::kAdd:
        case BinaryOp::kSubtract:
          return kAdditionLevel;
        case BinaryOp::kMultiply:
        case BinaryOp::kDivide:
        case BinaryOp::kModulo:
          return kMultiplicationLevel;
        default:
          return kComparisonLevel;
      }
    case ExprKind::kUnary:
      return kUnaryLevel;
    default:
      return kPostfixLevel;
  }
}

// A method call's receiver and method without the parentheses would be `m.f(…)`, in parentheses
// it is the field f that is called.
bool KeepsParentheses(const Expr& callee) {
  return callee.kind == ExprKind::kField && callee.parenthesized;
}

enum class FirstToken { kParenthesis, kBrace, kNot, kOther };

// What the right operand of a comparison begins with when PrintExpr(expr, lowest) prints it; a
// pipeline, `and` or `or` is always in parentheses there.
FirstToken FirstTokenOf(const Expr& expr, int lowest) {
  const Expr* leftmost = &expr;
  for (;;) {
    const int tightness = TightnessOf(*leftmost);
    if (tightness < lowest) return FirstToken::kParenthesis;
    lowest = tightness;
    switch (leftmost->kind) {
      case ExprKind::kBinary:
        leftmost = As<BinaryExpr>(*leftmost).left;
        break;
      case ExprKind::kCall:
        leftmost = As<CallExpr>(*leftmost).callee;
        if (KeepsParentheses(*leftmost)) return FirstToken::kParenthesis;
        break;
      case ExprKind::kIndex:
        leftmost = As<IndexExpr>(*leftmost).object;
        break;
      case ExprKind::kField:
        leftmost = As<FieldExpr>(*leftmost).object;
        break;
      case ExprKind::kTry:
        leftmost = As<TryExpr>(*leftmost).operand;
        break;
      case ExprKind::kMap:
        return FirstToken::kBrace;
      case ExprKind::kUnary:
        return As<UnaryExpr>(*leftmost).op == UnaryOp::kNot ? FirstToken::kNot : FirstToken::kOther;
      default:
        return FirstToken::kOther;
    }
  }
}

constexpr std::string_view kUnaryOpTexts[] = {"-", "not ", "borrow ", "borrow mut "};
constexpr std::string_view kOutcomeTexts[] = {"Triumph(", "Mishap(", "Present("};

bool ContainsNamelessChant(const Expr& expr) {
  if (expr.kind == ExprKind::kChant) return true;
  bool found = false;
  ForEachChild(expr,
               [&found](const Expr& child) { found = found || ContainsNamelessChant(child); });
  return found;
}

}  // namespace

// FitsOnALine asks only about statements of a small height, so recursion is safe.
bool PrintRun::HasNamelessChant(const Stmt& stmt) const {
  bool found = false;
  ForEachChild(stmt,
               [&found](const Expr& child) { found = found || ContainsNamelessChant(child); });
  return found;
}

void PrintRun::PrintExpr(const Expr& expr) { PrintExpr(expr, kPipelineLevel); }

void PrintRun::PrintExpr(const Expr& expr, int lowest) {
  if (TightnessOf(expr) < lowest) return PrintParenthesized(expr);
  Deeper([&] { PrintExprHere(expr); });
}

void PrintRun::PrintParenthesized(const Expr& expr) {
  out_ += '(';
  Deeper([&] { PrintExprHere(expr); });
  out_ += ')';
}

void PrintRun::PrintExprHere(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kNumber:
      return AppendNumberLiteral(out_, As<NumberExpr>(expr).value);
    case ExprKind::kText:
      return AppendTextLiteral(out_, As<TextExpr>(expr).value);
    case ExprKind::kTruth:
      out_ += As<TruthExpr>(expr).value ? "true" : "false";
      return;
    case ExprKind::kNothing:
      out_ += "nothing";
      return;
    case ExprKind::kAbsent:
      out_ += "Absent";
      return;
    case ExprKind::kName:
      return Name(As<NameExpr>(expr).name);
    case ExprKind::kList:
      out_ += '[';
      PrintExprs(As<ListExpr>(expr).items);
      out_ += ']';
      return;
    case ExprKind::kMap:
      out_ += '{';
      PrintEntries(As<MapExpr>(expr).entries);
      out_ += '}';
      return;
    case ExprKind::kRange:
      out_ += "range(";
      PrintExpr(*As<RangeExpr>(expr).start);
      out_ += ", ";
      PrintExpr(*As<RangeExpr>(expr).end);
      out_ += ')';
      return;
    case ExprKind::kUnary:
      out_ += kUnaryOpTexts[static_cast<std::size_t>(As<UnaryExpr>(expr).op)];
      return PrintExpr(*As<UnaryExpr>(expr).operand, kUnaryLevel);
    case ExprKind::kBinary:
      return PrintBinary(As<BinaryExpr>(expr));
    case ExprKind::kLogical: {
      const auto& logical = As<LogicalExpr>(expr);
      const int level = TightnessOf(expr);
      PrintExpr(*logical.left, level);
      out_ += logical.op == LogicalOp::kOr ? " or " : " and ";
      return PrintExpr(*logical.right, level + 1);
    }
    case ExprKind::kPipeline: {
      const auto& pipeline = As<PipelineExpr>(expr);
      PrintExpr(*pipeline.value, kPipelineLevel);
      out_ += " | ";
      // In parentheses a call's result is the stage, rather than the call with one more argument.
      const bool keeps = pipeline.stage->kind == ExprKind::kCall && pipeline.stage->parenthesized;
      if (keeps) return PrintParenthesized(*pipeline.stage);
      return PrintExpr(*pipeline.stage, kPipelineLevel + 1);
    }
    case ExprKind::kCall:
      PrintCallee(*As<CallExpr>(expr).callee);
      PrintTypeArguments(As<CallExpr>(expr).type_arguments);
      out_ += '(';
      PrintExprs(As<CallExpr>(expr).arguments);
      out_ += ')';
      return;
    case ExprKind::kIndex:
      PrintExpr(*As<IndexExpr>(expr).object, kPostfixLevel);
      out_ += '[';
      PrintExpr(*As<IndexExpr>(expr).index);
      out_ += ']';
      return;
    case ExprKind::kField:
      PrintExpr(*As<FieldExpr>(expr).object, kPostfixLevel);
      out_ += '.';
      return Name(As<FieldExpr>(expr).field);
    case ExprKind::kTry:
      PrintExpr(*As<TryExpr>(expr).operand, kPostfixLevel);
      out_ += '?';
      return;
    case ExprKind::kStruct: {
      const auto& literal = As<StructExpr>(expr);
      PrintExpr(*literal.definition, kPostfixLevel);
      PrintTypeArguments(literal.type_arguments);
      out_ += literal.entries.empty() ? " {" : " { ";
      PrintEntries(literal.entries);
      out_ += literal.entries.empty() ? "}" : " }";
      return;
    }
    case ExprKind::kOutcome:
      out_ += kOutcomeTexts[static_cast<std::size_t>(As<OutcomeExpr>(expr).outcome)];
      PrintExpr(*As<OutcomeExpr>(expr).operand);
      out_ += ')';
      return;
    case ExprKind::kRequest:
      out_.append("request ").append(As<RequestExpr>(expr).resource);
      out_ += " with justification ";
      return AppendTextLiteral(out_, As<RequestExpr>(expr).justification);
    case ExprKind::kChant:
      return PrintChant(*As<ChantExpr>(expr).chant);
  }
}

void PrintRun::PrintBinary(const BinaryExpr& expr) {
  const int level = TightnessOf(expr);
  PrintExpr(*expr.left, level);
  std::string_view op = BinaryOpText(expr.op);
  const FirstToken next = FirstTokenOf(*expr.right, level + 1);
  // `is not` would be one operator, and `a < b > (c)` a call with type arguments.
  if (expr.op == BinaryOp::kEqual && next == FirstToken::kNot) op = "==";
  if (expr.op == BinaryOp::kGreater &&
      (next == FirstToken::kParenthesis || next == FirstToken::kBrace)) {
    op = "greater than";
  }
  out_ += ' ';
  out_ += op;
  out_ += ' ';
  PrintExpr(*expr.right, level + 1);
}

void PrintRun::PrintCallee(const Expr& callee) {
  if (KeepsParentheses(callee)) return PrintParenthesized(callee);
  PrintExpr(callee, kPostfixLevel);
}

void PrintRun::PrintExprs(std::span<const Expr* const> exprs) {
  for (const Expr* const& expr : exprs) {
    if (&expr != exprs.data()) out_ += ", ";
    PrintExpr(*expr);
  }
}

void PrintRun::PrintEntries(std::span<const Entry> entries) {
  for (const Entry& entry : entries) {
    if (&entry != entries.data()) out_ += ", ";
    const std::string_view key = ast_.Name(entry.key);
    if (entry.quoted || !IsIdentifier(key)) {
      AppendTextLiteral(out_, key);
    } else {
      out_ += key;
    }
    out_ += ": ";
    PrintExpr(*entry.value);
  }
}

}  // namespace quicksilver
