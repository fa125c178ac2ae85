#include "engine/runtime/builtins.h"

#include <algorithm>
#include <array>
#include <cstddef>

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

// The table's places in the order of the names.
constexpr std::array<std::uint16_t, kBuiltinCount> SortByName() {
  std::array<std::uint16_t, kBuiltinCount> order{};
  for (std::size_t i = 0; i < kBuiltinCount; ++i) order[i] = static_cast<std::uint16_t>(i);
  std::sort(order.begin(), order.end(),
            [](std::uint16_t a, std::uint16_t b) { return kBuiltins[a].name < kBuiltins[b].name; });
  return order;
}
constexpr std::array<std::uint16_t, kBuiltinCount> kByName = SortByName();

}  // namespace

std::span<const BuiltinInfo> Builtins() { return kBuiltins; }

std::optional<BuiltinId> FindBuiltin(std::string_view name) {
  const auto found = std::lower_bound(
      kByName.begin(), kByName.end(), name,
      [](std::uint16_t place, std::string_view wanted) { return kBuiltins[place].name < wanted; });
  if (found == kByName.end() || kBuiltins[*found].name != name) return std::nullopt;
  return static_cast<BuiltinId>(*found);
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
