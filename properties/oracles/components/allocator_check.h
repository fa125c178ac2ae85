#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_ALLOCATOR_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_ALLOCATOR_CHECK_H_

// The register allocator against a model that knows nothing of tops, bit sets and free lists.
//
// The model keeps a set of the registers in use, lists every run of free registers that is long
// enough, and picks among them as the policy says in words: the run above all that is in use or
// else the last one (lifo, spill), the first (fewest), the last (reversed), or the one that the
// next number of the seed's sequence names (random). Of slots it knows how many are in use:
// whichever slot is given must be free, and a new one is made only when none is.
// Invariant: model and allocator have been given the same requests. It is wrong to use the model
// after a complaint: the two have parted.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/splitmix.h"
#include "engine/compiler/register_allocator.h"
#include "properties/generators/allocation_requests.h"

namespace quicksilver::properties {

class AllocatorModel {
 public:
  AllocatorModel(AllocationPolicy policy, std::uint64_t seed)
      : policy_(policy), seed_(seed), random_(seed) {}

  // The first of `count` registers, which are then in use; nothing when there is no such run.
  std::optional<std::uint8_t> Window(std::uint32_t count);
  bool Claim(std::uint8_t reg);
  void Release(std::uint8_t reg);
  void Reset();

  const std::set<std::uint32_t>& in_use() const { return in_use_; }
  // One more than the highest register ever in use.
  std::uint32_t highest_ever() const { return highest_ever_; }

  // Does to the model what `request` asks for.
  void Apply(const AllocationRequest& request);

  std::uint32_t slots_in_use = 0;
  std::uint32_t most_slots = 0;

 private:
  void Take(std::uint32_t reg);
  std::vector<std::uint32_t> FreeRuns(std::uint32_t count) const;

  AllocationPolicy policy_;
  std::uint64_t seed_;
  SplitMix64 random_;
  std::set<std::uint32_t> in_use_;
  std::uint32_t highest_ever_ = 0;
};

// The allocator, with the slots that it has given out.
struct AllocatorUnderTest {
  RegisterAllocator allocator;
  std::vector<std::uint32_t> slots;
};

// Makes one request of both and compares what they answer and what they then show; what is wrong,
// or nothing.
std::optional<std::string> CheckRequest(const AllocationRequest& request, AllocatorModel& model,
                                        AllocatorUnderTest& tested);

// All requests, from a fresh allocator.
std::optional<std::string> CheckAllocator(const AllocationRequests& requests);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_ALLOCATOR_CHECK_H_
