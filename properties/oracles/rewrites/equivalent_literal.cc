// A literal becomes an expression with exactly its value.
//
// A whole number n from 1 to 2^52 is the sum of two whole numbers, each of which is a double, and
// so is their sum: no rounding. Any number is n * 1, n / 1, n - 0 and 0 + n: IEEE arithmetic gives
// n itself, and for the literal 0, which is +0, gives +0 (n + -0 would not do, nor would these for
// a value that might be -0 or no number: this is about literals only). A text is the concatenation
// of its parts, cut between code points. true is `not false`, false is `not true`. None can raise.
// Literals of patterns and of justifications are no expressions.
#include <cmath>

#include "properties/oracles/rewrites/rewrites.h"

namespace quicksilver::properties {
namespace {

class EquivalentLiteral : public SiteCopier {
 public:
  using SiteCopier::SiteCopier;

 private:
  const Expr* OnExpr(const Expr& expr) override {
    const bool applies = (expr.kind == ExprKind::kNumber || expr.kind == ExprKind::kText ||
                          expr.kind == ExprKind::kTruth) &&
                         !facts().IsPartOfForm(expr);
    if (!applies || !AtSite()) return CopyExpr(expr);
    if (expr.kind == ExprKind::kNumber) return Number(As<NumberExpr>(expr).value);
    if (expr.kind == ExprKind::kText) return Text(As<TextExpr>(expr).value);
    return builder().Unary(UnaryOp::kNot, builder().Truth(!As<TruthExpr>(expr).value));
  }

  const Expr* Number(double value) {
    const std::uint32_t way = random().Below(5);
    const auto number = [this](double part) { return builder().Number(part); };
    switch (way) {
      case 0:
        return builder().Binary(BinaryOp::kMultiply, number(value), number(1));
      case 1:
        return builder().Binary(BinaryOp::kDivide, number(value), number(1));
      case 2:
        return builder().Binary(BinaryOp::kSubtract, number(value), number(0));
      default: {
        constexpr double kLargest = 4503599627370496;  // 2^52
        double part = 0;
        if (value >= 1 && value <= kLargest && std::floor(value) == value) {
          part = std::floor(value / (1 + random().Below(4)));
        }
        return builder().Binary(BinaryOp::kAdd, number(part), number(value - part));
      }
    }
  }

  const Expr* Text(std::string_view text) {
    std::size_t cut = text.empty() ? 0 : random().Below(static_cast<std::uint32_t>(text.size()));
    // Continuation bytes belong to the code point before them.
    while (cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) ++cut;
    const Expr* left = builder().Text(text.substr(0, cut));
    return builder().Binary(BinaryOp::kAdd, left, builder().Text(text.substr(cut)));
  }
};

}  // namespace

constinit const Rewrite kEquivalentLiteral = {
    "equivalent_literal", "2 is `1 + 1`, \"ab\" is `\"a\" + \"b\"`, true is `not false`",
    MakeCopier<EquivalentLiteral>};

}  // namespace quicksilver::properties
