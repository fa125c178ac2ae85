#include "properties/trees/tree_copier.h"

#include <filesystem>
#include <gtest/gtest.h>

#include "engine/base/files.h"
#include "engine/syntax/ast_equality.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/printer.h"

namespace quicksilver::properties {
namespace {

TEST(TreeCopier, CopiesEveryProgramOfTheCorpusUnchanged) {
  // If this fails, a reducer or rewrite changes what it was not asked to change.
  int copied = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(QS_SOURCE_DIR "/corpus/programs")) {
    if (entry.path().extension() != ".gw") continue;
    const std::expected<Ast, SyntaxError> ast = Parse(ReadFile(entry.path().string()).value());
    if (!ast.has_value()) continue;
    const Ast copy = TreeCopier(*ast).Copy();
    EXPECT_TRUE(EqualAsts(*ast, copy)) << entry.path();
    // Printing must not need what a built tree does not have.
    const std::expected<Ast, SyntaxError> again = Parse(Print(copy));
    ASSERT_TRUE(again.has_value()) << entry.path() << ": " << again.error().message;
    EXPECT_TRUE(EqualAsts(*ast, *again)) << entry.path();
    ++copied;
  }
  EXPECT_GT(copied, 1000);
}

class Doubler : public TreeCopier {
 public:
  using TreeCopier::TreeCopier;

 protected:
  void OnStmt(const Stmt& stmt, std::vector<const Stmt*>& out) override {
    out.push_back(CopyStmt(stmt));
    out.push_back(CopyStmt(stmt));
  }
  const Expr* OnExpr(const Expr& expr) override {
    if (expr.kind == ExprKind::kNumber) return builder().Number(As<NumberExpr>(expr).value + 1);
    return CopyExpr(expr);
  }
};

TEST(TreeCopier, AsksTheHooksEverywhere) {
  const std::expected<Ast, SyntaxError> ast =
      Parse("should x > 1 then f(2) end\nbind g to chant (a) then a + 3 end\n");
  ASSERT_TRUE(ast.has_value());
  EXPECT_EQ(Print(Doubler(*ast).Copy()),
            "should x > 2 then\n  f(3)\n  f(3)\nend\nshould x > 2 then\n  f(3)\n  f(3)\nend\n"
            "bind g to chant(a) then\n  a + 4\n  a + 4\nend\n"
            "bind g to chant(a) then\n  a + 4\n  a + 4\nend\n");
}

}  // namespace
}  // namespace quicksilver::properties
