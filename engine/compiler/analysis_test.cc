#include "engine/compiler/analysis.h"

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <utility>

#include "engine/syntax/parser.h"

namespace quicksilver {
namespace {

// A program with its analysis, and its statements by position.
class Analysed {
 public:
  explicit Analysed(std::string_view source) {
    auto parsed = Parse(source);
    EXPECT_TRUE(parsed.has_value()) << "the test's own program does not parse: " << source;
    if (parsed.has_value()) ast_ = std::move(*parsed);
    NativeStack::Scope scope(stack_);
    analysis_.Start(ast_);
    for (const Stmt* stmt : ast_.program.statements) analysis_.Add(*stmt, stack_);
  }

  const Analysis& operator*() const { return analysis_; }
  const Analysis* operator->() const { return &analysis_; }
  const Block& program() const { return ast_.program; }
  static const Stmt& At(const Block& block, std::size_t i) { return *block.statements[i]; }
  const Chant& ChantAt(const Block& block, std::size_t i) const {
    return *As<ChantStmt>(At(block, i)).chant;
  }
  static const Expr& ExprAt(const Block& block, std::size_t i) {
    return *As<ExprStmt>(At(block, i)).expr;
  }
  std::string Name(VariableId id) const {
    return std::string(ast_.Name(analysis_.variable(id).name));
  }
  std::string GlobalName(const Candidate& candidate) const {
    return std::string(ast_.Name(static_cast<Symbol>(candidate.index)));
  }

 private:
  Ast ast_;
  NativeStack stack_;
  Analysis analysis_;
};

TEST(Analysis, TopLevelNamesAreGlobals) {
  const Analysed it("bind x to 1\nx");
  EXPECT_EQ(it->Declared(Analysed::At(it.program(), 0).id), kNoVariable);
  const auto use = it->Use(Analysed::ExprAt(it.program(), 1).id);
  ASSERT_EQ(use.size(), 1u);
  EXPECT_EQ(use[0].kind, Candidate::Kind::kGlobal);
  EXPECT_EQ(it.GlobalName(use[0]), "x");
  EXPECT_EQ(it->function_count(), 1u);
}

TEST(Analysis, ANameMeansTheInnermostVariableDeclaredBeforeIt) {
  const Analysed it("chant f(x) then\nx\nbind x to 2\nx\nend");
  const Block& body = it.ChantAt(it.program(), 0).body;
  const FunctionAnalysis& f = it->function(it->FunctionOf(&it.ChantAt(it.program(), 0)));
  const auto before = it->Use(Analysed::ExprAt(body, 0).id);
  const auto after = it->Use(Analysed::ExprAt(body, 2).id);
  EXPECT_EQ(before[0].index, f.first_param);
  EXPECT_EQ(after[0].index, it->Declared(Analysed::At(body, 1).id));
  EXPECT_NE(before[0].index, after[0].index) << "a second bind makes a new variable";
}

TEST(Analysis, AVariableOfABlockIsGoneBehindIt) {
  const Analysed it("chant f() then\nshould true then\nbind x to 1\nend\nx\nend");
  const Block& body = it.ChantAt(it.program(), 0).body;
  EXPECT_EQ(it->Use(Analysed::ExprAt(body, 1).id)[0].kind, Candidate::Kind::kGlobal);
}

TEST(Analysis, AValueDoesNotSeeTheNameItIsFor) {
  const Analysed it("chant f(x) then\nbind x to x\nend");
  const Block& body = it.ChantAt(it.program(), 0).body;
  const auto& bind = As<BindStmt>(Analysed::At(body, 0));
  EXPECT_NE(it->Use(bind.value->id)[0].index, it->Declared(bind.id));
}

TEST(Analysis, OnlyACapturedWeaveIsBoxed) {
  const Analysed it(
      "chant f() then\nweave w as 1\nweave alone as 1\nbind b to 2\n"
      "chant g() then\nw + b\nend\nend");
  const Block& body = it.ChantAt(it.program(), 0).body;
  const Variable& w = it->variable(it->Declared(Analysed::At(body, 0).id));
  const Variable& alone = it->variable(it->Declared(Analysed::At(body, 1).id));
  const Variable& b = it->variable(it->Declared(Analysed::At(body, 2).id));
  EXPECT_TRUE(w.boxed());
  EXPECT_FALSE(alone.boxed()) << "nobody captures it";
  EXPECT_TRUE(b.captured);
  EXPECT_FALSE(b.boxed()) << "what cannot change is captured by value";
  const FunctionAnalysis& g = it->function(it->FunctionOf(&it.ChantAt(body, 3)));
  ASSERT_EQ(g.captures.size(), 2u);
  EXPECT_EQ(it.Name(g.captures[0]), "w");
  EXPECT_EQ(it.Name(g.captures[1]), "b");
}

TEST(Analysis, ACaptureGoesThroughEveryChantInBetween) {
  const Analysed it("chant f(x) then\nchant g() then\nchant h() then\nx\nend\nend\nend");
  const Chant& f = it.ChantAt(it.program(), 0);
  const Chant& g = it.ChantAt(f.body, 0);
  const Chant& h = it.ChantAt(g.body, 0);
  EXPECT_TRUE(it->function(it->FunctionOf(&f)).captures.empty());
  EXPECT_EQ(it->function(it->FunctionOf(&g)).captures.size(), 1u);
  EXPECT_EQ(it->function(it->FunctionOf(&h)).captures.size(), 1u);
}

TEST(Analysis, AChantThatNamesItselfCapturesNothing) {
  const Analysed it("chant f() then\nchant g(n) then\ng(n)\nend\nend");
  const Chant& g = it.ChantAt(it.ChantAt(it.program(), 0).body, 0);
  const FunctionAnalysis& info = it->function(it->FunctionOf(&g));
  EXPECT_NE(info.self, kNoVariable);
  EXPECT_TRUE(info.captures.empty());
}

TEST(Analysis, SetIsRecordedAtItsRoot) {
  const Analysed it("chant f() then\nweave a as 1\nweave b as [1]\nset a to 2\nset b[0] to 2\nend");
  const Block& body = it.ChantAt(it.program(), 0).body;
  EXPECT_TRUE(it->variable(it->Declared(Analysed::At(body, 0).id)).is_set);
  EXPECT_TRUE(it->variable(it->Declared(Analysed::At(body, 1).id)).is_set);
}

TEST(Analysis, AGrovesEntriesAreTriedBeforeWhatLiesOutside) {
  const Analysed it("chant f(x) then\ngrove G with\nx\nbind x to 1\nend\nend");
  const Block& body = it.ChantAt(it.program(), 0).body;
  const auto& grove = As<GroveStmt>(Analysed::At(body, 0));
  const auto use = it->Use(Analysed::ExprAt(grove.body, 0).id);
  ASSERT_EQ(use.size(), 2u);
  EXPECT_EQ(use[0].kind, Candidate::Kind::kGrove);
  EXPECT_EQ(use[0].index, it->GroveCell(grove.id));
  EXPECT_EQ(use[1].kind, Candidate::Kind::kVariable);
  EXPECT_EQ(it->GroveEntryCount(grove.id), 1u);
  EXPECT_EQ(it->GroveEntry(grove.id, As<BindStmt>(Analysed::At(grove.body, 1)).name), 0);
  EXPECT_EQ(it->GroveEntry(grove.id, grove.name), -1) << "G is not an entry of itself";
}

TEST(Analysis, NestedGrovesAreTriedInsideOut) {
  const Analysed it("grove A with\ngrove B with\nn\nbind n to 2\nend\nbind n to 1\nend");
  const auto& a = As<GroveStmt>(Analysed::At(it.program(), 0));
  const auto& b = As<GroveStmt>(Analysed::At(a.body, 0));
  const auto use = it->Use(Analysed::ExprAt(b.body, 0).id);
  ASSERT_EQ(use.size(), 3u);
  EXPECT_EQ(use[0].index, it->GroveCell(b.id));
  EXPECT_EQ(use[1].index, it->GroveCell(a.id));
  EXPECT_EQ(use[2].kind, Candidate::Kind::kGlobal);
}

// A failure means that every use in a grove tries all the groves around it, which makes the code of
// nested groves quadratic.
TEST(Analysis, NothingIsTriedBehindAGrovesNameThatIsBound) {
  const Analysed it("grove A with\nbind n to 1\ngrove B with\nn\nbind n to 2\nn\nend\nend");
  const auto& a = As<GroveStmt>(Analysed::At(it.program(), 0));
  const auto& b = As<GroveStmt>(Analysed::At(a.body, 1));
  const auto before = it->Use(Analysed::ExprAt(b.body, 0).id);
  ASSERT_EQ(before.size(), 2u);
  EXPECT_FALSE(before[0].bound) << "n of B is not bound yet";
  EXPECT_EQ(before[1].index, it->GroveCell(a.id));
  EXPECT_TRUE(before[1].bound);
  const auto behind = it->Use(Analysed::ExprAt(b.body, 2).id);
  ASSERT_EQ(behind.size(), 1u);
  EXPECT_EQ(behind[0].index, it->GroveCell(b.id));
}

TEST(Analysis, AChantOfAGroveFindsItselfAndNotYetItsNextOne) {
  const Analysed it("grove A with\nchant f() then\nf\ng\nend\nchant g() then 1 end\nend");
  const auto& a = As<GroveStmt>(Analysed::At(it.program(), 0));
  const Block& body = it.ChantAt(a.body, 0).body;
  EXPECT_EQ(it->Use(Analysed::ExprAt(body, 0).id).size(), 1u);
  EXPECT_EQ(it->Use(Analysed::ExprAt(body, 1).id).size(), 2u) << "who calls f early finds no g";
}

TEST(Analysis, PatternsBindNamesAndUseThem) {
  const Analysed it("chant f(s) then\nmatch s with\nwhen n then\nn\nend\nend");
  const Block& body = it.ChantAt(it.program(), 0).body;
  const MatchArm& arm = As<MatchStmt>(Analysed::At(body, 0)).arms[0];
  const VariableId bound = it->BoundBy(arm.pattern);
  EXPECT_EQ(it.Name(bound), "n");
  EXPECT_EQ(it->Use(Analysed::ExprAt(arm.body, 0).id)[0].index, bound);
}

TEST(Analysis, VariantsMarkTheirNamesForPatterns) {
  const Analysed it("chant f() then\nvariant E then A, B(x: Number) end\nend");
  const Block& body = it.ChantAt(it.program(), 0).body;
  const VariableId first = it->Declared(Analysed::At(body, 0).id);
  for (VariableId id = first; id < first + 3; ++id) EXPECT_TRUE(it->variable(id).by_variant);
  EXPECT_EQ(it.Name(first), "E");
  EXPECT_EQ(it.Name(first + 1), "A");
  EXPECT_EQ(it.Name(first + 2), "B");
}

TEST(Analysis, ASecondRunForgetsTheFirst) {
  auto first = Parse("chant f(a) then\nchant g() then\na\nend\nend");
  auto second = Parse("1");
  ASSERT_TRUE(first.has_value() && second.has_value());
  NativeStack stack;
  NativeStack::Scope scope(stack);
  Analysis analysis;
  analysis.Start(*first);
  analysis.Add(*first->program.statements[0], stack);
  EXPECT_EQ(analysis.function_count(), 3u);
  analysis.Start(*second);
  analysis.Add(*second->program.statements[0], stack);
  EXPECT_EQ(analysis.function_count(), 1u);
  EXPECT_EQ(analysis.variable_count(), 0u);
}

}  // namespace
}  // namespace quicksilver
