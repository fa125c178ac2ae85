#include "properties/generators/code_inputs.h"

#include <fmt/format.h>
#include <utility>

#include "engine/bytecode/archive.h"
#include "engine/bytecode/disassembler.h"
#include "properties/generators/corruption.h"
#include "properties/generators/instruction_sequence.h"
#include "properties/generators/profile.h"
#include "properties/generators/program_generator.h"

namespace quicksilver::properties {

CompileOptions GenerateCompileOptions(Choices& choices) {
  CompileOptions options;
  options.optimise = !choices.Flip(40);
  options.allocation = static_cast<AllocationPolicy>(choices.Below(5));
  options.jumps = static_cast<JumpPolicy>(choices.Below(3));
  options.seed = choices.Below(256);
  options.trace = choices.Flip(10);
  options.record_values = choices.Flip(10);
  return options;
}

std::unique_ptr<Chunk> GenerateChunk(Choices& choices) {
  // Sequences have every opcode in odd places; programs have tables of every size, several chants,
  // handlers inside handlers.
  if (choices.Flip(50)) return Assemble(GenerateInstructionSequence(choices));
  const CompileOptions options = GenerateCompileOptions(choices);
  const auto profiles = AllProfiles();
  const Profile& profile = profiles[choices.Below(static_cast<std::uint32_t>(profiles.size()))];
  return Compiler(options).Compile(GenerateProgram(choices, profile).program.ast());
}

SpoiltCode GenerateSpoiltCode(Choices& choices) {
  std::unique_ptr<Chunk> chunk = GenerateChunk(choices);
  std::string changes = CorruptChunk(choices, *chunk);
  return {std::move(chunk), std::move(changes)};
}

ArchiveBytes GenerateArchive(Choices& choices) {
  std::string archive = WriteArchive(*GenerateChunk(choices));
  if (choices.Flip(25)) return {std::move(archive)};
  return {CorruptArchive(choices, std::move(archive))};
}

std::string Describe(const SpoiltCode& code) {
  return "changed: " + code.changes + Disassemble(*code.chunk);
}

std::string Describe(const ArchiveBytes& archive) {
  std::string text;
  for (std::size_t i = 0; i < archive.bytes.size(); ++i) {
    text += fmt::format("{:02x}{}", static_cast<unsigned char>(archive.bytes[i]),
                        i % 32 == 31 ? "\n" : " ");
  }
  return text + "\n";
}

}  // namespace quicksilver::properties
