#include "engine/bytecode/instruction_effects.h"

namespace quicksilver {
namespace {

class RegisterCollector {
 public:
  explicit RegisterCollector(const DecodedInstruction& instruction)
      : a_(AOf(instruction.word)), b_(BOf(instruction.word)), c_(COf(instruction.word)) {}

  void AddOperand(OperandKind kind, std::uint32_t value) {
    switch (kind) {
      case OperandKind::kDef:
        effects_.defines.Add(value);
        break;
      case OperandKind::kUse:
      case OperandKind::kUpdate:
        Read(value);
        break;
      case OperandKind::kTake:
        Take(value);
        break;
      case OperandKind::kDrop:
        effects_.clears.Add(value);
        dropped_.Add(value);
        break;
      default:
        break;
    }
  }

  void AddWindow(const DecodedInstruction& instruction, const Chunk& chunk) {
    switch (instruction.info->window) {
      case Window::kNone:
        break;
      case Window::kCall:
        AddCall(instruction.op, 1 + b_);
        break;
      case Window::kCallMethod:
        AddCall(instruction.op, 2 + b_);
        break;
      case Window::kMethod:
        Read(a_ + 1);
        effects_.defines.Add(a_);
        effects_.defines.Add(a_ + 1);
        break;
      case Window::kTakeB:
        TakeRange(b_, c_);
        break;
      case Window::kTakeStruct:
        TakeRange(b_, 1 + c_);
        break;
      case Window::kTakeA:
        TakeRange(a_, EmbodyWindow(static_cast<std::uint8_t>(b_)));
        break;
      case Window::kPlace:
        TakeRange(a_, chunk.places[instruction.extensions[0]].window());
        break;
      case Window::kDropRange:
        effects_.clears |= VariableSet::Range(a_, b_);
        break;
      case Window::kForEach:
        AddIteration(instruction.op);
        break;
    }
  }

  void AddVariable(VariableKind kind, std::uint32_t index) {
    if (kind == VariableKind::kRegister || kind == VariableKind::kRegisterCell ||
        kind == VariableKind::kNamed) {
      Read(index);
    }
  }
  void AddCapture(const CaptureSource& source) {
    if (source.kind == CaptureKind::kRegister) Read(source.index);
  }

  RegisterEffects Finish() {
    // Where the result goes over an operand that was moved out, the result counts.
    if (defines_on_next_.has_value()) effects_.defines_on_next.Add(*defines_on_next_);
    return effects_;
  }

 private:
  void Read(std::uint32_t reg) {
    if (taken_.Has(reg)) effects_.conflict = static_cast<std::uint8_t>(reg);
    effects_.reads.Add(reg);
  }
  void Take(std::uint32_t reg) {
    if (effects_.reads.Has(reg) || dropped_.Has(reg))
      effects_.conflict = static_cast<std::uint8_t>(reg);
    effects_.reads.Add(reg);
    effects_.clears.Add(reg);
    taken_.Add(reg);
  }
  void TakeRange(std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t reg = first; reg < first + count; ++reg) Take(reg);
  }

  void AddCall(Opcode op, std::uint32_t window) {
    TakeRange(a_, window);
    const bool near = op == Opcode::kCall || op == Opcode::kCallMethod;
    // The callee's registers lie over the caller's from A + 1 upwards.
    if (near) effects_.clears |= VariableSet::Range(a_ + 1, VariableSet::kSize);
    effects_.defines.Add(a_);
  }

  void AddIteration(Opcode op) {
    if (op == Opcode::kForPrepare) {
      Read(a_);
      effects_.defines |= VariableSet::Range(a_, 3);
      return;
    }
    for (std::uint32_t reg = a_; reg < a_ + 3; ++reg) {
      Read(reg);
      if (reg == b_) effects_.conflict = static_cast<std::uint8_t>(reg);
    }
    // The element is there only when the loop goes on.
    effects_.defines.Remove(b_);
    defines_on_next_ = b_;
  }

  std::uint32_t a_;
  std::uint32_t b_;
  std::uint32_t c_;
  RegisterEffects effects_;
  VariableSet taken_;
  VariableSet dropped_;
  std::optional<std::uint32_t> defines_on_next_;
};

}  // namespace

RegisterEffects EffectsOnRegisters(const Chunk& chunk, const DecodedInstruction& instruction) {
  RegisterCollector collector(instruction);
  ForEachOperand(instruction, [&](OperandKind kind, std::uint32_t value) {
    collector.AddOperand(kind, value);
    // CallUpdate compares a plain variable with its argument; it may have been moved out. A Cell is
    // followed.
    if (kind == OperandKind::kVariable && VariableKindOf(value) == VariableKind::kRegisterCell) {
      collector.AddVariable(VariableKind::kRegisterCell, VariableIndexOf(value));
    }
  });
  collector.AddWindow(instruction, chunk);
  if (instruction.op == Opcode::kSetPlace) {
    const PlaceInfo& place = chunk.places[instruction.extensions[0]];
    collector.AddVariable(place.root, place.index);
  }
  if (const auto* captures = CapturesMadeBy(chunk, instruction)) {
    for (const CaptureSource& source : *captures) collector.AddCapture(source);
  }
  RegisterEffects effects = collector.Finish();
  // The callee is used up by the call, and the result put in its place: an error leaves neither.
  if (instruction.op == Opcode::kCallSpread) {
    effects.clears.Add(AOf(instruction.word));
    effects.defines.Add(AOf(instruction.word));
  }
  // Replace drops the old value, if there is one, and writes the new.
  if (instruction.op == Opcode::kReplace) effects.defines.Add(AOf(instruction.word));
  return effects;
}

void AppendSlotEffects(const Chunk& chunk, const DecodedInstruction& instruction,
                       std::vector<SlotEffect>& effects) {
  const auto append = [&](std::uint32_t slot, SlotAccess access) {
    effects.push_back({instruction.pc, slot, access});
  };
  ForEachOperand(instruction, [&](OperandKind kind, std::uint32_t value) {
    switch (kind) {
      case OperandKind::kSlot:
        append(value, SlotAccess::kRead);
        break;
      case OperandKind::kSlotTake:
        append(value, SlotAccess::kTake);
        break;
      case OperandKind::kSlotStore:
        append(value, SlotAccess::kStore);
        break;
      case OperandKind::kVariable:
        if (VariableKindOf(value) == VariableKind::kSlotCell) {
          append(VariableIndexOf(value), SlotAccess::kRead);
        }
        break;
      case OperandKind::kPlace:
        if (const PlaceInfo& place = chunk.places[value];
            place.root == VariableKind::kSlot || place.root == VariableKind::kSlotCell) {
          append(place.index, SlotAccess::kRead);
        }
        break;
      default:
        break;
    }
  });
  if (const auto* captures = CapturesMadeBy(chunk, instruction)) {
    for (const CaptureSource& source : *captures) {
      if (source.kind == CaptureKind::kSlot) append(source.index, SlotAccess::kRead);
    }
  }
}

bool MayReachHandler(Opcode op) {
  switch (op) {
    case Opcode::kLoadNothing:
    case Opcode::kLoadTruth:
    case Opcode::kMove:
    case Opcode::kReplace:
    case Opcode::kDrop:
    case Opcode::kDropRange:
    case Opcode::kTakeLocal:
    case Opcode::kStoreLocal:
    case Opcode::kNop:
    case Opcode::kJump:
    case Opcode::kJumpWide:
    case Opcode::kLoop:  // going backwards may run out of fuel, which no handler sees
    case Opcode::kLoopWide:
    case Opcode::kLoopForNext:  // what is not simple it leaves to the ForNext
    case Opcode::kReturn:
    case Opcode::kReturnSweep:
    case Opcode::kHalt:
      return false;
    default:
      return true;
  }
}

const std::vector<CaptureSource>* CapturesMadeBy(const Chunk& chunk,
                                                 const DecodedInstruction& instruction) {
  if (instruction.op == Opcode::kCreateClosure) {
    return &chunk.functions[instruction.extensions[0]]->captures;
  }
  if (instruction.op == Opcode::kDefineForm) {
    return &chunk.forms[instruction.extensions[0]]->captures;
  }
  return nullptr;
}

}  // namespace quicksilver
