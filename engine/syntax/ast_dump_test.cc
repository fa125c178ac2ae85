#include "engine/syntax/ast_dump.h"

#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "engine/syntax/parser.h"

namespace quicksilver {
namespace {

std::string Dump(std::string_view source) {
  const auto parsed = Parse(source);
  if (!parsed) {
    ADD_FAILURE() << source << ": " << parsed.error().message;
    return {};
  }
  return DumpAst(*parsed);
}

TEST(Spans, ParenthesesBelongToTheExpressionThatContainsThem) {
  EXPECT_EQ(Dump("((a + b)) * (c)"),
            "Expr 1:1-1:16\n"
            "  Binary * 1:1-1:16\n"
            "    Binary + 1:3-1:8\n"
            "      Name a 1:3-1:4\n"
            "      Name b 1:7-1:8\n"
            "    Name c 1:14-1:15\n");
  EXPECT_EQ(Dump("(f)((x))"),
            "Expr 1:1-1:9\n"
            "  Call 1:1-1:9\n"
            "    Name f 1:2-1:3\n"
            "    Name x 1:6-1:7\n");
  EXPECT_EQ(Dump("not (a)"),
            "Expr 1:1-1:8\n"
            "  Unary not 1:1-1:8\n"
            "    Name a 1:6-1:7\n");
  EXPECT_EQ(Dump("((x))"), "Expr 1:1-1:6\n  Name x 1:3-1:4\n");
}

TEST(Spans, PostfixesRunFromTheirOperandToTheirLastToken) {
  EXPECT_EQ(Dump("é.b[0]?(1)"),
            "Expr 1:1-1:11\n"
            "  Call 1:1-1:11\n"
            "    Try 1:1-1:8\n"
            "      Index 1:1-1:7\n"
            "        Field b 1:1-1:4\n"
            "          Name é 1:1-1:2\n"
            "        Number 0 1:5-1:6\n"
            "    Number 1 1:9-1:10\n");
}

TEST(Spans, StatementsRunFromTheirFirstToTheirLastToken) {
  EXPECT_EQ(Dump("  bind x to (1) # note\nshould x then\n  yield\nend  "),
            "Bind x 1:3-1:16\n"
            "  Number 1 1:14-1:15\n"
            "Should 2:1-4:4\n"
            "  Name x 2:8-2:9\n"
            "  then\n"
            "    Yield 3:3-3:8\n"
            "Comment # note 1:17-1:23\n");
}

TEST(Spans, OfEveryStepOfAPlaceIsKnown) {
  const auto parsed = Parse("set xs[10].f to 1");
  ASSERT_TRUE(parsed.has_value());
  const auto& set = As<SetStmt>(*parsed->program.statements[0]);
  EXPECT_EQ(set.root_span, (Span{4, 6}));
  ASSERT_EQ(set.steps.size(), 2u);
  EXPECT_EQ(set.steps[0].end, 10u);
  EXPECT_EQ(set.steps[1].end, 12u);
}

TEST(Spans, BlocksRunFromTheWordThatOpensThemToTheOneThatCloses) {
  const auto parsed = Parse("should x then  a  otherwise b end");
  ASSERT_TRUE(parsed.has_value());
  const auto& should = As<ShouldStmt>(*parsed->program.statements[0]);
  EXPECT_EQ(should.then_block.span, (Span{13, 18}));
  EXPECT_EQ(should.else_block.span, (Span{27, 30}));
  EXPECT_EQ(parsed->program.span, (Span{0, 33}));
}

TEST(AstDump, ShowsEveryKindOfExpression) {
  EXPECT_EQ(Dump("[\"a\\n\", true, nothing, Absent]"),
            "Expr 1:1-1:31\n"
            "  List 1:1-1:31\n"
            "    Text \"a\\n\" 1:2-1:7\n"
            "    Truth true 1:9-1:13\n"
            "    Nothing 1:15-1:22\n"
            "    Absent 1:24-1:30\n");
  EXPECT_EQ(Dump("P<A>{a: -1, \"b\": {}} is not Triumph(borrow mut x)"),
            "Expr 1:1-1:50\n"
            "  Binary is not 1:1-1:50\n"
            "    Struct <A>{\"a\", \"b\"} 1:1-1:21\n"
            "      Name P 1:1-1:2\n"
            "      Unary - 1:9-1:11\n"
            "        Number 1 1:10-1:11\n"
            "      Map {} 1:18-1:20\n"
            "    Outcome Triumph 1:29-1:50\n"
            "      Unary borrow mut 1:37-1:49\n"
            "        Name x 1:48-1:49\n");
  EXPECT_EQ(Dump("range(1, 2) | f<A, B>() or false and request A . b with justification \"t\""),
            "Expr 1:1-1:74\n"
            "  Pipeline 1:1-1:74\n"
            "    Range 1:1-1:12\n"
            "      Number 1 1:7-1:8\n"
            "      Number 2 1:10-1:11\n"
            "    Logical or 1:15-1:74\n"
            "      Call <A, B> 1:15-1:24\n"
            "        Name f 1:15-1:16\n"
            "      Logical and 1:28-1:74\n"
            "        Truth false 1:28-1:33\n"
            "        Request A.b \"t\" 1:38-1:74\n");
  EXPECT_EQ(Dump("chant(...x) then break end"),
            "Expr 1:1-1:27\n"
            "  Chant 1:1-1:27\n"
            "    Chant _ 1:1-1:27\n"
            "      Param ...x 1:10-1:11\n"
            "      Break 1:18-1:23\n");
}

TEST(AstDump, ShowsEveryKindOfStatement) {
  EXPECT_EQ(
      Dump("chant f<'a, T>(a, borrow mut 'a b: M<N, T>, borrow c) -> T then set x[1].f to 2 end"),
      "Chant f<'a, T> -> T 1:1-1:84\n"
      "  Param a 1:16-1:17\n"
      "  Param borrow mut 'a b: M<N, T> 1:33-1:34\n"
      "  Param borrow c 1:52-1:53\n"
      "  Set x[].f 1:65-1:80\n"
      "    Number 1 1:71-1:72\n"
      "    Number 2 1:79-1:80\n");
  EXPECT_EQ(Dump("form P<T> with a as T end variant V then A(x: N) B end"),
            "Form P<T> 1:1-1:26\n"
            "  Field a: T 1:16-1:17\n"
            "Variant V 1:27-1:55\n"
            "  Case A 1:42-1:43\n"
            "    Field x: N 1:44-1:45\n"
            "  Case B 1:50-1:51\n");
  EXPECT_EQ(
      Dump("aspect A then chant f(x) -> N end embody A<N> for P then chant f(x) then end end"),
      "Aspect A 1:1-1:34\n"
      "  Method f -> N 1:21-1:22\n"
      "    Param x 1:23-1:24\n"
      "Embody A<N> for P 1:35-1:81\n"
      "  Chant f 1:58-1:77\n"
      "    Param x 1:66-1:67\n");
  EXPECT_EQ(
      Dump("match x with when A(-1, \"t\", true, y) then continue when _ then otherwise 2 end"),
      "Match 1:1-1:80\n"
      "  Name x 1:7-1:8\n"
      "  Arm 1:14-1:52\n"
      "    ConstructorPattern A 1:19-1:38\n"
      "      NumberPattern -1 1:21-1:23\n"
      "      TextPattern \"t\" 1:25-1:28\n"
      "      TruthPattern true 1:30-1:34\n"
      "      NamePattern y 1:36-1:37\n"
      "    then\n"
      "      Continue 1:44-1:52\n"
      "  Arm 1:53-1:64\n"
      "    WildcardPattern 1:58-1:59\n"
      "    then\n"
      "  otherwise\n"
      "    Expr 1:75-1:76\n"
      "      Number 2 1:75-1:76\n");
  EXPECT_EQ(
      Dump("attempt a harmonize on E then b end weave x: N as 1 should a then otherwise b end"),
      "Attempt 1:1-1:36\n"
      "  attempt\n"
      "    Expr 1:9-1:10\n"
      "      Name a 1:9-1:10\n"
      "  Handler E 1:11-1:32\n"
      "    Expr 1:31-1:32\n"
      "      Name b 1:31-1:32\n"
      "Weave x: N 1:37-1:52\n"
      "  Number 1 1:51-1:52\n"
      "Should 1:53-1:82\n"
      "  Name a 1:60-1:61\n"
      "  then\n"
      "  otherwise\n"
      "    Expr 1:77-1:78\n"
      "      Name b 1:77-1:78\n");
  EXPECT_EQ(Dump("grove M with offer a, b end summon M from \"p\" as N gather a, b as c from M "
                 "gather a from \"p\""),
            "Grove M 1:1-1:28\n"
            "  with\n"
            "    Offer a, b 1:14-1:24\n"
            "Summon M from \"p\" as N 1:29-1:51\n"
            "Gather a as a, b as c from M 1:52-1:75\n"
            "Gather a as a from \"p\" 1:76-1:93\n");
  EXPECT_EQ(Dump("whilst a then end for each x in y then x end"),
            "Whilst 1:1-1:18\n"
            "  Name a 1:8-1:9\n"
            "  then\n"
            "ForEach x 1:19-1:45\n"
            "  Name y 1:33-1:34\n"
            "  then\n"
            "    Expr 1:40-1:41\n"
            "      Name x 1:40-1:41\n");
}

TEST(TokenDump, ShowsEveryTokenAndComment) {
  const TokenDump dump = DumpTokens("bind x to 1.50 # note\n'a \"t\\n\" at least ...");
  EXPECT_EQ(dump.text,
            "1:1-1:5 keyword bind\n"
            "1:6-1:7 name x\n"
            "1:8-1:10 keyword to\n"
            "1:11-1:15 number 1.5\n"
            "1:16-1:22 # note\n"
            "2:1-2:3 lifetime a\n"
            "2:4-2:9 text \"t\\n\"\n"
            "2:10-2:18 operator at least\n"
            "2:19-2:22 operator ...\n"
            "2:22-2:22 end of input\n");
  EXPECT_FALSE(dump.error.has_value());
}

TEST(TokenDump, EndsAtTheFirstError) {
  const TokenDump dump = DumpTokens("x $ y");
  EXPECT_EQ(dump.text, "1:1-1:2 name x\n");
  ASSERT_TRUE(dump.error.has_value());
  EXPECT_EQ(dump.error->position, (Position{1, 3}));
}

}  // namespace
}  // namespace quicksilver
