#include "properties/oracles/components/bounds_check.h"

#include <cstdint>
#include <fmt/format.h>

#include "properties/generators/code_operands.h"
#include "properties/generators/unsound_code.h"

namespace quicksilver::properties {
namespace {

OutOfBounds Found(Unsoundness kind, std::string place) {
  return {std::string(UnsoundnessName(kind)), std::move(place)};
}

std::optional<OutOfBounds> BadOperand(const Chunk& chunk) {
  for (const CodeOperand& operand : OperandsOf(chunk)) {
    const auto bound = BoundOf(chunk, operand);
    if (!bound.has_value() || operand.value < *bound) continue;
    return Found(Unsoundness::kOperand, fmt::format("{} of {} in function {}, pc {}", operand.value,
                                                    *bound, operand.function, operand.pc));
  }
  return std::nullopt;
}

std::optional<OutOfBounds> BadWindow(const Chunk& chunk) {
  for (const CodeWindow& window : WindowsOf(chunk)) {
    const std::uint32_t registers = chunk.functions[window.first.function]->register_count;
    const std::uint64_t end = std::uint64_t{window.first.value} + window.count;
    if (window.count == 0 || end <= registers) continue;
    return Found(Unsoundness::kWindow,
                 fmt::format("up to r{} of {} in function {}, pc {}", end - 1, registers,
                             window.first.function, window.first.pc));
  }
  return std::nullopt;
}

std::optional<OutOfBounds> BadCapture(const Chunk& chunk) {
  for (const CodeOperand& operand : OperandsOf(chunk)) {
    if (operand.kind != OperandKind::kFunction) continue;
    const Function& creator = *chunk.functions[operand.function];
    for (const CaptureSource& capture : chunk.functions[operand.value]->captures) {
      if (capture.kind > CaptureKind::kCapture) continue;
      const std::uint32_t bound = CaptureBound(creator, capture.kind);
      if (capture.index < bound) continue;
      return Found(Unsoundness::kCapture,
                   fmt::format("{} of {} in function {}, pc {}", capture.index, bound,
                               operand.function, operand.pc));
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<OutOfBounds> FindOutOfBounds(const Chunk& chunk) {
  if (auto found = BadOperand(chunk)) return found;
  if (auto found = BadWindow(chunk)) return found;
  return BadCapture(chunk);
}

}  // namespace quicksilver::properties
