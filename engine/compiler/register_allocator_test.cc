#include "engine/compiler/register_allocator.h"

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/splitmix.h"

namespace quicksilver {
namespace {

constexpr std::array kPolicies = {AllocationPolicy::kLifo, AllocationPolicy::kFewest,
                                  AllocationPolicy::kReversed, AllocationPolicy::kRandom,
                                  AllocationPolicy::kSpill};

std::string NameOf(AllocationPolicy policy) {
  constexpr std::array kNames = {"lifo", "fewest", "reversed", "random", "spill"};
  return kNames[static_cast<std::size_t>(policy)];
}

// All registers in use but those in `free`.
RegisterAllocator WithHoles(AllocationPolicy policy, const std::vector<std::uint8_t>& free) {
  RegisterAllocator allocator(policy, 1);
  allocator.ClaimParameters(256);
  for (const std::uint8_t reg : free) allocator.Release(reg);
  return allocator;
}

TEST(RegisterAllocator, LifoStaysAboveWhatIsInUse) {
  RegisterAllocator allocator;
  EXPECT_EQ(allocator.Temporary(), 0);
  EXPECT_EQ(allocator.Temporary(), 1);
  EXPECT_EQ(allocator.Temporary(), 2);
  allocator.Release(1);
  EXPECT_EQ(allocator.Temporary(), 3) << "a hole below a live register was filled";
  allocator.Release(3);
  EXPECT_EQ(allocator.Temporary(), 3) << "a register released on top is not used again";
  EXPECT_EQ(allocator.Window(4), 4);
  EXPECT_EQ(allocator.Top(), 8u);
}

TEST(RegisterAllocator, LifoFallsBackToTheHighestHole) {
  RegisterAllocator allocator = WithHoles(AllocationPolicy::kLifo, {3, 9, 200});
  EXPECT_EQ(allocator.Temporary(), 200);
  EXPECT_EQ(allocator.Temporary(), 9);
  EXPECT_EQ(allocator.Temporary(), 3);
  EXPECT_EQ(allocator.Temporary(), std::nullopt);
}

TEST(RegisterAllocator, LifoPutsAWindowOnTopOrElseIntoAHole) {
  RegisterAllocator allocator = WithHoles(AllocationPolicy::kLifo, {10, 11, 12, 20, 21, 254, 255});
  EXPECT_EQ(allocator.Window(2), 254) << "the window fits above all that is in use";
  EXPECT_EQ(allocator.Window(2), 20);
  EXPECT_EQ(allocator.Window(2), 11);
  EXPECT_EQ(allocator.Window(2), std::nullopt) << "only r10 is free";
  EXPECT_EQ(allocator.Window(1), 10);
}

TEST(RegisterAllocator, FewestFillsTheLowestHole) {
  RegisterAllocator allocator(AllocationPolicy::kFewest);
  for (int i = 0; i < 8; ++i) allocator.Temporary();
  allocator.Release(2);
  allocator.Release(4);
  allocator.Release(5);
  EXPECT_EQ(allocator.Window(2), 4) << "r2 alone has no room for two";
  EXPECT_EQ(allocator.Temporary(), 2);
  EXPECT_EQ(allocator.Window(3), 8);
  EXPECT_EQ(allocator.high_water(), 11u);
}

TEST(RegisterAllocator, IsCrowdedOnlyWhereFewRegistersAreWanted) {
  // If this fails, small programs no longer meet evicted values, or large ones meet them for
  // nothing.
  for (const AllocationPolicy policy : kPolicies) {
    RegisterAllocator allocator(policy);
    while (!allocator.Crowded() && allocator.available() > 0) allocator.Temporary();
    EXPECT_EQ(256 - allocator.available(),
              policy == AllocationPolicy::kFewest ? kFewRegisters : 256u);
  }
}

TEST(RegisterAllocator, ReversedGivesTheHighest) {
  RegisterAllocator allocator(AllocationPolicy::kReversed);
  EXPECT_EQ(allocator.Temporary(), 255);
  EXPECT_EQ(allocator.Window(3), 252);
  EXPECT_EQ(allocator.Temporary(), 251);
  allocator.Release(253);
  EXPECT_EQ(allocator.Window(2), 249);
  EXPECT_EQ(allocator.Temporary(), 253);
}

TEST(RegisterAllocator, SpillAllocatesLikeLifoAndKeepsLocalsInSlots) {
  RegisterAllocator allocator(AllocationPolicy::kSpill);
  EXPECT_EQ(allocator.Temporary(), 0);
  EXPECT_EQ(allocator.Window(2), 1);
  allocator.Release(0);
  EXPECT_EQ(allocator.Temporary(), 3);
  for (const AllocationPolicy policy : kPolicies) {
    EXPECT_EQ(RegisterAllocator(policy).LocalsInSlots(), policy == AllocationPolicy::kSpill)
        << NameOf(policy);
  }
}

TEST(RegisterAllocator, RandomRepeatsWithItsSeedAndOnlyThen) {
  const auto sequence = [](RegisterAllocator& allocator) {
    std::vector<std::uint8_t> registers;
    for (int i = 0; i < 20; ++i) registers.push_back(*allocator.Window(1 + i % 3));
    return registers;
  };
  RegisterAllocator one(AllocationPolicy::kRandom, 1);
  RegisterAllocator same(AllocationPolicy::kRandom, 1);
  RegisterAllocator other(AllocationPolicy::kRandom, 2);
  const std::vector<std::uint8_t> first = sequence(one);
  EXPECT_EQ(first, sequence(same)) << "a finding would not replay";
  EXPECT_NE(first, sequence(other)) << "the seed does nothing";
  one.Reset();
  EXPECT_EQ(first, sequence(one)) << "Reset must start the sequence over";
}

TEST(RegisterAllocator, RandomReachesEveryRegisterAndEveryRun) {
  std::set<std::uint8_t> singles;
  std::set<std::uint8_t> windows;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    RegisterAllocator allocator(AllocationPolicy::kRandom, seed);
    singles.insert(*allocator.Temporary());
    windows.insert(*WithHoles(AllocationPolicy::kRandom, {5}).Window(1));
    RegisterAllocator holes(AllocationPolicy::kRandom, seed);
    holes.ClaimParameters(256);
    for (const int reg : {7, 8, 9, 100, 101, 255}) holes.Release(static_cast<std::uint8_t>(reg));
    windows.insert(*holes.Window(2));
  }
  EXPECT_EQ(singles.size(), 256u);
  EXPECT_EQ(windows, (std::set<std::uint8_t>{5, 7, 8, 100}));
}

TEST(RegisterAllocator, GivesAll256RegistersOnceAndThenNothing) {
  for (const AllocationPolicy policy : kPolicies) {
    SCOPED_TRACE(NameOf(policy));
    RegisterAllocator allocator(policy, 7);
    std::set<std::uint8_t> given;
    for (std::uint32_t i = 0; i < 256; ++i) {
      EXPECT_EQ(allocator.available(), 256 - i);
      const std::optional<std::uint8_t> reg = allocator.Temporary();
      ASSERT_TRUE(reg.has_value());
      EXPECT_TRUE(given.insert(*reg).second) << "r" << int{*reg} << " has two owners";
    }
    EXPECT_EQ(allocator.Temporary(), std::nullopt);
    EXPECT_EQ(allocator.Window(1), std::nullopt);
    EXPECT_EQ(allocator.available(), 0u);
    allocator.Release(77);
    EXPECT_EQ(allocator.Window(2), std::nullopt);
    EXPECT_EQ(allocator.Temporary(), 77) << "the only free register must be found";
  }
}

TEST(RegisterAllocator, GivesAWindowOfAllRegistersOfAFreshFunction) {
  for (const AllocationPolicy policy : kPolicies) {
    SCOPED_TRACE(NameOf(policy));
    RegisterAllocator allocator(policy, 7);
    EXPECT_EQ(allocator.Window(256), 0);
    EXPECT_EQ(allocator.available(), 0u);
    allocator.Reset();
    ASSERT_TRUE(allocator.Claim(128));
    EXPECT_EQ(allocator.Window(129), std::nullopt);
    EXPECT_EQ(allocator.available(), 255u) << "a window that failed must take nothing";
    EXPECT_EQ(allocator.Window(128), 0);
  }
}

TEST(RegisterAllocator, WindowsAreReleasedOneByOne) {
  RegisterAllocator allocator;
  ASSERT_EQ(allocator.Window(4), 0);
  allocator.Release(3);
  allocator.Release(1);
  EXPECT_TRUE(allocator.InUse(0));
  EXPECT_FALSE(allocator.InUse(1));
  EXPECT_TRUE(allocator.InUse(2));
  EXPECT_EQ(allocator.Top(), 3u);
  allocator.Release(2);
  EXPECT_EQ(allocator.Top(), 1u) << "Top must pass over the hole at r1";
}

TEST(RegisterAllocator, ClaimsExactlyWhatIsAskedFor) {
  RegisterAllocator allocator;
  EXPECT_TRUE(allocator.Claim(40));
  EXPECT_FALSE(allocator.Claim(40)) << "r40 would have two owners";
  EXPECT_EQ(allocator.available(), 255u);
  EXPECT_EQ(allocator.Temporary(), 41);
  allocator.Release(40);
  EXPECT_TRUE(allocator.Claim(40));
}

TEST(RegisterAllocator, PutsParametersIntoTheLowestRegistersUnderEveryPolicy) {
  for (const AllocationPolicy policy : kPolicies) {
    SCOPED_TRACE(NameOf(policy));
    RegisterAllocator allocator(policy, 3);
    allocator.ClaimParameters(5);
    for (std::uint8_t reg = 0; reg < 8; ++reg) EXPECT_EQ(allocator.InUse(reg), reg < 5);
    EXPECT_EQ(allocator.Top(), 5u);
    EXPECT_EQ(allocator.high_water(), 5u);
  }
}

TEST(RegisterAllocator, HighWaterNeverSinksBeforeReset) {
  RegisterAllocator allocator;
  allocator.Window(9);
  for (std::uint8_t reg = 0; reg < 9; ++reg) allocator.Release(reg);
  EXPECT_EQ(allocator.Top(), 0u);
  EXPECT_EQ(allocator.high_water(), 9u) << "the frame would be too small";
  allocator.Slot();
  allocator.Reset();
  EXPECT_EQ(allocator.high_water(), 0u);
  EXPECT_EQ(allocator.slot_count(), 0u);
  EXPECT_EQ(allocator.available(), 256u);
  EXPECT_EQ(allocator.Temporary(), 0);
}

TEST(RegisterAllocator, UsesReleasedSlotsAgain) {
  RegisterAllocator allocator;
  EXPECT_EQ(allocator.Slot(), 0u);
  EXPECT_EQ(allocator.Slot(), 1u);
  EXPECT_EQ(allocator.Slot(), 2u);
  allocator.ReleaseSlot(1);
  EXPECT_FALSE(allocator.SlotInUse(1));
  EXPECT_EQ(allocator.Slot(), 1u) << "frames grow with every spill";
  EXPECT_TRUE(allocator.SlotInUse(1));
  EXPECT_EQ(allocator.Slot(), 3u);
  EXPECT_EQ(allocator.slot_count(), 4u);
}

TEST(RegisterAllocator, HasAsManySlotsAsAreAskedFor) {
  RegisterAllocator allocator(AllocationPolicy::kSpill);
  for (std::uint32_t i = 0; i < 100'000; ++i) ASSERT_EQ(allocator.Slot(), i);
  EXPECT_EQ(allocator.slot_count(), 100'000u);
}

#if QS_ASSERTIONS
TEST(RegisterAllocatorDeathTest, StopsAtAReleaseOfWhatIsFree) {
  RegisterAllocator allocator;
  allocator.Temporary();
  EXPECT_DEATH(allocator.Release(1), "a register is released once");
  allocator.Release(0);
  EXPECT_DEATH(allocator.Release(0), "a register is released once");
}

TEST(RegisterAllocatorDeathTest, StopsAtAReleaseOfASlotThatIsFreeOrUnknown) {
  RegisterAllocator allocator;
  allocator.Slot();
  EXPECT_DEATH(allocator.ReleaseSlot(1), "a slot is released once");
  allocator.ReleaseSlot(0);
  EXPECT_DEATH(allocator.ReleaseSlot(0), "a slot is released once");
}

TEST(RegisterAllocatorDeathTest, StopsAtRequestsOutsideTheRules) {
  RegisterAllocator allocator;
  EXPECT_DEATH(allocator.Window(0), "1 to 256 registers");
  EXPECT_DEATH(allocator.Window(257), "1 to 256 registers");
  EXPECT_DEATH(allocator.ClaimParameters(257), "live in slots");
  allocator.Temporary();
  EXPECT_DEATH(allocator.ClaimParameters(1), "before every other register");
}
#endif

// What the allocator must do, written down without regard to speed.
class NaiveModel {
 public:
  std::set<std::uint32_t> used;
  std::set<std::uint32_t> used_slots;
  std::uint32_t high_water = 0;
  std::uint32_t slot_count = 0;

  std::uint32_t Top() const { return used.empty() ? 0 : *used.rbegin() + 1; }

  // Every place where a window of `count` may go.
  std::vector<std::uint32_t> Places(std::uint32_t count) const {
    std::vector<std::uint32_t> places;
    for (std::uint32_t first = 0; first + count <= 256; ++first) {
      const auto next = used.lower_bound(first);
      if (next == used.end() || *next >= first + count) places.push_back(first);
    }
    return places;
  }
  // The places that the policy may choose.
  std::vector<std::uint32_t> Choices(AllocationPolicy policy, std::uint32_t count) const {
    std::vector<std::uint32_t> places = Places(count);
    if (places.empty() || policy == AllocationPolicy::kRandom) return places;
    if (policy == AllocationPolicy::kFewest) return {places.front()};
    if (policy == AllocationPolicy::kReversed) return {places.back()};
    return {std::ranges::count(places, Top()) > 0 ? Top() : places.back()};
  }
  void Take(std::uint32_t first, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) used.insert(first + i);
    high_water = std::max(high_water, Top());
  }
};

template <typename Set>
std::uint32_t Pick(const Set& set, SplitMix64& random) {
  return *std::next(set.begin(), random.Below(static_cast<std::uint32_t>(set.size())));
}

void ExpectSame(const RegisterAllocator& allocator, const NaiveModel& model) {
  for (std::uint32_t reg = 0; reg < 256; ++reg) {
    ASSERT_EQ(allocator.InUse(static_cast<std::uint8_t>(reg)), model.used.contains(reg))
        << "r" << reg;
  }
  ASSERT_EQ(allocator.available(), 256 - model.used.size());
  ASSERT_EQ(allocator.Top(), model.Top());
  ASSERT_EQ(allocator.high_water(), model.high_water);
  ASSERT_EQ(allocator.slot_count(), model.slot_count);
  for (std::uint32_t slot = 0; slot < model.slot_count; ++slot) {
    ASSERT_EQ(allocator.SlotInUse(slot), model.used_slots.contains(slot)) << "s" << slot;
  }
}

void RunRandomRequests(AllocationPolicy policy, std::uint64_t seed) {
  SCOPED_TRACE(NameOf(policy) + ", seed " + std::to_string(seed));
  SplitMix64 random(seed);
  RegisterAllocator allocator(policy, seed);
  NaiveModel model;
  // Runs that mostly request fill the file; runs that mostly release keep it sparse.
  const std::uint32_t releases = 20 + random.Below(60);
  for (int step = 0; step < 1500; ++step) {
    if (random.Below(100) < releases && !model.used.empty()) {
      const std::uint32_t reg = Pick(model.used, random);
      allocator.Release(static_cast<std::uint8_t>(reg));
      model.used.erase(reg);
    } else if (const std::uint32_t action = random.Below(20); action < 16) {
      const std::uint32_t count = action < 8 ? 1 : 1 + random.Below(random.Below(8) == 0 ? 256 : 8);
      const std::vector<std::uint32_t> choices = model.Choices(policy, count);
      const std::optional<std::uint8_t> got =
          action < 8 ? allocator.Temporary() : allocator.Window(count);
      ASSERT_EQ(got.has_value(), !choices.empty()) << "window of " << count;
      if (got) {
        ASSERT_EQ(std::ranges::count(choices, *got), 1)
            << "r" << int{*got} << " for a window of " << count << " is not the policy's choice";
        model.Take(*got, count);
      }
    } else if (action == 16) {
      const std::uint32_t reg = random.Below(256);
      ASSERT_EQ(allocator.Claim(static_cast<std::uint8_t>(reg)), !model.used.contains(reg));
      model.Take(reg, 1);
    } else if (action == 17 && !model.used_slots.empty()) {
      const std::uint32_t slot = Pick(model.used_slots, random);
      allocator.ReleaseSlot(slot);
      model.used_slots.erase(slot);
    } else if (action == 19 && random.Below(40) == 0) {
      allocator.Reset();
      model = NaiveModel();
    } else {
      const std::uint32_t slot = allocator.Slot();
      ASSERT_TRUE(model.used_slots.insert(slot).second) << "s" << slot << " has two owners";
      if (model.used_slots.size() > model.slot_count) ++model.slot_count;
      ASSERT_LT(slot, model.slot_count) << "a free slot was not used again";
    }
    if (step % 16 == 0) ExpectSame(allocator, model);
  }
  ExpectSame(allocator, model);
}

TEST(RegisterAllocator, AgreesWithANaiveModelOverRandomRequests) {
  for (const AllocationPolicy policy : kPolicies) {
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
      RunRandomRequests(policy, seed);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace quicksilver
