// check, through the program itself.
#include <gmock/gmock.h>

#include "engine/cli/cli_testing.h"

namespace quicksilver {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class CheckCommand : public CliTest {};

TEST_F(CheckCommand, AcceptsProgramsThatMeetTheirHeaders) {
  Write("programs/value.gw", "# expect: Number(3)\n1 + 2\n");
  Write("programs/deeper/error.gw",
        "# expect: error DivisionByZero at 3:1\n# message: Division by zero\n1 / 0\n");
  Write("programs/kind.gw", "# expect: error UndefinedVariable\nnope\n");
  Write("programs/syntax.gw", "# expect: error SyntaxError at 2:1\n)\n");
  Write("programs/dos.gw", "# expect: Number(1)\r\n1\r\n");
  Write("programs/bytes.gw", "# expect: error SyntaxError at 2:2\n\"\xff\"\n");
  Write("programs/none.gw", "println(1)\n");
  Write("programs/denied.gw",
        "# expect: error CapabilityDenied at 5:1\n"
        "# message: Capability 'Vault.key' denied: the vault is closed\n"
        "# deny: Vault.key the vault is closed\n"
        "request Vault.door with justification \"a\"\n"
        "request Vault.key with justification \"a\"\n");
  Write("programs/not_a_program.txt", "(((");
  const ToolResult result = Run({"check", "programs"});
  EXPECT_EQ(result.exit_code, 0) << result.output << result.errors;
  EXPECT_THAT(result.output, testing::MatchesRegex("8 programs, [0-9]+ configurations, "
                                                   "0 divergences, 0 unexpected, [0-9.]+ s\n"));
}

TEST_F(CheckCommand, NamesEveryProgramThatDoesNotMeetItsHeader) {
  Write("value.gw", "# expect: Number(4)\n1 + 2\n");
  Write("kind.gw", "# expect: error TypeError\n1 / 0\n");
  Write("place.gw", "# expect: error DivisionByZero at 2:2\n1 / 0\n");
  Write("prefix.gw", "# expect: error DivisionByZero at 2:\n1 / 0\n");
  Write("message.gw", "# expect: error DivisionByZero\n# message: Division\n1 / 0\n");
  Write("no_error.gw", "# expect: error DivisionByZero at 2:1\n1 / 1\n");
  const ToolResult result = Run({"check", "."});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.output,
              HasSubstr("value.gw: result is not as expected: Number(4); it is Number(3)\n"));
  EXPECT_THAT(result.output, HasSubstr("message.gw: message is not as expected: Division; it is "
                                       "Division by zero\n"));
  for (const char* name : {"kind.gw", "place.gw", "prefix.gw", "no_error.gw"}) {
    EXPECT_THAT(result.output, HasSubstr(std::string(name) + ": result is not as expected"));
  }
  EXPECT_THAT(result.output, HasSubstr("0 divergences, 6 unexpected"));
}

TEST_F(CheckCommand, GivesProgramsTheLimitsThatTheirHeadersAskFor) {
  Write("steps.gw", "# expect: error FuelExhausted\n# steps: 1000\nwhilst true then\nend\n");
  Write("calls.gw",
        "# expect: error StackOverflow at 3:20\n# calls: 5\nchant f() then 1 + f() end\nf()\n");
  Write("heap.gw",
        "# expect: error OutOfMemory\n# heap: 65536\nweave t as \"x\"\n"
        "whilst true then\n  set t to t + t\nend\n");
  const ToolResult result = Run({"check", "."});
  EXPECT_EQ(result.exit_code, 0) << result.output << result.errors;
  Write("wrong.gw", "# expect: Nothing\n# steps: many\n");
  const ToolResult wrong = Run({"check", "wrong.gw"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.output, StartsWith("wrong.gw: no limit: '# steps: many'\n"));
}

TEST_F(CheckCommand, TellsWhatItCannotRead) {
  const ToolResult missing = Run({"check", "nowhere"});
  EXPECT_EQ(missing.exit_code, 66);
  EXPECT_EQ(missing.errors, "quicksilver: cannot read 'nowhere': No such file or directory\n");
  Write("folder/readme.txt", "");
  const ToolResult empty = Run({"check", "folder"});
  EXPECT_EQ(empty.exit_code, 1) << "nothing compared is not success";
  EXPECT_EQ(empty.errors, "quicksilver: no .gw files below folder\n");
}

TEST_F(CheckCommand, TakesFilesAndSeveralPathsAndThreads) {
  Write("a/one.gw", "1\n");
  Write("a/two.gw", "2\n");
  Write("three.txt", "# expect: Number(3)\n3\n");
  const ToolResult result = Run({"check", "a", "a/one.gw", "three.txt", "--jobs", "3"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, StartsWith("3 programs, ")) << "a path given twice counts once";
}

TEST_F(CheckCommand, ListsItsConfigurations) {
  const ToolResult result = Run({"check", "--list"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, StartsWith("interpreter\n"));
  for (const char* name :
       {"vm optimised lifo narrow\n", "vm unoptimised spill wide\n", "vm optimised random pad\n",
        "vm from archive", "vm optimised lifo narrow loop\n"}) {
    EXPECT_THAT(result.output, HasSubstr(name));
  }
}

TEST_F(CheckCommand, ImportsAreRelativeToTheImportingFile) {
  Write("programs/main.gw", "# expect: Number(7)\nsummon A from \"lib/a.gw\"\nA.seven()\n");
  Write("programs/lib/a.gw",
        "gather b from \"inner/b.gw\"\nchant seven() then\n  b\nend\noffer seven\n");
  Write("programs/lib/inner/b.gw", "bind b to 7\noffer b\n");
  const ToolResult result = Run({"check", "programs"});
  EXPECT_EQ(result.exit_code, 0) << result.output;
}

}  // namespace
}  // namespace quicksilver
