#ifndef QUICKSILVER_PROPERTIES_GENERATORS_CODE_INPUTS_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_CODE_INPUTS_H_

// Bytecode and archives of every origin: compiled from generated programs under any policy, or
// instruction sequences that no compiler makes; as they are, or spoilt.
//
// Invariant: a spoilt input says what was changed. It is wrong to use what is here where only the
// compiler's output is meant: compile a generated program for that.

#include <memory>
#include <string>

#include "engine/bytecode/chunk.h"
#include "engine/compiler/compiler.h"
#include "properties/generators/choices.h"

namespace quicksilver::properties {

// Every policy, optimised or not, with and without tracing and recorded values.
CompileOptions GenerateCompileOptions(Choices& choices);

// Code that the verifier must accept.
std::unique_ptr<Chunk> GenerateChunk(Choices& choices);

struct SpoiltCode {
  std::shared_ptr<const Chunk> chunk;
  std::string changes;
};
SpoiltCode GenerateSpoiltCode(Choices& choices);

// One in four is as it was written.
struct ArchiveBytes {
  std::string bytes;
};
ArchiveBytes GenerateArchive(Choices& choices);

std::string Describe(const SpoiltCode& code);
std::string Describe(const ArchiveBytes& archive);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_CODE_INPUTS_H_
