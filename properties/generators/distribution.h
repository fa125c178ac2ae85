#ifndef QUICKSILVER_PROPERTIES_GENERATORS_DISTRIBUTION_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_DISTRIBUTION_H_

// What generated programs consist of and how they end: what proves that random testing is not
// vacuous.
//
// A Distribution only counts. Add looks at the program's text and at how a run ended; a
// ProgramMeter runs programs as well, watches which handlers catch something and how often loops go
// round, and counts the opcodes that the compiler makes of them with and without its optimiser.
// Invariant: a share is the number of programs in which a thing occurs at least once, of
// `programs`; the two that need a run (caught, loops_twice) and the opcodes are of `measured`. It
// is wrong to read a builtin's share as calls that were executed: it is where its name is written.

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/bytecode/opcodes.h"
#include "engine/engine.h"
#include "engine/runtime/error.h"
#include "engine/syntax/ast.h"
#include "properties/generators/builtin_signatures.h"
#include "properties/test_program.h"

namespace quicksilver::properties {

// In how many programs, and how often at all.
struct Share {
  std::uint64_t programs = 0;
  std::uint64_t total = 0;

  void Add(std::uint64_t times) {
    programs += times > 0 ? 1 : 0;
    total += times;
  }
};

enum class Ending : std::uint8_t {
  kValue,
  kDeliberateError,
  kResourceError,
  kIllTyped,  // any other error: a bug of the generator, or of the engine
};
inline constexpr int kEndingCount = static_cast<int>(Ending::kIllTyped) + 1;
Ending EndingOf(const TestProgram& program, const Outcome& outcome);

struct Distribution {
  std::uint64_t programs = 0;
  std::uint64_t measured = 0;
  std::uint64_t nodes = 0;
  std::uint64_t source_bytes = 0;
  std::uint64_t with_deliberate = 0;  // programs that have a deliberate node
  std::uint64_t with_output = 0;
  std::uint64_t with_loops = 0;   // measured programs that entered a loop
  std::uint64_t loops_twice = 0;  // … of which some loop ran its body at least twice
  std::array<std::uint64_t, kEndingCount> endings{};

  std::array<Share, kExprKindCount> expressions{};
  std::array<Share, kStmtKindCount> statements{};
  std::array<Share, kPatternKindCount> patterns{};
  std::array<Share, kBuiltinCount> builtins{};
  std::array<std::uint64_t, kErrorKindCount> final_errors{};
  std::array<Share, kErrorKindCount> caught{};  // by a handler that names the kind
  std::array<Share, kOpcodeCount> opcodes{};

  void Add(const TestProgram& program, const Outcome& outcome);
  void Merge(const Distribution& other);

  // Tables for people, one section below the other.
  std::string ToString() const;
};

// One thread's.
class ProgramMeter {
 public:
  ProgramMeter();
  ~ProgramMeter();
  ProgramMeter(const ProgramMeter&) = delete;
  ProgramMeter& operator=(const ProgramMeter&) = delete;

  // Runs the program on the interpreter, watching, and adds all there is to add. Gives how it
  // ended.
  Outcome Measure(const TestProgram& program, Distribution& into);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_DISTRIBUTION_H_
