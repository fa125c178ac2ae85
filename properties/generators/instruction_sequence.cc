#include "properties/generators/instruction_sequence.h"

#include <algorithm>
#include <string>
#include <utility>

#include "engine/bytecode/disassembler.h"
#include "properties/generators/sequence_world.h"

namespace quicksilver::properties {
namespace {

bool IsJump(OperandKind kind) { return kind == OperandKind::kJump || kind == OperandKind::kJump16; }
bool HasJump(const OpcodeInfo& info) {
  return IsJump(info.b) || IsJump(info.extension1) || IsJump(info.extension2);
}

bool IsRegister(OperandKind kind) {
  switch (kind) {
    case OperandKind::kDef:
    case OperandKind::kUse:
    case OperandKind::kTake:
    case OperandKind::kUpdate:
    case OperandKind::kDrop:
      return true;
    default:
      return false;
  }
}

std::uint8_t DrawByte(Choices& choices, OperandKind kind) {
  switch (kind) {
    case OperandKind::kCount:
      return static_cast<std::uint8_t>(choices.Below(4));
    case OperandKind::kConst8:
      return static_cast<std::uint8_t>(choices.Below(kWorldNumbers));
    default:
      if (!IsRegister(kind)) return 0;
      return static_cast<std::uint8_t>(choices.Below(kWorldRegisters));
  }
}

// How large an immediate of the opcode may be.
std::uint32_t Immediates(Opcode op) {
  switch (op) {
    case Opcode::kLoadTruth:
    case Opcode::kCallSpread:
    case Opcode::kTailCallSpread:
      return 2;
    case Opcode::kCreateOutcome:
      return static_cast<std::uint32_t>(OutcomeCase::kPresent) + 1;
    case Opcode::kTestKind:
      return kPatternTestCount;
    case Opcode::kRaiseName:
      return kErrorKindCount;
    default:
      return 4;  // the flags of entries
  }
}

std::uint8_t DrawImmediate(Choices& choices, Opcode op) {
  if (op == Opcode::kRaise) {
    constexpr std::array kKinds = {ErrorKind::kUnexpectedYield, ErrorKind::kBreakOutsideLoop,
                                   ErrorKind::kContinueOutsideLoop, ErrorKind::kMatchFailed};
    return static_cast<std::uint8_t>(kKinds[choices.Below(kKinds.size())]);
  }
  auto drawn = static_cast<std::uint8_t>(choices.Below(Immediates(op)));
  if (op == Opcode::kDefineNamed && choices.Flip(25)) drawn |= kEntryAlias;
  if (op == Opcode::kRaiseName && IsResourceError(static_cast<ErrorKind>(drawn))) drawn = 0;
  return drawn;
}

Word DrawVariable(Choices& choices, std::uint32_t function) {
  const auto kind =
      static_cast<VariableKind>(choices.Below(static_cast<std::uint32_t>(VariableKind::kNamed)));
  const std::uint32_t captures = WorldCaptures(function);
  if (kind == VariableKind::kCaptureCell && captures == 0) {
    return EncodeVariable(VariableKind::kRegister, 0);
  }
  return EncodeVariable(kind,
                        choices.Below(kind == VariableKind::kCaptureCell ? captures : kWorldSlots));
}

Word DrawExtension(Choices& choices, OperandKind kind, std::uint32_t function) {
  switch (kind) {
    case OperandKind::kName:
      return kWorldNumbers + choices.Below(kWorldConstants - kWorldNumbers);
    case OperandKind::kConst:
      return choices.Below(kWorldConstants);
    case OperandKind::kFunction:
      return 1 + choices.Below(kSequenceFunctions - 1);
    case OperandKind::kVariable:
      return DrawVariable(choices, function);
    case OperandKind::kGlobal:
      return choices.Below(kWorldGlobals);
    case OperandKind::kCapture:
      return choices.Below(2);
    case OperandKind::kPlace: {
      const std::uint32_t place = choices.Below(kWorldPlaces);
      const bool there =
          static_cast<VariableKind>(place) != VariableKind::kCaptureCell || function != 0;
      return there ? place : 0;
    }
    case OperandKind::kSlot:
    case OperandKind::kSlotTake:
    case OperandKind::kSlotStore:
      return choices.Below(kWorldSlots);
    case OperandKind::kCache:
      return choices.Below(kWorldCaches);
    case OperandKind::kKeys:
      return choices.Below(kWorldKeyLists);
    case OperandKind::kEmbody:
      return choices.Below(kWorldEmbodies);
    case OperandKind::kForm:
    case OperandKind::kVariant:
    case OperandKind::kAspect:
    case OperandKind::kNone:
    case OperandKind::kJump:
      return 0;
    default:  // immediates, slots of cells, nodes
      return choices.Below(5);
  }
}

// Counts that the row's tables determine.
void FitCounts(SequenceInstruction& drawn) {
  constexpr std::array<std::uint8_t, kWorldKeyLists> kKeys = {0, 1, 2, 2, 2};
  constexpr std::array<std::uint8_t, kWorldEmbodies> kMethods = {1, 1, 2, 0, 1};
  if (drawn.op == Opcode::kInsertMap || drawn.op == Opcode::kCreateStruct) {
    drawn.c = kKeys[drawn.extensions[0]];
  }
  if (drawn.op == Opcode::kEmbody && drawn.b != kEmbodyList) {
    drawn.b = kMethods[drawn.extensions[0]];
  }
  if (drawn.op == Opcode::kCallUpdate && drawn.b == 0) drawn.b = 1;
  if (drawn.op == Opcode::kGetIndexPair) {
    while (drawn.a == drawn.b || drawn.a == drawn.c) {
      drawn.a = static_cast<std::uint8_t>((drawn.a + 1) % kWorldRegisters);
    }
  }
  if (drawn.op == Opcode::kJumpIfRemainder || drawn.op == Opcode::kJumpUnlessRemainder) {
    constexpr std::array<std::uint32_t, 5> kDivisors = {7, 1, 2, 256, 0xFFFF'FFFF};
    drawn.extensions[0] = kDivisors[drawn.extensions[0] % kDivisors.size()];
  }
  if (drawn.op == Opcode::kModNumK) {
    drawn.extensions[0] = WholeDivisor(kWorldNumberValues[drawn.c]);
  }
}

std::string LabelOf(std::size_t instruction) { return "L" + std::to_string(instruction); }

void EmitFunction(ChunkBuilder& chunk, std::uint32_t number, const SequenceFunction& function) {
  Assembler& code = AddFunction(chunk, number);
  EmitPrologue(code, number);
  const std::uint32_t begin = code.pc();
  for (std::size_t i = 0; i < function.body.size(); ++i) {
    code.Bind(LabelOf(i));
    const SequenceInstruction& instruction = function.body[i];
    const std::size_t target = std::min(i + 1 + instruction.skips, function.body.size());
    EmitInstruction(code, instruction, IsLoop(instruction.op) ? LabelOf(0) : LabelOf(target));
  }
  code.Bind(LabelOf(function.body.size()));
  const std::uint32_t end = code.Op(Opcode::kCreateMap, 9);
  code.Op(number == 0 ? Opcode::kHalt : Opcode::kReturnSweep, 9);
  if (function.attempted && end > begin) code.Handler(begin, end, end, function.keep);
}

}  // namespace

bool IsLoop(Opcode op) {
  return op == Opcode::kLoop || op == Opcode::kLoopWide || op == Opcode::kLoopForNext;
}

void EmitInstruction(Assembler& code, const SequenceInstruction& instruction,
                     const std::string& label) {
  const OpcodeInfo& info = InfoOf(instruction.op);
  const auto& [first, second] = instruction.extensions;
  if (IsJump(info.extension2)) {
    code.JumpTo(instruction.op, label, instruction.a, instruction.b, {first});
  } else if (IsJump(info.b) || IsJump(info.extension1)) {
    code.JumpTo(instruction.op, label, instruction.a, IsJump(info.b) ? 0 : instruction.b);
  } else if (info.b == OperandKind::kConst16) {
    code.OpBx(instruction.op, instruction.a, instruction.bx);
  } else if (info.extension2 != OperandKind::kNone) {
    code.Op(instruction.op, instruction.a, instruction.b, instruction.c, {first, second});
  } else if (info.extension1 != OperandKind::kNone) {
    code.Op(instruction.op, instruction.a, instruction.b, instruction.c, {first});
  } else {
    code.Op(instruction.op, instruction.a, instruction.b, instruction.c);
  }
}

SequenceInstruction GenerateInstruction(Choices& choices, std::uint32_t function) {
  SequenceInstruction drawn;
  drawn.op = static_cast<Opcode>(choices.Below(kOpcodeCount));
  const OpcodeInfo& info = InfoOf(drawn.op);
  const auto draw = [&](OperandKind kind) {
    return kind == OperandKind::kImm ? DrawImmediate(choices, drawn.op) : DrawByte(choices, kind);
  };
  drawn.a = draw(info.a);
  // Windows name registers in A without saying so in the row.
  if (info.a == OperandKind::kNone && info.window != Window::kNone) {
    drawn.a = static_cast<std::uint8_t>(choices.Below(kWorldRegisters));
  }
  drawn.b = draw(info.b);
  if (info.window == Window::kTakeB || info.window == Window::kTakeStruct) {
    drawn.b = static_cast<std::uint8_t>(choices.Below(kWorldRegisters));
  }
  if (info.b == OperandKind::kConst16) {
    drawn.bx = static_cast<std::uint16_t>(choices.Below(kWorldConstants));
  }
  drawn.c = draw(info.c);
  drawn.extensions[0] = DrawExtension(choices, info.extension1, function);
  drawn.extensions[1] = DrawExtension(choices, info.extension2, function);
  const bool element_field =
      drawn.op == Opcode::kGetElementField || drawn.op == Opcode::kSetElementField;
  if (element_field && choices.Flip(75)) drawn.extensions[0] = kWorldElementFieldPlace;
  if (HasJump(info)) drawn.skips = choices.Below(6);
  FitCounts(drawn);
  return drawn;
}

std::unique_ptr<Chunk> Assemble(const InstructionSequence& sequence) {
  ChunkBuilder chunk;
  MakeTables(chunk);
  for (std::uint32_t number = 0; number < kSequenceFunctions; ++number) {
    EmitFunction(chunk, number, sequence.functions[number]);
  }
  return chunk.Take();
}

std::string Describe(const InstructionSequence& sequence) {
  return Disassemble(*Assemble(sequence));
}

}  // namespace quicksilver::properties
