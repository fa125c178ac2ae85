#include "engine/base/native_stack.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <thread>

namespace quicksilver {
namespace {

// Recursion whose frame is too large to be optimised into a loop.
std::uint64_t Sum(NativeStack& stack, std::uint64_t depth, bool& spent) {
  volatile char frame[1024];
  frame[depth % sizeof(frame)] = 1;
  if (depth == 0) return 0;
  std::uint64_t below = 0;
  if (!stack.Run([&] { below = Sum(stack, depth - 1, spent); })) spent = true;
  return below + static_cast<std::uint64_t>(frame[depth % sizeof(frame)]);
}

TEST(NativeStack, RecursesFarBeyondTheHostsStack) {
  NativeStack stack;
  NativeStack::Scope scope(stack);
  bool spent = false;
  EXPECT_EQ(Sum(stack, 100'000, spent), 100'000u) << "a level was lost at a segment boundary";
  EXPECT_FALSE(spent);
  EXPECT_EQ(stack.bytes_in_use(), 0u) << "a segment was not given back";
}

TEST(NativeStack, RefusesWhenTheBudgetIsSpentAndRecovers) {
  NativeStack stack(std::size_t{8} << 20);
  NativeStack::Scope scope(stack);
  bool spent = false;
  Sum(stack, 100'000, spent);
  EXPECT_TRUE(spent) << "the budget does not bound the segments";
  spent = false;
  EXPECT_EQ(Sum(stack, 100, spent), 100u) << "a spent budget stays spent after the unwinding";
  EXPECT_FALSE(spent);
}

TEST(NativeStack, WorksOnAThreadWithASmallStack) {
  std::uint64_t sum = 0;
  std::thread([&sum] {
    NativeStack stack;
    NativeStack::Scope scope(stack);
    bool spent = false;
    sum = Sum(stack, 50'000, spent);
  }).join();
  EXPECT_EQ(sum, 50'000u);
}

TEST(NativeStack, KeepsItsSegmentWhenTheHostEntersAgainFromACallback) {
  NativeStack stack;
  NativeStack::Scope scope(stack);
  bool spent = false;
  std::uint64_t inner = 0;
  auto reenter = [&] {
    NativeStack::Scope again(stack);
    inner = Sum(stack, 20'000, spent);
  };
  bool ran = stack.Run([&] { (void)stack.Run(reenter); });
  EXPECT_TRUE(ran);
  EXPECT_EQ(inner, 20'000u);
}

}  // namespace
}  // namespace quicksilver
