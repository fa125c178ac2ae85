#ifndef QUICKSILVER_PROPERTIES_TEST_PROGRAM_H_
#define QUICKSILVER_PROPERTIES_TEST_PROGRAM_H_

// A program under test, with what is known about it, and the world that it runs in.
//
// Every program of this library is source text that has been parsed: what is compared, reduced and
// filed is what a person can read. Invariant: the world is the same for every program and every
// run: output is discarded (outcomes record it), requests for resources below `Vault` are refused,
// and the modules are those of kModules. It is wrong to give a program a world that its text and
// this file do not determine: it could not be replayed.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"

namespace quicksilver::properties {

struct TestProgram {
  Program program;
  // The nodes that may raise on purpose: their spans in `program`. Empty for programs that were not
  // generated.
  std::vector<Span> deliberate = {};
  // Whether the program is well typed but for its deliberate nodes, so that type soundness may be
  // asked of it.
  bool well_typed = false;
};

// Requests for a resource whose name begins with this are refused.
inline constexpr std::string_view kRefusedResources = "Vault.";
// With this reason.
inline constexpr std::string_view kRefusal = "the vault is closed";

// The modules that programs may import, by path. They are also files below
// corpus/regressions/modules, so that a finding runs from there as it is.
struct TestModule {
  std::string_view path;  // "modules/shapes.gw"
  std::string_view text;
};
std::span<const TestModule> TestModules();

class TestWorld : public Host {
 public:
  std::optional<std::string> Deny(std::string_view resource,
                                  std::string_view justification) override;
  std::expected<ModuleSource, std::string> Load(std::string_view path,
                                                std::string_view importer) override;
};

// What a program under test may use unless something else is said: generous for a generated
// program, and small enough that a runaway ends at once.
Limits TestLimits();

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_TEST_PROGRAM_H_
