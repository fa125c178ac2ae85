#ifndef QUICKSILVER_RUNTIME_BUILTINS_H_
#define QUICKSILVER_RUNTIME_BUILTINS_H_

// The builtins: one static table, shared by both engines.
//
// A builtin is a value of its own kind (an immediate: its index here). Its arguments are the
// caller's; it may move from them when it succeeds, which lets list_push and map_set work in place,
// and must leave the first argument as it was when it raises. Invariant: arity is checked before
// types, types left to right, then the work (section 7). It is wrong for a builtin to keep state or
// to recurse natively except through Runtime::Call.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/runtime/runtime.h"
#include "engine/runtime/value.h"

namespace quicksilver {

using BuiltinFunction = Value (*)(Runtime& runtime, std::span<Value> args);

struct BuiltinInfo {
  std::string_view name;
  std::int8_t min_args;
  std::int8_t max_args;  // -1: any number
  bool updates_first;  // works in place when it is given the only reference: list_push, map_set, …
  BuiltinFunction function;
};

std::span<const BuiltinInfo> Builtins();
std::optional<BuiltinId> FindBuiltin(std::string_view name);
inline const BuiltinInfo& GetBuiltin(BuiltinId id) {
  return Builtins()[static_cast<std::size_t>(id)];
}

// Checks arity, then calls. Raised, unlocated unless a callback's body raised.
Value CallBuiltin(Runtime& runtime, BuiltinId id, std::span<Value> args);

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_BUILTINS_H_
