// run, eval, compile and the options, through the program itself.
#include <gmock/gmock.h>

#include "engine/cli/cli_testing.h"

namespace quicksilver {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class RunCommand : public CliTest {};

TEST_F(RunCommand, PrintsWhatTheProgramPrintsAndThenItsValue) {
  Write("p.gw", "println(\"one\")\nprint(2)\n[1, \"two\"]\n");
  for (const char* engine : {"interpreter", "vm"}) {
    const ToolResult result = Run({"run", "p.gw", "--engine", engine});
    EXPECT_EQ(result.exit_code, 0) << engine;
    EXPECT_EQ(result.output, "one\n2List[Number(1), Text(\"two\")]\n") << engine;
    EXPECT_EQ(result.errors, "") << engine;
  }
}

TEST_F(RunCommand, DoesNotPrintNothing) {
  const ToolResult result = Run({"run", "-"}, "nothing");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.output, "");
}

TEST_F(RunCommand, ShowsARuntimeErrorWithItsLineAndACaret) {
  Write("p.gw", "println(\"before\")\nbind x to 1 / 0\n");
  const ToolResult result = Run({"run", "p.gw"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.output, "before\n");
  EXPECT_EQ(result.errors,
            "error DivisionByZero at 2:11: Division by zero\n"
            "bind x to 1 / 0\n"
            "          ^\n");
}

TEST_F(RunCommand, ShowsASyntaxErrorBeforeRunningAnything) {
  const ToolResult result = Run({"run", "-"}, "println(1)\nbind to 3\n");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.output, "") << "nothing runs when the text is not a program";
  EXPECT_THAT(result.errors, StartsWith("error SyntaxError at 2:6: "));
  EXPECT_THAT(result.errors, HasSubstr("\nbind to 3\n     ^\n"));
}

TEST_F(RunCommand, NeverSendsControlCharactersOfTheSourceToTheTerminal) {
  const ToolResult result = Run({"run", "-"}, "nope # \x1b[31m \xff\n");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.errors.find('\x1b'), std::string::npos) << result.errors;
  EXPECT_EQ(result.errors.find('\xff'), std::string::npos) << result.errors;
}

TEST_F(RunCommand, ShowsTheLineOfTheFileThatRaised) {
  Write("main.gw", "summon M from \"lib/m.gw\"\nM.divide(1, 0)\n");
  Write("lib/m.gw", "offer divide\n");
  Write("lib/m.gw", "chant divide(a, b) then\n  yield a / b\nend\noffer divide\n");
  for (const char* engine : {"interpreter", "vm"}) {
    const ToolResult result = Run({"run", "main.gw", "--engine", engine});
    EXPECT_EQ(result.exit_code, 1);
    EXPECT_EQ(result.errors,
              "error DivisionByZero at lib/m.gw:2:9: Division by zero\n"
              "  yield a / b\n"
              "        ^\n")
        << engine;
  }
}

TEST_F(RunCommand, SaysWhyAFileCannotBeRead) {
  const ToolResult missing = Run({"run", "x.gw"});
  EXPECT_EQ(missing.exit_code, 66);
  EXPECT_EQ(missing.errors, "quicksilver: cannot read 'x.gw': No such file or directory\n");
  EXPECT_EQ(Run({"run", "."}).errors, "quicksilver: cannot read '.': Is a directory\n");
}

TEST_F(RunCommand, KeepsTheLimitsThatAreGiven) {
  Write("deep.gw", "chant f(n) then\n  1 + f(n + 1)\nend\nf(0)\n");
  Write("long.gw", "whilst true then\nend\n");
  Write("large.gw", "list_fill(1000000, 0)\n");
  for (const char* engine : {"interpreter", "vm"}) {
    const auto eval = [&](std::vector<std::string> arguments) {
      arguments.insert(arguments.begin(), {"eval", "--engine", engine});
      return Run(arguments).output;
    };
    EXPECT_THAT(eval({"deep.gw", "--depth", "50"}), StartsWith("error StackOverflow"));
    EXPECT_THAT(eval({"long.gw", "--steps", "1000"}), StartsWith("error FuelExhausted"));
    EXPECT_THAT(eval({"large.gw", "--heap", "1M"}), StartsWith("error OutOfMemory"));
    EXPECT_THAT(eval({"large.gw", "--heap", "256m"}), StartsWith("error OutOfMemory"))
        << "a canonical form beyond 1 MiB";
  }
}

TEST_F(RunCommand, RefusesTheRequestsThatAreDenied) {
  Write("p.gw", "request VGA.write with justification \"to draw\"\n");
  EXPECT_EQ(Run({"run", "p.gw"}).output, "Capability(\"VGA.write\", \"to draw\")\n");
  EXPECT_EQ(Run({"run", "p.gw", "--deny", "VGA"}).exit_code, 0) << "names are denied, not prefixes";
  for (const char* engine : {"interpreter", "vm"}) {
    const ToolResult denied =
        Run({"run", "--deny", "Disk", "--deny", "VGA.write", "p.gw", "--engine", engine});
    EXPECT_EQ(denied.exit_code, 1);
    EXPECT_THAT(denied.errors, StartsWith("error CapabilityDenied at 1:1: Capability 'VGA.write' "
                                          "denied: denied on the command line\n"));
  }
}

TEST_F(RunCommand, RunsUnderEveryPolicy) {
  Write("p.gw", "weave s as 0\nfor each i in range(0, 10) then\n  set s to s + i\nend\ns\n");
  for (const char* policy : {"lifo", "fewest", "reversed", "random", "spill"}) {
    for (const char* jumps : {"narrow", "wide", "pad"}) {
      const ToolResult result = Run(
          {"run", "p.gw", "--policy", policy, "--jumps", jumps, "--seed", "7", "--no-optimise"});
      EXPECT_EQ(result.output, "Number(45)\n") << policy << ' ' << jumps << result.errors;
    }
  }
}

TEST_F(RunCommand, EndsQuietlyWhenNobodyReads) {
  Write("p.gw", "whilst true then\n  println(\"on and on\")\nend\n");
  const std::string tool = QS_BINARY_DIR "/bin/quicksilver";
  const std::string command =
      "'" + tool + "' run '" + Path("p.gw") + "' 2>'" + Path("errors") + "' | head -c 20";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  char text[64] = {};
  EXPECT_EQ(std::fread(text, 1, sizeof text, pipe), 20u);
  EXPECT_EQ(::pclose(pipe), 0);
  EXPECT_EQ(Read("errors"), "") << "a closed pipe is no error of the program";
}

TEST_F(RunCommand, SaysWhenTheOutputCannotBeWritten) {
  const ToolResult result = Run({"run", "-"}, "println(1)\n", "/dev/full");
  EXPECT_EQ(result.exit_code, 74);
  EXPECT_EQ(result.errors,
            "quicksilver: cannot write to standard output: No space left on device\n");
}

TEST_F(RunCommand, EvalPrintsOneLineWhateverHappens) {
  Write("value.gw", "println(\"discarded\")\n\"a\\nb\"\n");
  Write("error.gw", "nope\n");
  Write("syntax.gw", "(\n");
  const ToolResult value = Run({"eval", "value.gw"});
  EXPECT_EQ(value.output, "Text(\"a\\nb\")\n");
  EXPECT_EQ(value.exit_code, 0);
  const ToolResult error = Run({"eval", "--engine", "interpreter", "error.gw"});
  EXPECT_EQ(error.output, "error UndefinedVariable at 1:1: nope\n");
  EXPECT_EQ(error.exit_code, 1);
  EXPECT_EQ(error.errors, "");
  const ToolResult syntax = Run({"eval", "syntax.gw"});
  EXPECT_THAT(syntax.output, StartsWith("error SyntaxError at "));
  EXPECT_EQ(syntax.exit_code, 2);
  EXPECT_EQ(syntax.errors, "");
  EXPECT_EQ(Run({"eval", "-"}, "nothing").output, "Nothing\n");
}

TEST_F(RunCommand, CompiledFilesRunWithoutTheSource) {
  Write("p.gw", "println(\"hello\")\nbind x to 6\nx * 7\n");
  Write("e.gw", "bind x to 6\nx / 0\n");
  ASSERT_EQ(Run({"compile", "p.gw", "-o", "p.qsb"}).exit_code, 0);
  ASSERT_EQ(Run({"compile", "e.gw", "--policy", "spill", "-o", "e.qsb"}).exit_code, 0);
  std::filesystem::remove(Path("p.gw"));
  EXPECT_EQ(Run({"run", "p.qsb"}).output, "hello\nNumber(42)\n");
  EXPECT_EQ(Run({"eval", "p.qsb"}).output, "Number(42)\n");
  const ToolResult error = Run({"run", "e.qsb"});
  EXPECT_EQ(error.exit_code, 1);
  EXPECT_EQ(error.errors, "error DivisionByZero at 2:1: Division by zero\n")
      << "the place is known, the line is not";
}

TEST_F(RunCommand, CompiledFilesThatAreDamagedDoNotRun) {
  Write("p.gw", "1\n");
  ASSERT_EQ(Run({"compile", "p.gw", "-o", "p.qsb"}).exit_code, 0);
  std::string bytes = Read("p.qsb");
  bytes[bytes.size() / 2] ^= 1;
  Write("damaged.qsb", bytes);
  Write("cut.qsb", bytes.substr(0, 9));
  Write("text.qsb", "1 + 1\n");
  for (const char* path : {"damaged.qsb", "cut.qsb", "text.qsb"}) {
    const ToolResult result = Run({"run", path});
    EXPECT_EQ(result.exit_code, 65) << path;
    EXPECT_THAT(result.errors, StartsWith("quicksilver: cannot load '")) << path;
    EXPECT_EQ(result.output, "") << path;
  }
}

TEST_F(RunCommand, CompiledFilesAreForTheVm) {
  Write("p.gw", "1\n");
  ASSERT_EQ(Run({"compile", "p.gw", "-o", "p.qsb"}).exit_code, 0);
  EXPECT_EQ(Run({"run", "p.qsb", "--engine", "interpreter"}).exit_code, 64);
  EXPECT_EQ(Run({"format", "p.qsb"}).exit_code, 64);
}

TEST_F(RunCommand, CompilingLeavesNoFileWhenItFails) {
  Write("bad.gw", "bind\n");
  Write("p.gw", "1\n");
  EXPECT_EQ(Run({"compile", "bad.gw", "-o", "bad.qsb"}).exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(Path("bad.qsb")));
  const ToolResult nowhere = Run({"compile", "p.gw", "-o", "missing/p.qsb"});
  EXPECT_EQ(nowhere.exit_code, 74);
  EXPECT_EQ(nowhere.errors,
            "quicksilver: cannot write 'missing/p.qsb': No such file or directory\n");
  EXPECT_EQ(Run({"compile", "p.gw", "-o", "/dev/full"}).errors,
            "quicksilver: cannot write '/dev/full': No space left on device\n");
}

TEST_F(RunCommand, WrongUsageNamesTheFault) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases = {
      {{}, "a command is needed"},
      {{"frobnicate"}, "there is no command 'frobnicate'"},
      {{"run"}, "FILE is required"},
      {{"run", "a.gw", "b.gw"}, "b.gw"},
      {{"run", "--what", "a.gw"}, "--what"},
      {{"run", "--engine", "jit", "a.gw"}, "--engine: 'jit' is none of interpreter|vm"},
      {{"run", "--heap", "lots", "a.gw"}, "--heap: 'lots' is not a size"},
      {{"run", "--heap", "999G", "a.gw"}, "--heap: 999G is out of range"},
      {{"run", "--depth", "-1", "a.gw"}, "--depth"},
      {{"run", "--depth", "99999999999", "a.gw"}, "--depth: 99999999999 is out of range"},
      {{"run", "--steps", "1e9", "a.gw"}, "--steps: '1e9' is not a number"},
      {{"compile", "a.gw"}, "--output is required"},
      {{"format", "a.gw", "b.gw"}, "needs --in-place or --check"},
      {{"format", "--in-place", "--check", "a.gw"}, "--check"},
      {{"format", "--in-place", "-"}, "standard input"},
      {{"check"}, "PATH is required"},
      {{"check", "--jobs", "0", "."}, "--jobs: 0 is out of range"},
  };
  for (const auto& [arguments, fault] : cases) {
    const ToolResult result = Run(arguments);
    EXPECT_EQ(result.exit_code, 64) << fault;
    EXPECT_THAT(result.errors, StartsWith("quicksilver: "));
    EXPECT_THAT(result.errors, HasSubstr(fault));
    EXPECT_THAT(result.errors, HasSubstr("--help"));
    EXPECT_EQ(result.output, "");
  }
}

TEST_F(RunCommand, HelpAndVersionGoToStandardOutput) {
  const ToolResult version = Run({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_THAT(version.output, testing::MatchesRegex("quicksilver [0-9.]+\n"));
  const ToolResult help = Run({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  for (const char* command : {"run", "eval", "check", "disasm", "ast", "tokens", "trace", "format",
                              "compile", "repl", "Exit status"}) {
    EXPECT_THAT(help.output, HasSubstr(command));
  }
  EXPECT_THAT(Run({"run", "--help"}).output, HasSubstr("--policy"));
}

}  // namespace
}  // namespace quicksilver
