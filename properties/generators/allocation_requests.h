#ifndef QUICKSILVER_PROPERTIES_GENERATORS_ALLOCATION_REQUESTS_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_ALLOCATION_REQUESTS_H_

// Sequences of requests to a register allocator.
//
// Requests say which of the registers in use they release, not which register: so every sequence
// means something, and stays meaningful when requests are left out of it. Invariant: a request's
// operand is in the range that its kind allows. It is wrong to generate release requests by
// register number: most of them would have to be skipped.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/compiler/register_allocator.h"
#include "properties/generators/choices.h"

namespace quicksilver::properties {

struct AllocationRequest {
  enum class Kind : std::uint8_t {
    kTemporary,
    kWindow,      // operand: how many, 1 to 256
    kClaim,       // operand: the register, 0 to 255
    kParameters,  // operand: how many, 0 to 256; skipped unless nothing is in use
    kRelease,     // operand n: the n-th register in use, counted modulo their number
    kSlot,
    kReleaseSlot,  // operand n: the n-th slot in use, counted modulo their number
    kReset,
  };
  Kind kind = Kind::kTemporary;
  std::uint32_t operand = 0;

  friend bool operator==(const AllocationRequest&, const AllocationRequest&) = default;
};

struct AllocationRequests {
  AllocationPolicy policy = AllocationPolicy::kLifo;
  std::uint64_t seed = 0;
  std::vector<AllocationRequest> requests;
};

AllocationRequest GenerateAllocationRequest(Choices& choices);
AllocationRequests GenerateAllocationRequests(Choices& choices);

// `lifo`, `fewest`, `reversed`, `random`, `spill`.
std::string_view AllocationPolicyName(AllocationPolicy policy);
// `window 3`, `release 7`, …
std::string Describe(const AllocationRequest& request);
std::string Describe(const AllocationRequests& requests);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_ALLOCATION_REQUESTS_H_
