#include "engine/runtime/heap.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "engine/runtime/list.h"
#include "engine/runtime/map.h"
#include "engine/runtime/runtime_test_support.h"
#include "engine/runtime/text.h"

namespace quicksilver {
namespace {

constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;

const FormInfo kPoint{"Point", {{"x", "Any", FieldType::kAnything, 0}, {"y", "Any"}}};
const VariantInfo kShape{"Shape", {{"Unit", false, 0}, {"Pair", true, 2}}};
const ChantCode kCode{};

TEST(Heap, CountsWhatABlockTakesAndGivesItAllBack) {
  Heap heap(64 * kMiB);
  for (std::size_t bytes = 0; bytes <= 20'000; bytes += bytes < 9000 ? 1 : 997) {
    void* block = heap.Allocate(bytes);
    ASSERT_GE(heap.bytes_in_use(), bytes) << "a block of " << bytes << " is counted as less";
    ASSERT_LE(heap.bytes_in_use(), bytes + std::max<std::size_t>(bytes / 4, 64) + 4096)
        << "a block of " << bytes << " wastes more than a quarter";
    std::fill_n(static_cast<char*>(block), bytes, 'x');
    heap.Free(block, bytes);
    ASSERT_EQ(heap.bytes_in_use(), 0u) << "a freed block of " << bytes << " is still counted";
  }
}

TEST(Heap, AlignsEveryBlockForAnyObject) {
  Heap heap(64 * kMiB);
  for (const std::size_t bytes : {1, 16, 17, 200, 300, 500, 600, 1000, 3000, 5000, 100'000}) {
    for (int i = 0; i < 5; ++i) {
      const auto at = reinterpret_cast<std::uintptr_t>(heap.Allocate(bytes));
      EXPECT_EQ(at % 16, 0u) << "a block of " << bytes << " bytes is misaligned";
    }
  }
}

TEST(Heap, NeverHandsOutABlockTwice) {
  Heap heap(64 * kMiB);
  TestRandom random(1);
  std::vector<std::pair<char*, std::size_t>> blocks;
  for (int step = 0; step < 20'000; ++step) {
    if (blocks.size() < 300 && !random.OneIn(3)) {
      const std::size_t bytes = 1 + random.Below(random.OneIn(20) ? 9000 : 700);
      auto* block = static_cast<char*>(heap.Allocate(bytes));
      std::fill_n(block, bytes, static_cast<char>(bytes));
      blocks.emplace_back(block, bytes);
    } else if (!blocks.empty()) {
      std::swap(blocks[random.Below(blocks.size())], blocks.back());
      const auto [block, bytes] = blocks.back();
      for (std::size_t i = 0; i < bytes; ++i) {
        ASSERT_EQ(block[i], static_cast<char>(bytes)) << "two live blocks overlap at step " << step;
      }
      heap.Free(block, bytes);
      blocks.pop_back();
    }
  }
  for (const auto& [block, bytes] : blocks) heap.Free(block, bytes);
  EXPECT_EQ(heap.bytes_in_use(), 0u);
}

TEST(Heap, RefusesBlocksBeyondTheBudgetAndTakesThemUpToIt) {
  Heap heap(kMiB);
  EXPECT_TRUE(heap.Fits(kMiB));
  EXPECT_FALSE(heap.Fits(kMiB + 1));
  EXPECT_EQ(heap.TryAllocate(kMiB + 1), nullptr);
  void* most = heap.TryAllocate(kMiB - 4096);
  ASSERT_NE(most, nullptr) << "a block that the budget has room for is refused";
  EXPECT_EQ(heap.TryAllocate(5000), nullptr) << "the budget is spent, yet a block was given";
  EXPECT_FALSE(heap.over_budget());
  heap.Free(most, kMiB - 4096);
  void* small = heap.TryAllocate(100);
  EXPECT_NE(small, nullptr);
  heap.Free(small, 100);
}

TEST(Heap, RefusesSizesWhoseSumsWouldOverflow) {
  Heap heap(~std::uint64_t{0});
  char* data;
  EXPECT_EQ(heap.TryAllocate(~std::uint64_t{0}), nullptr);
  EXPECT_EQ(heap.TryAllocate(std::uint64_t{1} << 62), nullptr);
  EXPECT_EQ(heap.TryNewList(~std::uint64_t{0}), nullptr);
  EXPECT_EQ(heap.TryNewList(std::uint64_t{1} << 61), nullptr) << "capacity times 8 overflows";
  EXPECT_EQ(heap.TryNewText(~std::uint64_t{0}, &data), nullptr);
  EXPECT_EQ(heap.TryNewText(std::uint64_t{1} << 32, &data), nullptr)
      << "a text's size would not fit in its 32 bits";
}

TEST(Heap, SaysWhenObjectsOverranTheBudget) {
  Heap heap(1000);
  std::vector<Value> kept;
  while (!heap.over_budget()) kept.push_back(Value::Adopt(heap.NewRange(0, 1)));
  EXPECT_EQ(heap.bytes_in_use(), 1024u) << "32 ranges of 32 bytes";
  EXPECT_EQ(heap.peak_bytes(), 1024u);
  kept.pop_back();
  EXPECT_FALSE(heap.over_budget()) << "giving an object back does not lower what is in use";
  heap.set_limit(10);
  EXPECT_TRUE(heap.over_budget());
  EXPECT_EQ(heap.limit(), 10u);
}

TEST(Heap, RemembersItsPeak) {
  Heap heap(64 * kMiB);
  void* block = heap.Allocate(5 * kMiB);
  heap.Free(block, 5 * kMiB);
  EXPECT_GE(heap.peak_bytes(), 5 * kMiB);
  EXPECT_EQ(heap.bytes_in_use(), 0u);
  heap.ResetPeak();
  EXPECT_EQ(heap.peak_bytes(), 0u);
}

TEST(Heap, KeepsFewOfTheLargeBlocksThatAreFreed) {
  // If this fails, a program that made large blocks once holds them for good.
  Heap heap(std::uint64_t{1} << 32);
  for (const std::size_t bytes : {20 * kMiB, kMiB, std::size_t{10'000}, 100 * std::size_t{1024}}) {
    std::vector<void*> blocks;
    for (int i = 0; i < 20; ++i) blocks.push_back(heap.Allocate(bytes));
    for (void* block : blocks) heap.Free(block, bytes);
  }
  EXPECT_EQ(heap.bytes_in_use(), 0u);
  EXPECT_LE(heap.reserved_bytes(), 4 * kMiB);
  // What is kept is used again, and it is not used twice.
  void* const one = heap.Allocate(10'000);
  void* const other = heap.Allocate(10'000);
  EXPECT_NE(one, other);
  EXPECT_LE(heap.reserved_bytes(), 4 * kMiB);
  heap.Free(one, 10'000);
  heap.Free(other, 10'000);
}

TEST(Heap, KeepsNothingThatAListOutgrows) {
  // If this fails, a list of a million numbers holds all the blocks that it grew through.
  Heap heap(std::uint64_t{1} << 32);
  void* block = heap.Allocate(10'000);
  for (std::size_t bytes = 10'000; bytes < kMiB; bytes *= 2) {
    void* const longer = heap.Allocate(bytes * 2);
    heap.Free(block, bytes);
    block = longer;
  }
  EXPECT_LE(heap.reserved_bytes(), 10'000 * 128 + kMiB / 16);
  heap.Free(block, 10'000 * 128);
}

TEST(Heap, GivesEmptySlabsBackWhenAnotherSizeFillsUp) {
  Heap heap(std::uint64_t{1} << 32);
  for (const std::size_t bytes : {16, 48, 96, 160, 256, 512, 1024, 4096, 8192}) {
    std::vector<void*> blocks;
    for (std::size_t total = 0; total < 48 * kMiB; total += bytes) {
      blocks.push_back(heap.Allocate(bytes));
    }
    EXPECT_LE(heap.reserved_bytes(), 130 * kMiB)
        << "slabs of other sizes are kept while blocks of " << bytes << " are made";
    for (void* block : blocks) heap.Free(block, bytes);
  }
  EXPECT_EQ(heap.bytes_in_use(), 0u);
}

TEST(Heap, KeepsSlabsThatHaveALiveCellWhenItTrims) {
  Heap heap(std::uint64_t{1} << 32);
  auto* large = static_cast<char*>(heap.Allocate(100'000));
  large[99'999] = 'l';
  std::vector<char*> blocks;
  for (std::size_t i = 0; i < 20 * kMiB / 64; ++i) {
    blocks.push_back(static_cast<char*>(heap.Allocate(64)));
    blocks.back()[0] = static_cast<char>(i);
  }
  // One block in 3000 stays: about one slab in three keeps one.
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (i % 3000 != 0) heap.Free(blocks[i], 64);
  }
  for (int round = 0; round < 2; ++round) {
    std::vector<void*> others;
    for (std::size_t i = 0; i < 60 * kMiB / 4096; ++i) others.push_back(heap.Allocate(4096));
    for (void* other : others) heap.Free(other, 4096);
  }
  for (std::size_t i = 0; i < blocks.size(); i += 3000) {
    EXPECT_EQ(blocks[i][0], static_cast<char>(i)) << "a slab with a live cell was given back";
    heap.Free(blocks[i], 64);
  }
  EXPECT_EQ(large[99'999], 'l') << "a large block is no empty slab";
  heap.Free(large, 100'000);
  EXPECT_EQ(heap.bytes_in_use(), 0u);
}

TEST(Heap, HandsEveryCellOfASlabOutOnceHoweverOftenItTrims) {
  // Cells are listed a page at a time: a slab is trimmed while some of its cells were never listed.
  Heap heap(std::uint64_t{1} << 32);
  std::vector<std::uint64_t*> blocks;
  const auto allocate = [&](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      auto* block = static_cast<std::uint64_t*>(heap.Allocate(48));
      *block = blocks.size();
      blocks.push_back(block);
    }
  };
  // Slabs of a size that the heap does not have yet: it looks for empty ones before it takes them.
  std::size_t other_bytes = 4096;
  const auto trim = [&] {
    std::vector<void*> others;
    for (std::size_t i = 0; i < 40 * kMiB / other_bytes; ++i) {
      others.push_back(heap.Allocate(other_bytes));
    }
    for (void* other : others) heap.Free(other, other_bytes);
    other_bytes -= other_bytes > 2048 ? 512 : 256;
  };
  for (const std::size_t count : {1, 84, 100, 1300, 5000}) {
    allocate(count);
    trim();
  }
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    ASSERT_EQ(*blocks[i], i)
        << "two owners have one cell, or a slab with a live cell was given back";
  }
  for (std::uint64_t* block : blocks) heap.Free(block, 48);
  trim();
  trim();
  EXPECT_EQ(heap.bytes_in_use(), 0u);
  // The slabs went, though some cells of the last one had never been listed: none may be now.
  blocks.clear();
  allocate(1);
  EXPECT_EQ(*blocks[0], 0u);
}

// One of each kind of object, each holding `held`.
std::vector<Value> OneOfEach(Heap& heap, const Value& held) {
  std::vector<Value> objects;
  const auto add = [&](Object* object) { objects.push_back(Value::Adopt(object)); };
  add(heap.NewText("text"));
  char* data;
  add(heap.TryNewText(100'000, &data));
  objects.push_back(JoinTexts(heap, objects[1].as<Text>(), objects[0].as<Text>()));
  add(heap.NewList());
  objects.push_back(MakeList(heap, {held, held}));
  add(heap.TryNewList(0));
  add(heap.TryNewList(5000));
  objects.back() = ListPush(heap, objects.back(), held);
  Value map = Value::Adopt(heap.NewMap());
  for (const char* key : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}) {
    map = MapSet(heap, map, MakeText(heap, key), held);
  }
  objects.push_back(std::move(map));
  add(heap.NewRange(1, 4));
  for (const ObjectType type : {ObjectType::kTriumph, ObjectType::kMishap, ObjectType::kPresent}) {
    add(heap.NewBox(type, held));
  }
  Closure* closure = heap.NewClosure(&kCode, 3);
  closure->captures()[1] = held;
  add(closure);
  FormDef* form = heap.NewForm(&kPoint, 1);
  form->captures()[0] = held;
  Struct* point = heap.NewStruct(form);
  point->fields()[1] = held;
  add(point);
  add(form);
  VariantDef* definition = heap.NewVariantDef(&kShape);
  VariantValue* pair = heap.NewVariantValue(definition, 1);
  pair->fields()[0] = held;
  add(pair);
  add(heap.NewVariantValue(definition, 0));
  add(heap.NewConstructor(definition, 1));
  add(definition);
  add(heap.NewIterator(IteratorKind::kMap, held, held, 0));
  add(heap.NewCapability("VGA.write", "why"));
  Cell* cell = heap.NewCell(2);
  cell->slots()[1] = held;
  Grove* grove = heap.NewGrove("M", cell);
  for (int i = 0; i < 9; ++i) {
    EXPECT_TRUE(heap.AddExport(grove, "name" + std::to_string(i), 0));
  }
  add(grove);
  add(cell);
  return objects;
}

TEST(Heap, EveryKindOfObjectGivesBackAllItTook) {
  Heap heap(64 * kMiB);
  Value held = MakeText(heap, "held");
  const std::uint64_t level = heap.bytes_in_use();
  std::vector<Value> objects = OneOfEach(heap, held);
  for (const Value& object : objects) {
    EXPECT_EQ(&Heap::Of(object.object()), &heap) << "an object does not find its heap";
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(object.object()) % 16, 0u);
  }
  // In both orders: a definition must be able to die before and after its values.
  while (!objects.empty()) objects.pop_back();
  EXPECT_EQ(heap.bytes_in_use(), level);
  EXPECT_EQ(heap.object_count(), 1u);
  EXPECT_EQ(held.object()->refs, 1u) << "an owner of the held text is still counted";
  objects = OneOfEach(heap, held);
  for (Value& object : objects) object = Value();
  EXPECT_EQ(heap.bytes_in_use(), level);
  EXPECT_EQ(heap.object_count(), 1u);
  EXPECT_EQ(held.object()->refs, 1u);
}

TEST(Heap, DestroysObjectsThatAreStillOwned) {
  // Nothing is visited: that all memory comes back is LeakSanitizer's to see.
  Heap heap(64 * kMiB);
  Value held = MakeText(heap, "held");
  for (Value& object : OneOfEach(heap, held)) static_cast<void>(object.Take());
  static_cast<void>(held.Take());
  EXPECT_GT(heap.object_count(), 20u);
}

TEST(Heap, FreesAMillionNestedBoxesWithoutRecursion) {
  Heap heap(std::uint64_t{1} << 30);
  Value nest;
  for (int i = 0; i < 1'000'000; ++i) {
    nest = Value::Adopt(heap.NewBox(ObjectType::kPresent, std::move(nest)));
  }
  EXPECT_EQ(heap.object_count(), 1'000'000u);
  nest = Value();
  EXPECT_EQ(heap.object_count(), 0u);
  EXPECT_EQ(heap.bytes_in_use(), 0u);
}

TEST(Heap, FreesDeepNestsOfEveryContainerWithoutRecursion) {
  Heap heap(std::uint64_t{1} << 30);
  Value nest = MakeText(heap, "core");
  Value form = Value::Adopt(heap.NewForm(&kPoint, 0));
  Value shape = Value::Adopt(heap.NewVariantDef(&kShape));
  Value key = MakeText(heap, "key");
  for (int i = 0; i < 40'000; ++i) {
    nest = MakeList(heap, {Value::Number(1), std::move(nest), Value::Number(2)});
    Value map = Value::Adopt(heap.NewMap());
    nest = MapSet(heap, map, key, std::move(nest));
    Struct* point = heap.NewStruct(form.as<FormDef>());
    point->fields()[0] = std::move(nest);
    nest = Value::Adopt(point);
    VariantValue* pair = heap.NewVariantValue(shape.as<VariantDef>(), 1);
    pair->fields()[1] = std::move(nest);
    nest = Value::Adopt(pair);
    nest = Value::Adopt(heap.NewIterator(IteratorKind::kTake, std::move(nest), Value(), 1));
  }
  form = Value();
  shape = Value();
  key = Value();
  nest = Value();
  EXPECT_EQ(heap.object_count(), 0u) << "the definitions and keys go with the last nest";
  EXPECT_EQ(heap.bytes_in_use(), 0u);
}

TEST(Heap, FreesOnlyTheUnsharedPartOfALongList) {
  Heap heap(std::uint64_t{1} << 30);
  std::vector<Value> kept;
  Value list = Value::Adopt(heap.NewList());
  for (int i = 0; i < 100'000; ++i) {
    Value box = Value::Adopt(heap.NewBox(ObjectType::kTriumph, Value::Number(i)));
    if (i % 1000 == 0) kept.push_back(box);
    list = ListPush(heap, list, std::move(box));
  }
  list = Value();
  EXPECT_EQ(heap.object_count(), kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EXPECT_EQ(kept[i].object()->refs, 1u);
    EXPECT_EQ(kept[i].as<Box>()->value.number(), static_cast<double>(i) * 1000);
  }
}

TEST(Heap, OffersNamesOfAGroveAndReadsTheLatestSlot) {
  Heap heap(kMiB);
  Value cell = Value::Adopt(heap.NewCell(1));
  Value value = Value::Adopt(heap.NewGrove("M", cell.as<Cell>()));
  Grove* grove = value.as<Grove>();
  for (std::uint32_t i = 0; i < 20; ++i) {
    EXPECT_TRUE(heap.AddExport(grove, "n" + std::to_string(i), i));
  }
  EXPECT_TRUE(heap.AddExport(grove, "n7", 99));
  EXPECT_EQ(grove->exports.as<Map>()->count, 20u)
      << "offering a name again must not add a second export";
  EXPECT_EQ(Heap::FindExport(grove, "n7"), 99);
  EXPECT_EQ(Heap::FindExport(grove, "n19"), 19);
  EXPECT_EQ(Heap::FindExport(grove, "n20"), -1);
}

TEST(Heap, AnOfferThatDoesNotFitIsToldAndChangesNothing) {
  Heap heap(4096);
  Value cell = Value::Adopt(heap.NewCell(1));
  Value value = Value::Adopt(heap.NewGrove("M", cell.as<Cell>()));
  Grove* grove = value.as<Grove>();
  std::uint32_t offered = 0;
  while (offered < 10'000 && heap.AddExport(grove, "n" + std::to_string(offered), offered)) {
    ++offered;
  }
  ASSERT_LT(offered, 10'000u) << "names of a grove are not paid for";
  EXPECT_EQ(grove->exports.as<Map>()->count, offered);
  EXPECT_EQ(Heap::FindExport(grove, "n" + std::to_string(offered)), -1);
  EXPECT_EQ(Heap::FindExport(grove, "n0"), 0);
}

#ifdef QS_ADDRESS_SANITIZER
TEST(HeapDeathTest, ReleasingAFreedObjectIsCaughtByAddressSanitizer) {
  Heap heap(kMiB);
  Value range = Value::Adopt(heap.NewRange(0, 1));
  const RawValue dangling = range.raw();
  range = Value();
  heap.NewRange(2, 3);  // does not take the freed cell at once
  EXPECT_DEATH(dangling.Release(), "use-after-poison");
}
#endif

TEST(Value, SelfAssignmentKeepsTheObject) {
  Heap heap(kMiB);
  Value text = MakeText(heap, "self");
  Value& same = text;
  text = same;
  EXPECT_EQ(text.object()->refs, 1u);
  text = std::move(same);
  EXPECT_EQ(TextOf(text), "self") << "a value moved onto itself is lost";
  EXPECT_EQ(text.object()->refs, 1u);
}

TEST(Value, MovesWithoutCountingAndSharesWithCounting) {
  Heap heap(kMiB);
  Value text = MakeText(heap, "t");
  Object* object = text.object();
  Value shared = Value::Share(object);
  EXPECT_EQ(object->refs, 2u);
  Value moved = std::move(shared);
  EXPECT_EQ(object->refs, 2u);
  EXPECT_TRUE(shared.is_nothing()) << "a moved-from value must own nothing";
  moved = Value::Number(1);
  EXPECT_EQ(object->refs, 1u);
  const RawValue taken = text.Take();
  text = Value::Adopt(taken);
  EXPECT_EQ(object->refs, 1u);
}

TEST(Value, TellsNumbersFromEverythingElse) {
  Heap heap(kMiB);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double number :
       {0.0, -0.0, 1.5, nan, -nan, 1e308, -1e308, std::numeric_limits<double>::infinity(),
        -std::numeric_limits<double>::infinity()}) {
    EXPECT_TRUE(Value::Number(number).is_number()) << number;
    EXPECT_FALSE(Value::Number(number).is_object()) << number;
  }
  Value range = Value::Adopt(heap.NewRange(0, 1));
  for (const Value& other :
       {Value::Nothing(), Value::Absent(), Value::Truth(false), Value::Truth(true),
        Value::Unbound(), Value::Raised(), Value::Builtin(static_cast<BuiltinId>(7)), range}) {
    EXPECT_FALSE(other.is_number());
    EXPECT_NE(other.raw().number() + 1.0, other.raw().number() + 1.0)
        << "arithmetic on a box must give NaN, which is how operators notice it";
  }
  EXPECT_EQ(Value::Builtin(static_cast<BuiltinId>(7)).builtin(), static_cast<BuiltinId>(7));
  EXPECT_TRUE(Value::Truth(true).truth());
  EXPECT_FALSE(Value::Truth(false).truth());
}

}  // namespace
}  // namespace quicksilver
