#ifndef QUICKSILVER_CLI_PROGRAMS_H_
#define QUICKSILVER_CLI_PROGRAMS_H_

// From a path on the command line to a program or to code, with everything that can go wrong on the
// way as text for standard error.
//
// Invariant: exactly one of `program` and `code` is set. Nothing is printed here: a failure is
// reported by whoever asked.

#include <expected>
#include <optional>
#include <string>

#include "engine/engine.h"

namespace quicksilver {

struct LoadedProgram {
  std::optional<Program> program;
  std::optional<Code> code;  // from an archive

  std::string_view source() const {
    return program.has_value() ? program->source() : std::string_view();
  }
};

struct LoadFailure {
  int exit_code = 0;
  std::string report;                 // for standard error
  std::optional<Error> syntax_error;  // if that is what it is
};

// Writes the report and gives the exit status.
int Report(const LoadFailure& failure);

// Reads a program's text and parses it.
std::expected<Program, LoadFailure> LoadProgram(const std::string& path);

// The same, or an archive's code.
std::expected<LoadedProgram, LoadFailure> LoadProgramOrCode(const std::string& path);

}  // namespace quicksilver

#endif  // QUICKSILVER_CLI_PROGRAMS_H_
