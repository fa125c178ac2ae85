// Where the values of one function lie: locals, temporaries, windows, spills, and what frames keep.
#include <algorithm>

#include "engine/base/assert.h"
#include "engine/compiler/function_builder.h"

namespace quicksilver {

ValueId FunctionBuilder::NewValue() {
  const auto id = static_cast<ValueId>(values_.size());
  values_.emplace_back();
  values_.back().live = true;
  live_.push_back(id);
  return id;
}

// With locals in at most this many registers a window of kWidestWindow is free even where a policy
// scatters them: 12 registers leave a run of at least (256 - 12) / 13 = 18. Contiguous policies may
// use more; where temporaries are few, locals leave half of them.
bool FunctionBuilder::LocalsFull() const {
  if (registers_.LocalsInSlots()) return true;
  switch (options_.allocation) {
    case AllocationPolicy::kRandom:
    case AllocationPolicy::kReversed:
      return local_registers_ >= 12;
    case AllocationPolicy::kFewest:
      return local_registers_ >= kFewRegisters / 2;
    case AllocationPolicy::kLifo:
    case AllocationPolicy::kSpill:
      break;
  }
  return local_registers_ >= 180;
}

void FunctionBuilder::Lock(ValueId value) {
  ++values_[value].locks;
  locked_.push_back(value);
}

void FunctionBuilder::Unlock() {
  for (const ValueId value : locked_) --values_[value].locks;
  locked_.clear();
}

void FunctionBuilder::Occupy(ValueId value, std::uint32_t reg) {
  values_[value].place = Place::kRegister;
  values_[value].index = reg;
  occupant_[reg] = value;
}

bool FunctionBuilder::Evict() {
  // By register and not by live value: of those there may be thousands, nearly all in slots.
  ValueId oldest = kNoValue;
  for (std::uint32_t reg = 0; reg < kRegisters; ++reg) {
    const ValueId id = occupant_[reg];
    if (id >= oldest) continue;
    const ValueInfo& info = values_[id];
    const bool here = info.live && info.place == Place::kRegister && info.index == reg;
    if (here && !info.local && info.locks == 0) oldest = id;
  }
  if (oldest == kNoValue) return false;
  ValueInfo& info = values_[oldest];
  if (info.is_set) {
    MoveToSlot(oldest);
  } else {
    registers_.Release(static_cast<std::uint8_t>(info.index));
    info.place = Place::kNone;
  }
  return true;
}

std::uint8_t FunctionBuilder::AcquireRegister() {
  for (;;) {
    if (registers_.Crowded() && Evict()) continue;
    if (const auto reg = registers_.Temporary(); reg.has_value()) return *reg;
    const bool evicted = Evict();
    QS_ASSERT(evicted, "every register is a local or an operand of one instruction");
    if (!evicted) return 0;
  }
}

ValueId FunctionBuilder::NewTemporary() {
  const std::uint8_t reg = AcquireRegister();
  const ValueId id = NewValue();
  Occupy(id, reg);
  return id;
}

ValueId FunctionBuilder::NewWindow(std::uint32_t count) {
  auto start = registers_.Window(count);
  while (!start.has_value()) {
    const bool evicted = Evict();
    QS_ASSERT(evicted, "no window is free although all temporaries are in slots");
    if (!evicted) break;
    start = registers_.Window(count);
  }
  const auto first = static_cast<ValueId>(values_.size());
  for (std::uint32_t i = 0; i < count; ++i) Occupy(NewValue(), *start + i);
  return first;
}

ValueId FunctionBuilder::Parameter() {
  const ValueId id = NewValue();
  ValueInfo& info = values_[id];
  info.local = true;
  info.is_set = true;
  const std::uint32_t index = parameters_++;
  if (index < kRegisters) {
    Occupy(id, index);
    const bool claimed = registers_.Claim(static_cast<std::uint8_t>(index));
    QS_ASSERT(claimed, "a parameter's register is taken");
    static_cast<void>(claimed);
    ++local_registers_;
  } else {
    info.place = Place::kSlot;
    info.index = registers_.Slot();
    QS_ASSERT(info.index == index - kRegisters, "parameters are the first slots");
  }
  return id;
}

void FunctionBuilder::SettleParameters() {
  // The last ones go first: the registers of the others stay contiguous.
  for (std::size_t i = live_.size(); i-- > 0 && LocalsFull() && local_registers_ > 0;) {
    if (values_[live_[i]].place == Place::kRegister) {
      MoveToSlot(live_[i]);
      --local_registers_;
    }
  }
}

void FunctionBuilder::MoveToSlot(ValueId value) {
  ValueInfo& info = values_[value];
  const auto reg = static_cast<std::uint8_t>(info.index);
  const std::uint32_t slot = registers_.Slot();
  if (info.is_set) {
    const std::uint32_t at = pc();
    code_.push_back(EncodeABC(Opcode::kStoreLocal, reg, 0, 0));
    code_.push_back(slot);
    Record(at, 0, {reg, value});
    Record(at, kPlaceOperand, {slot, value});
  }
  registers_.Release(reg);
  info.place = Place::kSlot;
  info.index = slot;
}

void FunctionBuilder::Pin(ValueId value) {
  static_cast<void>(Use(value));
  Unlock();
  values_[value].local = true;
  ++local_registers_;
}

void FunctionBuilder::Unpin(ValueId value) {
  values_[value].local = false;
  --local_registers_;
}

ValueId FunctionBuilder::Pinned(std::uint8_t reg) {
  const bool claimed = registers_.Claim(reg);
  QS_ASSERT(claimed, "the register is taken");
  static_cast<void>(claimed);
  const ValueId id = NewValue();
  Occupy(id, reg);
  values_[id].local = true;
  ++local_registers_;
  return id;
}

void FunctionBuilder::MakeLocal(ValueId value) {
  // The upper registers stay free for windows whatever lies scattered below.
  const bool high = values_[value].place == Place::kRegister && values_[value].index >= 200 &&
                    options_.allocation != AllocationPolicy::kReversed &&
                    options_.allocation != AllocationPolicy::kRandom;
  if (!LocalsFull() && !high) {
    static_cast<void>(Use(value));
    Unlock();
    values_[value].local = true;
    ++local_registers_;
    return;
  }
  ValueInfo& info = values_[value];
  if (info.place == Place::kRegister) {
    MoveToSlot(value);
  } else if (info.place == Place::kNone) {
    info.place = Place::kSlot;
    info.index = registers_.Slot();
  }
  info.local = true;
}

void FunctionBuilder::Vacate(ValueInfo& info) {
  if (info.place == Place::kRegister) {
    registers_.Release(static_cast<std::uint8_t>(info.index));
    if (info.local) --local_registers_;
  } else if (info.place == Place::kSlot) {
    registers_.ReleaseSlot(info.index);
  }
  info.place = Place::kNone;
  info.live = false;
}

void FunctionBuilder::Forget(ValueId value) {
  ValueInfo& info = values_[value];
  QS_ASSERT(info.live, "a value is used up twice");
  Vacate(info);
  // Values end mostly in the reverse of their order.
  const auto at = std::find(live_.rbegin(), live_.rend(), value);
  live_.erase(std::next(at).base());
}

void FunctionBuilder::Release(ValueId value) {
  const ValueInfo info = values_[value];
  if (info.is_set && reachable_ && MayOwn(info.type)) {
    if (info.place == Place::kSlot) {
      EmptySlot(info.index);
    } else {
      Emit(Opcode::kDrop, Reg(value));
    }
  }
  Forget(value);
}

void FunctionBuilder::Drop(std::span<const ValueId> values) {
  if (!reachable_) return;
  std::vector<InstructionArg> registers;
  std::vector<std::uint32_t> slots;
  for (const ValueId value : values) {
    const ValueInfo& info = values_[value];
    if (!info.is_set || !MayOwn(info.type)) continue;
    if (info.place == Place::kRegister) registers.push_back({info.index, value});
    if (info.place == Place::kSlot) slots.push_back(info.index);
  }
  // A slot is emptied through a register.
  DropRegisters(std::move(registers));
  for (const std::uint32_t slot : slots) EmptySlot(slot);
}

void FunctionBuilder::DropRegisters(std::vector<InstructionArg> registers) {
  std::ranges::sort(registers, {}, &InstructionArg::number);
  const auto repeated = std::ranges::unique(registers, {}, &InstructionArg::number);
  registers.erase(repeated.begin(), repeated.end());
  std::vector<ValueId> range;
  for (std::size_t i = 0; i < registers.size(); i += range.size()) {
    const std::uint32_t first = registers[i].number;
    range.clear();
    for (std::size_t next = i; next < registers.size() && range.size() < 0xFF &&
                               registers[next].number == first + range.size();
         ++next) {
      range.push_back(registers[next].value);
    }
    if (range.size() == 1) {
      Emit(Opcode::kDrop, registers[i]);
    } else {
      const auto count = static_cast<std::uint32_t>(range.size());
      RecordWindow(Emit(Opcode::kDropRange, Imm(first), Imm(count)), range);
    }
  }
}

void FunctionBuilder::EmptySlot(std::uint32_t slot) {
  // Storing an immediate lets go of what the slot held.
  const ValueId nothing = NewTemporary();
  Emit(Opcode::kLoadNothing, Reg(nothing));
  Emit(Opcode::kStoreLocal, Reg(nothing), {}, {}, slot);
  Forget(nothing);
}

ValueId FunctionBuilder::Continue(ValueId value) {
  const ValueId result = NewValue();
  ValueInfo& from = values_[value];
  ValueInfo& to = values_[result];
  to.place = from.place;
  to.index = from.index;
  to.is_set = from.is_set;
  if (to.place == Place::kRegister) Occupy(result, to.index);
  from.place = Place::kNone;
  Forget(value);
  return result;
}

void FunctionBuilder::Reclaim(ValueId value, std::uint8_t reg) {
  const bool claimed = registers_.Claim(reg);
  QS_ASSERT(claimed, "the register is taken");
  static_cast<void>(claimed);
  values_[value] = {.local = true, .is_set = true, .live = true};
  Occupy(value, reg);
  live_.push_back(value);
  ++local_registers_;
}

ValueId FunctionBuilder::Unplaced() {
  values_.emplace_back();
  return static_cast<ValueId>(values_.size() - 1);
}

std::uint8_t FunctionBuilder::Use(ValueId value) {
  if (values_[value].place != Place::kRegister) {
    QS_ASSERT(!values_[value].local, "a local in a slot is loaded into a temporary first");
    // Operands that are settled already must stay: they are locked.
    const std::uint8_t reg = AcquireRegister();
    ValueInfo& info = values_[value];
    if (info.place == Place::kSlot) {
      const std::uint32_t at = pc();
      code_.push_back(EncodeABC(Opcode::kTakeLocal, reg, 0, 0));
      code_.push_back(info.index);
      Record(at, 0, {reg, value});
      Record(at, kPlaceOperand, {info.index, value});
      registers_.ReleaseSlot(info.index);
    }
    Occupy(value, reg);
  }
  Lock(value);
  return static_cast<std::uint8_t>(values_[value].index);
}

std::uint8_t FunctionBuilder::Assemble(std::span<const ValueId> values) {
  const ValueInfo& first = values_[values[0]];
  bool together = true;
  for (std::size_t i = 0; i < values.size() && together; ++i) {
    const ValueInfo& info = values_[values[i]];
    together = info.place == Place::kRegister && !info.local && info.index == first.index + i;
  }
  if (together) {
    for (const ValueId value : values) Lock(value);
    return static_cast<std::uint8_t>(first.index);
  }
  const auto count = static_cast<std::uint32_t>(values.size());
  auto start = registers_.Window(count);
  while (!start.has_value()) {
    const bool evicted = Evict();
    QS_ASSERT(evicted, "no window is free although all temporaries are in slots");
    if (!evicted) return 0;
    start = registers_.Window(count);
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    const ValueInfo& info = values_[values[i]];
    const std::uint32_t to = *start + i;
    const std::uint32_t at = pc();
    if (info.place == Place::kRegister) {
      if (info.is_set) {
        code_.push_back(EncodeABC(Opcode::kMove, to, info.index, 0));
        Record(at, 0, {to, values[i]});
        Record(at, 1, {info.index, values[i]});
      }
      registers_.Release(static_cast<std::uint8_t>(info.index));
    } else if (info.place == Place::kSlot) {
      code_.push_back(EncodeABC(Opcode::kTakeLocal, to, 0, 0));
      code_.push_back(info.index);
      Record(at, 0, {to, values[i]});
      Record(at, kPlaceOperand, {info.index, values[i]});
      registers_.ReleaseSlot(info.index);
    }
    Occupy(values[i], to);
  }
  // Until the instruction is emitted: making room for its other operands may evict.
  for (const ValueId value : values) Lock(value);
  return *start;
}

bool FunctionBuilder::NothingAbove(std::uint32_t start, std::uint32_t count) const {
  return registers_.Top() <= start + count;
}

bool FunctionBuilder::AnyOwner(ValueId except) const {
  return std::any_of(live_.begin(), live_.end(), [&](ValueId id) {
    const ValueInfo& info = values_[id];
    return id != except && info.is_set && MayOwn(info.type);
  });
}

FunctionBuilder::Snapshot FunctionBuilder::Save(ValueId except) const {
  Snapshot snapshot;
  for (const ValueId id : live_) {
    const ValueInfo& info = values_[id];
    if (id != except && !info.local && info.place == Place::kRegister && info.is_set) {
      snapshot.in_registers.emplace_back(id, static_cast<std::uint8_t>(info.index));
    }
  }
  return snapshot;
}

void FunctionBuilder::Restore(const Snapshot& snapshot) {
  for (const auto& [id, reg] : snapshot.in_registers) {
    const ValueInfo& info = values_[id];
    if (!info.live) continue;
    if (info.place == Place::kRegister && info.index == reg) continue;
    const bool claimed = registers_.Claim(reg);
    QS_ASSERT(claimed, "a register is still in use where control joins");
    static_cast<void>(claimed);
    const std::uint32_t at = pc();
    Record(at, 0, {reg, id});
    if (info.place == Place::kSlot) {
      code_.push_back(EncodeABC(Opcode::kTakeLocal, reg, 0, 0));
      code_.push_back(info.index);
      Record(at, kPlaceOperand, {info.index, id});
      registers_.ReleaseSlot(info.index);
    } else {
      code_.push_back(EncodeABC(Opcode::kMove, reg, info.index, 0));
      Record(at, 1, {info.index, id});
      registers_.Release(static_cast<std::uint8_t>(info.index));
    }
    Occupy(id, reg);
  }
}

ValueId FunctionBuilder::MoveToRegister(ValueId value, std::uint8_t reg) {
  const std::uint8_t from = Use(value);
  if (from == reg) {
    Unlock();
    return value;
  }
  const bool claimed = registers_.Claim(reg);
  QS_ASSERT(claimed, "a register is still in use where control joins");
  static_cast<void>(claimed);
  const ValueId result = NewValue();
  Occupy(result, reg);
  Emit(Opcode::kMove, {reg, result}, {from, value});
  Forget(value);
  return result;
}

std::vector<std::uint32_t> FunctionBuilder::LiveFrame(ValueId except) const {
  std::vector<std::uint32_t> frame;
  for (const ValueId id : live_) {
    const ValueInfo& info = values_[id];
    if (id == except || !info.is_set) continue;
    if (info.place == Place::kRegister) frame.push_back(info.index);
    if (info.place == Place::kSlot) frame.push_back(kRegisters + info.index);
  }
  std::sort(frame.begin(), frame.end());
  return frame;
}

}  // namespace quicksilver
