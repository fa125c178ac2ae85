#include "properties/reducers/bytecode_listing.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

#include "engine/bytecode/decoded_instruction.h"
#include "engine/bytecode/instruction_text.h"

namespace quicksilver::properties {
namespace {

constexpr std::uint16_t kSlotOperand = 3;
constexpr std::uint16_t kFirstWindowOperand = 8;

// Puts `value` in the place of the first operand in `words` that is spelled `spelled`.
void ReplaceOperand(std::vector<std::string>& words, std::string_view spelled, std::string value) {
  const auto found = std::ranges::find(words, spelled);
  if (found != words.end()) *found = std::move(value);
}

std::vector<std::string> SplitOperands(std::string_view text) {
  std::vector<std::string> words;
  while (true) {
    const std::size_t end = text.find(", ");
    words.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return words;
    text.remove_prefix(end + 2);
  }
}

// `SubNum v3, v1, v2`: the operation with values for the registers that hold them.
std::string WithVirtualValues(const Function& function, const std::string& operation,
                              std::uint32_t pc) {
  const std::size_t blank = operation.find(' ');
  if (blank == std::string::npos) return operation;
  std::vector<std::string> words = SplitOperands(std::string_view(operation).substr(blank + 1));
  const Word word = function.code[pc];
  const std::uint32_t registers[] = {AOf(word), BOf(word), COf(word)};
  std::string window;
  for (const OperandValue& value : function.operand_values) {
    if (value.pc != pc) continue;
    if (value.operand < kSlotOperand) {
      ReplaceOperand(words, fmt::format("r{}", registers[value.operand]),
                     fmt::format("v{}", value.value));
    } else if (value.operand == kSlotOperand) {
      for (std::string& spelled : words) {
        if (!spelled.starts_with('s')) continue;
        spelled = fmt::format("v{}", value.value);
        break;
      }
    } else if (value.operand >= kFirstWindowOperand) {
      window += fmt::format(" v{}", value.value);
    }
  }
  std::string text = operation.substr(0, blank + 1);
  for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : ", ") + words[i];
  return window.empty() ? text : text + ", window" + window;
}

std::string Line(const Chunk& chunk, const Function& function, std::uint32_t pc,
                 Operands operands) {
  const InstructionText text = DescribeInstruction(chunk, function, pc);
  if (operands == Operands::kVirtualValues && IsInstruction(function, pc)) {
    return WithVirtualValues(function, text.operation, pc);
  }
  return JoinInstructionText(text, 28);
}

// The number of instructions before `pc` that are no Trace.
std::size_t PlainIndex(const Function& function, std::uint32_t pc) {
  std::size_t index = 0;
  for (std::uint32_t at = 0; at < pc && IsInstruction(function, at);) {
    const DecodedInstruction instruction = DecodeInstruction(function.code, at);
    if (instruction.op != Opcode::kTrace) ++index;
    at = instruction.end();
  }
  return index;
}

}  // namespace

std::string ListBytecode(const Chunk& chunk, Operands operands, std::optional<CodePlace> marked) {
  std::string out;
  for (std::uint32_t number = 0; number < chunk.functions.size(); ++number) {
    const Function& function = *chunk.functions[number];
    out += fmt::format("function {} {}\n", number, function.name);
    for (std::uint32_t pc = 0; pc < function.code.size(); pc += InstructionWords(function, pc)) {
      const bool is_marked = marked.has_value() && marked->function == number && marked->pc == pc;
      out += fmt::format("{} {:>5}  {}\n", is_marked ? ">>" : "  ", pc,
                         Line(chunk, function, pc, operands));
    }
  }
  return out;
}

std::optional<CodePlace> PlaceWithoutTrace(const Chunk& traced, CodePlace place,
                                           const Chunk& plain) {
  if (place.function >= traced.functions.size() || place.function >= plain.functions.size()) {
    return std::nullopt;
  }
  const Function& from = *traced.functions[place.function];
  const Function& to = *plain.functions[place.function];
  const std::size_t wanted = PlainIndex(from, place.pc);
  std::size_t index = 0;
  for (std::uint32_t pc = 0; IsInstruction(to, pc);) {
    const DecodedInstruction instruction = DecodeInstruction(to.code, pc);
    if (index == wanted) {
      const bool same =
          IsInstruction(from, place.pc) && OpOf(from.code[place.pc]) == instruction.op;
      return same ? std::optional(CodePlace{place.function, pc}) : std::nullopt;
    }
    if (instruction.op != Opcode::kTrace) ++index;
    pc = instruction.end();
  }
  return std::nullopt;
}

}  // namespace quicksilver::properties
