#include "fuzz/targets/feedback.h"

#include <bit>
#include <bitset>
#include <cstdio>
#include <fmt/format.h>
#include <string>

#include "engine/base/splitmix.h"
#include "engine/bytecode/decoded_instruction.h"

namespace quicksilver::fuzz {
namespace {

// A power of two. Larger tables cost every run: the fuzzer clears and reads all of it.
constexpr std::uint32_t kCounters = 1u << 16;

[[gnu::section("__libfuzzer_extra_counters")]] std::uint8_t counters[kCounters];

// Keeps kinds of features apart.
enum class Group : std::uint8_t {
  kPair,
  kOperand,
  kJump,
  kFrame,
  kSpills,
  kError,
  kAllocation,
  kPatching
};

void Count(Group group, std::uint64_t feature) {
  const std::uint64_t mixed =
      SplitMix64::Mix(std::uint64_t{static_cast<unsigned>(group)} << 56 | feature);
  std::uint8_t& counter = counters[mixed % kCounters];
  if (counter != 0xFF) ++counter;
}

// Numbers that differ much, not a little: 0, 1, 2 to 3, 4 to 7, …
std::uint32_t Magnitude(std::uint32_t number) {
  return static_cast<std::uint32_t>(std::bit_width(number));
}

// Indexed by first << 8 | second.
std::bitset<1u << 16> pairs_met;

// How an instruction's registers stand to those of the one before it.
std::uint32_t Relation(Word before, Word word) {
  const std::uint32_t written = AOf(before);
  return (BOf(word) == written ? 1u : 0u) | (COf(word) == written ? 2u : 0u) |
         (AOf(word) == written ? 4u : 0u);
}

void ReportPair(Word first, Word second) {
  const auto index = static_cast<unsigned>(OpOf(first)) << 8 | static_cast<unsigned>(OpOf(second));
  pairs_met.set(index);
  Count(Group::kPair, std::uint64_t{index} << 3 | Relation(first, second));
}

// What an operand says beyond its kind, which the opcode settles: as much as changes what the
// machine does.
std::uint32_t OperandClass(const Chunk& chunk, OperandKind kind, std::uint32_t value) {
  switch (kind) {
    case OperandKind::kCount:
      return Magnitude(value);
    case OperandKind::kImm:
      return value;
    case OperandKind::kConst8:
    case OperandKind::kConst16:
    case OperandKind::kConst:
      return static_cast<std::uint32_t>(chunk.constants.type(value));
    case OperandKind::kVariable:
      return static_cast<std::uint32_t>(VariableKindOf(value));
    case OperandKind::kPlace: {
      const PlaceInfo& place = chunk.places[value];
      return static_cast<std::uint32_t>(place.root) << 8 |
             Magnitude(static_cast<std::uint32_t>(place.steps.size())) << 4 |
             Magnitude(place.index_count());
    }
    default:
      return 0;
  }
}

void ReportOperands(const Chunk& chunk, const DecodedInstruction& instruction) {
  std::uint64_t feature = static_cast<unsigned>(instruction.op);
  ForEachOperand(instruction, [&](OperandKind kind, std::uint32_t value) {
    feature = feature << 12 | OperandClass(chunk, kind, value);
  });
  Count(Group::kOperand, feature & 0x00FF'FFFF'FFFF'FFFF);
}

// Forwards or backwards, and how far.
void ReportJump(const DecodedInstruction& jump, std::int64_t target) {
  const std::int64_t distance = target - jump.end();
  const auto length = static_cast<std::uint32_t>(distance < 0 ? -distance : distance);
  Count(Group::kJump, static_cast<std::uint64_t>(static_cast<unsigned>(jump.op)) << 16 |
                          (distance < 0 ? 1u << 8 : 0u) | Magnitude(length));
}

void ReportFunction(const Chunk& chunk, const Function& function) {
  const std::size_t size = function.code.size();
  std::uint32_t spills = 0;
  for (std::uint32_t pc = 0; pc < size;) {
    const DecodedInstruction now = DecodeInstruction(function.code, pc);
    const Flow flow = now.info->flow;
    if ((flow == Flow::kNext || flow == Flow::kBranch) && now.end() < size) {
      ReportPair(now.word, function.code[now.end()]);
    }
    if (flow == Flow::kJump || flow == Flow::kBranch) {
      const std::optional<std::int64_t> target = now.JumpTarget();
      if (target.has_value() && *target >= 0 && *target < static_cast<std::int64_t>(size)) {
        ReportPair(now.word, function.code[static_cast<std::size_t>(*target)]);
        ReportJump(now, *target);
      }
    }
    ReportOperands(chunk, now);
    if (now.op == Opcode::kLoadLocal || now.op == Opcode::kTakeLocal ||
        now.op == Opcode::kStoreLocal) {
      ++spills;
    }
    pc = now.end();
  }
  Count(Group::kFrame, Magnitude(function.register_count) << 16 |
                           Magnitude(function.slot_count) << 8 | Magnitude(function.capture_count));
  Count(Group::kSpills, Magnitude(spills));
}

// The instruction of the function to which errors with this span belong.
std::optional<Opcode> InstructionAt(const Function& function, const Span& span) {
  for (const LineEntry& line : function.lines) {
    if (line.span == span && line.pc < function.code.size()) return OpOf(function.code[line.pc]);
  }
  return std::nullopt;
}

}  // namespace

Limits FuzzLimits() {
  Limits limits;
  limits.heap_bytes = std::uint64_t{4} << 20;
  limits.call_depth = 200;
  limits.steps = 5'000;
  return limits;
}

std::uint64_t SeedOf(const std::uint8_t* data, std::size_t size) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325;  // FNV-1a
  for (std::size_t i = 0; i < size; ++i) hash = (hash ^ data[i]) * 0x0000'0100'0000'01B3;
  return hash;
}

void ReportCode(const Chunk& chunk) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    ReportFunction(chunk, *function);
  }
}

void ReportError(const Program& program, const Outcome& outcome) {
  if (!outcome.error.has_value()) return;
  const Error& error = *outcome.error;
  const std::uint64_t kind = static_cast<std::uint64_t>(error.kind) + 1;
  Count(Group::kError, kind);
  // An error of an imported module has no place in this code.
  if (!error.file.empty()) return;
  const Code code = Code::Compile(program);
  for (const std::unique_ptr<Function>& function : code.chunk()->functions) {
    const std::optional<Opcode> op = InstructionAt(*function, error.span);
    if (!op.has_value()) continue;
    Count(Group::kError, (static_cast<std::uint64_t>(*op) + 1) << 16 | kind);
    return;
  }
}

void ReportAllocation(AllocationPolicy policy, std::uint32_t request,
                      const RegisterAllocator& allocator) {
  Count(Group::kAllocation, static_cast<std::uint64_t>(policy) << 32 | request << 24 |
                                Magnitude(allocator.available()) << 16 |
                                Magnitude(allocator.Top()) << 8 |
                                Magnitude(allocator.slot_count()));
}

void ReportPatching(JumpPolicy policy, std::uint32_t widened, std::uint32_t rounds) {
  Count(Group::kPatching,
        static_cast<std::uint64_t>(policy) << 16 | Magnitude(widened) << 8 | Magnitude(rounds));
}

bool WriteOpcodePairs(const char* path) {
  std::string text;
  for (unsigned index = 0; index < pairs_met.size(); ++index) {
    if (!pairs_met[index]) continue;
    text += fmt::format("{} {}\n", kOpcodes[index >> 8].name, kOpcodes[index & 0xFF].name);
  }
  std::FILE* file = std::fopen(path, "wb");
  if (file == nullptr) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && written;
}

}  // namespace quicksilver::fuzz
