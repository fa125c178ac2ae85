// Bytes as requests: the register allocator answers as a model that keeps sets, under every policy.
#include "fuzz/targets/target.h"
#include "properties/generators/allocation_requests.h"
#include "properties/oracles/components/allocator_check.h"

using namespace quicksilver;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size));
  const auto made = properties::GenerateAllocationRequests(choices);
  fuzz::Expect(properties::CheckAllocator(made), Describe(made));
  return 0;
}
