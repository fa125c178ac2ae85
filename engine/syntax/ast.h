#ifndef QUICKSILVER_SYNTAX_AST_H_
#define QUICKSILVER_SYNTAX_AST_H_

// The syntax tree of one Glimmer-Weave file.
//
// Invariant: nodes live in the Ast's arena, are trivially destructible and are never changed after
// parsing; node ids are dense from 0 in order of creation, so side tables are vectors indexed by
// id; Symbols are indexes into Ast::symbols and equal symbols mean equal names within one Ast.
// A node's span follows the definition's fine print: parentheses belong to the expression that
// contains them, so `(a + b)` itself spans `a + b` while `(a + b) * c` starts at the parenthesis.
// It is wrong to recurse over a tree without NativeStack (it may be 10,000 levels deep), and wrong
// to compare symbols of two Asts.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/base/arena.h"
#include "engine/syntax/source.h"

namespace quicksilver {

using NodeId = std::uint32_t;

// An interned name of one Ast.
enum class Symbol : std::uint32_t { kNone = 0xFFFFFFFF };

// Limits of the grammar: AST height and open parentheses, counted separately.
inline constexpr std::uint32_t kMaxNesting = 10'000;

// ---------------------------------------------------------------------------------------------
// Types: parsed, kept, and consulted only where a form's field is checked.

struct TypeExpr {
  Span span;
  Symbol name = Symbol::kNone;
  std::uint16_t height = 0;
  std::span<const TypeExpr* const> arguments;
};

// ---------------------------------------------------------------------------------------------
// Expressions

enum class ExprKind : std::uint8_t {
  kNumber,
  kText,
  kTruth,
  kNothing,
  kName,
  kList,
  kMap,
  kRange,
  kUnary,
  kBinary,
  kLogical,
  kPipeline,
  kCall,
  kIndex,
  kField,
  kTry,
  kStruct,
  kOutcome,  // Triumph(e), Mishap(e), Present(e)
  kAbsent,
  kRequest,
  kChant,
};
inline constexpr int kExprKindCount = static_cast<int>(ExprKind::kChant) + 1;
std::string_view ExprKindName(ExprKind kind);

struct Expr {
  ExprKind kind;
  // Written in parentheses. Means something only for a pipeline stage: `v | (f(a))` calls the
  // result of f(a).
  bool parenthesized = false;
  // Leaf 0; 1 + the highest child otherwise. Never above kMaxNesting.
  std::uint16_t height = 0;
  NodeId id = 0;
  Span span;
};

struct NumberExpr : Expr {
  double value;
};

struct TextExpr : Expr {
  std::string_view value;  // UTF-8, escapes resolved
};

struct TruthExpr : Expr {
  bool value;
};

struct NothingExpr : Expr {};

struct NameExpr : Expr {
  Symbol name;
};

struct ListExpr : Expr {
  std::span<const Expr* const> items;
};

// One `key: value` of a map or struct literal. A map key given as NAME is the text of the name.
struct Entry {
  Symbol key;  // of NAME and of TEXT alike
  Span key_span;
  bool quoted;  // written as TEXT
  const Expr* value;
};

struct MapExpr : Expr {
  std::span<const Entry> entries;
};

struct RangeExpr : Expr {
  const Expr* start;
  const Expr* end;
};

enum class UnaryOp : std::uint8_t { kNegate, kNot, kBorrow, kBorrowMut };

struct UnaryExpr : Expr {
  UnaryOp op;
  const Expr* operand;
};

enum class BinaryOp : std::uint8_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
};
// "+", "-", "*", "/", "%", "is", "is not", "<", "<=", ">", ">=": as messages and the printer spell
// them.
std::string_view BinaryOpText(BinaryOp op);

struct BinaryExpr : Expr {
  BinaryOp op;
  const Expr* left;
  const Expr* right;
};

enum class LogicalOp : std::uint8_t { kAnd, kOr };

struct LogicalExpr : Expr {
  LogicalOp op;
  const Expr* left;
  const Expr* right;
};

// `value | stage`. The stage is kept as written; what it means depends on its shape:
// a call or method call that is not parenthesised takes the value as its first argument.
struct PipelineExpr : Expr {
  const Expr* value;
  const Expr* stage;
};

struct CallExpr : Expr {
  const Expr* callee;  // a FieldExpr here is a method call (unless parenthesized)
  std::span<const TypeExpr* const> type_arguments;
  std::span<const Expr* const> arguments;
};

struct IndexExpr : Expr {
  const Expr* object;
  const Expr* index;
};

struct FieldExpr : Expr {
  const Expr* object;
  Symbol field;
  Span field_span;
};

struct TryExpr : Expr {
  const Expr* operand;
};

struct StructExpr : Expr {
  const Expr* definition;  // NameExpr or FieldExpr
  std::span<const TypeExpr* const> type_arguments;
  std::span<const Entry> entries;
};

enum class OutcomeCase : std::uint8_t { kTriumph, kMishap, kPresent };

struct OutcomeExpr : Expr {
  OutcomeCase outcome;
  const Expr* operand;
};

struct AbsentExpr : Expr {};

struct RequestExpr : Expr {
  std::string_view resource;  // the dotted name, blanks removed
  std::string_view justification;
};

struct Chant;

struct ChantExpr : Expr {
  const Chant* chant;
};

// ---------------------------------------------------------------------------------------------
// Patterns

enum class PatternKind : std::uint8_t {
  kWildcard,
  kNumber,
  kText,
  kTruth,
  kNothing,
  kName,
  kConstructor,  // NAME(p, …)
  kTriumph,
  kMishap,
  kPresent,
  kAbsent,
};
inline constexpr int kPatternKindCount = static_cast<int>(PatternKind::kAbsent) + 1;
std::string_view PatternKindName(PatternKind kind);

struct Pattern {
  PatternKind kind;
  bool truth = false;
  std::uint16_t height = 0;
  Span span;
  double number = 0;
  std::string_view text;
  Symbol name = Symbol::kNone;  // kName, kConstructor
  Span name_span;
  std::span<const Pattern* const> fields;  // kConstructor; kTriumph, kMishap, kPresent have one
};

// ---------------------------------------------------------------------------------------------
// Statements

struct Stmt;

struct Block {
  std::span<const Stmt* const> statements;
  std::uint16_t height = 0;  // the highest statement's
  // From the end of the word that opens it to the start of the word that closes it.
  Span span = {};
};

enum class Borrow : std::uint8_t { kNone, kShared, kMutable };

struct Param {
  Symbol name;
  Span span;  // of the name
  bool rest = false;
  Borrow borrow = Borrow::kNone;
  Symbol lifetime = Symbol::kNone;
  const TypeExpr* type = nullptr;
};

struct Generic {
  Symbol name;
  bool lifetime;
};

// A chant, whether a statement, nameless, or embodied.
struct Chant {
  std::uint32_t number = 0;     // among the Ast's chants, below Ast::chant_count
  Span span;                    // the whole `chant … end`
  Symbol name = Symbol::kNone;  // kNone: nameless
  Span name_span;
  bool rest = false;  // the last parameter takes the rest
  std::uint16_t height = 0;
  std::span<const Generic> generics;
  std::span<const Param> params;
  const TypeExpr* result = nullptr;
  Block body;
};

enum class StmtKind : std::uint8_t {
  kExpr,
  kBind,
  kWeave,
  kSet,
  kYield,
  kBreak,
  kContinue,
  kShould,
  kWhilst,
  kForEach,
  kChant,
  kForm,
  kVariant,
  kAspect,
  kEmbody,
  kMatch,
  kAttempt,
  kGrove,
  kOffer,
  kSummon,
  kGather,
};
inline constexpr int kStmtKindCount = static_cast<int>(StmtKind::kGather) + 1;
std::string_view StmtKindName(StmtKind kind);

struct Stmt {
  StmtKind kind;
  std::uint16_t height = 0;
  NodeId id = 0;
  Span span;
};

struct ExprStmt : Stmt {
  const Expr* expr;
};

// bind and weave; the kind tells which.
struct BindStmt : Stmt {
  Symbol name;
  Span name_span;
  const TypeExpr* type = nullptr;
  const Expr* value;
};

// One step of a place: `[index]` when index is given, `.field` otherwise.
struct PlaceStep {
  const Expr* index = nullptr;
  Symbol field = Symbol::kNone;
  std::uint32_t end = 0;  // the place up to this step spans from the root's begin to here
};

struct SetStmt : Stmt {
  Symbol root;
  Span root_span;
  std::span<const PlaceStep> steps;
  const Expr* value;
};

struct YieldStmt : Stmt {
  const Expr* value;  // null: yields Nothing
};

struct BreakStmt : Stmt {};
struct ContinueStmt : Stmt {};

struct ShouldStmt : Stmt {
  const Expr* condition;
  Block then_block;
  Block else_block;
  bool has_else;
};

struct WhilstStmt : Stmt {
  const Expr* condition;
  Block body;
};

struct ForEachStmt : Stmt {
  Symbol name;
  Span name_span;
  const Expr* iterable;
  Block body;
};

struct ChantStmt : Stmt {
  const Chant* chant;
};

struct FieldDecl {
  Symbol name;
  Span name_span;
  const TypeExpr* type;
};

struct FormStmt : Stmt {
  Symbol name;
  Span name_span;
  std::span<const Generic> generics;
  std::span<const FieldDecl> fields;
};

struct CaseDecl {
  Symbol name;
  Span name_span;
  bool constructor;  // written with parentheses
  std::span<const FieldDecl> fields;
};

struct VariantStmt : Stmt {
  Symbol name;
  Span name_span;
  std::span<const Generic> generics;
  std::span<const CaseDecl> cases;
};

struct AspectMethod {
  Symbol name;
  Span name_span;
  bool rest = false;
  std::span<const Param> params;
  const TypeExpr* result = nullptr;
};

struct AspectStmt : Stmt {
  Symbol name;
  Span name_span;
  std::span<const Generic> generics;
  std::span<const AspectMethod> methods;
};

struct EmbodyStmt : Stmt {
  Symbol aspect;
  Span aspect_span;
  std::span<const TypeExpr* const> type_arguments;
  const TypeExpr* target;
  std::span<const Chant* const> chants;
};

struct MatchArm {
  const Pattern* pattern;
  Block body;
  Span span;
};

struct MatchStmt : Stmt {
  const Expr* subject;
  std::span<const MatchArm> arms;
  Block otherwise;
  bool has_otherwise;
};

struct Handler {
  std::string_view kind;  // the error kind's name, or "_"
  bool quoted;            // written as TEXT
  Block body;
  Span span;
};

struct AttemptStmt : Stmt {
  Block body;
  std::span<const Handler> handlers;
};

struct GroveStmt : Stmt {
  Symbol name;
  Span name_span;
  Block body;
};

struct OfferName {
  Symbol name;
  Span span;
};

struct OfferStmt : Stmt {
  std::span<const OfferName> names;
};

// summon NAME from "path" [as ALIAS]
struct SummonStmt : Stmt {
  Symbol name;   // as written
  Symbol alias;  // what is bound: the alias, else the name
  std::string_view path;
};

struct GatherName {
  Symbol name;
  Symbol alias;  // what is bound: the alias, else the name
  Span span;
};

// gather a, b as c from "path" | GROVE
struct GatherStmt : Stmt {
  std::span<const GatherName> names;
  bool from_path;
  std::string_view path;  // from_path
  Symbol grove;           // otherwise
  Span grove_span;
};

// ---------------------------------------------------------------------------------------------

struct Comment {
  Span span;
  std::string_view text;  // from '#' to the line's end, without trailing blanks
  bool own_line;          // nothing but blanks before it on its line
};

// A parsed file. Movable; the tree's addresses stay valid when it moves.
struct Ast {
  Arena arena;
  std::vector<std::string_view> symbols;
  Block program;
  std::vector<Comment> comments;
  LineTable lines;
  std::uint32_t node_count = 0;
  std::uint32_t chant_count = 0;

  std::string_view Name(Symbol symbol) const { return symbols[static_cast<std::uint32_t>(symbol)]; }
};

// The node as its kind's struct. The caller has looked at `kind`.
template <typename T, typename Base>
const T& As(const Base& node) {
  return static_cast<const T&>(node);
}

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_AST_H_
