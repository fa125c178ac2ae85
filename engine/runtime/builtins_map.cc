// The map builtins. map_set and map_remove consume their first argument and change it in place when
// nothing else refers to it.

#include "engine/runtime/builtins_support.h"
#include "engine/runtime/builtins_table.h"
#include "engine/runtime/map.h"

namespace quicksilver {
namespace {

bool CheckMapAndKey(Runtime& runtime, std::span<Value> args) {
  return CheckMap(runtime, args[0]) && CheckText(runtime, args[1]);
}

// One value from each entry, in the order of the keys.
template <typename FromEntry>
Value ListEntries(Runtime& runtime, std::span<Value> args, FromEntry from_entry) {
  if (!CheckMap(runtime, args[0])) return Value::Raised();
  const std::span<MapEntry> entries = SortedEntries(args[0].as<Map>());
  if (!runtime.Charge(entries.size())) return Value::Raised();
  ListBuilder result(runtime, static_cast<double>(entries.size()));
  if (!result.ok()) return Value::Raised();
  for (const MapEntry& entry : entries) result.Add(from_entry(entry));
  return result.Take();
}

}  // namespace

Value BuiltinMapKeys(Runtime& runtime, std::span<Value> args) {
  return ListEntries(runtime, args, [](const MapEntry& entry) { return Value::Share(entry.key); });
}

Value BuiltinMapValues(Runtime& runtime, std::span<Value> args) {
  return ListEntries(runtime, args, [](const MapEntry& entry) { return entry.value; });
}

Value BuiltinMapHas(Runtime& runtime, std::span<Value> args) {
  if (!CheckMapAndKey(runtime, args)) return Value::Raised();
  return Value::Truth(FindInMap(args[0].as<Map>(), args[1].as<Text>()) != nullptr);
}

Value BuiltinMapSize(Runtime& runtime, std::span<Value> args) {
  if (!CheckMap(runtime, args[0])) return Value::Raised();
  return Value::Number(args[0].as<Map>()->count);
}

Value BuiltinMapSet(Runtime& runtime, std::span<Value> args) {
  if (!CheckMapAndKey(runtime, args)) return Value::Raised();
  return runtime.OrOutOfMemory(MapSet(runtime.heap(), args[0], args[1], std::move(args[2])));
}

Value BuiltinMapRemove(Runtime& runtime, std::span<Value> args) {
  if (!CheckMapAndKey(runtime, args)) return Value::Raised();
  return runtime.OrOutOfMemory(MapRemove(runtime.heap(), args[0], args[1].as<Text>()));
}

}  // namespace quicksilver
