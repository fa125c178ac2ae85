#ifndef QUICKSILVER_SYNTAX_PARSE_RUN_H_
#define QUICKSILVER_SYNTAX_PARSE_RUN_H_

// One parse: recursive descent over the tokens, with precedence climbing for binary operators.
//
// Functions named Parse… start at the first token of what they parse and end behind its last; they
// give null (or false) after an error, which is kept in `error_` and ends the parse.
// Invariants: `depth_` counts the nodes that will certainly stand above the node being parsed, so
// depth_ + height never exceeds kMaxNesting in a tree that is accepted, whatever is still to come;
// a token on a new line may be taken only where Reachable() says so.
// It is wrong to include this outside the parser: parser.h is the way in.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "engine/base/native_stack.h"
#include "engine/syntax/ast.h"
#include "engine/syntax/interner.h"
#include "engine/syntax/lexer.h"
#include "engine/syntax/parser.h"
#include "engine/syntax/token.h"

namespace quicksilver {

// The names of one list that may not hold a name twice. Emptying it costs nothing.
class NameSet {
 public:
  void Clear() { ++round_; }
  // A new Ast: its symbols have nothing to do with those before.
  void Forget() { seen_.clear(); }

  // False where it is there already.
  bool Add(std::uint32_t key) {
    if (key >= seen_.size()) seen_.resize(key + 1, 0);
    if (seen_[key] == round_) return false;
    seen_[key] = round_;
    return true;
  }

 private:
  std::vector<std::uint64_t> seen_;  // the round in which the key was last added
  std::uint64_t round_ = 0;
};

struct UnaryMark {
  UnaryOp op;
  std::uint32_t begin;
};

// What outlives a parse so that the next one need not allocate it.
struct ParseMemory {
  TokenList list;
  Interner interner;
  NativeStack stack;
  NameSet names;
  NameSet case_names;  // for the one list whose items hold lists of their own
  std::vector<std::uint32_t> open_angles;
  // Items of lists under construction; inner lists stand above outer ones.
  std::tuple<std::vector<const Expr*>, std::vector<const Stmt*>, std::vector<const TypeExpr*>,
             std::vector<const Pattern*>, std::vector<const Chant*>, std::vector<Entry>,
             std::vector<Param>, std::vector<Generic>, std::vector<FieldDecl>,
             std::vector<CaseDecl>, std::vector<AspectMethod>, std::vector<MatchArm>,
             std::vector<Handler>, std::vector<OfferName>, std::vector<GatherName>,
             std::vector<PlaceStep>, std::vector<UnaryMark>>
      lists;
};

class ParseRun {
 public:
  ParseRun(ParseMemory& memory, Ast& ast);

  // The whole program into the Ast; false: see error().
  bool ParseProgram();
  SyntaxError& error() { return error_; }

 private:
  // A list under construction on top of its kind's stack.
  template <typename T>
  class ListOf {
   public:
    explicit ListOf(ParseRun& run)
        : run_(run), stack_(std::get<std::vector<T>>(run.memory_.lists)), base_(stack_.size()) {}
    ~ListOf() { stack_.erase(stack_.begin() + static_cast<std::ptrdiff_t>(base_), stack_.end()); }
    ListOf(const ListOf&) = delete;
    ListOf& operator=(const ListOf&) = delete;

    void Add(const T& item) { stack_.push_back(item); }
    std::span<const T> items() const { return std::span<const T>(stack_).subspan(base_); }
    std::span<const T> Finish() const { return run_.ast_.arena.Copy(items()); }

   private:
    ParseRun& run_;
    std::vector<T>& stack_;
    std::size_t base_;
  };

  // Newlines are blanks, or count, until the scope ends.
  class NewlineScope {
   public:
    NewlineScope(ParseRun& run, bool free) : run_(run), saved_(run.newlines_free_) {
      run.newlines_free_ = free;
    }
    ~NewlineScope() { run_.newlines_free_ = saved_; }
    NewlineScope(const NewlineScope&) = delete;
    NewlineScope& operator=(const NewlineScope&) = delete;

   private:
    ParseRun& run_;
    bool saved_;
  };

  // Everything parsed until the scope ends stands `levels` levels below what is parsed now.
  class DepthScope {
   public:
    explicit DepthScope(ParseRun& run) : run_(run), saved_(run.depth_) {}
    ~DepthScope() { run_.depth_ = saved_; }
    DepthScope(const DepthScope&) = delete;
    DepthScope& operator=(const DepthScope&) = delete;

   private:
    ParseRun& run_;
    std::uint32_t saved_;
  };

  // parse_run.cc: tokens, errors, nodes
  const Token& Peek(std::size_t ahead = 0) const { return tokens_[at_ + ahead]; }
  bool Reachable() const { return newlines_free_ || !Peek().line_start || free_at_ == at_; }
  bool Is(TokenKind kind) const { return Peek().kind == kind && Reachable(); }
  void AllowNewline() { free_at_ = at_; }
  std::uint32_t Begin() const { return Peek().begin; }
  std::uint32_t LastEnd() const { return at_ == 0 ? 0 : tokens_[at_ - 1].end; }

  bool Accept(TokenKind kind) {
    if (!Is(kind)) return false;
    ++at_;
    return true;
  }
  bool Expect(TokenKind kind);
  // After a separator of a list: whether another item follows rather than `closer`.
  bool AcceptComma();
  bool ExpectName(Symbol& name, Span& span);
  // A name, or a keyword where it is a plain name.
  bool AcceptWord(Symbol& name);
  bool ExpectText(std::string_view& text);

  bool Fail(std::string_view expected);
  bool FailAt(Span span, std::string message);
  bool FailTooDeep();
  std::string DescribeFound() const;

  // One level down; false where that is too deep. Undone by a DepthScope.
  bool Descend() { return ++depth_ <= kMaxNesting || FailTooDeep(); }
  // One more than `child`, into `height`; false where that is too deep.
  bool Raise(std::uint32_t child, std::uint16_t& height) {
    if (depth_ + child + 1 > kMaxNesting) return FailTooDeep();
    height = static_cast<std::uint16_t>(child + 1);
    return true;
  }
  bool AddName(NameSet& names, Symbol name, Span span, bool lifetime = false);

  template <typename T>
  T* NewExpr(ExprKind kind, std::uint32_t begin, std::uint16_t height = 0) {
    T* node = ast_.arena.New<T>();
    node->kind = kind;
    node->height = height;
    node->id = ast_.node_count++;
    node->span = {begin, LastEnd()};
    return node;
  }

  template <typename T>
  T* NewStmt(StmtKind kind, std::uint32_t begin, std::uint16_t height = 0) {
    T* node = ast_.arena.New<T>();
    node->kind = kind;
    node->height = height;
    node->id = ast_.node_count++;
    node->span = {begin, LastEnd()};
    return node;
  }

  // parse_expressions.cc
  Expr* ParseExpr();
  Expr* ParseBinary(int lowest);
  Expr* MakeBinary(const Token& op, std::uint32_t begin, Expr* left, Expr* right);
  Expr* ParseUnary();
  Expr* ParsePostfix();
  Expr* ParseField(std::uint32_t begin, Expr* object);
  Expr* ParseCall(std::uint32_t begin, Expr* callee, std::span<const TypeExpr* const> types,
                  std::uint32_t types_height);
  Expr* ParseIndex(std::uint32_t begin, Expr* object);
  Expr* ParseTry(std::uint32_t begin, Expr* operand);
  Expr* ParseWithTypeArguments(std::uint32_t begin, Expr* callee);
  Expr* ParseStruct(std::uint32_t begin, Expr* definition, std::span<const TypeExpr* const> types,
                    std::uint32_t types_height);

  // parse_primaries.cc
  Expr* ParsePrimary();
  Expr* ParseParenthesized();
  Expr* ParseList();
  Expr* ParseMap();
  Expr* ParseRange();
  Expr* ParseOutcome(OutcomeCase outcome);
  Expr* ParseRequest();
  Expr* ParseNamelessChant();
  bool ParseExprsUntil(TokenKind closer, std::span<const Expr* const>& items,
                       std::uint32_t& height);
  bool ParseEntries(std::span<const Entry>& entries, std::uint32_t& height);

  // parse_statements.cc
  bool ParseBlock(Block& block);
  bool ParseStatements(Block& block);
  Stmt* ParseStatement();
  Stmt* ParseBind();
  Stmt* ParseWeave();
  bool TypeAndAsAhead() const;
  Stmt* ParseSet();
  bool ParsePlace(std::span<const PlaceStep>& steps, std::uint32_t& height);
  Stmt* ParseYield();
  Stmt* ParseShould();
  Stmt* ParseWhilst();
  Stmt* ParseForEach();
  // parse_patterns.cc
  Stmt* ParseMatch();
  bool ParseArm(MatchArm& arm, std::uint32_t& height);
  Pattern* ParsePattern();
  Pattern* ParsePatternHere();
  bool ParsePatternFields(Pattern& pattern);
  Stmt* ParseAttempt();
  bool ParseHandler(Handler& handler, std::uint32_t& height);
  Stmt* ParseGrove();
  Stmt* ParseOffer();
  Stmt* ParseSummon();
  Stmt* ParseGather();

  // parse_declarations.cc
  TypeExpr* ParseType();
  TypeExpr* ParseTypeHere();
  bool ParseTypeArguments(std::span<const TypeExpr* const>& types, std::uint32_t& height);
  bool TypeArgumentsAhead();
  bool ScanTypeArguments();
  // `[ separator type ]`; null type where there is none.
  bool ParseOptionalType(TokenKind sign, const TypeExpr*& type, std::uint32_t& height);
  bool ParseGenerics(std::span<const Generic>& generics);
  bool ParseParams(std::span<const Param>& params, bool& rest, std::uint32_t& height);
  bool ParseParam(Param& param, std::uint32_t& height);
  Chant* ParseChant(bool named);
  Stmt* ParseChantStmt();
  Stmt* ParseForm();
  Stmt* ParseVariant();
  bool ParseCase(CaseDecl& variant_case, std::uint32_t& height);
  Stmt* ParseAspect();
  bool ParseAspectMethod(AspectMethod& method, std::uint32_t& height);
  Stmt* ParseEmbody();

  ParseMemory& memory_;
  Ast& ast_;
  std::vector<Token>& tokens_;
  std::size_t at_ = 0;
  std::size_t free_at_ = 0;     // the token that may stand on a new line although newlines count
  bool newlines_free_ = false;  // directly inside a bracket
  std::uint32_t depth_ = 0;
  std::uint32_t open_parens_ = 0;
  std::size_t statement_at_ = 0;  // the token that begins the statement being parsed
  SyntaxError error_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_PARSE_RUN_H_
