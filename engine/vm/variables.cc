// Constants, frame slots, globals, captures, cells.

#include "engine/runtime/messages.h"
#include "engine/vm/machine.h"

namespace quicksilver {
namespace {

RawValue& SlotAt(RawValue* base, std::uint32_t slot) {
  return base[std::size_t{CodeOf(base[-1]).register_count} + slot];
}

// The slot of the Cell that `holder` should be, or null.
RawValue* CellSlot(RawValue holder, std::uint32_t slot) {
  if (!holder.is(ObjectType::kCell) || slot >= holder.as<Cell>()->count) return nullptr;
  return reinterpret_cast<RawValue*>(holder.as<Cell>()->slots()) + slot;
}

// An entry of a grove: value and flags.
RawValue* CellEntry(RawValue holder, std::uint32_t slot) {
  return CellSlot(holder, slot) != nullptr && slot + 1 < holder.as<Cell>()->count
             ? CellSlot(holder, slot)
             : nullptr;
}

}  // namespace

// --- Constants and frame slots
// ----------------------------------------------------------------------

bool Machine::LoadText(const Word* pc, RawValue* base, RawValue* k) {
  const RawValue text = ModuleOf(k).TextConstant(BxOf(*pc));
  if (!CountOwner(text)) return OutOfMemory();
  base[AOf(*pc)] = text;
  return CheckHeap();
}

bool Machine::LoadTextWide(const Word* pc, RawValue* base, RawValue* k) {
  const RawValue text = ModuleOf(k).TextConstant(pc[1]);
  if (!CountOwner(text)) return OutOfMemory();
  base[AOf(*pc)] = text;
  return CheckHeap();
}

bool Machine::LoadLocal(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue value = SlotAt(base, pc[1]);
  if (!CountOwner(value)) return OutOfMemory();
  base[AOf(*pc)] = value;
  return true;
}

bool Machine::TakeLocal(const Word* pc, RawValue* base, RawValue* /*k*/) {
  base[AOf(*pc)] = TakeCell(SlotAt(base, pc[1]));
  return true;
}

bool Machine::StoreLocal(const Word* pc, RawValue* base, RawValue* /*k*/) {
  AssignCell(SlotAt(base, pc[1]), TakeCell(base[AOf(*pc)]));
  return true;
}

// --- Globals
// ----------------------------------------------------------------------------------------

bool Machine::UnboundGlobal(const Word* pc, RawValue* /*base*/, RawValue* k) {
  return Raise(ErrorKind::kUndefinedVariable, ModuleOf(k).chunk().globals[pc[1]]);
}

bool Machine::StoreGlobal(const Word* pc, RawValue* base, RawValue* k) {
  RawValue* entry = GlobalsOf(k) + 2 * std::size_t{pc[1]};
  if (entry[0].is_unbound()) return UnboundGlobal(pc, base, k);
  if ((EntryFlags(entry[1]) & kEntryMutable) == 0) {
    return Raise(ErrorKind::kImmutableBinding, ModuleOf(k).chunk().globals[pc[1]]);
  }
  AssignCell(entry[0], TakeCell(base[AOf(*pc)]));
  return true;
}

bool Machine::DefineGlobal(const Word* pc, RawValue* base, RawValue* k) {
  RawValue* entry = GlobalsOf(k) + 2 * std::size_t{pc[1]};
  entry[1] = RawValue::Number(BOf(*pc) & (kEntryMutable | kEntryVariant));
  AssignCell(entry[0], TakeCell(base[AOf(*pc)]));
  return true;
}

// --- Captures and cells
// -----------------------------------------------------------------------------

bool Machine::LoadCaptureCell(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue* slot = CellSlot(base[-1].as<Closure>()->captures()[pc[1]].raw(), 0);
  if (slot == nullptr || slot->is_unbound()) return InvalidBytecode();
  if (!CountOwner(*slot)) return OutOfMemory();
  base[AOf(*pc)] = *slot;
  return true;
}

bool Machine::StoreCaptureCell(const Word* pc, RawValue* base, RawValue* /*k*/) {
  RawValue* slot = CellSlot(base[-1].as<Closure>()->captures()[pc[1]].raw(), 0);
  if (slot == nullptr) return InvalidBytecode();
  AssignCell(*slot, TakeCell(base[AOf(*pc)]));
  return true;
}

bool Machine::NewCell(const Word* pc, RawValue* base, RawValue* /*k*/) {
  // Only hostile code asks for more than the heap's budget.
  if (!runtime->heap().Fits(sizeof(Cell) + std::uint64_t{pc[1]} * sizeof(Value))) {
    return OutOfMemory();
  }
  base[AOf(*pc)] = RawValue::Of(runtime->heap().NewCell(pc[1]));
  return true;
}

bool Machine::LoadCell(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue* slot = CellSlot(base[BOf(*pc)], pc[1]);
  if (slot == nullptr || slot->is_unbound()) return InvalidBytecode();
  if (!CountOwner(*slot)) return OutOfMemory();
  base[AOf(*pc)] = *slot;
  return true;
}

bool Machine::StoreCell(const Word* pc, RawValue* base, RawValue* /*k*/) {
  RawValue* slot = CellSlot(base[BOf(*pc)], pc[1]);
  if (slot == nullptr) return InvalidBytecode();
  AssignCell(*slot, TakeCell(base[AOf(*pc)]));
  return true;
}

// --- Entries of groves
// ------------------------------------------------------------------------------

bool Machine::DefineNamed(const Word* pc, RawValue* base, RawValue* /*k*/) {
  RawValue* entry = CellEntry(base[BOf(*pc)], pc[1]);
  if (entry == nullptr) return InvalidBytecode();
  AssignCell(entry[1], RawValue::Number(COf(*pc) & (kEntryMutable | kEntryVariant | kEntryAlias)));
  AssignCell(entry[0], TakeCell(base[AOf(*pc)]));
  return true;
}

bool Machine::NameNotBound(RawValue* k, std::uint32_t name) {
  return Raise(ErrorKind::kUndefinedVariable,
               std::string(ModuleOf(k).chunk().constants.text(name)));
}

bool Machine::StoreNamed(const Word* pc, RawValue* base, RawValue* k) {
  RawValue* entry = CellEntry(base[BOf(*pc)], pc[1]);
  if (entry == nullptr) return InvalidBytecode();
  if (entry[0].is_unbound()) return NameNotBound(k, pc[2]);
  if ((EntryFlags(entry[1]) & kEntryMutable) == 0) {
    return Raise(ErrorKind::kImmutableBinding,
                 std::string(ModuleOf(k).chunk().constants.text(pc[2])));
  }
  AssignCell(entry[0], TakeCell(base[AOf(*pc)]));
  return true;
}

Branch Machine::JumpIfUnbound(const Word* pc, RawValue* base, RawValue* /*k*/) {
  const RawValue* slot = CellSlot(base[BOf(*pc)], pc[1]);
  if (slot == nullptr) {
    InvalidBytecode();
    return Branch::kRaised;
  }
  return slot->is_unbound() ? Branch::kJump : Branch::kNext;
}

// --- Closures
// ---------------------------------------------------------------------------------------

bool Machine::CopyCaptures(std::span<const CaptureSource> sources, Value* captures,
                           RawValue* base) {
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::uint32_t index = sources[i].index;
    switch (sources[i].kind) {
      case CaptureKind::kRegister:
        captures[i] = Value::Share(base[index]);
        break;
      case CaptureKind::kSlot:
        captures[i] = Value::Share(SlotAt(base, index));
        break;
      case CaptureKind::kCapture:
        captures[i] = base[-1].as<Closure>()->captures()[index];
        break;
      case CaptureKind::kSelf:
        captures[i] = Value::Share(base[-1]);
        break;
      case CaptureKind::kGlobals:
        captures[i] = Value::Share(CodeOf(base[-1]).module->state().Globals());
        break;
    }
  }
  return CheckHeap();
}

bool Machine::CreateClosure(const Word* pc, RawValue* base, RawValue* k) {
  const LinkedFunction& function = ModuleOf(k).function(pc[1]);
  Closure* closure = runtime->heap().NewClosure(&function, function.function->capture_count);
  const auto& sources = function.function->captures;
  const std::size_t count = std::min<std::size_t>(sources.size(), closure->capture_count);
  // A capture may be the register that the closure is made in.
  const bool room = CopyCaptures(std::span(sources).first(count), closure->captures(), base);
  base[AOf(*pc)] = RawValue::Of(closure);
  return room;
}

}  // namespace quicksilver
