#include "properties/generators/code_operands.h"

#include <array>
#include <utility>

namespace quicksilver::properties {

std::vector<CodeOperand> OperandsOf(const Chunk& chunk) {
  using enum OperandPosition;
  std::vector<CodeOperand> operands;
  ForEachInstruction(chunk, [&](std::uint32_t function, const DecodedInstruction& instruction) {
    const auto add = [&](OperandKind kind, OperandPosition position, std::uint32_t value) {
      if (kind == OperandKind::kNone) return;
      operands.push_back({function, instruction.pc, kind, position, value});
    };
    const OpcodeInfo& info = *instruction.info;
    const bool wide = info.b == OperandKind::kConst16 || info.b == OperandKind::kJump16;
    add(info.a, kA, AOf(instruction.word));
    add(info.b, wide ? kBx : kB, wide ? BxOf(instruction.word) : BOf(instruction.word));
    add(info.c, kC, COf(instruction.word));
    add(info.extension1, kExtension1, instruction.extensions[0]);
    add(info.extension2, kExtension2, instruction.extensions[1]);
  });
  return operands;
}

std::uint32_t MostOf(OperandPosition position) {
  switch (position) {
    case OperandPosition::kA:
    case OperandPosition::kB:
    case OperandPosition::kC:
      return 0xFF;
    case OperandPosition::kBx:
      return 0xFFFF;
    case OperandPosition::kExtension1:
    case OperandPosition::kExtension2:
      break;
  }
  return 0xFFFF'FFFF;
}

void SetOperand(Chunk& chunk, const CodeOperand& operand, std::uint32_t value) {
  auto& code = chunk.functions[operand.function]->code;
  Word& word = code[operand.pc];
  switch (operand.position) {
    case OperandPosition::kA:
      word = (word & 0xFFFF'00FF) | (value & 0xFF) << 8;
      break;
    case OperandPosition::kB:
      word = (word & 0xFF00'FFFF) | (value & 0xFF) << 16;
      break;
    case OperandPosition::kC:
      word = (word & 0x00FF'FFFF) | value << 24;
      break;
    case OperandPosition::kBx:
      word = (word & 0xFFFF) | value << 16;
      break;
    case OperandPosition::kExtension1:
      code[operand.pc + 1] = value;
      break;
    case OperandPosition::kExtension2:
      code[operand.pc + 2] = value;
      break;
  }
}

std::optional<std::uint32_t> BoundOf(const Chunk& chunk, const CodeOperand& operand) {
  const Function& function = *chunk.functions[operand.function];
  const auto size = [](const auto& list) { return static_cast<std::uint32_t>(list.size()); };
  switch (operand.kind) {
    case OperandKind::kDef:
    case OperandKind::kUse:
    case OperandKind::kTake:
    case OperandKind::kUpdate:
    case OperandKind::kDrop:
      return function.register_count;
    case OperandKind::kConst8:
    case OperandKind::kConst16:
    case OperandKind::kConst:
    case OperandKind::kName:
      return size(chunk.constants);
    case OperandKind::kGlobal:
      return size(chunk.globals);
    case OperandKind::kCapture:
      return function.capture_count;
    case OperandKind::kSlot:
    case OperandKind::kSlotTake:
    case OperandKind::kSlotStore:
      return function.slot_count;
    case OperandKind::kFunction:
      return size(chunk.functions);
    case OperandKind::kForm:
      return size(chunk.forms);
    case OperandKind::kVariant:
      return size(chunk.variants);
    case OperandKind::kKeys:
      return size(chunk.key_lists);
    case OperandKind::kPlace:
      return size(chunk.places);
    case OperandKind::kAspect:
      return size(chunk.aspects);
    case OperandKind::kEmbody:
      return size(chunk.embodies);
    case OperandKind::kCache:
      return function.cache_count;
    case OperandKind::kVariable:
      return EncodeVariable(VariableKind::kNamed, 0);
    case OperandKind::kNone:
    case OperandKind::kCount:
    case OperandKind::kImm:
    case OperandKind::kImmExt:
    case OperandKind::kJump16:
    case OperandKind::kJump:
    case OperandKind::kCellSlot:
    case OperandKind::kNode:
      break;
  }
  return std::nullopt;
}

std::uint32_t CaptureBound(const Function& creator, CaptureKind kind) {
  switch (kind) {
    case CaptureKind::kRegister:
      return creator.register_count;
    case CaptureKind::kSlot:
      return creator.slot_count;
    default:
      return creator.capture_count;
  }
}

std::vector<CodeWindow> WindowsOf(const Chunk& chunk) {
  std::vector<CodeWindow> windows;
  ForEachInstruction(chunk, [&](std::uint32_t function, const DecodedInstruction& instruction) {
    CodeWindow found{{.function = function, .pc = instruction.pc}, instruction.info->window, 0};
    const std::uint32_t b = BOf(instruction.word);
    const std::uint32_t c = COf(instruction.word);
    const bool at_b = found.window == Window::kTakeB || found.window == Window::kTakeStruct;
    found.first.position = at_b ? OperandPosition::kB : OperandPosition::kA;
    found.first.value = at_b ? b : AOf(instruction.word);
    switch (found.window) {
      case Window::kNone:
        return;
      case Window::kCall:
        found.count = 1 + b;
        break;
      case Window::kCallMethod:
        found.count = 2 + b;
        break;
      case Window::kMethod:
        found.count = 2;
        break;
      case Window::kTakeB:
        found.count = c;
        break;
      case Window::kTakeStruct:
        found.count = 1 + c;
        break;
      case Window::kTakeA:
        found.count = EmbodyWindow(static_cast<std::uint8_t>(b));
        break;
      case Window::kDropRange:
        found.count = b;
        break;
      case Window::kPlace:
        found.count = chunk.places[instruction.extensions[0]].window();
        break;
      case Window::kForEach:
        found.count = 3;
        break;
    }
    windows.push_back(found);
  });
  return windows;
}

std::vector<bool> ReachedWithout(const Function& function, std::uint32_t writer) {
  // By whether the register has been written.
  std::array<std::vector<bool>, 2> reached = {std::vector<bool>(function.code.size()),
                                              std::vector<bool>(function.code.size())};
  std::vector<std::pair<std::uint32_t, bool>> open;
  const auto reach = [&](std::int64_t pc, bool written) {
    const auto at = static_cast<std::uint32_t>(pc);
    if (reached[written][at]) return;
    reached[written][at] = true;
    open.emplace_back(at, written);
  };
  reach(0, false);
  while (!open.empty()) {
    const auto [pc, before] = open.back();
    open.pop_back();
    const DecodedInstruction instruction = DecodeInstruction(function.code, pc);
    for (const HandlerEntry& handler : function.handlers) {
      if (pc >= handler.begin && pc < handler.end) reach(handler.target, false);
    }
    const bool near = instruction.op == Opcode::kCall || instruction.op == Opcode::kCallMethod;
    const bool written = (before && !near) || pc == writer;
    const Flow flow = instruction.info->flow;
    if (flow == Flow::kNext || flow == Flow::kBranch) reach(instruction.end(), written);
    if (const auto target = instruction.JumpTarget()) reach(*target, written);
  }
  return std::move(reached[0]);
}

}  // namespace quicksilver::properties
