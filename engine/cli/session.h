#ifndef QUICKSILVER_CLI_SESSION_H_
#define QUICKSILVER_CLI_SESSION_H_

// A session: entries that run one after the other on the globals of those before, on both engines.
//
// Lines are numbered through the whole session, so that an error in a chant of an earlier entry
// still shows its line. Invariant: both engines have run the same entries. It is wrong to give Run
// an entry that NeedsMore.

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "engine/cli/hosts.h"
#include "engine/differential/comparison.h"
#include "engine/engine.h"

namespace quicksilver {

class Session {
 public:
  // What is printed goes to `output` once, though both engines print.
  Session(const Limits& limits, const CompileOptions& compile,
          const std::vector<std::string>& denied, Output& output);

  struct Answer {
    Outcome outcome;                       // the interpreter's
    std::optional<Difference> difference;  // `left` is the interpreter's side
    std::string report;                    // of the error, if there is one; for people
  };

  // Whether `entry`, complete lines, is only the beginning of something.
  bool NeedsMore(std::string_view entry) const;
  // Runs it, or finds out that it is no program. Its lines count as part of the session.
  Answer Run(std::string_view entry);

  // The last entry that was a program; null before there is one.
  const Program* last() const { return programs_.empty() ? nullptr : &programs_.back(); }
  // The number of the next line.
  std::size_t next_line() const { return next_line_; }

  // As if nothing had been entered.
  void Reset();

 private:
  // `entry` with as many empty lines before it as the session has lines.
  std::string Placed(std::string_view entry) const;

  std::string transcript_;
  std::size_t next_line_ = 1;
  FileHost interpreter_host_;
  FileHost vm_host_;
  // The interpreter's values refer to them: they go after the contexts.
  std::deque<Program> programs_;
  Context interpreter_;
  Context vm_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_SESSION_H_
