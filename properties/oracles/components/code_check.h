#ifndef QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_CODE_CHECK_H_
#define QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_CODE_CHECK_H_

// What must hold of any bytecode, wherever it comes from.
//
// The disassembler lists it. The verifier answers; what it accepts survives the archive with the
// same bytes, has no index that leads out of what it indexes, and runs to an end under tiny limits,
// twice on the same machine and on both dispatch loops, with the same results. That it touches
// nothing that is not its own is for the sanitizers to see: a check under them is worth more than
// one without.
// Invariant: code that the verifier refuses, or should have refused, is not run. It is wrong to
// compare results with an interpreter's: nothing was ever a program.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/bytecode/chunk.h"

namespace quicksilver::properties {

struct CodeVerdict {
  bool accepted = false;
  std::string refusal;  // why the verifier refused
  std::string result;   // of the first run; for tests, which count what kinds there are
  std::optional<std::string> complaint;
  std::string unsound;  // with a complaint: the claim of the refusal oracle that it breaks
};

CodeVerdict JudgeCode(std::shared_ptr<const Chunk> chunk);

// Whatever `chunk` is.
std::optional<std::string> CheckCode(std::shared_ptr<const Chunk> chunk);
// The verifier must accept it as well.
std::optional<std::string> CheckWellFormedCode(std::shared_ptr<const Chunk> chunk);
// Whatever the bytes are: loading fails with a message or gives code that holds up.
std::optional<std::string> CheckArchive(std::string_view bytes);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_COMPONENTS_CODE_CHECK_H_
