#include "engine/bytecode/code_checks.h"

#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bytecode/decoded_instruction.h"
#include "engine/bytecode/instruction_effects.h"
#include "engine/bytecode/table_checks.h"

namespace quicksilver {
namespace {

// What is wrong, or nothing.
using Complaint = std::optional<std::string>;

Complaint Bound(std::string_view what, std::uint64_t index, std::uint64_t count) {
  if (index < count) return std::nullopt;
  return fmt::format("{} {} of {}", what, index, count);
}

class CodeChecker {
 public:
  CodeChecker(const Chunk& chunk, std::uint32_t index)
      : chunk_(chunk), index_(index), function_(*chunk.functions[index]) {}

  std::expected<void, VerifyError> Check() {
    if (auto found = FindInstructions(); !found) return found;
    for (std::uint32_t pc = 0; pc < size();) {
      const DecodedInstruction instruction = DecodeInstruction(function_.code, pc);
      if (Complaint complaint = CheckInstruction(instruction)) return Fault(pc, *complaint);
      pc = instruction.end();
    }
    return CheckTablesOfFunction();
  }

 private:
  std::uint32_t size() const { return static_cast<std::uint32_t>(function_.code.size()); }
  bool IsStart(std::int64_t pc) const {
    return pc >= 0 && pc < size() && starts_[static_cast<std::size_t>(pc)];
  }
  bool IsBorder(std::uint32_t pc) const { return pc == size() || IsStart(pc); }
  std::unexpected<VerifyError> Fault(std::uint32_t pc, std::string message) const {
    return std::unexpected(VerifyError{index_, pc, std::move(message)});
  }

  std::expected<void, VerifyError> FindInstructions();
  Complaint CheckInstruction(const DecodedInstruction& instruction) const;
  Complaint CheckOperand(const DecodedInstruction& instruction, OperandKind kind,
                         std::uint32_t value) const;
  Complaint CheckConstant(std::uint32_t index, std::optional<ConstantPool::Type> type) const;
  Complaint CheckWindow(const DecodedInstruction& instruction) const;
  Complaint CheckRange(std::uint32_t first, std::uint32_t count) const;
  Complaint CheckImmediate(const DecodedInstruction& instruction) const;
  Complaint CheckCounts(const DecodedInstruction& instruction) const;
  Complaint CheckRole(const DecodedInstruction& instruction) const;
  Complaint CheckVariable(VariableKind kind, std::uint32_t index) const;
  Complaint CheckCaptures(const std::vector<CaptureSource>& captures) const;
  std::expected<void, VerifyError> CheckTablesOfFunction() const;
  Complaint CheckHandler(const HandlerEntry& handler) const;

  const Chunk& chunk_;
  std::uint32_t index_;
  const Function& function_;
  std::vector<bool> starts_;
};

std::expected<void, VerifyError> CodeChecker::FindInstructions() {
  if (function_.code.empty()) return Fault(0, "no code");
  if (function_.code.size() > kMaxCodeWords) return Fault(0, "too much code");
  starts_.assign(size(), false);
  Flow last = Flow::kNext;
  for (std::uint32_t pc = 0; pc < size();) {
    const auto op = static_cast<unsigned>(function_.code[pc] & 0xFF);
    if (op >= kOpcodeCount) return Fault(pc, fmt::format("unknown opcode {}", op));
    const OpcodeInfo& info = kOpcodes[op];
    if (info.words() > size() - pc) return Fault(pc, fmt::format("{} is cut off", info.name));
    starts_[pc] = true;
    last = info.flow;
    pc += info.words();
  }
  if (last == Flow::kNext || last == Flow::kBranch) {
    return Fault(size(), "control falls off the end of the code");
  }
  return {};
}

Complaint CodeChecker::CheckInstruction(const DecodedInstruction& instruction) const {
  Complaint complaint;
  ForEachOperand(instruction, [&](OperandKind kind, std::uint32_t value) {
    if (!complaint) complaint = CheckOperand(instruction, kind, value);
  });
  if (!complaint) complaint = CheckWindow(instruction);
  if (!complaint) complaint = CheckImmediate(instruction);
  if (!complaint) complaint = CheckCounts(instruction);
  if (!complaint) complaint = CheckRole(instruction);
  if (!complaint) {
    if (const auto* captures = CapturesMadeBy(chunk_, instruction)) {
      complaint = CheckCaptures(*captures);
    }
  }
  return complaint;
}

Complaint CodeChecker::CheckOperand(const DecodedInstruction& instruction, OperandKind kind,
                                    std::uint32_t value) const {
  switch (kind) {
    case OperandKind::kNone:
    case OperandKind::kCount:
    case OperandKind::kImm:
    case OperandKind::kImmExt:
    case OperandKind::kCellSlot:  // how large a Cell is shows when the code runs
    case OperandKind::kNode:
      return std::nullopt;
    case OperandKind::kDef:
    case OperandKind::kUse:
    case OperandKind::kTake:
    case OperandKind::kUpdate:
    case OperandKind::kDrop:
      return Bound("register", value, function_.register_count);
    case OperandKind::kConst8:
      return CheckConstant(value, ConstantPool::Type::kNumber);
    case OperandKind::kConst16:
    case OperandKind::kConst:
      return CheckConstant(value, std::nullopt);
    case OperandKind::kName:
      return CheckConstant(value, ConstantPool::Type::kText);
    case OperandKind::kJump16:
    case OperandKind::kJump: {
      const std::int64_t target = *instruction.JumpTarget();
      if (target < 0 || target >= size())
        return fmt::format("jump to {}, outside the code", target);
      if (!IsStart(target)) return fmt::format("jump to {}, the middle of an instruction", target);
      // Loops count steps: every cycle passes through one, so every run can be stopped.
      if (target <= instruction.pc && instruction.op != Opcode::kLoop &&
          instruction.op != Opcode::kLoopWide && instruction.op != Opcode::kLoopForNext) {
        return fmt::format("{} jumps backwards: only loops do", instruction.info->name);
      }
      return std::nullopt;
    }
    case OperandKind::kGlobal:
      return Bound("global", value, chunk_.globals.size());
    case OperandKind::kCapture:
      return Bound("capture", value, function_.capture_count);
    case OperandKind::kSlot:
    case OperandKind::kSlotTake:
    case OperandKind::kSlotStore:
      return Bound("slot", value, function_.slot_count);
    case OperandKind::kFunction:
      if (value == 0) return "the program is not a chant";
      return Bound("function", value, chunk_.functions.size());
    case OperandKind::kForm:
      return Bound("form", value, chunk_.forms.size());
    case OperandKind::kVariant:
      return Bound("variant", value, chunk_.variants.size());
    case OperandKind::kKeys:
      return Bound("key list", value, chunk_.key_lists.size());
    case OperandKind::kPlace:
      if (Complaint complaint = Bound("place", value, chunk_.places.size())) return complaint;
      return CheckVariable(chunk_.places[value].root, chunk_.places[value].index);
    case OperandKind::kAspect:
      return Bound("aspect", value, chunk_.aspects.size());
    case OperandKind::kEmbody:
      return Bound("embody", value, chunk_.embodies.size());
    case OperandKind::kVariable: {
      const VariableKind variable = VariableKindOf(value);
      if (variable >= VariableKind::kNamed) return "a variable that one word cannot name";
      return CheckVariable(variable, VariableIndexOf(value));
    }
    case OperandKind::kCache:
      return Bound("cache", value, function_.cache_count);
  }
  return "unknown kind of operand";
}

Complaint CodeChecker::CheckConstant(std::uint32_t index,
                                     std::optional<ConstantPool::Type> type) const {
  if (Complaint complaint = Bound("constant", index, chunk_.constants.size())) return complaint;
  if (!type.has_value() || chunk_.constants.type(index) == *type) return std::nullopt;
  return fmt::format("constant {} is not a {}", index,
                     *type == ConstantPool::Type::kText ? "text" : "number");
}

Complaint CodeChecker::CheckVariable(VariableKind kind, std::uint32_t index) const {
  switch (kind) {
    case VariableKind::kRegister:
    case VariableKind::kRegisterCell:
    case VariableKind::kNamed:
      return Bound("register", index, function_.register_count);
    case VariableKind::kSlot:
    case VariableKind::kSlotCell:
      return Bound("slot", index, function_.slot_count);
    case VariableKind::kCaptureCell:
      return Bound("capture", index, function_.capture_count);
    case VariableKind::kGlobal:
      return Bound("global", index, chunk_.globals.size());
    case VariableKind::kNone:
      return std::nullopt;
  }
  return "a variable of no valid kind";
}

Complaint CodeChecker::CheckCaptures(const std::vector<CaptureSource>& captures) const {
  for (const CaptureSource& source : captures) {
    Complaint complaint;
    switch (source.kind) {
      case CaptureKind::kRegister:
        complaint = Bound("captured register", source.index, function_.register_count);
        break;
      case CaptureKind::kSlot:
        complaint = Bound("captured slot", source.index, function_.slot_count);
        break;
      case CaptureKind::kCapture:
        complaint = Bound("captured capture", source.index, function_.capture_count);
        break;
      case CaptureKind::kSelf:
        if (index_ == 0) complaint = "the program is not a chant";
        break;
      case CaptureKind::kGlobals:
        break;
    }
    if (complaint) return complaint;
  }
  return std::nullopt;
}

Complaint CodeChecker::CheckRange(std::uint32_t first, std::uint32_t count) const {
  if (count == 0 || first + count <= function_.register_count) return std::nullopt;
  return fmt::format("window r{}..r{} of {} registers", first, first + count - 1,
                     function_.register_count);
}

Complaint CodeChecker::CheckWindow(const DecodedInstruction& instruction) const {
  const std::uint32_t a = AOf(instruction.word);
  const std::uint32_t b = BOf(instruction.word);
  const std::uint32_t c = COf(instruction.word);
  switch (instruction.info->window) {
    case Window::kNone:
      return std::nullopt;
    case Window::kCall:
      return CheckRange(a, 1 + b);
    case Window::kCallMethod:
      return CheckRange(a, 2 + b);
    case Window::kMethod:
      return CheckRange(a, 2);
    case Window::kTakeB:
      return CheckRange(b, c);
    case Window::kTakeStruct:
      return CheckRange(b, 1 + c);
    case Window::kTakeA:
      return CheckRange(a, EmbodyWindow(static_cast<std::uint8_t>(b)));
    case Window::kDropRange:
      return CheckRange(a, b);
    case Window::kPlace:
      return CheckRange(a, chunk_.places[instruction.extensions[0]].window());
    case Window::kForEach:
      return CheckRange(a, 3);
  }
  return "unknown kind of window";
}

Complaint CodeChecker::CheckImmediate(const DecodedInstruction& instruction) const {
  const std::uint8_t b = BOf(instruction.word);
  const std::uint8_t c = COf(instruction.word);
  constexpr std::uint8_t kEntryFlags = kEntryMutable | kEntryVariant;
  bool valid = true;
  switch (instruction.op) {
    case Opcode::kLoadTruth:
      valid = b <= 1;
      break;
    case Opcode::kDefineGlobal:
      valid = (b & ~kEntryFlags) == 0;
      break;
    case Opcode::kDefineNamed:
      valid = (c & ~(kEntryFlags | kEntryAlias)) == 0;
      break;
    case Opcode::kCallSpread:
    case Opcode::kTailCallSpread:
      valid = (c & ~kSpreadMethod) == 0;
      break;
    case Opcode::kCallUpdate:
      // The first argument is the variable's value.
      valid = b >= 1;
      break;
    case Opcode::kCreateOutcome:
      valid = c <= static_cast<std::uint8_t>(OutcomeCase::kPresent);
      break;
    case Opcode::kGetIndexPair:
      if (AOf(instruction.word) == b || AOf(instruction.word) == c) {
        return "GetIndexPair over an operand of its own";
      }
      break;
    case Opcode::kModNumK:
      valid = instruction.extensions[0] == WholeDivisor(chunk_.constants.number(c));
      break;
    case Opcode::kJumpIfRemainder:
    case Opcode::kJumpUnlessRemainder:
      valid = instruction.extensions[0] != 0;
      break;
    case Opcode::kTestKind:
      valid = b < kPatternTestCount;
      break;
    case Opcode::kRaise: {
      const auto kind = static_cast<ErrorKind>(b);
      valid = kind == ErrorKind::kUnexpectedYield || kind == ErrorKind::kBreakOutsideLoop ||
              kind == ErrorKind::kContinueOutsideLoop || kind == ErrorKind::kMatchFailed;
      break;
    }
    case Opcode::kRaiseName:
      valid = b < kErrorKindCount && !IsResourceError(static_cast<ErrorKind>(b));
      break;
    case Opcode::kNewCell:
      if (instruction.extensions[0] > kMaxCellSlots) {
        return fmt::format("a cell of {}: {} is the limit", instruction.extensions[0],
                           kMaxCellSlots);
      }
      break;
    default:
      break;
  }
  if (valid) return std::nullopt;
  return fmt::format("{} with an immediate that means nothing", instruction.info->name);
}

Complaint CodeChecker::CheckCounts(const DecodedInstruction& instruction) const {
  const std::size_t b = BOf(instruction.word);
  const std::size_t c = COf(instruction.word);
  if (instruction.op == Opcode::kInsertMap || instruction.op == Opcode::kCreateStruct) {
    const std::size_t keys = chunk_.key_lists[instruction.extensions[0]].size();
    if (keys != c) return fmt::format("{} keys for {} values", keys, c);
  }
  if (instruction.op == Opcode::kEmbody) {
    const std::size_t methods = chunk_.embodies[instruction.extensions[0]].methods.size();
    // A list's length is seen when it runs.
    if (b != kEmbodyList && methods != b) return fmt::format("{} names for {} methods", methods, b);
  }
  return std::nullopt;
}

// What only the program may do, and what only chants.
Complaint CodeChecker::CheckRole(const DecodedInstruction& instruction) const {
  switch (instruction.op) {
    case Opcode::kHalt:
      if (index_ != 0) return "only the program halts";
      return std::nullopt;
    case Opcode::kReturn:
    case Opcode::kReturnSweep:
    case Opcode::kTailCall:
    case Opcode::kTailCallMethod:
    case Opcode::kTailCallSpread:
      if (index_ == 0) return "the program returns to nobody";
      return std::nullopt;
    case Opcode::kLoadSelf:
      if (index_ == 0) return "the program is not a chant";
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

Complaint CodeChecker::CheckHandler(const HandlerEntry& handler) const {
  if (!IsBorder(handler.begin) || !IsBorder(handler.end) || handler.begin > handler.end) {
    return fmt::format("a handler for {} to {}", handler.begin, handler.end);
  }
  // Behind its range, so that raising never makes a cycle.
  if (!IsStart(handler.target) || handler.target < handler.end) {
    return fmt::format("a handler at {}", handler.target);
  }
  if (static_cast<int>(handler.kind) >= kErrorKindCount) return "a handler of no valid kind";
  return Bound("keep set", handler.keep, function_.keep_sets.size());
}

std::expected<void, VerifyError> CodeChecker::CheckTablesOfFunction() const {
  for (const HandlerEntry& handler : function_.handlers) {
    if (Complaint complaint = CheckHandler(handler)) return Fault(handler.begin, *complaint);
  }
  for (const auto& keep : function_.keep_sets) {
    for (const std::uint32_t index : keep) {
      if (Complaint complaint = Bound("kept frame cell", index, function_.frame_size())) {
        return Fault(kNoIndex, *complaint);
      }
    }
  }
  for (std::size_t i = 0; i < function_.lines.size(); ++i) {
    const std::uint32_t pc = function_.lines[i].pc;
    if (pc >= size()) return Fault(pc, "a line entry outside the code");
    if (i > 0 && pc < function_.lines[i - 1].pc) return Fault(pc, "line entries out of order");
  }
  for (const AlignmentPoint& point : function_.alignment) {
    if (!IsBorder(point.pc)) return Fault(point.pc, "an alignment point inside an instruction");
    if (Complaint complaint = Bound("aligned register", point.reg, function_.register_count)) {
      return Fault(point.pc, *complaint);
    }
  }
  for (const OperandValue& value : function_.operand_values) {
    if (!IsStart(value.pc)) return Fault(value.pc, "an operand's value inside an instruction");
  }
  return {};
}

}  // namespace

std::expected<void, VerifyError> CheckCode(const Chunk& chunk, std::uint32_t function) {
  return CodeChecker(chunk, function).Check();
}

}  // namespace quicksilver
