#ifndef QUICKSILVER_RUNTIME_MAP_H_
#define QUICKSILVER_RUNTIME_MAP_H_

// Maps: text keys, iterated in byte order, copied on write.
//
// Entries are a dense array; maps of more than kMapLinear entries carry an open-addressing index
// over it. Order is established when somebody looks (SortMap), not at insertion. Invariant:
// functions that change a map are given the only reference to it and give it back, or are given a
// shared one and give back a changed copy. It is wrong to write to entries directly.

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/runtime/heap.h"
#include "engine/runtime/object.h"
#include "engine/runtime/value.h"

namespace quicksilver {

inline constexpr std::uint32_t kMapLinear = 8;

// The entry of `key`, or null.
MapEntry* FindInMap(const Map* map, const Text* key);
MapEntry* FindInMap(const Map* map, std::string_view key);

// `map` with `key` set to `value`; consumes the reference `map` and leaves Nothing there. In place
// when that reference was the only one. Raised when there is no room, `map` then being untouched.
Value MapSet(Heap& heap, Value& map, const Value& key, Value value);

// `map` without `key`; consumes the reference, in place when it was the only one.
Value MapRemove(Heap& heap, Value& map, const Text* key);

// Makes `map` safe to change in place through FindInMap's entry: `map` is replaced by a copy if it
// is shared. False when there is no room.
bool MakeMapUnique(Heap& heap, Value& map);

// The entries in byte order of their keys. The order is a cache: calling this changes no meaning.
std::span<MapEntry> SortedEntries(Map* map);

// The heap's part: frees what belongs to the map alone.
void FreeMapStorage(Heap& heap, Map* map);

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_MAP_H_
