#ifndef QUICKSILVER_PROPERTIES_TREES_TREE_BUILDER_H_
#define QUICKSILVER_PROPERTIES_TREES_TREE_BUILDER_H_

// Makes syntax trees node by node, for generators, reducers, rewrites and mutators.
//
// Invariant: every node that is handed out has its kind, its height and a fresh id set; children
// come from the same builder. Spans are those that the caller sets afterwards, else empty: a built
// tree is printed and parsed again before it runs, which gives every node its true place. Numbers
// are finite and not negative and names are names, as the printer wants them (Negate makes the
// others). It is wrong to put a node into two places of one tree: ids would not be unique.

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "engine/syntax/ast.h"
#include "engine/syntax/interner.h"

namespace quicksilver::properties {

class TreeBuilder {
 public:
  TreeBuilder();
  TreeBuilder(const TreeBuilder&) = delete;
  TreeBuilder& operator=(const TreeBuilder&) = delete;

  using Exprs = std::span<const Expr* const>;
  using Stmts = std::span<const Stmt* const>;

  Symbol Name(std::string_view name) { return interner_.Intern(name); }
  std::string_view TextOf(Symbol name) const { return ast_.Name(name); }
  std::string_view Keep(std::string_view text);  // copied into the tree's arena

  // --- Expressions
  Expr* Number(double value);
  Expr* Text(std::string_view value);
  Expr* Truth(bool value);
  Expr* Nothing();
  Expr* NameOf(Symbol name);
  Expr* NameOf(std::string_view name) { return NameOf(Name(name)); }
  Expr* List(Exprs items);
  Expr* Map(std::span<const Entry> entries);
  Expr* Range(const Expr* start, const Expr* end);
  Expr* Unary(UnaryOp op, const Expr* operand);
  Expr* Negate(const Expr* operand) { return Unary(UnaryOp::kNegate, operand); }
  Expr* Binary(BinaryOp op, const Expr* left, const Expr* right);
  Expr* Logical(LogicalOp op, const Expr* left, const Expr* right);
  Expr* Pipeline(const Expr* value, const Expr* stage);
  Expr* Call(const Expr* callee, Exprs arguments,
             std::span<const TypeExpr* const> type_arguments = {});
  Expr* Call(std::string_view callee, std::initializer_list<const Expr*> arguments) {
    return Call(NameOf(callee), Exprs(arguments.begin(), arguments.size()));
  }
  Expr* Index(const Expr* object, const Expr* index);
  Expr* Field(const Expr* object, Symbol field);
  Expr* Try(const Expr* operand);
  Expr* Struct(const Expr* definition, std::span<const Entry> entries,
               std::span<const TypeExpr* const> type_arguments = {});
  Expr* Outcome(OutcomeCase outcome, const Expr* operand);
  Expr* Absent();
  Expr* Request(std::string_view resource, std::string_view justification);
  Expr* ChantOf(const Chant* chant);

  Entry EntryOf(std::string_view key, const Expr* value, bool quoted = false);

  // --- Types, patterns, chants
  TypeExpr* Type(std::string_view name, std::span<const TypeExpr* const> arguments = {});
  Pattern* PatternOf(PatternKind kind);  // kinds without parts
  Pattern* NumberPattern(double value);  // may be negative
  Pattern* TextPattern(std::string_view value);
  Pattern* TruthPattern(bool value);
  Pattern* NamePattern(Symbol name);
  Pattern* ConstructorPattern(Symbol name, std::span<const Pattern* const> fields);
  // kTriumph, kMishap, kPresent
  Pattern* OutcomePattern(PatternKind kind, const Pattern* content);

  Param ParamOf(Symbol name, const TypeExpr* type = nullptr);
  // A nameless chant has Symbol::kNone. If `rest`, the last parameter takes the rest.
  Chant* MakeChant(Symbol name, std::span<const Param> params, const Block& body, bool rest = false,
                   const TypeExpr* result = nullptr, std::span<const Generic> generics = {});

  // --- Statements
  Block BlockOf(Stmts statements);
  Block BlockOf(std::initializer_list<const Stmt*> statements) {
    return BlockOf(Stmts(statements.begin(), statements.size()));
  }
  Stmt* ExprStmtOf(const Expr* expr);
  Stmt* Bind(Symbol name, const Expr* value, const TypeExpr* type = nullptr);
  Stmt* Weave(Symbol name, const Expr* value, const TypeExpr* type = nullptr);
  Stmt* Set(Symbol root, std::span<const PlaceStep> steps, const Expr* value);
  Stmt* Yield(const Expr* value);  // null: bare
  Stmt* Break();
  Stmt* Continue();
  Stmt* Should(const Expr* condition, const Block& then_block);
  Stmt* Should(const Expr* condition, const Block& then_block, const Block& else_block);
  Stmt* Whilst(const Expr* condition, const Block& body);
  Stmt* ForEach(Symbol name, const Expr* iterable, const Block& body);
  Stmt* ChantStmtOf(const Chant* chant);
  Stmt* Form(Symbol name, std::span<const FieldDecl> fields,
             std::span<const Generic> generics = {});
  Stmt* Variant(Symbol name, std::span<const CaseDecl> cases,
                std::span<const Generic> generics = {});
  Stmt* Aspect(Symbol name, std::span<const AspectMethod> methods,
               std::span<const Generic> generics = {});
  Stmt* Embody(Symbol aspect, const TypeExpr* target, std::span<const Chant* const> chants,
               std::span<const TypeExpr* const> type_arguments = {});
  Stmt* Match(const Expr* subject, std::span<const MatchArm> arms);
  Stmt* Match(const Expr* subject, std::span<const MatchArm> arms, const Block& otherwise);
  Stmt* Attempt(const Block& body, std::span<const Handler> handlers);
  Handler HandlerOf(std::string_view kind, const Block& body, bool quoted = false);
  Stmt* Grove(Symbol name, const Block& body);
  Stmt* Offer(std::span<const Symbol> names);
  Stmt* Summon(Symbol name, std::string_view path, Symbol alias);
  Stmt* GatherFromPath(std::span<const GatherName> names, std::string_view path);
  Stmt* GatherFromGrove(std::span<const GatherName> names, Symbol grove);

  template <typename T>
  std::span<const T> CopySpan(std::span<const T> items) {
    return ast_.arena.Copy(items);
  }

  // The height of the highest node made so far.
  std::uint32_t highest() const { return highest_; }
  std::uint32_t node_count() const { return ast_.node_count; }

  // The tree, with `statements` as its program. The builder is empty afterwards and starts over.
  Ast Finish(Stmts statements);

 private:
  template <typename T>
  T* NewExpr(ExprKind kind, std::uint32_t children = 0, bool leaf = false);
  template <typename T>
  T* NewStmt(StmtKind kind, std::uint32_t children, bool leaf = false);
  Pattern* NewPattern(PatternKind kind, std::uint32_t height);
  std::uint16_t Height(std::uint32_t height);
  void Start();

  Ast ast_;
  Interner interner_;
  std::uint32_t highest_ = 0;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_TREES_TREE_BUILDER_H_
