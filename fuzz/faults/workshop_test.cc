#include "fuzz/faults/workshop.h"

#include <gtest/gtest.h>

namespace quicksilver::faults {
namespace {

constexpr std::string_view kCompile =
    R"([{"directory": "/b", "file": "/r/engine/vm/calls.cc",
         "command": "clang++ -DX=1 -I/r -O2 -o engine/calls.cc.o -c /r/engine/vm/calls.cc"}])";
constexpr std::string_view kLink =
    "clang++ -c a.cc\n: && clang++ -O2 main.cc.o -o bin/hunt  libengine.a -ldl && :\n";

// A failure means that a fault would be compiled with other options than the engine, or not at all.
TEST(BuildCommands, CompileTheCopyAsTheBuildCompilesTheFile) {
  BuildCommands commands;
  ASSERT_TRUE(commands.ReadCompileCommands(kCompile).has_value());
  const auto command =
      commands.Compile("/r/engine/vm/calls.cc", "/f/engine/vm/calls.cc", "/f", "/f/calls.o");
  ASSERT_TRUE(command.has_value()) << command.error();
  EXPECT_EQ(*command,
            "cd /b && $(command -v ccache) clang++ -DX=1 -I/f -I/r -O2 -o /f/calls.o -c "
            "/f/engine/vm/calls.cc");
}

// The object comes before the archive that holds the right one.
TEST(BuildCommands, LinkTheFaultyObjectInFrontOfTheLibraries) {
  BuildCommands commands;
  ASSERT_TRUE(commands.ReadLinkCommand("hunt", kLink).has_value());
  const auto command = commands.Link("hunt", {"/f/a.o", "/f/b.o"}, "/f/hunt");
  ASSERT_TRUE(command.has_value()) << command.error();
  EXPECT_EQ(*command, ": && clang++ -O2 main.cc.o -o /f/hunt /f/a.o /f/b.o  libengine.a -ldl && :");
}

TEST(BuildCommands, SayWhatTheyDoNotKnow) {
  BuildCommands commands;
  EXPECT_FALSE(commands.ReadCompileCommands("no json").has_value());
  EXPECT_FALSE(commands.ReadLinkCommand("other", kLink).has_value());
  EXPECT_FALSE(commands.Compile("/r/engine/vm/calls.cc", "", "", "").has_value());
  EXPECT_FALSE(commands.Link("hunt", {}, "").has_value());
}

}  // namespace
}  // namespace quicksilver::faults
