// Bytes as changes of lists and maps with several owners: nobody sees another's change.
#include "fuzz/targets/target.h"
#include "properties/generators/container_operations.h"
#include "properties/oracles/components/component_claim.h"
#include "properties/oracles/components/container_check.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size));
  const auto made = properties::GenerateContainerOperations(choices);
  if (const auto complaint = properties::CheckContainers(made))
    fuzz::FailAs(properties::ComponentSignature("containers", *complaint), *complaint,
                 Describe(made));
  return 0;
}

}  // namespace quicksilver
