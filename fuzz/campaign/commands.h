#ifndef QUICKSILVER_FUZZ_CAMPAIGN_COMMANDS_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_COMMANDS_H_

// The whole program: parses the command line and runs the command. Returns the exit status.
//
// Invariant: a command leaves nothing behind but what is in the campaign's folder. It is wrong to
// call it twice in one process: it uses the standard streams.

namespace quicksilver::campaign {

int RunCommandLine(int argc, const char* const* argv);

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_COMMANDS_H_
