// Bytes as code with labels: jumps are as narrow as they can be and lead where they should.
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/generators/jump_graph.h"
#include "properties/oracles/components/component_claim.h"
#include "properties/oracles/components/jump_check.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size));
  const auto made = properties::GenerateJumpGraph(choices);
  properties::JumpPatcherUnderTest tested(made.policy, made.seed, made.announced_backwards);
  for (const properties::JumpStep& step : made.steps) {
    if (const auto complaint = tested.Add(step))
      fuzz::FailAs(properties::ComponentSignature("jumps", *complaint), *complaint, Describe(made));
  }
  if (const auto complaint = tested.Add({properties::JumpStep::Kind::kFinish, 0, Opcode::kNop})) {
    fuzz::FailAs(properties::ComponentSignature("jumps", *complaint), *complaint, Describe(made));
  }
  fuzz::ReportPatching(made.policy, tested.widened(), tested.most_rounds());
  return 0;
}

}  // namespace quicksilver
