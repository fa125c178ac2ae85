#include "engine/runtime/map.h"

#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

#include "engine/runtime/runtime_test_support.h"
#include "engine/runtime/text.h"

namespace quicksilver {
namespace {

constexpr std::uint64_t kMapBudget = std::uint64_t{1} << 28;

Value MakeMap(Heap& heap, int count) {
  Value map = Value::Adopt(heap.NewMap());
  for (int i = 0; i < count; ++i) {
    map = MapSet(heap, map, MakeText(heap, "key" + std::to_string(i)), Value::Number(i));
  }
  return map;
}

std::vector<std::string> Keys(const Value& map) {
  std::vector<std::string> keys;
  for (const MapEntry& entry : SortedEntries(map.as<Map>())) keys.emplace_back(entry.key->view());
  return keys;
}

TEST(Map, FindsWhatWasSetByTextAndByBytes) {
  Heap heap(kMapBudget);
  for (const int count : {0, 1, 8, 9, 100, 5000}) {
    Value map = MakeMap(heap, count);
    for (int i = 0; i < count; ++i) {
      const std::string name = "key" + std::to_string(i);
      Value key = MakeText(heap, name);
      const MapEntry* entry = FindInMap(map.as<Map>(), key.as<Text>());
      ASSERT_NE(entry, nullptr) << name << " is lost in a map of " << count;
      EXPECT_EQ(entry->value.number(), i);
      EXPECT_EQ(FindInMap(map.as<Map>(), name), entry);
    }
    EXPECT_EQ(FindInMap(map.as<Map>(), "absent"), nullptr);
    EXPECT_EQ(FindInMap(map.as<Map>(), ""), nullptr);
  }
}

TEST(Map, IteratesInByteOrderOfItsKeys) {
  Heap heap(kMapBudget);
  Value map = Value::Adopt(heap.NewMap());
  for (const char* key : {"b", "a", "\xC3\xA9", "B", "", "aa", "z", "10", "9", "_", "\x7F", "c"}) {
    map = MapSet(heap, map, MakeText(heap, key), Value());
  }
  EXPECT_EQ(Keys(map), (std::vector<std::string>{"", "10", "9", "B", "_", "a", "aa", "b", "c", "z",
                                                 "\x7F", "\xC3\xA9"}))
      << "bytes above 0x7F must order as unsigned";
  EXPECT_NE(FindInMap(map.as<Map>(), "10"), nullptr) << "sorting lost the index";
}

TEST(Map, ChangesAnUnsharedMapInPlace) {
  Heap heap(kMapBudget);
  for (const int count : {3, 1000}) {
    Value map = MakeMap(heap, count);
    const MapEntry* entries = map.as<Map>()->entries;
    const Map* object = map.as<Map>();
    Value key = MakeText(heap, "key1");
    map = MapSet(heap, map, key, Value::Number(-1));
    EXPECT_EQ(map.as<Map>(), object) << "an unshared map was replaced";
    EXPECT_EQ(map.as<Map>()->entries, entries) << "setting a key that is there copied the entries";
    map = MapRemove(heap, map, key.as<Text>());
    EXPECT_EQ(map.as<Map>(), object);
    EXPECT_EQ(map.as<Map>()->count, static_cast<std::uint32_t>(count - 1));
    ASSERT_TRUE(MakeMapUnique(heap, map));
    EXPECT_EQ(map.as<Map>(), object);
  }
}

TEST(Map, BuildsAMapOfNKeysWithLogarithmicallyManyMoves) {
  Heap heap(kMapBudget);
  Value map = Value::Adopt(heap.NewMap());
  const MapEntry* entries = nullptr;
  int moves = 0;
  for (int i = 0; i < 100'000; ++i) {
    map = MapSet(heap, map, MakeText(heap, std::to_string(i)), Value::Number(i));
    moves += map.as<Map>()->entries != entries;
    entries = map.as<Map>()->entries;
  }
  EXPECT_LE(moves, 17) << "the entries were moved more often than by doubling";
}

TEST(Map, LeavesTheOtherOwnerOfASharedMapAlone) {
  Heap heap(kMapBudget);
  for (const int count : {2, 8, 9, 40}) {
    Value original = MakeMap(heap, count);
    const auto keys = Keys(original);
    Value changed = original;
    changed = MapSet(heap, changed, MakeText(heap, "key0"), Value::Number(-1));
    EXPECT_EQ(FindInMap(original.as<Map>(), "key0")->value.number(), 0);
    EXPECT_EQ(FindInMap(changed.as<Map>(), "key0")->value.number(), -1);
    changed = original;
    changed = MapSet(heap, changed, MakeText(heap, "new"), Value());
    EXPECT_EQ(FindInMap(original.as<Map>(), "new"), nullptr);
    EXPECT_NE(FindInMap(changed.as<Map>(), "new"), nullptr);
    changed = original;
    changed = MapRemove(heap, changed, MakeText(heap, "key1").as<Text>());
    EXPECT_NE(FindInMap(original.as<Map>(), "key1"), nullptr);
    EXPECT_EQ(FindInMap(changed.as<Map>(), "key1"), nullptr);
    EXPECT_EQ(Keys(original), keys);
  }
}

TEST(Map, RemovingAMissingKeyGivesTheVerySameMap) {
  Heap heap(kMapBudget);
  Value map = MakeMap(heap, 3);
  Value alias = map;
  Value same = MapRemove(heap, map, MakeText(heap, "absent").as<Text>());
  EXPECT_EQ(same.object(), alias.object());
}

TEST(Map, RemovesManyKeysOneByOne) {
  Heap heap(kMapBudget);
  constexpr int kCount = 200'000;
  Value map = MakeMap(heap, kCount);
  TestRandom random(7);
  std::vector<int> left(kCount);
  for (int i = 0; i < kCount; ++i) left[static_cast<std::size_t>(i)] = i;
  while (left.size() > 1000) {
    std::swap(left[random.Below(left.size())], left.back());
    const std::string name = "key" + std::to_string(left.back());
    left.pop_back();
    map = MapRemove(heap, map, MakeText(heap, name).as<Text>());
    ASSERT_EQ(FindInMap(map.as<Map>(), name), nullptr);
  }
  // Taking a key out of the index moves others about: none of them may get lost.
  EXPECT_EQ(map.as<Map>()->count, left.size());
  for (const int i : left) {
    const MapEntry* entry = FindInMap(map.as<Map>(), "key" + std::to_string(i));
    ASSERT_NE(entry, nullptr) << "key" << i << " is lost";
    ASSERT_EQ(entry->value.number(), i);
  }
  EXPECT_EQ(Keys(map).size(), left.size());
}

TEST(Map, MayHoldAnEarlierVersionOfItself) {
  Heap heap(kMapBudget);
  {
    Value map = MakeMap(heap, 1);
    for (int i = 0; i < 3; ++i) {
      Value self = map;
      map = MapSet(heap, map, MakeText(heap, "me"), self);
    }
    const MapEntry* inner = FindInMap(map.as<Map>(), "me");
    EXPECT_EQ(FindInMap(inner->value.as<Map>(), "key0")->value.number(), 0);
    EXPECT_NE(inner->value.object(), map.object());
  }
  EXPECT_EQ(heap.object_count(), 0u) << "a map keeps itself alive";
}

TEST(Map, FailsWithoutATraceWhenThereIsNoRoom) {
  Heap heap(kMapBudget);
  Value map = MakeMap(heap, 16);  // full: the next key must grow it
  Value alias = map;
  const std::uint64_t level = heap.bytes_in_use();
  heap.set_limit(level + 100);
  Value key = MakeText(heap, "one more");
  EXPECT_TRUE(MapSet(heap, map, key, Value()).is_raised()) << "a copy beyond the budget";
  EXPECT_FALSE(MakeMapUnique(heap, map));
  EXPECT_TRUE(MapRemove(heap, map, MakeText(heap, "key1").as<Text>()).is_raised());
  EXPECT_EQ(map.object(), alias.object()) << "a failed operation consumed its map";
  alias = Value();
  EXPECT_TRUE(MapSet(heap, map, key, Value()).is_raised()) << "growth beyond the budget";
  EXPECT_EQ(map.as<Map>()->count, 16u);
  EXPECT_EQ(FindInMap(map.as<Map>(), "key15")->value.number(), 15);
  key = Value();
  map = Value();
  EXPECT_EQ(heap.bytes_in_use(), 0u);
}

// --- Against std::map, with several aliases alive
// --------------------------------------------------

using MapModel = std::map<std::string, double>;

void ExpectSame(const Value& map, const MapModel& model) {
  ASSERT_EQ(map.as<Map>()->count, model.size());
  auto expected = model.begin();
  for (const MapEntry& entry : SortedEntries(map.as<Map>())) {
    ASSERT_EQ(entry.key->view(), expected->first) << "keys differ or are out of order";
    ASSERT_EQ(entry.value.number(), expected->second) << "at key " << expected->first;
    ++expected;
  }
}

TEST(Map, BehavesAsACopiedValueUnderRandomOperations) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    TestRandom random(seed);
    Heap heap(kMapBudget);
    const std::size_t names = seed % 2 == 0 ? 12 : 300;
    {
      std::vector<std::pair<Value, MapModel>> variables(4);
      for (auto& [map, model] : variables) map = Value::Adopt(heap.NewMap());
      for (int step = 0; step < 1500; ++step) {
        auto& [map, model] = variables[random.Below(variables.size())];
        const std::string name = "n" + std::to_string(random.Below(names));
        Value key = MakeText(heap, name);
        switch (random.Below(8)) {
          case 0: {
            const auto& other = variables[random.Below(variables.size())];
            Value copy = other.first;
            MapModel copied = other.second;
            map = std::move(copy);
            model = std::move(copied);
            break;
          }
          case 1:
          case 2:
            map = MapRemove(heap, map, key.as<Text>());
            model.erase(name);
            break;
          case 3: {
            const MapEntry* entry = FindInMap(map.as<Map>(), key.as<Text>());
            ASSERT_EQ(entry != nullptr, model.contains(name)) << name;
            break;
          }
          case 4:
            if (FindInMap(map.as<Map>(), name) != nullptr) {
              ASSERT_TRUE(MakeMapUnique(heap, map));
              FindInMap(map.as<Map>(), name)->value = Value::Number(step);
              model[name] = step;
            }
            break;
          default:
            map = MapSet(heap, map, key, Value::Number(step));
            model[name] = step;
        }
        if (random.OneIn(30)) {
          for (const auto& [each, expected] : variables) ExpectSame(each, expected);
        }
        if (testing::Test::HasFatalFailure()) return;
      }
      for (const auto& [each, expected] : variables) ExpectSame(each, expected);
    }
    ASSERT_EQ(heap.bytes_in_use(), 0u) << "maps leave something behind";
  }
}

}  // namespace
}  // namespace quicksilver
