// disasm, ast, tokens, trace, format, through the program itself.
#include <gmock/gmock.h>

#include "engine/cli/cli_testing.h"

namespace quicksilver {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class InspectCommand : public CliTest {};

TEST_F(InspectCommand, DisasmShowsInstructionsBesideTheSource) {
  Write("p.gw", "bind x to 3\nx * 2 + 1\n");
  const ToolResult listing = Run({"disasm", "p.gw"});
  EXPECT_EQ(listing.exit_code, 0);
  EXPECT_THAT(listing.output, HasSubstr("Mul"));
  EXPECT_THAT(listing.output, HasSubstr("x * 2 + 1"));
  EXPECT_THAT(listing.output, HasSubstr("Halt"));
}

TEST_F(InspectCommand, DisasmFollowsThePolicies) {
  Write("p.gw", "chant f(a) then\n  bind b to a + 1\n  should b then yield b end\nend\nf(1)\n");
  EXPECT_THAT(Run({"disasm", "p.gw"}).output, Not(HasSubstr("StoreLocal")));
  EXPECT_THAT(Run({"disasm", "p.gw", "--policy", "spill"}).output, HasSubstr("StoreLocal"));
  EXPECT_THAT(Run({"disasm", "p.gw"}).output, Not(HasSubstr("Wide")));
  EXPECT_THAT(Run({"disasm", "p.gw", "--jumps", "wide"}).output, HasSubstr("Wide"));
}

TEST_F(InspectCommand, DisasmReadsCompiledFiles) {
  Write("p.gw", "1 + nope\n");
  ASSERT_EQ(Run({"compile", "p.gw", "-o", "p.qsb"}).exit_code, 0);
  const ToolResult listing = Run({"disasm", "p.qsb"});
  EXPECT_EQ(listing.exit_code, 0);
  EXPECT_THAT(listing.output, HasSubstr("Halt"));
  EXPECT_THAT(listing.output, Not(HasSubstr("1 + nope"))) << "there is no source in it";
}

TEST_F(InspectCommand, AstAndTokensShowPlaces) {
  Write("p.gw", "bind x to 12\n");
  EXPECT_THAT(Run({"ast", "p.gw"}).output, HasSubstr("Number 12 1:11-1:13"));
  EXPECT_THAT(Run({"tokens", "p.gw"}).output, HasSubstr("1:11-1:13 number 12"));
}

TEST_F(InspectCommand, TokensAreShownUpToTheFirstThatIsNone) {
  const ToolResult result = Run({"tokens", "-"}, "bind x to @\n");
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.output, HasSubstr("name x"));
  EXPECT_THAT(result.errors, StartsWith("error SyntaxError at 1:11: "));
}

TEST_F(InspectCommand, TraceShowsEveryValueWithItsPlace) {
  Write("p.gw", "bind x to 3\nx * 2 + 1\n");
  const ToolResult interpreter = Run({"trace", "p.gw", "--engine", "interpreter"});
  EXPECT_EQ(interpreter.exit_code, 0);
  EXPECT_EQ(interpreter.output,
            "1:11 Number      Number(3)\n"
            "2:1 Name         Number(3)\n"
            "2:5 Number       Number(2)\n"
            "2:1 Binary       Number(6)\n"
            "2:9 Number       Number(1)\n"
            "2:1 Binary       Number(7)\n"
            "result: Number(7)\n");
  const ToolResult vm = Run({"trace", "p.gw"});
  EXPECT_THAT(vm.output, testing::ContainsRegex("2:1 Binary +Number\\(7\\) +f0 pc [0-9]+ r[0-9]+"));
  EXPECT_THAT(vm.output, HasSubstr("result: Number(7)\n"));
}

TEST_F(InspectCommand, TraceOfBothFindsNoDifferenceWhereThereIsNone) {
  Write("p.gw",
        "summon M from \"m.gw\"\nweave s as 0\nfor each i in range(0, 3) then\n"
        "  set s to s + M.twice(i)\nend\ns\n");
  Write("m.gw", "chant twice(n) then\n  n * 2\nend\noffer twice\n");
  const ToolResult result = Run({"trace", "p.gw", "--both"});
  EXPECT_EQ(result.exit_code, 0) << result.output;
  EXPECT_THAT(result.output, Not(HasSubstr("first difference")));
  EXPECT_THAT(result.output, testing::ContainsRegex("m.gw:2:3 Binary +Number\\(4\\)"));
  EXPECT_THAT(result.output,
              HasSubstr("result on the interpreter: Number(6)\nresult on the vm: Number(6)\n"));
}

TEST_F(InspectCommand, TraceEndsWithTheErrorAndKeepsToItsLimits) {
  Write("p.gw", "nope\n");
  const ToolResult error = Run({"trace", "p.gw", "--both"});
  EXPECT_EQ(error.exit_code, 1);
  EXPECT_THAT(error.output, HasSubstr("result on the vm: error UndefinedVariable at 1:1: nope\n"));
  Write("long.gw", "repeat(\"x\", 100)\n[1, 2]\nrange(1, 2)\n");
  const ToolResult cut = Run({"trace", "long.gw", "--events", "4"});
  EXPECT_THAT(cut.output, HasSubstr("only the first 4 events are shown\n"));
  EXPECT_THAT(cut.output, HasSubstr("Text(\"" + std::string(53, 'x') + "\xE2\x80\xA6"))
      << "a long value is cut to 60 columns";
}

TEST_F(InspectCommand, FormatPrintsAFixedPoint) {
  const std::string untidy = "# note\nbind   x to (1+2)*3 # why\n\n\nshould x then x end\n";
  const ToolResult once = Run({"format", "-"}, untidy);
  EXPECT_EQ(once.exit_code, 0);
  EXPECT_THAT(once.output, HasSubstr("bind x to (1 + 2) * 3"));
  EXPECT_THAT(once.output, HasSubstr("# note"));
  EXPECT_EQ(Run({"format", "-"}, once.output).output, once.output);
}

TEST_F(InspectCommand, FormatRewritesFilesInPlaceAndLeavesBadOnesAlone) {
  Write("a.gw", "bind  x to 1\n");
  Write("bad.gw", "bind  to\n");
  std::filesystem::permissions(Path("a.gw"), std::filesystem::perms(0640));
  std::filesystem::create_symlink("a.gw", Path("link.gw"));
  EXPECT_EQ(Run({"format", "--check", "a.gw"}).exit_code, 1);
  EXPECT_EQ(Run({"format", "--check", "a.gw"}).output, "a.gw\n");
  const ToolResult result = Run({"format", "--in-place", "bad.gw", "link.gw"});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.errors, StartsWith("bad.gw:\nerror SyntaxError at 1:7: "));
  EXPECT_EQ(Read("a.gw"), "bind x to 1\n") << "one bad file does not stop the others";
  EXPECT_EQ(Read("bad.gw"), "bind  to\n");
  EXPECT_TRUE(std::filesystem::is_symlink(Path("link.gw"))) << "the link was replaced";
  EXPECT_EQ(std::filesystem::status(Path("a.gw")).permissions(), std::filesystem::perms(0640));
  EXPECT_EQ(Run({"format", "--check", "a.gw"}).exit_code, 0);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory_), {}), 6)
      << "a temporary file was left behind";
}

}  // namespace
}  // namespace quicksilver
