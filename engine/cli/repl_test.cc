// repl on a pipe, and the session behind it.
#include <gmock/gmock.h>

#include "engine/cli/cli_testing.h"
#include "engine/cli/session.h"

namespace quicksilver {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class ReplCommand : public CliTest {};

TEST_F(ReplCommand, RunsEntriesOnTheGlobalsOfThoseBefore) {
  const ToolResult result = Run({"repl"}, "weave x as 1\nset x to x + 1\nx\n");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "Number(1)\nNumber(2)\nNumber(2)\n") << "no prompts on a pipe";
  EXPECT_EQ(result.errors, "") << "the engines agree";
}

TEST_F(ReplCommand, OnATerminalTakesEveryCharacterAsItIs) {
  // If this fails, the session runs another program than the one that was typed or pasted.
  const std::string shown =
      RunOnTerminal({"repl"}, {"1> ", "2> ", "3> "}, {"\"é€\"\r", "[1,\t2]\r", ":quit\r"});
  EXPECT_THAT(shown, HasSubstr("Text(\"é€\")"));
  EXPECT_THAT(shown, HasSubstr("List[Number(1), Number(2)]"));
  EXPECT_THAT(Read("quicksilver/history"), HasSubstr("[1,"));
}

TEST_F(ReplCommand, ShowsOutputOnceThoughBothEnginesRun) {
  EXPECT_EQ(Run({"repl"}, "println(\"once\")\n").output, "once\n");
}

TEST_F(ReplCommand, WaitsForTheRestOfAnEntry) {
  const ToolResult result = Run({"repl"},
                                "should true then # not yet\n  5\nend\n"
                                "[1,\n 2]\n"
                                "1 +\n2\n"
                                "\"a\nb\"\n");
  EXPECT_EQ(result.errors, "");
  EXPECT_EQ(result.output, "Number(5)\nList[Number(1), Number(2)]\nNumber(3)\nText(\"a\\nb\")\n");
}

TEST_F(ReplCommand, AnEmptyLineOrTheEndEndsAnEntry) {
  const ToolResult result = Run({"repl"}, "should true then\n\n1\n(");
  EXPECT_EQ(result.output, "Number(1)\n");
  EXPECT_THAT(result.errors, StartsWith("error SyntaxError at 3:1: "));
  EXPECT_THAT(result.errors, HasSubstr("error SyntaxError at 5:1: "));
}

TEST_F(ReplCommand, NumbersLinesThroughTheSession) {
  const ToolResult result = Run({"repl"}, "chant f(x) then\n  10 / x\nend\nf(0)\n1 )\nf(5)\n");
  EXPECT_EQ(result.errors,
            "error DivisionByZero at 2:3: Division by zero\n  10 / x\n  ^\n"
            "error SyntaxError at 5:3: Expected a statement, found ')'\n1 )\n  ^\n")
      << "an error shows the line that raised it, whenever that was entered";
  EXPECT_THAT(result.output, HasSubstr("Number(2)\n")) << "the session goes on after an error";
}

TEST_F(ReplCommand, KnowsItsCommands) {
  const ToolResult result =
      Run({"repl"}, ":disasm\nweave x as 40\n:disasm\n:reset\nx\n:help\n:what\n:quit\n1\n");
  EXPECT_THAT(result.errors, HasSubstr("nothing has been entered yet"));
  EXPECT_THAT(result.output, HasSubstr("DefineGlobal"));
  EXPECT_THAT(result.errors, HasSubstr("error UndefinedVariable at 1:1: x\n"));
  EXPECT_THAT(result.output, HasSubstr(":disasm"));
  EXPECT_THAT(result.errors, HasSubstr("there is no command ':what'"));
  EXPECT_THAT(result.output, testing::Not(HasSubstr("Number(1)\n"))) << ":quit leaves";
}

TEST(Session, TellsBeginningsFromMistakes) {
  Output output;
  const Session session({}, {}, {}, output);
  for (const char* beginning :
       {"should x then\n", "chant f() then # end\n", "(1\n", "\"open\n", "match x with\n", "1 +\n",
        "f(\n\n", "form P with\n  a as Number\n"}) {
    EXPECT_TRUE(session.NeedsMore(beginning)) << beginning;
  }
  for (const char* other : {"1\n", "1 )\n", ")\n", "should )\n", "\"a\\q\"\n", "end\n", "@\n"}) {
    EXPECT_FALSE(session.NeedsMore(other)) << other;
  }
}

TEST(Session, ForgetsEverythingOnReset) {
  Output output;
  Session session({}, {}, {}, output);
  EXPECT_EQ(session.Run("weave xs as [1]\n").outcome.Result(), "List[Number(1)]");
  EXPECT_EQ(session.Run("chant f() then\n  xs\nend\n").outcome.Result(), "Chant(f/0)");
  EXPECT_EQ(session.next_line(), 5u);
  session.Reset();
  EXPECT_EQ(session.next_line(), 1u);
  EXPECT_EQ(session.last(), nullptr);
  const Session::Answer answer = session.Run("f()\n");
  EXPECT_EQ(answer.outcome.Result(), "error UndefinedVariable at 1:1: f");
  EXPECT_EQ(answer.difference, std::nullopt);
}

}  // namespace
}  // namespace quicksilver
