#ifndef QUICKSILVER_FUZZ_HUNT_TERMINAL_H_
#define QUICKSILVER_FUZZ_HUNT_TERMINAL_H_

// Standard output, standard error, and the lines of a status that is rewritten in place.
//
// Results go to standard output, the status and complaints to standard error, so that a summary can
// be kept in a file while the status is watched. Invariant: what is written to standard output
// never lands in the middle of a status. It is wrong to write to either descriptor past this file.

#include <cstddef>
#include <string>
#include <string_view>

namespace quicksilver::hunt {

class Terminal {
 public:
  Terminal();

  // To standard output, at once; a status that is shown is taken away before. Ends the process when
  // whoever read it has gone, or when it cannot be written.
  void Write(std::string_view text);
  // `quicksilver-hunt: message` as a line on standard error.
  void Complain(std::string_view message);
  // To standard error as it is.
  void WriteError(std::string_view text);

  // Shows `lines` (each ends with a line feed) in place of the status before. On something that is
  // not a terminal they are appended.
  void ShowStatus(std::string_view lines);
  void ClearStatus();
  bool status_is_live() const { return live_; }

 private:
  bool live_;                    // standard error is a terminal
  std::size_t shown_lines_ = 0;  // of the status, on the screen now
};

// Makes writing to a closed pipe an error instead of a signal, and makes sure that the three
// standard descriptors are open, so that no file of ours is taken for one of them.
void PrepareStandardStreams();

// `text` without control characters but line feeds and tabs, which become `?`: a terminal is not to
// be told what to do by a program under test.
std::string Printable(std::string_view text);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_TERMINAL_H_
