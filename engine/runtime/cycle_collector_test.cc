#include <gtest/gtest.h>
#include <map>
#include <set>
#include <vector>

#include "engine/runtime/heap.h"
#include "engine/runtime/list.h"
#include "engine/runtime/map.h"
#include "engine/runtime/runtime_test_support.h"

namespace quicksilver {
namespace {

constexpr std::uint64_t kBudget = std::uint64_t{1} << 28;

const FormInfo kNode{"Node", {{"next", "Any", FieldType::kAnything, 0}}};
const VariantInfo kLink{"Link", {{"To", true, 1}}};
const ChantCode kCode{};

Value MakeClosure(Heap& heap, Value captured) {
  Closure* closure = heap.NewClosure(&kCode, 1);
  closure->captures()[0] = std::move(captured);
  return Value::Adopt(closure);
}

Value MakeCell(Heap& heap, Value content) {
  Cell* cell = heap.NewCell(1);
  cell->slots()[0] = std::move(content);
  return Value::Adopt(cell);
}

TEST(CycleCollector, ReclaimsAClosureThatHoldsItselfThroughItsVariable) {
  Heap heap(kBudget);
  {
    Value cell = MakeCell(heap, Value());
    cell.as<Cell>()->slots()[0] = MakeClosure(heap, cell);
  }
  EXPECT_EQ(heap.object_count(), 2u) << "counting alone cannot free a cycle";
  EXPECT_EQ(heap.CollectCycles(), 2u);
  EXPECT_EQ(heap.object_count(), 0u);
  EXPECT_EQ(heap.bytes_in_use(), 0u);
  EXPECT_EQ(heap.CollectCycles(), 0u) << "there is nothing left to collect";
}

TEST(CycleCollector, ReclaimsAGroveWhoseChantsSeeItsVariables) {
  Heap heap(kBudget);
  {
    Value variables = Value::Adopt(heap.NewCell(2));
    Value grove = Value::Adopt(heap.NewGrove("M", variables.as<Cell>()));
    EXPECT_TRUE(heap.AddExport(grove.as<Grove>(), "f", 0));
    EXPECT_TRUE(heap.AddExport(grove.as<Grove>(), "M", 1));
    variables.as<Cell>()->slots()[0] = MakeClosure(heap, variables);
    variables.as<Cell>()->slots()[1] = grove;
  }
  EXPECT_GT(heap.object_count(), 0u);
  heap.CollectCycles();
  EXPECT_EQ(heap.object_count(), 0u);
  EXPECT_EQ(heap.bytes_in_use(), 0u) << "the grove's blocks of names stay behind";
}

TEST(CycleCollector, ReclaimsCyclesThroughEveryKindOfContainer) {
  Heap heap(kBudget);
  {
    Value cell = MakeCell(heap, Value());
    Value value = cell;
    value = MakeList(heap, {Value::Number(1), std::move(value), MakeText(heap, "t")});
    Value map = Value::Adopt(heap.NewMap());
    for (int i = 0; i < 20; ++i) {
      map = MapSet(heap, map, MakeText(heap, "k" + std::to_string(i)), value);
    }
    value = std::move(map);
    value = Value::Adopt(heap.NewBox(ObjectType::kMishap, std::move(value)));
    Value form = Value::Adopt(heap.NewForm(&kNode, 1));
    form.as<FormDef>()->captures()[0] = cell;
    Struct* node = heap.NewStruct(form.as<FormDef>());
    node->fields()[0] = std::move(value);
    value = Value::Adopt(node);
    Value link = Value::Adopt(heap.NewVariantDef(&kLink));
    VariantValue* to = heap.NewVariantValue(link.as<VariantDef>(), 0);
    to->fields()[0] = std::move(value);
    value = Value::Adopt(to);
    Value constructor = Value::Adopt(heap.NewConstructor(link.as<VariantDef>(), 0));
    value = Value::Adopt(
        heap.NewIterator(IteratorKind::kMap, std::move(value), std::move(constructor), 0));
    value = MakeList(heap, {std::move(value), Value::Adopt(heap.NewCapability("r", "j")),
                            Value::Adopt(heap.NewRange(0, 1))});
    cell.as<Cell>()->slots()[0] = std::move(value);
  }
  const std::uint64_t objects = heap.object_count();
  EXPECT_GT(objects, 30u);
  EXPECT_EQ(heap.CollectCycles(), objects) << "the cycle and all that only it holds";
  EXPECT_EQ(heap.object_count(), 0u);
  EXPECT_EQ(heap.bytes_in_use(), 0u);
}

TEST(CycleCollector, KeepsWhatIsOwnedFromOutsideAndItsCounts) {
  Heap heap(kBudget);
  Value cell = MakeCell(heap, Value());
  cell.as<Cell>()->slots()[0] = MakeClosure(heap, cell);
  Value kept = MakeText(heap, "kept");
  {
    // Garbage that refers to what lives.
    Value garbage = MakeCell(heap, Value());
    garbage.as<Cell>()->slots()[0] = MakeList(heap, {garbage, kept, cell});
  }
  EXPECT_EQ(kept.object()->refs, 2u);
  EXPECT_EQ(heap.CollectCycles(), 3u) << "the garbage cell, its list and the list's buffer";
  EXPECT_EQ(kept.object()->refs, 1u) << "the garbage's reference is still counted";
  EXPECT_EQ(cell.object()->refs, 2u) << "the handle and the closure";
  EXPECT_EQ(cell.as<Cell>()->slots()[0].object()->refs, 1u);
  EXPECT_EQ(heap.CollectCycles(), 0u);
  EXPECT_EQ(TextOf(kept), "kept");
  cell = Value();
  EXPECT_EQ(heap.CollectCycles(), 2u) << "once let go of, the same cycle is garbage";
}

TEST(CycleCollector, KeepsACycleThatIsHeldByAnObjectOutsideIt) {
  Heap heap(kBudget);
  Value holder;
  {
    Value cell = MakeCell(heap, Value());
    Value closure = MakeClosure(heap, cell);
    cell.as<Cell>()->slots()[0] = closure;
    holder = Value::Adopt(heap.NewBox(ObjectType::kTriumph, closure));
  }
  EXPECT_EQ(heap.CollectCycles(), 0u) << "the box holds the closure, which holds the cell";
  EXPECT_EQ(holder.as<Box>()->value.object()->refs, 2u);
  holder = Value();
  EXPECT_EQ(heap.CollectCycles(), 2u);
}

TEST(CycleCollector, FollowsChainsOfAMillionObjectsWithoutRecursion) {
  Heap heap(std::uint64_t{1} << 30);
  {
    Value cell = MakeCell(heap, Value());
    Value nest = cell;
    for (int i = 0; i < 1'000'000; ++i) {
      nest = Value::Adopt(heap.NewBox(ObjectType::kPresent, std::move(nest)));
    }
    cell.as<Cell>()->slots()[0] = std::move(nest);
    EXPECT_EQ(heap.CollectCycles(), 0u) << "the handle still owns the cell";
  }
  EXPECT_EQ(heap.CollectCycles(), 1'000'001u);
  EXPECT_EQ(heap.bytes_in_use(), 0u);
}

TEST(CycleCollector, RunsByItselfWhenManyCellsWereMade) {
  Heap heap(kBudget);
  std::uint64_t most = 0;
  for (int i = 0; i < 200'000; ++i) {
    Value cell = MakeCell(heap, Value());
    cell.as<Cell>()->slots()[0] = MakeClosure(heap, cell);
    most = std::max(most, heap.object_count());
  }
  EXPECT_LT(most, 20'000u) << "cyclic garbage piles up";
}

TEST(CycleCollector, MakesRoomBeforeAnAllocationIsRefused) {
  Heap heap(std::uint64_t{4} << 20);
  {
    Value cell = MakeCell(heap, Value());
    char* data;
    Value big = Value::Adopt(heap.TryNewText(std::uint64_t{3} << 20, &data));
    cell.as<Cell>()->slots()[0] = MakeList(heap, {cell, big});
  }
  EXPECT_GT(heap.bytes_in_use(), std::uint64_t{3} << 20);
  char* data;
  Value another = Value::Adopt(heap.TryNewText(std::uint64_t{2} << 20, &data));
  EXPECT_EQ(heap.object_count(), 1u) << "the garbage cycle was in the way";
}

TEST(CycleCollector, DoesNotNeedACellToFreeWhatAListWasGivenOfItself) {
  // A list put into the buffer it shares would be a cycle without a cell.
  Heap heap(kBudget);
  {
    Value list = MakeList(heap, {Value::Number(1)});
    Value alias = list;
    list = ListPush(heap, list, Value::Number(2));  // now with room to grow
    alias = list;
    Value inner = list;
    list = ListPush(heap, list, inner);
    Value boxed = Value::Adopt(heap.NewBox(ObjectType::kTriumph, alias));
    Value wrapped = MakeList(heap, {boxed, list});
    list = ListPush(heap, list, wrapped);
    EXPECT_EQ(list.as<List>()->length, 4u);
    EXPECT_EQ(inner.as<List>()->length, 2u);
  }
  EXPECT_EQ(heap.object_count(), 0u) << "a list keeps itself alive";
}

// --- Against a model -----------------------------------------------------------------------------

// A graph of cells, closures, boxes and lists; the model knows its edges and what the test holds.
class GraphModel {
 public:
  explicit GraphModel(std::uint64_t seed) : heap_(kBudget), random_(seed) {}

  void Step() {
    const std::size_t choice = random_.Below(10);
    if (choice < 4 || handles_.empty()) {
      Create();
    } else if (choice < 8) {
      Link();
    } else {
      const std::size_t at = random_.Below(handles_.size());
      std::swap(handles_[at], handles_.back());
      handles_.pop_back();
    }
  }

  void CollectAndCompare() {
    heap_.CollectCycles();
    const std::set<Object*> live = Reachable();
    std::map<Object*, std::uint32_t> owners;
    for (const Value& handle : handles_) ++owners[handle.object()];
    std::uint64_t buffers = 0;
    for (Object* object : live) {
      buffers += object->type == ObjectType::kList;
      for (Object* child : edges_[object]) ++owners[child];
    }
    ASSERT_EQ(heap_.object_count(), live.size() + buffers)
        << "the collector and the model disagree about what is alive";
    for (Object* object : live) {
      ASSERT_EQ(object->refs, owners[object]) << "a count is not the number of owners";
    }
    std::erase_if(edges_, [&](const auto& entry) { return !live.contains(entry.first); });
  }

  void Finish() {
    handles_.clear();
    heap_.CollectCycles();
    EXPECT_EQ(heap_.object_count(), 0u);
    EXPECT_EQ(heap_.bytes_in_use(), 0u);
  }

 private:
  Value& RandomHandle() { return handles_[random_.Below(handles_.size())]; }

  void Create() {
    const std::size_t kind = handles_.empty() ? 0 : random_.Below(4);
    Value made;
    std::vector<Object*> edges;
    if (kind == 0) {
      made = Value::Adopt(heap_.NewCell(static_cast<std::uint32_t>(1 + random_.Below(3))));
    } else {
      Value child = RandomHandle();
      edges.push_back(child.object());
      if (kind == 1) made = MakeClosure(heap_, child);
      if (kind == 2) made = Value::Adopt(heap_.NewBox(ObjectType::kPresent, child));
      if (kind == 3) {
        Value second = RandomHandle();
        edges.push_back(second.object());
        made = MakeList(heap_, {child, second});
      }
    }
    edges_[made.object()] = edges;
    handles_.push_back(std::move(made));
  }

  // Only variables change: sets a slot of a cell.
  void Link() {
    Value& from = RandomHandle();
    if (!from.is(ObjectType::kCell)) return;
    Cell* cell = from.as<Cell>();
    Value& slot = cell->slots()[random_.Below(cell->count)];
    auto& edges = edges_[cell];
    if (slot.is_object()) edges.erase(std::find(edges.begin(), edges.end(), slot.object()));
    if (random_.OneIn(5)) {
      slot = Value::Unbound();
    } else {
      slot = RandomHandle();
      edges.push_back(slot.object());
    }
  }

  std::set<Object*> Reachable() {
    std::set<Object*> live;
    std::vector<Object*> next;
    for (const Value& handle : handles_) next.push_back(handle.object());
    while (!next.empty()) {
      Object* object = next.back();
      next.pop_back();
      if (!live.insert(object).second) continue;
      for (Object* child : edges_[object]) next.push_back(child);
    }
    return live;
  }

  Heap heap_;
  TestRandom random_;
  std::vector<Value> handles_;
  std::map<Object*, std::vector<Object*>> edges_;
};

TEST(CycleCollector, AgreesWithReachabilityOnRandomGraphs) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    GraphModel model(seed);
    TestRandom pauses(seed * 1000);
    for (int step = 0; step < 600; ++step) {
      model.Step();
      if (pauses.OneIn(40)) model.CollectAndCompare();
      if (testing::Test::HasFatalFailure()) return;
    }
    model.CollectAndCompare();
    model.Finish();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace quicksilver
