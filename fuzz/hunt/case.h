#ifndef QUICKSILVER_FUZZ_HUNT_CASE_H_
#define QUICKSILVER_FUZZ_HUNT_CASE_H_

// A program that somebody names on the command line, to be judged: a file, or a finding's folder,
// which also says which oracle objected to it and with what seed.
//
// Invariant: the program has been parsed. It is wrong to take the program's text for trusted: it is
// judged in a child process.

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "properties/test_program.h"

namespace quicksilver::hunt {

struct Case {
  properties::TestProgram program;
  std::optional<std::string> oracle;  // those that objected, in a finding
  std::optional<std::uint64_t> seed;
};

struct CaseFailure {
  std::string message;  // one line
  int exit_code = 0;
};

// `path` is a file, `-`, or a finding's folder: minimal.gw, or original.gw where there is no
// smaller one.
std::expected<Case, CaseFailure> ReadCase(const std::string& path);

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_CASE_H_
