#include <string>
#include <vector>

#include "engine/runtime/builtins_testing.h"

namespace quicksilver {
namespace {

using MapBuiltins = BuiltinsTest;

TEST_F(MapBuiltins, KeysAndValuesComeInByteOrder) {
  const Value map = M({{"\u00e9", N(1)}, {"b", N(2)}, {"B", N(3)}, {"", N(4)}, {"ba", N(5)}});
  EXPECT_EQ(Run("map_keys", {map}),
            "List[Text(\"\"), Text(\"B\"), Text(\"b\"), Text(\"ba\"), Text(\"\u00e9\")]");
  EXPECT_EQ(Run("map_values", {map}),
            "List[Number(4), Number(3), Number(2), Number(5), Number(1)]");
  EXPECT_EQ(Run("map_keys", {M({})}), "List[]");
  EXPECT_EQ(Run("map_values", {M({})}), "List[]");
}

TEST_F(MapBuiltins, HasAsksForTheKeyNotTheValue) {
  const Value map = M({{"a", Value::Nothing()}});
  EXPECT_EQ(Run("map_has", {map, T("a")}), "Truth(true)");
  EXPECT_EQ(Run("map_has", {map, T("b")}), "Truth(false)");
  EXPECT_EQ(Run("map_size", {map}), "Number(1)");
}

TEST_F(MapBuiltins, SetAndRemoveLeaveAliasesUntouched) {
  const Value map = M({{"a", N(1)}, {"b", N(2)}});
  EXPECT_EQ(Run("map_set", {map, T("a"), N(9)}), "Map{a: Number(9), b: Number(2)}");
  EXPECT_EQ(Run("map_set", {map, T("c"), N(3)}), "Map{a: Number(1), b: Number(2), c: Number(3)}");
  EXPECT_EQ(Run("map_remove", {map, T("a")}), "Map{b: Number(2)}");
  EXPECT_EQ(Run("map_remove", {map, T("zzz")}), Show(map));
  EXPECT_EQ(Show(map), "Map{a: Number(1), b: Number(2)}") << "a shared map was changed";
}

TEST_F(MapBuiltins, UnsharedMapsAreUpdatedInPlace) {
  Value map = M({});
  const Object* object = map.object();
  for (int i = 0; i < 1000; ++i) {
    Value args[] = {std::move(map), T("k" + std::to_string(i)), N(i)};
    map = Call("map_set", args);
    ASSERT_EQ(map.object(), object) << "the map was copied at key " << i;
  }
  for (int i = 0; i < 990; ++i) {
    Value args[] = {std::move(map), T("k" + std::to_string(i))};
    map = Call("map_remove", args);
    ASSERT_EQ(map.object(), object) << "the map was copied at key " << i;
  }
  EXPECT_EQ(Run("map_size", {map}), "Number(10)");
  EXPECT_EQ(Run("map_has", {map, T("k989")}), "Truth(false)");
  EXPECT_EQ(Run("map_has", {map, T("k990")}), "Truth(true)");
}

TEST_F(MapBuiltins, FailuresLeaveTheFirstArgument) {
  Value set[] = {M({{"a", N(1)}}), N(2), N(3)};
  EXPECT_EQ(Show(Call("map_set", set)), "TypeError: Expected Text, got Number");
  EXPECT_EQ(Show(set[0]), "Map{a: Number(1)}");
  Value remove[] = {M({{"a", N(1)}}), N(2)};
  EXPECT_EQ(Show(Call("map_remove", remove)), "TypeError: Expected Text, got Number");
  EXPECT_EQ(Show(remove[0]), "Map{a: Number(1)}");
}

TEST_F(MapBuiltins, SetBeyondTheBudgetIsOutOfMemory) {
  Limits limits;
  limits.heap_bytes = 256 * 1024;
  Begin(limits);
  Value map = M({});
  std::string result;
  for (int i = 0; i < 100'000 && result.empty(); ++i) {
    Value args[] = {std::move(map), T("k" + std::to_string(i)), N(i)};
    Value next = Call("map_set", args);
    if (next.is_raised()) {
      result = Show(next);
      EXPECT_EQ(args[0].as<Map>()->count, static_cast<std::uint32_t>(i));
    }
    map = std::move(next);
  }
  EXPECT_EQ(result, "OutOfMemory: Memory limit 262144 bytes exceeded");
}

}  // namespace
}  // namespace quicksilver
