#ifndef QUICKSILVER_COMPILER_FUNCTION_BUILDER_H_
#define QUICKSILVER_COMPILER_FUNCTION_BUILDER_H_

// Emits the code of one function and keeps track of where its values are.
//
// The code generator speaks of values: temporaries that own what they hold and are used once, and
// locals that stay for a scope. Where a value lies (register or frame slot) is settled here: when
// registers run out, the oldest temporary goes to a slot and comes back when it is needed.
// Invariant: a value's register is owned by that value alone; an instruction's operands are settled
// together (Use locks them) before it is emitted. It is wrong to keep a register number across
// anything that may allocate.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/compiler/compiler.h"
#include "engine/compiler/jump_patcher.h"
#include "engine/compiler/register_allocator.h"

namespace quicksilver {

using ValueId = std::uint32_t;
inline constexpr ValueId kNoValue = 0xFFFF'FFFF;
using Label = JumpPatcher::Label;

// What is known about a value before the program runs. Only kUnknown and kText can own anything.
enum class StaticType : std::uint8_t { kUnknown, kNumber, kTruth, kImmediate, kText };
constexpr bool MayOwn(StaticType type) {
  return type == StaticType::kUnknown || type == StaticType::kText;
}

// Windows are at most this wide, so that one is free whatever the policy has scattered (see
// LocalsFull).
inline constexpr std::uint32_t kWidestWindow = 18;
inline constexpr std::uint32_t kWidestArguments = 16;

// An operand of an instruction: the number that goes into the word and, for a register, the value.
struct InstructionArg {
  std::uint32_t number = 0;
  ValueId value = kNoValue;
};

class FunctionBuilder {
 public:
  explicit FunctionBuilder(const CompileOptions& options);

  // Begins a function; everything from the last one is forgotten.
  void Begin(Function* function);
  // Patches jumps, moves tables, fills in the counts.
  void Finish();

  // --- Values ---
  // A temporary without a value yet.
  ValueId NewTemporary();
  // `count` temporaries in one window: the first; the others follow it, by number as by register.
  ValueId NewWindow(std::uint32_t count);
  // The next parameter: in the next register, from the 257th on in the next slot.
  ValueId Parameter();
  // After the last parameter: moves those that the policy does not want in registers to slots.
  void SettleParameters();
  // Exactly register `reg`, pinned for good.
  ValueId Pinned(std::uint8_t reg);
  // Turns a temporary into a local. It may move to a slot.
  void MakeLocal(ValueId value);
  // Whether the next local would go to a slot.
  bool LocalsFull() const;
  // Keeps a temporary in its register until Unpin: it is written on several paths.
  void Pin(ValueId value);
  void Unpin(ValueId value);
  // The value is used up (taken by an instruction): its place is free again.
  void Forget(ValueId value);
  // The end of a value that may still own something: drops it if it may, and frees its place.
  void Release(ValueId value);
  // The same for several values, in one instruction where registers lie side by side. Their places
  // stay taken.
  void Drop(std::span<const ValueId> values);
  // Lets go of what registers hold, if anything. Each may be named more than once.
  void DropRegisters(std::vector<InstructionArg> registers);
  // Lets go of what a slot holds, if anything.
  void EmptySlot(std::uint32_t slot);
  // A new value that takes over the place of `value`, which is used up. Its operand may still be
  // emitted.
  ValueId Continue(ValueId value);
  // The value was forgotten on another path; here it is still in register `reg`, pinned.
  void Reclaim(ValueId value, std::uint8_t reg);
  // A value that has no place here: the name of what several jumps bring into one register.
  ValueId Unplaced();
  // An instruction wrote `value` without naming it as an operand.
  void MarkSet(ValueId value) { values_[value].is_set = true; }

  StaticType type(ValueId value) const { return values_[value].type; }
  void set_type(ValueId value, StaticType type) { values_[value].type = type; }
  bool is_local(ValueId value) const { return values_[value].local; }
  bool in_slot(ValueId value) const { return values_[value].place == Place::kSlot; }
  std::uint32_t place_index(ValueId value) const { return values_[value].index; }

  // The register of a value, brought back from a slot if need be (temporaries only). Locked until
  // Unlock.
  std::uint8_t Use(ValueId value);
  // The register that an instruction will write `value` into.
  std::uint8_t Define(ValueId value) { return Use(value); }
  void Unlock();
  // Puts temporaries into neighbouring registers in this order and returns the first. The values
  // keep their ids, and are locked until Unlock.
  std::uint8_t Assemble(std::span<const ValueId> values);
  // Whether a call whose window is r[start .. start+count-1] may lay its frame over what follows.
  bool NothingAbove(std::uint32_t start, std::uint32_t count) const;
  // Whether anything but `except` may own something now.
  bool AnyOwner(ValueId except) const;

  // Where temporaries are, to be put back where control joins.
  struct Snapshot {
    std::vector<std::pair<ValueId, std::uint8_t>> in_registers;
  };
  Snapshot Save(ValueId except) const;
  void Restore(const Snapshot& snapshot);
  // The temporary as one in exactly register `reg`, which is free unless it lies there already.
  ValueId MoveToRegister(ValueId value, std::uint8_t reg);

  // Frame indexes (registers, then slots as 256 + slot until Finish) of all values that are live
  // now.
  std::vector<std::uint32_t> LiveFrame(ValueId except) const;

  // --- Code ---
  std::uint32_t pc() const { return static_cast<std::uint32_t>(code_.size()); }
  // Whether control can come here.
  bool reachable() const { return reachable_; }
  void set_span(Span span) { span_ = span; }
  Span span() const { return span_; }

  using Arg = InstructionArg;
  Arg Reg(ValueId value) { return {Use(value), value}; }
  static Arg Imm(std::uint32_t number) { return {number, kNoValue}; }

  // Emits an instruction with its extension words and unlocks its operands. Returns its pc.
  std::uint32_t Emit(Opcode op, Arg a = {}, Arg b = {}, Arg c = {}, std::uint32_t extension1 = 0,
                     std::uint32_t extension2 = 0);
  std::uint32_t EmitBx(Opcode op, Arg a, std::uint32_t bx);
  // LoadLocal, TakeLocal or StoreLocal between `reg` and the slot that `in_slot` is in.
  std::uint32_t EmitSlot(Opcode op, Arg reg, ValueId in_slot);
  // A jump: the label goes where the opcode's row has its jump operand; `extension` is the other
  // one. Returns the jump's pc.
  std::uint32_t EmitJump(Opcode op, Label label, Arg a = {}, Arg b = {}, Arg c = {},
                         std::uint32_t extension = 0);
  // A jump back to the ForNext whose end is at `behind_next`, with the registers of its state and
  // element.
  void EmitLoopForNext(Label behind_next, std::uint32_t state, std::uint32_t element);
  // The next instruction is a GetIndex of what register `reg` holds, and replaces it: if the last
  // one was the GetIndex that loaded it, that does both from now on.
  void PairGetIndex(std::uint32_t reg);
  // Records the window operands of the instruction at `pc`; kNoValue where there is none.
  void RecordWindow(std::uint32_t pc, std::span<const ValueId> values);
  // Records what an operand of the instruction at `pc` stands for that Emit was not told of.
  void RecordOperand(std::uint32_t pc, std::uint16_t operand, ValueId value) {
    Record(pc, operand, {0, value});
  }
  Label NewLabel();
  void Bind(Label label);
  // An attempt's protected range; targets are labels, positions are settled in Finish.
  void AddHandler(std::uint32_t begin, std::uint32_t end, Label target, bool any, ErrorKind kind,
                  std::vector<std::uint32_t> keep);
  void AddAlignment(NodeId node, ValueId value);
  std::uint32_t NewCache() { return function_->cache_count++; }

  Function& function() { return *function_; }

 private:
  enum class Place : std::uint8_t { kNone, kRegister, kSlot };
  struct ValueInfo {
    Place place = Place::kNone;
    StaticType type = StaticType::kUnknown;
    bool local = false;
    bool is_set = false;  // something was written
    bool live = false;
    std::uint8_t locks = 0;
    std::uint32_t index = 0;
  };
  struct PendingHandler {
    HandlerEntry entry;
    Label target;
  };

  ValueId NewValue();
  // The value lies in register `reg` from now on.
  void Occupy(ValueId value, std::uint32_t reg);
  std::uint8_t AcquireRegister();
  // Sends the oldest evictable temporary to a slot. False when there is none.
  bool Evict();
  void Vacate(ValueInfo& info);
  void Lock(ValueId value);
  void MoveToSlot(ValueId value);
  void AddLine(std::uint32_t pc);
  void MakeCallsFar();
  void Record(std::uint32_t pc, std::uint16_t operand, Arg arg);

  const CompileOptions& options_;
  Function* function_ = nullptr;
  // The function gets them when it is finished, in as much memory as they need.
  std::vector<Word> code_;
  std::vector<LineEntry> lines_;
  RegisterAllocator registers_;
  JumpPatcher patcher_;
  std::vector<ValueInfo> values_;
  std::vector<ValueId> live_;  // in order of creation
  std::vector<ValueId> locked_;
  // Who came into a register last; it may have left since.
  std::array<ValueId, kRegisters> occupant_{};
  std::vector<PendingHandler> handlers_;
  std::vector<std::uint32_t> loops_for_next_;  // where they are
  std::vector<bool> jumped_to_;                // by label
  std::uint32_t local_registers_ = 0;
  std::uint32_t parameters_ = 0;
  std::uint32_t last_get_index_ = 0;  // behind it
  bool reachable_ = true;
  Span span_;
  Span line_span_;  // of lines_.back()
};

}  // namespace quicksilver

#endif  // QUICKSILVER_COMPILER_FUNCTION_BUILDER_H_
