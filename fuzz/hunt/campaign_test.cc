#include "fuzz/hunt/campaign.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "fuzz/hunt/hunt_testing.h"

namespace quicksilver::hunt {
namespace {

using properties::Oracle;
using properties::TestProgram;
using properties::Verdict;

class CampaignTest : public HuntTest {
 protected:
  CampaignOptions Options(std::uint64_t programs, std::uint32_t jobs = 2) const {
    CampaignOptions options;
    options.programs = programs;
    options.jobs = jobs;
    options.findings = Path("findings");
    return options;
  }
};

// The numbers of a hunt that must not depend on how it was carried out.
std::vector<std::uint64_t> FiguresOf(Campaign& campaign) {
  const Campaign::Snapshot result = campaign.Result();
  const Statistics& s = result.statistics;
  std::vector<std::uint64_t> figures = {s.programs.Get(),       s.lost.Get(),
                                        s.source_bytes.Get(),   s.engine_runs.Get(),
                                        s.chunks.Get(),         s.coverage.opcode_count(),
                                        s.coverage.pair_count()};
  for (const OracleStatistics& oracle : s.oracles) {
    figures.push_back(oracle.agree.Get());
    figures.push_back(oracle.diverge.Get());
    for (const Counter& count : oracle.incomparable) figures.push_back(count.Get());
  }
  for (const Counter& count : s.by_profile) figures.push_back(count.Get());
  return figures;
}

TEST_F(CampaignTest, ChecksTheSameProgramsOnAnyNumberOfProcesses) {
  const Subject subject = MakeSubject(std::nullopt, std::nullopt);
  Campaign alone(subject, Options(120, 1));
  ASSERT_EQ(alone.Run(), Ending::kPrograms);
  Campaign together(subject, Options(120, 3));
  ASSERT_EQ(together.Run(), Ending::kPrograms);
  EXPECT_EQ(FiguresOf(alone), FiguresOf(together))
      << "the programs or verdicts of a hunt depend on the number of processes";
  EXPECT_EQ(alone.Result().statistics.programs.Get(), 120u);
}

TEST_F(CampaignTest, OtherSeedsAreOtherPrograms) {
  const Subject subject = MakeSubject(std::nullopt, "equivalence");
  CampaignOptions options = Options(50);
  Campaign first(subject, options);
  options.seed = 2;
  Campaign second(subject, options);
  first.Run();
  second.Run();
  EXPECT_NE(first.Result().statistics.source_bytes.Get(),
            second.Result().statistics.source_bytes.Get())
      << "the seed of a hunt decides nothing";
}

TEST_F(CampaignTest, EveryProgramOfAHuntHasAnotherSeed) {
  const Subject subject = SmallSubject();
  std::set<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    for (std::uint64_t i = 0; i < 500; ++i) seeds.insert(subject.At(seed, i).seed);
  }
  EXPECT_EQ(seeds.size(), 10'000u) << "hunts with neighbouring seeds check the same programs";
}

TEST_F(CampaignTest, EndsWhenItsTimeIsOver) {
  const Subject subject = SmallSubject();
  CampaignOptions options = Options(0);
  options.programs.reset();
  options.seconds = 0.3;
  Campaign campaign(subject, options);
  EXPECT_EQ(campaign.Run(), Ending::kTime);
  const Campaign::Snapshot result = campaign.Result();
  EXPECT_GT(result.statistics.programs.Get(), 0u);
  EXPECT_GE(result.elapsed_seconds, 0.3);
  EXPECT_LT(result.elapsed_seconds, 20) << "workers did not hear that the time was over";
}

TEST_F(CampaignTest, FindsReducesAndFilesAPlantedDivergenceOnce) {
  const Subject subject = PlantedSubject("swap-subtraction");
  Campaign campaign(subject, Options(200, 2));
  ASSERT_EQ(campaign.Run(), Ending::kPrograms);
  const Campaign::Snapshot result = campaign.Result();
  const auto found = result.signatures.Described();
  ASSERT_EQ(found.size(), 1u) << "one fault has several signatures";
  EXPECT_EQ(found[0]->kind, FindingKind::kDivergence);
  EXPECT_EQ(found[0]->state.load(), FindingState::kFiled);
  EXPECT_EQ(found[0]->signature.Get(), "equivalence: value at Binary by SubNum");
  EXPECT_GT(found[0]->count.load(), 50u);
  EXPECT_EQ(found[0]->count.load(), result.statistics.oracles[0].diverge.Get())
      << "divergences were seen that no signature counts";
  EXPECT_LE(found[0]->nodes_after, 5u) << found[0]->minimal.Get();
  const auto folders = Folders("findings");
  ASSERT_EQ(folders.size(), 1u);
  for (const char* file : {"finding.md", "finding.json", "minimal.gw", "original.gw"}) {
    EXPECT_TRUE(std::filesystem::exists(folders[0] / file)) << file;
  }
  EXPECT_THAT(Read(folders[0] / "minimal.gw"),
              testing::EndsWith(std::string(found[0]->minimal.Get())))
      << "the file has not the program that was printed";
}

TEST_F(CampaignTest, WhatAnEarlierHuntFiledIsCountedAndLeftAlone) {
  const Subject subject = PlantedSubject("swap-subtraction");
  Campaign(subject, Options(30)).Run();
  const auto folders = Folders("findings");
  ASSERT_EQ(folders.size(), 1u);
  const auto written = std::filesystem::last_write_time(folders[0] / "finding.md");
  Campaign again(subject, Options(30));
  again.Run();
  const auto found = again.Result().signatures.Described();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]->state.load(), FindingState::kKnown);
  EXPECT_EQ(std::filesystem::last_write_time(folders[0] / "finding.md"), written);
}

TEST_F(CampaignTest, ACrashOfTheEngineIsAFindingAndNotTheEnd) {
  const Subject subject = PlantedSubject("crash");
  Campaign campaign(subject, Options(60));
  ASSERT_EQ(campaign.Run(), Ending::kPrograms);
  const Campaign::Snapshot result = campaign.Result();
  EXPECT_EQ(result.statistics.all_programs(), 60u) << "a death took other programs with it";
  EXPECT_GT(result.statistics.lost.Get(), 5u);
  const auto found = result.signatures.Described();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]->kind, FindingKind::kCrash);
  EXPECT_EQ(found[0]->count.load(), result.statistics.lost.Get());
  EXPECT_NE(found[0]->signature.Get().find("planted: a remainder was compiled"),
            std::string_view::npos);
  EXPECT_LE(found[0]->nodes_after, 4u) << found[0]->minimal.Get();
  const auto folders = Folders("findings");
  ASSERT_EQ(folders.size(), 1u);
  EXPECT_NE(Read(folders[0] / "finding.md").find("planted: a remainder"), std::string::npos)
      << "what the process said when it died is lost";
}

TEST_F(CampaignTest, AHangOfTheEngineIsAFindingAndNotTheEnd) {
  const Subject subject = PlantedSubject("hang");
  CampaignOptions options = Options(4);
  options.hang_seconds = 1.5;
  options.reduce_seconds = 10;
  Campaign campaign(subject, options);
  ASSERT_EQ(campaign.Run(), Ending::kPrograms);
  const Campaign::Snapshot result = campaign.Result();
  EXPECT_EQ(result.statistics.all_programs(), 4u);
  const auto found = result.signatures.Described();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]->kind, FindingKind::kHang);
  EXPECT_EQ(found[0]->signature.Get(), "hang while checking: equivalence");
  EXPECT_LE(found[0]->nodes_after, 4u) << found[0]->minimal.Get();
}

TEST_F(CampaignTest, ACrashOfTheGeneratorIsAFinding) {
  Subject subject = SmallSubject();
  const auto generate = subject.generate;
  subject.generate = [generate](std::uint64_t seed, std::uint32_t profile) {
    if (seed % 3 == 0) std::abort();
    return generate(seed, profile);
  };
  Campaign campaign(subject, Options(30));
  ASSERT_EQ(campaign.Run(), Ending::kPrograms);
  const Campaign::Snapshot result = campaign.Result();
  EXPECT_EQ(result.statistics.all_programs(), 30u);
  const auto found = result.signatures.Described();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]->signature.Get(), "crash: SIGABRT while generating");
  EXPECT_FALSE(found[0]->has_program);
  EXPECT_EQ(Folders("findings").size(), 1u);
}

// Objects to every program, and dies of every other one than the first: of what a reducer tries.
class TreacherousOracle : public Oracle {
 public:
  std::string_view name() const override { return "treacherous"; }
  Verdict Check(const TestProgram& program, const Limits&, std::uint64_t) override {
    if (program.program.source().find("print") == std::string_view::npos) std::abort();
    properties::Divergence divergence;
    divergence.kind = properties::DifferenceKind::kProof;
    divergence.what = "a claim";
    return Verdict::Diverge(divergence);
  }
};

TEST_F(CampaignTest, ADivergenceWhoseReductionCrashesIsFiledAsItIs) {
  const Subject subject = SmallSubject({{"treacherous", "", 1, []() -> std::unique_ptr<Oracle> {
                                           return std::make_unique<TreacherousOracle>();
                                         }}});
  Campaign campaign(subject, Options(4, 1));
  ASSERT_EQ(campaign.Run(), Ending::kPrograms);
  const auto found = campaign.Result().signatures.Described();
  ASSERT_EQ(found.size(), 2u) << "the divergence, and the crash";
  EXPECT_EQ(found[0]->kind, FindingKind::kDivergence);
  EXPECT_EQ(found[0]->state.load(), FindingState::kFiled);
  EXPECT_NE(found[0]->error.Get().find("brought the process down"), std::string_view::npos);
  EXPECT_EQ(found[1]->kind, FindingKind::kCrash);
  EXPECT_EQ(found[1]->state.load(), FindingState::kFiled);
  for (const auto& folder : Folders("findings")) {
    EXPECT_TRUE(std::filesystem::exists(folder / "original.gw")) << folder;
  }
}

TEST_F(CampaignTest, AWorkerThatDiesByItselfEndsTheHuntAsFailed) {
  const Subject subject = SmallSubject({{"broken", "", 1, []() -> std::unique_ptr<Oracle> {
                                           std::fputs("no oracle today\n", stderr);
                                           std::abort();
                                         }}});
  Campaign campaign(subject, Options(10));
  EXPECT_EQ(campaign.Run(), Ending::kFailed) << "workers are started again for ever";
  EXPECT_NE(campaign.failure().find("no oracle today"), std::string::npos);
  EXPECT_TRUE(campaign.Result().signatures.Described().empty());
}

TEST_F(CampaignTest, WhatCannotBeWrittenIsStillKnown) {
  Write("findings", "a file stands where the folder should be");
  for (const char* plant : {"swap-subtraction", "crash"}) {
    const Subject subject = PlantedSubject(plant);
    Campaign campaign(subject, Options(30));
    ASSERT_EQ(campaign.Run(), Ending::kPrograms);
    const auto found = campaign.Result().signatures.Described();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0]->state.load(), FindingState::kNotFiled);
    EXPECT_TRUE(found[0]->error.Get().starts_with("cannot ")) << found[0]->error.Get();
    EXPECT_FALSE(found[0]->minimal.Get().empty()) << "the finding is lost with the disk";
  }
}

TEST_F(CampaignTest, AnInterruptEndsItWithItsFigures) {
  const Subject subject = SmallSubject();
  CampaignOptions options = Options(0);
  options.programs.reset();
  for (const int signal : {SIGINT, SIGTERM}) {
    Campaign campaign(subject, options);
    bool sent = false;
    const Ending ending = campaign.Run([&](const Campaign::Snapshot& snapshot) {
      if (!sent && snapshot.statistics.programs.Get() > 0) {
        ::raise(signal);
        sent = true;
      }
    });
    EXPECT_EQ(ending, Ending::kInterrupted);
    EXPECT_GT(campaign.Result().statistics.programs.Get(), 0u);
  }
}

TEST_F(CampaignTest, ASecondInterruptDoesNotWaitForAnyWorker) {
  const Subject subject = PlantedSubject("hang");
  CampaignOptions options = Options(100);
  options.hang_seconds = 1'000;
  Campaign campaign(subject, options);
  const Ending ending = campaign.Run([&](const Campaign::Snapshot&) { ::raise(SIGINT); });
  EXPECT_EQ(ending, Ending::kInterrupted);
  EXPECT_LT(campaign.Result().elapsed_seconds, 60);
}

}  // namespace
}  // namespace quicksilver::hunt
