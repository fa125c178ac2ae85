#ifndef QUICKSILVER_SYNTAX_PRINT_RUN_H_
#define QUICKSILVER_SYNTAX_PRINT_RUN_H_

// One printing of a tree.
//
// Invariant: every comment is printed exactly once. Whoever prints a block takes the comments
// inside its span; what is left inside a statement after all its blocks have been printed is put
// before it. Functions named Print… append to the line at hand and leave it open; PrintBlock and
// PrintPiece begin and end with complete lines. It is wrong to include this outside the printer:
// printer.h is the way in.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/native_stack.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

class PrintRun {
 public:
  explicit PrintRun(const Ast& ast);

  std::string Run();

 private:
  static constexpr std::uint32_t kNowhere = std::numeric_limits<std::uint32_t>::max();

  // Where a sequence of pieces has got to in the source.
  struct Progress {
    std::uint32_t offset = 0;  // comments from here on are still to be looked at
    std::uint32_t line = 0;    // the last printed piece's last line; 0: nothing printed yet
  };

  // print_comments.cc: lines, comments, blank lines
  void Indent(std::string& out) const;
  void StartLine() { Indent(out_); }
  void Name(Symbol symbol) { out_ += ast_.Name(symbol); }
  // The first comment in [begin, end) that has not been printed, or the number of comments.
  std::size_t FindComment(std::uint32_t begin, std::uint32_t end) const;
  bool HasComment(std::uint32_t begin, std::uint32_t end) const;
  // The comment behind the last token on the line at hand, if the first one in the range is one.
  void PrintTrailingComment(std::uint32_t begin, std::uint32_t end);
  // Those in the range that have not been printed, each on a line; blank lines kept.
  void PrintCommentLines(Progress& progress, std::uint32_t end);
  void PrintBlankLine(Progress& progress, std::uint32_t offset);
  // Puts the comments of the range that have not been printed before the line that began at `at`.
  void HoistComments(std::size_t at, std::uint32_t begin, std::uint32_t end);
  // One line or more that stand for the source in `span`, with the comments before, in and behind
  // it. `print` writes them without the last line feed.
  template <typename PrintBody>
  void PrintPiece(Progress& progress, Span span, std::uint32_t next_begin, PrintBody&& print) {
    PrintCommentLines(progress, span.begin);
    PrintBlankLine(progress, span.begin);
    const std::size_t start = out_.size();
    StartLine();
    print();
    HoistComments(start, span.begin, span.end);
    PrintTrailingComment(span.end, next_begin);
    out_ += '\n';
    progress.offset = span.end;
    latest_line_ = std::max(latest_line_, LastLine(span));
    progress.line = latest_line_;
  }
  std::uint32_t LastLine(Span span) const;

  // Every level of the tree comes through here.
  template <typename PrintBody>
  void Deeper(PrintBody&& print) {
    const bool room = stack_.Run(print);
    QS_ASSERT(room, "the stack's budget holds a tree of the highest nesting");
    static_cast<void>(room);
  }

  // printer.cc: statements
  void PrintStatements(const Block& block, Progress& progress);
  // Ends the line at hand, which opens the block, and prints the block's lines. Where another head
  // (`otherwise`, `when`, `harmonize`) follows, comments that stood no further right than it are
  // left to be printed before it.
  void PrintBlock(const Block& block, bool head_follows = false);
  // Where the comments of the block that belong to the head behind it begin.
  std::uint32_t HeadComments(const Progress& progress, const Block& block) const;
  static std::uint32_t BlockTail(const Block& block);
  void PrintEnd();
  void PrintStmt(const Stmt& stmt);
  void PrintBind(const BindStmt& stmt);
  void PrintSet(const SetStmt& stmt);
  void PrintShould(const ShouldStmt& stmt);
  void PrintMatch(const MatchStmt& stmt);
  void PrintAttempt(const AttemptStmt& stmt);
  void PrintOffer(const OfferStmt& stmt);
  void PrintSummon(const SummonStmt& stmt);
  void PrintGather(const GatherStmt& stmt);

  // print_declarations.cc
  void PrintForm(const FormStmt& stmt);
  void PrintVariant(const VariantStmt& stmt);
  void PrintAspect(const AspectStmt& stmt);
  void PrintEmbody(const EmbodyStmt& stmt);
  void PrintChant(const Chant& chant);
  bool FitsOnALine(const Chant& chant) const;
  bool HasNamelessChant(const Stmt& stmt) const;
  template <typename Item, typename SpanOf, typename PrintItem>
  void PrintItems(Span body, std::span<const Item> items, SpanOf span_of, PrintItem print_item);
  void PrintParams(std::span<const Param> params);
  void PrintOptionalType(std::string_view separator, const TypeExpr* type);
  void PrintGenerics(std::span<const Generic> generics);
  void PrintType(const TypeExpr& type);
  void PrintTypeArguments(std::span<const TypeExpr* const> types);
  void PrintPattern(const Pattern& pattern);
  void PrintPatternHere(const Pattern& pattern);

  // print_expressions.cc
  // Parenthesised if it binds less tightly than `lowest`.
  void PrintExpr(const Expr& expr, int lowest);
  void PrintExpr(const Expr& expr);
  void PrintExprHere(const Expr& expr);
  void PrintParenthesized(const Expr& expr);
  void PrintBinary(const BinaryExpr& expr);
  void PrintCallee(const Expr& callee);
  void PrintExprs(std::span<const Expr* const> exprs);
  void PrintEntries(std::span<const Entry> entries);

  const Ast& ast_;
  std::string out_;
  std::size_t indent_ = 0;
  std::vector<bool> printed_;      // by comment
  std::uint32_t latest_line_ = 0;  // the last source line of all that has been printed
  NativeStack stack_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_PRINT_RUN_H_
