#include "engine/compiler/last_uses.h"

#include <algorithm>
#include <bitset>
#include <unordered_map>
#include <utility>

#include "engine/base/assert.h"

namespace quicksilver {
namespace {

// Tracked are a chant's first 256 variables, with those of chants in it, parameters first; the rest
// is copied.
constexpr std::size_t kTracked = 256;
using Live = std::bitset<kTracked>;

}  // namespace

// Walks one chant against the order of evaluation. `live` is what is read later on some path.
class LivenessWalk {
 public:
  LivenessWalk(const Analysis& analysis, NativeStack& stack, std::vector<bool>& last)
      : analysis_(analysis), stack_(stack), last_(last) {}

  void Function(const Chant& chant) {
    const FunctionId outer_function = std::exchange(function_, analysis_.FunctionOf(&chant));
    const VariableId outer_first =
        std::exchange(first_variable_, analysis_.function(function_).first_param);
    const std::size_t outer_loops = std::exchange(outer_loops_, loops_.size());
    const int outer_attempts = std::exchange(attempts_, 0);
    Live live;
    Statements(chant.body, live);
    function_ = outer_function;
    first_variable_ = outer_first;
    outer_loops_ = outer_loops;
    attempts_ = outer_attempts;
  }

  // The program's own variables are not tracked, but chants in it are walked.
  void OfProgram(const Stmt& stmt) {
    Live live;
    Deep([&] { Statement(stmt, live); });
  }

 private:
  struct LoopSets {
    Live after;  // live where break goes
    Live head;   // live where continue goes
  };

  void Deep(auto&& body) {
    const bool ran = stack_.Run(body);
    QS_ASSERT(ran, "the syntax tree is deeper than the parser allows");
    static_cast<void>(ran);
  }

  // Names in patterns are compared with when the arm is tried; names of field types are captured
  // when the form is defined.
  void PatternReads(const Pattern& pattern, Live& live) {
    if (pattern.kind == PatternKind::kName || pattern.kind == PatternKind::kConstructor) {
      Add(live, IndexOf(analysis_.UseAt(&pattern)));
    }
    for (const Pattern* field : pattern.fields) Deep([&] { PatternReads(*field, live); });
  }
  // A grove that offers what is not its own takes a copy then.
  void OfferReads(const OfferStmt& offer, Live& live) {
    for (const OfferName& name : offer.names) Add(live, IndexOf(analysis_.UseAt(&name)));
  }
  void FormReads(const FormStmt& form, Live& live) {
    for (const FieldDecl& field : form.fields) Add(live, IndexOf(analysis_.UseAt(&field)));
  }

  // The tracked index of a name's variable, or kTracked.
  std::size_t IndexOf(NodeId node) { return IndexOf(analysis_.Use(node)); }
  std::size_t IndexOf(std::span<const Candidate> use) {
    if (function_ == 0) return kTracked;
    // Entries of groves are tried first: the variable behind them may still be what is read.
    const Candidate& candidate = use.back();
    if (candidate.kind != Candidate::Kind::kVariable) return kTracked;
    const Variable& variable = analysis_.variable(candidate.index);
    if (variable.function != function_ || variable.captured) return kTracked;
    return std::min<std::size_t>(candidate.index - first_variable_, kTracked);
  }

  // --- Reads of a subtree, for the loops in it: what a loop reads anywhere is live at its end. ---

  void ReadsOf(const Block& block, Live& reads) {
    for (const Stmt* stmt : block.statements) Deep([&] { ReadsOf(*stmt, reads); });
  }

  void ReadsOf(const Stmt& stmt, Live& reads) {
    const auto expression = [&](const Expr& expr) { ReadsOfExpr(expr, reads); };
    switch (stmt.kind) {
      case StmtKind::kExpr:
        return expression(*As<ExprStmt>(stmt).expr);
      case StmtKind::kBind:
      case StmtKind::kWeave:
        return expression(*As<BindStmt>(stmt).value);
      case StmtKind::kSet: {
        const auto& set = As<SetStmt>(stmt);
        expression(*set.value);
        for (const PlaceStep& step : set.steps) {
          if (step.index != nullptr) expression(*step.index);
        }
        if (!set.steps.empty()) Add(reads, IndexOf(stmt.id));
        return;
      }
      case StmtKind::kYield:
        if (As<YieldStmt>(stmt).value != nullptr) expression(*As<YieldStmt>(stmt).value);
        return;
      case StmtKind::kShould:
        expression(*As<ShouldStmt>(stmt).condition);
        ReadsOf(As<ShouldStmt>(stmt).then_block, reads);
        return ReadsOf(As<ShouldStmt>(stmt).else_block, reads);
      case StmtKind::kWhilst: {
        Live here;
        ReadsOfExpr(*As<WhilstStmt>(stmt).condition, here);
        ReadsOf(As<WhilstStmt>(stmt).body, here);
        loop_reads_[stmt.id] = here;
        reads |= here;
        return;
      }
      case StmtKind::kForEach: {
        Live here;
        ReadsOf(As<ForEachStmt>(stmt).body, here);
        loop_reads_[stmt.id] = here;
        reads |= here;
        return expression(*As<ForEachStmt>(stmt).iterable);
      }
      case StmtKind::kMatch: {
        const auto& match = As<MatchStmt>(stmt);
        expression(*match.subject);
        for (const MatchArm& arm : match.arms) {
          PatternReads(*arm.pattern, reads);
          ReadsOf(arm.body, reads);
        }
        return ReadsOf(match.otherwise, reads);
      }
      case StmtKind::kAttempt: {
        const auto& attempt = As<AttemptStmt>(stmt);
        ReadsOf(attempt.body, reads);
        for (const Handler& handler : attempt.handlers) ReadsOf(handler.body, reads);
        return;
      }
      case StmtKind::kGrove:
        return ReadsOf(As<GroveStmt>(stmt).body, reads);
      case StmtKind::kGather:
        if (!As<GatherStmt>(stmt).from_path) Add(reads, IndexOf(stmt.id));
        return;
      case StmtKind::kForm:
        return FormReads(As<FormStmt>(stmt), reads);
      case StmtKind::kOffer:
        return OfferReads(As<OfferStmt>(stmt), reads);
      default:
        return;
    }
  }

  void ReadsOfExpr(const Expr& expr, Live& reads) {
    Deep([&] {
      if (expr.kind == ExprKind::kName) return Add(reads, IndexOf(expr.id));
      EachChild(expr, [&](const Expr& child) { ReadsOfExpr(child, reads); });
    });
  }

  static void Add(Live& live, std::size_t index) {
    if (index < kTracked) live.set(index);
  }

  // The expressions directly inside, in order of evaluation; chants are functions of their own.
  static void EachChild(const Expr& expr, auto&& visit) {
    const auto each = [&](std::span<const Expr* const> items) {
      for (const Expr* item : items) visit(*item);
    };
    switch (expr.kind) {
      case ExprKind::kList:
        return each(As<ListExpr>(expr).items);
      case ExprKind::kMap:
        for (const Entry& entry : As<MapExpr>(expr).entries) visit(*entry.value);
        return;
      case ExprKind::kRange:
        visit(*As<RangeExpr>(expr).start);
        return visit(*As<RangeExpr>(expr).end);
      case ExprKind::kUnary:
        return visit(*As<UnaryExpr>(expr).operand);
      case ExprKind::kBinary:
        visit(*As<BinaryExpr>(expr).left);
        return visit(*As<BinaryExpr>(expr).right);
      case ExprKind::kLogical:
        visit(*As<LogicalExpr>(expr).left);
        return visit(*As<LogicalExpr>(expr).right);
      case ExprKind::kPipeline:
        visit(*As<PipelineExpr>(expr).value);
        return visit(*As<PipelineExpr>(expr).stage);
      case ExprKind::kCall:
        visit(*As<CallExpr>(expr).callee);
        return each(As<CallExpr>(expr).arguments);
      case ExprKind::kIndex:
        visit(*As<IndexExpr>(expr).object);
        return visit(*As<IndexExpr>(expr).index);
      case ExprKind::kField:
        return visit(*As<FieldExpr>(expr).object);
      case ExprKind::kTry:
        return visit(*As<TryExpr>(expr).operand);
      case ExprKind::kStruct:
        visit(*As<StructExpr>(expr).definition);
        for (const Entry& entry : As<StructExpr>(expr).entries) visit(*entry.value);
        return;
      case ExprKind::kOutcome:
        return visit(*As<OutcomeExpr>(expr).operand);
      default:
        return;
    }
  }

  // --- The walk ---

  void Statements(const Block& block, Live& live) {
    for (std::size_t i = block.statements.size(); i-- > 0;) {
      Deep([&] { Statement(*block.statements[i], live); });
    }
  }

  void Statement(const Stmt& stmt, Live& live) {
    switch (stmt.kind) {
      case StmtKind::kExpr:
        return Owned(*As<ExprStmt>(stmt).expr, live);
      case StmtKind::kBind:
      case StmtKind::kWeave:
        return Owned(*As<BindStmt>(stmt).value, live);
      case StmtKind::kSet: {
        const auto& set = As<SetStmt>(stmt);
        const std::size_t root = IndexOf(stmt.id);
        if (set.steps.empty()) {
          // Inside attempt the old value may be looked at if the new one is never stored; in a
          // grove an entry of it may be what is set.
          const bool certain = attempts_ == 0 && analysis_.Use(stmt.id).size() == 1;
          if (root < kTracked && certain) live.reset(root);
        } else {
          Add(live, root);
        }
        for (std::size_t i = set.steps.size(); i-- > 0;) {
          if (set.steps[i].index != nullptr) Owned(*set.steps[i].index, live);
        }
        return Owned(*set.value, live);
      }
      case StmtKind::kYield:
        if (attempts_ == 0) live.reset();
        if (As<YieldStmt>(stmt).value != nullptr) Owned(*As<YieldStmt>(stmt).value, live);
        return;
      case StmtKind::kBreak:
        if (loops_.size() > outer_loops_) live = loops_.back().after;
        return;
      case StmtKind::kContinue:
        if (loops_.size() > outer_loops_) live = loops_.back().head;
        return;
      case StmtKind::kShould: {
        const auto& should = As<ShouldStmt>(stmt);
        Live otherwise = live;
        Statements(should.else_block, otherwise);
        Statements(should.then_block, live);
        live |= otherwise;
        return Borrowed(*should.condition, live);
      }
      case StmtKind::kWhilst: {
        const auto& loop = As<WhilstStmt>(stmt);
        return Body(stmt, loop.body, live, loop.condition);
      }
      case StmtKind::kForEach: {
        const auto& loop = As<ForEachStmt>(stmt);
        Body(stmt, loop.body, live, nullptr);
        return Owned(*loop.iterable, live);
      }
      case StmtKind::kMatch: {
        const auto& match = As<MatchStmt>(stmt);
        Live any = live;
        if (match.has_otherwise) Statements(match.otherwise, any);
        for (const MatchArm& arm : match.arms) {
          Live here = live;
          Statements(arm.body, here);
          PatternReads(*arm.pattern, here);
          any |= here;
        }
        live = any;
        return Borrowed(*match.subject, live);
      }
      case StmtKind::kAttempt: {
        const auto& attempt = As<AttemptStmt>(stmt);
        // The body may stop anywhere and go on in a handler: nothing is moved in it, and whatever a
        // handler or what follows reads stays.
        Live any = live;
        for (const Handler& handler : attempt.handlers) {
          Live here = live;
          Statements(handler.body, here);
          any |= here;
        }
        live = any;
        ++attempts_;
        Statements(attempt.body, live);
        --attempts_;
        live |= any;
        return;
      }
      case StmtKind::kGrove:
        return Statements(As<GroveStmt>(stmt).body, live);
      case StmtKind::kGather:
        if (!As<GatherStmt>(stmt).from_path) Add(live, IndexOf(stmt.id));
        return;
      case StmtKind::kForm:
        return FormReads(As<FormStmt>(stmt), live);
      case StmtKind::kOffer:
        return OfferReads(As<OfferStmt>(stmt), live);
      case StmtKind::kChant:
        return Function(*As<ChantStmt>(stmt).chant);
      case StmtKind::kEmbody:
        for (const Chant* chant : As<EmbodyStmt>(stmt).chants) Function(*chant);
        return;
      default:
        return;
    }
  }

  // What the loop reads anywhere. The outermost loop's walk finds it for those in it too.
  const Live& LoopReads(const Stmt& loop) {
    const auto found = loop_reads_.find(loop.id);
    if (found != loop_reads_.end()) return found->second;
    Live reads;
    ReadsOf(loop, reads);
    return loop_reads_[loop.id];
  }

  void Body(const Stmt& loop, const Block& body, Live& live, const Expr* condition) {
    const Live head = function_ == 0 ? live : live | LoopReads(loop);
    loops_.push_back({live, head});
    live = head;
    Statements(body, live);
    if (condition != nullptr) {
      // Behind the condition the loop may end: what the body overwrites is still read there.
      live |= loops_.back().after;
      Borrowed(*condition, live);
    }
    loops_.pop_back();
    live |= head;
  }

  // An expression whose value the code generator takes over: a local read here can be moved.
  void Owned(const Expr& expr, Live& live) {
    if (expr.kind != ExprKind::kName) return Inside(expr, live);
    const std::size_t index = IndexOf(expr.id);
    if (index >= kTracked) return;
    if (!live[index] && attempts_ == 0 && analysis_.Use(expr.id).size() == 1) {
      if (last_.size() <= expr.id) last_.resize(expr.id + 1, false);
      last_[expr.id] = true;
    }
    live.set(index);
  }

  // An expression that is only looked at.
  void Borrowed(const Expr& expr, Live& live) {
    if (expr.kind == ExprKind::kName) return Add(live, IndexOf(expr.id));
    Inside(expr, live);
  }

  // Operands that are locals are read by the instruction itself, after all operands are evaluated.
  void BorrowedPair(const Expr& first, const Expr& second, Live& live) {
    if (first.kind == ExprKind::kName) Borrowed(first, live);
    if (second.kind == ExprKind::kName) Borrowed(second, live);
    if (second.kind != ExprKind::kName) Inside(second, live);
    if (first.kind != ExprKind::kName) Inside(first, live);
  }

  void Inside(const Expr& expr, Live& live) {
    Deep([&] { InsideHere(expr, live); });
  }

  void OwnedBackwards(std::span<const Expr* const> items, Live& live) {
    for (std::size_t i = items.size(); i-- > 0;) Owned(*items[i], live);
  }

  void InsideHere(const Expr& expr, Live& live) {
    switch (expr.kind) {
      case ExprKind::kChant:
        return Function(*As<ChantExpr>(expr).chant);
      case ExprKind::kList:
        return OwnedBackwards(As<ListExpr>(expr).items, live);
      case ExprKind::kMap: {
        const std::span<const Entry> entries = As<MapExpr>(expr).entries;
        for (std::size_t i = entries.size(); i-- > 0;) Owned(*entries[i].value, live);
        return;
      }
      case ExprKind::kStruct: {
        const auto& literal = As<StructExpr>(expr);
        for (std::size_t i = literal.entries.size(); i-- > 0;) {
          Owned(*literal.entries[i].value, live);
        }
        return Owned(*literal.definition, live);
      }
      case ExprKind::kRange:
        return BorrowedPair(*As<RangeExpr>(expr).start, *As<RangeExpr>(expr).end, live);
      case ExprKind::kBinary:
        return BorrowedPair(*As<BinaryExpr>(expr).left, *As<BinaryExpr>(expr).right, live);
      case ExprKind::kIndex:
        return BorrowedPair(*As<IndexExpr>(expr).object, *As<IndexExpr>(expr).index, live);
      case ExprKind::kLogical: {
        const auto& logical = As<LogicalExpr>(expr);
        if (logical.left->kind == ExprKind::kName && logical.right->kind == ExprKind::kName) {
          return BorrowedPair(*logical.left, *logical.right, live);
        }
        // The right side may not run at all.
        const Live skipped = live;
        Borrowed(*logical.right, live);
        live |= skipped;
        return Borrowed(*logical.left, live);
      }
      case ExprKind::kUnary:
        return Borrowed(*As<UnaryExpr>(expr).operand, live);
      case ExprKind::kField:
        return Borrowed(*As<FieldExpr>(expr).object, live);
      case ExprKind::kTry:
        return Owned(*As<TryExpr>(expr).operand, live);
      case ExprKind::kOutcome:
        return Owned(*As<OutcomeExpr>(expr).operand, live);
      case ExprKind::kCall:
        return Call(As<CallExpr>(expr), nullptr, live);
      case ExprKind::kPipeline: {
        const auto& pipeline = As<PipelineExpr>(expr);
        if (pipeline.stage->kind == ExprKind::kCall && !pipeline.stage->parenthesized) {
          return Call(As<CallExpr>(*pipeline.stage), pipeline.value, live);
        }
        Owned(*pipeline.stage, live);
        return Owned(*pipeline.value, live);
      }
      default:
        return;
    }
  }

  void Call(const CallExpr& call, const Expr* piped, Live& live) {
    OwnedBackwards(call.arguments, live);
    if (call.callee->kind == ExprKind::kField && !call.callee->parenthesized) {
      Owned(*As<FieldExpr>(*call.callee).object, live);
    } else {
      Owned(*call.callee, live);
    }
    if (piped != nullptr) Owned(*piped, live);
  }

  const Analysis& analysis_;
  NativeStack& stack_;
  std::vector<bool>& last_;
  FunctionId function_ = 0;
  VariableId first_variable_ = 0;  // of the chant
  std::unordered_map<NodeId, Live> loop_reads_;
  std::vector<LoopSets> loops_;
  std::size_t outer_loops_ = 0;  // those around the chant, which it cannot leave
  int attempts_ = 0;
};

void LastUses::Start(const Ast& program) {
  last_.assign(program.node_count, false);
  variables_ = 0;
}

void LastUses::Add(const Stmt& stmt, const Analysis& analysis, NativeStack& stack) {
  // Without variables there is nothing to move.
  if (std::exchange(variables_, analysis.variable_count()) == analysis.variable_count()) return;
  LivenessWalk(analysis, stack, last_).OfProgram(stmt);
}

}  // namespace quicksilver
