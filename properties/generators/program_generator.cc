#include "properties/generators/program_generator.h"

#include <string>
#include <utility>

#include "engine/base/assert.h"
#include "engine/syntax/printer.h"
#include "properties/generators/deliberate_spans.h"
#include "properties/generators/program_writer.h"

namespace quicksilver::properties {

TestProgram GenerateProgram(Choices& choices, const Profile& profile) {
  ProgramWriter writer(choices, profile);
  const Ast written = writer.Write();
  std::expected<Program, Error> program = Program::Parse(Print(written));
  if (!program.has_value()) {
    // In every build: a generator that writes no program would make every result worthless.
    AssertionFailed(__FILE__, __LINE__, "program.has_value()", program.error().ToString().c_str());
  }
  TestProgram test{std::move(*program)};
  test.well_typed = true;
  if (writer.deliberate() > 0) test.deliberate = DeliberateSpans(written, test.program.ast());
  return test;
}

}  // namespace quicksilver::properties
