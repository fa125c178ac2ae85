// Sequences that keep the verifier's rules: which instructions fit where.

#include <optional>
#include <string>
#include <vector>

#include "engine/bytecode/instruction_effects.h"
#include "properties/generators/instruction_sequence.h"
#include "properties/generators/sequence_world.h"

namespace quicksilver::properties {
namespace {

bool ReadsRegister(OperandKind kind) {
  return kind == OperandKind::kUse || kind == OperandKind::kTake || kind == OperandKind::kUpdate;
}

// What only chants may do, and what only the program.
bool FitsRole(Opcode op, std::uint32_t function) {
  switch (op) {
    case Opcode::kHalt:
      return function == 0;
    case Opcode::kReturn:
    case Opcode::kReturnSweep:
    case Opcode::kTailCall:
    case Opcode::kTailCallMethod:
    case Opcode::kTailCallSpread:
    case Opcode::kLoadSelf:
    case Opcode::kLoadCapture:
    case Opcode::kLoadCaptureCell:
    case Opcode::kStoreCaptureCell:
      return function != 0;
    default:
      return true;
  }
}

// Follows what is written where, in the order of the body, and says which instructions fit.
class BodyWriter {
 public:
  BodyWriter(Choices& choices, const Chunk& world, std::uint32_t number)
      : choices_(choices), world_(world), number_(number) {
    for (std::uint32_t reg = 0; reg < 9; ++reg) start_.registers.Add(reg);
    for (std::uint32_t slot = 0; slot < kWorldSlots; ++slot) start_.slots.Add(slot);
    now_ = start_;
    kept_ = start_;
  }

  SequenceFunction Write(std::uint32_t size) {
    SequenceFunction function;
    arriving_.resize(size + 1);
    while (function.body.size() < size) {
      MeetArriving(function.body.size());
      function.body.push_back(Draw());
      Follow(function.body.back(), function.body.size() - 1);
      WritePair(function, size);
    }
    function.attempted = choices_.Flip(60);
    for (std::uint32_t reg = 0; reg < kWorldRegisters; ++reg) {
      if (kept_.registers.Has(reg)) function.keep.push_back(reg);
    }
    for (std::uint32_t slot = 0; slot < kWorldSlots; ++slot) {
      if (kept_.slots.Has(slot)) function.keep.push_back(kWorldRegisters + slot);
    }
    return function;
  }

 private:
  struct Written {
    VariableSet registers;
    VariableSet slots;

    void Meet(const Written& other) {
      registers &= other.registers;
      slots &= other.slots;
    }
    bool Covers(const Written& other) const {
      return (other.registers - registers).Empty() && (other.slots - slots).Empty();
    }
  };
  struct Effects {
    RegisterEffects registers;
    std::vector<SlotEffect> slots;
  };

  // What a GetIndexPair wants behind it, more often than chance would have it there.
  void WritePair(SequenceFunction& function, std::uint32_t size) {
    const SequenceInstruction last = function.body.back();
    if (last.op != Opcode::kGetIndexPair || function.body.size() == size) return;
    if (!choices_.Flip(75)) return;
    SequenceInstruction inner;
    inner.op = Opcode::kGetIndex;
    inner.a = inner.b = last.a;
    inner.c = last.c;
    MeetArriving(function.body.size());
    if (!Fits(inner)) return;
    function.body.push_back(inner);
    Follow(inner, function.body.size() - 1);
  }

  SequenceInstruction Draw() {
    for (int tries = 0; tries < 12; ++tries) {
      SequenceInstruction drawn = GenerateInstruction(choices_, number_);
      ReadWhatIsWritten(drawn);
      if (Fits(drawn)) return drawn;
    }
    return {};
  }

  // Registers that are read become ones that are written.
  void ReadWhatIsWritten(SequenceInstruction& drawn) const {
    const OpcodeInfo& info = InfoOf(drawn.op);
    const auto fix = [&](OperandKind kind, std::uint8_t& reg) {
      if (!ReadsRegister(kind)) return;
      for (std::uint32_t i = 0; i < kWorldRegisters && !now_.registers.Has(reg); ++i) {
        reg = static_cast<std::uint8_t>((reg + 1) % kWorldRegisters);
      }
    };
    fix(info.a, drawn.a);
    fix(info.b, drawn.b);
    fix(info.c, drawn.c);
  }

  Effects EffectsOf(const SequenceInstruction& drawn) const {
    Function scratch;
    Assembler code(scratch);
    EmitInstruction(code, drawn, "");
    const DecodedInstruction decoded = DecodeInstruction(scratch.code, 0);
    Effects effects{EffectsOnRegisters(world_, decoded), {}};
    AppendSlotEffects(world_, decoded, effects.slots);
    return effects;
  }

  bool Fits(const SequenceInstruction& drawn) const {
    if (!FitsRole(drawn.op, number_) || !WindowFits(drawn)) return false;
    if (drawn.op == Opcode::kGetIndexPair && (drawn.a == drawn.b || drawn.a == drawn.c)) {
      return false;
    }
    const Effects effects = EffectsOf(drawn);
    if (effects.registers.conflict || !(effects.registers.reads - now_.registers).Empty()) {
      return false;
    }
    VariableSet slots = now_.slots;
    for (const SlotEffect& effect : effects.slots) {
      if (effect.access == SlotAccess::kStore) continue;
      if (!slots.Has(effect.slot)) return false;
      if (effect.access == SlotAccess::kTake) slots.Remove(effect.slot);
    }
    return !IsLoop(drawn.op) || now_.Covers(start_);
  }

  bool WindowFits(const SequenceInstruction& drawn) const {
    const std::uint32_t a = drawn.a;
    const std::uint32_t b = drawn.b;
    std::uint32_t end = 0;
    switch (InfoOf(drawn.op).window) {
      case Window::kNone:
        break;
      case Window::kCall:
        end = a + 1 + b;
        break;
      case Window::kCallMethod:
        end = a + 2 + b;
        break;
      case Window::kMethod:
        end = a + 2;
        break;
      case Window::kTakeB:
        end = b + drawn.c;
        break;
      case Window::kTakeStruct:
        end = b + 1 + drawn.c;
        break;
      case Window::kTakeA:
        end = a + EmbodyWindow(drawn.b);
        break;
      case Window::kDropRange:
        end = a + b;
        break;
      case Window::kPlace:
        end = a + world_.places[drawn.extensions[0]].window();
        break;
      case Window::kForEach:
        end = a + 3;
        break;
    }
    return end <= kWorldRegisters;
  }

  void MeetArriving(std::size_t at) {
    if (!arriving_[at]) {
      // What nothing reaches may read what it likes, within what was written before.
      return;
    }
    if (reached_) {
      now_.Meet(*arriving_[at]);
    } else {
      now_ = *arriving_[at];
      reached_ = true;
    }
  }

  void Follow(const SequenceInstruction& drawn, std::size_t at) {
    const OpcodeInfo& info = InfoOf(drawn.op);
    const Effects effects = EffectsOf(drawn);
    if (MayReachHandler(drawn.op)) {
      kept_.Meet(now_);
      kept_.registers -= effects.registers.clears;
    }
    now_.registers = (now_.registers - effects.registers.clears) | effects.registers.defines;
    for (const SlotEffect& effect : effects.slots) {
      if (effect.access == SlotAccess::kStore) now_.slots.Add(effect.slot);
      if (effect.access != SlotAccess::kTake) continue;
      now_.slots.Remove(effect.slot);
      // A handler is not promised a slot that is ever moved out.
      kept_.slots.Remove(effect.slot);
    }
    const bool branches = info.flow == Flow::kJump || info.flow == Flow::kBranch;
    if (branches && !IsLoop(drawn.op) && reached_) Arrive(at + 1 + drawn.skips);
    now_.registers |= effects.registers.defines_on_next;
    if (info.flow == Flow::kJump || info.flow == Flow::kEnd) reached_ = false;
  }

  void Arrive(std::size_t at) {
    if (at >= arriving_.size()) at = arriving_.size() - 1;
    if (arriving_[at]) {
      arriving_[at]->Meet(now_);
    } else {
      arriving_[at] = now_;
    }
  }

  Choices& choices_;
  const Chunk& world_;
  std::uint32_t number_;
  Written start_;
  Written now_;
  Written kept_;
  bool reached_ = true;
  std::vector<std::optional<Written>> arriving_;  // by instruction: from jumps
};

}  // namespace

InstructionSequence GenerateInstructionSequence(Choices& choices) {
  ChunkBuilder world;
  MakeTables(world);
  for (std::uint32_t number = 0; number < kSequenceFunctions; ++number) AddFunction(world, number);
  InstructionSequence sequence;
  for (std::uint32_t number = 0; number < kSequenceFunctions; ++number) {
    // Chants are shorter than the program: most of them are called more than once or not at all.
    const std::uint32_t size = choices.Below(number == 0 ? 40 : 20);
    sequence.functions[number] = BodyWriter(choices, world.chunk(), number).Write(size);
  }
  return sequence;
}

}  // namespace quicksilver::properties
