#include "engine/runtime/map.h"

#include <algorithm>
#include <cstring>

#include "engine/runtime/text.h"

namespace quicksilver {
namespace {

constexpr std::uint32_t kEmpty = 0xFFFF'FFFF;
constexpr std::uint32_t kLargestMap = 0x4000'0000;

// Twice the entries, so that probes stay short.
std::uint32_t IndexSize(std::uint32_t capacity) {
  return capacity <= kMapLinear ? 0 : capacity * 2;
}

std::uint64_t StorageBytes(std::uint32_t capacity) {
  return std::uint64_t{capacity} * sizeof(MapEntry) +
         std::uint64_t{IndexSize(capacity)} * sizeof(std::uint32_t);
}

// Capacities beyond kMapLinear are powers of two, so that the index can be masked.
std::uint32_t CapacityFor(std::uint32_t count) {
  if (count <= 2) return 2;
  if (count <= 4) return 4;
  std::uint32_t capacity = 8;
  while (capacity < count) capacity *= 2;
  return capacity;
}

void InsertIndex(Map* map, std::uint32_t entry) {
  const std::uint32_t mask = IndexSize(map->capacity) - 1;
  std::uint32_t* index = map->index();
  std::uint32_t at = TextHash(map->entries[entry].key) & mask;
  while (index[at] != kEmpty) at = (at + 1) & mask;
  index[at] = entry;
}

void RebuildIndex(Map* map) {
  const std::uint32_t size = IndexSize(map->capacity);
  if (size == 0) return;
  std::fill_n(map->index(), size, kEmpty);
  for (std::uint32_t i = 0; i < map->count; ++i) InsertIndex(map, i);
}

// Where the index names `entry`.
std::uint32_t SlotOf(const Map* map, std::uint32_t entry) {
  const std::uint32_t mask = IndexSize(map->capacity) - 1;
  std::uint32_t at = TextHash(map->entries[entry].key) & mask;
  while (map->index()[at] != entry) at = (at + 1) & mask;
  return at;
}

// Takes `entry` out of the index. What stands behind it moves up as far as its hash allows, so that
// no probe ends early and nothing has to mark the gap (Knuth, volume 3, 6.4, algorithm R).
void EraseFromIndex(Map* map, std::uint32_t entry) {
  const std::uint32_t mask = IndexSize(map->capacity) - 1;
  std::uint32_t* index = map->index();
  std::uint32_t gap = SlotOf(map, entry);
  for (std::uint32_t at = (gap + 1) & mask; index[at] != kEmpty; at = (at + 1) & mask) {
    const std::uint32_t home = TextHash(map->entries[index[at]].key) & mask;
    if (((at - home) & mask) < ((at - gap) & mask)) continue;
    index[gap] = index[at];
    gap = at;
  }
  index[gap] = kEmpty;
}

// Moves the entries into storage for `capacity`. False when there is no room.
bool Grow(Heap& heap, Map* map, std::uint32_t capacity) {
  auto* entries = static_cast<MapEntry*>(heap.TryAllocate(StorageBytes(capacity)));
  if (entries == nullptr) return false;
  if (map->count != 0) {
    std::memcpy(static_cast<void*>(entries), map->entries, map->count * sizeof(MapEntry));
  }
  FreeMapStorage(heap, map);
  map->entries = entries;
  map->capacity = capacity;
  RebuildIndex(map);
  return true;
}

// A copy with room for `count` entries, or null.
Map* Copy(Heap& heap, const Map* map, std::uint32_t count) {
  const std::uint32_t capacity = CapacityFor(count);
  auto* entries = static_cast<MapEntry*>(heap.TryAllocate(StorageBytes(capacity)));
  if (entries == nullptr) return nullptr;
  Map* copy = heap.NewMap();
  for (std::uint32_t i = 0; i < map->count; ++i) {
    ++map->entries[i].key->refs;
    entries[i].key = map->entries[i].key;
    new (&entries[i].value) Value(map->entries[i].value);
  }
  copy->entries = entries;
  copy->capacity = capacity;
  copy->count = map->count;
  copy->aux = map->aux;
  if (map->capacity == capacity && IndexSize(capacity) != 0) {
    std::memcpy(copy->index(), map->index(), IndexSize(capacity) * sizeof(std::uint32_t));
  } else {
    RebuildIndex(copy);
  }
  return copy;
}

template <typename Equal>
MapEntry* Find(const Map* map, std::uint32_t hash, Equal&& equal) {
  if (IndexSize(map->capacity) == 0) {
    for (std::uint32_t i = 0; i < map->count; ++i) {
      if (equal(map->entries[i].key)) return &map->entries[i];
    }
    return nullptr;
  }
  const std::uint32_t mask = IndexSize(map->capacity) - 1;
  const std::uint32_t* index = map->index();
  for (std::uint32_t at = hash & mask; index[at] != kEmpty; at = (at + 1) & mask) {
    const Text* key = map->entries[index[at]].key;
    if (key->hash == hash && equal(key)) return &map->entries[index[at]];
  }
  return nullptr;
}

}  // namespace

MapEntry* FindInMap(const Map* map, const Text* key) {
  const std::uint32_t hash = IndexSize(map->capacity) == 0 ? 0 : TextHash(key);
  return Find(map, hash,
              [key](const Text* other) { return other == key || other->view() == key->view(); });
}

MapEntry* FindInMap(const Map* map, std::string_view key) {
  const std::uint32_t hash = IndexSize(map->capacity) == 0 ? 0 : HashBytes(key);
  return Find(map, hash, [key](const Text* other) { return other->view() == key; });
}

Value MapSet(Heap& heap, Value& map, const Value& key, Value value) {
  Map* target = map.as<Map>();
  const bool unique = target->refs == 1;
  Value copy;
  if (!unique) {
    target = Copy(heap, target, target->count + 1);
    if (target == nullptr) return Value::Raised();
    copy = Value::Adopt(target);
  }
  Text* text = key.as<Text>();
  if (MapEntry* entry = FindInMap(target, text); entry != nullptr) {
    entry->value = std::move(value);
  } else {
    if (target->count >= kLargestMap) return Value::Raised();
    if (target->count == target->capacity && !Grow(heap, target, CapacityFor(target->count + 1))) {
      return Value::Raised();
    }
    MapEntry* added = &target->entries[target->count];
    if (target->count != 0 && (target->aux & Map::kSorted) != 0 &&
        target->entries[target->count - 1].key->view() > text->view()) {
      target->aux &= static_cast<std::uint16_t>(~Map::kSorted);
    }
    ++text->refs;
    added->key = text;
    new (&added->value) Value(std::move(value));
    ++target->count;
    if (IndexSize(target->capacity) != 0) InsertIndex(target, target->count - 1);
  }
  if (unique) return std::move(map);
  map = Value();
  return copy;
}

Value MapRemove(Heap& heap, Value& map, const Text* key) {
  if (FindInMap(map.as<Map>(), key) == nullptr) return std::move(map);
  if (!MakeMapUnique(heap, map)) return Value::Raised();
  Map* target = map.as<Map>();
  MapEntry* entry = FindInMap(target, key);
  Value dead_key = Value::Adopt(entry->key);
  Value dead = std::move(entry->value);
  const auto at = static_cast<std::uint32_t>(entry - target->entries);
  const std::uint32_t last = target->count - 1;
  if (IndexSize(target->capacity) == 0) {
    // Shifting a few entries keeps their order.
    std::memmove(static_cast<void*>(entry), entry + 1, (last - at) * sizeof(MapEntry));
  } else {
    EraseFromIndex(target, at);
    if (at != last) {
      target->index()[SlotOf(target, last)] = at;
      std::memcpy(static_cast<void*>(entry), &target->entries[last], sizeof(MapEntry));
      target->aux &= static_cast<std::uint16_t>(~Map::kSorted);
    }
  }
  --target->count;
  return std::move(map);
}

bool MakeMapUnique(Heap& heap, Value& map) {
  Map* target = map.as<Map>();
  if (target->refs == 1) return true;
  Map* copy = Copy(heap, target, target->count);
  if (copy == nullptr) return false;
  map = Value::Adopt(copy);
  return true;
}

std::span<MapEntry> SortedEntries(Map* map) {
  if ((map->aux & Map::kSorted) == 0) {
    // Entries are only moved, which leaves reference counts alone.
    std::sort(map->entries, map->entries + map->count,
              [](const MapEntry& a, const MapEntry& b) { return a.key->view() < b.key->view(); });
    map->aux |= Map::kSorted;
    RebuildIndex(map);
  }
  return {map->entries, map->count};
}

void FreeMapStorage(Heap& heap, Map* map) {
  if (map->capacity == 0) return;
  heap.Free(map->entries, static_cast<std::size_t>(StorageBytes(map->capacity)));
  map->capacity = 0;
  map->entries = nullptr;
}

}  // namespace quicksilver
