#include "properties/reducers/reduce.h"

#include <algorithm>
#include <chrono>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "engine/base/assert.h"
#include "engine/base/number_text.h"
#include "engine/differential/comparison.h"
#include "engine/syntax/ast_equality.h"
#include "engine/syntax/lexer.h"
#include "engine/syntax/printer.h"
#include "engine/syntax/tree_walk.h"
#include "properties/reducers/reducer.h"

namespace quicksilver::properties {
namespace {

// More rounds than any program needs whose reducers obey Weight.
constexpr int kMostRounds = 100;

constexpr Reducer kReducers[] = {
    {"statements", ListStatementSteps}, {"parts", ListPartSteps},
    {"unwrap", ListUnwrapSteps},        {"inline", ListInlineSteps},
    {"values", ListValueSteps},         {"expressions", ListExpressionSteps},
    {"literals", ListLiteralSteps},     {"plain", ListPlainSteps},
    {"names", ListNameSteps},
};

std::uint64_t TokensOf(std::string_view text) { return LexedText(text).tokens().size(); }

std::uint64_t LiteralWeight(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kNumber: {
      const double value = As<NumberExpr>(expr).value;
      if (value == 0 || value == 1) return value == 0 ? 0 : 1;
      if (value == 2 || value == 3) return 2;
      std::string text;
      AppendNumber(text, value);
      return 2 + text.size();
    }
    case ExprKind::kTruth:
      return 2;
    case ExprKind::kText:
      return 3 + As<TextExpr>(expr).value.size();
    case ExprKind::kNothing:
    case ExprKind::kAbsent:
      return 4;
    case ExprKind::kName:
      return 8;
    default:
      return 0;
  }
}

struct Candidate {
  Program program;
  Weight weight;
};

// A program with all that is needed to change it.
class Subject {
 public:
  explicit Subject(Program program)
      : program_(std::make_unique<const Program>(std::move(program))),
        weight_(WeightOf(program_->ast(), std::string(program_->source()))),
        index_(std::make_unique<TreeIndex>(*program_)) {}

  const Program& program() const { return *program_; }
  const Weight& weight() const { return weight_; }

  Steps List(const Reducer& reducer) const {
    Steps steps;
    reducer.list(*index_, steps);
    return steps;
  }

  // The program after the step: nothing if it is not smaller, or (which a reducer must not bring
  // about) if its text does not parse and print back to itself.
  std::optional<Candidate> Apply(const Step& step, std::string& defect) const {
    Edit edit(program_->ast());
    step(edit);
    const Ast changed = edit.Apply();
    std::string text = Print(changed);
    Weight weight = WeightOf(changed, text);
    if (!(weight < weight_)) return std::nullopt;
    std::expected<Program, Error> parsed = Program::Parse(text, program_->name());
    if (!parsed.has_value()) {
      if (parsed.error().message == "nesting too deep") return std::nullopt;
      return Defective("a step made what does not parse: " + parsed.error().message, text, defect);
    }
    if (!EqualAsts(changed, parsed->ast()) || Print(parsed->ast()) != text) {
      return Defective("a step made what does not print back to itself", text, defect);
    }
    return Candidate{std::move(*parsed), std::move(weight)};
  }

 private:
  static std::nullopt_t Defective(std::string what, const std::string& text, std::string& defect) {
    if (defect.empty()) defect = std::move(what) + "\n" + text;
    return std::nullopt;
  }

  // Where it is, because the index refers to it.
  std::unique_ptr<const Program> program_;
  Weight weight_;
  std::unique_ptr<TreeIndex> index_;
};

class Reducing {
 public:
  Reducing(const TestProgram& program, const Predicate& predicate, const ReduceBudget& budget)
      : predicate_(predicate), budget_(budget), subject_(program.program) {
    reduction_.source = program.program.source();
    reduction_.nodes_before = CountNodes(program.program.ast());
  }

  Reduction Run() {
    bool progress = StartFromPrinted();
    for (int round = 0; progress && !OutOfBudget(); ++round) {
      if (round == kMostRounds) {
        reduction_.defect = "no fixpoint after the most rounds that there should be";
        break;
      }
      progress = false;
      for (const Reducer& reducer : kReducers) progress = Exhaust(reducer) || progress;
    }
    reduction_.complete = !OutOfBudget() && reduction_.defect.empty();
    reduction_.seconds = Elapsed();
    reduction_.nodes_after = CountNodes(subject_.program().ast());
    return std::move(reduction_);
  }

 private:
  // Comments and layout go first, unless they matter.
  bool StartFromPrinted() {
    const std::string text = Print(TreeCopyOf(subject_.program().ast()));
    std::expected<Program, Error> printed = Program::Parse(text, subject_.program().name());
    if (!printed.has_value() || !Keeps(*printed)) return false;
    Accept(std::move(*printed));
    return true;
  }

  static Ast TreeCopyOf(const Ast& ast) { return Edit(ast).Apply(); }

  // Tries the steps in turn, again from wherever one worked, until none works. True if any did.
  bool Exhaust(const Reducer& reducer) {
    bool progress = false;
    Steps steps = subject_.List(reducer);
    std::size_t at = 0;
    std::size_t failed = 0;
    while (failed < steps.size() && !OutOfBudget()) {
      if (at >= steps.size()) at = 0;
      if (Try(steps[at])) {
        progress = true;
        // What stood behind the step now stands about where the step stood.
        steps = subject_.List(reducer);
        failed = 0;
      } else {
        ++at;
        ++failed;
      }
    }
    return progress;
  }

  bool Try(const Step& step) {
    std::optional<Candidate> candidate = subject_.Apply(step, reduction_.defect);
    QS_ASSERT(reduction_.defect.empty(), "every step of every reducer makes a program");
    if (!candidate.has_value() || !tried_.insert(candidate->weight.text).second) return false;
    if (!Keeps(candidate->program)) return false;
    ++reduction_.steps;
    Accept(std::move(candidate->program));
    return true;
  }

  bool Keeps(const Program& program) {
    ++reduction_.runs;
    return predicate_(TestProgram{program});
  }

  void Accept(Program program) {
    subject_ = Subject(std::move(program));
    reduction_.source = subject_.program().source();
  }

  double Elapsed() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  bool OutOfBudget() const {
    return reduction_.runs >= budget_.runs || Elapsed() >= budget_.seconds;
  }

  const Predicate& predicate_;
  const ReduceBudget budget_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  Subject subject_;
  Reduction reduction_;
  std::unordered_set<std::string> tried_;
};

constexpr std::uint64_t kLeastHeap = std::uint64_t{1} << 20;

// What the program at hand needs, with room for tracing and for candidates that do a little more:
// candidates that run away end soon. Where it is running away that is the difference, what the
// other side needs counts, with more room than the comparison of outcomes asks for.
Limits TightLimits(const TestProgram& program, Oracle& oracle, Limits limits) {
  std::uint64_t steps = 0;
  double share_of_heap = 0;
  bool ran_away = false;
  for (ConfiguredEngine* engine : {oracle.left(), oracle.right()}) {
    if (engine == nullptr) return limits;
    const std::expected<Outcome, std::string> outcome = engine->Run(program.program, limits);
    if (!outcome.has_value()) continue;
    if (EndedByResource(*outcome)) {
      ran_away = true;
      continue;
    }
    steps = std::max(steps, outcome->steps);
    share_of_heap = std::max(share_of_heap, outcome->share_of_heap);
  }
  const std::uint64_t enough = ran_away ? 2'000 + 20 * steps : 20'000 + 8 * steps;
  if (limits.steps == 0 || enough < limits.steps) limits.steps = enough;
  if (ran_away) {
    const double bytes = 20 * share_of_heap * static_cast<double>(limits.heap_bytes);
    limits.heap_bytes = std::min(limits.heap_bytes, kLeastHeap + static_cast<std::uint64_t>(bytes));
  }
  return limits;
}

}  // namespace

std::span<const Reducer> Reducers() { return kReducers; }

bool Weight::operator<(const Weight& other) const {
  const std::size_t length = text.size();
  const std::size_t other_length = other.text.size();
  return std::tie(tokens, literals, length, text) <
         std::tie(other.tokens, other.literals, other_length, other.text);
}

Weight WeightOf(const Ast& ast, std::string text) {
  Weight weight;
  weight.tokens = TokensOf(text);
  TreeVisitor visitor;
  visitor.expression = [&](const Expr& expr) { weight.literals += LiteralWeight(expr); };
  visitor.pattern = [&](const Pattern& pattern) {
    weight.literals += pattern.text.size();
    if (pattern.kind == PatternKind::kNumber && pattern.number != 0) ++weight.literals;
    if (pattern.kind != PatternKind::kWildcard) ++weight.literals;
  };
  VisitTree(ast, visitor);
  weight.text = std::move(text);
  return weight;
}

Reduction Reduce(const TestProgram& program, const Predicate& predicate,
                 const ReduceBudget& budget) {
  return Reducing(program, predicate, budget).Run();
}

Reduction Reduce(const TestProgram& program, Oracle& oracle, const Limits& limits,
                 std::uint64_t seed, const Signature& signature, const ReduceBudget& budget) {
  // Finds out which engines differ.
  static_cast<void>(oracle.Check(program, limits, seed));
  Limits tight = TightLimits(program, oracle, limits);
  const Predicate same = [&](const TestProgram& candidate) {
    const Verdict verdict = oracle.Check(candidate, tight, seed);
    if (!verdict.diverges()) return false;
    if (Diagnose(candidate, oracle, tight, verdict.divergence, Detail::kSignature).signature !=
        signature) {
      return false;
    }
    // What is smaller needs less, and what runs away from there on is noticed sooner.
    tight = TightLimits(candidate, oracle, tight);
    return true;
  };
  return Reduce(program, same, budget);
}

class SmallerPrograms::Impl {
 public:
  explicit Impl(Program program) : subject_(std::move(program)) {}

  std::optional<Program> Next() {
    while (true) {
      if (at_ == steps_.size()) {
        if (reducer_ == std::size(kReducers)) return std::nullopt;
        steps_ = subject_.List(kReducers[reducer_++]);
        at_ = 0;
        continue;
      }
      std::string defect;
      std::optional<Candidate> candidate = subject_.Apply(steps_[at_++], defect);
      QS_ASSERT(defect.empty(), "every step of every reducer makes a program");
      if (candidate.has_value()) return std::move(candidate->program);
    }
  }

 private:
  Subject subject_;
  std::size_t reducer_ = 0;
  Steps steps_;
  std::size_t at_ = 0;
};

SmallerPrograms::SmallerPrograms(const Program& program) : impl_(std::make_unique<Impl>(program)) {}
SmallerPrograms::~SmallerPrograms() = default;
SmallerPrograms::SmallerPrograms(SmallerPrograms&&) noexcept = default;
SmallerPrograms& SmallerPrograms::operator=(SmallerPrograms&&) noexcept = default;

std::optional<Program> SmallerPrograms::Next() { return impl_->Next(); }

}  // namespace quicksilver::properties
