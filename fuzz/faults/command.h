#ifndef QUICKSILVER_FUZZ_FAULTS_COMMAND_H_
#define QUICKSILVER_FUZZ_FAULTS_COMMAND_H_

// Other programs, run to their end or to the end of our patience.
//
// Invariant: when RunCommand returns, the program and whatever it started in its process group have
// ended. It is wrong to run something that must be asked anything: standard input is empty.

#include <cstddef>
#include <string>
#include <vector>

namespace quicksilver::faults {

struct CommandResult {
  int status = 0;          // the exit status, where it exited
  int signal = 0;          // the signal that ended it, or 0
  bool timed_out = false;  // it was ended because its time was over
  double seconds = 0;
  std::string output;  // what it wrote, standard output and standard error mixed; the end of it

  bool ok() const { return !timed_out && signal == 0 && status == 0; }
};

// What a program that ends by itself after some time may take beyond it: to load its corpus, to
// reduce and file what it found.
inline constexpr double kGraceSeconds = 60;

// Runs `arguments` (the first is the program, sought in PATH) in `folder`, at most for `seconds`.
// A program that cannot be started has status 127.
CommandResult RunCommand(const std::vector<std::string>& arguments, const std::string& folder,
                         double seconds);

}  // namespace quicksilver::faults

#endif  // QUICKSILVER_FUZZ_FAULTS_COMMAND_H_
