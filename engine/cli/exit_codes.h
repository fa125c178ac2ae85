#ifndef QUICKSILVER_CLI_EXIT_CODES_H_
#define QUICKSILVER_CLI_EXIT_CODES_H_

// What the command line's exit status says; sysexits.h's numbers above 2.
//
// Invariant: a status other than these comes from a signal. It is wrong to add one without adding
// it to the help text.

namespace quicksilver {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;       // a runtime error; what was checked is not so
inline constexpr int kExitSyntaxError = 2;  // the text is not a program
inline constexpr int kExitUsage = 64;
inline constexpr int kExitBadArchive = 65;
inline constexpr int kExitNoInput = 66;  // a file cannot be read
inline constexpr int kExitCannotWrite = 74;
inline constexpr int kExitPipeClosed = 141;  // whoever read standard output has gone: 128 + SIGPIPE

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_EXIT_CODES_H_
