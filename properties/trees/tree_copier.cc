#include "properties/trees/tree_copier.h"

#include "engine/base/assert.h"

namespace quicksilver::properties {

Ast TreeCopier::Copy() {
  NativeStack::Scope scope(stack_);
  const Block program = OnBlock(original_.program);
  return builder_.Finish(program.statements);
}

Symbol TreeCopier::CopyName(Symbol name) {
  return name == Symbol::kNone ? name : builder_.Name(original_.Name(name));
}

const Expr* TreeCopier::CopyExpr(const Expr& expr) {
  const Expr* copy = nullptr;
  const bool ran = stack_.Run([&] { copy = CopyExprNow(expr); });
  QS_ASSERT(ran, "the stack's budget covers every tree that parses");
  return copy;
}

const Stmt* TreeCopier::CopyStmt(const Stmt& stmt) {
  const Stmt* copy = nullptr;
  const bool ran = stack_.Run([&] { copy = CopyStmtNow(stmt); });
  QS_ASSERT(ran, "the stack's budget covers every tree that parses");
  return copy;
}

Block TreeCopier::CopyBlock(const Block& block) {
  std::vector<const Stmt*> statements;
  statements.reserve(block.statements.size());
  for (const Stmt* stmt : block.statements) OnStmt(*stmt, statements);
  return builder_.BlockOf(statements);
}

std::vector<const Expr*> TreeCopier::CopyExprs(std::span<const Expr* const> exprs) {
  std::vector<const Expr*> copies;
  copies.reserve(exprs.size());
  for (const Expr* expr : exprs) copies.push_back(OnExpr(*expr));
  return copies;
}

std::vector<Entry> TreeCopier::CopyEntries(std::span<const Entry> entries) {
  std::vector<Entry> copies;
  copies.reserve(entries.size());
  for (const Entry& entry : entries) {
    copies.push_back({OnName(entry.key), {}, entry.quoted, OnExpr(*entry.value)});
  }
  return copies;
}

const TypeExpr* TreeCopier::CopyType(const TypeExpr* type) {
  if (type == nullptr) return nullptr;
  const TypeExpr* copy = nullptr;
  const bool ran = stack_.Run([&] {
    const std::vector<const TypeExpr*> arguments = CopyTypes(type->arguments);
    TypeExpr* made = builder_.Type("", arguments);
    made->name = OnName(type->name);
    copy = made;
  });
  QS_ASSERT(ran, "the stack's budget covers every tree that parses");
  return copy;
}

std::vector<const TypeExpr*> TreeCopier::CopyTypes(std::span<const TypeExpr* const> types) {
  std::vector<const TypeExpr*> copies;
  copies.reserve(types.size());
  for (const TypeExpr* type : types) copies.push_back(CopyType(type));
  return copies;
}

const Pattern* TreeCopier::CopyPattern(const Pattern& pattern) {
  const Pattern* copy = nullptr;
  const bool ran = stack_.Run([&] {
    std::vector<const Pattern*> fields;
    fields.reserve(pattern.fields.size());
    for (const Pattern* field : pattern.fields) fields.push_back(OnPattern(*field));
    Pattern* made = builder_.ConstructorPattern(Symbol::kNone, fields);
    made->kind = pattern.kind;
    made->truth = pattern.truth;
    made->number = pattern.number;
    made->text = builder_.Keep(pattern.text);
    made->name = OnName(pattern.name);
    copy = made;
  });
  QS_ASSERT(ran, "the stack's budget covers every tree that parses");
  return copy;
}

std::vector<Param> TreeCopier::CopyParams(std::span<const Param> params) {
  std::vector<Param> copies(params.begin(), params.end());
  for (Param& param : copies) {
    param.name = OnName(param.name);
    param.lifetime = OnName(param.lifetime);
    param.type = CopyType(param.type);
    param.span = {};
  }
  return copies;
}

std::vector<Generic> TreeCopier::CopyGenerics(std::span<const Generic> generics) {
  std::vector<Generic> copies(generics.begin(), generics.end());
  for (Generic& generic : copies) generic.name = OnName(generic.name);
  return copies;
}

std::vector<FieldDecl> TreeCopier::CopyFields(std::span<const FieldDecl> fields) {
  std::vector<FieldDecl> copies;
  copies.reserve(fields.size());
  for (const FieldDecl& field : fields) {
    copies.push_back({OnName(field.name), {}, CopyType(field.type)});
  }
  return copies;
}

const Chant* TreeCopier::CopyChant(const Chant& chant) {
  const std::vector<Generic> generics = CopyGenerics(chant.generics);
  const std::vector<Param> params = CopyParams(chant.params);
  const Symbol name = OnName(chant.name);
  const TypeExpr* result = CopyType(chant.result);
  const Block body = OnBlock(chant.body);
  return builder_.MakeChant(name, params, body, chant.rest, result, generics);
}

const Expr* TreeCopier::CopyExprNow(const Expr& expr) {
  Expr* copy = nullptr;
  switch (expr.kind) {
    case ExprKind::kNumber:
      copy = builder_.Number(As<NumberExpr>(expr).value);
      break;
    case ExprKind::kText:
      copy = builder_.Text(As<TextExpr>(expr).value);
      break;
    case ExprKind::kTruth:
      copy = builder_.Truth(As<TruthExpr>(expr).value);
      break;
    case ExprKind::kNothing:
      copy = builder_.Nothing();
      break;
    case ExprKind::kAbsent:
      copy = builder_.Absent();
      break;
    case ExprKind::kName:
      copy = builder_.NameOf(OnName(As<NameExpr>(expr).name));
      break;
    case ExprKind::kList:
      copy = builder_.List(CopyExprs(As<ListExpr>(expr).items));
      break;
    case ExprKind::kMap:
      copy = builder_.Map(CopyEntries(As<MapExpr>(expr).entries));
      break;
    case ExprKind::kRange: {
      const Expr* start = OnExpr(*As<RangeExpr>(expr).start);
      copy = builder_.Range(start, OnExpr(*As<RangeExpr>(expr).end));
      break;
    }
    case ExprKind::kUnary:
      copy = builder_.Unary(As<UnaryExpr>(expr).op, OnExpr(*As<UnaryExpr>(expr).operand));
      break;
    case ExprKind::kBinary: {
      const auto& binary = As<BinaryExpr>(expr);
      const Expr* left = OnExpr(*binary.left);
      copy = builder_.Binary(binary.op, left, OnExpr(*binary.right));
      break;
    }
    case ExprKind::kLogical: {
      const auto& logical = As<LogicalExpr>(expr);
      const Expr* left = OnExpr(*logical.left);
      copy = builder_.Logical(logical.op, left, OnExpr(*logical.right));
      break;
    }
    case ExprKind::kPipeline: {
      const auto& pipeline = As<PipelineExpr>(expr);
      const Expr* value = OnExpr(*pipeline.value);
      copy = builder_.Pipeline(value, OnExpr(*pipeline.stage));
      break;
    }
    case ExprKind::kCall: {
      const auto& call = As<CallExpr>(expr);
      const Expr* callee = OnExpr(*call.callee);
      const std::vector<const TypeExpr*> types = CopyTypes(call.type_arguments);
      copy = builder_.Call(callee, CopyExprs(call.arguments), types);
      break;
    }
    case ExprKind::kIndex: {
      const auto& index = As<IndexExpr>(expr);
      const Expr* object = OnExpr(*index.object);
      copy = builder_.Index(object, OnExpr(*index.index));
      break;
    }
    case ExprKind::kField: {
      const Expr* object = OnExpr(*As<FieldExpr>(expr).object);
      copy = builder_.Field(object, OnName(As<FieldExpr>(expr).field));
      break;
    }
    case ExprKind::kTry:
      copy = builder_.Try(OnExpr(*As<TryExpr>(expr).operand));
      break;
    case ExprKind::kStruct: {
      const auto& literal = As<StructExpr>(expr);
      const Expr* definition = OnExpr(*literal.definition);
      const std::vector<const TypeExpr*> types = CopyTypes(literal.type_arguments);
      copy = builder_.Struct(definition, CopyEntries(literal.entries), types);
      break;
    }
    case ExprKind::kOutcome:
      copy =
          builder_.Outcome(As<OutcomeExpr>(expr).outcome, OnExpr(*As<OutcomeExpr>(expr).operand));
      break;
    case ExprKind::kRequest:
      copy = builder_.Request(As<RequestExpr>(expr).resource, As<RequestExpr>(expr).justification);
      break;
    case ExprKind::kChant:
      copy = builder_.ChantOf(OnChant(*As<ChantExpr>(expr).chant));
      break;
  }
  copy->parenthesized = expr.parenthesized;
  return copy;
}

const Stmt* TreeCopier::CopyStmtNow(const Stmt& stmt) {
  switch (stmt.kind) {
    case StmtKind::kExpr:
      return builder_.ExprStmtOf(OnExpr(*As<ExprStmt>(stmt).expr));
    case StmtKind::kBind:
    case StmtKind::kWeave: {
      const auto& bind = As<BindStmt>(stmt);
      const TypeExpr* type = CopyType(bind.type);
      const Expr* value = OnExpr(*bind.value);
      const Symbol name = OnName(bind.name);
      return stmt.kind == StmtKind::kBind ? builder_.Bind(name, value, type)
                                          : builder_.Weave(name, value, type);
    }
    case StmtKind::kSet: {
      const auto& set = As<SetStmt>(stmt);
      std::vector<PlaceStep> steps(set.steps.begin(), set.steps.end());
      for (PlaceStep& step : steps) {
        if (step.index != nullptr) step.index = OnExpr(*step.index);
        step.field = OnName(step.field);
        step.end = 0;
      }
      const Symbol root = OnName(set.root);
      return builder_.Set(root, steps, OnExpr(*set.value));
    }
    case StmtKind::kYield: {
      const Expr* value = As<YieldStmt>(stmt).value;
      return builder_.Yield(value == nullptr ? nullptr : OnExpr(*value));
    }
    case StmtKind::kBreak:
      return builder_.Break();
    case StmtKind::kContinue:
      return builder_.Continue();
    case StmtKind::kShould: {
      const auto& should = As<ShouldStmt>(stmt);
      const Expr* condition = OnExpr(*should.condition);
      const Block then_block = OnBlock(should.then_block);
      if (!should.has_else) return builder_.Should(condition, then_block);
      return builder_.Should(condition, then_block, OnBlock(should.else_block));
    }
    case StmtKind::kWhilst: {
      const Expr* condition = OnExpr(*As<WhilstStmt>(stmt).condition);
      return builder_.Whilst(condition, OnBlock(As<WhilstStmt>(stmt).body));
    }
    case StmtKind::kForEach: {
      const auto& loop = As<ForEachStmt>(stmt);
      const Expr* iterable = OnExpr(*loop.iterable);
      const Symbol name = OnName(loop.name);
      return builder_.ForEach(name, iterable, OnBlock(loop.body));
    }
    case StmtKind::kMatch:
      return CopyMatch(As<MatchStmt>(stmt));
    case StmtKind::kAttempt: {
      const auto& attempt = As<AttemptStmt>(stmt);
      const Block body = OnBlock(attempt.body);
      std::vector<Handler> handlers;
      handlers.reserve(attempt.handlers.size());
      for (const Handler& handler : attempt.handlers) {
        handlers.push_back(builder_.HandlerOf(handler.kind, OnBlock(handler.body), handler.quoted));
      }
      return builder_.Attempt(body, handlers);
    }
    case StmtKind::kChant:
      return builder_.ChantStmtOf(OnChant(*As<ChantStmt>(stmt).chant));
    case StmtKind::kForm:
    case StmtKind::kVariant:
    case StmtKind::kAspect:
    case StmtKind::kEmbody:
    case StmtKind::kGrove:
    case StmtKind::kOffer:
    case StmtKind::kSummon:
    case StmtKind::kGather:
      return CopyDefinition(stmt);
  }
  return nullptr;
}

const Stmt* TreeCopier::CopyMatch(const MatchStmt& stmt) {
  const Expr* subject = OnExpr(*stmt.subject);
  std::vector<MatchArm> arms;
  arms.reserve(stmt.arms.size());
  for (const MatchArm& arm : stmt.arms) {
    const Pattern* pattern = OnPattern(*arm.pattern);
    arms.push_back({pattern, OnBlock(arm.body), {}});
  }
  if (!stmt.has_otherwise) return builder_.Match(subject, arms);
  return builder_.Match(subject, arms, OnBlock(stmt.otherwise));
}

const Stmt* TreeCopier::CopyDefinition(const Stmt& stmt) {
  if (stmt.kind == StmtKind::kForm) {
    const auto& form = As<FormStmt>(stmt);
    const std::vector<Generic> generics = CopyGenerics(form.generics);
    return builder_.Form(OnName(form.name), CopyFields(form.fields), generics);
  }
  if (stmt.kind == StmtKind::kVariant) {
    const auto& variant = As<VariantStmt>(stmt);
    std::vector<std::vector<FieldDecl>> fields;
    fields.reserve(variant.cases.size());
    std::vector<CaseDecl> cases;
    for (const CaseDecl& one : variant.cases) {
      fields.push_back(CopyFields(one.fields));
      cases.push_back({OnName(one.name), {}, one.constructor, fields.back()});
    }
    const std::vector<Generic> generics = CopyGenerics(variant.generics);
    return builder_.Variant(OnName(variant.name), cases, generics);
  }
  if (stmt.kind == StmtKind::kAspect) {
    const auto& aspect = As<AspectStmt>(stmt);
    std::vector<std::vector<Param>> params;
    params.reserve(aspect.methods.size());
    std::vector<AspectMethod> methods;
    for (const AspectMethod& method : aspect.methods) {
      params.push_back(CopyParams(method.params));
      methods.push_back(
          {OnName(method.name), {}, method.rest, params.back(), CopyType(method.result)});
    }
    const std::vector<Generic> generics = CopyGenerics(aspect.generics);
    return builder_.Aspect(OnName(aspect.name), methods, generics);
  }
  if (stmt.kind == StmtKind::kEmbody) {
    const auto& embody = As<EmbodyStmt>(stmt);
    std::vector<const Chant*> chants;
    for (const Chant* chant : embody.chants) chants.push_back(OnChant(*chant));
    const std::vector<const TypeExpr*> types = CopyTypes(embody.type_arguments);
    return builder_.Embody(OnName(embody.aspect), CopyType(embody.target), chants, types);
  }
  if (stmt.kind == StmtKind::kGrove) {
    const Symbol name = OnName(As<GroveStmt>(stmt).name);
    return builder_.Grove(name, OnBlock(As<GroveStmt>(stmt).body));
  }
  if (stmt.kind == StmtKind::kOffer) {
    std::vector<Symbol> names;
    for (const OfferName& offered : As<OfferStmt>(stmt).names)
      names.push_back(OnName(offered.name));
    return builder_.Offer(names);
  }
  if (stmt.kind == StmtKind::kSummon) {
    const auto& summon = As<SummonStmt>(stmt);
    return builder_.Summon(OnName(summon.name), summon.path, OnName(summon.alias));
  }
  const auto& gather = As<GatherStmt>(stmt);
  std::vector<GatherName> names(gather.names.begin(), gather.names.end());
  for (GatherName& name : names) name = {OnName(name.name), OnName(name.alias), {}};
  return gather.from_path ? builder_.GatherFromPath(names, gather.path)
                          : builder_.GatherFromGrove(names, OnName(gather.grove));
}

}  // namespace quicksilver::properties
