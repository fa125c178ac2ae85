#include "properties/reducers/edit.h"

#include <gtest/gtest.h>

#include "engine/syntax/ast_equality.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"
#include "properties/reducers/tree_index.h"

namespace quicksilver::properties {
namespace {

Ast Parsed(std::string_view source) {
  auto ast = Parse(source);
  EXPECT_TRUE(ast.has_value()) << source;
  return std::move(*ast);
}

TEST(Edit, WithoutReplacementsCopies) {
  const Ast ast = Parsed("bind x to [1, {a: 2}]\nf(x | g, -3)\n");
  EXPECT_TRUE(EqualAsts(ast, Edit(ast).Apply()));
}

TEST(Edit, ReplacesInsideReplacements) {
  const Ast ast = Parsed("f(1, 2, g(3, 4))\n");
  const TreeIndex index(ast);
  Edit edit(ast);
  const Expr& outer = *As<ExprStmt>(*ast.program.statements[0]).expr;
  const Expr& inner = *As<CallExpr>(outer).arguments[2];
  CallExpr& shorter = edit.Changed(As<CallExpr>(outer));
  shorter.arguments = edit.Without(shorter.arguments, 0, 2);
  edit.Replace(outer, shorter);
  edit.Replace(inner, *As<CallExpr>(inner).arguments[1]);
  EXPECT_EQ(Print(edit.Apply()), "f(4)\n");
}

TEST(Edit, DropsMultipliesAndAddsStatements) {
  const Ast ast = Parsed("1\n2\n3\n");
  Edit edit(ast);
  edit.Drop(*ast.program.statements[0]);
  edit.Replace(*ast.program.statements[1],
               {&edit.ExprStmtOf(edit.Text("a")), &edit.ExprStmtOf(edit.Truth(true))});
  edit.Prepend(*ast.program.statements[2], edit.Bind(edit.NewName("v"), edit.Number(0)));
  EXPECT_EQ(Print(edit.Apply()), "\"a\"\ntrue\nbind v to 0\n3\n");
}

TEST(Edit, RenamesEverywhere) {
  const Ast ast = Parsed("form P with x as Number end\nbind x to P { x: 1 }\nx.x\n");
  Edit edit(ast);
  for (std::size_t i = 0; i < ast.symbols.size(); ++i) {
    if (ast.symbols[i] == "x") edit.Rename(static_cast<Symbol>(i), "long_name");
  }
  EXPECT_EQ(Print(edit.Apply()),
            "form P with\n  long_name as Number\nend\nbind long_name to P { long_name: 1 }\n"
            "long_name.long_name\n");
}

TEST(TreeIndex, ListsParentsBeforeChildrenAndFindsNodesBySpan) {
  const Ast ast = Parsed("should a + 1 > 2 then\n  f(chant(x) then x end)\nend\n");
  const TreeIndex index(ast);
  EXPECT_EQ(index.statements.size(), 3u);
  EXPECT_EQ(index.chants.size(), 1u);
  for (const Expr* expr : index.expressions) {
    const NodeId parent = index.node(expr->id).parent;
    ASSERT_NE(parent, kNoNode);
    const Span outer = index.node(parent).span();
    EXPECT_LE(outer.begin, expr->span.begin);
    EXPECT_GE(outer.end, expr->span.end);
  }
  EXPECT_EQ(index.node(index.Find({7, 12})).kind(), "Binary");
  EXPECT_EQ(index.node(index.Find({8, 9})).kind(), "Binary") << "the smallest that contains it";
  EXPECT_EQ(index.Find({900, 901}), kNoNode);
  // should, >, +, a, 1, 2; the call, f, the chant, x.
  EXPECT_EQ(CountNodes(ast), 10u);
}

}  // namespace
}  // namespace quicksilver::properties
