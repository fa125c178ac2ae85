#include "engine/vm/value_stack.h"

#include <algorithm>
#include <cstddef>
#include <gtest/gtest.h>
#include <iterator>
#include <new>

namespace quicksilver {
namespace {

constexpr Word kSomewhere = 7;
constexpr Word kElsewhere = 8;

TEST(ValueStack, SegmentsAreEnteredAndLeftInTurn) {
  ValueStack stack;
  RawValue* const bottom = stack.bottom();
  RawValue* const first_limit = stack.limit();
  RawValue* entered = stack.Enter(10'000, &kSomewhere);
  ASSERT_NE(entered, nullptr);
  EXPECT_GE(stack.limit() - entered, 10'000);
  RawValue* above = stack.Enter(5, &kElsewhere);
  ASSERT_NE(above, nullptr);
  EXPECT_GT(stack.limit() - above, 10'000) << "each segment is larger than the one before";
  EXPECT_EQ(stack.Leave(), &kElsewhere);
  EXPECT_EQ(stack.Leave(), &kSomewhere);
  EXPECT_EQ(stack.limit(), first_limit) << "nothing has moved";
  EXPECT_EQ(stack.bottom(), bottom);
}

TEST(ValueStack, CellsAreNumbersAtFirst) {
  // Memory that held something else before.
  alignas(ValueStack) std::byte memory[sizeof(ValueStack)];
  std::fill(std::begin(memory), std::end(memory), std::byte{0xFF});
  ValueStack& stack = *new (memory) ValueStack;
  RawValue* const narrow = stack.limit();
  EXPECT_TRUE(stack.Widen());
  EXPECT_GT(stack.limit(), narrow);
  EXPECT_FALSE(stack.Widen()) << "all of it is cleared";
  for (RawValue* cell = stack.bottom(); cell != stack.limit(); ++cell) {
    ASSERT_FALSE(cell->is_object()) << "a sweep would release what was never there";
  }
  stack.~ValueStack();
}

TEST(ValueStack, LeavingForTheFirstSegmentFindsAsMuchOfItAsWasCleared) {
  // If this fails, a frame lies in cells that hold whatever memory held.
  ValueStack stack;
  RawValue* const narrow = stack.limit();
  ASSERT_NE(stack.Enter(1000, &kSomewhere), nullptr);
  EXPECT_FALSE(stack.Widen()) << "another segment is current";
  stack.Leave();
  EXPECT_EQ(stack.limit(), narrow);
}

TEST(ValueStack, ASpareSegmentIsUsedAgain) {
  ValueStack stack;
  RawValue* first = stack.Enter(100, &kSomewhere);
  stack.Leave();
  EXPECT_EQ(stack.Enter(100, &kSomewhere), first) << "a loop across the boundary would allocate";
  stack.Leave();
  RawValue* larger = stack.Enter(1'000'000, &kSomewhere);
  ASSERT_NE(larger, nullptr);
  EXPECT_GE(stack.limit() - larger, 1'000'000) << "a spare one that is too small is no use";
}

TEST(ValueStack, SaysNoWhenTheBudgetIsSpent) {
  ValueStack stack;
  EXPECT_EQ(stack.Enter(ValueStack::kMostCells, &kSomewhere), nullptr);
  EXPECT_EQ(stack.Enter(std::uint64_t{1} << 60, &kSomewhere), nullptr);
  EXPECT_NE(stack.Enter(100, &kSomewhere), nullptr) << "a refusal spends nothing";
}

}  // namespace
}  // namespace quicksilver
