#ifndef QUICKSILVER_CLI_PROGRAM_CHECK_H_
#define QUICKSILVER_CLI_PROGRAM_CHECK_H_

// One program on every configuration: do they agree, and is the result the one that the program's
// header expects?
//
// What the header says is denied (`# deny: Vault.key the vault is closed`) is refused to the
// program. Invariant: what is wrong in the same way on several configurations is one finding. It is
// wrong to read nothing into an empty answer for a program without a header: it has been compared
// all the same.

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/differential/configurations.h"
#include "engine/runtime/limits.h"

namespace quicksilver {

struct Finding {
  enum class Kind : std::uint8_t {
    kDivergence,  // a configuration shows something else than the first one
    kUnexpected,  // the first one does not show what the header expects
  };
  Kind kind = Kind::kDivergence;
  std::string text;  // both sides, on one line
};

// The limits under which programs are checked whose headers do not ask for others.
Limits CheckLimits();

// `source` is the text of the file at `path`, which imports are relative to. `before` is called
// with each configuration before it runs.
std::vector<Finding> CheckProgram(const std::string& path, std::string_view source,
                                  std::span<const Configuration> configurations,
                                  const std::function<void(const Configuration&)>& before);

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_PROGRAM_CHECK_H_
