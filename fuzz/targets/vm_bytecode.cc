// A generated program's code with a few small changes: the verifier refuses it, or the machine runs
// it without harm.
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/generators/corruption.h"
#include "properties/generators/program_generator.h"
#include "properties/oracles/components/code_check.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size));
  const auto profiles = properties::AllProfiles();
  const std::uint32_t profile = choices.Below(static_cast<std::uint32_t>(profiles.size()));
  const bool optimise = choices.Flip(50);
  // What is changed is chosen before the program is: otherwise every change of the program would
  // change it.
  std::array<std::uint8_t, 12> bytes{};
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(choices.Below(256));
  properties::Choices changes = properties::Choices::FromBytes(bytes);
  const properties::TestProgram test = properties::GenerateProgram(choices, profiles[profile]);
  CompileOptions options;
  options.optimise = optimise;
  std::shared_ptr<Chunk> chunk = Compiler(options).Compile(test.program.ast());
  const std::string what = properties::CorruptChunk(changes, *chunk);
  const properties::CodeVerdict verdict = properties::JudgeCode(chunk);
  fuzz::ExpectSound(verdict, what + std::string(test.program.source()));
  if (verdict.accepted) fuzz::ReportCode(*chunk);
  return 0;
}

}  // namespace quicksilver
