// Bytes as choices of the program generator: every oracle that compares runs, by turns.
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/generators/program_generator.h"
#include "properties/oracles/oracles.h"

using namespace quicksilver;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto equivalence = properties::MakeOracle("equivalence");
  static const auto policies = properties::MakeOracle("policies");
  static const auto soundness = properties::MakeOracle("type_soundness");
  static const auto allocation = properties::MakeOracle("allocation");
  if (size < 2) return -1;
  // The last byte and not the first one: a fuzzer that inserts bytes keeps the program.
  const auto profiles = properties::AllProfiles();
  const properties::Profile& profile = profiles[data[size - 1] % profiles.size()];
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size - 1));
  const properties::TestProgram test = properties::GenerateProgram(choices, profile);
  const std::uint64_t seed = fuzz::SeedOf(data, size);
  fuzz::ReportCode(test.program);
  fuzz::Expect(*equivalence, equivalence->Check(test, fuzz::FuzzLimits(), seed), test);
  fuzz::Expect(*soundness, soundness->Check(test, fuzz::FuzzLimits(), seed), test);
  fuzz::Expect(*policies, policies->Check(test, fuzz::FuzzLimits(), seed), test);
  fuzz::Expect(*allocation, allocation->Check(test, fuzz::FuzzLimits(), seed), test);
  return 0;
}
