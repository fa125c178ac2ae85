#include "properties/reducers/finding.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/differential/comparison.h"
#include "properties/oracles/equivalence.h"
#include "properties/oracles/oracle_testing.h"
#include "properties/reducers/explain.h"
#include "properties/reducers/planted_bugs.h"

namespace quicksilver::properties {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// A folder of its own for each test.
class Findings : public ::testing::Test {
 protected:
  Findings() {
    std::string name = ::testing::TempDir() + "findings-XXXXXX";
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  ~Findings() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  fs::path folder_;
};

struct Made {
  Signature signature;
  Reduction reduction;
  std::vector<FindingFile> files;

  std::string File(std::string_view name) const {
    for (const FindingFile& file : files) {
      if (file.name == name) return file.bytes;
    }
    ADD_FAILURE() << "no file " << name;
    return "";
  }
};

Made Make(std::string_view source, const CodeFault& fault) {
  EquivalenceOracle oracle(fault);
  const TestProgram program = ProgramOf(source);
  const auto diagnosis = Diagnose(program, oracle, TestLimits(), 1);
  if (!diagnosis.has_value()) {
    ADD_FAILURE() << "the bug does not show in\n" << source;
    return {};
  }
  Made made;
  made.signature = diagnosis->signature;
  made.reduction = Reduce(program, oracle, TestLimits(), 1, diagnosis->signature);
  FindingInput input{program, made.reduction, made.signature, TestLimits(), {}};
  input.provenance.seed = 18'446'744'073'709'551'615u;
  input.provenance.profile = "balanced";
  input.provenance.choices = {0, 1, 254, 255};
  made.files = MakeFinding(input, oracle);
  return made;
}

constexpr std::string_view kSubtraction = R"(bind unrelated to [1, 2, 3]
chant difference(a, b) then
  bind c to a - b
  yield c
end
println("before")
difference(5, 3)
)";

// The regression file must expect what the definition says of that very file.
void ExpectHeaderHolds(const std::string& text) {
  const auto program = Program::Parse(text);
  ASSERT_TRUE(program.has_value()) << text;
  const std::optional<Expectation> expectation = ReadExpectation(text);
  ASSERT_TRUE(expectation.has_value()) << text;
  const auto outcome = MakeInterpreter()->Run(*program, TestLimits());
  ASSERT_TRUE(outcome.has_value());
  const std::optional<Difference> difference = Compare(*expectation, *outcome);
  EXPECT_FALSE(difference.has_value()) << difference->left << " but " << difference->right;
}

TEST_F(Findings, TellEverythingOnOnePage) {
  const Made made = Make(kSubtraction, Swapped(Opcode::kSubNum));
  const std::string page = made.File("finding.md");
  EXPECT_THAT(page, StartsWith("# equivalence: value at Binary by SubNum\n"));
  for (const char* part :
       {"## Program", "## First difference", "## Replay", "## Both runs around it",
        "## Syntax tree", "## Code before allocation", "## Code of vm ",
        "quicksilver-hunt replay .", "seed 18446744073709551615", "0001feff",
        "instruction: function", "register: r"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  // The culprit is marked in both listings, and in the runs side by side.
  EXPECT_THAT(page, ::testing::ContainsRegex(">> +[0-9]+  SubNum v[0-9]+, v[0-9]+, v[0-9]+"));
  EXPECT_THAT(page, ::testing::ContainsRegex(">> +[0-9]+  SubNum r[0-9]+, r[0-9]+, r[0-9]+"));
  EXPECT_THAT(page, ::testing::ContainsRegex("\n> [0-9]+:[0-9]+ Binary"));
}

TEST_F(Findings, BringARegressionThatExpectsTheDefinition) {
  const std::string text = Make(kSubtraction, Swapped(Opcode::kSubNum)).File("minimal.gw");
  EXPECT_THAT(text, StartsWith("# expect: Number("));
  EXPECT_THAT(text, HasSubstr("\n# broke: equivalence: value at Binary by SubNum: "));
  ExpectHeaderHolds(text);
}

TEST_F(Findings, ExpectAnErrorWhereTheFileHasIt) {
  const std::string text = Make("bind x to 1\nx / 0\n", SpansOneFurther).File("minimal.gw");
  EXPECT_THAT(text, StartsWith("# expect: error "));
  ExpectHeaderHolds(text);
}

TEST_F(Findings, SayWhichRequestsAreRefused) {
  const std::string text =
      Make(
          "attempt\n  request Vault.key with justification \"a\"\nharmonize on TypeError then\n"
          "  1\nend\n",
          HandlersTakeAll)
          .File("minimal.gw");
  EXPECT_THAT(text, HasSubstr("\n# deny: Vault.key the vault is closed\n"));
  ExpectHeaderHolds(text);
}

TEST_F(Findings, BringTheModulesThatTheyImport) {
  const Made made = Make(
      "gather limit from \"modules/counter.gw\"\nlimit - 3\nbind a to limit\nbind b to 3\na - b\n",
      Swapped(Opcode::kSubNum));
  EXPECT_THAT(made.File("modules/counter.gw"), HasSubstr("offer"));
}

TEST_F(Findings, AreReadBackAsTheyWereWritten) {
  const Made made = Make(kSubtraction, Swapped(Opcode::kSubNum));
  const std::string name = FindingName(made.signature.ToString());
  const auto path = WriteFinding(folder_ / "new", name, made.files);
  ASSERT_TRUE(path.has_value()) << path.error();
  EXPECT_EQ(*path, (folder_ / "new" / name).string());
  const auto finding = ReadFinding(*path);
  ASSERT_TRUE(finding.has_value()) << finding.error();
  EXPECT_EQ(finding->signature, made.signature.ToString());
  EXPECT_EQ(finding->oracle, "equivalence");
  EXPECT_EQ(finding->seed, 18'446'744'073'709'551'615u);
  EXPECT_EQ(finding->left_engine, "interpreter");
  EXPECT_THAT(finding->right_engine, StartsWith("vm "));
  EXPECT_EQ(finding->limits.steps, TestLimits().steps);
  EXPECT_EQ(finding->limits.call_depth, TestLimits().call_depth);
  EXPECT_EQ(finding->choices, (std::vector<std::uint8_t>{0, 1, 254, 255}));
  EXPECT_EQ(finding->minimal, made.File("minimal.gw"));
  EXPECT_EQ(finding->original, kSubtraction);
}

TEST_F(Findings, LeaveNothingHalfDone) {
  const std::vector<FindingFile> files = {{"finding.md", "a"}, {"deep/er.gw", "b"}};
  ASSERT_TRUE(WriteFinding(folder_, "one", files).has_value());
  // What is there stays.
  const auto again = WriteFinding(folder_, "one", {{"finding.md", "another"}});
  ASSERT_TRUE(again.has_value());
  std::ifstream file(fs::path(*again) / "finding.md");
  std::string bytes;
  std::getline(file, bytes);
  EXPECT_EQ(bytes, "a");
  // A file that cannot be written leaves no folder, neither the finding's nor a temporary one.
  const auto failed = WriteFinding(folder_, "two", {{"x", "a"}, {"x/y", "b"}});
  ASSERT_FALSE(failed.has_value());
  EXPECT_THAT(failed.error(), StartsWith("cannot "));
  std::size_t entries = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder_)) ++entries;
  EXPECT_EQ(entries, 1u);
}

TEST_F(Findings, SayWhatCannotBeWrittenOrRead) {
  std::ofstream(folder_ / "file") << "not a folder";
  const auto written = WriteFinding(folder_ / "file", "one", {{"a", "b"}});
  ASSERT_FALSE(written.has_value());
  EXPECT_THAT(written.error(), HasSubstr("file'"));
  const auto absent = ReadFinding(folder_ / "absent");
  ASSERT_FALSE(absent.has_value());
  EXPECT_THAT(absent.error(), HasSubstr("finding.json': No such file"));

  for (const char* bad : {"", "[]", "{}", "{\"format\": 2}", "{\"format\": 1, \"oracle\": 3}"}) {
    const auto parsed = ParseFindingJson(bad);
    EXPECT_FALSE(parsed.has_value()) << bad;
  }
}

TEST_F(Findings, OnAFullDiskAreAClearError) {
  // No file may grow past a few bytes: the writes fail as on a full disk.
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit tight{16, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  const auto written = WriteFinding(folder_, "one", {{"finding.md", std::string(100'000, 'x')}});
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written.has_value());
  EXPECT_THAT(written.error(), StartsWith("cannot write '"));
  EXPECT_THAT(written.error(), HasSubstr("File too large"));
  EXPECT_TRUE(fs::is_empty(folder_)) << "half a finding";
}

TEST(FindingName, DependsOnTheWholeSignature) {
  const Signature signature{"equivalence", DifferenceKind::kValue, "Binary", "SubNum"};
  EXPECT_THAT(FindingName(signature.ToString()),
              StartsWith("equivalence-value-at-binary-by-subnum-"));
  Signature other = signature;
  other.opcode = "AddNum";
  EXPECT_NE(FindingName(signature.ToString()), FindingName(other.ToString()));
  EXPECT_NE(FindingName("a: b"), FindingName("a b")) << "two signatures share a folder";
}

TEST(FindingName, IsAlwaysAFileName) {
  EXPECT_THAT(FindingName("crash: SIGSEGV while checking: equivalence"),
              StartsWith("crash-sigsegv-while-checking-equivalence-"));
  for (const std::string& odd : {std::string("../../x"), std::string(3'000, 'y'),
                                 std::string("ж\n"), std::string(), std::string("---")}) {
    const std::string name = FindingName(odd);
    EXPECT_FALSE(name.empty());
    EXPECT_LT(name.size(), 200u);
    EXPECT_EQ(name.find_first_of("/.\n"), std::string::npos) << name;
  }
}

// --- explain

TEST(Explain, MarksTheFirstDifferenceAndWhatMadeIt) {
  const std::unique_ptr<ConfiguredEngine> interpreter = MakeInterpreter();
  const std::unique_ptr<ConfiguredEngine> vm =
      MakeEngine(MakeVm(true)->configuration(), Swapped(Opcode::kSubNum));
  const std::string text =
      Explain(ProgramOf(kSubtraction), *interpreter, *vm, TestLimits(), {3, 1});
  EXPECT_THAT(text, HasSubstr("lines before these\n"));
  EXPECT_THAT(text,
              ::testing::ContainsRegex(
                  "\n> 3:13 Binary +a - b +Number\\(2\\) +Number\\(-2\\) +f1 pc [0-9]+ SubNum"));
  EXPECT_THAT(text, HasSubstr("then on interpreter:\n"));
  EXPECT_THAT(text, HasSubstr("result on interpreter: Number(2)\n"));
  EXPECT_THAT(text, HasSubstr("result on vm optimised: Number(-2)\n"));
}

TEST(Explain, ShowsLongValuesWhereTheyDiffer) {
  const std::unique_ptr<ConfiguredEngine> interpreter = MakeInterpreter();
  const std::unique_ptr<ConfiguredEngine> vm =
      MakeEngine(MakeVm(true)->configuration(), ListsOneShort);
  const std::string text = Explain(ProgramOf("bind x to 1\n[10, 20, 30, 40, 50, 60, x, 80]"),
                                   *interpreter, *vm, TestLimits());
  EXPECT_THAT(text, HasSubstr("Number(80)]\n"));
}

TEST(Explain, SaysSoWhereNothingDiffers) {
  const std::unique_ptr<ConfiguredEngine> interpreter = MakeInterpreter();
  const std::unique_ptr<ConfiguredEngine> vm = MakeVm(true);
  const std::string text = Explain(ProgramOf("gather limit from \"modules/counter.gw\"\nlimit + 1"),
                                   *interpreter, *vm, TestLimits());
  EXPECT_THAT(text, HasSubstr("no value differs\n"));
  EXPECT_THAT(text, Not(HasSubstr("\n> ")));
  EXPECT_THAT(text, HasSubstr("counter.gw:")) << "nodes of modules are named by their file";
}

}  // namespace
}  // namespace quicksilver::properties
