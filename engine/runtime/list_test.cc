#include "engine/runtime/list.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <vector>

#include "engine/runtime/runtime_test_support.h"

namespace quicksilver {
namespace {

constexpr std::uint64_t kBudget = std::uint64_t{1} << 28;

Value Numbers(Heap& heap, int count) {
  Value list = Value::Adopt(heap.NewList());
  for (int i = 0; i < count; ++i) list = ListPush(heap, list, Value::Number(i));
  return list;
}

std::vector<double> Contents(const Value& list) {
  std::vector<double> numbers;
  for (const Value& item : list.as<List>()->items()) numbers.push_back(item.number());
  return numbers;
}

TEST(List, PushesOntoAnUnsharedListInPlace) {
  Heap heap(kBudget);
  Value list = Numbers(heap, 5);  // room for 8
  const List* object = list.as<List>();
  const ListBuffer* buffer = object->buffer;
  const std::uint64_t level = heap.bytes_in_use();
  for (int i = 5; i < 8; ++i) list = ListPush(heap, list, Value::Number(i));
  EXPECT_EQ(list.as<List>(), object) << "pushing replaced an unshared list";
  EXPECT_EQ(list.as<List>()->buffer, buffer) << "pushing copied a buffer that had room";
  EXPECT_EQ(heap.bytes_in_use(), level);
  EXPECT_EQ(Contents(list), (std::vector<double>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(List, BuildsAListOfNElementsWithLogarithmicallyManyMoves) {
  Heap heap(kBudget);
  for (const bool shared : {false, true}) {
    Value list = Value::Adopt(heap.NewList());
    const ListBuffer* buffer = nullptr;
    int moves = 0;
    for (int i = 0; i < 100'000; ++i) {
      // The previous list stays alive across the push, as it does in `set xs to list_push(xs, v)`
      // of an engine that does not know the last use of a variable.
      const Value previous = shared ? list : Value();
      list = ListPush(heap, list, Value::Number(i));
      moves += list.as<List>()->buffer != buffer;
      buffer = list.as<List>()->buffer;
    }
    EXPECT_LE(moves, 18) << "pushing is not amortised, previous list alive: " << shared;
    EXPECT_EQ(list.as<List>()->length, 100'000u);
  }
}

TEST(List, StillGrowsInProportionNearTheBudget) {
  // Several budgets, because the last doublings end at different distances from them.
  for (std::uint64_t budget = 4'000'000; budget <= 8'000'000; budget += 500'000) {
    Heap heap(budget);
    Value list = Value::Adopt(heap.NewList());
    const ListBuffer* buffer = nullptr;
    int moves = 0;
    while (moves < 1000) {
      Value longer = ListPush(heap, list, Value::Number(1));
      if (longer.is_raised()) break;
      list = std::move(longer);
      moves += list.as<List>()->buffer != buffer;
      buffer = list.as<List>()->buffer;
    }
    EXPECT_LE(moves, 30) << "a list near the budget is copied for every element";
    EXPECT_GT(list.as<List>()->length * sizeof(Value), budget / 3)
        << "a third of the budget must be usable";
    EXPECT_LE(heap.bytes_in_use(), budget);
  }
}

TEST(List, SetOnAnUnsharedListKeepsItsBuffer) {
  Heap heap(kBudget);
  Value list = Numbers(heap, 100);
  const ListBuffer* buffer = list.as<List>()->buffer;
  const std::uint64_t level = heap.bytes_in_use();
  ASSERT_TRUE(MakeListUnique(heap, list));
  MutableItems(list)[50] = Value::Number(-1);
  EXPECT_EQ(list.as<List>()->buffer, buffer) << "an unshared list was copied to set an element";
  EXPECT_EQ(heap.bytes_in_use(), level);
}

TEST(List, SetOnASharedListCopiesItOnce) {
  Heap heap(kBudget);
  Value list = Numbers(heap, 10);
  Value alias = list;
  ASSERT_TRUE(MakeListUnique(heap, list));
  const ListBuffer* buffer = list.as<List>()->buffer;
  MutableItems(list)[0] = Value::Number(-1);
  EXPECT_EQ(alias.as<List>()->items()[0].number(), 0) << "an alias sees the change";
  ASSERT_TRUE(MakeListUnique(heap, list));
  EXPECT_EQ(list.as<List>()->buffer, buffer) << "the second set copies again";
}

TEST(List, SetCopiesWhenOnlyTheBufferIsShared) {
  Heap heap(kBudget);
  Value list = Numbers(heap, 5);
  Value prefix = list;
  prefix = ListPop(heap, prefix);
  EXPECT_EQ(prefix.as<List>()->buffer, list.as<List>()->buffer) << "popping copied a shared list";
  ASSERT_TRUE(MakeListUnique(heap, list));
  MutableItems(list)[0] = Value::Number(-1);
  EXPECT_EQ(Contents(prefix), (std::vector<double>{0, 1, 2, 3}));
}

TEST(List, ASecondPushOntoTheSamePrefixCopies) {
  Heap heap(kBudget);
  Value base = Numbers(heap, 5);
  Value left = base;
  Value right = base;
  left = ListPush(heap, left, Value::Number(10));
  EXPECT_EQ(left.as<List>()->buffer, base.as<List>()->buffer) << "the first push copies nothing";
  right = ListPush(heap, right, Value::Number(20));
  EXPECT_NE(right.as<List>()->buffer, base.as<List>()->buffer);
  EXPECT_EQ(Contents(base), (std::vector<double>{0, 1, 2, 3, 4}));
  EXPECT_EQ(Contents(left).back(), 10) << "the second push overwrote the first";
  EXPECT_EQ(Contents(right).back(), 20);
}

TEST(List, PopOfAnUnsharedListLetsGoOfTheElement) {
  Heap heap(kBudget);
  Value list = Numbers(heap, 2);
  Value text = MakeText(heap, "t");
  list = ListPush(heap, list, text);
  EXPECT_EQ(text.object()->refs, 2u);
  list = ListPop(heap, list);
  EXPECT_EQ(text.object()->refs, 1u) << "a popped element is kept alive";
  EXPECT_EQ(list.as<List>()->length, 2u);
}

TEST(List, PushAfterASharedPopDropsWhatNobodySees) {
  Heap heap(kBudget);
  Value text = MakeText(heap, "t");
  Value list = Numbers(heap, 2);
  list = ListPush(heap, list, text);
  Value alias = list;
  list = ListPop(heap, list);
  EXPECT_EQ(text.object()->refs, 2u) << "the alias still sees the element";
  alias = Value();
  list = ListPush(heap, list, Value::Number(9));
  EXPECT_EQ(text.object()->refs, 1u);
  EXPECT_EQ(Contents(list), (std::vector<double>{0, 1, 9}));
}

TEST(List, LooksIntoSmallItemsBeforeSharingItsBufferWithThem) {
  Heap heap(kBudget);
  Value base = Numbers(heap, 5);
  const ListBuffer* buffer = base.as<List>()->buffer;
  const auto push = [&](Value item) {
    Value list = base;
    list = ListPush(heap, list, std::move(item));
    return list.as<List>()->buffer == buffer;
  };
  // One list at a time sees the sixth place, so each push finds the buffer as base left it.
  EXPECT_TRUE(push(MakeList(heap, {Value::Number(1), MakeText(heap, "t")})))
      << "a small item that does not hold the list is no reason to copy";
  base = Numbers(heap, 5);
  buffer = base.as<List>()->buffer;
  EXPECT_FALSE(push(Value::Adopt(heap.NewBox(ObjectType::kPresent, base))));
  EXPECT_FALSE(push(Numbers(heap, 100))) << "what is too large to look into must be copied for";
  Value map = Value::Adopt(heap.NewMap());
  EXPECT_TRUE(push(map));
  base = Numbers(heap, 5);
  buffer = base.as<List>()->buffer;
  Value cell = Value::Adopt(heap.NewCell(1));
  cell.as<Cell>()->slots()[0] = base;
  EXPECT_TRUE(push(cell)) << "a cycle through a variable is the collector's";
  cell.as<Cell>()->slots()[0] = Value();
  Value chain;
  for (int i = 0; i < 40; ++i) chain = MakeList(heap, {chain});
  base = Numbers(heap, 5);
  buffer = base.as<List>()->buffer;
  EXPECT_FALSE(push(chain));
}

TEST(List, SlicesAreListsOfTheirOwn) {
  Heap heap(kBudget);
  Value list = Numbers(heap, 10);
  Value slice = ListSlice(heap, list.as<List>(), 3, 6);
  EXPECT_EQ(Contents(slice), (std::vector<double>{3, 4, 5}));
  EXPECT_NE(slice.as<List>()->buffer, list.as<List>()->buffer);
  Value empty = ListSlice(heap, list.as<List>(), 10, 10);
  EXPECT_EQ(empty.as<List>()->length, 0u);
  EXPECT_TRUE(MutableItems(empty).empty());
  empty = ListPush(heap, empty, Value::Number(1));
  EXPECT_EQ(Contents(empty), (std::vector<double>{1}));
}

TEST(List, FailsWithoutATraceWhenThereIsNoRoom) {
  Heap heap(kBudget);
  Value list = ListSlice(heap, Numbers(heap, 10'000).as<List>(), 0, 10'000);  // full
  Value alias = list;
  heap.set_limit(heap.bytes_in_use() + 1000);
  EXPECT_TRUE(ListPush(heap, list, Value()).is_raised());
  EXPECT_FALSE(MakeListUnique(heap, list));
  EXPECT_TRUE(ListSlice(heap, list.as<List>(), 0, 9'000).is_raised());
  EXPECT_EQ(list.object(), alias.object()) << "a failed operation consumed its list";
  EXPECT_EQ(list.object()->refs, 2u);
  alias = Value();
  EXPECT_TRUE(ListPush(heap, list, Value()).is_raised());
  EXPECT_EQ(list.as<List>()->length, 10'000u);
  list = Value();
  EXPECT_EQ(heap.bytes_in_use(), 0u);
}

// --- Against std::vector, with several aliases alive
// -------------------------------------------------

using Model = std::vector<double>;

TEST(List, BehavesAsACopiedValueUnderRandomOperations) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    TestRandom random(seed);
    Heap heap(kBudget);
    {
      std::vector<std::pair<Value, Model>> variables(5);
      for (auto& [list, model] : variables) list = Value::Adopt(heap.NewList());
      for (int step = 0; step < 2000; ++step) {
        auto& [list, model] = variables[random.Below(variables.size())];
        switch (random.Below(9)) {
          case 0: {
            const auto& other = variables[random.Below(variables.size())];
            Value copy = other.first;
            Model copied = other.second;
            list = std::move(copy);
            model = std::move(copied);
            break;
          }
          case 1:
          case 2:
            if (!model.empty()) {
              list = ListPop(heap, list);
              model.pop_back();
            }
            break;
          case 3:
          case 4:
            if (!model.empty()) {
              const std::size_t at = random.Below(model.size());
              ASSERT_TRUE(MakeListUnique(heap, list));
              MutableItems(list)[at] = Value::Number(step);
              model[at] = step;
            }
            break;
          case 5: {
            const std::size_t start = random.Below(model.size() + 1);
            const std::size_t end = start + random.Below(model.size() - start + 1);
            if (random.OneIn(4)) {
              list = ListSlice(heap, list.as<List>(), start, end);
              model = Model(model.begin() + static_cast<std::ptrdiff_t>(start),
                            model.begin() + static_cast<std::ptrdiff_t>(end));
            }
            break;
          }
          default:
            list = ListPush(heap, list, Value::Number(step));
            model.push_back(step);
        }
        for (const auto& [each, expected] : variables) {
          ASSERT_EQ(Contents(each), expected) << "aliasing became visible at step " << step;
        }
      }
    }
    ASSERT_EQ(heap.bytes_in_use(), 0u) << "lists leave something behind";
  }
}

TEST(List, NestedListsOfListsNeverKeepThemselvesAlive) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    TestRandom random(seed);
    Heap heap(kBudget);
    {
      std::vector<Value> variables(4, Value::Adopt(heap.NewList()));
      for (int step = 0; step < 300; ++step) {
        Value& list = variables[random.Below(variables.size())];
        Value item = variables[random.Below(variables.size())];
        switch (random.Below(6)) {
          case 0:
            list = item;
            break;
          case 1:
            if (list.as<List>()->length > 0) list = ListPop(heap, list);
            break;
          case 2:
            item = MakeList(heap, {Value::Adopt(heap.NewBox(ObjectType::kPresent, item))});
            [[fallthrough]];
          case 3:
            if (list.as<List>()->length > 0) {
              ASSERT_TRUE(MakeListUnique(heap, list));
              MutableItems(list)[0] = item;
            }
            break;
          default:
            list = ListPush(heap, list, item);
        }
      }
    }
    ASSERT_EQ(heap.object_count(), 0u) << "a cycle without a cell was built";
  }
}

}  // namespace
}  // namespace quicksilver
