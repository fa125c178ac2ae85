#include "engine/syntax/ast_equality.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

#include "engine/base/assert.h"
#include "engine/base/native_stack.h"

namespace quicksilver {
namespace {

// Every pair of nodes goes through Same; the overloads behind it compare what is in them.
class Comparison {
 public:
  Comparison(const Ast& left, const Ast& right) : left_(left), right_(right) {}

  bool Run() {
    NativeStack::Scope scope(stack_);
    return Same(left_.program, right_.program);
  }

 private:
  template <typename Item>
  bool Same(std::span<const Item> a, std::span<const Item> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [this](const Item& x, const Item& y) { return Same(x, y); });
  }

  bool Same(Symbol a, Symbol b) const {
    if (a == Symbol::kNone || b == Symbol::kNone) return a == b;
    return left_.Name(a) == right_.Name(b);
  }

  static bool Same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  }

  // Null stands for a part that is left out.
  template <typename Node>
  bool Same(const Node* a, const Node* b) {
    if (a == nullptr || b == nullptr) return a == b;
    bool same = false;
    const bool room = stack_.Run([&] { same = SameNode(*a, *b); });
    QS_ASSERT(room, "the stack's budget holds a tree of the highest nesting");
    return room && same;
  }

  bool Same(const Block& a, const Block& b) { return Same(a.statements, b.statements); }

  bool Same(const Entry& a, const Entry& b) { return Same(a.key, b.key) && Same(a.value, b.value); }

  bool Same(const Param& a, const Param& b) {
    return Same(a.name, b.name) && a.rest == b.rest && a.borrow == b.borrow &&
           Same(a.lifetime, b.lifetime) && Same(a.type, b.type);
  }

  bool Same(const Generic& a, const Generic& b) {
    return Same(a.name, b.name) && a.lifetime == b.lifetime;
  }

  bool Same(const PlaceStep& a, const PlaceStep& b) {
    return Same(a.index, b.index) && Same(a.field, b.field);
  }

  bool Same(const FieldDecl& a, const FieldDecl& b) {
    return Same(a.name, b.name) && Same(a.type, b.type);
  }

  bool Same(const CaseDecl& a, const CaseDecl& b) {
    return Same(a.name, b.name) && a.constructor == b.constructor && Same(a.fields, b.fields);
  }

  bool Same(const AspectMethod& a, const AspectMethod& b) {
    return Same(a.name, b.name) && a.rest == b.rest && Same(a.params, b.params) &&
           Same(a.result, b.result);
  }

  bool Same(const MatchArm& a, const MatchArm& b) {
    return Same(a.pattern, b.pattern) && Same(a.body, b.body);
  }

  bool Same(const Handler& a, const Handler& b) { return a.kind == b.kind && Same(a.body, b.body); }

  bool Same(const OfferName& a, const OfferName& b) { return Same(a.name, b.name); }

  bool Same(const GatherName& a, const GatherName& b) {
    return Same(a.name, b.name) && Same(a.alias, b.alias);
  }

  bool SameNode(const TypeExpr& a, const TypeExpr& b) {
    return Same(a.name, b.name) && Same(a.arguments, b.arguments);
  }

  bool SameNode(const Pattern& a, const Pattern& b) {
    return a.kind == b.kind && a.truth == b.truth && Same(a.number, b.number) && a.text == b.text &&
           Same(a.name, b.name) && Same(a.fields, b.fields);
  }

  bool SameNode(const Chant& a, const Chant& b) {
    return Same(a.name, b.name) && a.rest == b.rest && Same(a.generics, b.generics) &&
           Same(a.params, b.params) && Same(a.result, b.result) && Same(a.body, b.body);
  }

  bool SameNode(const Expr& a, const Expr& b) {
    if (a.kind != b.kind) return false;
    switch (a.kind) {
      case ExprKind::kNumber:
        return SameAs<NumberExpr>(a, b);
      case ExprKind::kText:
        return SameAs<TextExpr>(a, b);
      case ExprKind::kTruth:
        return SameAs<TruthExpr>(a, b);
      case ExprKind::kNothing:
      case ExprKind::kAbsent:
        return true;
      case ExprKind::kName:
        return SameAs<NameExpr>(a, b);
      case ExprKind::kList:
        return SameAs<ListExpr>(a, b);
      case ExprKind::kMap:
        return SameAs<MapExpr>(a, b);
      case ExprKind::kRange:
        return SameAs<RangeExpr>(a, b);
      case ExprKind::kUnary:
        return SameAs<UnaryExpr>(a, b);
      case ExprKind::kBinary:
        return SameAs<BinaryExpr>(a, b);
      case ExprKind::kLogical:
        return SameAs<LogicalExpr>(a, b);
      case ExprKind::kPipeline:
        return SameAs<PipelineExpr>(a, b);
      case ExprKind::kCall:
        return SameAs<CallExpr>(a, b);
      case ExprKind::kIndex:
        return SameAs<IndexExpr>(a, b);
      case ExprKind::kField:
        return SameAs<FieldExpr>(a, b);
      case ExprKind::kTry:
        return SameAs<TryExpr>(a, b);
      case ExprKind::kStruct:
        return SameAs<StructExpr>(a, b);
      case ExprKind::kOutcome:
        return SameAs<OutcomeExpr>(a, b);
      case ExprKind::kRequest:
        return SameAs<RequestExpr>(a, b);
      case ExprKind::kChant:
        return SameAs<ChantExpr>(a, b);
    }
    QS_UNREACHABLE("every kind of expression is compared");
  }

  bool SameNode(const Stmt& a, const Stmt& b) {
    if (a.kind != b.kind) return false;
    switch (a.kind) {
      case StmtKind::kExpr:
        return SameAs<ExprStmt>(a, b);
      case StmtKind::kBind:
      case StmtKind::kWeave:
        return SameAs<BindStmt>(a, b);
      case StmtKind::kSet:
        return SameAs<SetStmt>(a, b);
      case StmtKind::kYield:
        return SameAs<YieldStmt>(a, b);
      case StmtKind::kBreak:
      case StmtKind::kContinue:
        return true;
      case StmtKind::kShould:
        return SameAs<ShouldStmt>(a, b);
      case StmtKind::kWhilst:
        return SameAs<WhilstStmt>(a, b);
      case StmtKind::kForEach:
        return SameAs<ForEachStmt>(a, b);
      case StmtKind::kChant:
        return SameAs<ChantStmt>(a, b);
      case StmtKind::kForm:
        return SameAs<FormStmt>(a, b);
      case StmtKind::kVariant:
        return SameAs<VariantStmt>(a, b);
      case StmtKind::kAspect:
        return SameAs<AspectStmt>(a, b);
      case StmtKind::kEmbody:
        return SameAs<EmbodyStmt>(a, b);
      case StmtKind::kMatch:
        return SameAs<MatchStmt>(a, b);
      case StmtKind::kAttempt:
        return SameAs<AttemptStmt>(a, b);
      case StmtKind::kGrove:
        return SameAs<GroveStmt>(a, b);
      case StmtKind::kOffer:
        return SameAs<OfferStmt>(a, b);
      case StmtKind::kSummon:
        return SameAs<SummonStmt>(a, b);
      case StmtKind::kGather:
        return SameAs<GatherStmt>(a, b);
    }
    QS_UNREACHABLE("every kind of statement is compared");
  }

  template <typename T, typename Base>
  bool SameAs(const Base& a, const Base& b) {
    return SameParts(As<T>(a), As<T>(b));
  }

  bool SameParts(const NumberExpr& a, const NumberExpr& b) { return Same(a.value, b.value); }
  bool SameParts(const TextExpr& a, const TextExpr& b) { return a.value == b.value; }
  bool SameParts(const TruthExpr& a, const TruthExpr& b) { return a.value == b.value; }
  bool SameParts(const NameExpr& a, const NameExpr& b) { return Same(a.name, b.name); }
  bool SameParts(const ListExpr& a, const ListExpr& b) { return Same(a.items, b.items); }
  bool SameParts(const MapExpr& a, const MapExpr& b) { return Same(a.entries, b.entries); }
  bool SameParts(const RangeExpr& a, const RangeExpr& b) {
    return Same(a.start, b.start) && Same(a.end, b.end);
  }
  bool SameParts(const UnaryExpr& a, const UnaryExpr& b) {
    return a.op == b.op && Same(a.operand, b.operand);
  }
  bool SameParts(const BinaryExpr& a, const BinaryExpr& b) {
    return a.op == b.op && Same(a.left, b.left) && Same(a.right, b.right);
  }
  bool SameParts(const LogicalExpr& a, const LogicalExpr& b) {
    return a.op == b.op && Same(a.left, b.left) && Same(a.right, b.right);
  }
  bool SameParts(const PipelineExpr& a, const PipelineExpr& b) {
    return SameParentheses(*a.stage, *b.stage, ExprKind::kCall) && Same(a.value, b.value) &&
           Same(a.stage, b.stage);
  }
  bool SameParts(const CallExpr& a, const CallExpr& b) {
    return SameParentheses(*a.callee, *b.callee, ExprKind::kField) && Same(a.callee, b.callee) &&
           Same(a.type_arguments, b.type_arguments) && Same(a.arguments, b.arguments);
  }
  bool SameParts(const IndexExpr& a, const IndexExpr& b) {
    return Same(a.object, b.object) && Same(a.index, b.index);
  }
  bool SameParts(const FieldExpr& a, const FieldExpr& b) {
    return Same(a.object, b.object) && Same(a.field, b.field);
  }
  bool SameParts(const TryExpr& a, const TryExpr& b) { return Same(a.operand, b.operand); }
  bool SameParts(const StructExpr& a, const StructExpr& b) {
    return Same(a.definition, b.definition) && Same(a.type_arguments, b.type_arguments) &&
           Same(a.entries, b.entries);
  }
  bool SameParts(const OutcomeExpr& a, const OutcomeExpr& b) {
    return a.outcome == b.outcome && Same(a.operand, b.operand);
  }
  bool SameParts(const RequestExpr& a, const RequestExpr& b) {
    return a.resource == b.resource && a.justification == b.justification;
  }
  bool SameParts(const ChantExpr& a, const ChantExpr& b) { return Same(a.chant, b.chant); }

  // Parentheses around a node of this kind mean something here.
  static bool SameParentheses(const Expr& a, const Expr& b, ExprKind kind) {
    return a.kind != kind || a.parenthesized == b.parenthesized;
  }

  bool SameParts(const ExprStmt& a, const ExprStmt& b) { return Same(a.expr, b.expr); }
  bool SameParts(const BindStmt& a, const BindStmt& b) {
    return Same(a.name, b.name) && Same(a.type, b.type) && Same(a.value, b.value);
  }
  bool SameParts(const SetStmt& a, const SetStmt& b) {
    return Same(a.root, b.root) && Same(a.steps, b.steps) && Same(a.value, b.value);
  }
  bool SameParts(const YieldStmt& a, const YieldStmt& b) { return Same(a.value, b.value); }
  bool SameParts(const ShouldStmt& a, const ShouldStmt& b) {
    return a.has_else == b.has_else && Same(a.condition, b.condition) &&
           Same(a.then_block, b.then_block) && Same(a.else_block, b.else_block);
  }
  bool SameParts(const WhilstStmt& a, const WhilstStmt& b) {
    return Same(a.condition, b.condition) && Same(a.body, b.body);
  }
  bool SameParts(const ForEachStmt& a, const ForEachStmt& b) {
    return Same(a.name, b.name) && Same(a.iterable, b.iterable) && Same(a.body, b.body);
  }
  bool SameParts(const ChantStmt& a, const ChantStmt& b) { return Same(a.chant, b.chant); }
  bool SameParts(const FormStmt& a, const FormStmt& b) {
    return Same(a.name, b.name) && Same(a.generics, b.generics) && Same(a.fields, b.fields);
  }
  bool SameParts(const VariantStmt& a, const VariantStmt& b) {
    return Same(a.name, b.name) && Same(a.generics, b.generics) && Same(a.cases, b.cases);
  }
  bool SameParts(const AspectStmt& a, const AspectStmt& b) {
    return Same(a.name, b.name) && Same(a.generics, b.generics) && Same(a.methods, b.methods);
  }
  bool SameParts(const EmbodyStmt& a, const EmbodyStmt& b) {
    return Same(a.aspect, b.aspect) && Same(a.type_arguments, b.type_arguments) &&
           Same(a.target, b.target) && Same(a.chants, b.chants);
  }
  bool SameParts(const MatchStmt& a, const MatchStmt& b) {
    return a.has_otherwise == b.has_otherwise && Same(a.subject, b.subject) &&
           Same(a.arms, b.arms) && Same(a.otherwise, b.otherwise);
  }
  bool SameParts(const AttemptStmt& a, const AttemptStmt& b) {
    return Same(a.body, b.body) && Same(a.handlers, b.handlers);
  }
  bool SameParts(const GroveStmt& a, const GroveStmt& b) {
    return Same(a.name, b.name) && Same(a.body, b.body);
  }
  bool SameParts(const OfferStmt& a, const OfferStmt& b) { return Same(a.names, b.names); }
  bool SameParts(const SummonStmt& a, const SummonStmt& b) {
    return Same(a.name, b.name) && Same(a.alias, b.alias) && a.path == b.path;
  }
  bool SameParts(const GatherStmt& a, const GatherStmt& b) {
    return a.from_path == b.from_path && Same(a.names, b.names) && a.path == b.path &&
           (a.from_path || Same(a.grove, b.grove));
  }

  const Ast& left_;
  const Ast& right_;
  NativeStack stack_;
};

}  // namespace

bool EqualAsts(const Ast& left, const Ast& right) { return Comparison(left, right).Run(); }

}  // namespace quicksilver
