#ifndef QUICKSILVER_DIFFERENTIAL_CONFIGURATIONS_H_
#define QUICKSILVER_DIFFERENTIAL_CONFIGURATIONS_H_

// Every way in which the engines can run a program, as a list.
//
// The first configuration is the interpreter: it is the definition, and the others are compared
// with it. Invariant: names are distinct and say everything that sets a configuration apart.
// It is wrong to expect the steps of two configurations to be alike.

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace quicksilver {

struct Configuration {
  std::string name;  // `vm optimised lifo narrow`
  EngineKind engine = EngineKind::kInterpreter;
  CompileOptions compile;
  bool through_archive = false;  // the code is saved and loaded before it runs
  Dispatch dispatch = Dispatch::kTailCalls;
};

// The interpreter; the VM with and without the optimiser, for each way of allocating registers and
// of choosing jumps; the VM on code that came out of an archive, and on code that can be traced;
// and the machine's other loop, on usual and on the most unusual code.
std::vector<Configuration> AllConfigurations();

// The code that the configuration runs. Whatever the compiler made has passed the verifier, and
// what went through an archive gave the same bytes again. The error says which of that is not so.
// Only for configurations of the VM.
std::expected<Code, std::string> CompileFor(const Configuration& configuration,
                                            const Program& program);

// Makes the context, whose heap held `level` bytes when it was new, forget everything. The error
// says what its heap still holds then: something that a run has lost track of.
std::expected<void, std::string> ResetToLevel(Context& context, std::uint64_t level);

// Runs `program` in a context of its own. The error is CompileFor's or ResetToLevel's.
std::expected<Outcome, std::string> RunOn(const Configuration& configuration,
                                          const Program& program, const Limits& limits, Host& host);

}  // namespace quicksilver

#endif  // QUICKSILVER_DIFFERENTIAL_CONFIGURATIONS_H_
