#include "fuzz/hunt/commands.h"

#include <expected>
#include <fmt/format.h>
#include <string>

#include "fuzz/hunt/exit_codes.h"
#include "fuzz/hunt/subject.h"

namespace quicksilver::hunt {

int PrintProgram(const Options& options, Terminal& terminal) {
  const Subject subject = MakeSubject(options.profile.value_or("balanced"), std::nullopt);
  const properties::TestProgram program = subject.generate(options.seed, subject.wheel.front());
  terminal.Write(program.program.source());
  return kExitOk;
}

int RunCommandLine(int argc, const char* const* argv) {
  PrepareStandardStreams();
  Terminal terminal;
  const std::expected<Options, int> options = ParseOptions(argc, argv, terminal);
  if (!options.has_value()) return options.error();
  switch (options->command) {
    case Command::kHunt:
      return RunHunt(*options, terminal);
    case Command::kGen:
      return PrintProgram(*options, terminal);
    case Command::kReplay:
      return Replay(*options, terminal);
    case Command::kReduce:
      return ReduceProgram(*options, terminal);
    case Command::kExplain:
      return ExplainProgram(*options, terminal);
    case Command::kStats:
      return PrintStatistics(*options, terminal);
    case Command::kLedger:
      return ReadLedger(*options, terminal);
  }
  return kExitInternal;
}

}  // namespace quicksilver::hunt
