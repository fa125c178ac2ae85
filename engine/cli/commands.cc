#include "engine/cli/commands.h"

#include "engine/base/assert.h"

namespace quicksilver {
namespace {

int RunCommand(const Options& options, Output& output) {
  switch (options.command) {
    case Command::kRun:
      return RunProgram(options, output);
    case Command::kEval:
      return EvaluateProgram(options, output);
    case Command::kCheck:
      return CheckPrograms(options, output);
    case Command::kDisasm:
      return ShowBytecode(options, output);
    case Command::kAst:
      return ShowAst(options, output);
    case Command::kTokens:
      return ShowTokens(options, output);
    case Command::kTrace:
      return TraceProgram(options, output);
    case Command::kFormat:
      return FormatPrograms(options, output);
    case Command::kCompile:
      return CompileProgram(options, output);
    case Command::kRepl:
      return RunRepl(options, output);
  }
  QS_UNREACHABLE("a command");
}

}  // namespace

int RunCommandLine(int argc, const char* const* argv) {
  PrepareStandardStreams();
  const std::expected<Options, int> options = ParseOptions(argc, argv);
  if (!options.has_value()) return options.error();
  Output output;
  return RunCommand(*options, output);
}

}  // namespace quicksilver
