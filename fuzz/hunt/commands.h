#ifndef QUICKSILVER_FUZZ_HUNT_COMMANDS_H_
#define QUICKSILVER_FUZZ_HUNT_COMMANDS_H_

// One function a command. Each returns the exit status; results go to standard output, complaints
// to standard error.
//
// Invariant: a command leaves nothing behind but the files it was asked to write and the folder of
// findings. It is wrong to call two at once in one process: they share the standard streams.

#include "fuzz/hunt/options.h"
#include "fuzz/hunt/terminal.h"

namespace quicksilver::hunt {

int RunHunt(const Options& options, Terminal& terminal);
int PrintProgram(const Options& options, Terminal& terminal);
int Replay(const Options& options, Terminal& terminal);
int ReduceProgram(const Options& options, Terminal& terminal);
int ExplainProgram(const Options& options, Terminal& terminal);
int ReadLedger(const Options& options, Terminal& terminal);
int PrintStatistics(const Options& options, Terminal& terminal);

// The whole program: parses the command line and runs the command.
int RunCommandLine(int argc, const char* const* argv);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_COMMANDS_H_
