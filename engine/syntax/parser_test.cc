#include "engine/syntax/parser.h"

#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "engine/syntax/ast_equality.h"
#include "engine/syntax/printer.h"

namespace quicksilver {
namespace {

Ast ParseGood(std::string_view source) {
  std::expected<Ast, SyntaxError> parsed = Parse(source);
  if (parsed) return std::move(*parsed);
  ADD_FAILURE() << "rejected: " << source << "\n"
                << parsed.error().position.line << ":" << parsed.error().position.column << ": "
                << parsed.error().message;
  return {};
}

// Both texts are the same program.
void ExpectSame(std::string_view source, std::string_view meaning) {
  const Ast left = ParseGood(source);
  const Ast right = ParseGood(meaning);
  EXPECT_TRUE(EqualAsts(left, right)) << source << "\nis read as\n"
                                      << Print(left) << "rather than\n"
                                      << Print(right);
}

void ExpectDifferent(std::string_view source, std::string_view other) {
  EXPECT_FALSE(EqualAsts(ParseGood(source), ParseGood(other))) << source << "\nand\n"
                                                               << other << "\nare read alike";
}

void ExpectError(std::string_view source, Position position, std::string_view message) {
  const auto parsed = Parse(source);
  ASSERT_FALSE(parsed.has_value()) << "accepted: " << source;
  EXPECT_EQ(parsed.error().message, message) << source;
  EXPECT_EQ(parsed.error().position, position)
      << source << " failed at " << parsed.error().position.line << ":"
      << parsed.error().position.column;
}

void ExpectAccepted(std::string_view source) { ParseGood(source); }

TEST(Parser, BindsOperatorsByTheirLevels) {
  ExpectSame("a | b or c and d is e + f * -g", "a | (b or (c and (d is (e + (f * (-g))))))");
  ExpectSame("-a * b % c + d less than e and f or g | h",
             "((((((((-a) * b) % c) + d) less than e) and f) or g) | h)");
  ExpectSame("-2 * 3", "(-2) * 3");
  ExpectSame("-xs[0]", "-(xs[0])");
  ExpectSame("not 1 is 2", "(not 1) is 2");
  ExpectSame("not not x.f", "not (not (x.f))");
  ExpectSame("- borrow mut borrow x?", "-(borrow mut (borrow (x?)))");
  ExpectSame("1 + 2 | to_text", "(1 + 2) | to_text");
}

TEST(Parser, AssociatesEveryLevelToTheLeft) {
  for (const std::string op :
       {"|", "or", "and", "is", "is not", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"}) {
    ExpectSame("a " + op + " b " + op + " c", "(a " + op + " b) " + op + " c");
    if (op != "|") ExpectDifferent("a " + op + " b " + op + " c", "a " + op + " (b " + op + " c)");
  }
  ExpectSame("a < b is c > d", "((a < b) is c) > d");
  ExpectSame("a - b + c", "(a - b) + c");
}

TEST(Parser, ReadsBothSpellingsOfAnOperatorAlike) {
  ExpectSame("a is b", "a == b");
  ExpectSame("a is not b", "a != b");
  ExpectSame("a greater than b", "a > b");
  ExpectSame("a less than b", "a < b");
  ExpectSame("a at least b", "a >= b");
  ExpectSame("a at most b", "a <= b");
  ExpectDifferent("a is not b", "a is (not b)");
}

TEST(Parser, TakesOperatorWordsThatStandAloneAsNames) {
  ExpectSame("at at least least", "(at) at least (least)");
  ExpectSame("less less than than", "(less) less than (than)");
  ExpectAccepted("bind greater to 1\nbind most to greater");
}

TEST(Parser, ChainsPostfixesInTheOrderTheyAreWritten) {
  ExpectSame("a.b(c)[d]?.e", "(((a.b(c))[d])?).e");
  ExpectSame("f(1)(2)(3)", "((f(1))(2))(3)");
  ExpectSame("\"text\"[0]", "(\"text\")[0]");
  ExpectSame("5.x", "(5).x");
  ExpectSame("Absent?", "(Absent)?");
  ExpectSame("chant(x) then x end(1)", "(chant(x) then x end)(1)");
  ExpectSame("request A.b with justification \"t\" | f",
             "(request A.b with justification \"t\") | f");
}

TEST(Parser, KeepsParenthesesWhereTheyMeanSomething) {
  ExpectDifferent("v | f(a)", "v | (f(a))");
  ExpectDifferent("m.f(a)", "(m.f)(a)");
  ExpectSame("v | ((f(a)))", "v | (f(a))");
  ExpectSame("(v) | (f)", "v | f");
  ExpectSame("(f)(a)", "f(a)");
  ExpectSame("v | (f(a))?", "v | f(a)?");
}

TEST(Parser, TakesKeywordsAsNamesAfterADotAndBeforeAColon) {
  ExpectSame("m.end.is.not", "((m.end).is).not");
  ExpectSame("{end: 1, match: 2, \"is\": 3}", "{\"end\": 1, \"match\": 2, is: 3}");
  ExpectSame("P{then: 1}.then(2)", "(P{\"then\": 1}).then(2)");
  ExpectAccepted("set m.match.when to 1");
  ExpectAccepted("request VGA.match with justification \"x\"");
  ExpectAccepted("m.at.least");
}

TEST(Parser, AllowsATrailingCommaInEveryList) {
  ExpectSame("[1, 2,]", "[1, 2]");
  ExpectSame("f(1,)", "f(1)");
  ExpectSame("{a: 1,}", "{a: 1}");
  ExpectSame("P{a: 1,}", "P{a: 1}");
  ExpectSame("range(1, 2,)", "range(1, 2)");
  ExpectSame("chant f<T,>(a, b,) then end", "chant f<T>(a, b) then end");
  ExpectSame("f<A, B,>(1)", "f<A, B>(1)");
  ExpectSame("bind x: M<A,> to 1", "bind x: M<A> to 1");
  ExpectSame("match x with when A(b,) then end", "match x with when A(b) then end");
  ExpectSame("variant V then A(x: N,), B, end", "variant V then A(x: N) B end");
  ExpectSame("form P with a as N, b as N, end", "form P with a as N b as N end");
  ExpectSame("offer a, b,", "offer a, b");
  ExpectSame("gather a, b as c, from M", "gather a, b as c from M");
  for (const char* source : {"[,]", "f(,)", "{,}", "[1,,2]", "f<,>(1)", "chant f(,) then end"}) {
    EXPECT_FALSE(Parse(source).has_value()) << source;
  }
}

TEST(Parser, NeedsNoSeparatorBetweenStatements) {
  ExpectSame("bind x to 1 bind y to 2 x y", "bind x to 1\nbind y to 2\nx\ny");
  ExpectSame("should a then b c otherwise d e end f",
             "should a then\nb\nc\notherwise\nd\ne\nend\nf");
  ExpectSame("f(x) {}", "f(x)\n{}");
  ExpectSame("1 {}", "1\n{}");
  ExpectSame("(P) {}", "P\n{}");
  ExpectSame("m.is not y", "m.is\nnot y");
}

TEST(Parser, EndsAnExpressionAtANewline) {
  ExpectSame("1 + 2\n- 3", "1 + 2\n(-3)");
  ExpectSame("f\n(x)", "f x");
  ExpectSame("f\n[x]", "f\n([x])");
  ExpectSame("P\n{}", "(P) {}");
  ExpectSame("a\nnot b", "(a) not b");
  for (const char* source :
       {"a\n| f", "a\n.b", "a\n?", "a\n+ b", "a\nis b", "a\nand b", "a\n< b"}) {
    EXPECT_FALSE(Parse(source).has_value()) << "continued over a newline: " << source;
  }
}

TEST(Parser, TakesANewlineInsideBracketsAsABlank) {
  ExpectSame("[1\n-2]", "[1 - 2]");
  ExpectSame("(f\n(x))", "f(x)");
  ExpectSame("(a\n.b\n[\n0\n]\n?\n| f)", "a.b[0]? | f");
  ExpectSame("{\na\n:\n1\n,\n}", "{a: 1}");
  ExpectSame("[P\n{a: 1}]", "[P{a: 1}]");
  ExpectSame("f(\n)", "f()");
  ExpectSame("chant f(\na\n:\nN\n)then end", "chant f(a: N) then end");
  ExpectSame("(range\n(1,\n2))", "range(1, 2)");
  ExpectSame("[g<\nA\n>\n(x)]", "[g<A>(x)]");
  ExpectSame("[chant\n(x)\nthen x\nend\n(1)]", "[(chant(x) then x end)(1)]");
  ExpectSame("match x with when A(\nb\n,\n) then end", "match x with when A(b) then end");
}

TEST(Parser, TakesANewlineAfterCertainWordsAsABlank) {
  for (const char* op :
       {"|", "or", "and", "is", "is not", "greater than", "<", "+", "-", "*", "/", "%"}) {
    const std::string operator_text = op;
    ExpectSame("a " + operator_text + "\n\n# note\nb", "a " + operator_text + " b");
  }
  ExpectSame("offer a,\nb", "offer a, b");
  ExpectSame("gather a,\nb from\tM", "gather a, b from M");
  ExpectSame("attempt\nthen\nx\nend", "attempt x end");
  ExpectSame("match x with\nwhen 1 then\n2\notherwise\nthen\n3\nend",
             "match x with when 1 then 2 otherwise 3 end");
  ExpectSame("request A with\njustification \"t\"", "request A with justification \"t\"");
  ExpectSame("chant f<A,\nB>(x) then end", "chant f<A, B>(x) then end");
  ExpectSame("bind x: M<A,\nB> to 1", "bind x: M<A, B> to 1");
}

TEST(Parser, CountsNewlinesAgainInANamelessChantsBody) {
  ExpectSame("[chant() then\nf\n(x)\nend]", "[chant() then (f) x end]");
  ExpectSame("f(chant() then\n1 + 2\n- 3\nend\n, 4)", "f(chant() then 1 + 2\n(-3) end, 4)");
  ExpectError("[chant() then\na\n+ b\nend]", {3, 1}, "Expected a statement, found '+'");
  ExpectSame("[chant() then [1\n-2] end\n-3]", "[(chant() then [1 - 2] end) - 3]");
}

TEST(Parser, RejectsANewlineWhereNoneIsFree) {
  for (const char* source : {"bind\nx to 1",
                             "bind x\nto 1",
                             "bind x to\n1",
                             "weave x\nas 1",
                             "weave x as\n1",
                             "set\nx to 1",
                             "set x\nto 1",
                             "set x to\n1",
                             "set x.\nf to 1",
                             "should\nx then end",
                             "should x\nthen end",
                             "whilst\nx then end",
                             "whilst x\nthen end",
                             "for\neach x in y then end",
                             "for each\nx in y then end",
                             "for each x\nin y then end",
                             "for each x in\ny then end",
                             "for each x in y\nthen end",
                             "match\nx with end",
                             "match x\nwith end",
                             "match x with when\n1 then end",
                             "match x with when 1\nthen end",
                             "match x with when -\n1 then end",
                             "match x with when A\n(b) then end",
                             "chant\nf() then end",
                             "chant f\n() then end",
                             "chant f()\nthen end",
                             "chant f()\n-> N then end",
                             "chant f() ->\nN then end",
                             "chant f<\nA>() then end",
                             "chant f<A\n>() then end",
                             "chant\n(x) then end",
                             "form\nP with end",
                             "form P\nwith end",
                             "form P with a\nas N end",
                             "form P with a as\nN end",
                             "variant\nV then end",
                             "variant V\nthen end",
                             "variant V then A\n(x: N) end",
                             "aspect\nA then end",
                             "aspect A\nthen end",
                             "aspect A then chant\nf() end",
                             "aspect A then chant f()\n-> N end",
                             "embody\nA for P then end",
                             "embody A\nfor P then end",
                             "embody A for\nP then end",
                             "embody A for P\nthen end",
                             "attempt x harmonize\non E then end",
                             "attempt x harmonize on\nE then end",
                             "attempt x harmonize on E\nthen end",
                             "grove\nM with end",
                             "grove M\nwith end",
                             "offer\na",
                             "summon\nM from \"p\"",
                             "summon M\nfrom \"p\"",
                             "summon M from\n\"p\"",
                             "summon M from \"p\" as\nN",
                             "gather\na from M",
                             "gather a\nfrom M",
                             "gather a from\nM",
                             "gather a as\nb from M",
                             "a.\nb",
                             "not\nx",
                             "-\nx",
                             "borrow\nx",
                             "borrow mut\nx",
                             "range\n(1, 2)",
                             "Triumph\n(1)",
                             "request\nA with justification \"t\"",
                             "request A\nwith justification \"t\"",
                             "request A with justification\n\"t\"",
                             "request A.\nb with justification \"t\"",
                             "bind x\n: N to 1",
                             "bind x:\nN to 1",
                             "bind x: M\n<A> to 1",
                             "bind x: M<\nA> to 1",
                             "bind x: M<A\n> to 1"}) {
    EXPECT_FALSE(Parse(source).has_value()) << "accepted: " << source;
  }
}

TEST(Parser, TakesAYieldAtALinesEndOrBeforeAClosingWordAsBare) {
  ExpectSame("chant f() then yield\n1 end", "chant f() then yield\n(1) end");
  ExpectDifferent("chant f() then yield\n1 end", "chant f() then yield 1 end");
  for (const char* source : {"yield", "yield # note", "chant f() then yield end",
                             "should x then yield otherwise yield end",
                             "match x with when 1 then yield when 2 then yield otherwise yield end",
                             "attempt yield harmonize on _ then yield end"}) {
    const Ast ast = ParseGood(source);
    EXPECT_EQ(Print(ast).find("yield nothing"), std::string::npos);
  }
  EXPECT_FALSE(Parse("yield bind x to 1").has_value());
  EXPECT_FALSE(Parse("(yield 1)").has_value()) << "yield is a statement";
}

TEST(Parser, TellsATypedWeaveFromAValue) {
  const auto weave = [](std::string_view source) {
    const Ast ast = ParseGood(source);
    return As<BindStmt>(*ast.program.statements.front()).type != nullptr;
  };
  EXPECT_FALSE(weave("weave x as 0"));
  EXPECT_FALSE(weave("weave x as Number"));
  EXPECT_FALSE(weave("weave x as a < b"));
  EXPECT_FALSE(weave("weave x as a\nweave y as 0"));
  EXPECT_FALSE(weave("weave x as f<A>(y)"));
  EXPECT_TRUE(weave("weave x as Number as 0"));
  EXPECT_TRUE(weave("weave x as M<A, L<B>,> as 0"));
  EXPECT_TRUE(weave("weave x: Number as 0"));
  ExpectSame("weave x as Number as 0", "weave x: Number as 0");
  ExpectSame("bind x as Number to 0", "bind x: Number to 0");
  for (const char* source :
       {"weave x as M<> as 0", "weave x as M<A as 0", "weave x as M<A,\nB> as 0",
        "weave x as M,A as 0", "weave x as M>> as 0", "weave x as M<A B> as 0",
        "weave x as Number as", "weave x as M<A><B> as 0"}) {
    EXPECT_FALSE(Parse(source).has_value()) << source;
  }
}

TEST(Parser, OpensTypeArgumentsOnlyBeforeACallOrFields) {
  ExpectSame("f<A>(x)", "f<A> (x)");
  ExpectDifferent("f<A>(x)", "(f) < A > (x)");
  ExpectSame("(f) < A > (x)", "(f < A) greater than x");
  ExpectSame("f<A>\n(x)", "(f < A) > (x)");
  ExpectSame("f<A> x", "(f < A) > x");
  ExpectSame("f<A>[x]", "(f < A) greater than [x]");
  ExpectSame("f<A, B<C, D>,>(x)", "f<A, B<C, D>>(x)");
  ExpectAccepted("P<A>{a: 1}");
  ExpectAccepted("m.f<A>(x).g<B>(y)");
  ExpectSame("[a < b, c > (d)]", "[a<b, c>(d)]");
  ExpectDifferent("[a < b, c greater than (d)]", "[a<b, c>(d)]");
  ExpectSame("f(x)<A>(y)", "(f(x) < A) greater than y");
  ExpectSame("a < 1 > (b)", "(a < 1) greater than b");
  ExpectSame("a < b < c > (d)", "a < b<c>(d)");
  ExpectSame("a<\nb>(c)", "(a < b) greater than c");
  ExpectSame("a<b,\nc>(d)", "a<b, c>(d)");
}

TEST(Parser, ReadsAStructLiteralOnlyBehindANameOnItsLine) {
  ExpectAccepted("P{}\nP {a: 1}\nM.P {a: 1}\nf().P{}\nP{a: 1}.a\nP{}{}");
  ExpectSame("P{}{}", "P{}\n{}");
  ExpectSame("f(){}", "f()\n{}");
  ExpectSame("xs[0]{}", "xs[0]\n{}");
  ExpectSame("M.P{a: 1}", "M.P{\"a\": 1}");
}

TEST(Parser, ReadsEveryKindOfStatement) {
  ExpectAccepted(R"(
bind a to 1  bind a: Number to 1  bind a as List<Number> to []
weave b as 2
set b to 3  set b[0].f[g(1)].match to 4
yield  
yield 5
break continue
should a then b end  should a then otherwise end
whilst a then b end
for each x in xs then x end
chant f() then end  chant g<'a, T>(a, borrow b, borrow mut 'a c: T, d as T, ...rest) -> M<T> then a end
chant h(...borrow r) as Number then end
form P with end  form Q<T> with a as T b as N, c as M<N> end
variant V then end  variant W<T> then A B(x: T), C end
aspect A then end  aspect B<T> with chant m(self) chant n(self, ...x) -> T chant o() as T end
embody A for P then end  embody B<N> for M<P> then chant m(self) then 1 end chant n(self, ...x) then 2 end end
match x with end  match x with otherwise then 1 end
match x with
  when -1.5 then 1 when "t" then 2 when true then 3 when false then 4 when nothing then 5
  when _ then 6 when y then 7 when A() then 8 when B(1, C(_, _), z) then 9
  when Triumph(v) then 10 when Mishap(_) then 11 when Present(Absent) then 12 when Absent then 13
  otherwise 14
end
attempt end  attempt then a harmonize on TypeError then b harmonize on "E" then c harmonize on _ then d end
grove M with bind x to 1 offer x end
offer a, b
summon M from "m.gw"  summon M from "m.gw" as N
gather a from M  gather a, b as c from "m.gw"
)");
}

TEST(Parser, LetsAliasesDefaultToTheNames) {
  ExpectSame("summon M from \"p\" as M", "summon M from \"p\"");
  ExpectSame("gather a as a from M", "gather a from M");
  ExpectDifferent("gather a as b from M", "gather a from M");
  ExpectDifferent("gather a from M", "gather a from \"M\"");
}

TEST(Parser, LetsAKeyBeQuotedOrNot) { ExpectSame("{\"a\": 1, \"b c\": 2}", "{a: 1, \"b c\": 2}"); }

TEST(Parser, AllowsNameListsToRepeatOnlyTheWildcard) {
  ExpectAccepted("chant f<_, _>(_, _) then end");
  ExpectAccepted("match x with when A(_, _) then end");
  ExpectAccepted("form P with _ as N _ as N end");
  ExpectAccepted("variant V then _ _ end");
  ExpectAccepted("chant f<'a, a>(a) then end");
  ExpectAccepted("variant V then A(x: N) x(A: N) B(x: N) end");
  ExpectError("chant f(a, b, a) then end", {1, 15}, "Duplicate name 'a'");
  ExpectError("[chant(a, ...a) then end]", {1, 14}, "Duplicate name 'a'");
  ExpectError("chant f<A, A>() then end", {1, 12}, "Duplicate name 'A'");
  ExpectError("chant f<'a, 'a>() then end", {1, 13}, "Duplicate name 'a'");
  ExpectError("form P with a as N\na as N end", {2, 1}, "Duplicate name 'a'");
  ExpectError("variant V then A B(A: N) A end", {1, 26}, "Duplicate name 'A'");
  ExpectError("variant V then A(x: N, x: N) end", {1, 24}, "Duplicate name 'x'");
  ExpectError("match v with when A(x, B(x)) then end", {1, 26}, "Duplicate name 'x'");
  ExpectError("aspect A then chant f(x, x) end", {1, 26}, "Duplicate name 'x'");
  ExpectAccepted("match v with when A(x) then 1 when B(x) then 2 end");
  ExpectAccepted("offer a, a");
  ExpectAccepted("P{a: 1, a: 2}");
}

TEST(Parser, NamesWhatItExpectedAndWhatItFound) {
  ExpectError("bind 5 to 1", {1, 6}, "Expected a name, found number");
  ExpectError("bind end to 1", {1, 6}, "Expected a name, found 'end'");
  ExpectError("bind x 1", {1, 8}, "Expected 'to', found number");
  ExpectError("bind x to", {1, 10}, "Expected an expression, found end of input");
  ExpectError("bind x to\n", {1, 10}, "Expected an expression, found the end of the line");
  ExpectError("bind x to # why\n\n1", {1, 16}, "Expected an expression, found the end of the line");
  ExpectError("weave x to 1", {1, 9}, "Expected 'as', found 'to'");
  ExpectError("set 5 to 1", {1, 5}, "Expected a name, found number");
  ExpectError("set f() to 1", {1, 6}, "Expected 'to', found '('");
  ExpectError("set x.5 to 1", {1, 7}, "Expected a name, found number");
  ExpectError("1 + then", {1, 5}, "Expected an expression, found 'then'");
  ExpectError("end", {1, 1}, "Expected a statement, found 'end'");
  ExpectError("x\n)", {2, 1}, "Expected a statement, found ')'");
  ExpectError("(1", {1, 3}, "Expected ')', found end of input");
  ExpectError("[1 2]", {1, 4}, "Expected ']', found number");
  ExpectError("{a 1}", {1, 4}, "Expected ':', found number");
  ExpectError("{1: 1}", {1, 2}, "Expected a key, found number");
  ExpectError("P{a}", {1, 4}, "Expected ':', found '}'");
  ExpectError("f(1", {1, 4}, "Expected ')', found end of input");
  ExpectError("xs[]", {1, 4}, "Expected an expression, found ']'");
  ExpectError("a.\"b\"", {1, 3}, "Expected a name, found text");
  ExpectError("range + 1", {1, 7}, "Expected '(', found '+'");
  ExpectError("range(1)", {1, 8}, "Expected ',', found ')'");
  ExpectError("range(1, 2, 3)", {1, 13}, "Expected ')', found number");
  ExpectError("Triumph 1", {1, 9}, "Expected '(', found number");
  ExpectError("Triumph(1, 2)", {1, 10}, "Expected ')', found ','");
  ExpectError("Present()", {1, 9}, "Expected an expression, found ')'");
  ExpectError("request \"a\" with justification \"t\"", {1, 9}, "Expected a name, found text");
  ExpectError("request a.1 with justification \"t\"", {1, 11}, "Expected a name, found number");
  ExpectError("request a with \"t\"", {1, 16}, "Expected 'justification', found text");
  ExpectError("request a with justification t", {1, 30}, "Expected a text, found name 't'");
  ExpectError("should x 1 end", {1, 10}, "Expected 'then', found number");
  ExpectError("should x then 1", {1, 16}, "Expected 'otherwise' or 'end', found end of input");
  ExpectError("should x then when", {1, 15}, "Expected 'otherwise' or 'end', found 'when'");
  ExpectError("should x then 1 otherwise 2 otherwise 3 end", {1, 29},
              "Expected 'end', found 'otherwise'");
  ExpectError("whilst x then otherwise end", {1, 15}, "Expected 'end', found 'otherwise'");
  ExpectError("for x in y then end", {1, 5}, "Expected 'each', found name 'x'");
  ExpectError("for each x of y then end", {1, 12}, "Expected 'in', found name 'of'");
  ExpectError("match x with 1 end", {1, 14}, "Expected 'when', 'otherwise' or 'end', found number");
  ExpectError("match x with otherwise 1 when 2 then end", {1, 26}, "Expected 'end', found 'when'");
  ExpectError("match x with when 1 + 1 then end", {1, 21}, "Expected 'then', found '+'");
  ExpectError("match x with when - x then end", {1, 21}, "Expected a number, found name 'x'");
  ExpectError("match x with when [] then end", {1, 19}, "Expected a pattern, found '['");
  ExpectError("match x with when Triumph then end", {1, 27}, "Expected '(', found 'then'");
  ExpectError("match x with when Triumph() then end", {1, 27}, "Expected a pattern, found ')'");
  ExpectError("match x with when Present(a, b) then end", {1, 28}, "Expected ')', found ','");
  ExpectError("attempt x", {1, 10}, "Expected 'harmonize' or 'end', found end of input");
  ExpectError("attempt x harmonize E then end", {1, 21}, "Expected 'on', found name 'E'");
  ExpectError("attempt x harmonize on 1 then end", {1, 24},
              "Expected the name of an error, found number");
  ExpectError("chant f() end", {1, 11}, "Expected 'then', found 'end'");
  ExpectError("chant f x", {1, 9}, "Expected '(', found name 'x'");
  ExpectError("chant f(1) then end", {1, 9}, "Expected a name, found number");
  ExpectError("chant f(mut x) then end", {1, 9}, "Expected a name, found 'mut'");
  ExpectError("chant f('a x) then end", {1, 9}, "Expected a name, found lifetime 'a'");
  ExpectError("chant f(...a, b) then end", {1, 12}, "A rest parameter must be the last");
  ExpectError("chant f(a: 1) then end", {1, 12}, "Expected a type, found number");
  ExpectError("chant f<1>() then end", {1, 9}, "Expected a name or a lifetime, found number");
  ExpectError("chant f<A() then end", {1, 10}, "Expected '>', found '('");
  ExpectError("form P with 1 end", {1, 13}, "Expected a field's name or 'end', found number");
  ExpectError("form P with a end", {1, 15}, "Expected 'as', found 'end'");
  ExpectError("form P then end", {1, 8}, "Expected 'with', found 'then'");
  ExpectError("variant V then 1 end", {1, 16}, "Expected a case's name or 'end', found number");
  ExpectError("variant V then A() end", {1, 18}, "Expected a name, found ')'");
  ExpectError("variant V then A(x) end", {1, 19}, "Expected ':', found ')'");
  ExpectError("aspect A end", {1, 10}, "Expected 'then' or 'with', found 'end'");
  ExpectError("aspect A then x end", {1, 15}, "Expected 'chant' or 'end', found name 'x'");
  ExpectError("aspect A then chant f(x) then end", {1, 26},
              "Expected 'chant' or 'end', found 'then'");
  ExpectError("embody A then end", {1, 10}, "Expected 'for', found 'then'");
  ExpectError("embody A<> for P then end", {1, 10}, "Expected a type, found '>'");
  ExpectError("embody A for P then x end", {1, 21}, "Expected 'chant' or 'end', found name 'x'");
  ExpectError("embody A for P then chant (x) then end end", {1, 27}, "Expected a name, found '('");
  ExpectError("grove M then end", {1, 9}, "Expected 'with', found 'then'");
  ExpectError("offer 1", {1, 7}, "Expected a name, found number");
  ExpectError("summon M from m", {1, 15}, "Expected a text, found name 'm'");
  ExpectError("gather a from 1", {1, 15}, "Expected a text or a name, found number");
  ExpectError("gather from M", {1, 8}, "Expected a name, found 'from'");
}

TEST(Parser, ReportsWhicheverErrorComesFirst) {
  ExpectError("bind to 1\n$", {1, 6}, "Expected a name, found 'to'");
  ExpectError("bind x to 1 $ bind to", {1, 13}, "Unexpected character '$'");
  ExpectError("bind x\n$", {1, 7}, "Expected 'to', found the end of the line");
  ExpectError("(\n$", {2, 1}, "Unexpected character '$'");
  ExpectError("a + $", {1, 5}, "Unexpected character '$'");
  ExpectError("f<A $ B>(x)", {1, 5}, "Unexpected character '$'");
}

TEST(Parser, GivesNodesDenseIdsAndHeights) {
  const Ast ast = ParseGood("bind x to 1 + f(2)\nshould x then [y] end");
  EXPECT_EQ(ast.node_count, 11u);
  const auto& statements = ast.program.statements;
  ASSERT_EQ(statements.size(), 2u);
  EXPECT_EQ(statements[0]->height, 2u) << "bind adds nothing to the sum over the call";
  EXPECT_EQ(statements[1]->height, 2u);
  EXPECT_EQ(ast.program.height, 2u);
}

TEST(Parser, KeepsATreeAliveBeyondItsSourceAndItself) {
  Ast ast;
  {
    std::string source = "bind name to \"text\\n\" # comment";
    Parser parser;
    ast = std::move(*parser.Parse(source));
    source.assign(source.size(), '?');
  }
  EXPECT_EQ(Print(ast), "bind name to \"text\\n\"  # comment\n");
}

TEST(Parser, ForgetsEachTextBeforeTheNext) {
  Parser parser;
  for (int round = 0; round < 3; ++round) {
    EXPECT_TRUE(parser.Parse("chant f(a, b) then a < b end").has_value());
    EXPECT_FALSE(parser.Parse("((([chant f(a, a) then").has_value());
    EXPECT_FALSE(parser.Parse("\"open").has_value());
    EXPECT_FALSE(parser.Parse("a<b<c<d [").has_value());
    const auto last = parser.Parse("b a # note");
    ASSERT_TRUE(last.has_value());
    EXPECT_EQ(last->Name(static_cast<Symbol>(0)), "b") << "symbols of an earlier text remain";
    EXPECT_EQ(last->comments.size(), 1u);
  }
}

TEST(Parser, GoesOnAfterBeingMoved) {
  Parser first;
  EXPECT_TRUE(first.Parse("a").has_value());
  Parser second = std::move(first);
  EXPECT_TRUE(second.Parse("b").has_value());
  first = std::move(second);
  EXPECT_TRUE(first.Parse("c").has_value());
}

TEST(Parser, RefusesATextBeyondItsLimit) {
  Parser parser(5);
  EXPECT_TRUE(parser.Parse("1 + 2").has_value());
  const auto parsed = parser.Parse("1 + 23");
  ASSERT_FALSE(parsed.has_value());
  EXPECT_EQ(parsed.error().message, "Source text is longer than 5 characters");
}

TEST(Parser, TakesAnEmptyTextAsAnEmptyProgram) {
  for (const char* source : {"", "\n\n", "# only a comment", "  \t\r\n"}) {
    EXPECT_TRUE(ParseGood(source).program.statements.empty());
  }
}

}  // namespace
}  // namespace quicksilver
