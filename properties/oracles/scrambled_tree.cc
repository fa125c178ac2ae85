#include "properties/oracles/scrambled_tree.h"

#include <array>

#include "engine/base/splitmix.h"
#include "properties/trees/tree_copier.h"

namespace quicksilver::properties {
namespace {

// One expression in so many gets an operator.
constexpr std::uint32_t kOneIn = 5;
constexpr std::uint32_t kBinaryOps = static_cast<std::uint32_t>(BinaryOp::kGreaterEqual) + 1;

class Scrambler : public TreeCopier {
 public:
  Scrambler(const Ast& tree, std::uint64_t seed) : TreeCopier(tree), random_(seed) {}

 protected:
  const Expr* OnExpr(const Expr& expr) override {
    const Expr* const copy = CopyExpr(expr);
    // The grammar wants a name, or a grove's, in some places.
    if (expr.kind == ExprKind::kName || expr.kind == ExprKind::kField) return copy;
    if (random_.Below(kOneIn) != 0) return copy;
    return random_.Below(2) == 0 ? Around(copy) : Beside(copy);
  }

 private:
  const Expr* Around(const Expr* expr) {
    switch (random_.Below(5)) {
      case 0:
        return builder().Unary(UnaryOp::kNot, expr);
      case 1:
        return builder().Negate(expr);
      case 2:
        return builder().List(std::array{expr});
      case 3:
        return builder().Field(expr, builder().Name("f"));
      default:
        return builder().Outcome(OutcomeCase::kTriumph, expr);
    }
  }

  const Expr* Beside(const Expr* expr) {
    const Expr* const other = Other();
    const bool first = random_.Below(2) == 0;
    const Expr* const left = first ? expr : other;
    const Expr* const right = first ? other : expr;
    switch (random_.Below(7)) {
      case 0:
      case 1:
      case 2:
        return builder().Binary(static_cast<BinaryOp>(random_.Below(kBinaryOps)), left, right);
      case 3:
        return builder().Logical(random_.Below(2) == 0 ? LogicalOp::kAnd : LogicalOp::kOr, left,
                                 right);
      case 4:
        return builder().Index(left, right);
      case 5:
        return builder().Call(left, std::array{right});
      default:
        return builder().Range(left, right);
    }
  }

  // What begins and ends with a token of each sort.
  const Expr* Other() {
    const Expr* const name = builder().NameOf("y");
    switch (random_.Below(6)) {
      case 0:
        return builder().Unary(UnaryOp::kNot, name);
      case 1:
        return builder().Negate(name);
      case 2:
        return builder().Number(random_.Below(3));
      case 3:
        return builder().List({});
      case 4:
        return builder().Binary(static_cast<BinaryOp>(random_.Below(kBinaryOps)), name,
                                builder().NameOf("z"));
      default:
        return name;
    }
  }

  SplitMix64 random_;
};

}  // namespace

Ast Scrambled(const Ast& tree, std::uint64_t seed) { return Scrambler(tree, seed).Copy(); }

}  // namespace quicksilver::properties
