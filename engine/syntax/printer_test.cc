#include "engine/syntax/printer.h"

#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "engine/syntax/ast_equality.h"
#include "engine/syntax/parser.h"

namespace quicksilver {
namespace {

// `source` is printed as `expected`, which is the same program and printed as itself.
void ExpectPrints(std::string_view source, std::string_view expected) {
  const auto parsed = Parse(source);
  ASSERT_TRUE(parsed.has_value()) << source << ": " << parsed.error().message;
  const std::string printed = Print(*parsed);
  EXPECT_EQ(printed, expected) << "for\n" << source;
  const auto again = Parse(printed);
  ASSERT_TRUE(again.has_value()) << printed << ": " << again.error().message;
  EXPECT_TRUE(EqualAsts(*parsed, *again)) << source << "\nbecomes\n" << printed;
  EXPECT_EQ(Print(*again), printed) << "printing is not stable";
  EXPECT_EQ(again->comments.size(), parsed->comments.size()) << "a comment is lost or doubled";
}

void ExpectPrintsLine(std::string_view source, const std::string& expected) {
  ExpectPrints(source, expected + "\n");
}

TEST(Printer, LeavesOnlyTheParenthesesThatAreNeeded) {
  ExpectPrintsLine("((a) + ((b) * (c)))", "a + b * c");
  ExpectPrintsLine("(a + b) * c", "(a + b) * c");
  ExpectPrintsLine("(a - b) - c", "a - b - c");
  ExpectPrintsLine("a - (b - c)", "a - (b - c)");
  ExpectPrintsLine("a or (b and (c is d))", "a or b and c is d");
  ExpectPrintsLine("(a or b) and c", "(a or b) and c");
  ExpectPrintsLine("(a is b) is c", "a is b is c");
  ExpectPrintsLine("a is (b is c)", "a is (b is c)");
  ExpectPrintsLine("(-a) * b", "-a * b");
  ExpectPrintsLine("-(a * b)", "-(a * b)");
  ExpectPrintsLine("(-a)[0]", "(-a)[0]");
  ExpectPrintsLine("-(a[0])", "-a[0]");
  ExpectPrintsLine("not (not (-(borrow mut (borrow x))))", "not not -borrow mut borrow x");
  ExpectPrintsLine("(a + b)(c)", "(a + b)(c)");
  ExpectPrintsLine("(a + b).c", "(a + b).c");
  ExpectPrintsLine("(a | f) | g", "a | f | g");
  ExpectPrintsLine("a | (f | g)", "a | (f | g)");
  ExpectPrintsLine("(a | f) + 1", "(a | f) + 1");
  ExpectPrintsLine("f((a | g), [(b)])", "f(a | g, [b])");
}

TEST(Printer, KeepsParenthesesThatSayWhatIsCalled) {
  ExpectPrintsLine("v | (f(a))", "v | (f(a))");
  ExpectPrintsLine("v | f(a)", "v | f(a)");
  ExpectPrintsLine("v | ((m.f)(a))", "v | ((m.f)(a))");
  ExpectPrintsLine("(m.f)(a)", "(m.f)(a)");
  ExpectPrintsLine("(f)(a)", "f(a)");
  ExpectPrintsLine("(f(a))(b)", "f(a)(b)");
}

TEST(Printer, AvoidsWhatWouldBeReadAsOneOperatorOrAsTypeArguments) {
  ExpectPrintsLine("a is (not b)", "a == not b");
  ExpectPrintsLine("a is (not b) + 1", "a == not b + 1");
  ExpectPrintsLine("a is (not b + 1)", "a == not b + 1");
  ExpectPrintsLine("a is not not b", "a is not not b");
  ExpectPrintsLine("a is -b", "a is -b");
  ExpectPrintsLine("(a < b) > (c is d)", "a < b greater than (c is d)");
  ExpectPrintsLine("(a < b) > {}", "a < b greater than {}");
  ExpectPrintsLine("(a < b) > {}.x[0]?", "a < b greater than {}.x[0]?");
  ExpectPrintsLine("[a < b, c greater than (d + e) * f]", "[a < b, c greater than (d + e) * f]");
  ExpectPrintsLine("[a < b, c greater than (m.f)(1) and d]",
                   "[a < b, c greater than (m.f)(1) and d]");
  ExpectPrintsLine("a > b", "a > b");
  ExpectPrintsLine("f<A, B<C>>(x)", "f<A, B<C>>(x)");
}

TEST(Printer, WritesLiteralsTheShortWay) {
  ExpectPrintsLine("1.50", "1.5");
  ExpectPrintsLine("1e3", "1000");
  ExpectPrintsLine("1e300", "1e+300");
  ExpectPrintsLine("0.00000001", "1e-08");
  ExpectPrintsLine("\"a\nb\t\\u{1}\\0\\\"\\\\é\"", R"("a\nb\t\u{1}\u{0}\"\\é")");
  ExpectPrintsLine("[ ]", "[]");
  ExpectPrintsLine("{ }", "{}");
  ExpectPrintsLine("{a:1,\"b\":2,\"c d\":3,end:4}", "{a: 1, \"b\": 2, \"c d\": 3, end: 4}");
  ExpectPrintsLine("P{}", "P {}");
  ExpectPrintsLine("M.P<A>{a:1}", "M.P<A> { a: 1 }");
  ExpectPrintsLine("range( 1,2 )", "range(1, 2)");
  ExpectPrintsLine("[Triumph(1),Mishap(2),Present(3),Absent,true,false,nothing]",
                   "[Triumph(1), Mishap(2), Present(3), Absent, true, false, nothing]");
  ExpectPrintsLine("request A . b with\njustification \"t\"",
                   "request A.b with justification \"t\"");
}

TEST(Printer, PutsAStatementOnALine) {
  ExpectPrints(
      "bind x: N to 1 weave y as M<A,B> as 2 weave z as 3 set x[0].f to 4 break continue",
      "bind x: N to 1\nweave y: M<A, B> as 2\nweave z as 3\nset x[0].f to 4\nbreak\ncontinue\n");
  ExpectPrints("should a then b otherwise should c then d end end",
               "should a then\n  b\notherwise\n  should c then\n    d\n  end\nend\n");
  ExpectPrints("should a then end", "should a then\nend\n");
  ExpectPrints("whilst a then yield end", "whilst a then\n  yield\nend\n");
  ExpectPrints("for each x in y then yield x end", "for each x in y then\n  yield x\nend\n");
  ExpectPrints("chant f<'a,T>(a,borrow b,borrow mut 'a c:T,...d)->T then a end",
               "chant f<'a, T>(a, borrow b, borrow mut 'a c: T, ...d) -> T then\n  a\nend\n");
  ExpectPrints("form P<T> with a as T,b as N end", "form P<T> with\n  a as T\n  b as N\nend\n");
  ExpectPrints("variant V then A B(x:N,y:M<N>) end",
               "variant V then\n  A\n  B(x: N, y: M<N>)\nend\n");
  ExpectPrints("aspect A with chant f(x) chant g() as N end",
               "aspect A then\n  chant f(x)\n  chant g() -> N\nend\n");
  ExpectPrints("embody A<N> for P<T> then chant f(x) then x end end",
               "embody A<N> for P<T> then\n  chant f(x) then\n    x\n  end\nend\n");
  ExpectPrints(
      "match x with when -1 then a when B(_,\"t\",Present(true)) then end",
      "match x with\n  when -1 then\n    a\n  when B(_, \"t\", Present(true)) then\nend\n");
  ExpectPrints(
      "match x with when Absent then when Mishap(nothing) then when Triumph(C()) then otherwise "
      "then 1 end",
      "match x with\n  when Absent then\n  when Mishap(nothing) then\n  when Triumph(C()) then\n"
      "  otherwise\n    1\nend\n");
  ExpectPrints("match x with end", "match x with\nend\n");
  ExpectPrints("attempt then a harmonize on E then b harmonize on \"F\" then end",
               "attempt\n  a\nharmonize on E then\n  b\nharmonize on \"F\" then\nend\n");
  ExpectPrints("grove M with offer a,b end", "grove M with\n  offer a, b\nend\n");
  ExpectPrints("summon M from \"p\" summon M from \"p\" as N",
               "summon M from \"p\"\nsummon M from \"p\" as N\n");
  ExpectPrints("gather a,b as c from M gather d from \"p\"",
               "gather a, b as c from M\ngather d from \"p\"\n");
}

TEST(Printer, KeepsSmallNamelessChantsOnTheirLine) {
  ExpectPrintsLine("f(chant(x) then\n  x + 1\nend)", "f(chant(x) then x + 1 end)");
  ExpectPrintsLine("chant() then end", "chant() then end");
  ExpectPrintsLine("chant() then yield end(1)", "chant() then yield end(1)");
  ExpectPrintsLine("bind f to chant(x) then weave y as x end",
                   "bind f to chant(x) then weave y as x end");
  ExpectPrints("f(chant(x) then a b end, 1)", "f(chant(x) then\n  a\n  b\nend, 1)\n");
  ExpectPrints("chant() then chant() then 1 end end", "chant() then\n  chant() then 1 end\nend\n");
  ExpectPrints("chant() then should x then end end", "chant() then\n  should x then\n  end\nend\n");
  ExpectPrints("chant() then 1+1+1+1+1+1+1+1+1+1 end",
               "chant() then\n  1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1\nend\n");
  ExpectPrints("chant() then set a[chant() then 1 end] to 2 end",
               "chant() then\n  set a[chant() then 1 end] to 2\nend\n");
}

TEST(Printer, KeepsOneBlankLineWhereThereWereAny) {
  ExpectPrints("\n\na\nb\n\nc\n\n\n\nd\n\n", "a\nb\n\nc\n\nd\n");
  ExpectPrints("should x then\n\n\na\n\n\nb\n\nend", "should x then\n  a\n\n  b\nend\n");
  ExpectPrints("a b\n\nc", "a\nb\n\nc\n");
  ExpectPrints("\"one\ntwo\"\nb", "\"one\\ntwo\"\nb\n");
  ExpectPrints("# a\n\n\n# b\nc", "# a\n\n# b\nc\n");
  ExpectPrints("match x with\n\nwhen 1 then a\n\nwhen 2 then b\nend",
               "match x with\n  when 1 then\n    a\n\n  when 2 then\n    b\nend\n");
  ExpectPrints("form P with\na as N\n\nb as N\nend", "form P with\n  a as N\n\n  b as N\nend\n");
}

TEST(Printer, KeepsCommentsBeforeAndBehindStatements) {
  ExpectPrints("  # a\nx# b  \n   # c", "# a\nx  # b\n# c\n");
  ExpectPrints("# only", "# only\n");
  ExpectPrints("x # a\n# b\ny", "x  # a\n# b\ny\n");
  ExpectPrints("should x then # a\n# b\ny # c\n# d\nend # e\nz",
               "should x then  # a\n  # b\n  y  # c\n  # d\nend  # e\nz\n");
  ExpectPrints("should x then y end # a", "should x then\n  y\nend  # a\n");
  ExpectPrints("should x then\n# a\nend", "should x then\n  # a\nend\n");
  ExpectPrints("whilst x then # a\nend", "whilst x then  # a\nend\n");
  ExpectPrints("grove M with # a\n x # b\nend", "grove M with  # a\n  x  # b\nend\n");
}

TEST(Printer, KeepsCommentsAtTheirPlaceAmongTheHeadsOfAStatement) {
  ExpectPrints("should x then\n  a\n  # in\n# out\notherwise # o\n  b\nend",
               "should x then\n  a\n  # in\n# out\notherwise  # o\n  b\nend\n");
  ExpectPrints(
      "match x with # m\n  # first\n  when 1 then # one\n    a\n    # in\n  # second\n  when 2 "
      "then b\n"
      "  # last\n  otherwise c # c\nend",
      "match x with  # m\n  # first\n  when 1 then  # one\n    a\n    # in\n  # second\n"
      "  when 2 then\n    b\n  # last\n  otherwise\n    c  # c\nend\n");
  ExpectPrints("match x with # m\nend", "match x with  # m\nend\n");
  ExpectPrints("match x with\n# m\nend", "match x with\n  # m\nend\n");
  ExpectPrints("match x with # m\notherwise # o\nend",
               "match x with  # m\n  otherwise  # o\nend\n");
  ExpectPrints(
      "attempt # a\n  b\n# c\nharmonize on E then # d\n  # e\nharmonize on F then\n# g\nend",
      "attempt  # a\n  b\n# c\nharmonize on E then  # d\n  # e\nharmonize on F then\n  # g\nend\n");
  ExpectPrints("attempt # a\nthen # b\nx end", "# a\nattempt  # b\n  x\nend\n");
}

TEST(Printer, KeepsCommentsAmongTheItemsOfDeclarations) {
  ExpectPrints("form P with # a\n# b\nx as N # c\n# d\ny as N, # e\n# f\nend # g",
               "form P with  # a\n  # b\n  x as N  # c\n  # d\n  y as N  # e\n  # f\nend  # g\n");
  ExpectPrints("variant V then # a\nA(x: N, # b\ny: N) # c\nB # d\nend",
               "variant V then  # a\n  # b\n  A(x: N, y: N)  # c\n  B  # d\nend\n");
  ExpectPrints("aspect A then # a\nchant f(x) -> N # b\n# c\nchant g(x) # d\nend",
               "aspect A then  # a\n  chant f(x) -> N  # b\n  # c\n  chant g(x)  # d\nend\n");
  ExpectPrints("embody A for P then # a\n# b\nchant f(x) then # c\nx\nend # d\nend",
               "embody A for P then  # a\n  # b\n  chant f(x) then  # c\n    x\n  end  # d\nend\n");
}

TEST(Printer, MovesCommentsOutOfTheMiddleOfAStatementBeforeIt) {
  ExpectPrints("f(1, # a\n  # b\n  2) # c", "# a\n# b\nf(1, 2)  # c\n");
  ExpectPrints("x\n\nf( # a\n)", "x\n\n# a\nf()\n");
  ExpectPrints("should f( # a\n1) then\nx\nend", "# a\nshould f(1) then\n  x\nend\n");
  ExpectPrints("a + # why\nb", "# why\na + b\n");
  ExpectPrints("should x then\n  y\n  [1, # a\n  2]\nend",
               "should x then\n  y\n  # a\n  [1, 2]\nend\n");
  ExpectPrints("chant f(a, # a\nb) then\nend", "# a\nchant f(a, b) then\nend\n");
}

TEST(Printer, KeepsCommentsInsideTheBodiesOfNamelessChants) {
  ExpectPrints("f(chant(x) then # a\n# b\nx # c\nend, # d\n1) # e",
               "# d\nf(chant(x) then  # a\n  # b\n  x  # c\nend, 1)  # e\n");
  ExpectPrints("f(chant() then\n# a\nend)", "f(chant() then\n  # a\nend)\n");
}

TEST(Printer, StopsIndentingAtTheFortiethLevel) {
  std::string source = "x";
  for (int level = 0; level < 60; ++level) source = "should y then " + source + " end";
  const auto parsed = Parse(source);
  ASSERT_TRUE(parsed.has_value());
  EXPECT_NE(Print(*parsed).find("\n" + std::string(80, ' ') + "x\n"), std::string::npos);
}

// A tree made by hand, as generators and reducers make them: no spans, no lines.
TEST(Printer, PrintsTreesThatNoParserMade) {
  Ast ast;
  ast.symbols = {"x", "key with blanks"};
  const auto expr = [&ast]<typename T>(ExprKind kind, T*) {
    T* node = ast.arena.New<T>();
    node->kind = kind;
    return node;
  };
  auto* name = expr(ExprKind::kName, static_cast<NameExpr*>(nullptr));
  name->name = static_cast<Symbol>(0);
  auto* map = expr(ExprKind::kMap, static_cast<MapExpr*>(nullptr));
  const Entry entry{static_cast<Symbol>(1), {}, false, name};
  map->entries = ast.arena.Copy(std::span<const Entry>(&entry, 1));
  auto* stmt = ast.arena.New<ExprStmt>();
  stmt->kind = StmtKind::kExpr;
  stmt->expr = map;
  const Stmt* statements[] = {stmt, stmt};
  ast.program.statements = ast.arena.Copy(std::span<const Stmt* const>(statements));
  EXPECT_EQ(Print(ast), "{\"key with blanks\": x}\n{\"key with blanks\": x}\n");
}

}  // namespace
}  // namespace quicksilver
