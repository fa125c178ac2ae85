#include "fuzz/mutators/program_mutator.h"

#include <array>
#include <cmath>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/base/splitmix.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"
#include "fuzz/mutators/inventory.h"
#include "properties/trees/tree_copier.h"

namespace quicksilver::fuzz {
namespace {

using properties::TreeCopier;

// Copies a tree with some of its nodes replaced.
class Mutation : public TreeCopier {
 public:
  using ExprEdit = std::function<const Expr*(Mutation&, const Expr&)>;
  using StmtEdit = std::function<void(Mutation&, const Stmt&, std::vector<const Stmt*>&)>;
  using PatternEdit = std::function<const Pattern*(Mutation&, const Pattern&)>;

  explicit Mutation(const Ast& ast) : TreeCopier(ast) {}

  void Edit(const Expr* target, ExprEdit edit) { exprs_[target] = std::move(edit); }
  void Edit(const Stmt* target, StmtEdit edit) { stmts_[target] = std::move(edit); }
  void Edit(const Pattern* target, PatternEdit edit) { patterns_[target] = std::move(edit); }
  // The program's statements from here on are not copied; edits may still take pieces from them.
  void CopyOnly(std::size_t statements) { statements_ = statements; }

  using TreeCopier::builder;
  using TreeCopier::CopyStmt;
  Symbol Renamed(Symbol name) { return OnName(name); }
  const Expr* Plain(const Expr& expr) { return CopyExpr(expr); }
  // Through the edits of its parts.
  const Expr* Whole(const Expr& expr) { return OnExpr(expr); }
  const Pattern* Plain(const Pattern& pattern) { return CopyPattern(pattern); }
  const Pattern* Whole(const Pattern& pattern) { return OnPattern(pattern); }

 protected:
  // An edit is taken out before it runs: what it puts in may contain what it replaces.
  const Expr* OnExpr(const Expr& expr) override {
    const auto found = exprs_.find(&expr);
    if (found == exprs_.end()) return CopyExpr(expr);
    const ExprEdit edit = std::move(found->second);
    exprs_.erase(found);
    return edit(*this, expr);
  }
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    const auto found = stmts_.find(&stmt);
    if (found == stmts_.end()) {
      out.push_back(CopyStmt(stmt));
      return;
    }
    const StmtEdit edit = std::move(found->second);
    stmts_.erase(found);
    edit(*this, stmt, out);
  }
  const Pattern* OnPattern(const Pattern& pattern) override {
    const auto found = patterns_.find(&pattern);
    if (found == patterns_.end()) return CopyPattern(pattern);
    const PatternEdit edit = std::move(found->second);
    patterns_.erase(found);
    return edit(*this, pattern);
  }
  Block OnBlock(const Block& block) override {
    if (block.statements.data() != original().program.statements.data()) return CopyBlock(block);
    Block shown = block;
    shown.statements = block.statements.first(std::min(statements_, block.statements.size()));
    return CopyBlock(shown);
  }

 private:
  std::unordered_map<const Expr*, ExprEdit> exprs_;
  std::unordered_map<const Stmt*, StmtEdit> stmts_;
  std::unordered_map<const Pattern*, PatternEdit> patterns_;
  std::size_t statements_ = static_cast<std::size_t>(-1);
};

// Numbers at which something changes: signs, rounding, the widths of encodings.
constexpr double kNumbers[] = {0,
                               1,
                               2,
                               3,
                               10,
                               0.1,
                               0.5,
                               1.5,
                               254,
                               255,
                               256,
                               257,
                               300,
                               32767,
                               32768,
                               65535,
                               2147483647,
                               2147483648,
                               4294967296.0,
                               9007199254740991.0,
                               9007199254740993.0,
                               1e16,
                               1e21,
                               1e308,
                               5e-324};
constexpr std::string_view kTexts[] = {
    "", "a", "b", "ab", "0", "1", "x, y", "\xC3\xA4", "\xF0\x9F\x8C\x9F", "\n", "NaN", "-0"};
// One argument each, and defined for most values.
constexpr std::string_view kCallees[] = {"to_text", "type_of",  "is_present", "is_triumph",
                                         "print",   "to_truth", "iter",       "length"};
constexpr std::string_view kKinds[] = {"_", "TypeError", "DivisionByZero", "IndexOutOfBounds",
                                       "CustomError"};

class Mutator {
 public:
  // Statements of the program from `own` on are a donor's.
  Mutator(const Ast& ast, std::size_t own, std::uint64_t seed)
      : random_(seed), mutation_(ast), pieces_(ast) {
    mutation_.CopyOnly(own);
  }

  std::string Mutated() {
    const std::uint32_t count = 1 + random_.Below(4);
    for (std::uint32_t i = 0; i < count; ++i) PlanOne();
    return Print(mutation_.Copy());
  }

 private:
  template <typename T>
  T PickOf(std::span<const T> items) {
    return items[random_.Below(static_cast<std::uint32_t>(items.size()))];
  }
  template <typename T, std::size_t n>
  T PickOf(const T (&items)[n]) {
    return items[random_.Below(n)];
  }

  void PlanOne() {
    switch (random_.Below(10)) {
      case 0:
      case 1:
      case 2:
        return PlanExpression();
      case 3:
        return PlanOperator();
      case 4:
        return PlanSwap();
      case 5:
        return PlanPattern();
      case 6:
        return PlanConstant();
      default:
        return PlanStatement();
    }
  }

  // Another expression of the same sort, or one around the old one.
  void PlanExpression() {
    if (pieces_.expressions().empty()) return;
    const Expr* target = PickOf(pieces_.expressions());
    const Expr* source = PickOf(pieces_.FittingFor(SortOf(*target)));
    const std::uint32_t way = random_.Below(6);
    const std::string_view callee = PickOf(kCallees);
    mutation_.Edit(target, [=](Mutation& tree, const Expr& expr) -> const Expr* {
      properties::TreeBuilder& build = tree.builder();
      if (way < 3) return tree.Plain(*source);
      const Expr* whole = tree.Whole(expr);
      if (way == 3) return build.Call(callee, {whole});
      if (way == 4) {
        const Expr* items[] = {whole, tree.Plain(*source)};
        return build.Index(build.List(items), build.Number(callee.size() % 2));
      }
      const Block body = build.BlockOf({build.ExprStmtOf(whole)});
      return build.Call(build.ChantOf(build.MakeChant(Symbol::kNone, {}, body)), {});
    });
  }

  void PlanOperator() {
    std::vector<const Expr*> operators;
    for (const Expr* expr : pieces_.expressions()) {
      if (expr->kind == ExprKind::kBinary || expr->kind == ExprKind::kLogical ||
          expr->kind == ExprKind::kUnary) {
        operators.push_back(expr);
      }
    }
    if (operators.empty()) return;
    const std::uint32_t draw = random_.Below(64);
    mutation_.Edit(PickOf(std::span<const Expr* const>(operators)),
                   [draw](Mutation& tree, const Expr& expr) -> const Expr* {
                     return WithOtherOperator(tree, expr, draw);
                   });
  }

  static const Expr* WithOtherOperator(Mutation& tree, const Expr& expr, std::uint32_t draw) {
    properties::TreeBuilder& build = tree.builder();
    if (expr.kind == ExprKind::kUnary) {
      const Expr* operand = tree.Whole(*As<UnaryExpr>(expr).operand);
      return build.Unary(static_cast<UnaryOp>(draw % 4), operand);
    }
    if (expr.kind == ExprKind::kLogical) {
      const auto& logical = As<LogicalExpr>(expr);
      const Expr* left = tree.Whole(*logical.left);
      const Expr* right = tree.Whole(*logical.right);
      const bool is_and = logical.op == LogicalOp::kAnd;
      return build.Logical(is_and ? LogicalOp::kOr : LogicalOp::kAnd, left, right);
    }
    const auto& binary = As<BinaryExpr>(expr);
    const Expr* left = tree.Whole(*binary.left);
    const Expr* right = tree.Whole(*binary.right);
    // Mostly an operator of the same kind: five of arithmetic, six of comparison.
    const bool arithmetic = binary.op <= BinaryOp::kModulo;
    const std::uint32_t op = draw % 8 == 0 ? draw / 8 % 11 : arithmetic ? draw % 5 : 5 + draw % 6;
    return build.Binary(static_cast<BinaryOp>(op), left, right);
  }

  void PlanSwap() {
    if (pieces_.expressions().empty()) return;
    const Expr* one = PickOf(pieces_.expressions());
    const Expr* other = PickOf(pieces_.FittingFor(SortOf(*one)));
    mutation_.Edit(one, [other](Mutation& tree, const Expr&) { return tree.Plain(*other); });
    mutation_.Edit(other, [one](Mutation& tree, const Expr&) { return tree.Plain(*one); });
  }

  void PlanPattern() {
    if (pieces_.patterns().empty()) return;
    const Pattern* source = PickOf(pieces_.patterns());
    const std::uint32_t way = random_.Below(8);
    const double number = PickOf(kNumbers);
    const std::string_view text = PickOf(kTexts);
    mutation_.Edit(PickOf(pieces_.patterns()),
                   [=](Mutation& tree, const Pattern& pattern) -> const Pattern* {
                     properties::TreeBuilder& build = tree.builder();
                     switch (way) {
                       case 0:
                         return build.PatternOf(PatternKind::kWildcard);
                       case 1:
                         return build.NumberPattern(number);
                       case 2:
                         return build.TextPattern(text);
                       case 3:
                         return build.PatternOf(PatternKind::kAbsent);
                       case 4:
                         return build.OutcomePattern(PatternKind::kPresent, tree.Whole(pattern));
                       case 5:
                         return build.OutcomePattern(PatternKind::kTriumph, tree.Whole(pattern));
                       default:
                         return tree.Plain(*source);
                     }
                   });
  }

  void PlanConstant() {
    std::vector<const Expr*> leaves;
    for (const Expr* expr : pieces_.expressions()) {
      if (expr->height == 0 && expr->kind != ExprKind::kRequest) leaves.push_back(expr);
    }
    if (leaves.empty()) return;
    const double number = PickOf(kNumbers);
    const std::string_view text = PickOf(kTexts);
    const Symbol name = pieces_.names().empty() ? Symbol::kNone : PickOf(pieces_.names());
    const std::uint32_t way = random_.Below(8);
    mutation_.Edit(PickOf(std::span<const Expr* const>(leaves)),
                   [=](Mutation& tree, const Expr& expr) -> const Expr* {
                     return OtherLeaf(tree, expr, number, text, name, way);
                   });
  }

  static const Expr* OtherLeaf(Mutation& tree, const Expr& expr, double number,
                               std::string_view text, Symbol name, std::uint32_t way) {
    properties::TreeBuilder& build = tree.builder();
    if (way == 0) return build.Nothing();
    if (expr.kind == ExprKind::kName && name != Symbol::kNone && way != 1) {
      return build.NameOf(tree.Renamed(name));
    }
    if (expr.kind == ExprKind::kText && way != 1) return build.Text(text);
    if (expr.kind == ExprKind::kTruth) return build.Truth(!As<TruthExpr>(expr).value);
    if (expr.kind == ExprKind::kNumber && way < 4) {
      const double next = As<NumberExpr>(expr).value + (way == 2 ? 1 : -1);
      if (next >= 0 && std::isfinite(next)) return build.Number(next);
    }
    if (way == 7) return build.Negate(build.Number(number));
    return build.Number(number);
  }

  void PlanStatement() {
    if (pieces_.statements().empty()) return;
    const Stmt* target = PickOf(pieces_.statements());
    const Stmt* source = PickOf(pieces_.statements());
    const std::uint32_t way = random_.Below(9);
    const std::string_view kind = PickOf(kKinds);
    mutation_.Edit(target, [=](Mutation& tree, const Stmt& stmt, std::vector<const Stmt*>& out) {
      RewriteStatement(tree, stmt, *source, way, kind, out);
    });
  }

  static void RewriteStatement(Mutation& tree, const Stmt& stmt, const Stmt& source,
                               std::uint32_t way, std::string_view kind,
                               std::vector<const Stmt*>& out) {
    properties::TreeBuilder& build = tree.builder();
    switch (way) {
      case 0:  // removed
        return;
      case 1:  // twice
        out.push_back(tree.CopyStmt(stmt));
        out.push_back(tree.CopyStmt(stmt));
        return;
      case 2:
      case 3:  // another one before it
        out.push_back(tree.CopyStmt(source));
        out.push_back(tree.CopyStmt(stmt));
        return;
      case 4:  // another one behind it
        out.push_back(tree.CopyStmt(stmt));
        out.push_back(tree.CopyStmt(source));
        return;
      case 5:  // another one instead
        out.push_back(tree.CopyStmt(source));
        return;
      case 6:
        out.push_back(build.Should(build.Truth(true), build.BlockOf({tree.CopyStmt(stmt)})));
        return;
      case 7: {
        const Expr* items[] = {build.Number(1), build.Number(2)};
        const Block body = build.BlockOf({tree.CopyStmt(stmt)});
        out.push_back(build.ForEach(build.Name("q"), build.List(items), body));
        return;
      }
      default: {
        const Handler handler = build.HandlerOf(kind, build.BlockOf({}));
        const Block body = build.BlockOf({tree.CopyStmt(stmt)});
        out.push_back(build.Attempt(body, std::span(&handler, 1)));
        return;
      }
    }
  }

  SplitMix64 random_;
  Mutation mutation_;
  Inventory pieces_;
};

// A mutation may ask for what the grammar refuses (a name twice in one pattern) or grow too long;
// then the next one is tried.
constexpr std::uint64_t kTries = 8;

std::string FirstThatParses(const Ast& ast, std::size_t own, std::uint64_t seed,
                            std::size_t longest) {
  for (std::uint64_t i = 0; i < kTries; ++i) {
    std::string text = Mutator(ast, own, SplitMix64::Mix(seed + i)).Mutated();
    if (text.size() <= longest && Parse(text).has_value()) return text;
  }
  return "";
}

}  // namespace

std::string MutateProgram(std::string_view source, std::uint64_t seed, std::size_t longest) {
  std::expected<Ast, SyntaxError> ast = Parse(source);
  if (!ast.has_value()) ast = Parse("");
  if (ast->program.statements.empty()) {
    // Nothing to change: something to begin with.
    ast = Parse("bind a to 1\nweave b as [a, 2]\nchant f(x) then x end\nf(b)\n");
  }
  return FirstThatParses(*ast, ast->program.statements.size(), seed, longest);
}

std::string CrossPrograms(std::string_view source, std::string_view donor, std::uint64_t seed,
                          std::size_t longest) {
  const std::expected<Ast, SyntaxError> own = Parse(source);
  const std::expected<Ast, SyntaxError> other = Parse(donor);
  if (!own.has_value() || !other.has_value()) return MutateProgram(source, seed, longest);
  // One text, so that both have one arena and one numbering of names.
  const std::expected<Ast, SyntaxError> both =
      Parse(std::string(source) + '\n' + std::string(donor));
  if (!both.has_value()) return MutateProgram(source, seed, longest);
  return FirstThatParses(*both, own->program.statements.size(), seed, longest);
}

}  // namespace quicksilver::fuzz
