#include "properties/oracles/frame_accesses.h"

#include <algorithm>
#include <tuple>

#include "engine/bytecode/instruction_effects.h"

namespace quicksilver::properties {
namespace {

using AccessKind = FrameAccessKind;

class AccessCollector {
 public:
  AccessCollector(const Chunk& chunk, const DecodedInstruction& instruction,
                  std::vector<FrameAccess>& accesses)
      : chunk_(chunk),
        instruction_(instruction),
        a_(AOf(instruction.word)),
        b_(BOf(instruction.word)),
        c_(COf(instruction.word)),
        accesses_(accesses),
        first_(accesses.size()) {}

  void Collect() {
    const OpcodeInfo& info = *instruction_.info;
    AddOperand(info.a, 0, a_);
    if (info.b != OperandKind::kConst16 && info.b != OperandKind::kJump16) {
      AddOperand(info.b, 1, b_);
    }
    AddOperand(info.c, 2, c_);
    AddExtension(info.extension1, instruction_.extensions[0]);
    AddExtension(info.extension2, instruction_.extensions[1]);
    AddWindow(info.window);
    AddCaptures();
    // Replace lets go of what was there and then writes.
    if (instruction_.op == Opcode::kReplace) Add(a_, 0, AccessKind::kWrite);
    // The callee is used up by the call, and the result put in its place.
    if (instruction_.op == Opcode::kCallSpread) Add(a_, 0, AccessKind::kWrite);
    std::sort(accesses_.begin() + static_cast<std::ptrdiff_t>(first_), accesses_.end(),
              [](const FrameAccess& left, const FrameAccess& right) {
                return std::tuple(PhaseOf(left.kind), left.operand, left.place) <
                       std::tuple(PhaseOf(right.kind), right.operand, right.place);
              });
  }

 private:
  static int PhaseOf(AccessKind kind) {
    switch (kind) {
      case AccessKind::kRead:
      case AccessKind::kTake:
      case AccessKind::kCompare:
        return 0;
      case AccessKind::kEmpty:
      case AccessKind::kClobber:
        return 1;
      case AccessKind::kWrite:
      case AccessKind::kWriteOnNext:
      case AccessKind::kWriteOnJump:
        break;
    }
    return 2;
  }

  void Add(FramePlace place, std::uint16_t operand, AccessKind kind) {
    accesses_.push_back({place, operand, kind});
  }

  void AddOperand(OperandKind kind, std::uint16_t operand, std::uint32_t reg) {
    switch (kind) {
      case OperandKind::kUse:
        return Add(reg, operand, AccessKind::kRead);
      case OperandKind::kUpdate:
        return Add(reg, operand,
                   instruction_.op == Opcode::kCallSpread ? AccessKind::kTake : AccessKind::kRead);
      case OperandKind::kTake:
        return Add(reg, operand, AccessKind::kTake);
      case OperandKind::kDrop:
        return Add(reg, operand, AccessKind::kEmpty);
      case OperandKind::kDef:
        return Add(
            reg, operand,
            instruction_.op == Opcode::kForNext ? AccessKind::kWriteOnNext : AccessKind::kWrite);
      default:
        return;
    }
  }

  void AddExtension(OperandKind kind, std::uint32_t value) {
    switch (kind) {
      case OperandKind::kSlot:
        return Add(kFirstSlotPlace + value, kPlaceOperand, AccessKind::kRead);
      case OperandKind::kSlotTake:
        return Add(kFirstSlotPlace + value, kPlaceOperand, AccessKind::kTake);
      case OperandKind::kSlotStore:
        return Add(kFirstSlotPlace + value, kPlaceOperand, AccessKind::kWrite);
      case OperandKind::kVariable:
        return AddVariable(VariableKindOf(value), VariableIndexOf(value), AccessKind::kCompare);
      case OperandKind::kPlace:
        return AddVariable(chunk_.places[value].root, chunk_.places[value].index,
                           AccessKind::kRead);
      default:
        return;
    }
  }

  // A variable that lies in the frame. A plain one is accessed as `plain`, a Cell is followed.
  void AddVariable(VariableKind kind, std::uint32_t index, AccessKind plain) {
    switch (kind) {
      case VariableKind::kRegister:
        return Add(index, kPlaceOperand, plain);
      case VariableKind::kSlot:
        return Add(kFirstSlotPlace + index, kPlaceOperand, plain);
      case VariableKind::kRegisterCell:
      case VariableKind::kNamed:
        return Add(index, kPlaceOperand, AccessKind::kRead);
      case VariableKind::kSlotCell:
        return Add(kFirstSlotPlace + index, kPlaceOperand, AccessKind::kRead);
      case VariableKind::kCaptureCell:
      case VariableKind::kGlobal:
      case VariableKind::kNone:
        return;
    }
  }

  void AddRange(std::uint32_t first, std::uint32_t count, AccessKind kind) {
    for (std::uint32_t k = 0; k < count; ++k) {
      Add(first + k, static_cast<std::uint16_t>(kWindowOperand + k), kind);
    }
  }

  void AddCall(std::uint32_t width) {
    AddRange(a_, width, AccessKind::kTake);
    const bool near = instruction_.op == Opcode::kCall || instruction_.op == Opcode::kCallMethod;
    // The callee's registers lie over the caller's from A + 1 upwards.
    if (near) Add(a_ + 1, kWindowOperand, AccessKind::kClobber);
    // A tail call leaves the frame.
    if (instruction_.info->flow != Flow::kEnd) Add(a_, 0, AccessKind::kWrite);
  }

  void AddWindow(Window window) {
    switch (window) {
      case Window::kNone:
        return;
      case Window::kCall:
        return AddCall(1 + b_);
      case Window::kCallMethod:
        return AddCall(2 + b_);
      case Window::kMethod:
        Add(a_ + 1, kWindowOperand + 1, AccessKind::kRead);
        return Add(a_, kWindowOperand, AccessKind::kWrite);
      case Window::kTakeB:
        return AddRange(b_, c_, AccessKind::kTake);
      case Window::kTakeStruct:
        return AddRange(b_, 1 + c_, AccessKind::kTake);
      case Window::kTakeA:
        return AddRange(a_, EmbodyWindow(static_cast<std::uint8_t>(b_)), AccessKind::kTake);
      case Window::kPlace:
        return AddRange(a_, chunk_.places[instruction_.extensions[0]].window(), AccessKind::kTake);
      case Window::kDropRange:
        return AddRange(a_, b_, AccessKind::kEmpty);
      case Window::kForEach:
        if (instruction_.op == Opcode::kForNext) return AddRange(a_, 3, AccessKind::kRead);
        // What is iterated stays where it was; position and end are new.
        Add(a_, kWindowOperand, AccessKind::kRead);
        Add(a_ + 1, kWindowOperand + 1, AccessKind::kWrite);
        return Add(a_ + 2, kWindowOperand + 2, AccessKind::kWrite);
    }
  }

  void AddCaptures() {
    const std::vector<CaptureSource>* captures = CapturesMadeBy(chunk_, instruction_);
    if (captures == nullptr) return;
    for (std::size_t k = 0; k < captures->size(); ++k) {
      const CaptureSource& source = (*captures)[k];
      const auto operand = static_cast<std::uint16_t>(kWindowOperand + k);
      if (source.kind == CaptureKind::kRegister) Add(source.index, operand, AccessKind::kRead);
      if (source.kind == CaptureKind::kSlot) {
        Add(kFirstSlotPlace + source.index, operand, AccessKind::kRead);
      }
    }
  }

  const Chunk& chunk_;
  const DecodedInstruction& instruction_;
  std::uint32_t a_;
  std::uint32_t b_;
  std::uint32_t c_;
  std::vector<FrameAccess>& accesses_;
  std::size_t first_;
};

}  // namespace

void AppendFrameAccesses(const Chunk& chunk, const DecodedInstruction& instruction,
                         std::vector<FrameAccess>& accesses) {
  AccessCollector(chunk, instruction, accesses).Collect();
}

}  // namespace quicksilver::properties
