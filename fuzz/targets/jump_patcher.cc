// Bytes as code with labels: jumps are as narrow as they can be and lead where they should.
#include "fuzz/targets/target.h"
#include "properties/generators/jump_graph.h"
#include "properties/oracles/components/jump_check.h"

using namespace quicksilver;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size));
  const auto made = properties::GenerateJumpGraph(choices);
  fuzz::Expect(properties::CheckJumps(made), Describe(made));
  return 0;
}
