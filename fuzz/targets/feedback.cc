#include "fuzz/targets/feedback.h"

#include <optional>

#include "engine/base/splitmix.h"
#include "engine/bytecode/decoded_instruction.h"

namespace quicksilver::fuzz {
namespace {

// A power of two. Larger tables cost every run: the fuzzer clears and reads all of it.
constexpr std::uint32_t kCounters = 1u << 16;

[[gnu::section("__libfuzzer_extra_counters")]] std::uint8_t counters[kCounters];

void Count(std::uint64_t feature) {
  std::uint8_t& counter = counters[SplitMix64::Mix(feature) % kCounters];
  if (counter != 0xFF) ++counter;
}

// How an instruction's registers stand to those of the one before it.
std::uint32_t Relation(Word before, Word word) {
  const std::uint32_t written = AOf(before);
  return (BOf(word) == written ? 1u : 0u) | (COf(word) == written ? 2u : 0u) |
         (AOf(word) == written ? 4u : 0u);
}

}  // namespace

Limits FuzzLimits() {
  Limits limits;
  limits.heap_bytes = std::uint64_t{16} << 20;
  limits.call_depth = 200;
  limits.steps = 20'000;
  return limits;
}

std::uint64_t SeedOf(const std::uint8_t* data, std::size_t size) {
  std::uint64_t hash = 0xCBF2'9CE4'8422'2325;  // FNV-1a
  for (std::size_t i = 0; i < size; ++i) hash = (hash ^ data[i]) * 0x0000'0100'0000'01B3;
  return hash;
}

void ReportFeature(std::uint32_t group, std::uint32_t value) {
  Count(std::uint64_t{group + 1} << 40 | value);
}

void ReportCode(const Chunk& chunk) {
  for (const std::unique_ptr<Function>& function : chunk.functions) {
    std::optional<DecodedInstruction> before;
    for (std::uint32_t pc = 0; pc < function->code.size();) {
      const DecodedInstruction now = DecodeInstruction(function->code, pc);
      if (before.has_value()) {
        Count(std::uint64_t{static_cast<unsigned>(before->op)} << 16 |
              static_cast<unsigned>(now.op) << 8 | Relation(before->word, now.word));
      }
      before = now;
      pc = now.end();
    }
    // How much the allocator had to do: frames by their size in powers of two, slots or none.
    std::uint32_t size = 0;
    for (std::uint32_t registers = function->register_count; registers > 1; registers >>= 1) ++size;
    ReportFeature(0, size << 1 | (function->slot_count > 0 ? 1 : 0));
  }
}

void ReportCode(const Program& program) { ReportCode(*Code::Compile(program).chunk()); }

}  // namespace quicksilver::fuzz
