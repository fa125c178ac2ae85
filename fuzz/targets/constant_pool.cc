// Bytes as constants: each is in the pool once, told apart by type and bits.
#include "fuzz/targets/target.h"
#include "properties/generators/constant_set.h"
#include "properties/oracles/components/component_claim.h"
#include "properties/oracles/components/constant_check.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size));
  const auto made = properties::GenerateConstantSet(choices);
  if (const auto complaint = properties::CheckConstants(made))
    fuzz::FailAs(properties::ComponentSignature("constants", *complaint), *complaint,
                 Describe(made));
  return 0;
}

}  // namespace quicksilver
