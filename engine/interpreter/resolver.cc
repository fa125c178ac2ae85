#include "engine/interpreter/resolver.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "engine/base/assert.h"
#include "engine/interpreter/scope_tracker.h"
#include "engine/runtime/variants.h"

namespace quicksilver {
namespace {

using Variable = ScopeTracker::Variable;

class Resolver {
 public:
  Resolver(const Ast& ast, Unit& unit, NativeStack& stack, Resolution& resolution)
      : ast_(ast), unit_(unit), stack_(stack), out_(resolution), scopes_(ast, resolution) {}

  bool Run() {
    NativeStack::Scope scope(stack_);
    out_.nodes.resize(ast_.node_count);
    VisitStatements(ast_.program);
    scopes_.Finish();
    return !out_of_stack_;
  }

 private:
  // What the text around a statement says about yield, break, continue and tail calls.
  struct Surroundings {
    bool chant = false;
    bool loop = false;
    bool attempt = false;
  };

  NodeInfo& Info(const Expr& expr) { return out_.nodes[expr.id]; }
  NodeInfo& Info(const Stmt& stmt) { return out_.nodes[stmt.id]; }

  // --- Blocks ---

  void VisitStatements(const Block& block) {
    for (const Stmt* stmt : block.statements) {
      if (!stack_.Run([&] { VisitStmt(*stmt); })) out_of_stack_ = true;
    }
  }

  BlockSlots VisitBlock(const Block& block) {
    scopes_.EnterBlock();
    VisitStatements(block);
    return scopes_.LeaveBlock();
  }

  BlockSlots VisitLoopBody(const Block& block) {
    const bool outer = std::exchange(around_.loop, true);
    const BlockSlots slots = VisitBlock(block);
    around_.loop = outer;
    return slots;
  }

  // Room for `count` blocks that follow each other in the table.
  std::uint32_t AddBlocks(std::size_t count) {
    const auto first = static_cast<std::uint32_t>(out_.blocks.size());
    out_.blocks.resize(first + count);
    return first;
  }

  // --- Chants ---

  // `self`: the name by which the body means this very chant.
  std::uint32_t VisitChant(const Chant& chant, Symbol self) {
    const auto index = static_cast<std::uint32_t>(out_.chants.size());
    ChantBody& body = out_.chants.emplace_back();
    if (chant.name != Symbol::kNone) body.name = ast_.Name(chant.name);
    body.rest = chant.rest;
    body.required = static_cast<std::uint32_t>(chant.params.size()) - (chant.rest ? 1 : 0);
    body.chant = &chant;
    body.unit = &unit_;
    const Surroundings outer = std::exchange(around_, Surroundings{.chant = true});
    scopes_.EnterFunction(body.captures, self);
    scopes_.EnterBlock();
    for (const Param& param : chant.params) scopes_.DeclareSlot(param.name);
    body.body = VisitBlock(chant.body);
    scopes_.LeaveBlock();
    body.frame_size = scopes_.LeaveFunction();
    around_ = outer;
    return index;
  }

  // --- Statements ---

  void VisitStmt(const Stmt& stmt) {
    NodeInfo& info = Info(stmt);
    switch (stmt.kind) {
      case StmtKind::kExpr:
        VisitExpr(*As<ExprStmt>(stmt).expr);
        break;
      case StmtKind::kBind:
      case StmtKind::kWeave: {
        const auto& bind = As<BindStmt>(stmt);
        VisitExpr(*bind.value);
        info.use = scopes_.Declare(
            bind.name, stmt.kind == StmtKind::kWeave ? Variable::kWeave : Variable::kFixed);
        break;
      }
      case StmtKind::kSet: {
        const auto& set = As<SetStmt>(stmt);
        VisitExpr(*set.value);
        for (const PlaceStep& step : set.steps) {
          if (step.index != nullptr) VisitExpr(*step.index);
        }
        info.use = scopes_.Resolve(set.root);
        break;
      }
      case StmtKind::kYield: {
        const auto& yield = As<YieldStmt>(stmt);
        if (yield.value != nullptr) VisitExpr(*yield.value);
        const bool call = yield.value != nullptr && (yield.value->kind == ExprKind::kCall ||
                                                     yield.value->kind == ExprKind::kPipeline);
        info.first = around_.chant ? 1 : 0;
        info.second = around_.chant && !around_.attempt && call ? 1 : 0;
        break;
      }
      case StmtKind::kBreak:
      case StmtKind::kContinue:
        info.first = around_.loop ? 1 : 0;
        break;
      case StmtKind::kShould: {
        const auto& should = As<ShouldStmt>(stmt);
        VisitExpr(*should.condition);
        info.first = AddBlocks(2);
        out_.blocks[info.first] = VisitBlock(should.then_block);
        if (should.has_else) out_.blocks[info.first + 1] = VisitBlock(should.else_block);
        break;
      }
      case StmtKind::kWhilst: {
        const auto& whilst = As<WhilstStmt>(stmt);
        VisitExpr(*whilst.condition);
        info.first = AddBlocks(1);
        out_.blocks[info.first] = VisitLoopBody(whilst.body);
        break;
      }
      case StmtKind::kForEach: {
        const auto& loop = As<ForEachStmt>(stmt);
        VisitExpr(*loop.iterable);
        scopes_.EnterBlock();
        info.use = scopes_.Declare(loop.name, Variable::kFixed);
        info.first = AddBlocks(1);
        out_.blocks[info.first] = VisitLoopBody(loop.body);
        scopes_.LeaveBlock();
        break;
      }
      case StmtKind::kChant: {
        const Chant& chant = *As<ChantStmt>(stmt).chant;
        info.first = VisitChant(chant, scopes_.declares_locals() ? chant.name : Symbol::kNone);
        info.use = scopes_.Declare(chant.name, Variable::kFixed);
        break;
      }
      case StmtKind::kForm:
        info.first = VisitForm(As<FormStmt>(stmt));
        info.use = scopes_.Declare(As<FormStmt>(stmt).name, Variable::kFixed);
        break;
      case StmtKind::kVariant:
        info.first = VisitVariant(As<VariantStmt>(stmt));
        break;
      case StmtKind::kAspect:
        break;
      case StmtKind::kEmbody: {
        std::vector<std::uint32_t> chants;
        for (const Chant* chant : As<EmbodyStmt>(stmt).chants) {
          chants.push_back(VisitChant(*chant, Symbol::kNone));
        }
        info.first = static_cast<std::uint32_t>(out_.embodies.size());
        out_.embodies.push_back(std::move(chants));
        break;
      }
      case StmtKind::kMatch:
        VisitMatch(As<MatchStmt>(stmt), info);
        break;
      case StmtKind::kAttempt:
        VisitAttempt(As<AttemptStmt>(stmt), info);
        break;
      case StmtKind::kGrove:
        VisitGrove(As<GroveStmt>(stmt), info);
        break;
      case StmtKind::kOffer:
        VisitOffer(As<OfferStmt>(stmt), info);
        break;
      case StmtKind::kSummon:
        info.use = scopes_.Declare(As<SummonStmt>(stmt).alias, Variable::kFixed);
        break;
      case StmtKind::kGather: {
        const auto& gather = As<GatherStmt>(stmt);
        if (!gather.from_path) info.use = scopes_.Resolve(gather.grove);
        info.first = static_cast<std::uint32_t>(out_.declared.size());
        for (const GatherName& name : gather.names) {
          out_.declared.push_back(scopes_.Declare(name.alias, Variable::kFixed));
        }
        break;
      }
    }
  }

  std::uint32_t VisitForm(const FormStmt& stmt) {
    const auto index = static_cast<std::uint32_t>(out_.forms.size());
    FormCode& form = out_.forms.emplace_back();
    form.name = ast_.Name(stmt.name);
    form.unit = &unit_;
    std::unordered_set<Symbol> generics;
    for (const Generic& generic : stmt.generics) {
      if (!generic.lifetime) generics.insert(generic.name);
    }
    scopes_.EnterFunction(form.captures, scopes_.declares_locals() ? stmt.name : Symbol::kNone);
    for (const FieldDecl& field : stmt.fields) {
      FieldInfo info;
      info.name = ast_.Name(field.name);
      info.type_name = ast_.Name(field.type->name);
      info.type = PrimitiveFieldType(info.type_name);
      if (info.type == FieldType::kNamed) {
        if (generics.contains(field.type->name)) {
          info.type = FieldType::kAnything;
        } else {
          info.resolution = static_cast<std::uint32_t>(form.types.size());
          form.types.push_back(scopes_.Resolve(field.type->name));
        }
      }
      form.fields.push_back(std::move(info));
    }
    scopes_.LeaveFunction();
    for (std::uint32_t i = 0; i < form.fields.size(); ++i) {
      form.positions.emplace(form.fields[i].name, i);
    }
    return index;
  }

  std::uint32_t VisitVariant(const VariantStmt& stmt) {
    const auto index = static_cast<std::uint32_t>(out_.variants.size());
    VariantCode& variant = out_.variants.emplace_back();
    variant.name = ast_.Name(stmt.name);
    variant.declared.push_back(scopes_.Declare(stmt.name, Variable::kByVariant));
    for (const CaseDecl& each : stmt.cases) {
      variant.cases.push_back({std::string(ast_.Name(each.name)), each.constructor,
                               static_cast<std::uint32_t>(each.fields.size())});
      variant.declared.push_back(scopes_.Declare(each.name, Variable::kByVariant));
    }
    return index;
  }

  void VisitMatch(const MatchStmt& match, NodeInfo& info) {
    VisitExpr(*match.subject);
    info.first = static_cast<std::uint32_t>(out_.arms.size());
    out_.arms.resize(out_.arms.size() + match.arms.size());
    for (std::size_t i = 0; i < match.arms.size(); ++i) {
      const MatchArm& arm = match.arms[i];
      const std::uint32_t pattern = AddPatterns(1);
      // Names in the pattern mean what they mean outside the arm, so they are looked up first.
      ResolvePattern(*arm.pattern, pattern);
      scopes_.EnterBlock();
      DeclarePattern(*arm.pattern, pattern);
      const BlockSlots body = VisitBlock(arm.body);
      const BlockSlots variables = scopes_.LeaveBlock();
      out_.arms[info.first + i] = {pattern, variables, body};
    }
    if (match.has_otherwise) {
      info.second = AddBlocks(1);
      out_.blocks[info.second] = VisitBlock(match.otherwise);
    }
  }

  std::uint32_t AddPatterns(std::size_t count) {
    const auto first = static_cast<std::uint32_t>(out_.patterns.size());
    out_.patterns.resize(first + count);
    return first;
  }

  void ResolvePattern(const Pattern& pattern, std::uint32_t index) {
    if (pattern.kind == PatternKind::kName || pattern.kind == PatternKind::kConstructor) {
      out_.patterns[index].name = scopes_.Resolve(pattern.name);
    }
    if (pattern.fields.empty()) return;
    const std::uint32_t first = AddPatterns(pattern.fields.size());
    out_.patterns[index].first_field = first;
    for (std::uint32_t i = 0; i < pattern.fields.size(); ++i) {
      if (!stack_.Run([&] { ResolvePattern(*pattern.fields[i], first + i); })) {
        out_of_stack_ = true;
      }
    }
  }

  void DeclarePattern(const Pattern& pattern, std::uint32_t index) {
    if (pattern.kind == PatternKind::kName) {
      out_.patterns[index].slot = scopes_.DeclareSlot(pattern.name);
    }
    const std::uint32_t first = out_.patterns[index].first_field;
    for (std::uint32_t i = 0; i < pattern.fields.size(); ++i) {
      if (!stack_.Run([&] { DeclarePattern(*pattern.fields[i], first + i); })) {
        out_of_stack_ = true;
      }
    }
  }

  void VisitAttempt(const AttemptStmt& attempt, NodeInfo& info) {
    info.first = AddBlocks(1 + attempt.handlers.size());
    const bool outer = std::exchange(around_.attempt, true);
    out_.blocks[info.first] = VisitBlock(attempt.body);
    around_.attempt = outer;
    for (std::size_t i = 0; i < attempt.handlers.size(); ++i) {
      out_.blocks[info.first + 1 + i] = VisitBlock(attempt.handlers[i].body);
    }
  }

  void VisitGrove(const GroveStmt& grove, NodeInfo& info) {
    scopes_.EnterGrove(DeclaredNames(grove.body));
    VisitStatements(grove.body);
    info.first = static_cast<std::uint32_t>(out_.groves.size());
    out_.groves.push_back(scopes_.LeaveGrove());
    info.use = scopes_.Declare(grove.name, Variable::kFixed);
  }

  // What a block's own statements declare, each name once, in order of first appearance.
  static std::vector<Symbol> DeclaredNames(const Block& block) {
    std::vector<Symbol> names;
    std::unordered_set<Symbol> seen;
    const auto add = [&](Symbol name) {
      if (seen.insert(name).second) names.push_back(name);
    };
    for (const Stmt* stmt : block.statements) {
      switch (stmt->kind) {
        case StmtKind::kBind:
        case StmtKind::kWeave:
          add(As<BindStmt>(*stmt).name);
          break;
        case StmtKind::kChant:
          add(As<ChantStmt>(*stmt).chant->name);
          break;
        case StmtKind::kForm:
          add(As<FormStmt>(*stmt).name);
          break;
        case StmtKind::kVariant:
          add(As<VariantStmt>(*stmt).name);
          for (const CaseDecl& each : As<VariantStmt>(*stmt).cases) add(each.name);
          break;
        case StmtKind::kGrove:
          add(As<GroveStmt>(*stmt).name);
          break;
        case StmtKind::kSummon:
          add(As<SummonStmt>(*stmt).alias);
          break;
        case StmtKind::kGather:
          for (const GatherName& name : As<GatherStmt>(*stmt).names) add(name.alias);
          break;
        default:
          break;
      }
    }
    return names;
  }

  void VisitOffer(const OfferStmt& offer, NodeInfo& info) {
    info.first = static_cast<std::uint32_t>(out_.offers.size());
    for (const OfferName& name : offer.names) {
      OfferCode code;
      code.name = scopes_.Resolve(name.name);
      if (scopes_.in_grove()) {
        code.to = OfferCode::To::kGrove;
        code.grove = scopes_.InnermostGrove();
        code.alias = scopes_.AddGroveEntry();
        // The grove and the block must see the same variable.
        scopes_.KeepInCell(code.name);
      } else if (scopes_.at_top_level()) {
        code.to = OfferCode::To::kFile;
      }
      out_.offers.push_back(code);
    }
  }

  // --- Expressions ---

  void VisitExpr(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kNumber:
      case ExprKind::kText:
      case ExprKind::kTruth:
      case ExprKind::kNothing:
      case ExprKind::kAbsent:
      case ExprKind::kRequest:
        return;
      case ExprKind::kName:
        Info(expr).use = scopes_.Resolve(As<NameExpr>(expr).name);
        return;
      default:
        if (!stack_.Run([&] { VisitCompound(expr); })) out_of_stack_ = true;
    }
  }

  void VisitCompound(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kList:
        for (const Expr* item : As<ListExpr>(expr).items) VisitExpr(*item);
        break;
      case ExprKind::kMap:
        for (const Entry& entry : As<MapExpr>(expr).entries) VisitExpr(*entry.value);
        break;
      case ExprKind::kRange:
        VisitExpr(*As<RangeExpr>(expr).start);
        VisitExpr(*As<RangeExpr>(expr).end);
        break;
      case ExprKind::kUnary:
        VisitExpr(*As<UnaryExpr>(expr).operand);
        break;
      case ExprKind::kBinary:
        VisitExpr(*As<BinaryExpr>(expr).left);
        VisitExpr(*As<BinaryExpr>(expr).right);
        break;
      case ExprKind::kLogical:
        VisitExpr(*As<LogicalExpr>(expr).left);
        VisitExpr(*As<LogicalExpr>(expr).right);
        break;
      case ExprKind::kPipeline:
        VisitExpr(*As<PipelineExpr>(expr).value);
        VisitExpr(*As<PipelineExpr>(expr).stage);
        break;
      case ExprKind::kCall:
        VisitExpr(*As<CallExpr>(expr).callee);
        for (const Expr* argument : As<CallExpr>(expr).arguments) VisitExpr(*argument);
        break;
      case ExprKind::kIndex:
        VisitExpr(*As<IndexExpr>(expr).object);
        VisitExpr(*As<IndexExpr>(expr).index);
        break;
      case ExprKind::kField:
        VisitExpr(*As<FieldExpr>(expr).object);
        break;
      case ExprKind::kTry:
        VisitExpr(*As<TryExpr>(expr).operand);
        Info(expr).first = around_.chant ? 1 : 0;
        break;
      case ExprKind::kStruct:
        VisitExpr(*As<StructExpr>(expr).definition);
        for (const Entry& entry : As<StructExpr>(expr).entries) VisitExpr(*entry.value);
        break;
      case ExprKind::kOutcome:
        VisitExpr(*As<OutcomeExpr>(expr).operand);
        break;
      case ExprKind::kChant:
        Info(expr).first = VisitChant(*As<ChantExpr>(expr).chant, Symbol::kNone);
        break;
      default:
        QS_UNREACHABLE("expressions without parts are handled by VisitExpr");
    }
  }

  const Ast& ast_;
  Unit& unit_;
  NativeStack& stack_;
  Resolution& out_;
  ScopeTracker scopes_;
  Surroundings around_;
  bool out_of_stack_ = false;
};

}  // namespace

std::optional<Resolution> Resolve(const Ast& ast, Unit& unit, NativeStack& stack) {
  Resolution resolution;
  if (!Resolver(ast, unit, stack, resolution).Run()) return std::nullopt;
  return resolution;
}

}  // namespace quicksilver
