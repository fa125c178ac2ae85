#include "engine/compiler/analysis.h"

#include <utility>

#include "engine/base/assert.h"

namespace quicksilver {

class Analyser {
 public:
  Analyser(Analysis& out, NativeStack& stack)
      : out_(out),
        stack_(stack),
        scopes_(out.scopes_),
        in_scope_(out.in_scope_),
        innermost_(out.innermost_) {}

  // The program's own block makes globals, so it opens no scope.
  void Run(const Stmt& stmt) {
    Deep([&] { Statement(stmt); });
  }

 private:
  static constexpr std::uint32_t kNotInScope = Analysis::kNotInScope;

  void Deep(auto&& body) {
    // Height is bounded by the grammar, so the default budget suffices.
    const bool ran = stack_.Run(body);
    QS_ASSERT(ran, "the syntax tree is deeper than the parser allows");
    static_cast<void>(ran);
  }

  // --- Scopes ---

  static constexpr NodeId kNoGrove = 0xFFFF'FFFF;

  void Open(NodeId grove = kNoGrove) { scopes_.emplace_back(in_scope_.size(), grove); }
  void Close() {
    for (std::size_t i = in_scope_.size(); i-- > scopes_.back().names;) {
      innermost_[Index(in_scope_[i].name)] = in_scope_[i].shadowed;
    }
    in_scope_.resize(scopes_.back().names);
    scopes_.pop_back();
  }
  static std::size_t Index(Symbol symbol) { return static_cast<std::size_t>(symbol); }

  bool AtTop() const { return scopes_.empty(); }

  void Enter(Symbol name, Candidate candidate) {
    const auto at = static_cast<std::uint32_t>(in_scope_.size());
    in_scope_.emplace_back(candidate, name, std::exchange(innermost_[Index(name)], at));
  }

  VariableId NewVariable(Symbol name, bool weave) {
    const auto id = static_cast<VariableId>(out_.variables_.size());
    out_.variables_.emplace_back(name, function_, weave);
    return id;
  }

  // Declares `name` where the present block keeps its variables. kNoVariable: as a global or a
  // grove's entry.
  VariableId Declare(Symbol name, bool weave = false) {
    if (AtTop() || scopes_.back().grove != kNoGrove) return kNoVariable;
    const VariableId id = NewVariable(name, weave);
    Enter(name, {Candidate::Kind::kVariable, id});
    return id;
  }

  // --- Uses ---

  CandidateRange Resolve(Symbol name) {
    CandidateRange use{static_cast<std::uint32_t>(out_.candidates_.size()), 0};
    bool decided = false;
    for (std::uint32_t i = innermost_[Index(name)]; i != kNotInScope && !decided;
         i = in_scope_[i].shadowed) {
      const Candidate& candidate = in_scope_[i].candidate;
      Capture(candidate.index);
      out_.candidates_.push_back(candidate);
      decided = candidate.kind == Candidate::Kind::kVariable || candidate.bound;
    }
    if (!decided) {
      out_.candidates_.emplace_back(Candidate::Kind::kGlobal,
                                    static_cast<std::uint32_t>(Index(name)));
    }
    use.count = static_cast<std::uint32_t>(out_.candidates_.size()) - use.first;
    return use;
  }

  // Makes `id` reachable from the present function: every function between it and the owner
  // captures.
  void Capture(VariableId id) {
    const FunctionId owner = out_.variables_[id].function;
    for (FunctionId f = function_; f != owner; f = out_.functions_[f].parent) {
      FunctionAnalysis& function = out_.functions_[f];
      if (function.self == id) return;
      const auto index = static_cast<std::uint32_t>(function.captures.size());
      if (!out_.capture_index_.emplace(Analysis::CaptureKey(f, id), index).second) return;
      function.captures.push_back(id);
      out_.variables_[id].captured = true;
    }
  }

  void UseNode(NodeId node, Symbol name) { out_.uses_[node] = Resolve(name); }
  void UseSite(const void* site, Symbol name) { out_.site_uses_[site] = Resolve(name); }

  // --- Statements ---

  void Statements(const Block& block) {
    for (const Stmt* stmt : block.statements) Deep([&] { Statement(*stmt); });
  }
  void InScope(const Block& block) {
    Open();
    Statements(block);
    Close();
  }

  void Statement(const Stmt& stmt) {
    switch (stmt.kind) {
      case StmtKind::kExpr:
        return Expression(*As<ExprStmt>(stmt).expr);
      case StmtKind::kBind:
      case StmtKind::kWeave: {
        const auto& bind = As<BindStmt>(stmt);
        Expression(*bind.value);
        out_.declared_[stmt.id] = Declare(bind.name, stmt.kind == StmtKind::kWeave);
        return;
      }
      case StmtKind::kSet: {
        const auto& set = As<SetStmt>(stmt);
        Expression(*set.value);
        for (const PlaceStep& step : set.steps) {
          if (step.index != nullptr) Expression(*step.index);
        }
        UseNode(stmt.id, set.root);
        for (const Candidate& candidate : out_.Use(stmt.id)) {
          if (candidate.kind == Candidate::Kind::kVariable) {
            out_.variables_[candidate.index].is_set = true;
          }
        }
        return;
      }
      case StmtKind::kYield:
        if (As<YieldStmt>(stmt).value != nullptr) Expression(*As<YieldStmt>(stmt).value);
        return;
      case StmtKind::kBreak:
      case StmtKind::kContinue:
      case StmtKind::kAspect:
        return;
      case StmtKind::kShould: {
        const auto& should = As<ShouldStmt>(stmt);
        Expression(*should.condition);
        InScope(should.then_block);
        InScope(should.else_block);
        return;
      }
      case StmtKind::kWhilst:
        Expression(*As<WhilstStmt>(stmt).condition);
        return InScope(As<WhilstStmt>(stmt).body);
      case StmtKind::kForEach: {
        const auto& loop = As<ForEachStmt>(stmt);
        Expression(*loop.iterable);
        Open();
        out_.declared_[stmt.id] = Declare(loop.name);
        InScope(loop.body);
        Close();
        return;
      }
      case StmtKind::kChant: {
        const Chant& chant = *As<ChantStmt>(stmt).chant;
        out_.declared_[stmt.id] = Declare(chant.name);
        return Function(chant, out_.declared_[stmt.id]);
      }
      case StmtKind::kForm: {
        const auto& form = As<FormStmt>(stmt);
        // The form's own name is in scope of its field types.
        out_.declared_[stmt.id] = Declare(form.name);
        for (const FieldDecl& field : form.fields) UseSite(&field, field.type->name);
        return;
      }
      case StmtKind::kVariant: {
        const auto& variant = As<VariantStmt>(stmt);
        out_.declared_[stmt.id] = Declare(variant.name);
        for (const CaseDecl& declared : variant.cases) Declare(declared.name);
        if (out_.declared_[stmt.id] != kNoVariable) {
          for (std::size_t i = 0; i <= variant.cases.size(); ++i) {
            out_.variables_[out_.declared_[stmt.id] + i].by_variant = true;
          }
        }
        return;
      }
      case StmtKind::kEmbody:
        for (const Chant* chant : As<EmbodyStmt>(stmt).chants) Function(*chant, kNoVariable);
        return;
      case StmtKind::kMatch:
        return Match(As<MatchStmt>(stmt));
      case StmtKind::kAttempt: {
        const auto& attempt = As<AttemptStmt>(stmt);
        InScope(attempt.body);
        for (const Handler& handler : attempt.handlers) InScope(handler.body);
        return;
      }
      case StmtKind::kGrove:
        return Grove(As<GroveStmt>(stmt));
      case StmtKind::kOffer:
        for (const OfferName& offer : As<OfferStmt>(stmt).names) Offer(offer);
        return;
      case StmtKind::kSummon:
        out_.declared_[stmt.id] = Declare(As<SummonStmt>(stmt).alias);
        return;
      case StmtKind::kGather: {
        const auto& gather = As<GatherStmt>(stmt);
        if (!gather.from_path) UseNode(stmt.id, gather.grove);
        for (std::size_t i = 0; i < gather.names.size(); ++i) {
          const VariableId id = Declare(gather.names[i].alias);
          if (i == 0) out_.declared_[stmt.id] = id;
        }
        return;
      }
    }
  }

  void Offer(const OfferName& offer) {
    UseSite(&offer, offer.name);
    if (open_grove_ == kNoGrove) return;
    out_.offering_groves_[&offer] = open_grove_;
    Capture(out_.grove_cells_[open_grove_]);
    Capture(out_.grove_objects_[open_grove_]);
    // What is offered is the variable: one that can change has to live in a Cell.
    for (const Candidate& candidate : out_.UseAt(&offer)) {
      if (candidate.kind == Candidate::Kind::kVariable) {
        out_.variables_[candidate.index].captured = true;
      }
    }
    auto& index = out_.grove_entries_[open_grove_].index;
    index.try_emplace(offer.name, static_cast<std::uint32_t>(index.size()));
  }

  void Match(const MatchStmt& match) {
    Expression(*match.subject);
    for (const MatchArm& arm : match.arms) {
      // Names inside the pattern mean what they mean outside the arm.
      PatternUses(*arm.pattern);
      Open();
      PatternVariables(*arm.pattern);
      InScope(arm.body);
      Close();
    }
    if (match.has_otherwise) InScope(match.otherwise);
  }

  void PatternUses(const Pattern& pattern) {
    if (pattern.kind == PatternKind::kName || pattern.kind == PatternKind::kConstructor) {
      UseSite(&pattern, pattern.name);
    }
    for (const Pattern* field : pattern.fields) Deep([&] { PatternUses(*field); });
  }

  void PatternVariables(const Pattern& pattern) {
    if (pattern.kind == PatternKind::kName) out_.bound_[&pattern] = Declare(pattern.name);
    for (const Pattern* field : pattern.fields) Deep([&] { PatternVariables(*field); });
  }

  void Grove(const GroveStmt& grove) {
    // Entries: every name that the grove's own block declares, in order.
    Analysis::GroveEntries entries;
    std::vector<Symbol> names;
    const auto add = [&](Symbol name) {
      const auto entry = static_cast<std::uint32_t>(names.size());
      if (entries.index.try_emplace(name, entry).second) names.push_back(name);
    };
    for (const Stmt* stmt : grove.body.statements) DeclaredNames(*stmt, add);
    const VariableId cell = NewVariable(Symbol::kNone, false);
    out_.grove_cells_[grove.id] = cell;
    out_.grove_objects_[grove.id] = NewVariable(Symbol::kNone, false);
    Open(grove.id);
    for (std::size_t i = 0; i < names.size(); ++i) {
      Enter(names[i], {Candidate::Kind::kGrove, cell, static_cast<std::uint32_t>(i)});
    }
    entries.declared = static_cast<std::uint32_t>(names.size());
    out_.grove_entries_[grove.id] = std::move(entries);
    const NodeId outer = std::exchange(open_grove_, grove.id);
    for (const Stmt* stmt : grove.body.statements) {
      // Whoever calls a chant has been given it, so its own body finds its name bound.
      if (stmt->kind == StmtKind::kChant) BindGroveNames(*stmt);
      Deep([&] { Statement(*stmt); });
      BindGroveNames(*stmt);
    }
    open_grove_ = outer;
    Close();
    out_.declared_[grove.id] = Declare(grove.name);
  }

  // What a statement of the open grove's own block declares is bound for everything behind it: the
  // block's statements run once and in order.
  void BindGroveNames(const Stmt& stmt) {
    DeclaredNames(stmt,
                  [&](Symbol name) { in_scope_[innermost_[Index(name)]].candidate.bound = true; });
  }

  static void DeclaredNames(const Stmt& stmt, auto&& add) {
    switch (stmt.kind) {
      case StmtKind::kBind:
      case StmtKind::kWeave:
        return add(As<BindStmt>(stmt).name);
      case StmtKind::kChant:
        return add(As<ChantStmt>(stmt).chant->name);
      case StmtKind::kForm:
        return add(As<FormStmt>(stmt).name);
      case StmtKind::kVariant:
        add(As<VariantStmt>(stmt).name);
        for (const CaseDecl& declared : As<VariantStmt>(stmt).cases) add(declared.name);
        return;
      case StmtKind::kGrove:
        return add(As<GroveStmt>(stmt).name);
      case StmtKind::kSummon:
        return add(As<SummonStmt>(stmt).alias);
      case StmtKind::kGather:
        for (const GatherName& name : As<GatherStmt>(stmt).names) add(name.alias);
        return;
      default:
        return;
    }
  }

  void Function(const Chant& chant, VariableId self) {
    const FunctionId outer = function_;
    function_ = static_cast<FunctionId>(out_.functions_.size());
    out_.functions_.emplace_back(&chant, outer, self,
                                 static_cast<VariableId>(out_.variables_.size()));
    out_.function_of_[chant.number] = function_;
    Open();
    for (const Param& param : chant.params) {
      const VariableId id = NewVariable(param.name, false);
      Enter(param.name, {Candidate::Kind::kVariable, id});
    }
    InScope(chant.body);
    Close();
    function_ = outer;
  }

  // --- Expressions ---

  void Expression(const Expr& expr) {
    Deep([&] { ExpressionHere(expr); });
  }
  void Each(std::span<const Expr* const> items) {
    for (const Expr* item : items) Expression(*item);
  }

  void ExpressionHere(const Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kNumber:
      case ExprKind::kText:
      case ExprKind::kTruth:
      case ExprKind::kNothing:
      case ExprKind::kAbsent:
      case ExprKind::kRequest:
        return;
      case ExprKind::kName:
        return UseNode(expr.id, As<NameExpr>(expr).name);
      case ExprKind::kList:
        return Each(As<ListExpr>(expr).items);
      case ExprKind::kMap:
        for (const Entry& entry : As<MapExpr>(expr).entries) Expression(*entry.value);
        return;
      case ExprKind::kRange:
        Expression(*As<RangeExpr>(expr).start);
        return Expression(*As<RangeExpr>(expr).end);
      case ExprKind::kUnary:
        return Expression(*As<UnaryExpr>(expr).operand);
      case ExprKind::kBinary:
        Expression(*As<BinaryExpr>(expr).left);
        return Expression(*As<BinaryExpr>(expr).right);
      case ExprKind::kLogical:
        Expression(*As<LogicalExpr>(expr).left);
        return Expression(*As<LogicalExpr>(expr).right);
      case ExprKind::kPipeline:
        Expression(*As<PipelineExpr>(expr).value);
        return Expression(*As<PipelineExpr>(expr).stage);
      case ExprKind::kCall:
        Expression(*As<CallExpr>(expr).callee);
        return Each(As<CallExpr>(expr).arguments);
      case ExprKind::kIndex:
        Expression(*As<IndexExpr>(expr).object);
        return Expression(*As<IndexExpr>(expr).index);
      case ExprKind::kField:
        return Expression(*As<FieldExpr>(expr).object);
      case ExprKind::kTry:
        return Expression(*As<TryExpr>(expr).operand);
      case ExprKind::kStruct:
        Expression(*As<StructExpr>(expr).definition);
        for (const Entry& entry : As<StructExpr>(expr).entries) Expression(*entry.value);
        return;
      case ExprKind::kOutcome:
        return Expression(*As<OutcomeExpr>(expr).operand);
      case ExprKind::kChant:
        return Function(*As<ChantExpr>(expr).chant, kNoVariable);
    }
  }

  Analysis& out_;
  NativeStack& stack_;
  FunctionId function_ = 0;
  NodeId open_grove_ = kNoGrove;  // the innermost grove that is being walked
  std::vector<Analysis::Scope>& scopes_;
  std::vector<Analysis::Binding>& in_scope_;
  std::vector<std::uint32_t>& innermost_;
};

void Analysis::Start(const Ast& program) {
  variables_.clear();
  functions_.clear();
  candidates_.clear();
  site_uses_.clear();
  bound_.clear();
  capture_index_.clear();
  grove_cells_.clear();
  grove_entries_.clear();
  grove_objects_.clear();
  offering_groves_.clear();
  uses_.assign(program.node_count, {});
  declared_.assign(program.node_count, kNoVariable);
  function_of_.assign(program.chant_count, 0);
  innermost_.assign(program.symbols.size(), kNotInScope);
  functions_.emplace_back();
}

void Analysis::Add(const Stmt& stmt, NativeStack& stack) {
  // Nobody asks again what chants of earlier statements capture: the table stays in the caches. A
  // large one is thrown away, because to clear it takes as long as it is large.
  constexpr std::size_t kLargest = 256;
  if (capture_index_.bucket_count() > kLargest) {
    capture_index_ = {};
  } else if (!capture_index_.empty()) {
    capture_index_.clear();
  }
  Analyser(*this, stack).Run(stmt);
}

std::span<const Candidate> Analysis::UseAt(const void* site) const {
  return CandidatesOf(site_uses_.at(site));
}

VariableId Analysis::BoundBy(const Pattern* pattern) const { return bound_.at(pattern); }

std::uint32_t Analysis::GroveEntryCount(NodeId grove) const {
  return static_cast<std::uint32_t>(grove_entries_.at(grove).index.size());
}

NodeId Analysis::OfferingGrove(const OfferName* offer) const {
  const auto found = offering_groves_.find(offer);
  return found == offering_groves_.end() ? kNoVariable : found->second;
}

std::uint32_t Analysis::OfferEntry(NodeId grove, Symbol name) const {
  return grove_entries_.at(grove).index.at(name);
}

std::int64_t Analysis::GroveEntry(NodeId grove, Symbol name) const {
  const GroveEntries& entries = grove_entries_.at(grove);
  const auto found = entries.index.find(name);
  if (found == entries.index.end() || found->second >= entries.declared) return -1;
  return found->second;
}

}  // namespace quicksilver
