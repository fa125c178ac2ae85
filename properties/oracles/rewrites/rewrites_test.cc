#include "properties/oracles/rewrites/rewrites.h"

#include <gtest/gtest.h>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"

namespace quicksilver::properties {
namespace {

Ast ParsedTree(std::string_view source) {
  auto ast = Parse(source);
  EXPECT_TRUE(ast.has_value()) << "the test's own program does not parse: " << source;
  if (!ast.has_value()) ast = Parse("");
  return std::move(*ast);
}

std::uint32_t SitesOf(const Rewrite& rewrite, std::string_view source) {
  const Ast ast = ParsedTree(source);
  return rewrite.Sites(TreeFacts(ast));
}

// What the rewrite makes of `source` at a place, in the printer's form.
std::string Changed(const Rewrite& rewrite, std::string_view source, std::uint32_t site = 0,
                    std::uint64_t seed = 1) {
  const Ast ast = ParsedTree(source);
  const TreeFacts facts(ast);
  const std::uint32_t sites = rewrite.Sites(facts);
  EXPECT_LT(site, sites) << rewrite.name << " has no such place in\n" << source;
  if (site >= sites) return "";
  const Rewritten result = Apply(rewrite, facts, site, seed);
  EXPECT_TRUE(Parse(result.source).has_value()) << result.source;
  return result.source;
}

// All that the rewrite may make of `source` at a place, whatever the seed.
std::set<std::string> AllChanged(const Rewrite& rewrite, std::string_view source,
                                 std::uint32_t site = 0) {
  std::set<std::string> all;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    all.insert(Changed(rewrite, source, site, seed));
  }
  return all;
}

std::string Printed(std::string_view source) { return Print(ParsedTree(source)); }

TEST(SwapArms, SwapsAndNegates) {
  EXPECT_EQ(Changed(kSwapArms, "should a then 1 otherwise 2 end"),
            Printed("should not a then 2 otherwise 1 end"));
  EXPECT_EQ(Changed(kSwapArms, "should a or b then 1 end"),
            Printed("should not (a or b) then otherwise 1 end"));
  EXPECT_EQ(Changed(kSwapArms, "should a then should b then 1 end end", 1),
            Printed("should a then should not b then otherwise 1 end end"));
}

TEST(DeMorgan, NegatesBothSidesAndTheWhole) {
  EXPECT_EQ(Changed(kDeMorgan, "a and b"), Printed("not (not a or not b)"));
  EXPECT_EQ(Changed(kDeMorgan, "a or f(b)"), Printed("not (not a and not f(b))"));
  EXPECT_EQ(Changed(kDeMorgan, "a is not b"), Printed("not (a is b)"));
  EXPECT_EQ(Changed(kDeMorgan, "a is b"), Printed("not (a is not b)"));
  EXPECT_EQ(SitesOf(kDeMorgan, "a < b"), 0u) << "an ordering may raise, and NaN is neither";
}

TEST(ConditionInside, BreaksWhereTheConditionFails) {
  EXPECT_EQ(Changed(kConditionInside, "whilst c() then b() end"),
            Printed("whilst true then should c() then b() otherwise break end end"));
}

TEST(PeelWhilst, PutsOneIterationBeforeTheLoop) {
  EXPECT_EQ(Changed(kPeelWhilst, "whilst c then bind x to 1 end\n2"),
            Printed("should c then should true then bind x to 1 end\nwhilst c then bind x to 1 end "
                    "end\n2"));
}

TEST(PeelWhilst, LeavesLoopsWhoseValueOrEndItWouldChange) {
  EXPECT_EQ(SitesOf(kPeelWhilst, "whilst c then 1 end"), 0u) << "the loop's value is wanted";
  EXPECT_EQ(SitesOf(kPeelWhilst, "whilst c then should d then break end end\n2"), 0u);
  EXPECT_EQ(SitesOf(kPeelWhilst, "whilst c then attempt continue end end\n2"), 0u);
  EXPECT_EQ(SitesOf(kPeelWhilst, "whilst c then for each x in d then break end end\n2"), 1u)
      << "the break is the inner loop's";
}

TEST(ShouldTrue, WrapsTheLastStatementOfABlock) {
  for (const std::string& changed : AllChanged(kShouldTrue, "bind a to 1\na")) {
    EXPECT_TRUE(changed.starts_with("bind a to 1\nshould ")) << changed;
    EXPECT_TRUE(changed.ends_with(" then\n  a\nend\n")) << changed;
  }
  EXPECT_EQ(AllChanged(kShouldTrue, "a").size(), 4u);
  EXPECT_EQ(SitesOf(kShouldTrue, "chant f(x) then bind y to x end\nf(1)"), 2u)
      << "what a chant's last statement declares nobody sees";
  EXPECT_EQ(SitesOf(kShouldTrue, "bind a to 1"), 0u) << "it would no longer make a global";
  EXPECT_EQ(SitesOf(kShouldTrue, "grove G with bind a to 1 end"), 0u);
}

TEST(AttemptAround, CatchesNothing) {
  const auto all = AllChanged(kAttemptAround, "f(1)");
  EXPECT_TRUE(all.contains(Printed("attempt f(1) end")));
  EXPECT_TRUE(all.contains(Printed("attempt f(1) harmonize on NoSuchKind then 0 end")));
  EXPECT_EQ(SitesOf(kAttemptAround, "bind a to 1"), 0u) << "later statements would miss it";
  EXPECT_EQ(SitesOf(kAttemptAround, "chant f(x) then yield f(x) end"), 0u)
      << "a tail call would not be one";
}

TEST(YieldLast, YieldsWhatABodyEndsWithAndBack) {
  EXPECT_EQ(Changed(kYieldLast, "chant f(x) then g(x) end"),
            Printed("chant f(x) then yield g(x) end"));
  EXPECT_EQ(Changed(kYieldLast, "chant f(x) then yield x end"), Printed("chant f(x) then x end"));
  EXPECT_EQ(Changed(kYieldLast, "chant f(x) then yield end"),
            Printed("chant f(x) then nothing end"));
  EXPECT_EQ(SitesOf(kYieldLast, "chant f(x) then yield g(x) end"), 0u) << "a tail call stays";
  EXPECT_EQ(SitesOf(kYieldLast, "chant f(x) then x\nbind y to 1 end\nf(1)"), 0u);
}

TEST(WrapInChant, CallsAChantOfTheExpression) {
  const auto all = AllChanged(kWrapInChant, "bind y to a + 1");
  EXPECT_EQ(all, (std::set{Printed("bind y to (chant () then a + 1 end)()"),
                           Printed("bind y to (chant () then yield a + 1 end)()")}));
}

TEST(WrapInChant, LeavesWhatWouldMeanSomethingElseInside) {
  EXPECT_EQ(SitesOf(kWrapInChant, "chant f(x) then\nbind y to 1 + x?\ny\nend"), 2u)
      << "x and y, but nothing around the `?`";
  EXPECT_EQ(SitesOf(kWrapInChant, "chant f(x) then yield f(x) end"), 2u)
      << "f and x, not the tail call";
  EXPECT_EQ(SitesOf(kWrapInChant, "x.m(1)"), 2u) << "the call and x, not the method";
  EXPECT_EQ(SitesOf(kWrapInChant, "x | f"), 2u) << "the pipeline and x, not the stage";
  EXPECT_EQ(SitesOf(kWrapInChant, "P { a: x }"), 2u) << "the literal and x, not the form";
  EXPECT_EQ(SitesOf(kWrapInChant, "f<T>(x)"), 2u) << "the call and x, not the typed name";
}

TEST(EtaExpand, WrapsAKnownCallback) {
  const std::string chant = "chant f(x) then x end\n";
  EXPECT_EQ(Changed(kEtaExpand, chant + "iter_map(iter([1]), f)"),
            Printed(chant + "iter_map(iter([1]), chant (fresh1) then f(fresh1) end)"));
  EXPECT_EQ(Changed(kEtaExpand, chant + "iter_fold(iter([1]), 0, f)"),
            Printed(chant + "iter_fold(iter([1]), 0, chant (fresh1, fresh2) then f(fresh1, fresh2) "
                            "end)"));
  EXPECT_EQ(Changed(kEtaExpand, "present_or_else(Absent, print)"),
            Printed("present_or_else(Absent, chant () then print() end)"));
}

TEST(EtaExpand, LeavesCallbacksThatItDoesNotKnow) {
  EXPECT_EQ(SitesOf(kEtaExpand, "iter_map(iter([1]), f)\nchant f(x) then x end"), 0u)
      << "f is not bound yet";
  EXPECT_EQ(SitesOf(kEtaExpand, "chant f(x) then x end\nbind f to 1\niter_map(iter([1]), f)"), 0u)
      << "f is something else meanwhile";
  EXPECT_EQ(SitesOf(kEtaExpand, "chant g(f) then iter_map(iter([1]), f) end"), 0u)
      << "f may not be callable";
  EXPECT_EQ(
      SitesOf(kEtaExpand, "chant iter_map(a, b) then b end\nchant f(x) then x end\niter_map(1, f)"),
      0u)
      << "the builtin is hidden";
}

TEST(PipelineAndCall, TurnsOneIntoTheOther) {
  EXPECT_EQ(Changed(kPipelineAndCall, "1 | abs"), Printed("abs(1)"));
  EXPECT_EQ(Changed(kPipelineAndCall, "1 | max(2)"), Printed("max(1, 2)"));
  EXPECT_EQ(Changed(kPipelineAndCall, "abs(1)"), Printed("1 | abs"));
  EXPECT_EQ(Changed(kPipelineAndCall, "max(1, 2)"), Printed("1 | max(2)"));
  EXPECT_EQ(Changed(kPipelineAndCall, "chant g(f) then f(1 or 2) end"),
            Printed("chant g(f) then (1 or 2) | f end"));
}

TEST(PipelineAndCall, LeavesCalleesWhoseMomentMatters) {
  EXPECT_EQ(SitesOf(kPipelineAndCall, "f(1)"), 0u) << "f may be unbound, which the 1 must not hide";
  EXPECT_EQ(SitesOf(kPipelineAndCall, "1 | f"), 0u);
  EXPECT_EQ(SitesOf(kPipelineAndCall, "1 | m.f(2)"), 0u);
  EXPECT_EQ(SitesOf(kPipelineAndCall, "chant g(f) then 1 end\nf(2)"), 0u)
      << "the parameter is out of scope";
  EXPECT_EQ(SitesOf(kPipelineAndCall, "1 | (abs(2))"), 0u) << "its result is the stage";
}

TEST(HoistFirst, BindsWhatIsEvaluatedFirst) {
  EXPECT_EQ(Changed(kHoistFirst, "f(a, b)", 0), Printed("bind fresh1 to f(a, b)\nfresh1"));
  EXPECT_EQ(Changed(kHoistFirst, "f(a, b)", 1), Printed("bind fresh1 to f\nfresh1(a, b)"));
  EXPECT_EQ(Changed(kHoistFirst, "bind x to a[i].f + c", 3),
            Printed("bind fresh1 to a\nbind x to fresh1[i].f + c"));
  EXPECT_EQ(Changed(kHoistFirst, "for each x in [1, 2] then x end"),
            Printed("bind fresh1 to [1, 2]\nfor each x in fresh1 then x end"));
  EXPECT_EQ(Changed(kHoistFirst, "x.m(1)", 1), Printed("bind fresh1 to x\nfresh1.m(1)"));
  EXPECT_EQ(Changed(kHoistFirst, "set xs[i] to v"),
            Printed("bind fresh1 to v\nset xs[i] to fresh1"));
}

TEST(HoistFirst, LeavesConditionsOfLoopsAndTailCalls) {
  EXPECT_EQ(SitesOf(kHoistFirst, "whilst c then end"), 0u) << "it is evaluated again and again";
  EXPECT_EQ(Changed(kHoistFirst, "chant f(x) then yield f(x) end"),
            Printed("chant f(x) then\nbind fresh1 to f\nyield fresh1(x) end"));
}

TEST(HoistFirst, TakesANameThatTheProgramDoesNotHave) {
  EXPECT_EQ(Changed(kHoistFirst, "fresh1 + fresher"),
            Printed("bind fresherer1 to fresh1 + fresher\nfresherer1"));
}

TEST(SplitOperands, BindsBothInOrder) {
  EXPECT_EQ(Changed(kSplitOperands, "set x to f() - g()"),
            Printed("bind fresh1 to f()\nbind fresh2 to g()\nset x to fresh1 - fresh2"));
  EXPECT_EQ(SitesOf(kSplitOperands, "a and b"), 0u) << "b may never be evaluated";
  EXPECT_EQ(SitesOf(kSplitOperands, "whilst a < b then end"), 0u);
}

TEST(SwapBinds, SwapsWhatIsIndependentAndPure) {
  EXPECT_EQ(Changed(kSwapBinds, "bind a to [1]\nweave b as {k: 2 + 3}\na"),
            Printed("weave b as {k: 2 + 3}\nbind a to [1]\na"));
  EXPECT_EQ(SitesOf(kSwapBinds, "bind a to 1\nbind b to 2"), 0u) << "the value is the last one's";
  EXPECT_EQ(SitesOf(kSwapBinds, "bind a to 1\nbind b to a\n3"), 0u);
  EXPECT_EQ(SitesOf(kSwapBinds, "bind a to 1\nbind a to 2\n3"), 0u);
  EXPECT_EQ(SitesOf(kSwapBinds, "bind a to f()\nbind b to 2\n3"), 0u);
  EXPECT_EQ(SitesOf(kSwapBinds, "bind a to c\nbind b to 2\n3"), 0u) << "c may be unbound";
  EXPECT_EQ(SitesOf(kSwapBinds, "bind a to 1 / 0\nbind b to 2\n3"), 0u);
}

TEST(ThroughAPlace, PutsAValueInAndTakesItOut) {
  EXPECT_EQ(AllChanged(kThroughAPlace, "a"),
            (std::set{Printed("[a][0]"), Printed("[nothing, a][1]"), Printed("{held: a}.held"),
                      Printed("(chant (fresh1) then fresh1 end)(a)")}));
  EXPECT_EQ(SitesOf(kThroughAPlace, "chant f(x) then yield f(x) end"), 2u) << "not the tail call";
}

TEST(EquivalentLiteral, IsExact) {
  EXPECT_EQ(AllChanged(kEquivalentLiteral, "3"),
            (std::set{Printed("3 * 1"), Printed("3 / 1"), Printed("3 - 0"), Printed("3 + 0"),
                      Printed("1 + 2"), Printed("0 + 3")}));
  EXPECT_EQ(
      AllChanged(kEquivalentLiteral, "0.1"),
      (std::set{Printed("0.1 * 1"), Printed("0.1 / 1"), Printed("0.1 - 0"), Printed("0 + 0.1")}));
  EXPECT_EQ(
      AllChanged(kEquivalentLiteral, "\"aé\""),
      (std::set{Printed("\"\" + \"aé\""), Printed("\"a\" + \"é\""), Printed("\"aé\" + \"\"")}))
      << "cut between code points only";
  EXPECT_EQ(Changed(kEquivalentLiteral, "false"), Printed("not true"));
}

TEST(DeadCode, StandsBeforeAStatementAndDeclaresNewNamesOnly) {
  for (const std::string& changed : AllChanged(kDeadCode, "weave x as 1\nx", 1)) {
    EXPECT_TRUE(changed.starts_with("weave x as 1\n")) << changed;
    EXPECT_TRUE(changed.ends_with("\nx\n")) << changed;
    EXPECT_EQ(changed.find("bind x"), std::string::npos) << changed;
  }
  EXPECT_GE(AllChanged(kDeadCode, "weave x as 1\nx", 1).size(), 12u);
}

TEST(RenameLocals, RenamesAllOccurrences) {
  const std::string source =
      "chant f(x) then\nweave y as x\nset y to y + x\nchant () then y end\nend";
  EXPECT_EQ(SitesOf(kRenameLocals, source), 3u) << "x, y, and both";
  EXPECT_EQ(Changed(kRenameLocals, source, 2),
            Printed("chant f(fresh1) then\nweave fresh2 as fresh1\nset fresh2 to fresh2 + fresh1\n"
                    "chant () then fresh2 end\nend"));
}

TEST(RenameLocals, LeavesNamesThatAreSomethingElseToo) {
  EXPECT_EQ(SitesOf(kRenameLocals, "bind x to 1\nchant f(x) then x end"), 0u) << "a global";
  EXPECT_EQ(SitesOf(kRenameLocals, "chant f(x) then x.x end"), 0u) << "a field";
  EXPECT_EQ(SitesOf(kRenameLocals, "chant f(x) then { x: 1 } end"), 0u) << "a key";
  EXPECT_EQ(SitesOf(kRenameLocals, "chant f(abs) then abs end"), 0u) << "a builtin elsewhere";
  EXPECT_EQ(SitesOf(kRenameLocals, "chant f(x) then chant x() then 1 end end"), 0u)
      << "the chant's name is shown";
  EXPECT_EQ(SitesOf(kRenameLocals, "match 1 with when Red then 1 end\nvariant C then Red end"), 0u);
}

TEST(Rewrites, HaveDistinctNamesAndCanBeFound) {
  std::set<std::string_view> names;
  for (const Rewrite& rewrite : AllRewrites()) {
    EXPECT_TRUE(names.insert(rewrite.name).second) << rewrite.name;
    EXPECT_FALSE(rewrite.claim.empty());
    ASSERT_NE(FindRewrite(rewrite.name), nullptr);
    EXPECT_EQ(FindRewrite(rewrite.name)->name, rewrite.name);
  }
  EXPECT_EQ(FindRewrite("no_such"), nullptr);
  EXPECT_GE(names.size(), 17u);
}

TEST(Rewrites, CountWithoutChanging) {
  const std::string source = Printed(
      "chant f(x) then\nwhilst x < 3 then set x to x + 1 end\nshould x is 1 then 2 otherwise 3 "
      "end\n"
      "end\nf(1) | abs");
  const Ast ast = ParsedTree(source);
  const TreeFacts facts(ast);
  for (const Rewrite& rewrite : AllRewrites()) {
    EXPECT_EQ(Apply(rewrite, facts, kCountOnly, 3).source, source) << rewrite.name;
    const std::uint32_t sites = rewrite.Sites(facts);
    for (std::uint32_t site = 0; site < sites; ++site) {
      EXPECT_NE(Apply(rewrite, facts, site, 3).source, source) << rewrite.name << " at " << site;
      EXPECT_EQ(Apply(rewrite, facts, site, 3).source, Apply(rewrite, facts, site, 3).source)
          << "the seed decides";
    }
  }
}

}  // namespace
}  // namespace quicksilver::properties
