#ifndef QUICKSILVER_COMPILER_CODE_GENERATOR_H_
#define QUICKSILVER_COMPILER_CODE_GENERATOR_H_

// The walk from syntax tree to instructions.
//
// Expressions compile to Operands: a temporary that owns its value, or a local that is only
// borrowed. Nothing in an expression can change an uncaptured local, so borrowing is safe until the
// next statement. `want` names a temporary in which the result should end up if that costs nothing;
// Into makes sure of it. A statement's value is computed only where somebody wants it (`target`, a
// pinned temporary that is not set yet). Invariant: after each statement no temporary is alive but
// those that enclosing statements pinned. It is wrong to emit for code that control cannot reach:
// callers ask reachable().

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/native_stack.h"
#include "engine/bytecode/chunk.h"
#include "engine/compiler/analysis.h"
#include "engine/compiler/compiler.h"
#include "engine/compiler/function_builder.h"
#include "engine/compiler/pending_window.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

class LastUses;

struct Operand {
  ValueId value = kNoValue;
  bool owned = false;  // a temporary; otherwise a local, borrowed
};

class CodeGenerator {
 public:
  CodeGenerator(const CompileOptions& options, NativeStack& stack);
  ~CodeGenerator();

  // Calls `prepare` with each statement of the program's own block before it compiles it: it finds
  // what the analyses have to say of it.
  void Run(const Ast& ast, const Analysis& analysis, const LastUses& last_uses, Chunk& chunk,
           const std::function<void(const Stmt&)>& prepare);

 private:
  using Arg = InstructionArg;

  struct Loop {
    Label break_label;
    Label continue_label;
    std::size_t scopes;  // open scopes outside the body
  };
  struct Scope {
    std::size_t locals;  // size of Context::locals at entry
  };
  // Where every `?` leaves whose Mishap is in register `reg`.
  struct Exit {
    std::uint8_t reg;
    Label label;
    ValueId mishap;
  };
  // One function being compiled.
  struct Context {
    explicit Context(const CompileOptions& options) : builder(options) {}
    FunctionBuilder builder;
    FunctionId id = 0;
    bool is_program = false;
    int attempts = 0;  // attempt bodies around the present point
    std::vector<Scope> scopes;
    std::vector<ValueId> locals;  // of open scopes, in order
    std::vector<Loop> loops;
    std::vector<ValueId> known_numbers;  // see KnowNumber
    std::vector<Exit> exits;
  };

  FunctionBuilder& b() { return context_->builder; }
  std::uint32_t TextConstant(std::string_view text) { return chunk_->constants.AddText(text); }
  std::uint32_t NameConstant(Symbol symbol);
  std::uint32_t GlobalIndex(Symbol symbol);
  std::uint32_t FunctionIndexFor(const Chant& chant);
  std::uint32_t KeyList(std::span<const Entry> entries);

  // --- functions (code_generator.cc) ---
  std::uint32_t CompileFunction(const Chant* chant, FunctionId id);
  // The program's own block, statement by statement as they are prepared.
  void ProgramStatements(ValueId result);
  void CompileBody(const Block& body);
  // The value of the last statement is the chant's, unless something was yielded. Nothing is
  // reachable afterwards, and what was live before still is: another branch may follow.
  void ReturnValueOf(const Block& body);
  void Return(Operand result);
  CaptureSource SourceOf(VariableId variable);
  // Which capture of the present function `variable` is.
  std::uint32_t CaptureOf(VariableId variable) const {
    return analysis_->CaptureIndex(context_->id, variable);
  }

  // --- scopes and variables (code_names.cc) ---
  void OpenScope();
  void CloseScope();
  // Drops the locals of all scopes above `scopes` without closing them: control leaves.
  void LeaveScopes(std::size_t scopes);
  // The value becomes variable `id`, or the global or grove entry of that name.
  void Declare(VariableId id, Symbol name, Operand value, std::uint8_t flags, NodeId grove);
  void DeclareLocal(VariableId id, Operand value);
  Operand ReadVariable(VariableId id, ValueId want);
  Operand ReadName(std::span<const Candidate> candidates, ValueId want, bool last_use);
  // The register of a grove's Cell.
  Operand GroveCell(const Candidate& candidate);
  void StoreName(std::span<const Candidate> candidates, Symbol name, Operand value, Span span);
  bool IsLocal(const Candidate& candidate) const;
  // An instruction that has just been emitted raises unless `expr` is a number. A local that cannot
  // change and is named by it is known to be one until ForgetNumbers: that is where code may begin
  // which control reaches without that instruction.
  void KnowNumber(const Expr& expr);
  std::size_t numbers_known() const { return context_->known_numbers.size(); }
  void ForgetNumbers(std::size_t known);
  // A local of this function in a register, not boxed: what instructions can name directly.
  ValueId PlainLocal(std::span<const Candidate> candidates) const;

  // --- expressions (code_operands.cc, code_expressions.cc, code_operators.cc, code_logic.cc) ---
  Operand Compile(const Expr& expr, ValueId want = kNoValue);
  Operand CompileHere(const Expr& expr, ValueId want);
  Operand CompileOwned(const Expr& expr, ValueId want = kNoValue);
  void CompileInto(const Expr& expr, ValueId target);
  // The operand as a temporary of its own.
  Operand Own(Operand operand, ValueId want = kNoValue);
  void MoveInto(ValueId target, Operand operand);
  // An operand that instructions can name: a local in a slot is loaded first.
  Operand InRegister(Operand operand);
  ValueId Wanted(ValueId want) { return want != kNoValue ? want : b().NewTemporary(); }
  // A place for the result of an instruction that consumes `a` (and `b2`) if they share its
  // register.
  void DropIfOwned(Operand operand);
  void ForgetIfOwned(Operand operand);
  std::optional<double> FoldNumber(const Expr& expr) const;
  Operand Constant(double number, ValueId want);
  Operand TextValue(std::string_view text, ValueId want);
  Operand Immediate(Opcode op, std::uint32_t b_operand, StaticType type, ValueId want);
  Operand List(std::span<const Expr* const> items, ValueId want);
  Operand Map(const MapExpr& expr, ValueId want);
  Operand RangeValue(const RangeExpr& expr, ValueId want);
  Operand Unary(const UnaryExpr& expr, ValueId want);
  Operand Binary(const BinaryExpr& expr, ValueId want);
  Operand Arithmetic(const BinaryExpr& expr, ValueId want);
  Operand EmitArithmetic(const BinaryExpr& expr, Operand left, Operand right, ValueId want);
  // The index of the number that `expr` folds to if it fits an 8-bit operand, else kNoIndex.
  std::uint32_t SmallConstant(const Expr& expr);
  Operand Comparison(const BinaryExpr& expr, ValueId want);
  Operand Logical(const LogicalExpr& expr, ValueId want);
  // The truthiness of an expression as a temporary.
  Operand TruthOf(const Expr& expr, ValueId want);
  Operand Index(const IndexExpr& expr, ValueId want);
  Operand EmitIndex(const IndexExpr& expr, Operand object, Operand index, ValueId want);
  Operand Field(const FieldExpr& expr, ValueId want);
  Operand Try(const TryExpr& expr, ValueId want);
  Operand StructLiteral(const StructExpr& expr, ValueId want);
  Operand ChantValue(const ChantExpr& expr, ValueId want);
  void Trace(const Expr& expr, Operand operand);
  // Whether every node is to be reported, so that none may be folded or fused away.
  bool shows_every_node() const { return options_.trace && !options_.trace_fused; }
  // Jumps to `label` when the condition's truthiness is `when`; goes on otherwise.
  void Condition(const Expr& expr, bool when, Label label);
  void ConditionHere(const Expr& expr, bool when, Label label);
  bool FusedComparison(const BinaryExpr& expr, bool when, Label label);
  bool FusedRemainder(const BinaryExpr& expr, bool when, Label label);

  // --- calls (code_calls.cc) ---
  enum class CallMode : std::uint8_t { kValue, kTail };
  struct CallShape {
    const Expr* piped = nullptr;   // `v` of `v | f(a)`
    const Expr* callee = nullptr;  // a plain callee, or
    const FieldExpr* method = nullptr;
    std::span<const Expr* const> arguments;
  };
  static bool IsCall(const Expr& expr);
  CallShape ShapeOf(const Expr& expr) const;
  // kTail: emits the call as the function's end.
  Operand Call(const Expr& expr, CallMode mode, ValueId want);
  // The variable that a CallUpdate may update in place, and its value if it lies in this frame.
  struct Update {
    std::uint32_t variable = kNoIndex;
    ValueId local = kNoValue;
  };
  Operand CallWindow(const Expr& expr, const CallShape& shape, CallMode mode, Update update);
  void EmitGetMethod(const FieldExpr& method, std::uint32_t start, ValueId callee, ValueId self);
  Operand CallSpread(const Expr& expr, const CallShape& shape, CallMode mode);
  // `set x to f(x, …)`: the variable that the call may update in place.
  std::optional<Update> UpdateVariable(const SetStmt& set);

  // --- statements (code_statements.cc) ---
  void Statement(const Stmt& stmt, ValueId target, NodeId grove);
  void StatementHere(const Stmt& stmt, ValueId target, NodeId grove);
  // A target that is no value: the chant ends here with what would be written. Only blocks and the
  // statements that choose among them take it, so that no branch has to jump to a common end.
  static constexpr ValueId kReturned = kNoValue - 1;
  void CompileBlock(const Block& block, ValueId target);
  void Statements(const Block& block, ValueId target, NodeId grove);
  void NothingInto(ValueId target);
  void Bind(const BindStmt& stmt, ValueId target, NodeId grove);
  void Set(const SetStmt& stmt, ValueId target);
  bool SetDirectly(const SetStmt& stmt, ValueId local);
  // The common places, an element of a local and a field of one. False, and nothing emitted, for
  // every other.
  bool SetElement(const SetStmt& stmt, ValueId target);
  // The place `object[index].field` for the instructions that speak of all of it: their spans.
  std::uint32_t ElementFieldPlace(Symbol root, Symbol field, Span element, Span whole);
  void SetPlace(const SetStmt& stmt, ValueId target);
  void Yield(const YieldStmt& stmt);
  void BreakOrContinue(const Stmt& stmt);
  void Should(const ShouldStmt& stmt, ValueId target);
  void Whilst(const WhilstStmt& stmt, ValueId target);
  void ForEach(const ForEachStmt& stmt, ValueId target);
  void LoopBody(const Block& body, ValueId target);
  void Attempt(const AttemptStmt& stmt, ValueId target);
  void EmitRaise(ErrorKind kind);
  // Copies a local's or temporary's value to `target`, keeping the source.
  void CopyTo(ValueId target, Operand operand);

  // --- match (code_match.cc) ---
  void Match(const MatchStmt& stmt, ValueId target);
  // A place that a failed pattern may have left something in.
  struct Leftover {
    bool slot;
    std::uint32_t index;
  };
  // What the tests of one arm have taken out of the subject so far.
  struct PatternState {
    std::vector<std::pair<const Pattern*, ValueId>> bound;  // kNoValue: the whole subject
    std::vector<ValueId> pieces;
    std::vector<Leftover> left;        // temporaries of tests that may have failed
    ValueId current_piece = kNoValue;  // the piece under test; kNoValue: the subject itself
  };
  void TestPattern(const Pattern& pattern, Operand subject, Label fail, PatternState& state);
  void TestPatternHere(const Pattern& pattern, Operand subject, Label fail, PatternState& state);
  ValueId NewPiece(Opcode op, Operand subject, std::uint32_t field, PatternState& state);
  void DropLeftovers(std::span<const Leftover> left);
  void BindPiece(VariableId variable, ValueId piece);
  void TestEqual(Operand subject, Operand other, Label fail);
  void TestName(const Pattern& pattern, Operand subject, Label fail);

  // --- definitions (code_definitions.cc) ---
  void ChantDefinition(const ChantStmt& stmt, ValueId target, NodeId grove);
  // CreateClosure of the compiled `chant`, whose index is `function`.
  void EmitClosure(ValueId closure, const Chant& chant, std::uint32_t function);
  // The value that a capture of `variable` copies out of this frame.
  ValueId CapturedValue(VariableId variable) const;
  void Form(const FormStmt& stmt, ValueId target, NodeId grove);
  void VariantDefinition(const VariantStmt& stmt, ValueId target, NodeId grove);
  void Aspect(const AspectStmt& stmt);
  void Embody(const EmbodyStmt& stmt);
  void Grove(const GroveStmt& stmt, ValueId target, NodeId grove);
  void Offer(const OfferStmt& stmt);
  void OfferInGrove(const OfferName& offer, Span span);
  void Summon(const SummonStmt& stmt, NodeId grove);
  void Gather(const GatherStmt& stmt, NodeId grove);

  static constexpr NodeId kNoGrove = 0xFFFF'FFFF;
  static Opcode ArithmeticOpcode(BinaryOp op);
  // `to` = `from` op constant.
  void EmitWithConstant(BinaryOp op, InstructionArg to, InstructionArg from,
                        std::uint32_t constant);
  static Opcode ComparisonOpcode(BinaryOp op);

  const CompileOptions& options_;
  NativeStack& stack_;
  const Ast* ast_ = nullptr;
  const Analysis* analysis_ = nullptr;
  const LastUses* last_uses_ = nullptr;
  const std::function<void(const Stmt&)>* prepare_ = nullptr;
  Chunk* chunk_ = nullptr;
  Context* context_ = nullptr;
  std::vector<ValueId> value_of_;              // by VariableId, in its own function
  std::vector<std::uint32_t> name_constants_;  // by Symbol
  std::vector<std::uint32_t> global_of_;       // by Symbol
  std::map<std::string, std::uint32_t, std::less<>> earlier_globals_;
  std::vector<ValueId> windows_;
  std::vector<std::unique_ptr<Context>> spare_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_COMPILER_CODE_GENERATOR_H_
