// An expression gives way to a value that it had when the program ran on the interpreter.
//
// Values that a literal can spell: numbers, texts, truths, nothing. Where a literal in the
// expression's place does not do (the compiler treats constants in its own way), a variable bound
// to it before the statement may.
#include <cmath>
#include <string>
#include <utility>

#include "engine/runtime/text.h"
#include "properties/oracles/engine.h"
#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

// The values of one node that are tried: the first ones and the last one, if they differ.
constexpr std::size_t kMostFirstValues = 2;
constexpr std::uint64_t kMostSteps = 500'000;
constexpr std::size_t kLongestText = 200;

struct Literal {
  enum class Kind : std::uint8_t { kNumber, kText, kTruth, kNothing };
  Kind kind = Kind::kNothing;
  double number = 0;  // kTruth: 0 or 1
  std::string text;

  friend bool operator==(const Literal&, const Literal&) = default;
};

std::optional<Literal> LiteralOf(const Value& value) {
  if (value.is_number()) {
    if (!std::isfinite(value.number())) return std::nullopt;
    return Literal{Literal::Kind::kNumber, value.number(), ""};
  }
  if (value.is_truth()) return Literal{Literal::Kind::kTruth, value.truth() ? 1.0 : 0.0, ""};
  if (value.is_nothing()) return Literal{};
  if (!value.is(ObjectType::kText)) return std::nullopt;
  const std::string_view text = value.as<Text>()->view();
  if (text.size() > kLongestText) return std::nullopt;
  return Literal{Literal::Kind::kText, 0, std::string(text)};
}

class ValueKeeper : public TraceSink {
 public:
  explicit ValueKeeper(std::size_t nodes) : first_(nodes), last_(nodes) {}

  void OnValue(const TracePoint& point, const Value& value) override {
    if (point.module != 0 || point.node >= last_.size()) return;
    std::optional<Literal> literal = LiteralOf(value);
    if (!literal.has_value()) return;
    std::vector<Literal>& first = first_[point.node];
    if (first.size() < kMostFirstValues && (first.empty() || first.back() != *literal)) {
      first.push_back(*literal);
    }
    last_[point.node] = std::move(literal);
  }

  std::vector<Literal> ValuesOf(NodeId node) const {
    std::vector<Literal> values = first_[node];
    if (last_[node].has_value() && values.back() != *last_[node]) values.push_back(*last_[node]);
    return values;
  }

 private:
  std::vector<std::vector<Literal>> first_;
  std::vector<std::optional<Literal>> last_;
};

const Expr& Spell(Edit& edit, const Literal& literal) {
  switch (literal.kind) {
    case Literal::Kind::kNumber:
      break;
    case Literal::Kind::kText:
      return edit.Text(literal.text);
    case Literal::Kind::kTruth:
      return edit.Truth(literal.number != 0);
    case Literal::Kind::kNothing:
      return edit.Leaf(ExprKind::kNothing);
  }
  if (!std::signbit(literal.number)) return edit.Number(literal.number);
  UnaryExpr negative{};
  negative.kind = ExprKind::kUnary;
  negative.op = UnaryOp::kNegate;
  negative.operand = &edit.Number(-literal.number);
  return edit.Changed(negative);
}

std::string FreshName(const Ast& ast) {
  std::string name = "v";
  const auto taken = [&] {
    for (const std::string_view symbol : ast.symbols) {
      if (symbol == name) return true;
    }
    return false;
  };
  for (int number = 1; taken(); ++number) name = "v" + std::to_string(number);
  return name;
}

void BindBefore(Edit& edit, const Stmt& stmt, const Expr& expr, const Literal& literal,
                const std::string& name) {
  const Symbol symbol = edit.NewName(name);
  edit.Replace(expr, edit.NameOf(symbol));
  edit.Prepend(stmt, edit.Bind(symbol, Spell(edit, literal)));
}

bool IsLiteral(const Expr& expr) {
  return expr.kind == ExprKind::kNumber || expr.kind == ExprKind::kText ||
         expr.kind == ExprKind::kTruth || expr.kind == ExprKind::kNothing;
}

const Stmt* StatementAround(const TreeIndex& index, NodeId id) {
  while (id != kNoNode && index.node(id).stmt == nullptr) id = index.node(id).parent;
  return id == kNoNode ? nullptr : index.node(id).stmt;
}

}  // namespace

void ListValueSteps(const TreeIndex& index, Steps& steps) {
  if (index.program() == nullptr) return;
  ValueKeeper keeper(index.nodes().size());
  Limits limits = TestLimits();
  limits.steps = kMostSteps;
  static_cast<void>(MakeInterpreter()->RunTraced(*index.program(), limits, keeper));
  const std::string name = FreshName(index.ast());
  for (const Expr* expr : index.expressions) {
    if (IsLiteral(*expr) || index.WantsAName(*expr)) continue;
    for (const Literal& literal : keeper.ValuesOf(expr->id)) {
      steps.push_back([expr, literal](Edit& edit) { edit.Replace(*expr, Spell(edit, literal)); });
      const Stmt* stmt = StatementAround(index, expr->id);
      // A definition's expressions are evaluated elsewhere.
      if (stmt == nullptr || expr->kind == ExprKind::kName) continue;
      steps.push_back([expr, stmt, literal, name](Edit& edit) {
        BindBefore(edit, *stmt, *expr, literal, name);
      });
    }
  }
}

}  // namespace quicksilver::properties
