#include "engine/runtime/builtins.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/runtime/builtins_table.h"
#include "engine/runtime/messages.h"

namespace quicksilver {
namespace {

constexpr BuiltinInfo kBuiltins[] = {
#define X(name, Function, min_args, max_args, updates_first) \
  {#name, min_args, max_args, updates_first, &Builtin##Function},
    QUICKSILVER_BUILTINS(X)
#undef X
};
constexpr std::size_t kBuiltinCount = std::size(kBuiltins);

// The table's places by a hash of the names, open addressing. Every fresh run asks for each global:
// most are no builtin, and one empty place says so.
constexpr std::size_t kSlots = 512;
constexpr std::uint16_t kEmpty = 0xFFFF;
static_assert(kBuiltinCount * 4 < kSlots,
              "nearly every name that is no builtin meets a free place");

constexpr std::size_t SlotOf(std::string_view name) {
  std::uint32_t hash = static_cast<std::uint32_t>(name.size());
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x0100'0193u;
  return (hash ^ hash >> 15) % kSlots;
}

constexpr std::array<std::uint16_t, kSlots> HashByName() {
  std::array<std::uint16_t, kSlots> slots{};
  slots.fill(kEmpty);
  for (std::size_t i = 0; i < kBuiltinCount; ++i) {
    std::size_t at = SlotOf(kBuiltins[i].name);
    while (slots[at] != kEmpty) at = (at + 1) % kSlots;
    slots[at] = static_cast<std::uint16_t>(i);
  }
  return slots;
}
constexpr std::array<std::uint16_t, kSlots> kByName = HashByName();

constexpr std::size_t LongestName() {
  std::size_t longest = 0;
  for (const BuiltinInfo& builtin : kBuiltins) longest = std::max(longest, builtin.name.size());
  return longest;
}
constexpr std::size_t kLongestName = LongestName();

}  // namespace

std::span<const BuiltinInfo> Builtins() { return kBuiltins; }

std::optional<BuiltinId> FindBuiltin(std::string_view name) {
  if (name.size() > kLongestName) return std::nullopt;
  for (std::size_t at = SlotOf(name); kByName[at] != kEmpty; at = (at + 1) % kSlots) {
    if (kBuiltins[kByName[at]].name == name) return static_cast<BuiltinId>(kByName[at]);
  }
  return std::nullopt;
}

Value CallBuiltin(Runtime& runtime, BuiltinId id, std::span<Value> args) {
  const BuiltinInfo& builtin = GetBuiltin(id);
  const auto least = static_cast<std::size_t>(builtin.min_args);
  const bool any_number = builtin.max_args < 0;
  if (args.size() < least ||
      (!any_number && args.size() > static_cast<std::size_t>(builtin.max_args))) [[unlikely]] {
    return runtime.Raise(ErrorKind::kArityMismatch, ArityMessage(least, any_number, args.size()));
  }
  return builtin.function(runtime, args);
}

}  // namespace quicksilver
