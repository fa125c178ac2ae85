#include "engine/bytecode/instruction_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <fmt/format.h>
#include <string>

#include "engine/bytecode/instruction.h"
#include "engine/bytecode/listing_text.h"

namespace quicksilver {
namespace {

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

bool IsSlot(OperandKind kind) {
  return kind == OperandKind::kSlot || kind == OperandKind::kSlotTake ||
         kind == OperandKind::kSlotStore;
}

// The name of entry `index` of one of the chunk's tables, whose entries may be missing.
template <typename Table>
std::string NameIn(const Table& table, std::uint32_t index) {
  if (index >= table.size() || table[index] == nullptr) return MissingText(index);
  return ListingText(table[index]->name, kListingNameLimit);
}

// The texts of one instruction's operands.
class Describer {
 public:
  Describer(const Chunk& chunk, const Function& function, std::uint32_t pc)
      : chunk_(chunk),
        function_(function),
        pc_(pc),
        word_(function.code[pc]),
        info_(InfoOf(OpOf(word_))) {}

  InstructionText Describe() const;

 private:
  // Which operand: A, B, C, extension 1, extension 2.
  static constexpr unsigned kExtension1 = 3;
  static constexpr unsigned kExtension2 = 4;

  OperandKind KindOf(unsigned operand) const {
    const std::array kinds = {info_.a, info_.b, info_.c, info_.extension1, info_.extension2};
    return kinds[operand];
  }
  // Nothing where the code ends before the extension word.
  std::optional<std::uint32_t> ValueOf(unsigned operand) const;
  std::string Register(std::uint32_t reg) const {
    return MarkedText(fmt::format("r{}", reg), reg < function_.register_count);
  }
  std::string Registers(std::uint32_t first, std::uint32_t count) const;
  std::string Slot(std::uint32_t slot) const {
    return MarkedText(fmt::format("s{}", slot), slot < function_.slot_count);
  }
  std::string GlobalName(std::uint32_t index) const {
    return index < chunk_.globals.size() ? ListingText(chunk_.globals[index], kListingNameLimit)
                                         : MissingText(index);
  }
  std::string Label() const;
  // `named`: as the text shows it, with names; else as an operand.
  std::string Variable(Word word, bool named) const;
  // What stands behind the mnemonic; empty when the operand is none.
  std::string Operand(unsigned operand) const;
  std::string ExtensionOperand(OperandKind kind, std::uint32_t value) const;
  // What stands for the operand in the row's text.
  std::string Meaning(unsigned operand) const;
  std::string Immediate(std::uint32_t value) const;
  std::string Constant() const;
  bool TextNames(unsigned operand) const;
  // The window of registers that `text` begins with in its short form (`r{B}..+{C}`), and how long
  // that is.
  std::string ShortWindow(std::string_view text, std::size_t& length) const;
  std::string WindowText() const;
  std::string Render(bool& window_named) const;

  const Chunk& chunk_;
  const Function& function_;
  const std::uint32_t pc_;
  const Word word_;
  const OpcodeInfo& info_;
};

std::optional<std::uint32_t> Describer::ValueOf(unsigned operand) const {
  switch (operand) {
    case 0:
      return AOf(word_);
    case 1:
      return info_.b == OperandKind::kConst16 ? BxOf(word_) : BOf(word_);
    case 2:
      return COf(word_);
    default:
      break;
  }
  const std::size_t at = std::size_t{pc_} + operand - 2;
  if (at >= function_.code.size()) return std::nullopt;
  return function_.code[at];
}

std::string Describer::Registers(std::uint32_t first, std::uint32_t count) const {
  if (count == 0) return "empty window";
  const std::uint32_t last = first + count - 1;
  const std::string text =
      count == 1 ? fmt::format("window r{}", first) : fmt::format("window r{}..r{}", first, last);
  return MarkedText(text, last < function_.register_count);
}

std::string Describer::Label() const {
  const std::optional<std::int64_t> target = JumpTargetOf(function_, pc_);
  if (!target) return "?";
  return MarkedText(fmt::format("L{}", *target),
                    *target >= 0 && *target < static_cast<std::int64_t>(function_.code.size()));
}

std::string Describer::Variable(Word word, bool named) const {
  const std::uint32_t index = VariableIndexOf(word);
  switch (VariableKindOf(word)) {
    case VariableKind::kRegister:
      return Register(index);
    case VariableKind::kSlot:
      return (named ? "spill " : "") + Slot(index);
    case VariableKind::kRegisterCell:
      return fmt::format("[{}]", Register(index));
    case VariableKind::kSlotCell:
      return fmt::format("[{}{}]", named ? "spill " : "", Slot(index));
    case VariableKind::kCaptureCell:
      return fmt::format("[c{}]",
                         MarkedText(std::to_string(index), index < function_.capture_count));
    case VariableKind::kGlobal:
      return named ? GlobalName(index) : ExtensionOperand(OperandKind::kGlobal, index);
    case VariableKind::kNamed:
      return fmt::format("named {}?", index);
    case VariableKind::kNone:
      break;
  }
  return "no variable";
}

std::string Describer::ExtensionOperand(OperandKind kind, std::uint32_t value) const {
  const auto numbered = [value](std::string_view prefix, std::size_t size) {
    return MarkedText(fmt::format("{}{}", prefix, value), value < size);
  };
  switch (kind) {
    case OperandKind::kConst:
    case OperandKind::kName:
      return numbered("#", chunk_.constants.size());
    case OperandKind::kJump:
      return Label();
    case OperandKind::kGlobal:
      return numbered("g", chunk_.globals.size());
    case OperandKind::kCapture:
      return numbered("c", function_.capture_count);
    case OperandKind::kSlot:
    case OperandKind::kSlotTake:
    case OperandKind::kSlotStore:
      return Slot(value);
    case OperandKind::kCellSlot:
      return fmt::format("[{}]", value);
    case OperandKind::kFunction:
      return numbered("function ", chunk_.functions.size());
    case OperandKind::kForm:
      return numbered("form ", chunk_.forms.size());
    case OperandKind::kVariant:
      return numbered("variant ", chunk_.variants.size());
    case OperandKind::kKeys:
      return numbered("keys ", chunk_.key_lists.size());
    case OperandKind::kPlace:
      return numbered("place ", chunk_.places.size());
    case OperandKind::kAspect:
      return numbered("aspect ", chunk_.aspects.size());
    case OperandKind::kEmbody:
      return numbered("embody ", chunk_.embodies.size());
    case OperandKind::kVariable:
      return Variable(value, false);
    case OperandKind::kCache:
      return numbered("cache ", function_.cache_count);
    case OperandKind::kNode:
      return fmt::format("node {}", value);
    default:
      return std::to_string(value);
  }
}

std::string Describer::Operand(unsigned operand) const {
  const OperandKind kind = KindOf(operand);
  // A window's first register is an operand although its column says none.
  if (kind == OperandKind::kNone) {
    return operand < kExtension1 && TextNames(operand) ? Register(*ValueOf(operand)) : "";
  }
  if (IsRegister(kind)) return Register(*ValueOf(operand));
  switch (kind) {
    case OperandKind::kConst8:
    case OperandKind::kConst16:
      return ExtensionOperand(OperandKind::kConst, *ValueOf(operand));
    case OperandKind::kJump16:
      return Label();
    default:
      break;
  }
  const std::optional<std::uint32_t> value = ValueOf(operand);
  return value ? ExtensionOperand(kind, *value) : "?";
}

std::string Describer::Immediate(std::uint32_t value) const {
  if (OpOf(word_) == Opcode::kLoadTruth && value < 2) return value != 0 ? "true" : "false";
  if (OpOf(word_) == Opcode::kTestKind && value < kPatternTestCount) {
    constexpr std::array<std::string_view, kPatternTestCount> kNames = {
        "Triumph", "Mishap", "Present", "Absent", "nothing", "true", "false"};
    return std::string(kNames[value]);
  }
  return std::to_string(value);
}

std::string Describer::Meaning(unsigned operand) const {
  const OperandKind kind = KindOf(operand);
  const std::optional<std::uint32_t> value = ValueOf(operand);
  if (!value) return "?";
  if (IsRegister(kind)) return Register(*value);
  switch (kind) {
    case OperandKind::kImm:
      return Immediate(*value);
    case OperandKind::kConst:
      return ConstantText(chunk_, *value);
    case OperandKind::kName:
      return ConstantName(chunk_, *value);
    case OperandKind::kVariable:
      return Variable(*value, true);
    case OperandKind::kGlobal:
      return GlobalName(*value);
    case OperandKind::kCapture:
      return MarkedText(std::to_string(*value), *value < function_.capture_count);
    case OperandKind::kFunction:
      return NameIn(chunk_.functions, *value);
    case OperandKind::kForm:
      return NameIn(chunk_.forms, *value);
    case OperandKind::kVariant:
      return NameIn(chunk_.variants, *value);
    case OperandKind::kKeys:
      return KeysText(chunk_, *value);
    case OperandKind::kPlace:
      return *value < chunk_.places.size() ? PlaceText(chunk_, chunk_.places[*value])
                                           : MissingText(*value);
    case OperandKind::kAspect:
      return *value < chunk_.aspects.size()
                 ? ListingText(chunk_.aspects[*value].name, kListingNameLimit)
                 : MissingText(*value);
    case OperandKind::kEmbody:
      return *value < chunk_.embodies.size()
                 ? fmt::format("{} for {}",
                               ListingText(chunk_.embodies[*value].aspect, kListingNameLimit),
                               ListingText(chunk_.embodies[*value].target, kListingNameLimit))
                 : MissingText(*value);
    default:
      return std::to_string(*value);
  }
}

std::string Describer::Constant() const {
  for (unsigned operand = 0; operand <= kExtension2; ++operand) {
    const OperandKind kind = KindOf(operand);
    if (kind != OperandKind::kConst8 && kind != OperandKind::kConst16 &&
        kind != OperandKind::kConst) {
      continue;
    }
    const std::optional<std::uint32_t> index = ValueOf(operand);
    if (index) return ConstantText(chunk_, *index);
  }
  return "?";
}

bool Describer::TextNames(unsigned operand) const {
  const std::array<std::string_view, 3> names = {"{A}", "{B}", "{C}"};
  return info_.text.find(names[operand]) != std::string_view::npos;
}

std::string Describer::ShortWindow(std::string_view text, std::size_t& length) const {
  struct Form {
    std::string_view text;
    unsigned first;
    std::uint32_t skipped;  // registers between the first one and the window
    unsigned count;
  };
  static constexpr std::array<Form, 3> kForms = {
      Form{"r{A}..+{B}", 0, 0, 1}, Form{"r{B}..+{C}", 1, 0, 2}, Form{"r{B}+1..+{C}", 1, 1, 2}};
  for (const Form& form : kForms) {
    if (!text.starts_with(form.text)) continue;
    length = form.text.size();
    return Registers(*ValueOf(form.first) + form.skipped, *ValueOf(form.count));
  }
  return "";
}

std::string Describer::WindowText() const {
  const std::uint32_t a = AOf(word_);
  const std::uint32_t b = BOf(word_);
  const std::uint32_t c = COf(word_);
  switch (info_.window) {
    case Window::kNone:
      break;
    case Window::kCall:
      return Registers(a, b + 1);
    case Window::kCallMethod:
      return Registers(a, b + 2);
    case Window::kMethod:
      return Registers(a, 2);
    case Window::kTakeB:
      return Registers(b, c);
    case Window::kTakeStruct:
      return Registers(b, c + 1);
    case Window::kTakeA:
      return Registers(a, EmbodyWindow(static_cast<std::uint8_t>(b)));
    case Window::kDropRange:
      return Registers(a, b);
    case Window::kPlace: {
      const std::optional<std::uint32_t> place = ValueOf(kExtension1);
      if (!place || *place >= chunk_.places.size()) break;
      return Registers(a, chunk_.places[*place].window());
    }
    case Window::kForEach:
      return Registers(a, 3);
  }
  return "";
}

std::string Describer::Render(bool& window_named) const {
  std::string out;
  for (std::string_view text = info_.text; !text.empty();) {
    std::size_t length = 1;
    if (std::string window = ShortWindow(text, length); !window.empty()) {
      window_named = true;
      out += window;
    } else if (text.starts_with("s{1}") && IsSlot(info_.extension1)) {
      const std::optional<std::uint32_t> slot = ValueOf(kExtension1);
      out += slot ? "spill " + Slot(*slot) : "spill ?";
      length = 4;
    } else if (text.starts_with("{{") || text.starts_with("}}")) {
      out += text[0];
      length = 2;
    } else if (text.size() >= 3 && text[0] == '{' && text[2] == '}') {
      constexpr std::string_view kLetters = "ABC12";
      const std::size_t operand = kLetters.find(text[1]);
      if (operand != std::string_view::npos) {
        out += Meaning(static_cast<unsigned>(operand));
      } else {
        out += text[1] == 'K' ? Constant() : Label();
      }
      length = 3;
    } else {
      out += text[0];
    }
    text.remove_prefix(length);
  }
  return out;
}

InstructionText Describer::Describe() const {
  InstructionText result{std::string(info_.name), {}};
  std::string_view separator = " ";
  for (unsigned operand = 0; operand <= kExtension2; ++operand) {
    const std::string text = Operand(operand);
    if (text.empty()) continue;
    result.operation += separator;
    result.operation += text;
    separator = ", ";
  }
  bool window_named = false;
  result.meaning = Render(window_named);
  if (const std::string window = window_named ? "" : WindowText(); !window.empty()) {
    result.meaning += ", " + window;
  }
  return result;
}

}  // namespace

InstructionText DescribeInstruction(const Chunk& chunk, const Function& function,
                                    std::uint32_t pc) {
  if (pc >= function.code.size()) return {"?", fmt::format("there is no pc {}", pc)};
  const Word word = function.code[pc];
  if (static_cast<unsigned>(OpOf(word)) >= kOpcodeCount) {
    return {fmt::format("? {:#010x}", word),
            fmt::format("there is no opcode {}", static_cast<unsigned>(OpOf(word)))};
  }
  InstructionText text = Describer(chunk, function, pc).Describe();
  if (InstructionWords(function, pc) < InfoOf(OpOf(word)).words()) text.meaning += ", cut off";
  return text;
}

std::string JoinInstructionText(const InstructionText& text, std::size_t width) {
  if (text.meaning.empty()) return text.operation;
  return fmt::format("{:<{}} ; {}", text.operation, width == 0 ? 0 : width - 1, text.meaning);
}

std::uint32_t InstructionWords(const Function& function, std::uint32_t pc) {
  const Opcode op = OpOf(function.code[pc]);
  if (static_cast<unsigned>(op) >= kOpcodeCount) return 1;
  return static_cast<std::uint32_t>(
      std::min<std::size_t>(InfoOf(op).words(), function.code.size() - pc));
}

std::optional<std::int64_t> JumpTargetOf(const Function& function, std::uint32_t pc) {
  const Word word = function.code[pc];
  if (static_cast<unsigned>(OpOf(word)) >= kOpcodeCount) return std::nullopt;
  const OpcodeInfo& info = InfoOf(OpOf(word));
  const std::int64_t next = std::int64_t{pc} + info.words();
  if (info.b == OperandKind::kJump16) return next + JumpOf(word);
  std::size_t at = pc;
  if (info.extension1 == OperandKind::kJump) {
    at += 1;
  } else if (info.extension2 == OperandKind::kJump) {
    at += 2;
  }
  if (at == pc || at >= function.code.size()) return std::nullopt;
  return next + static_cast<std::int32_t>(function.code[at]);
}

}  // namespace quicksilver
