#include "properties/reducers/reduce.h"

#include <algorithm>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

#include "engine/base/files.h"
#include "engine/syntax/ast_children.h"
#include "engine/syntax/printer.h"
#include "properties/oracles/equivalence.h"
#include "properties/oracles/oracle_testing.h"
#include "properties/reducers/planted_bugs.h"
#include "properties/reducers/reducer.h"
#include "properties/trees/tree_copier.h"

namespace quicksilver::properties {
namespace {

// What sanitizers and assertions cost is not what is promised.
#if defined(NDEBUG) && !QS_ASSERTIONS
constexpr bool kTimed = true;
#else
constexpr bool kTimed = false;
#endif

constexpr std::size_t kStartsOfABug = 3;
constexpr double kMostSeconds = 2;
// A run that takes more steps than this says little about reducing: generated programs take a few
// hundred.
constexpr std::uint64_t kMostStepsOfAStart = 20'000;

struct Start {
  std::string name;
  TestProgram program;
};

// Programs of some thirty to a hundred lines, as people write them.
const std::vector<Start>& Starts() {
  static const std::vector<Start> starts = [] {
    std::vector<Start> found;
    const std::unique_ptr<ConfiguredEngine> interpreter = MakeInterpreter();
    for (const auto& entry :
         std::filesystem::directory_iterator(QS_SOURCE_DIR "/corpus/programs/programs")) {
      if (entry.path().extension() != ".gw") continue;
      Start start{entry.path().filename(), ProgramOf(ReadFile(entry.path().string()).value())};
      const auto outcome = interpreter->Run(start.program.program, TestLimits());
      if (outcome.has_value() && outcome->steps <= kMostStepsOfAStart) {
        found.push_back(std::move(start));
      }
    }
    std::ranges::sort(found, {}, &Start::name);
    return found;
  }();
  return starts;
}

struct Result {
  const PlantedBug* bug = nullptr;
  std::string start;
  Signature signature;
  Reduction reduction;
};

std::string Describe(const Result& result) {
  std::ostringstream text;
  text << result.bug->name << " from " << result.start << "\n  " << result.signature.ToString()
       << "\n  " << result.reduction.nodes_before << " nodes to " << result.reduction.nodes_after
       << ", " << result.reduction.steps << " steps, " << result.reduction.runs << " runs, "
       << result.reduction.seconds << " s\n"
       << result.reduction.source << result.reduction.defect;
  return text.str();
}

// Every planted bug, reduced from the first programs that show it.
const std::vector<Result>& Results() {
  static const std::vector<PlantedBug> bugs = PlantedBugs();
  static const std::vector<Result> results = [] {
    std::vector<Result> made;
    for (const PlantedBug& bug : bugs) {
      EquivalenceOracle oracle(bug.fault);
      std::size_t reduced = 0;
      for (const Start& start : Starts()) {
        const auto diagnosis = Diagnose(start.program, oracle, TestLimits(), 1, Detail::kSignature);
        if (!diagnosis.has_value()) continue;
        made.push_back({&bug, start.name, diagnosis->signature,
                        Reduce(start.program, oracle, TestLimits(), 1, diagnosis->signature)});
        if (++reduced == kStartsOfABug) break;
      }
      EXPECT_NE(reduced, 0u) << bug.name << ": no program shows it, so it tests nothing";
    }
    return made;
  }();
  return results;
}

TEST(Reduce, BringsPlantedBugsDownToFiveNodesInTheMedian) {
  std::vector<std::uint32_t> nodes;
  for (const Result& result : Results()) {
    EXPECT_TRUE(result.reduction.complete) << Describe(result);
    nodes.push_back(result.reduction.nodes_after);
  }
  ASSERT_GE(nodes.size(), 36u) << "at least a dozen bugs with three programs each";
  std::ranges::sort(nodes);
  RecordProperty("median_nodes", static_cast<int>(nodes[nodes.size() / 2]));
  RecordProperty("most_nodes", static_cast<int>(nodes.back()));
  EXPECT_LE(nodes[nodes.size() / 2], 5u);
  EXPECT_LE(nodes.back(), 20u) << "a reducer no longer does what it was made for";
}

TEST(Reduce, TakesUnderTwoSeconds) {
  if (!kTimed) GTEST_SKIP() << "measured in release builds";
  for (const Result& result : Results()) {
    EXPECT_LT(result.reduction.seconds, kMostSeconds) << Describe(result);
  }
}

TEST(Reduce, NoStepEverMadeWhatDoesNotPrintBack) {
  for (const Result& result : Results()) EXPECT_EQ(result.reduction.defect, "") << Describe(result);
}

TEST(Reduce, KeepsTheSignature) {
  // A result with another signature is another bug: the one that was found would go unreported.
  for (const Result& result : Results()) {
    EquivalenceOracle oracle(result.bug->fault);
    const auto diagnosis = Diagnose(ProgramOf(result.reduction.source), oracle, TestLimits(), 1);
    ASSERT_TRUE(diagnosis.has_value()) << Describe(result);
    EXPECT_EQ(diagnosis->signature.ToString(), result.signature.ToString()) << Describe(result);
  }
}

TEST(Reduce, GivesTheSameResultAgain) {
  const Result& result = Results().front();
  for (const Start& start : Starts()) {
    if (start.name != result.start) continue;
    EquivalenceOracle oracle(result.bug->fault);
    const Reduction again = Reduce(start.program, oracle, TestLimits(), 1, result.signature);
    EXPECT_EQ(again.source, result.reduction.source);
    EXPECT_EQ(again.runs, result.reduction.runs);
  }
}

// --- Minimal: what a person would still try, written without the reducers.

// Leaves out the statement with one id, or replaces the expression with one id.
class Simplifier : public TreeCopier {
 public:
  Simplifier(const Ast& ast, NodeId target, const Expr* part)
      : TreeCopier(ast), target_(target), part_(part) {}

 protected:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    if (stmt.id != target_) out.push_back(CopyStmt(stmt));
  }
  const Expr* OnExpr(const Expr& expr) override {
    if (expr.id != target_) return CopyExpr(expr);
    return part_ != nullptr ? CopyExpr(*part_) : builder().Number(0);
  }

 private:
  NodeId target_;
  const Expr* part_;
};

// The program without each statement, with 0 for each expression, and with each operand, item or
// argument for the expression that it is part of.
std::vector<std::string> Simplifications(const Program& program) {
  std::vector<std::string> texts;
  const Ast& ast = program.ast();
  const TreeIndex index(ast);
  const auto add = [&](NodeId target, const Expr* part) {
    std::string text = Print(Simplifier(ast, target, part).Copy());
    if (text != program.source()) texts.push_back(std::move(text));
  };
  for (const Stmt* stmt : index.statements) add(stmt->id, nullptr);
  for (const Expr* expr : index.expressions) {
    if (expr->kind != ExprKind::kNumber) add(expr->id, nullptr);
    ForEachChild(*expr, [&](const Expr& child) { add(expr->id, &child); });
  }
  return texts;
}

TEST(Reduce, EveryNodeOfAResultIsNeeded) {
  std::size_t tried = 0;
  for (const Result& result : Results()) {
    EquivalenceOracle oracle(result.bug->fault);
    for (const std::string& text : Simplifications(ProgramOf(result.reduction.source).program)) {
      const auto program = Program::Parse(text);
      if (!program.has_value()) continue;  // 0 where the grammar wants a name
      ++tried;
      const auto diagnosis =
          Diagnose(TestProgram{*program}, oracle, TestLimits(), 1, Detail::kSignature);
      EXPECT_FALSE(diagnosis.has_value() && diagnosis->signature == result.signature)
          << "this is smaller and shows the same:\n"
          << text << Describe(result);
    }
  }
  EXPECT_GT(tried, 300u);
}

// --- Any predicate

TEST(Reduce, KeepsToWhatThePredicateSays) {
  const TestProgram program = ProgramOf(R"(# a comment
bind greeting to "hello"
chant shout(text, times) then
  weave out as ""
  for each i in range(0, times) then
    set out to out + upper(text)
  end
  yield out
end
should length(greeting) > 3 then
  println(shout(greeting, 3))
end
)");
  const auto calls_upper = [](const TestProgram& candidate) {
    return candidate.program.source().find("upper") != std::string_view::npos;
  };
  const Reduction reduction = Reduce(program, calls_upper);
  EXPECT_EQ(reduction.source, "upper\n");
  EXPECT_EQ(reduction.nodes_after, 1u);
  EXPECT_TRUE(reduction.complete);
}

TEST(Reduce, GivesBackWhatItCannotPrintWithoutLosingIt) {
  const TestProgram program = ProgramOf("# only the comment matters\n1\n");
  const Reduction reduction = Reduce(program, [](const TestProgram& candidate) {
    return candidate.program.source().starts_with("# only");
  });
  EXPECT_EQ(reduction.source, "# only the comment matters\n1\n");
}

TEST(Reduce, StopsWhenItsRunsAreSpent) {
  ReduceBudget budget;
  budget.runs = 3;
  std::uint64_t calls = 0;
  const Reduction reduction = Reduce(
      ProgramOf("bind a to 1\nbind b to 2\nbind c to 3\n[a, b, c]\n"),
      [&](const TestProgram&) { return ++calls == 1; }, budget);
  EXPECT_FALSE(reduction.complete);
  EXPECT_EQ(reduction.runs, 3u);
  EXPECT_EQ(calls, 3u);
}

// --- One step smaller

TEST(SmallerPrograms, AreSmallerAndEnd) {
  const TestProgram program = ProgramOf(
      "chant f(x: Number) then\n  should x > 10 then yield \"big\" end\n  [x, {a: "
      "x}]\nend\nf(3)\n");
  const Program& start = program.program;
  const Weight weight = WeightOf(start.ast(), Print(start.ast()));
  SmallerPrograms smaller(start);
  std::set<std::string> texts;
  while (const std::optional<Program> next = smaller.Next()) {
    const Weight less = WeightOf(next->ast(), std::string(next->source()));
    EXPECT_TRUE(less < weight) << next->source();
    texts.insert(std::string(next->source()));
  }
  EXPECT_GT(texts.size(), 40u);
  EXPECT_THAT(texts, ::testing::Contains("f(3)\n"));
  EXPECT_FALSE(smaller.Next().has_value());
}

TEST(SmallerPrograms, LoseTheGenericsOfChantsThatLoseTheirNames) {
  const TestProgram program = ProgramOf("chant f<'a, T>(x: T) then\n  1\nend\n[f(2)]\n");
  std::set<std::string> texts;
  SmallerPrograms smaller(program.program);
  while (const std::optional<Program> next = smaller.Next()) texts.emplace(next->source());
  EXPECT_THAT(texts, ::testing::Contains("[chant(x: T) then 1 end(2)]\n"));
}

TEST(SmallerPrograms, ShrinkingByThemComesToAnEnd) {
  // What a property-based testing library does with them when everything fails.
  std::optional<Program> at =
      ProgramOf("weave t as 0\nfor each i in range(0, 9) then set t to t + i end\nt").program;
  int steps = 0;
  while (true) {
    std::optional<Program> next = SmallerPrograms(*at).Next();
    if (!next.has_value()) break;
    at = std::move(next);
    ASSERT_LT(++steps, 1'000);
  }
  EXPECT_EQ(at->source(), "");
}

TEST(SmallerPrograms, PrintBackWhateverTheyAreMadeOf) {
  // Every step of every reducer, on programs that have every construct.
  std::size_t made = 0;
  for (const char* folder :
       {"aspects", "match", "forms", "groves", "variants", "errors", "requests", "iterators"}) {
    const std::filesystem::path path = std::string(QS_SOURCE_DIR "/corpus/programs/") + folder;
    if (!std::filesystem::is_directory(path)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (!entry.is_regular_file()) continue;
      const std::string source = ReadFile(entry.path().string()).value();
      const auto program = Program::Parse(source);
      if (!program.has_value() || source.size() > 1'500) continue;
      const TreeIndex index(*program);
      for (const Reducer& reducer : Reducers()) {
        Steps steps;
        reducer.list(index, steps);
        for (const Step& step : steps) {
          Edit edit(program->ast());
          step(edit);
          const std::string text = Print(edit.Apply());
          const auto parsed = Program::Parse(text);
          ASSERT_TRUE(parsed.has_value()) << reducer.name << " of " << entry.path() << "\n" << text;
          ASSERT_EQ(Print(parsed->ast()), text) << reducer.name << " of " << entry.path();
          ++made;
        }
      }
    }
  }
  EXPECT_GT(made, 2'000u);
}

}  // namespace
}  // namespace quicksilver::properties
