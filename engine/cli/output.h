#ifndef QUICKSILVER_CLI_OUTPUT_H_
#define QUICKSILVER_CLI_OUTPUT_H_

// Standard output and standard error as the commands use them.
//
// Invariant: what was given to an Output is written in order and at the latest by Flush or the
// destructor; on a terminal, line by line. When nobody reads any more the process ends quietly at
// the next write, when writing fails otherwise it says so and ends: a program that prints has no
// way to go on. It is wrong to write to standard output past the one Output.

#include <string>
#include <string_view>

namespace quicksilver {

class Output {
 public:
  Output();
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void Write(std::string_view text);
  void Flush();
  bool is_terminal() const { return is_terminal_; }

 private:
  std::string pending_;
  bool is_terminal_;
};

// Writes `text` to standard error. Nothing is done about failure: there is nobody left to tell.
void WriteError(std::string_view text);

// `quicksilver: message` as a line on standard error.
void Complain(std::string_view message);

// Makes writing to a closed pipe an error instead of a signal, and makes sure that the three
// standard descriptors are open, so that no file of ours is taken for one of them.
void PrepareStandardStreams();

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_OUTPUT_H_
