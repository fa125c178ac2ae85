// Bytes as choices of the program generator: the VM under three of its configurations does what the
// interpreter does, the program is as well typed as it was made, and its registers are allocated
// soundly.
#include "fuzz/targets/comparison.h"
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/generators/program_generator.h"
#include "properties/oracles/oracles.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::Comparison comparison;
  static const auto allocation = properties::MakeOracle("allocation");
  if (size < 2) return -1;
  // The last byte and not the first one: a fuzzer that inserts bytes keeps the program.
  const auto profiles = properties::AllProfiles();
  const properties::Profile& profile = profiles[data[size - 1] % profiles.size()];
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size - 1));
  const properties::TestProgram test = properties::GenerateProgram(choices, profile);
  const std::uint64_t seed = fuzz::SeedOf(data, size);
  comparison.Check(test, seed);
  fuzz::ExpectAgreement("allocation", allocation->Check(test, fuzz::FuzzLimits(), seed), test);
  return 0;
}

}  // namespace quicksilver
