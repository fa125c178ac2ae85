#include "properties/generators/unsound_code.h"

#include <algorithm>
#include <array>
#include <bit>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "engine/bytecode/decoded_instruction.h"
#include "engine/runtime/value.h"
#include "properties/generators/code_operands.h"

namespace quicksilver::properties {
namespace {

using Change = std::optional<std::string>;

template <typename T>
const T* PickOne(SplitMix64& random, const std::vector<T>& list) {
  return list.empty() ? nullptr : &list[random.Below(static_cast<std::uint32_t>(list.size()))];
}

// One of the sites whose `key` is drawn first: what is rare gets its share.
template <typename Site, typename Key>
const Site* PickByKey(SplitMix64& random, const std::vector<Site>& sites, Key&& key) {
  std::vector<decltype(key(sites.front()))> keys;
  for (const Site& site : sites) {
    if (std::ranges::find(keys, key(site)) == keys.end()) keys.push_back(key(site));
  }
  if (keys.empty()) return nullptr;
  const auto chosen = *PickOne(random, keys);
  std::vector<const Site*> fit;
  for (const Site& site : sites) {
    if (key(site) == chosen) fit.push_back(&site);
  }
  return *PickOne(random, fit);
}

std::string Where(const CodeOperand& site) {
  return fmt::format("of function {}, pc {}", site.function, site.pc);
}

// --- Indexes

Change SpoilOperand(SplitMix64& random, Chunk& chunk) {
  std::vector<CodeOperand> sites = OperandsOf(chunk);
  std::erase_if(sites, [&](const CodeOperand& site) {
    const auto bound = BoundOf(chunk, site);
    return !bound.has_value() || *bound > MostOf(site.position);
  });
  const CodeOperand* const site =
      PickByKey(random, sites, [](const CodeOperand& s) { return s.kind; });
  if (site == nullptr) return std::nullopt;
  const std::uint32_t bound = *BoundOf(chunk, *site);
  SetOperand(chunk, *site, bound);
  return fmt::format("index {} {}", bound, Where(*site));
}

// Adds a register that nothing uses; its number, or nothing where there is no room.
std::optional<std::uint32_t> AddRegister(Function& function) {
  const std::uint32_t added = function.register_count;
  // Parameters would move into it.
  if (added >= kRegisters || function.parameter_count() > added) return std::nullopt;
  for (auto& keep : function.keep_sets) {
    for (std::uint32_t& index : keep) index += index >= added ? 1 : 0;
  }
  ++function.register_count;
  return added;
}

// Names the register `first` in all instructions of a loop, and in the one that puts what it goes
// over into its window: where only one of them does, what is read has never been written, and that
// is refused in any case.
void MoveLoopWindow(Chunk& chunk, const std::vector<CodeWindow>& windows, const CodeWindow& loop,
                    std::uint32_t first) {
  std::uint32_t begin = kNoIndex;
  for (const CodeWindow& other : windows) {
    if (other.window != loop.window || other.first.function != loop.first.function ||
        other.first.value != loop.first.value) {
      continue;
    }
    begin = std::min(begin, other.first.pc);
    SetOperand(chunk, other.first, first);
  }
  // The nearest one before; where there is another way here, the loop is refused.
  std::optional<CodeOperand> writer;
  for (const CodeOperand& operand : OperandsOf(chunk)) {
    if (operand.function == loop.first.function && operand.pc < begin &&
        operand.kind == OperandKind::kDef && operand.value == loop.first.value) {
      writer = operand;
    }
  }
  if (writer.has_value()) SetOperand(chunk, *writer, first);
}

Change SpoilWindow(SplitMix64& random, Chunk& chunk) {
  std::vector<CodeWindow> sites = WindowsOf(chunk);
  std::erase_if(sites, [&](const CodeWindow& site) {
    const std::uint32_t registers = chunk.functions[site.first.function]->register_count;
    return site.count == 0 || registers + 1 - site.count >= kRegisters;
  });
  const CodeWindow* const site =
      PickByKey(random, sites, [](const CodeWindow& s) { return s.window; });
  if (site == nullptr) return std::nullopt;
  Function& function = *chunk.functions[site->first.function];
  if (site->window == Window::kForEach && function.register_count + 2 <= kRegisters) {
    // A window that others write into is refused in any case.
    AddRegister(function);
    AddRegister(function);
  }
  const std::uint32_t first = function.register_count + 1 - site->count;
  if (site->window == Window::kForEach) {
    MoveLoopWindow(chunk, sites, *site, first);
  } else {
    SetOperand(chunk, site->first, first);
  }
  return fmt::format("window from r{} of {} {}", first, site->count, Where(site->first));
}

// The last register is often one that only a window reaches: the state of a loop, a callee.
Change SpoilFrame(SplitMix64& random, Chunk& chunk) {
  std::vector<std::uint32_t> used(chunk.functions.size());
  for (const CodeOperand& operand : OperandsOf(chunk)) {
    const bool is_register =
        operand.kind >= OperandKind::kDef && operand.kind <= OperandKind::kDrop;
    std::uint32_t& most = used[operand.function];
    if (is_register) most = std::max(most, operand.value + 1);
  }
  for (const CodeWindow& site : WindowsOf(chunk)) {
    std::uint32_t& most = used[site.first.function];
    most = std::max(most, site.first.value + site.count);
  }
  std::vector<std::uint32_t> fit;
  for (std::uint32_t i = 0; i < used.size(); ++i) {
    if (used[i] > 0) fit.push_back(i);
  }
  const std::uint32_t* const chosen = PickOne(random, fit);
  if (chosen == nullptr) return std::nullopt;
  chunk.functions[*chosen]->register_count = used[*chosen] - 1;
  return fmt::format("function {} has {} registers", *chosen, used[*chosen] - 1);
}

struct CaptureSite {
  CodeOperand creation;
  std::uint32_t number = 0;
  CaptureKind kind = CaptureKind::kRegister;
};

Change SpoilCapture(SplitMix64& random, Chunk& chunk) {
  std::vector<CaptureSite> sites;
  for (const CodeOperand& operand : OperandsOf(chunk)) {
    if (operand.kind != OperandKind::kFunction) continue;
    const auto& captures = chunk.functions[operand.value]->captures;
    for (std::uint32_t i = 0; i < captures.size(); ++i) {
      if (captures[i].kind <= CaptureKind::kCapture)
        sites.push_back({operand, i, captures[i].kind});
    }
  }
  const CaptureSite* const site =
      PickByKey(random, sites, [](const CaptureSite& s) { return s.kind; });
  if (site == nullptr) return std::nullopt;
  const Function& creator = *chunk.functions[site->creation.function];
  const std::uint32_t bound = CaptureBound(creator, site->kind);
  // Just beyond is also something that nothing has written; far beyond is nobody's memory.
  const std::uint32_t index = bound + (random.Below(2) == 0 ? 0 : 1 + random.Below(1U << 16U));
  chunk.functions[site->creation.value]->captures[site->number].index = index;
  return fmt::format("capture from {} {}", index, Where(site->creation));
}

// --- Constants and immediates

Change SpoilConstantType(SplitMix64& random, Chunk& chunk) {
  std::vector<CodeOperand> sites = OperandsOf(chunk);
  std::erase_if(sites, [](const CodeOperand& site) {
    return site.kind != OperandKind::kConst8 && site.kind != OperandKind::kName;
  });
  const CodeOperand* const site =
      PickByKey(random, sites, [](const CodeOperand& s) { return s.kind; });
  if (site == nullptr) return std::nullopt;
  const bool wants_number = site->kind == OperandKind::kConst8;
  const auto other = wants_number ? ConstantPool::Type::kText : ConstantPool::Type::kNumber;
  std::vector<std::uint32_t> fit;
  for (std::uint32_t i = 0; i < chunk.constants.size() && i <= MostOf(site->position); ++i) {
    if (chunk.constants.type(i) == other) fit.push_back(i);
  }
  if (fit.empty()) {
    const std::uint32_t made =
        wants_number ? chunk.constants.AddText("no number") : chunk.constants.AddNumber(0.5);
    if (made > MostOf(site->position)) return std::nullopt;
    fit.push_back(made);
  }
  SetOperand(chunk, *site, *PickOne(random, fit));
  return fmt::format("constant of another type {}", Where(*site));
}

Change SpoilBoxedConstant(SplitMix64& random, Chunk& chunk) {
  const std::uint64_t room = ~std::uint64_t{0} - RawValue::kFirstTag;
  const std::uint64_t bits = RawValue::kFirstTag + random.Next() % room;
  chunk.constants.AddNumber(std::bit_cast<double>(bits));
  return fmt::format("constant with the bits {:#x}", bits);
}

Change SpoilImmediate(SplitMix64& random, Chunk& chunk) {
  std::vector<CodeOperand> sites;
  ForEachInstruction(chunk, [&](std::uint32_t function, const DecodedInstruction& instruction) {
    CodeOperand site{.function = function, .pc = instruction.pc};
    switch (instruction.op) {
      case Opcode::kLoadTruth:
      case Opcode::kTestKind:
      case Opcode::kRaise:
        site.position = OperandPosition::kB;
        site.value = instruction.op == Opcode::kLoadTruth ? 2u : 0xFFu;
        break;
      case Opcode::kDefineGlobal:
        site.position = OperandPosition::kB;
        site.value = 0x80;
        break;
      case Opcode::kDefineNamed:
      case Opcode::kCallSpread:
      case Opcode::kCreateOutcome:
        site.position = OperandPosition::kC;
        site.value = 0x80;
        break;
      default:
        return;
    }
    sites.push_back(site);
  });
  const CodeOperand* const site = PickByKey(random, sites, [&](const CodeOperand& s) {
    return OpOf(chunk.functions[s.function]->code[s.pc]);
  });
  if (site == nullptr) return std::nullopt;
  SetOperand(chunk, *site, site->value);
  return fmt::format("immediate {} {}", site->value, Where(*site));
}

// --- Ways

Change SpoilRole(SplitMix64& random, Chunk& chunk) {
  std::vector<CodeOperand> sites;  // value: the other opcode
  ForEachInstruction(chunk, [&](std::uint32_t function, const DecodedInstruction& instruction) {
    const bool ends = instruction.op == Opcode::kHalt || instruction.op == Opcode::kReturn ||
                      instruction.op == Opcode::kReturnSweep;
    if (!ends) return;
    const Opcode other = function != 0          ? Opcode::kHalt
                         : random.Below(2) == 0 ? Opcode::kReturn
                                                : Opcode::kReturnSweep;
    sites.push_back(
        {.function = function, .pc = instruction.pc, .value = static_cast<unsigned>(other)});
  });
  const CodeOperand* const site =
      PickByKey(random, sites, [](const CodeOperand& s) { return s.function == 0 ? 0 : 1; });
  if (site == nullptr) return std::nullopt;
  Word& word = chunk.functions[site->function]->code[site->pc];
  word = (word & ~Word{0xFF}) | site->value;
  return fmt::format("end {}", Where(*site));
}

bool IsLoop(const Chunk& chunk, const CodeOperand& jump) {
  const Opcode op = OpOf(chunk.functions[jump.function]->code[jump.pc]);
  return op == Opcode::kLoop || op == Opcode::kLoopWide || op == Opcode::kLoopForNext;
}

std::vector<CodeOperand> JumpsOf(const Chunk& chunk) {
  std::vector<CodeOperand> jumps = OperandsOf(chunk);
  std::erase_if(jumps, [](const CodeOperand& operand) {
    return operand.kind != OperandKind::kJump && operand.kind != OperandKind::kJump16;
  });
  return jumps;
}

// Aims `jump` at `target`, unless that is too far.
bool Aim(Chunk& chunk, const CodeOperand& jump, std::int64_t target) {
  const auto& code = chunk.functions[jump.function]->code;
  const std::int64_t reach = target - DecodeInstruction(code, jump.pc).end();
  if (jump.kind == OperandKind::kJump16 && (reach < -0x8000 || reach > 0x7FFF)) return false;
  SetOperand(chunk, jump, static_cast<std::uint32_t>(reach));
  return true;
}

Change SpoilIntoInstruction(SplitMix64& random, Chunk& chunk) {
  const std::vector<CodeOperand> jumps = JumpsOf(chunk);
  const CodeOperand* const jump = PickOne(random, jumps);
  if (jump == nullptr) return std::nullopt;
  std::vector<std::uint32_t> inside;
  ForEachInstruction(chunk, [&](std::uint32_t function, const DecodedInstruction& instruction) {
    if (function != jump->function || instruction.info->words() < 2) return;
    // Only loops may go back.
    if (instruction.pc > jump->pc || IsLoop(chunk, *jump)) inside.push_back(instruction.pc + 1);
  });
  const std::uint32_t* const target = PickOne(random, inside);
  if (target == nullptr || !Aim(chunk, *jump, *target)) return std::nullopt;
  return fmt::format("jump to {} {}", *target, Where(*jump));
}

Change SpoilBackwards(SplitMix64& random, Chunk& chunk) {
  std::vector<CodeOperand> jumps = JumpsOf(chunk);
  std::erase_if(jumps, [&](const CodeOperand& jump) { return IsLoop(chunk, jump); });
  const CodeOperand* const jump = PickOne(random, jumps);
  if (jump == nullptr) return std::nullopt;
  std::vector<std::uint32_t> earlier;
  ForEachInstruction(chunk, [&](std::uint32_t function, const DecodedInstruction& instruction) {
    if (function == jump->function && instruction.pc <= jump->pc) {
      earlier.push_back(instruction.pc);
    }
  });
  // What is known there is mostly known here as well if it is the jump itself.
  const std::uint32_t target = random.Below(2) == 0 ? jump->pc : *PickOne(random, earlier);
  if (!Aim(chunk, *jump, target)) return std::nullopt;
  return fmt::format("jump back to {} {}", target, Where(*jump));
}

// --- Handlers

std::vector<std::pair<std::uint32_t, std::uint32_t>> HandlersOf(const Chunk& chunk) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> handlers;
  for (std::uint32_t function = 0; function < chunk.functions.size(); ++function) {
    const auto& entries = chunk.functions[function]->handlers;
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
      if (entries[i].begin < entries[i].end) handlers.emplace_back(function, i);
    }
  }
  return handlers;
}

Change SpoilHandlerPlace(SplitMix64& random, Chunk& chunk) {
  const auto handlers = HandlersOf(chunk);
  const auto* const chosen = PickOne(random, handlers);
  if (chosen == nullptr) return std::nullopt;
  HandlerEntry& handler = chunk.functions[chosen->first]->handlers[chosen->second];
  std::vector<std::uint32_t> covered;
  ForEachInstruction(chunk, [&](std::uint32_t function, const DecodedInstruction& instruction) {
    if (function == chosen->first && instruction.pc >= handler.begin &&
        instruction.pc < handler.end) {
      covered.push_back(instruction.pc);
    }
  });
  handler.target = *PickOne(random, covered);
  return fmt::format("handler {} of function {} inside its range", chosen->second, chosen->first);
}

Change SpoilHandlerTable(SplitMix64& random, Chunk& chunk) {
  const auto handlers = HandlersOf(chunk);
  const auto* const chosen = PickOne(random, handlers);
  if (chosen == nullptr) return std::nullopt;
  Function& function = *chunk.functions[chosen->first];
  HandlerEntry& handler = function.handlers[chosen->second];
  const auto size = static_cast<std::uint32_t>(function.code.size());
  const std::uint32_t what = random.Below(5);
  switch (what) {
    case 0:
      handler.target = size;
      break;
    case 1:
      handler.keep = static_cast<std::uint32_t>(function.keep_sets.size());
      break;
    case 2:
      handler.kind = static_cast<ErrorKind>(kErrorKindCount);
      break;
    case 3:
      std::swap(handler.begin, handler.end);
      break;
    default:
      function.keep_sets[handler.keep].push_back(function.frame_size());
      break;
  }
  return fmt::format("part {} of handler {} of function {}", what, chosen->second, chosen->first);
}

// --- What has been written

Change SpoilWritten(SplitMix64& random, Chunk& chunk, bool half) {
  const std::uint32_t number = random.Below(static_cast<std::uint32_t>(chunk.functions.size()));
  Function& function = *chunk.functions[number];
  std::uint32_t writer = kNoIndex;
  if (half) {
    std::vector<std::uint32_t> idle;
    ForEachInstruction(chunk, [&](std::uint32_t index, const DecodedInstruction& instruction) {
      if (index == number && instruction.op == Opcode::kNop) idle.push_back(instruction.pc);
    });
    if (idle.empty()) return std::nullopt;
    writer = *PickOne(random, idle);
  }
  const std::vector<bool> unwritten = ReachedWithout(function, writer);
  std::vector<CodeOperand> reads = OperandsOf(chunk);
  std::erase_if(reads, [&](const CodeOperand& operand) {
    return operand.function != number || !unwritten[operand.pc] ||
           (operand.kind != OperandKind::kUse && operand.kind != OperandKind::kTake) ||
           (half && operand.pc < writer);
  });
  const CodeOperand* const read =
      PickByKey(random, reads, [&](const CodeOperand& s) { return OpOf(function.code[s.pc]); });
  if (read == nullptr) return std::nullopt;
  const std::optional<std::uint32_t> added = AddRegister(function);
  if (!added.has_value()) return std::nullopt;
  SetOperand(chunk, *read, *added);
  if (half) function.code[writer] = EncodeABC(Opcode::kLoadNothing, *added, 0, 0);
  return fmt::format("read of r{} {}{}", *added, Where(*read),
                     half ? fmt::format(", written at {}", writer) : "");
}

}  // namespace

std::string_view UnsoundnessName(Unsoundness kind) {
  constexpr std::array<std::string_view, kUnsoundnessCount> kUnsoundnessNames = {
      "an index out of bounds",
      "a window out of bounds",
      "a frame that is too small",
      "a capture out of bounds",
      "a constant of another type",
      "a number with the bits of an object",
      "an immediate that means nothing",
      "an end that is not the function's",
      "a jump into an instruction",
      "a cycle that counts no steps",
      "a handler inside what it covers",
      "a handler's number out of range",
      "a read of what nothing has written",
      "a read of what one way has not written"};
  return kUnsoundnessNames[static_cast<std::size_t>(kind)];
}

std::optional<std::string> MakeUnsound(Unsoundness kind, SplitMix64& random, Chunk& chunk) {
  switch (kind) {
    case Unsoundness::kOperand:
      return SpoilOperand(random, chunk);
    case Unsoundness::kWindow:
      return SpoilWindow(random, chunk);
    case Unsoundness::kFrame:
      return SpoilFrame(random, chunk);
    case Unsoundness::kCapture:
      return SpoilCapture(random, chunk);
    case Unsoundness::kConstantType:
      return SpoilConstantType(random, chunk);
    case Unsoundness::kBoxedConstant:
      return SpoilBoxedConstant(random, chunk);
    case Unsoundness::kImmediate:
      return SpoilImmediate(random, chunk);
    case Unsoundness::kRole:
      return SpoilRole(random, chunk);
    case Unsoundness::kIntoInstruction:
      return SpoilIntoInstruction(random, chunk);
    case Unsoundness::kBackwards:
      return SpoilBackwards(random, chunk);
    case Unsoundness::kHandlerPlace:
      return SpoilHandlerPlace(random, chunk);
    case Unsoundness::kHandlerTable:
      return SpoilHandlerTable(random, chunk);
    case Unsoundness::kNeverWritten:
      return SpoilWritten(random, chunk, false);
    case Unsoundness::kHalfWritten:
      return SpoilWritten(random, chunk, true);
  }
  return std::nullopt;
}

}  // namespace quicksilver::properties
