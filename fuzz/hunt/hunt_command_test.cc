// The program as a person uses it.
#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include <nlohmann/json.hpp>

#include "fuzz/hunt/exit_codes.h"
#include "fuzz/hunt/hunt_testing.h"
#include "fuzz/ledger/ledger.h"

namespace quicksilver::hunt {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HuntCommandTest : public HuntProcessTest {};

TEST_F(HuntCommandTest, WrongUsageNamesTheWordAndTheHelp) {
  struct Wrong {
    std::vector<std::string> arguments;
    std::string complaint;
  };
  const Wrong wrongs[] = {
      {{}, "a command is needed"},
      {{"hnt"}, "there is no command 'hnt'"},
      {{"hunt", "--seconds", "soon"}, "'soon' is not a number"},
      {{"hunt", "--seconds", "0"}, "0 is out of range"},
      {{"hunt", "--programs", "0"}, "0 is out of range"},
      {{"hunt", "--programs", "-1"}, "'-1' is not a number"},
      {{"hunt", "--jobs", "1000"}, "1000 is out of range"},
      {{"hunt", "--seed", "99999999999999999999"}, "out of range"},
      {{"hunt", "--profile", "nice"}, "'nice' is none of balanced|"},
      {{"hunt", "--oracle", "delphi"}, "'delphi' is none of equivalence|"},
      {{"hunt", "--plant", "rose"}, "'rose' is none of "},
      {{"hunt", "extra"}, "extra"},
      {{"replay"}, "required"},
      {{"reduce"}, "required"},
  };
  for (const Wrong& wrong : wrongs) {
    const HuntProcessResult result = Run(wrong.arguments);
    EXPECT_EQ(result.exit_code, kExitUsage) << wrong.complaint;
    EXPECT_THAT(result.errors, HasSubstr(wrong.complaint));
    EXPECT_THAT(result.errors, HasSubstr("--help'"));
    EXPECT_EQ(result.output, "");
  }
}

TEST_F(HuntCommandTest, HelpHasExamplesAndEveryExitStatus) {
  const HuntProcessResult result = Run({"--help"});
  EXPECT_EQ(result.exit_code, kExitOk);
  for (const char* text :
       {"hunt --seed 7", "Exit status: 0", "64 wrong usage", "74 cannot write"}) {
    EXPECT_THAT(result.output, HasSubstr(text));
  }
  for (const char* command : {"hunt", "gen", "replay", "reduce", "explain", "stats"}) {
    const HuntProcessResult help = Run({command, "--help"});
    EXPECT_EQ(help.exit_code, kExitOk);
    EXPECT_THAT(help.output, HasSubstr("Usage: quicksilver-hunt " + std::string(command)));
    EXPECT_THAT(help.output, EndsWith("\n"));
  }
}

TEST_F(HuntCommandTest, GenPrintsTheProgramOfASeed) {
  const HuntProcessResult first = Run({"gen", "--seed", "42"});
  EXPECT_EQ(first.exit_code, kExitOk);
  EXPECT_EQ(Run({"gen", "--seed", "42"}).output, first.output);
  EXPECT_NE(Run({"gen", "--seed", "43"}).output, first.output);
  EXPECT_NE(Run({"gen", "--seed", "42", "--profile", "text"}).output, first.output);
  EXPECT_TRUE(Program::Parse(first.output).has_value());
}

TEST_F(HuntCommandTest, AHuntWithoutFindingsIsOk) {
  const HuntProcessResult result =
      Run({"hunt", "--programs", "60", "--oracle", "equivalence", "--jobs", "1"});
  EXPECT_EQ(result.exit_code, kExitOk) << result.output << result.errors;
  EXPECT_THAT(result.output, HasSubstr("programs      60 in "));
  EXPECT_THAT(result.output, HasSubstr("findings      none\n"));
  EXPECT_THAT(result.output, EndsWith("result: ok\n"));
}

TEST_F(HuntCommandTest, AFindingIsPrintedFiledAndReplaysFromWhatWasPrinted) {
  const HuntProcessResult hunt =
      Run({"hunt", "--programs", "150", "--plant", "swap-subtraction", "--findings", "found"});
  EXPECT_EQ(hunt.exit_code, kExitFinding);
  EXPECT_THAT(hunt.output, EndsWith("result: 1 divergence\n"));
  EXPECT_THAT(hunt.output, HasSubstr("equivalence: value at Binary by SubNum"));
  const auto folders = Folders("found");
  ASSERT_EQ(folders.size(), 1u);
  const std::string folder = "found/" + folders[0].filename().string();
  EXPECT_THAT(hunt.output, HasSubstr("quicksilver-hunt replay " + folder + "\n"));

  const HuntProcessResult bad = Run({"replay", folder, "--plant", "swap-subtraction"});
  EXPECT_EQ(bad.exit_code, kExitFinding) << "a finding does not replay";
  EXPECT_THAT(bad.output, HasSubstr("equivalence: value at Binary by SubNum"));
  const HuntProcessResult good = Run({"replay", folder});
  EXPECT_EQ(good.exit_code, kExitOk) << good.output;
  EXPECT_THAT(good.output, StartsWith("equivalence      agree\n"));
}

TEST_F(HuntCommandTest, ReplayAsksTheOracleThatObjectedAlsoIfHuntsDoNot) {
  std::filesystem::create_directory(directory_ / "slow");
  Write("slow/minimal.gw", "bind a to 7\na\n");
  Write("slow/finding.json", R"({"oracle": "growth", "seed": 5})");
  const HuntProcessResult result = Run({"replay", "slow"});
  EXPECT_EQ(result.exit_code, kExitOk) << result.output;
  EXPECT_THAT(result.output, StartsWith("growth           "))
      << "a finding of the clock would always look mended";
}

TEST_F(HuntCommandTest, ReducePrintsTheSmallestProgramThatShowsTheSame) {
  const std::string file = Write(
      "large.gw", "bind a to 7\nshould a is 7 then\n  print(\"x\")\nend\n[1, 2, a - 5 * 4]\n");
  const HuntProcessResult result = Run({"reduce", file, "--plant", "swap-subtraction"});
  EXPECT_EQ(result.exit_code, kExitOk) << result.errors;
  EXPECT_THAT(result.output, testing::AnyOf("0 - 1\n", "1 - 0\n"));
  EXPECT_THAT(result.errors, HasSubstr("equivalence: value at Binary by SubNum"));
  const HuntProcessResult nothing = Run({"reduce", file});
  EXPECT_EQ(nothing.exit_code, kExitNothingToReduce);
  EXPECT_EQ(nothing.output, "");
}

TEST_F(HuntCommandTest, ReduceTakesACrashForWhatItIs) {
  const std::string file = Write("crash.gw", "bind a to 7\nprint([a % 2, a])\n");
  const HuntProcessResult result = Run({"reduce", file, "--plant", "crash", "-o", "small.gw"});
  EXPECT_EQ(result.exit_code, kExitOk) << result.errors;
  EXPECT_THAT(result.errors, HasSubstr("planted: a remainder was compiled"));
  EXPECT_EQ(Read("small.gw"), "0 % 0\n");
  const HuntProcessResult replay = Run({"replay", "small.gw", "--plant", "crash"});
  EXPECT_EQ(replay.exit_code, kExitFinding);
  EXPECT_THAT(replay.output, HasSubstr("the process ended"));
}

TEST_F(HuntCommandTest, ExplainShowsWhereTheEnginesPart) {
  const std::string file = Write("differs.gw", "bind a to 7\nprint(a)\na - 4\n");
  const HuntProcessResult bad = Run({"explain", file, "--plant", "swap-subtraction"});
  EXPECT_EQ(bad.exit_code, kExitFinding) << bad.errors;
  EXPECT_THAT(bad.output, HasSubstr("SubNum"));
  EXPECT_THAT(bad.output, HasSubstr("Number(3)"));
  EXPECT_THAT(bad.output, HasSubstr("Number(-3)"));
  const HuntProcessResult good = Run({"explain", file});
  EXPECT_EQ(good.exit_code, kExitOk) << good.errors;
  EXPECT_THAT(good.output, HasSubstr("no value differs"));
  const HuntProcessResult crash = Run({"explain", Write("dies.gw", "7 % 2\n"), "--plant", "crash"});
  EXPECT_EQ(crash.exit_code, kExitFinding);
  EXPECT_THAT(crash.errors, HasSubstr("planted: a remainder was compiled"));
  EXPECT_EQ(Run({"explain", file, "--oracle", "round_trip"}).exit_code, kExitUsage)
      << "there are no two runs to show";
}

TEST_F(HuntCommandTest, StatsShowsWhatProgramsAreMadeOf) {
  const HuntProcessResult result = Run({"stats", "--programs", "50", "--profile", "text"});
  EXPECT_EQ(result.exit_code, kExitOk) << result.errors;
  EXPECT_THAT(result.output, StartsWith("profile text, seed 1\n"));
  EXPECT_THAT(result.output, Not(HasSubstr("profile balanced")));
  EXPECT_EQ(Run({"stats", "--programs", "50", "--profile", "text"}).output, result.output);
}

TEST_F(HuntCommandTest, WhatIsNoProgramIsSaidSo) {
  EXPECT_EQ(Run({"replay", Write("no.gw", "should\n")}).exit_code, kExitSyntaxError);
  EXPECT_EQ(Run({"replay", "missing.gw"}).exit_code, kExitNoInput);
  std::filesystem::create_directory(Path("empty"));
  EXPECT_EQ(Run({"replay", "empty"}).exit_code, kExitNoInput);
  Write("empty/minimal.gw", "1\n");
  Write("empty/finding.json", "{\"seed\": true}");
  const HuntProcessResult result = Run({"replay", "empty"});
  EXPECT_EQ(result.exit_code, kExitNoInput);
  EXPECT_THAT(result.errors, HasSubstr("is not a finding's"));
}

TEST_F(HuntCommandTest, FewerProgramsThanAskedForIsStarved) {
  const HuntProcessResult result =
      Run({"hunt", "--programs", "1000000000", "--seconds", "0.3", "--oracle", "equivalence"});
  EXPECT_EQ(result.exit_code, kExitStarved) << result.output;
  EXPECT_THAT(result.output, HasSubstr("\nresult: starved: "));
}

TEST_F(HuntCommandTest, AFolderThatCannotBeWrittenIsSaidBeforeTheHunt) {
  Write("file", "");
  for (const char* folder : {"file/findings", "/proc/findings", "/dev/full"}) {
    const HuntProcessResult result = Run({"hunt", "--programs", "5", "--findings", folder});
    EXPECT_EQ(result.exit_code, kExitCannotWrite) << folder;
    EXPECT_THAT(result.errors, HasSubstr(folder));
    EXPECT_EQ(result.output, "");
  }
}

TEST_F(HuntCommandTest, WhatCannotBeWrittenIsPrintedAllTheSame) {
  // A folder whose own files may have short names, but not those of a folder inside it.
  constexpr std::size_t kLength = 4'078;  // of PATH_MAX, 4096
  std::string folder = Path("d");
  while (folder.size() < kLength - 101) folder += "/" + std::string(99, 'd');
  folder += "/" + std::string(kLength - folder.size() - 1, 'd');
  const HuntProcessResult result =
      Run({"hunt", "--programs", "100", "--plant", "swap-subtraction", "--findings", folder});
  EXPECT_EQ(result.exit_code, kExitFinding) << result.errors;
  EXPECT_THAT(result.output, HasSubstr("equivalence: value at Binary by SubNum"));
  EXPECT_THAT(result.output, HasSubstr("cannot write '"));
  EXPECT_THAT(result.output, testing::ContainsRegex("\n      .*[a-z01] - [a-z01]\n"))
      << "the minimal program is lost";
  EXPECT_THAT(result.output, EndsWith("result: 1 divergence; 1 could not be written\n"));
}

TEST_F(HuntCommandTest, ResultsHaveEverySignatureThatTheSummaryHas) {
  const HuntProcessResult result = Run({"hunt", "--programs", "100", "--plant", "swap-subtraction",
                                        "--findings", Path("found"), "--results", "-"});
  const std::size_t line = result.output.rfind('\n', result.output.size() - 2);
  const auto json = nlohmann::json::parse(result.output.substr(line + 1));
  EXPECT_EQ(json["programs"], 100);
  ASSERT_EQ(json["findings"].size(), 1u);
  EXPECT_EQ(json["findings"][0]["signature"], "equivalence: value at Binary by SubNum");
  EXPECT_GT(json["findings"][0]["times"], 0);
  EXPECT_TRUE(std::filesystem::exists(
      Path("found/" + json["findings"][0]["name"].get<std::string>() + "/minimal.gw")));
  EXPECT_GT(json["pairs"].size(), 1000u);
}

class LedgerCommandTest : public HuntCommandTest {
 protected:
  LedgerCommandTest() {
    auto made = ledger::Ledger::Open(Path("ledger.db"), ledger::Opening::kMake);
    ledger::Finding finding;
    finding.signature = "equivalence: value at Binary by SubNum";
    finding.name = "equivalence-value";
    finding.kind = "divergence";
    finding.program = "0 - 1\n";
    EXPECT_TRUE(made->Record(finding, "1", 7).value());
  }
  HuntProcessResult Ask(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "ledger");
    arguments.insert(arguments.end(), {"--ledger", Path("ledger.db")});
    return Run(arguments);
  }
};

TEST_F(LedgerCommandTest, ListShowsExportsAndForgets) {
  EXPECT_THAT(Ask({"list"}).output, HasSubstr("equivalence: value at Binary by SubNum"));
  EXPECT_THAT(Ask({"show", "equivalence-v"}).output, HasSubstr("    0 - 1\n"));
  EXPECT_EQ(nlohmann::json::parse(Ask({"export"}).output)["findings"][0]["count"], 7);
  EXPECT_EQ(Ask({"forget", "equivalence"}).output,
            "forgotten: equivalence: value at Binary by SubNum\n");
  EXPECT_EQ(Ask({"list"}).output, "no findings\n");
}

TEST_F(LedgerCommandTest, SaysWhatItCannotRead) {
  EXPECT_THAT(Ask({"show", "none"}).errors, HasSubstr("has no finding 'none'"));
  EXPECT_EQ(Ask({"forget", "none"}).exit_code, kExitNoInput);
  EXPECT_EQ(Run({"ledger"}).exit_code, kExitUsage);
  Write("ledger.db", std::string(9000, 'x'));
  std::filesystem::remove(Path("ledger.db-wal"));
  const HuntProcessResult damaged = Ask({"list"});
  EXPECT_EQ(damaged.exit_code, kExitNoInput);
  EXPECT_THAT(damaged.errors, HasSubstr("is damaged"));
  std::filesystem::remove(Path("ledger.db"));
  EXPECT_THAT(Ask({"list"}).errors, HasSubstr("there is no ledger"));
}

TEST_F(HuntCommandTest, ClosedOrFullStandardOutputIsAnExitStatus) {
  const HuntProcessResult full = Run({"gen", "--seed", "1"}, nullptr, "/dev/full");
  EXPECT_EQ(full.exit_code, kExitCannotWrite);
  EXPECT_THAT(full.errors, HasSubstr("cannot write to standard output"));
}

TEST_F(HuntCommandTest, AnInterruptEndsAHuntWithItsSummary) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const HuntProcessResult result =
        Run({"hunt", "--seconds", "600", "--oracle", "equivalence"}, [&](pid_t child) {
          std::this_thread::sleep_for(std::chrono::milliseconds(700));
          ::kill(child, signal);
        });
    EXPECT_EQ(result.exit_code, kExitInterrupted) << result.errors;
    EXPECT_THAT(result.output, EndsWith("result: interrupted, nothing found\n"));
    EXPECT_THAT(result.output, HasSubstr(" programs/s"));
  }
}

TEST_F(HuntCommandTest, NoWorkerOutlivesAHuntThatIsKilled) {
  const HuntProcessResult result =
      Run({"hunt", "--seconds", "600", "--findings", Path("found")}, [&](pid_t child) {
        std::this_thread::sleep_for(std::chrono::seconds(1));
        ::kill(child, SIGKILL);
      });
  EXPECT_EQ(result.exit_code, -SIGKILL);
  // A worker has its parent's command line, in which only this test's directory occurs.
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream command(entry.path() / "cmdline", std::ios::binary);
    std::string text;
    std::getline(command, text);
    EXPECT_EQ(text.find(Path("found")), std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace quicksilver::hunt
