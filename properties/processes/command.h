#ifndef QUICKSILVER_PROPERTIES_PROCESSES_COMMAND_H_
#define QUICKSILVER_PROPERTIES_PROCESSES_COMMAND_H_

// Another program, run to its end or to the end of our patience, and what it cost.
//
// Invariant: when RunCommand returns, the program and whatever it started in its process group have
// ended; the program itself ends with us as well. The figures are the program's own, as the kernel
// counts them for it and for what it waited for; time that others took from it is in `wall_seconds`
// alone. It is wrong to run something that must be asked anything (standard input is empty), or to
// measure from a process that holds much memory: until it becomes the other program, the child
// counts its parent's as its own.

#include <cstdint>
#include <string>
#include <vector>

namespace quicksilver::processes {

struct CommandResult {
  int status = 0;          // the exit status, where it exited
  int signal = 0;          // the signal that ended it, or 0
  bool timed_out = false;  // it was ended because its time was over
  double cpu_seconds = 0;  // user and system
  double wall_seconds = 0;
  std::uint64_t peak_bytes = 0;  // the most memory resident at once
  std::string output;  // what it wrote, standard output and standard error mixed; the end of it

  bool ok() const { return !timed_out && signal == 0 && status == 0; }
  // Why it is not ok: `exit status 1: error ...`, with the first line of the output.
  std::string Complaint() const;
};

// Runs `arguments` (the first is the program, sought in PATH) in `folder`, at most for `seconds` on
// the clock. A program that cannot be started has status 127.
CommandResult RunCommand(const std::vector<std::string>& arguments, const std::string& folder,
                         double seconds);

// Where `name` is found in PATH, or empty. A name with a slash is its own path.
std::string FindProgram(const std::string& name);

}  // namespace quicksilver::processes

#endif  // QUICKSILVER_PROPERTIES_PROCESSES_COMMAND_H_
