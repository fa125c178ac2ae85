#include "properties/reducers/code_search.h"

#include "engine/bytecode/decoded_instruction.h"
#include "engine/bytecode/instruction_effects.h"

namespace quicksilver::properties {
namespace {

// The instructions of a function from `begin` on, as far as they can be read. `visit` returns
// whether to go on.
template <typename Visit>
void ForEachInstruction(const Function& function, std::uint32_t begin, Visit&& visit) {
  for (std::uint32_t pc = begin; IsInstruction(function, pc);) {
    const DecodedInstruction instruction = DecodeInstruction(function.code, pc);
    if (!visit(instruction)) return;
    pc = instruction.end();
  }
}

std::optional<std::uint32_t> RaiserIn(const Function& function, std::uint32_t begin, Span span) {
  std::optional<std::uint32_t> found;
  ForEachInstruction(function, begin, [&](const DecodedInstruction& instruction) {
    if (instruction.op != Opcode::kTrace && MayReachHandler(instruction.op) &&
        SpanAt(function, instruction.pc) == span) {
      found = instruction.pc;
    }
    return !found.has_value();
  });
  return found;
}

// The global that the instruction stores, if it is one that says so by its operands.
std::optional<std::uint32_t> GlobalStoredBy(const Chunk& chunk,
                                            const DecodedInstruction& instruction) {
  switch (instruction.op) {
    case Opcode::kStoreGlobal:
    case Opcode::kDefineGlobal:
      return instruction.extensions[0];
    case Opcode::kGatherGlobal:
      return instruction.extensions[1];
    case Opcode::kSetPlace: {
      const std::uint32_t place = instruction.extensions[0];
      if (place >= chunk.places.size()) return std::nullopt;
      if (chunk.places[place].root != VariableKind::kGlobal) return std::nullopt;
      return chunk.places[place].index;
    }
    default:
      return std::nullopt;
  }
}

}  // namespace

bool IsInstruction(const Function& function, std::uint32_t pc) {
  if (pc >= function.code.size()) return false;
  const auto op = static_cast<unsigned>(OpOf(function.code[pc]));
  return op < kOpcodeCount && pc + kOpcodes[op].words() <= function.code.size();
}

std::optional<Span> SpanAt(const Function& function, std::uint32_t pc) {
  std::optional<Span> span;
  for (const LineEntry& entry : function.lines) {
    if (entry.pc > pc) break;
    span = entry.span;
  }
  return span;
}

std::optional<CodePlace> LastWriter(const Chunk& chunk, CodePlace place, std::uint32_t reg) {
  if (place.function >= chunk.functions.size() || reg >= kRegisters) return std::nullopt;
  const Function& function = *chunk.functions[place.function];
  std::optional<CodePlace> writer;
  ForEachInstruction(function, 0, [&](const DecodedInstruction& instruction) {
    if (instruction.pc >= place.pc) return false;
    const RegisterEffects effects = EffectsOnRegisters(chunk, instruction);
    if (effects.defines.Has(reg) || effects.defines_on_next.Has(reg)) {
      writer = CodePlace{place.function, instruction.pc};
    }
    return true;
  });
  return writer;
}

bool IsCall(Opcode op) { return op == Opcode::kCall || op == Opcode::kCallMethod; }

std::optional<Span> OwnSpan(const Chunk& chunk, CodePlace place) {
  const Function& function = *chunk.functions[place.function];
  return MayReachHandler(OpOf(function.code[place.pc])) ? SpanAt(function, place.pc) : std::nullopt;
}

std::optional<CodePlace> ReturnedBy(const Chunk& chunk, std::uint32_t index) {
  if (index >= chunk.functions.size()) return std::nullopt;
  const Function& function = *chunk.functions[index];
  std::optional<DecodedInstruction> end;
  ForEachInstruction(function, 0, [&](const DecodedInstruction& instruction) {
    const bool returns =
        instruction.op == Opcode::kReturn || instruction.op == Opcode::kReturnSweep;
    if (returns) end = instruction;
    return true;
  });
  if (!end.has_value()) return std::nullopt;
  const auto writer = LastWriter(chunk, {index, end->pc}, AOf(end->word));
  if (!writer.has_value()) return std::nullopt;
  const Word word = function.code[writer->pc];
  if (OpOf(word) != Opcode::kCopy && OpOf(word) != Opcode::kMove) return writer;
  const auto source = LastWriter(chunk, *writer, BOf(word));
  return source.has_value() ? source : writer;
}

std::optional<CodePlace> FindRaiser(const Chunk& chunk, CodePlace start, Span span) {
  const auto in = [&](std::uint32_t function, std::uint32_t pc) -> std::optional<CodePlace> {
    const std::optional<std::uint32_t> found = RaiserIn(*chunk.functions[function], pc, span);
    return found.has_value() ? std::optional(CodePlace{function, *found}) : std::nullopt;
  };
  if (start.function < chunk.functions.size()) {
    if (const auto found = in(start.function, start.pc)) return found;
  }
  for (std::uint32_t i = 0; i < chunk.functions.size(); ++i) {
    if (const auto found = in(i, 0)) return found;
  }
  return std::nullopt;
}

std::optional<CodePlace> FindDeparture(const Chunk& chunk, CodePlace start, NodeId expected) {
  if (start.function >= chunk.functions.size()) return std::nullopt;
  const Function& function = *chunk.functions[start.function];
  std::optional<CodePlace> last;
  std::uint32_t pc = start.pc;
  // Jumps are followed; code that only jumps in a circle ends the search.
  for (std::size_t left = function.code.size(); left > 0 && IsInstruction(function, pc); --left) {
    const DecodedInstruction instruction = DecodeInstruction(function.code, pc);
    const CodePlace here{start.function, pc};
    if (instruction.op == Opcode::kTrace) {
      if (instruction.extensions[0] == expected && pc != start.pc) return last;
    } else {
      last = here;
    }
    if (instruction.info->flow == Flow::kBranch || instruction.info->flow == Flow::kEnd) {
      return here;
    }
    pc = instruction.end();
    if (instruction.info->flow == Flow::kJump) {
      const std::int64_t target = instruction.JumpTarget().value_or(-1);
      if (target < 0 || target >= static_cast<std::int64_t>(function.code.size())) return here;
      pc = static_cast<std::uint32_t>(target);
    }
  }
  return last;
}

CodePlace UnreportedCondition(const Chunk& chunk, CodePlace branch) {
  const Function& function = *chunk.functions[branch.function];
  const DecodedInstruction instruction = DecodeInstruction(function.code, branch.pc);
  switch (instruction.op) {
    case Opcode::kJumpIfTrue:
    case Opcode::kJumpIfTrueWide:
    case Opcode::kJumpIfFalse:
    case Opcode::kJumpIfFalseWide:
      break;
    default:
      return branch;
  }
  const std::uint32_t reg = AOf(instruction.word);
  const std::optional<CodePlace> writer = LastWriter(chunk, branch, reg);
  if (!writer.has_value()) return branch;
  bool reported = false;
  ForEachInstruction(function, writer->pc, [&](const DecodedInstruction& between) {
    reported = reported || (between.op == Opcode::kTrace && AOf(between.word) == reg);
    return between.pc < branch.pc;
  });
  return reported ? branch : *writer;
}

std::optional<CodePlace> FindRaiserInAttempt(const Chunk& chunk, CodePlace heard, CodePlace at) {
  if (at.function >= chunk.functions.size()) return std::nullopt;
  const Function& function = *chunk.functions[at.function];
  // The handler that `at` is in is the last that begins before it; if it is in the body, the first
  // whose body it is in.
  const HandlerEntry* attempt = nullptr;
  for (const HandlerEntry& handler : function.handlers) {
    if (handler.begin <= at.pc && at.pc < handler.end) {
      attempt = &handler;
      break;
    }
    if (handler.target > at.pc) continue;
    if (attempt == nullptr || handler.target > attempt->target) attempt = &handler;
  }
  if (attempt == nullptr) return std::nullopt;
  const bool heard_inside =
      heard.function == at.function && attempt->begin <= heard.pc && heard.pc < attempt->end;
  std::optional<CodePlace> raiser;
  ForEachInstruction(function, heard_inside ? heard.pc : attempt->begin,
                     [&](const DecodedInstruction& instruction) {
                       if (instruction.pc >= attempt->end) return false;
                       if (instruction.op == Opcode::kTrace) return true;
                       if (!MayReachHandler(instruction.op)) return true;
                       raiser = CodePlace{at.function, instruction.pc};
                       return false;
                     });
  return raiser;
}

std::optional<CodePlace> LastBranch(const Chunk& chunk, CodePlace place) {
  if (place.function >= chunk.functions.size()) return std::nullopt;
  std::optional<CodePlace> branch;
  ForEachInstruction(*chunk.functions[place.function], 0,
                     [&](const DecodedInstruction& instruction) {
                       if (instruction.pc >= place.pc) return false;
                       if (instruction.info->flow == Flow::kBranch) {
                         branch = CodePlace{place.function, instruction.pc};
                       }
                       return true;
                     });
  return branch;
}

std::optional<CodePlace> LastStoreOfGlobal(const Chunk& chunk, std::string_view name) {
  std::optional<CodePlace> found;
  for (std::uint32_t i = 0; i < chunk.functions.size(); ++i) {
    ForEachInstruction(*chunk.functions[i], 0, [&](const DecodedInstruction& instruction) {
      const std::optional<std::uint32_t> global = GlobalStoredBy(chunk, instruction);
      if (global.has_value() && *global < chunk.globals.size() && chunk.globals[*global] == name) {
        found = CodePlace{i, instruction.pc};
      }
      return true;
    });
    // The program's own code comes first; chants only if it stores nothing.
    if (found.has_value()) return found;
  }
  return found;
}

std::optional<CodePlace> FindHalt(const Chunk& chunk) {
  std::optional<CodePlace> halt;
  if (chunk.functions.empty()) return halt;
  ForEachInstruction(*chunk.functions[0], 0, [&](const DecodedInstruction& instruction) {
    if (instruction.op == Opcode::kHalt) halt = CodePlace{0, instruction.pc};
    return true;
  });
  return halt;
}

}  // namespace quicksilver::properties
