#include "properties/oracles/rewrites/tree_facts.h"

#include <algorithm>

#include "engine/runtime/builtins.h"
#include "engine/syntax/ast_children.h"
#include "engine/syntax/tree_walk.h"

namespace quicksilver::properties {
namespace {

// The blocks of the statement itself; of a chant none.
template <typename Visit>
void ForEachBlock(const Stmt& stmt, Visit&& visit) {
  switch (stmt.kind) {
    case StmtKind::kShould:
      visit(As<ShouldStmt>(stmt).then_block);
      return visit(As<ShouldStmt>(stmt).else_block);
    case StmtKind::kWhilst:
      return visit(As<WhilstStmt>(stmt).body);
    case StmtKind::kForEach:
      return visit(As<ForEachStmt>(stmt).body);
    case StmtKind::kMatch:
      for (const MatchArm& arm : As<MatchStmt>(stmt).arms) visit(arm.body);
      return visit(As<MatchStmt>(stmt).otherwise);
    case StmtKind::kAttempt:
      visit(As<AttemptStmt>(stmt).body);
      for (const Handler& handler : As<AttemptStmt>(stmt).handlers) visit(handler.body);
      return;
    case StmtKind::kGrove:
      return visit(As<GroveStmt>(stmt).body);
    default:
      return;
  }
}

}  // namespace

TreeFacts::TreeFacts(const Ast& ast)
    : ast_(ast),
      part_of_form_(ast.node_count),
      yielded_call_(ast.node_count),
      has_try_(ast.node_count),
      last_(ast.node_count),
      outer_(ast.node_count),
      ends_chant_(ast.node_count),
      parent_(ast.node_count),
      names_(ast.symbols.size()),
      fresh_prefix_("fresh") {
  TreeVisitor visitor;
  visitor.expression = [this](const Expr& expr) { NoteExpr(expr); };
  visitor.statement = [this](const Stmt& stmt) { NoteStmt(stmt); };
  visitor.pattern = [this](const Pattern& pattern) { NotePattern(pattern); };
  VisitTree(ast, visitor);
  NoteBlock(ast.program);
  NoteOuter(ast.program);
  for (const Block* body : grove_bodies_) NoteOuter(*body);
  MarkTries();
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i].read) read_names_.push_back(static_cast<Symbol>(i));
    names_[i].builtin = names_[i].declarations == 0 && FindBuiltin(ast.symbols[i]).has_value();
  }
  while (std::ranges::any_of(
      ast.symbols, [this](std::string_view name) { return name.starts_with(fresh_prefix_); })) {
    fresh_prefix_ += "er";
  }
}

// --- Gathering -----------------------------------------------------------------------------------

void TreeFacts::Declare(Symbol name, bool plain) {
  ++names_[Index(name)].declarations;
  if (plain) ++names_[Index(name)].plain;
}

void TreeFacts::Other(Symbol name) {
  if (name != Symbol::kNone) names_[Index(name)].other_use = true;
}

void TreeFacts::NoteType(const TypeExpr* type) {
  if (type == nullptr) return;
  std::vector<const TypeExpr*> left{type};
  while (!left.empty()) {
    const TypeExpr* one = left.back();
    left.pop_back();
    Other(one->name);
    left.insert(left.end(), one->arguments.begin(), one->arguments.end());
  }
}

void TreeFacts::NoteExpr(const Expr& expr) {
  ForEachChild(expr, [&](const Expr& child) { parent_[child.id] = &expr; });
  switch (expr.kind) {
    case ExprKind::kName:
      names_[Index(As<NameExpr>(expr).name)].read = true;
      return;
    case ExprKind::kField:
      return Other(As<FieldExpr>(expr).field);
    case ExprKind::kMap:
      for (const Entry& entry : As<MapExpr>(expr).entries) Other(entry.key);
      return;
    case ExprKind::kStruct:
      part_of_form_[As<StructExpr>(expr).definition->id] = true;
      for (const Entry& entry : As<StructExpr>(expr).entries) Other(entry.key);
      for (const TypeExpr* type : As<StructExpr>(expr).type_arguments) NoteType(type);
      return;
    case ExprKind::kCall: {
      const auto& call = As<CallExpr>(expr);
      const bool method = call.callee->kind == ExprKind::kField && !call.callee->parenthesized;
      // Type arguments follow names only.
      if (method || !call.type_arguments.empty()) part_of_form_[call.callee->id] = true;
      for (const TypeExpr* type : call.type_arguments) NoteType(type);
      return;
    }
    case ExprKind::kPipeline:
      part_of_form_[As<PipelineExpr>(expr).stage->id] = true;
      return;
    case ExprKind::kTry:
      tries_.push_back(&expr);
      return;
    case ExprKind::kChant:
      return NoteChant(*As<ChantExpr>(expr).chant, false);
    default:
      return;
  }
}

void TreeFacts::NotePattern(const Pattern& pattern) {
  if (pattern.kind == PatternKind::kName) Declare(pattern.name, true);
  if (pattern.kind == PatternKind::kConstructor) Other(pattern.name);
}

void TreeFacts::NoteChant(const Chant& chant, bool is_method) {
  for (const Generic& generic : chant.generics) Other(generic.name);
  for (const Param& param : chant.params) {
    Declare(param.name, true);
    names_[Index(param.name)].parameter_of = &chant.body;
    Other(param.lifetime);
    NoteType(param.type);
  }
  NoteType(chant.result);
  if (is_method) Other(chant.name);
  NoteBlock(chant.body);
  if (!chant.body.statements.empty()) ends_chant_[chant.body.statements.back()->id] = true;
}

void TreeFacts::NoteBlock(const Block& block) {
  if (!block.statements.empty()) last_[block.statements.back()->id] = true;
}

void TreeFacts::NoteStmt(const Stmt& stmt) {
  ForEachBlock(stmt, [this](const Block& block) { NoteBlock(block); });
  switch (stmt.kind) {
    case StmtKind::kBind:
    case StmtKind::kWeave:
      NoteType(As<BindStmt>(stmt).type);
      return Declare(As<BindStmt>(stmt).name, true);
    case StmtKind::kSet:
      for (const PlaceStep& step : As<SetStmt>(stmt).steps) Other(step.field);
      return;
    case StmtKind::kYield:
      if (const Expr* value = As<YieldStmt>(stmt).value; value != nullptr) {
        yielded_call_[value->id] =
            value->kind == ExprKind::kCall || value->kind == ExprKind::kPipeline;
      }
      return;
    case StmtKind::kForEach:
      return Declare(As<ForEachStmt>(stmt).name, true);
    case StmtKind::kGrove:
      grove_bodies_.push_back(&As<GroveStmt>(stmt).body);
      return Declare(As<GroveStmt>(stmt).name, false);
    case StmtKind::kOffer:
      for (const OfferName& offer : As<OfferStmt>(stmt).names) Other(offer.name);
      return;
    case StmtKind::kSummon:
      Other(As<SummonStmt>(stmt).name);
      return Declare(As<SummonStmt>(stmt).alias, false);
    case StmtKind::kGather:
      Other(As<GatherStmt>(stmt).grove);
      for (const GatherName& name : As<GatherStmt>(stmt).names) {
        Other(name.name);
        Declare(name.alias, false);
      }
      return;
    default:
      return NoteDefinition(stmt);
  }
}

void TreeFacts::NoteDefinition(const Stmt& stmt) {
  const auto generics = [this](std::span<const Generic> names) {
    for (const Generic& generic : names) Other(generic.name);
  };
  const auto fields = [this](std::span<const FieldDecl> decls) {
    for (const FieldDecl& field : decls) {
      Other(field.name);
      NoteType(field.type);
    }
  };
  switch (stmt.kind) {
    case StmtKind::kChant:
      NoteChant(*As<ChantStmt>(stmt).chant, false);
      return Declare(As<ChantStmt>(stmt).chant->name, false);
    case StmtKind::kForm:
      generics(As<FormStmt>(stmt).generics);
      fields(As<FormStmt>(stmt).fields);
      return Declare(As<FormStmt>(stmt).name, false);
    case StmtKind::kVariant:
      generics(As<VariantStmt>(stmt).generics);
      for (const CaseDecl& one : As<VariantStmt>(stmt).cases) {
        Declare(one.name, false);
        fields(one.fields);
      }
      return Declare(As<VariantStmt>(stmt).name, false);
    case StmtKind::kAspect:
      generics(As<AspectStmt>(stmt).generics);
      Other(As<AspectStmt>(stmt).name);
      for (const AspectMethod& method : As<AspectStmt>(stmt).methods) {
        Other(method.name);
        for (const Param& param : method.params) Other(param.name);
        NoteType(method.result);
      }
      return;
    case StmtKind::kEmbody:
      Other(As<EmbodyStmt>(stmt).aspect);
      NoteType(As<EmbodyStmt>(stmt).target);
      for (const Chant* chant : As<EmbodyStmt>(stmt).chants) NoteChant(*chant, true);
      return;
    default:
      return;
  }
}

// The statements directly in the file or in a grove make entries, not variables.
void TreeFacts::NoteOuter(const Block& block) {
  const bool is_program = &block == &ast_.program;
  for (const Stmt* stmt : block.statements) {
    outer_[stmt->id] = true;
    if (stmt->kind == StmtKind::kBind || stmt->kind == StmtKind::kWeave) {
      names_[Index(As<BindStmt>(*stmt).name)].at_top = true;
    }
    if (stmt->kind == StmtKind::kChant && is_program) {
      const auto& chant = As<ChantStmt>(*stmt);
      names_[Index(chant.chant->name)].top_chant = &chant;
    }
  }
}

void TreeFacts::MarkTries() {
  for (const Expr* expr : tries_) {
    for (; expr != nullptr && !has_try_[expr->id]; expr = parent_[expr->id]) {
      has_try_[expr->id] = true;
    }
  }
}

// --- Asking --------------------------------------------------------------------------------------

bool TreeFacts::IsSteadyCallable(const NameExpr& use) const {
  const NameFacts& name = names_[Index(use.name)];
  if (name.builtin) return true;
  return name.declarations == 1 && name.top_chant != nullptr &&
         name.top_chant->chant->name_span.end <= use.span.begin;
}

bool TreeFacts::IsSteady(const NameExpr& use) const {
  if (IsSteadyCallable(use)) return true;
  const NameFacts& name = names_[Index(use.name)];
  return name.declarations == 1 && name.parameter_of != nullptr &&
         name.parameter_of->span.begin <= use.span.begin &&
         use.span.end <= name.parameter_of->span.end;
}

bool TreeFacts::IsPlainLocal(Symbol name) const {
  const NameFacts& facts = names_[Index(name)];
  return facts.declarations > 0 && facts.plain == facts.declarations && !facts.at_top &&
         !facts.other_use && ast_.Name(name) != "_" && !FindBuiltin(ast_.Name(name)).has_value();
}

// --- Order and blocks ----------------------------------------------------------------------------

const Expr* FirstOperand(const Expr& expr) {
  const Expr* first = nullptr;
  ForEachChild(expr, [&](const Expr& child) {
    if (first == nullptr) first = &child;
  });
  return first;
}

const Expr* FirstExpression(const Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::kExpr:
      return As<ExprStmt>(stmt).expr;
    case StmtKind::kBind:
    case StmtKind::kWeave:
      return As<BindStmt>(stmt).value;
    case StmtKind::kSet:
      return As<SetStmt>(stmt).value;
    case StmtKind::kYield:
      return As<YieldStmt>(stmt).value;
    case StmtKind::kShould:
      return As<ShouldStmt>(stmt).condition;
    case StmtKind::kForEach:
      return As<ForEachStmt>(stmt).iterable;
    case StmtKind::kMatch:
      return As<MatchStmt>(stmt).subject;
    default:
      return nullptr;
  }
}

bool Declares(const Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::kBind:
    case StmtKind::kWeave:
    case StmtKind::kChant:
    case StmtKind::kForm:
    case StmtKind::kVariant:
    case StmtKind::kGrove:
    case StmtKind::kOffer:
    case StmtKind::kSummon:
    case StmtKind::kGather:
      return true;
    default:
      return false;
  }
}

bool LeavesItsLoop(const Block& block) {
  std::vector<const Block*> left{&block};
  while (!left.empty()) {
    const Block& one = *left.back();
    left.pop_back();
    for (const Stmt* stmt : one.statements) {
      if (stmt->kind == StmtKind::kBreak || stmt->kind == StmtKind::kContinue) return true;
      // Inner loops have their own; chants are outside of every loop.
      if (stmt->kind == StmtKind::kWhilst || stmt->kind == StmtKind::kForEach) continue;
      ForEachBlock(*stmt, [&](const Block& inner) { left.push_back(&inner); });
    }
  }
  return false;
}

}  // namespace quicksilver::properties
