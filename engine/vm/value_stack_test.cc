#include "engine/vm/value_stack.h"

#include <gtest/gtest.h>

namespace quicksilver {
namespace {

constexpr Word kSomewhere = 7;
constexpr Word kElsewhere = 8;

TEST(ValueStack, SegmentsAreEnteredAndLeftInTurn) {
  ValueStack stack;
  RawValue* bottom = stack.Bottom();
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
  EXPECT_EQ(stack.Bottom(), bottom);
}

TEST(ValueStack, CellsAreNumbersAtFirst) {
  ValueStack stack;
  for (RawValue* cell = stack.Bottom(); cell != stack.limit(); ++cell) {
    ASSERT_FALSE(cell->is_object()) << "a sweep would release what was never there";
  }
}

TEST(ValueStack, ASpareSegmentIsUsedAgain) {
  ValueStack stack;
  stack.Bottom();
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
  stack.Bottom();
  EXPECT_EQ(stack.Enter(ValueStack::kMostCells, &kSomewhere), nullptr);
  EXPECT_EQ(stack.Enter(std::uint64_t{1} << 60, &kSomewhere), nullptr);
  EXPECT_NE(stack.Enter(100, &kSomewhere), nullptr) << "a refusal spends nothing";
}

}  // namespace
}  // namespace quicksilver
