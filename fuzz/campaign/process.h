#ifndef QUICKSILVER_FUZZ_CAMPAIGN_PROCESS_H_
#define QUICKSILVER_FUZZ_CAMPAIGN_PROCESS_H_

// Other programs, as children that may hang, eat memory, die or be killed.
//
// A child leads a process group of its own and dies with us. What it writes, standard output and
// error mixed, is kept in memory, so that a full disk does not swallow what it has to say.
// Invariant: a Process that goes out of scope has been ended, with its group, and waited for. It is
// wrong to give one a question: standard input is empty.

#include <cstdint>
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "fuzz/hunt/child_process.h"

namespace quicksilver::campaign {

struct Command {
  std::vector<std::string> arguments;         // the first is the program, sought in PATH
  std::vector<std::string> environment = {};  // `NAME=value`, added to ours
  std::string folder = {};                    // where it runs; empty: here
  // Each process of it may use so many seconds of a processor; 0: any. What a program starts
  // through a shell may outlive it and its group's owner: this is what ends it then.
  double cpu_seconds = 0;
};

class Process {
 public:
  Process() = default;
  ~Process() { Kill(); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // False when no process can be had; errno says why. A program that cannot be run exits with 127.
  bool Start(const Command& command);
  bool running() const { return pid_ > 0; }
  pid_t pid() const { return pid_; }
  // Whether it has ended; then `wait_status` is what waitpid says. Does not wait.
  bool HasEnded(int& wait_status);
  // To the process alone.
  void Signal(int signal) const;
  // Ends it and its group at once, and waits.
  void Kill();

  // The end of what it has written so far.
  std::string Output(std::size_t most = std::size_t{256} << 10) const { return output_.Tail(most); }
  // What it occupies of the machine's memory now, its group not included; 0 when unknown.
  std::uint64_t MemoryBytes() const;

 private:
  pid_t pid_ = -1;
  hunt::ReportFile output_;
};

struct Ran {
  int wait_status = 0;
  bool timed_out = false;
  std::string output;
  double seconds = 0;
  double cpu_seconds = 0;  // its own and that of what it waited for

  bool ok() const { return !timed_out && wait_status == 0; }
  int exit_status() const;  // 128 + signal where a signal ended it
};

// Runs it to its end, for at most `seconds`.
Ran RunToEnd(const Command& command, double seconds);

// Of what a process has written, its line end included.
std::string LastLine(const std::string& output);

// On the monotonic clock, in seconds.
double MonotonicSeconds();

}  // namespace quicksilver::campaign

#endif  // QUICKSILVER_FUZZ_CAMPAIGN_PROCESS_H_
