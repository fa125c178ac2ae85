// Bytecode of every origin: what is well formed is accepted, and what is accepted does no harm.

#include <memory>

#include "properties/arbitraries/property.h"
#include "properties/generators/code_inputs.h"
#include "properties/generators/instruction_sequence.h"
#include "properties/oracles/components/code_check.h"

namespace quicksilver::properties {
namespace {

TEST(VerifierProperty, AcceptsWellFormedSequencesWhichThenRunAlikeOnBothLoops) {
  ForAll<InstructionSequence>(150, [](const InstructionSequence& sequence) {
    return CheckWellFormedCode(std::shared_ptr<const Chunk>(Assemble(sequence)));
  });
}

TEST(VerifierProperty, RefusesSpoiltCodeOrLeavesItHarmless) {
  ForAll<SpoiltCode>(500, [](const SpoiltCode& code) { return CheckCode(code.chunk); });
}

TEST(ArchiveProperty, LoadsWhatHoldsUpWhateverTheBytesAre) {
  ForAll<ArchiveBytes>(500,
                       [](const ArchiveBytes& archive) { return CheckArchive(archive.bytes); });
}

}  // namespace
}  // namespace quicksilver::properties
