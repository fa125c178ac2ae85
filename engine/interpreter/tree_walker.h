#ifndef QUICKSILVER_INTERPRETER_TREE_WALKER_H_
#define QUICKSILVER_INTERPRETER_TREE_WALKER_H_

// The interpreter's inside: one function per construct of the language, spread over expressions.cc,
// calls.cc, statements.cc, patterns.cc, places.cc, definitions.cc and modules.cc.
//
// How control travels: an expression gives its value, or Raised when it did not come to an end:
// then either an error is pending in the runtime, or `?` is yielding a Mishap, which waits in the
// frame. A statement gives a Completion. Nothing here throws. Invariant: whoever pushes a frame
// region or enters a call leaves it on every way out (guards below). It is wrong to evaluate
// anything while an error is pending.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/interpreter/environment.h"
#include "engine/interpreter/resolution.h"
#include "engine/runtime/error.h"
#include "engine/runtime/runtime.h"
#include "engine/runtime/trace.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

// One file as it runs: its tree, what its names mean, and its globals.
struct Unit {
  const Ast* ast = nullptr;
  std::unique_ptr<Ast> owned;  // of imported files
  SourceInfo source;
  std::string importer_name;  // by which the host's loader knows this file
  std::uint32_t number = 0;   // in order of loading, 0 the main program
  Resolution code;
  Environment* globals = nullptr;
  std::vector<NamedEntry> entries;  // by Symbol; of names that mean globals
  Value grove;  // what the file's top-level offers offer; Nothing for the main program
  // Texts that the program writes down, made when first needed.
  std::vector<Value> literals;  // by NodeId
  std::vector<Value> names;     // by Symbol

  std::string_view Name(Symbol symbol) const { return ast->Name(symbol); }
};

// Where names find their variables: a chant's activation, or a form whose field is checked.
struct Scope {
  Value* slots = nullptr;
  Value* captures = nullptr;
  Object* self = nullptr;
  Unit* unit = nullptr;
};

struct Frame : Scope {
  const NodeInfo* nodes = nullptr;  // the unit's
  Value yielded;                    // the value of a yield or of `?` on its way out
};

enum class Completion : std::uint8_t { kNormal, kYield, kBreak, kContinue, kTailCall, kError };

// Slots for a callee's frame; the first `count` hold its arguments.
class Region {
 public:
  Region() = default;
  ~Region() { Close(); }
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;

  // False when the frames' budget is spent.
  bool Open(FrameStack& stack, std::size_t size) {
    stack_ = &stack;
    slots_ = stack.Push(size);
    return slots_ != nullptr;
  }
  // Takes in `value` as the next argument.
  void Add(Value value) { slots_[count_++] = std::move(value); }
  // Lets the arguments go and gives the slots back.
  void Close() {
    if (slots_ == nullptr) return;
    for (std::size_t i = 0; i < count_; ++i) slots_[i] = Value();
    stack_->Pop(slots_);
    slots_ = nullptr;
    count_ = 0;
  }
  Value* slots() const { return slots_; }
  std::size_t count() const { return count_; }
  void set_count(std::size_t count) { count_ = count; }
  std::span<Value> arguments() const { return {slots_, count_}; }

 private:
  FrameStack* stack_ = nullptr;
  Value* slots_ = nullptr;
  std::size_t count_ = 0;
};

// Lets a block's own variables go when it ends, in whatever way.
class BlockGuard {
 public:
  BlockGuard(Value* slots, BlockSlots block) : slots_(slots), block_(block) {}
  ~BlockGuard() {
    for (std::uint32_t i = block_.first; i < block_.end; ++i) slots_[i] = Value();
  }
  BlockGuard(const BlockGuard&) = delete;
  BlockGuard& operator=(const BlockGuard&) = delete;

 private:
  Value* slots_;
  BlockSlots block_;
};

class TreeWalker final : public ChantCaller {
 public:
  explicit TreeWalker(Runtime& runtime) : runtime_(runtime) {}
  ~TreeWalker() override;

  Value Run(const Ast& program, const Limits& limits, Host& host, std::string_view name);
  Value Continue(const Ast& program, const Limits& limits, Host& host, std::string_view name);
  std::vector<std::pair<std::string, Value>> Globals() const;
  void Reset();
  void set_trace(TraceSink* sink) { trace_ = sink; }

  Value CallChant(const Value& closure, std::span<Value> args) override;

 private:
  // --- interpreter.cc: whole programs ---
  void ForgetState();
  Value RunMain(const Ast& program, std::string_view name);
  // Runs a unit's statements. The value of the last, Raised on error.
  Value RunUnit(Unit& unit);

  // --- modules.cc ---
  Unit* AddUnit(const Ast& program, Environment& globals);
  Completion ExecuteSummon(const SummonStmt& stmt, Frame& frame);
  Completion ExecuteGather(const GatherStmt& stmt, Frame& frame);
  Completion ExecuteOffer(const OfferStmt& stmt, Frame& frame);
  Completion ExecuteGrove(const GroveStmt& stmt, Frame& frame, Value* result);
  bool Offer(const OfferCode& offer, std::string_view name, const Value& value, Frame& frame);
  // The Grove of the file `path`, which is run if this is its first import. Raised: located at
  // `span`.
  Value Import(std::string_view path, Span span, Frame& frame);
  Value ImportHere(std::string_view path, Span span, Frame& frame);
  Value LoadFile(const ModuleSource& source, std::string_view path, Span span, Frame& frame);
  Value CannotLoad(std::string_view path, std::string_view why, Span span, Frame& frame);

  // --- statements.cc ---
  Completion ExecuteBlock(const Block& block, BlockSlots slots, Frame& frame, Value* result);
  // `result`, when not null, receives the value of a statement that completes normally.
  Completion Execute(const Stmt& stmt, Frame& frame, Value* result);
  Completion ExecuteCompound(const Stmt& stmt, Frame& frame, Value* result);
  Completion ExecuteBind(const BindStmt& stmt, Frame& frame, Value* result);
  Completion ExecuteYield(const YieldStmt& stmt, Frame& frame);
  // Nothing: the condition did not come to an end.
  std::optional<bool> Condition(const Expr& expr, Frame& frame);
  Completion ExecuteShould(const ShouldStmt& stmt, Frame& frame, Value* result);
  Completion ExecuteWhilst(const WhilstStmt& stmt, Frame& frame, Value* result);
  Completion ExecuteForEach(const ForEachStmt& stmt, Frame& frame, Value* result);
  // One iteration. kNormal: go on; kBreak: the loop is over; anything else leaves it.
  Completion Iterate(const Block& body, BlockSlots slots, Frame& frame, Value* result);
  Completion ExecuteAttempt(const AttemptStmt& stmt, Frame& frame, Value* result);
  static Completion Finish(Value value, Value* result) {
    if (result != nullptr) *result = std::move(value);
    return Completion::kNormal;
  }
  // How a statement ends whose expression gave Raised.
  Completion Abrupt() const {
    return runtime_.has_error() ? Completion::kError : Completion::kYield;
  }

  // --- patterns.cc ---
  Completion ExecuteMatch(const MatchStmt& stmt, Frame& frame, Value* result);
  // Nothing: an error is pending.
  std::optional<bool> Matches(const Pattern& pattern, std::uint32_t info, const Value& subject,
                              Frame& frame);
  std::optional<bool> MatchesName(const PatternInfo& info, const Value& subject, Frame& frame);
  std::optional<bool> MatchesConstructor(const Pattern& pattern, const PatternInfo& info,
                                         const Value& subject, Frame& frame);
  std::optional<bool> MatchesFields(const Pattern& pattern, const PatternInfo& info,
                                    const Value* fields, Frame& frame);

  // --- places.cc ---
  Completion ExecuteSet(const SetStmt& stmt, Frame& frame, Value* result);
  Completion ExecuteSetInside(const SetStmt& stmt, Value value, Frame& frame, Value* result);
  // The variable that `set` may change. Null: an error is pending.
  Value* FindRoot(const SetStmt& stmt, const NameUse& use, Frame& frame);
  // The place inside `place` that a step leads to. Null: an error is pending.
  Value* StepInto(Value& place, const PlaceStep& step, const Value* index, Span span, Frame& frame);
  bool Store(Value& place, const PlaceStep& step, const Value* index, Value value, Span span,
             Frame& frame);
  Value* ListPlace(Value& place, const Value& index, Span span, Frame& frame);
  Value* MapPlace(Value& place, const Value& key, Span span, Frame& frame);
  // The position of a struct's field; nothing: an error is pending.
  std::optional<std::uint32_t> FieldPosition(const Value& place, const PlaceStep& step, Span span,
                                             Frame& frame);
  Value* FieldPlace(Value& place, std::uint32_t position);
  // Raises what is wrong with stepping into a value that has no such places.
  void FailStep(const Value& place, const PlaceStep& step, Span span, Frame& frame);
  // The Text that a step into a Map names; null: an error is pending.
  const Value* KeyOf(const PlaceStep& step, const Value* index, Span span, Frame& frame);

  // --- definitions.cc ---
  Completion ExecuteForm(const FormStmt& stmt, Frame& frame, Value* result);
  Completion ExecuteVariant(const VariantStmt& stmt, Frame& frame, Value* result);
  Completion ExecuteAspect(const AspectStmt& stmt, Frame& frame);
  Completion ExecuteEmbody(const EmbodyStmt& stmt, Frame& frame);
  Value MakeClosure(const ChantBody& body, Frame& frame);
  void Capture(const std::vector<CapturedFrom>& sources, Value* captures, Frame& frame);
  Value EvaluateStruct(const StructExpr& expr, Frame& frame);
  bool FieldAccepts(FormDef& form, const FieldInfo& field, const Value& value);

  // --- variables (interpreter.cc) ---
  // The variable's value; Unbound where the name means nothing yet.
  static Value Read(const NameUse& use, const Scope& scope);
  // What a grove's entry gives way to while it is unbound.
  static const NameUse& SeeThrough(const NameUse& use, const Scope& scope);
  static NamedEntry GroveEntry(const NameUse& use, const Scope& scope);
  void Declare(const NameUse& use, Value value, Mark mark, Frame& frame);

  // --- expressions.cc ---
  // Inlined so that the commonest leaves cost no call.
  [[gnu::always_inline]] Value Evaluate(const Expr& expr, Frame& frame) {
    if (trace_ != nullptr) [[unlikely]]
      return EvaluateTraced(expr, frame);
    if (expr.kind == ExprKind::kNumber) return Value::Number(As<NumberExpr>(expr).value);
    if (expr.kind == ExprKind::kName) {
      const NameUse& use = frame.nodes[expr.id].use;
      if (use.place == Place::kSlot) return frame.slots[use.index];
    }
    return EvaluateKind(expr, frame);
  }
  Value EvaluateTraced(const Expr& expr, Frame& frame);
  Value EvaluateKind(const Expr& expr, Frame& frame);
  Value EvaluateOnNewSegment(const Expr& expr, Frame& frame);
  Value EvaluateName(const NameExpr& expr, Frame& frame);
  Value EvaluateList(const ListExpr& expr, Frame& frame);
  Value EvaluateMap(const MapExpr& expr, Frame& frame);
  Value EvaluateRange(const RangeExpr& expr, Frame& frame);
  Value EvaluateUnary(const UnaryExpr& expr, Frame& frame);
  Value EvaluateBinary(const BinaryExpr& expr, Frame& frame);
  // Any operator on operands that are not both Numbers.
  Value EvaluateBinaryOn(const BinaryExpr& expr, const Value& left, const Value& right,
                         Frame& frame);
  Value Divide(const BinaryExpr& expr, double left, double right, Frame& frame);
  Value EvaluateOutcome(const OutcomeExpr& expr, Frame& frame);
  Value EvaluateLogical(const LogicalExpr& expr, Frame& frame);
  Value EvaluateIndex(const IndexExpr& expr, Frame& frame);
  Value EvaluateField(const FieldExpr& expr, Frame& frame);
  Value EvaluateTry(const TryExpr& expr, Frame& frame);
  Value EvaluateRequest(const RequestExpr& expr, Frame& frame);
  Value ReadField(const Value& object, const FieldExpr& expr, Frame& frame);
  const Value& TextOf(const TextExpr& expr, Unit& unit);
  const Value& NameText(Symbol name, Unit& unit);

  // --- calls.cc ---
  struct PreparedCall {
    Value callee;
    Region region;
    bool method = false;
  };
  // Evaluates a call's or pipeline's callee and arguments. False: something did not come to an end.
  bool Prepare(const Expr& expr, PreparedCall& call, Frame& frame);
  bool PrepareStage(const PipelineExpr& expr, PreparedCall& call, Frame& frame);
  bool PrepareCallee(const Expr& callee, std::span<const Expr* const> arguments, const Value* piped,
                     Span span, PreparedCall& call, Frame& frame);
  const Value* FindMethod(const Value& receiver, std::string_view name) const;
  bool OpenRegion(PreparedCall& call, std::size_t arguments, Span span, Frame& frame);
  Value EvaluateCall(const Expr& expr, Frame& frame);
  // False, with the error pending, when a chant does not take that many arguments.
  bool CheckArity(const ChantCode& code, std::size_t count, bool method);
  Value CallOther(PreparedCall& call, Span span, Frame& frame);
  Completion TailCall(const Expr& expr, Frame& frame);
  // Runs a chant whose arguments are in `region`, and what it tail calls. Depth is the caller's.
  Value Activate(Value callee, Region& region);
  // False, with the error pending, when there is no room.
  bool PackRest(const ChantBody& body, Region& region);

  // --- errors and limits (interpreter.cc) ---
  // Raises an error at `span`.
  Value Fail(ErrorKind kind, std::string message, Span span, const Frame& frame);
  // Gives the pending error `span`, if it has none yet. Returns Raised.
  Value Locate(Span span, const Unit& unit);
  Value Locate(Span span, const Frame& frame) { return Locate(span, *frame.unit); }
  // One step of work. False: a limit is reached, the error is pending and located.
  bool Tick(Span span, const Frame& frame) {
    if (runtime_.Charge(1) && runtime_.CheckHeap()) [[likely]]
      return true;
    Locate(span, frame);
    return false;
  }
  // Raised by an operation that found no room becomes OutOfMemory at `span`.
  Value Checked(Value value, Span span, const Frame& frame) {
    if (value.is_raised()) [[unlikely]] {
      if (!runtime_.has_error()) runtime_.RaiseOutOfMemory();
      return Locate(span, frame);
    }
    return value;
  }
  Value StackOverflow(Span span, const Frame& frame) {
    runtime_.RaiseStackOverflow();
    return Locate(span, frame);
  }

  Heap& heap() { return runtime_.heap(); }

  Runtime& runtime_;
  TraceSink* trace_ = nullptr;
  FrameStack frames_;
  // A tail call on its way from the yield to the frame it replaces.
  Value tail_callee_;
  std::vector<Value> tail_arguments_;
  Span tail_span_;
  Unit* tail_unit_ = nullptr;
  // Aspects of the run by name, with the chants they declare.
  std::unordered_map<std::string, std::vector<std::string>> aspects_;
  std::unordered_map<std::string, Value> files_;  // their Groves; Nothing: runs; Absent: failed
  std::vector<std::unique_ptr<Unit>> units_;      // until Reset: closures refer to their code
  std::vector<std::unique_ptr<Environment>> environments_;
  Environment* main_globals_ = nullptr;
  std::uint32_t next_unit_ = 0;
  bool has_methods_ = false;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_INTERPRETER_TREE_WALKER_H_
