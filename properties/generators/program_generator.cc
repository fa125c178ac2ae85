#include "properties/generators/program_generator.h"

#include <string>
#include <string_view>
#include <utility>

#include "engine/base/assert.h"
#include "engine/base/utf8.h"
#include "engine/syntax/printer.h"
#include "properties/generators/deliberate_spans.h"
#include "properties/generators/program_writer.h"
#include "properties/generators/scenes.h"

namespace quicksilver::properties {

namespace {

Program Parsed(std::string_view text) {
  std::expected<Program, Error> program = Program::Parse(text);
  if (!program.has_value()) {
    // In every build: a generator that writes no program would make every result worthless.
    const std::string what = program.error().ToString() + " in\n" + std::string(text);
    AssertionFailed(__FILE__, __LINE__, "program.has_value()", what.c_str());
  }
  return std::move(*program);
}

}  // namespace

TestProgram GenerateProgram(Choices& choices, const Profile& profile) {
  ProgramWriter writer(choices, profile);
  const Ast written = writer.Write();
  const std::string text = Print(written);
  TestProgram test{Parsed(text)};
  test.well_typed = true;
  if (writer.deliberate() > 0) test.deliberate = DeliberateSpans(written, test.program.ast());
  // Decided last and put first: without a scene a program is what it would have been, and in a
  // scene builtins still have their names.
  if (!choices.Flip(profile.scene)) return test;
  Scene scene = WriteScene(choices);
  const auto size = static_cast<std::uint32_t>(CountCodePoints(scene.text));
  for (const Span& span : test.deliberate) {
    scene.deliberate.push_back({span.begin + size, span.end + size});
  }
  test.deliberate = std::move(scene.deliberate);
  test.program = Parsed(scene.text + text);
  return test;
}

}  // namespace quicksilver::properties
