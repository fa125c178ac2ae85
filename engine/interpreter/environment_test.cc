// The frames' slots: regions follow each other, never move, and are given back in order.

#include "engine/interpreter/environment.h"

#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace quicksilver {
namespace {

TEST(FrameStack, RegionsKeepTheirPlaceAcrossChunks) {
  struct Held {
    Value* slots;
    std::size_t size;
    double stamp;
  };
  FrameStack stack;
  std::vector<Held> held;
  std::mt19937 random(20'261'122);
  double stamp = 0;
  for (int step = 0; step < 20'000; ++step) {
    const bool push = held.empty() || random() % 100 < (step % 2'000 < 1'200 ? 60 : 35);
    if (push) {
      const std::size_t size = random() % 50 == 0 ? random() % 40'000 : random() % 30;
      Value* slots = stack.Push(size);
      ASSERT_NE(slots, nullptr);
      for (std::size_t i = 0; i < size; ++i) {
        ASSERT_TRUE(slots[i].is_nothing()) << "a region overlaps one that is in use";
        slots[i] = Value::Number(stamp);
      }
      held.push_back({slots, size, stamp++});
      continue;
    }
    const Held last = held.back();
    held.pop_back();
    for (std::size_t i = 0; i < last.size; ++i) {
      ASSERT_EQ(last.slots[i].number(), last.stamp) << "a later region wrote into this one";
      last.slots[i] = Value();
    }
    stack.Pop(last.slots);
  }
}

TEST(FrameStack, RefusesMoreThanItsBudget) {
  FrameStack stack;
  EXPECT_EQ(stack.Push(FrameStack::kBudget + 1), nullptr);
  Value* after = stack.Push(8);
  ASSERT_NE(after, nullptr) << "a refusal must leave the stack usable";
  stack.Pop(after);
}

TEST(Environment, NewNamesKeepOldEntriesInPlace) {
  Heap heap(1 << 20);
  Environment globals(heap);
  const std::vector<NamedEntry> first = globals.Link({"a", "length"});
  EXPECT_FALSE(first[0].bound());
  EXPECT_TRUE(first[1].is(Mark::kBuiltin)) << "a builtin is the first value of its name";
  first[0].Define(Value::Number(1), Mark::kWeave);
  const std::vector<NamedEntry> second = globals.Link({"b", "a", "c"});
  EXPECT_EQ(&second[1].value(), &first[0].value());
  EXPECT_TRUE(second[1].is(Mark::kWeave));
  EXPECT_EQ(globals.Find(second[2]).cell->slots() + globals.Find(second[2]).slot,
            &second[2].value());
}

TEST(NamedEntry, AnAliasReadsTheVariableItStandsFor) {
  Heap heap(1 << 20);
  const Value one = Value::Adopt(heap.NewCell(NamedEntry::kSlots * 2));
  const Value two = Value::Adopt(heap.NewCell(NamedEntry::kSlots));
  const NamedEntry variable(one.as<Cell>(), 1);
  variable.Define(Value::Number(5), Mark::kByVariant);
  const NamedEntry alias(two.as<Cell>(), 0);
  alias.DefineAlias(one.as<Cell>(), NamedEntry::kSlots);
  variable.value() = Value::Number(6);
  bool by_variant = false;
  EXPECT_EQ(alias.Target(&by_variant).number(), 6);
  EXPECT_TRUE(by_variant);
}

}  // namespace
}  // namespace quicksilver
