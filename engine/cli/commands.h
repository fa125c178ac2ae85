#ifndef QUICKSILVER_CLI_COMMANDS_H_
#define QUICKSILVER_CLI_COMMANDS_H_

// One function a command. Each returns the exit status; what it prints goes to `output`, complaints
// to standard error.
//
// Invariant: a command leaves nothing behind but the files it was asked to write. It is wrong to
// call two at once in one process: they share the standard streams.

#include "engine/cli/options.h"
#include "engine/cli/output.h"

namespace quicksilver {

int RunProgram(const Options& options, Output& output);
int EvaluateProgram(const Options& options, Output& output);
int CompileProgram(const Options& options, Output& output);
int CheckPrograms(const Options& options, Output& output);
int ShowBytecode(const Options& options, Output& output);
int ShowAst(const Options& options, Output& output);
int ShowTokens(const Options& options, Output& output);
int TraceProgram(const Options& options, Output& output);
int FormatPrograms(const Options& options, Output& output);
int RunRepl(const Options& options, Output& output);

// The whole program: parses the command line and runs the command.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_COMMANDS_H_
