// Bytes as instructions from the one opcode table: sequences that are well formed are accepted, and
// what the verifier accepts, spoilt or not, runs without harm.
#include "fuzz/targets/feedback.h"
#include "fuzz/targets/target.h"
#include "properties/generators/corruption.h"
#include "properties/generators/instruction_sequence.h"
#include "properties/oracles/components/code_check.h"

namespace quicksilver {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  properties::Choices choices =
      properties::Choices::FromBytes(std::span<const std::uint8_t>(data, size));
  const bool spoil = choices.Flip(50);
  const properties::InstructionSequence sequence = properties::GenerateInstructionSequence(choices);
  std::shared_ptr<Chunk> chunk = properties::Assemble(sequence);
  fuzz::ReportCode(*chunk);
  if (!spoil) {
    if (const auto complaint = properties::CheckWellFormedCode(chunk)) {
      fuzz::Fail(*complaint, Describe(sequence));
    }
    return 0;
  }
  const std::string changes = properties::CorruptChunk(choices, *chunk);
  const properties::CodeVerdict verdict = properties::JudgeCode(chunk);
  fuzz::ExpectSound(verdict, changes + Describe(sequence));
  if (verdict.accepted) fuzz::ReportCode(*chunk);
  return 0;
}

}  // namespace quicksilver
