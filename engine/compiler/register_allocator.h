#ifndef QUICKSILVER_COMPILER_REGISTER_ALLOCATOR_H_
#define QUICKSILVER_COMPILER_REGISTER_ALLOCATOR_H_

// Hands out the 256 registers and the unbounded frame slots of one function.
//
// The code generator asks for single registers and for contiguous windows, and releases each
// register and slot exactly once. Which free register an answer names is the policy's choice, so
// that different allocations of one program can be compared; the program's meaning must not depend
// on it. Invariant: a register is free or owned by exactly one request; releasing what is free is
// an assertion, and so is releasing what lies outside. It is wrong to remember a register after its
// release.

#include <bitset>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/splitmix.h"

namespace quicksilver {

enum class AllocationPolicy : std::uint8_t {
  // The register just above the highest one in use, so that call windows are on top; the highest
  // hole
  // once r255 is in use.
  kLifo,
  // The lowest free register: holes are filled first. The code generator evicts what it can before
  // it goes beyond the first few (see Crowded), so that small programs run out of registers too.
  kFewest,
  kReversed,  // the highest free register
  kRandom,    // a pseudo-random free register, from the seed
  kSpill,     // as kLifo, but locals live in frame slots (the code generator asks LocalsInSlots)
};

// With so many registers in use kFewest is crowded.
inline constexpr std::uint32_t kFewRegisters = 6;

class RegisterAllocator {
 public:
  explicit RegisterAllocator(AllocationPolicy policy = AllocationPolicy::kLifo,
                             std::uint64_t seed = 0);

  // A free register, now in use; nothing when all 256 are in use.
  std::optional<std::uint8_t> Temporary();
  // `count` contiguous free registers, now in use each by itself (released one by one): the first
  // one. Nothing when no such run is free. count is 1..256. kLifo takes the run above Top() if it
  // fits, else the highest one among the holes.
  std::optional<std::uint8_t> Window(std::uint32_t count);
  // Exactly `reg`, if it is free; false, and nothing changed, if it is in use.
  bool Claim(std::uint8_t reg);
  // The lowest `count` registers of a fresh function, for its parameters.
  void ClaimParameters(std::uint32_t count);
  void Release(std::uint8_t reg);

  // A frame slot, reused after ReleaseSlot.
  std::uint32_t Slot();
  void ReleaseSlot(std::uint32_t slot);

  // Whether the policy would rather have a value evicted than one more register used.
  bool Crowded() const { return policy_ == AllocationPolicy::kFewest && in_use_ >= kFewRegisters; }
  bool InUse(std::uint8_t reg) const { return used_[reg]; }
  bool SlotInUse(std::uint32_t slot) const { return slots_[slot]; }
  // How many registers are free.
  std::uint32_t available() const { return 256 - in_use_; }
  // The highest register in use plus one; 0 when none is.
  std::uint32_t Top() const { return top_; }
  // One more than the highest register ever in use; likewise for slots.
  std::uint32_t high_water() const { return high_water_; }
  std::uint32_t slot_count() const { return static_cast<std::uint32_t>(slots_.size()); }
  // Whether the policy keeps locals in frame slots.
  bool LocalsInSlots() const { return policy_ == AllocationPolicy::kSpill; }

  // A fresh function with the same policy; the pseudo-random sequence starts over from the seed.
  void Reset();

 private:
  void Take(std::uint32_t reg);
  // Whether `count` registers from `first` are free.
  bool IsFree(std::uint32_t first, std::uint32_t count) const;
  std::optional<std::uint32_t> LowestRun(std::uint32_t count) const;
  std::optional<std::uint32_t> HighestRun(std::uint32_t count) const;
  std::optional<std::uint32_t> RandomRun(std::uint32_t count);

  AllocationPolicy policy_;
  std::uint64_t seed_;
  SplitMix64 random_;
  std::bitset<256> used_;
  std::uint32_t in_use_ = 0;
  std::uint32_t top_ = 0;
  std::uint32_t high_water_ = 0;
  std::vector<bool> slots_;
  std::vector<std::uint32_t> free_slots_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_COMPILER_REGISTER_ALLOCATOR_H_
