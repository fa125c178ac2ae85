#ifndef QUICKSILVER_VM_MACHINE_H_
#define QUICKSILVER_VM_MACHINE_H_

// The machine behind a Vm: its state, and the work of instructions that is not worth having in the
// dispatch loop.
//
// An instruction's work is a member function `bool Op(pc, base, k)`: pc its first word, base the
// frame's registers, k the constants (linked_module.h tells what is below them). It does
// everything, or returns false with an error pending and registers as far as it got. Branching
// tests return a Branch. Invariant: base[-1] holds the closure that runs; what a cell holds, it
// owns. Registers may hold anything that verified bytecode can put there, so whatever an
// instruction needs of their types, it checks. It is wrong to keep a pointer to a register across a
// call unless it lies in a frame below the callee's.

#include <cstdint>
#include <expected>
#include <forward_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/assert.h"
#include "engine/bytecode/chunk.h"
#include "engine/bytecode/instruction.h"
#include "engine/runtime/builtins.h"
#include "engine/runtime/runtime.h"
#include "engine/runtime/trace.h"
#include "engine/vm/linked_module.h"
#include "engine/vm/value_stack.h"
#include "engine/vm/vm.h"

namespace quicksilver {

enum class Branch : std::uint8_t { kNext, kJump, kRaised };

// A register as an owner, for the runtime's functions, which speak of Values.
inline Value& AsValue(RawValue& cell) { return reinterpret_cast<Value&>(cell); }
inline const Value& AsValue(const RawValue& cell) { return reinterpret_cast<const Value&>(cell); }
inline std::span<Value> AsValues(RawValue* cells, std::size_t count) {
  return {reinterpret_cast<Value*>(cells), count};
}
// Moves out of a register.
inline RawValue TakeCell(RawValue& cell) { return std::exchange(cell, RawValue{0}); }
// Releases what a register owns.
inline void DropCell(RawValue& cell) {
  if (cell.is_object()) [[unlikely]]
    TakeCell(cell).Release();
}
// Counts one more owner of what `value` is. False when there are more owners than memory has room
// for: code that overwrites what it owns, as only bytecode from a file can, has lost track of too
// many, and the count must not wrap around.
[[nodiscard]] inline bool CountOwner(RawValue value) {
  return !value.is_object() || static_cast<std::int32_t>(++value.object()->refs) > 0;
}
inline bool HasTooManyOwners(RawValue value) {
  return value.is_object() && static_cast<std::int32_t>(value.object()->refs) < 0;
}
// Writes a result into a register that may be an operand as well.
inline void AssignCell(RawValue& cell, RawValue value) {
  const RawValue old = std::exchange(cell, value);
  if (old.is_object()) [[unlikely]]
    old.Release();
}

class Machine final : public ChantCaller {
 public:
  // Instructions that no chunk contains: where the frame returns that Execute has made, and one
  // that is the first of its stack segment.
  static constexpr std::uint8_t kExitOp = kOpcodeCount;
  static constexpr std::uint8_t kLeaveSegmentOp = kOpcodeCount + 1;

  Machine(Runtime& runtime_in, ModuleProvider& provider)
      : runtime(&runtime_in), provider_(provider) {
    frame = frames_;
    top_ = stack_.bottom();
    stack_limit = stack_.limit();
  }
  ~Machine() override;

  // --- The dispatch loops' state ---
  struct Position {
    const Word* pc;
    RawValue* base;
    RawValue* constants;
  };
  Runtime* runtime;
  CallFrame* frame = nullptr;  // the running activation's
  const CallFrame* frame_limit =
      nullptr;  // the first that may not be pushed without looking further
  RawValue* stack_limit = nullptr;
  Object* dying = nullptr;  // what FREE_NEXT and FREE_RESUME of the loop are to free
  Position resume{};        // where to go on after an instruction that says so
  bool exited_by_error = false;

  // --- Runs (vm.cc) ---
  Value Run(const std::shared_ptr<const Chunk>& chunk, const Limits& limits, Host& host);
  Value Continue(const std::shared_ptr<const Chunk>& chunk, const Limits& limits, Host& host);
  std::vector<std::pair<std::string, Value>> Globals() const;
  void Reset();
  void set_trace(TraceSink* sink) { trace_ = sink; }
  void set_dispatch(Dispatch dispatch) { dispatch_ = dispatch; }
  Value CallChant(const Value& closure, std::span<Value> args) override;

  // --- Errors (unwinding.cc) ---
  // Finds where the pending error, raised at pc, is handled: true, and `resume` is there; false
  // when it leaves Execute.
  bool Unwind(const Word* pc, RawValue* base);
  const Word* LeaveSegment();
  bool Raise(ErrorKind kind, std::string message) {
    runtime->Raise(kind, std::move(message));
    return false;
  }
  bool RaiseAt(const Chunk& chunk, Span span, ErrorKind kind, std::string message);
  // The pending error, which has no place yet, is at `span`.
  bool RaiseAgainAt(const Chunk& chunk, Span span);
  bool InvalidBytecode();
  bool OutOfMemory() {
    runtime->RaiseOutOfMemory();
    return false;
  }
  // A result that the runtime has made or copied: writes it, and looks whether there is memory for
  // it.
  bool Deliver(Value result, RawValue& target) {
    const RawValue delivered = result.Take();
    AssignCell(target, delivered);
    return HasTooManyOwners(delivered) ? OutOfMemory() : CheckHeap();
  }
  bool OutOfOwners(const Word* /*pc*/, RawValue* /*base*/, RawValue* /*k*/) {
    return OutOfMemory();
  }
  // A step too many, or the first of the next stretch of a run without limit.
  Branch LoopOutOfFuel(const Word* /*pc*/, RawValue* /*base*/, RawValue* /*k*/) {
    return runtime->RaiseFuel() ? Branch::kJump : Branch::kRaised;
  }
  bool CheckHeap() { return !runtime->heap().over_budget() || runtime->CheckHeap(); }

  // --- Calls (calls.cc); these end with `resume` set ---
  bool CallNear(const Word* pc, RawValue* base, RawValue* k);
  // The only one that goes on behind the instruction.
  bool CallBuiltinNear(const Word* pc, RawValue* base, RawValue* k);
  bool CallFar(const Word* pc, RawValue* base, RawValue* k);
  bool CallMethod(const Word* pc, RawValue* base, RawValue* k);
  bool CallMethodFar(const Word* pc, RawValue* base, RawValue* k);
  bool CallUpdate(const Word* pc, RawValue* base, RawValue* k);
  bool CallSpread(const Word* pc, RawValue* base, RawValue* k);
  bool TailCall(const Word* pc, RawValue* base, RawValue* k);
  bool TailCallMethod(const Word* pc, RawValue* base, RawValue* k);
  bool TailCallSpread(const Word* pc, RawValue* base, RawValue* k);
  bool ReturnSweep(const Word* pc, RawValue* base, RawValue* k);
  bool RaiseKind(const Word* pc, RawValue* base, RawValue* k);
  bool RaiseName(const Word* pc, RawValue* base, RawValue* k);

  // --- Variables (variables.cc) ---
  bool LoadText(const Word* pc, RawValue* base, RawValue* k);
  bool LoadTextWide(const Word* pc, RawValue* base, RawValue* k);
  bool LoadLocal(const Word* pc, RawValue* base, RawValue* k);
  bool TakeLocal(const Word* pc, RawValue* base, RawValue* k);
  bool StoreLocal(const Word* pc, RawValue* base, RawValue* k);
  bool LoadCaptureCell(const Word* pc, RawValue* base, RawValue* k);
  bool StoreCaptureCell(const Word* pc, RawValue* base, RawValue* k);
  bool UnboundGlobal(const Word* pc, RawValue* base, RawValue* k);
  bool StoreGlobal(const Word* pc, RawValue* base, RawValue* k);
  bool DefineGlobal(const Word* pc, RawValue* base, RawValue* k);
  bool NewCell(const Word* pc, RawValue* base, RawValue* k);
  bool LoadCell(const Word* pc, RawValue* base, RawValue* k);
  bool StoreCell(const Word* pc, RawValue* base, RawValue* k);
  bool DefineNamed(const Word* pc, RawValue* base, RawValue* k);
  bool StoreNamed(const Word* pc, RawValue* base, RawValue* k);
  Branch JumpIfUnbound(const Word* pc, RawValue* base, RawValue* k);
  bool CreateClosure(const Word* pc, RawValue* base, RawValue* k);

  // --- Arithmetic (arithmetic.cc) ---
  bool Calculate(Opcode op, RawValue& target, RawValue left, RawValue right);
  bool Add(const Word* pc, RawValue* base, RawValue* k);
  bool AddDrop(const Word* pc, RawValue* base, RawValue* k);
  bool Arithmetic(const Word* pc, RawValue* base, RawValue* k);
  bool ArithmeticK(const Word* pc, RawValue* base, RawValue* k);
  bool Negate(const Word* pc, RawValue* base, RawValue* k);
  bool Compare(const Word* pc, RawValue* base, RawValue* k);
  // Whether x and y are numbers (one of which is no number: they are in no order); otherwise
  // raises.
  bool Unordered(RawValue x, RawValue y, std::string_view op);
  // Jumps that compare what is in no order: numbers among which there is a NaN are not less, and
  // so on.
  Branch JumpIfUnordered(const Word* pc, RawValue* base, RawValue* k);
  Branch JumpIfUnorderedK(const Word* pc, RawValue* base, RawValue* k);
  Branch JumpUnlessUnordered(const Word* pc, RawValue* base, RawValue* k);
  Branch JumpUnlessUnorderedK(const Word* pc, RawValue* base, RawValue* k);
  Branch JumpIfRemainder(const Word* pc, RawValue* base, RawValue* k);
  Branch JumpUnlessRemainder(const Word* pc, RawValue* base, RawValue* k);
  bool Equality(const Word* pc, RawValue* base, RawValue* k);
  // Whether x is y: kJump if so.
  Branch IsEqual(const RawValue& x, const RawValue& y);
  Branch JumpIfEq(const Word* pc, RawValue* base, RawValue* k);
  Branch JumpIfNe(const Word* pc, RawValue* base, RawValue* k);
  Branch JumpIfNotText(const Word* pc, RawValue* base, RawValue* k);

  // --- Data (data.cc, fields.cc, forms.cc) ---
  bool CreateList(const Word* pc, RawValue* base, RawValue* k);
  bool AppendList(const Word* pc, RawValue* base, RawValue* k);
  bool CreateMap(const Word* pc, RawValue* base, RawValue* k);
  bool InsertMap(const Word* pc, RawValue* base, RawValue* k);
  bool CreateRange(const Word* pc, RawValue* base, RawValue* k);
  bool CreateOutcome(const Word* pc, RawValue* base, RawValue* k);
  Branch Try(const Word* pc, RawValue* base, RawValue* k);
  bool Request(const Word* pc, RawValue* base, RawValue* k);
  bool GetIndex(const Word* pc, RawValue* base, RawValue* k);
  bool GetField(const Word* pc, RawValue* base, RawValue* k);
  bool GetElementField(const Word* pc, RawValue* base, RawValue* k);
  bool GetMethod(const Word* pc, RawValue* base, RawValue* k);
  bool CreateStruct(const Word* pc, RawValue* base, RawValue* k);
  bool CreateStructSpread(const Word* pc, RawValue* base, RawValue* k);
  bool DefineForm(const Word* pc, RawValue* base, RawValue* k);
  bool DefineVariant(const Word* pc, RawValue* base, RawValue* k);
  bool MakeCase(const Word* pc, RawValue* base, RawValue* k);

  // --- Places (places.cc) ---
  bool SetIndex(const Word* pc, RawValue* base, RawValue* k);
  bool SetElementField(const Word* pc, RawValue* base, RawValue* k);
  bool SetPlace(const Word* pc, RawValue* base, RawValue* k);

  // --- Iteration, patterns (patterns.cc) ---
  bool ForPrepare(const Word* pc, RawValue* base, RawValue* k);
  Branch ForNext(const Word* pc, RawValue* base, RawValue* k);
  Branch TestKind(const Word* pc, RawValue* base, RawValue* k);
  Branch TestCase(const Word* pc, RawValue* base, RawValue* k);
  Branch TestGlobalCase(const Word* pc, RawValue* base, RawValue* k);
  Branch TestNamedCase(const Word* pc, RawValue* base, RawValue* k);
  bool GetBoxed(const Word* pc, RawValue* base, RawValue* k);
  bool GetCaseField(const Word* pc, RawValue* base, RawValue* k);

  // --- Groves, files, aspects (modules.cc) ---
  bool DefineAspect(const Word* pc, RawValue* base, RawValue* k);
  bool Embody(const Word* pc, RawValue* base, RawValue* k);
  bool NewGrove(const Word* pc, RawValue* base, RawValue* k);
  bool OfferNamed(const Word* pc, RawValue* base, RawValue* k);
  bool OfferGlobal(const Word* pc, RawValue* base, RawValue* k);
  // Where an export's value is found now; null: the grove has no such export.
  struct ExportView {
    const Value* value = nullptr;
    bool by_variant = false;
  };
  // False: the grove's entries are not what a compiler makes.
  static bool ViewExport(const Grove& grove, std::string_view name, ExportView* view);
  bool Import(const Word* pc, RawValue* base, RawValue* k);
  bool Gather(const Word* pc, RawValue* base, RawValue* k);
  bool GatherGlobal(const Word* pc, RawValue* base, RawValue* k);
  bool GatherNamed(const Word* pc, RawValue* base, RawValue* k);
  bool Trace(const Word* pc, RawValue* base, RawValue* k);

 private:
  // A file's variables and the code that has been linked to them. A session's main file has
  // several.
  struct File {
    File(Heap& heap, std::string name, std::uint32_t index) : state(heap, std::move(name), index) {}
    // Values go before the code that describes them.
    ~File() { state.Clear(); }
    ModuleState state;
    std::forward_list<LinkedModule> code;  // the latest first
    bool running = false;
    bool failed = false;  // runs once, whatever came of it
  };

  // --- Runs ---
  LinkedModule& Link(File& file, const std::shared_ptr<const Chunk>& chunk);
  Value RunProgram(LinkedModule& module);
  // Runs a closure of this engine, whose arity fits `args`; they are moved into its registers. The
  // runtime's depth is that of the new frame. Raised on error.
  Value Execute(Value closure, std::span<Value> args);
  void RunLoop(const Position& start);
  void DropCode();

  // --- Frames ---
  // Where cells are free above the frame at `base`.
  static RawValue* TopOf(RawValue* base) { return base + CodeOf(base[-1]).frame_size; }
  // Before anything that may call back: callbacks' frames begin at `top`, and the runtime knows the
  // depth.
  void PrepareCallback(RawValue* top) {
    top_ = top;
    runtime->depth() = static_cast<std::uint32_t>(depth_bias_ + (frame - frames_));
  }
  void SetFrameLimit();
  // Makes sure that a frame can be pushed; otherwise StackOverflow is pending.
  bool MakeFrameRoom();
  // `count` cells from `at` on, in this segment or at the start of the next; null with
  // StackOverflow pending. `return_pc` is replaced when the frame that is put there has to leave
  // its segment.
  RawValue* MakeStackRoom(RawValue* at, std::uint64_t count, const Word*& return_pc);

  // --- Calls ---
  // A call of `window[0]` with the `argc` values behind it.
  struct CallSite {
    const Word* next;  // behind the call
    RawValue* base;    // the caller's
    RawValue* constants;
    RawValue* window;
    RawValue* result;
    std::uint64_t argc;
    RawValue* frame_at;  // where the callee's cell goes; `window` itself when near
    bool method;         // the first argument is self
  };
  bool Call(const CallSite& site);
  bool CallRegisters(const Word* pc, RawValue* base, RawValue* k, bool far, bool method);
  bool TailCallRegisters(const Word* pc, RawValue* base, bool method);
  // Calls what is no chant, the arguments lying in cells; the result replaces the callee.
  bool CallOther(RawValue* base, RawValue* window, std::uint64_t argc);
  Value CallOtherValue(RawValue* base, RawValue callee, std::span<Value> args);
  bool CheckArity(const LinkedFunction& function, std::uint64_t argc, bool method);
  Value MakeRest(std::span<Value> args);
  // Replaces the running frame, which is swept, by a call of the chant in window[0].
  bool TailEnter(RawValue* base, RawValue* window, std::uint64_t argc, bool method);
  // Goes back from the running frame, which is swept, with `result`.
  bool ReturnFrom(RawValue* base, RawValue result);
  // Moves the arguments of a spread call out of their list.
  bool TakeSpread(const Word* pc, RawValue* base, std::vector<Value>& args, bool& method);
  RawValue* VariableCell(Word variable, RawValue* base, RawValue* k);
  static void Sweep(RawValue* base, std::uint64_t count);

  // --- Errors ---
  void Locate(const LinkedFunction& function, const Word* pc);
  bool EnterHandler(const LinkedFunction& function, const Word* pc, RawValue* base);

  // --- Data ---
  InlineCache& CacheOf(RawValue* base, std::uint32_t index) {
    return CodeOf(base[-1]).caches[index];
  }
  bool ElementOf(RawValue object, RawValue index, Value* result);
  bool FieldOf(RawValue object, RawValue* k, std::uint32_t name, InlineCache& cache,
               RawValue* result);
  const Value* FindMethod(RawValue receiver, std::string_view name);
  // Whether `index` names one of `length` elements: `*at`; otherwise raises.
  bool CheckIndex(RawValue index, std::uint64_t length, std::uint64_t* at);
  bool CopyCaptures(std::span<const CaptureSource> sources, Value* captures, RawValue* base);
  bool NameNotBound(RawValue* k, std::uint32_t name);
  // Finds the value for each field of a literal whose names are key list `keys`.
  bool OrderFields(const FormInfo& info, const RawValue* k, std::uint32_t keys,
                   std::span<Value*> order, std::span<Value> values);
  bool BuildStruct(const Value& definition, std::span<Value> values, const RawValue* k,
                   std::uint32_t keys, InlineCache* cache, Value* result);
  bool CheckField(FormDef& form, const FieldInfo& field, const Value& value);
  // What the name of a field's type means now; Unbound when it means nothing.
  Value ResolveFieldType(FormDef& form, const FieldInfo& field);

  // --- Places: null or false with an error pending ---
  Value* PlaceRoot(const PlaceInfo& place, RawValue* base, RawValue* k);
  // One step inwards, `holder` being made unique; the element is there.
  Value* StepIntoIndex(Value& holder, RawValue index);
  Value* StepIntoKey(Value& map, const Text* key);
  Value* StepIntoField(Value& holder, LinkedModule& module, std::uint32_t name,
                       PlaceStepCache& cache);
  // The last step: `value` is moved out when it is stored.
  bool StoreAtIndex(Value& holder, const Value& index, RawValue& value);
  bool StoreAtField(Value& holder, LinkedModule& module, std::uint32_t name, PlaceStepCache& cache,
                    RawValue& value);
  bool StoreKey(Value& map, const Value& key, Value value);

  // --- Modules ---
  Value LoadFile(std::string_view path, const ModuleState& importer);
  bool GatherFrom(RawValue source, RawValue* k, std::uint32_t name, Value* value,
                  std::uint8_t* flags);

  ModuleProvider& provider_;
  ValueStack stack_;
  // The first frames lie here, as a small program needs no more.
  static constexpr std::size_t kFirstFrames = 32;
  CallFrame first_frames_[kFirstFrames];
  std::unique_ptr<CallFrame[]> more_frames_;
  CallFrame* frames_ = first_frames_;
  std::size_t frame_capacity_ = kFirstFrames;
  CallFrame* entry_frame() const { return frames_ + entry_; }
  std::size_t entry_ = 0;        // index of the frame that the innermost Execute has made
  std::int64_t depth_bias_ = 0;  // runtime depth of frame f: depth_bias_ + f
  RawValue* top_ = nullptr;      // where the next Execute puts its frame
  Dispatch dispatch_ = Dispatch::kTailCalls;
  TraceSink* trace_ = nullptr;

  std::unique_ptr<File> main_;
  std::unordered_map<std::string, std::unique_ptr<File>> files_;
  std::uint32_t file_count_ = 0;
  std::vector<std::unique_ptr<File>> retired_;  // their code is still needed by values
  std::unordered_map<std::string_view, const AspectInfo*> aspects_;  // of this run
  std::vector<bool> keep_;                                           // scratch of EnterHandler
};

// The place of a field among a form's, or -1.
std::int64_t FieldIndex(const FormInfo& form, std::string_view name);

// The dispatch loops (dispatch_tail.cc, dispatch_goto.cc): run from `start` until the frame that
// Execute made returns or an error leaves it.
void RunWithTailCalls(Machine& machine, const Machine::Position& start);
void RunWithGoto(Machine& machine, const Machine::Position& start);

}  // namespace quicksilver

#endif  // QUICKSILVER_VM_MACHINE_H_
