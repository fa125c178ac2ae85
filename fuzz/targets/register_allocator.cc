// Bytes as requests: the register allocator answers as a model that keeps sets, under every policy.
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/generators/allocation_requests.h"
#include "properties/oracles/components/allocator_check.h"
#include "properties/oracles/components/component_claim.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size));
  const auto made = properties::GenerateAllocationRequests(choices);
  properties::AllocatorModel model(made.policy, made.seed);
  properties::AllocatorUnderTest tested{RegisterAllocator(made.policy, made.seed), {}};
  for (const properties::AllocationRequest& request : made.requests) {
    if (const auto complaint = properties::CheckRequest(request, model, tested)) {
      fuzz::FailAs(properties::ComponentSignature("registers", *complaint), *complaint,
                   Describe(made));
    }
    fuzz::ReportAllocation(made.policy, static_cast<std::uint32_t>(request.kind), tested.allocator);
  }
  return 0;
}

}  // namespace quicksilver
