#include "properties/trees/tree_builder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/assert.h"

namespace quicksilver::properties {
namespace {

template <typename Nodes>
std::uint32_t HighestOf(const Nodes& nodes) {
  std::uint32_t highest = 0;
  for (const auto* node : nodes) highest = std::max<std::uint32_t>(highest, node->height);
  return highest;
}

std::uint32_t HeightOf(const TypeExpr* type) { return type == nullptr ? 0 : type->height; }

std::uint32_t HeightOf(std::span<const Entry> entries) {
  std::uint32_t highest = 0;
  for (const Entry& entry : entries)
    highest = std::max<std::uint32_t>(highest, entry.value->height);
  return highest;
}

std::uint32_t HeightOf(std::span<const Param> params) {
  std::uint32_t highest = 0;
  for (const Param& param : params) highest = std::max(highest, HeightOf(param.type));
  return highest;
}

std::uint32_t HeightOf(std::span<const FieldDecl> fields) {
  std::uint32_t highest = 0;
  for (const FieldDecl& field : fields) highest = std::max(highest, HeightOf(field.type));
  return highest;
}

std::uint32_t HeightOf(std::span<const MatchArm> arms) {
  std::uint32_t highest = 0;
  for (const MatchArm& arm : arms) {
    highest = std::max<std::uint32_t>({highest, arm.pattern->height, arm.body.height});
  }
  return highest;
}

}  // namespace

TreeBuilder::TreeBuilder() { Start(); }

void TreeBuilder::Start() {
  ast_ = Ast();
  highest_ = 0;
  interner_.Start(ast_.arena, ast_.symbols);
}

Ast TreeBuilder::Finish(Stmts statements) {
  ast_.program = BlockOf(statements);
  Ast finished = std::move(ast_);
  Start();
  return finished;
}

std::string_view TreeBuilder::Keep(std::string_view text) {
  const std::span<char> kept = ast_.arena.Copy(std::span<const char>(text));
  return {kept.data(), kept.size()};
}

std::uint16_t TreeBuilder::Height(std::uint32_t height) {
  highest_ = std::max(highest_, height);
  return static_cast<std::uint16_t>(std::min(height, 0xFFFFu));
}

template <typename T>
T* TreeBuilder::NewExpr(ExprKind kind, std::uint32_t children, bool leaf) {
  T* node = ast_.arena.New<T>();
  node->kind = kind;
  node->height = Height(leaf ? 0 : children + 1);
  node->id = ast_.node_count++;
  return node;
}

template <typename T>
T* TreeBuilder::NewStmt(StmtKind kind, std::uint32_t children, bool leaf) {
  T* node = ast_.arena.New<T>();
  node->kind = kind;
  node->height = Height(leaf ? 0 : children);
  node->id = ast_.node_count++;
  return node;
}

// --- Expressions

Expr* TreeBuilder::Number(double value) {
  QS_ASSERT(std::isfinite(value) && !std::signbit(value), "a literal has no sign and is finite");
  auto* node = NewExpr<NumberExpr>(ExprKind::kNumber, 0, true);
  node->value = value;
  return node;
}

Expr* TreeBuilder::Text(std::string_view value) {
  auto* node = NewExpr<TextExpr>(ExprKind::kText, 0, true);
  node->value = Keep(value);
  return node;
}

Expr* TreeBuilder::Truth(bool value) {
  auto* node = NewExpr<TruthExpr>(ExprKind::kTruth, 0, true);
  node->value = value;
  return node;
}

Expr* TreeBuilder::Nothing() { return NewExpr<NothingExpr>(ExprKind::kNothing, 0, true); }
Expr* TreeBuilder::Absent() { return NewExpr<AbsentExpr>(ExprKind::kAbsent, 0, true); }

Expr* TreeBuilder::NameOf(Symbol name) {
  auto* node = NewExpr<NameExpr>(ExprKind::kName, 0, true);
  node->name = name;
  return node;
}

Expr* TreeBuilder::List(Exprs items) {
  auto* node = NewExpr<ListExpr>(ExprKind::kList, HighestOf(items), items.empty());
  node->items = CopySpan(items);
  return node;
}

Expr* TreeBuilder::Map(std::span<const Entry> entries) {
  auto* node = NewExpr<MapExpr>(ExprKind::kMap, HeightOf(entries), entries.empty());
  node->entries = CopySpan(entries);
  return node;
}

Expr* TreeBuilder::Range(const Expr* start, const Expr* end) {
  auto* node = NewExpr<RangeExpr>(ExprKind::kRange, std::max(start->height, end->height));
  node->start = start;
  node->end = end;
  return node;
}

Expr* TreeBuilder::Unary(UnaryOp op, const Expr* operand) {
  auto* node = NewExpr<UnaryExpr>(ExprKind::kUnary, operand->height);
  node->op = op;
  node->operand = operand;
  return node;
}

Expr* TreeBuilder::Binary(BinaryOp op, const Expr* left, const Expr* right) {
  auto* node = NewExpr<BinaryExpr>(ExprKind::kBinary, std::max(left->height, right->height));
  node->op = op;
  node->left = left;
  node->right = right;
  return node;
}

Expr* TreeBuilder::Logical(LogicalOp op, const Expr* left, const Expr* right) {
  auto* node = NewExpr<LogicalExpr>(ExprKind::kLogical, std::max(left->height, right->height));
  node->op = op;
  node->left = left;
  node->right = right;
  return node;
}

Expr* TreeBuilder::Pipeline(const Expr* value, const Expr* stage) {
  auto* node = NewExpr<PipelineExpr>(ExprKind::kPipeline, std::max(value->height, stage->height));
  node->value = value;
  node->stage = stage;
  return node;
}

Expr* TreeBuilder::Call(const Expr* callee, Exprs arguments,
                        std::span<const TypeExpr* const> type_arguments) {
  const std::uint32_t children =
      std::max<std::uint32_t>({callee->height, HighestOf(arguments), HighestOf(type_arguments)});
  auto* node = NewExpr<CallExpr>(ExprKind::kCall, children);
  node->callee = callee;
  node->arguments = CopySpan(arguments);
  node->type_arguments = CopySpan(type_arguments);
  return node;
}

Expr* TreeBuilder::Index(const Expr* object, const Expr* index) {
  auto* node = NewExpr<IndexExpr>(ExprKind::kIndex, std::max(object->height, index->height));
  node->object = object;
  node->index = index;
  return node;
}

Expr* TreeBuilder::Field(const Expr* object, Symbol field) {
  auto* node = NewExpr<FieldExpr>(ExprKind::kField, object->height);
  node->object = object;
  node->field = field;
  return node;
}

Expr* TreeBuilder::Try(const Expr* operand) {
  auto* node = NewExpr<TryExpr>(ExprKind::kTry, operand->height);
  node->operand = operand;
  return node;
}

Expr* TreeBuilder::Struct(const Expr* definition, std::span<const Entry> entries,
                          std::span<const TypeExpr* const> type_arguments) {
  const std::uint32_t children =
      std::max<std::uint32_t>({definition->height, HeightOf(entries), HighestOf(type_arguments)});
  auto* node = NewExpr<StructExpr>(ExprKind::kStruct, children);
  node->definition = definition;
  node->entries = CopySpan(entries);
  node->type_arguments = CopySpan(type_arguments);
  return node;
}

Expr* TreeBuilder::Outcome(OutcomeCase outcome, const Expr* operand) {
  auto* node = NewExpr<OutcomeExpr>(ExprKind::kOutcome, operand->height);
  node->outcome = outcome;
  node->operand = operand;
  return node;
}

Expr* TreeBuilder::Request(std::string_view resource, std::string_view justification) {
  auto* node = NewExpr<RequestExpr>(ExprKind::kRequest, 0, true);
  node->resource = Keep(resource);
  node->justification = Keep(justification);
  return node;
}

Expr* TreeBuilder::ChantOf(const Chant* chant) {
  auto* node = NewExpr<ChantExpr>(ExprKind::kChant, 0, true);
  node->height = Height(chant->height);
  node->chant = chant;
  return node;
}

Entry TreeBuilder::EntryOf(std::string_view key, const Expr* value, bool quoted) {
  return {Name(key), {}, quoted, value};
}

// --- Types, patterns, chants

TypeExpr* TreeBuilder::Type(std::string_view name, std::span<const TypeExpr* const> arguments) {
  auto* type = ast_.arena.New<TypeExpr>();
  type->name = Name(name);
  type->arguments = CopySpan(arguments);
  type->height = Height(arguments.empty() ? 0 : HighestOf(arguments) + 1);
  return type;
}

Pattern* TreeBuilder::NewPattern(PatternKind kind, std::uint32_t height) {
  auto* pattern = ast_.arena.New<Pattern>();
  pattern->kind = kind;
  pattern->height = Height(height);
  return pattern;
}

Pattern* TreeBuilder::PatternOf(PatternKind kind) { return NewPattern(kind, 0); }

Pattern* TreeBuilder::NumberPattern(double value) {
  Pattern* pattern = NewPattern(PatternKind::kNumber, 0);
  pattern->number = value;
  return pattern;
}

Pattern* TreeBuilder::TextPattern(std::string_view value) {
  Pattern* pattern = NewPattern(PatternKind::kText, 0);
  pattern->text = Keep(value);
  return pattern;
}

Pattern* TreeBuilder::TruthPattern(bool value) {
  Pattern* pattern = NewPattern(PatternKind::kTruth, 0);
  pattern->truth = value;
  return pattern;
}

Pattern* TreeBuilder::NamePattern(Symbol name) {
  Pattern* pattern = NewPattern(PatternKind::kName, 0);
  pattern->name = name;
  return pattern;
}

Pattern* TreeBuilder::ConstructorPattern(Symbol name, std::span<const Pattern* const> fields) {
  Pattern* pattern =
      NewPattern(PatternKind::kConstructor, fields.empty() ? 0 : HighestOf(fields) + 1);
  pattern->name = name;
  pattern->fields = CopySpan(fields);
  return pattern;
}

Pattern* TreeBuilder::OutcomePattern(PatternKind kind, const Pattern* content) {
  Pattern* pattern = NewPattern(kind, content->height + 1u);
  pattern->fields = CopySpan(std::span<const Pattern* const>(&content, 1));
  return pattern;
}

Param TreeBuilder::ParamOf(Symbol name, const TypeExpr* type) {
  Param param{};
  param.name = name;
  param.lifetime = Symbol::kNone;
  param.type = type;
  return param;
}

Chant* TreeBuilder::MakeChant(Symbol name, std::span<const Param> params, const Block& body,
                              bool rest, const TypeExpr* result,
                              std::span<const Generic> generics) {
  auto* chant = ast_.arena.New<Chant>();
  chant->number = ast_.chant_count++;
  chant->name = name;
  chant->rest = rest;
  const std::span<Param> kept = ast_.arena.Copy(params);
  if (rest) kept.back().rest = true;
  chant->params = kept;
  chant->generics = CopySpan(generics);
  chant->result = result;
  chant->body = body;
  chant->height =
      Height(std::max<std::uint32_t>({body.height, HeightOf(params), HeightOf(result)}) + 1);
  return chant;
}

// --- Statements

Block TreeBuilder::BlockOf(Stmts statements) {
  Block block{};
  block.statements = CopySpan(statements);
  block.height = Height(HighestOf(statements));
  return block;
}

Stmt* TreeBuilder::ExprStmtOf(const Expr* expr) {
  auto* stmt = NewStmt<ExprStmt>(StmtKind::kExpr, expr->height);
  stmt->expr = expr;
  return stmt;
}

Stmt* TreeBuilder::Bind(Symbol name, const Expr* value, const TypeExpr* type) {
  auto* stmt =
      NewStmt<BindStmt>(StmtKind::kBind, std::max<std::uint32_t>(value->height, HeightOf(type)));
  stmt->name = name;
  stmt->type = type;
  stmt->value = value;
  return stmt;
}

Stmt* TreeBuilder::Weave(Symbol name, const Expr* value, const TypeExpr* type) {
  Stmt* stmt = Bind(name, value, type);
  stmt->kind = StmtKind::kWeave;
  return stmt;
}

Stmt* TreeBuilder::Set(Symbol root, std::span<const PlaceStep> steps, const Expr* value) {
  std::uint32_t place = 0;
  for (const PlaceStep& step : steps) {
    place = std::max<std::uint32_t>(place, step.index == nullptr ? 0 : step.index->height) + 1;
  }
  auto* stmt = NewStmt<SetStmt>(StmtKind::kSet, std::max<std::uint32_t>(value->height, place));
  stmt->root = root;
  stmt->steps = CopySpan(steps);
  stmt->value = value;
  return stmt;
}

Stmt* TreeBuilder::Yield(const Expr* value) {
  auto* stmt = NewStmt<YieldStmt>(StmtKind::kYield, value == nullptr ? 0 : value->height);
  stmt->value = value;
  return stmt;
}

Stmt* TreeBuilder::Break() { return NewStmt<BreakStmt>(StmtKind::kBreak, 0, true); }
Stmt* TreeBuilder::Continue() { return NewStmt<ContinueStmt>(StmtKind::kContinue, 0, true); }

Stmt* TreeBuilder::Should(const Expr* condition, const Block& then_block) {
  auto* stmt =
      NewStmt<ShouldStmt>(StmtKind::kShould, std::max(condition->height, then_block.height) + 1u);
  stmt->condition = condition;
  stmt->then_block = then_block;
  stmt->else_block = {};
  stmt->has_else = false;
  return stmt;
}

Stmt* TreeBuilder::Should(const Expr* condition, const Block& then_block, const Block& else_block) {
  auto* stmt = static_cast<ShouldStmt*>(Should(condition, then_block));
  stmt->else_block = else_block;
  stmt->has_else = true;
  stmt->height = Height(std::max<std::uint32_t>(stmt->height, else_block.height + 1u));
  return stmt;
}

Stmt* TreeBuilder::Whilst(const Expr* condition, const Block& body) {
  auto* stmt =
      NewStmt<WhilstStmt>(StmtKind::kWhilst, std::max(condition->height, body.height) + 1u);
  stmt->condition = condition;
  stmt->body = body;
  return stmt;
}

Stmt* TreeBuilder::ForEach(Symbol name, const Expr* iterable, const Block& body) {
  auto* stmt =
      NewStmt<ForEachStmt>(StmtKind::kForEach, std::max(iterable->height, body.height) + 1u);
  stmt->name = name;
  stmt->iterable = iterable;
  stmt->body = body;
  return stmt;
}

Stmt* TreeBuilder::ChantStmtOf(const Chant* chant) {
  auto* stmt = NewStmt<ChantStmt>(StmtKind::kChant, chant->height);
  stmt->chant = chant;
  return stmt;
}

Stmt* TreeBuilder::Form(Symbol name, std::span<const FieldDecl> fields,
                        std::span<const Generic> generics) {
  auto* stmt = NewStmt<FormStmt>(StmtKind::kForm, HeightOf(fields) + 1);
  stmt->name = name;
  stmt->fields = CopySpan(fields);
  stmt->generics = CopySpan(generics);
  return stmt;
}

Stmt* TreeBuilder::Variant(Symbol name, std::span<const CaseDecl> cases,
                           std::span<const Generic> generics) {
  std::uint32_t highest = 0;
  for (const CaseDecl& one : cases) highest = std::max(highest, HeightOf(one.fields));
  auto* stmt = NewStmt<VariantStmt>(StmtKind::kVariant, highest + 1);
  stmt->name = name;
  const std::span<CaseDecl> kept = ast_.arena.Copy(cases);
  for (CaseDecl& one : kept) one.fields = CopySpan(one.fields);
  stmt->cases = kept;
  stmt->generics = CopySpan(generics);
  return stmt;
}

Stmt* TreeBuilder::Aspect(Symbol name, std::span<const AspectMethod> methods,
                          std::span<const Generic> generics) {
  std::uint32_t highest = 0;
  for (const AspectMethod& method : methods) {
    highest = std::max({highest, HeightOf(method.params), HeightOf(method.result)});
  }
  auto* stmt = NewStmt<AspectStmt>(StmtKind::kAspect, highest + 1);
  stmt->name = name;
  const std::span<AspectMethod> kept = ast_.arena.Copy(methods);
  for (AspectMethod& method : kept) method.params = CopySpan(method.params);
  stmt->methods = kept;
  stmt->generics = CopySpan(generics);
  return stmt;
}

Stmt* TreeBuilder::Embody(Symbol aspect, const TypeExpr* target,
                          std::span<const Chant* const> chants,
                          std::span<const TypeExpr* const> type_arguments) {
  const std::uint32_t children =
      std::max<std::uint32_t>({HighestOf(chants), HeightOf(target), HighestOf(type_arguments)});
  auto* stmt = NewStmt<EmbodyStmt>(StmtKind::kEmbody, children + 1);
  stmt->aspect = aspect;
  stmt->target = target;
  stmt->chants = CopySpan(chants);
  stmt->type_arguments = CopySpan(type_arguments);
  return stmt;
}

Stmt* TreeBuilder::Match(const Expr* subject, std::span<const MatchArm> arms) {
  auto* stmt = NewStmt<MatchStmt>(StmtKind::kMatch,
                                  std::max<std::uint32_t>(subject->height, HeightOf(arms)) + 1);
  stmt->subject = subject;
  stmt->arms = CopySpan(arms);
  stmt->otherwise = {};
  stmt->has_otherwise = false;
  return stmt;
}

Stmt* TreeBuilder::Match(const Expr* subject, std::span<const MatchArm> arms,
                         const Block& otherwise) {
  auto* stmt = static_cast<MatchStmt*>(Match(subject, arms));
  stmt->otherwise = otherwise;
  stmt->has_otherwise = true;
  stmt->height = Height(std::max<std::uint32_t>(stmt->height, otherwise.height + 1u));
  return stmt;
}

Handler TreeBuilder::HandlerOf(std::string_view kind, const Block& body, bool quoted) {
  return {Keep(kind), quoted, body, {}};
}

Stmt* TreeBuilder::Attempt(const Block& body, std::span<const Handler> handlers) {
  std::uint32_t highest = body.height;
  for (const Handler& handler : handlers) {
    highest = std::max<std::uint32_t>(highest, handler.body.height);
  }
  auto* stmt = NewStmt<AttemptStmt>(StmtKind::kAttempt, highest + 1);
  stmt->body = body;
  stmt->handlers = CopySpan(handlers);
  return stmt;
}

Stmt* TreeBuilder::Grove(Symbol name, const Block& body) {
  auto* stmt = NewStmt<GroveStmt>(StmtKind::kGrove, body.height + 1u);
  stmt->name = name;
  stmt->body = body;
  return stmt;
}

Stmt* TreeBuilder::Offer(std::span<const Symbol> names) {
  std::vector<OfferName> offered;
  offered.reserve(names.size());
  for (const Symbol name : names) offered.push_back({name, {}});
  auto* stmt = NewStmt<OfferStmt>(StmtKind::kOffer, 0, true);
  stmt->names = CopySpan(std::span<const OfferName>(offered));
  return stmt;
}

Stmt* TreeBuilder::Summon(Symbol name, std::string_view path, Symbol alias) {
  auto* stmt = NewStmt<SummonStmt>(StmtKind::kSummon, 0, true);
  stmt->name = name;
  stmt->alias = alias;
  stmt->path = Keep(path);
  return stmt;
}

Stmt* TreeBuilder::GatherFromPath(std::span<const GatherName> names, std::string_view path) {
  auto* stmt = NewStmt<GatherStmt>(StmtKind::kGather, 0, true);
  stmt->names = CopySpan(names);
  stmt->from_path = true;
  stmt->path = Keep(path);
  stmt->grove = Symbol::kNone;
  return stmt;
}

Stmt* TreeBuilder::GatherFromGrove(std::span<const GatherName> names, Symbol grove) {
  auto* stmt = NewStmt<GatherStmt>(StmtKind::kGather, 0, true);
  stmt->names = CopySpan(names);
  stmt->from_path = false;
  stmt->path = {};
  stmt->grove = grove;
  return stmt;
}

}  // namespace quicksilver::properties
