#include "properties/oracles/scaling.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

#include "engine/syntax/ast_children.h"
#include "properties/reducers/tree_index.h"

namespace quicksilver::properties {
namespace {

// Stands for the number of the repetition: no byte of a program that has been parsed.
constexpr char kIndex = '\0';

void AppendPiece(std::string& text, std::string_view piece, std::uint32_t index) {
  for (const char c : piece) {
    if (c == kIndex) {
      text += std::to_string(index);
    } else {
      text += c;
    }
  }
}

}  // namespace

std::string Scaling::Text(std::uint32_t factor) const {
  std::string text = head_;
  for (std::uint32_t i = 0; i < factor; ++i) AppendPiece(text, open_, i);
  text += number_ == 0 ? core_ : fmt::format("{:.0f}", number_ * factor);
  for (std::uint32_t i = 0; i < factor; ++i) AppendPiece(text, close_, i);
  return text + tail_;
}

class ScalingFinder {
 public:
  explicit ScalingFinder(const Program& program)
      : source_(program.source()), index_(program.ast()) {}

  std::vector<Scaling> Find() {
    for (const Expr* expr : index_.expressions) Expression(*expr);
    for (const Stmt* stmt : index_.statements) Statement(*stmt);
    return std::move(found_);
  }

 private:
  std::string_view Between(std::uint32_t begin, std::uint32_t end) const {
    return source_.substr(begin, end - begin);
  }
  std::string_view Of(Span span) const { return Between(span.begin, span.end); }

  // A scaling of the part at `span`, unless there is one of that name.
  Scaling* Add(std::string name, Span span) {
    if (std::ranges::find(found_, name, &Scaling::name) != found_.end()) return nullptr;
    Scaling& made = found_.emplace_back();
    made.name_ = std::move(name);
    made.head_ = Between(0, span.begin);
    made.tail_ = source_.substr(span.end);
    return &made;
  }

  void Nest(std::string name, Span whole, Span part, std::string_view before,
            std::string_view behind) {
    if (part.begin < whole.begin || part.end > whole.end) return;
    if (Scaling* made = Add(std::move(name), whole)) {
      made->nests_ = true;
      made->open_ = fmt::format("{}{}", before, Between(whole.begin, part.begin));
      made->core_ = Of(part);
      made->close_ = fmt::format("{}{}", Between(part.end, whole.end), behind);
    }
  }

  void Repeat(std::string_view what, Span part, std::string piece) {
    if (Scaling* made = Add(fmt::format("repeated {}", what), part)) {
      made->core_ = Of(part);
      made->close_ = std::move(piece);
    }
  }

  void Expression(const Expr& expr) {
    const std::string_view kind = ExprKindName(expr.kind);
    // The child's place takes any expression, so it takes another of the parent's kind.
    int place = 0;
    ForEachChild(expr, [&](const Expr& child) {
      if (++place <= 2) {
        Nest(fmt::format("nested {} {}", kind, place), expr.span, child.span, "(", ")");
      }
    });
    switch (expr.kind) {
      case ExprKind::kList:
        Items(kind, As<ListExpr>(expr).items);
        return;
      case ExprKind::kCall:
        Items(kind, As<CallExpr>(expr).arguments);
        return;
      case ExprKind::kMap:
        Entries(kind, As<MapExpr>(expr).entries);
        return;
      case ExprKind::kText:
        LongText(expr);
        return;
      case ExprKind::kNumber:
        LargeNumber(expr);
        return;
      default:
        return;
    }
  }

  void Items(std::string_view kind, std::span<const Expr* const> items) {
    if (items.empty()) return;
    const Span last = items.back()->span;
    Repeat(fmt::format("item of {}", kind), last, fmt::format(", {}", Of(last)));
  }

  void Entries(std::string_view kind, std::span<const Entry> entries) {
    if (entries.empty()) return;
    const Entry& last = entries.back();
    Repeat(fmt::format("entry of {}", kind), last.value->span,
           fmt::format(", \"k{}\": {}", kIndex, Of(last.value->span)));
  }

  void LongText(const Expr& expr) {
    const std::string_view literal = Of(expr.span);
    if (literal.size() < 3) return;
    const std::string_view inside = literal.substr(1, literal.size() - 2);
    if (Scaling* made = Add("longer Text", expr.span)) {
      made->head_ += literal.front();
      made->open_ = inside;
      made->tail_.insert(made->tail_.begin(), literal.back());
    }
  }

  void LargeNumber(const Expr& expr) {
    const double value = As<NumberExpr>(expr).value;
    if (value < 2 || value > 1000 || value != std::floor(value)) return;
    if (Scaling* made = Add("larger Number", expr.span)) made->number_ = value;
  }

  void Statement(const Stmt& stmt) {
    const std::string_view kind = StmtKindName(stmt.kind);
    // Each by itself: what it binds is its own.
    Repeat(kind, stmt.span, fmt::format("\nshould true then\n{}\nend", Of(stmt.span)));
    const NodeId parent = index_.node(stmt.id).parent;
    if (parent == kNoNode || index_.node(parent).stmt == nullptr) return;
    const Stmt& around = *index_.node(parent).stmt;
    Nest(fmt::format("nested {}", StmtKindName(around.kind)), around.span, stmt.span, "", "");
  }

  std::string_view source_;
  TreeIndex index_;
  std::vector<Scaling> found_;
};

std::vector<Scaling> ScalingsOf(const Program& program) { return ScalingFinder(program).Find(); }

}  // namespace quicksilver::properties
