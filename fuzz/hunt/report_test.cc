#include "fuzz/hunt/report.h"

#include "fuzz/hunt/exit_codes.h"
#include "fuzz/hunt/hunt_testing.h"

namespace quicksilver::hunt {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

struct Figures {
  Figures() {
    statistics->programs.Set(1'000);
    statistics->oracles[0].agree.Set(1'000);
  }
  Summary Summarised(Ending ending = Ending::kPrograms) const {
    return Summarise(SmallSubject(), options, {*statistics, *signatures, 10, 5, false}, ending);
  }
  SignatureEntry& Found(std::string_view signature, FindingKind kind) {
    SignatureEntry& entry = *signatures->Count(signature).entry;
    entry.kind = kind;
    entry.signature.Set(signature);
    entry.Publish(FindingState::kFiled);
    return entry;
  }

  CampaignOptions options;
  std::unique_ptr<Statistics> statistics = std::make_unique<Statistics>();
  std::unique_ptr<SignatureTable> signatures = std::make_unique<SignatureTable>();
};

TEST(Report, NumbersAreGrouped) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1'000), "1,000");
  EXPECT_EQ(Grouped(1'234'567), "1,234,567");
}

TEST(Report, AShareThatIsThereIsNeverShownAsNothingOrAll) {
  EXPECT_EQ(Percent(0, 10), "0 %");
  EXPECT_EQ(Percent(10, 10), "100 %");
  EXPECT_EQ(Percent(1, 3), "33.3 %");
  EXPECT_EQ(Percent(1, 100'000), "0.0010 %");
  EXPECT_EQ(Percent(99'999, 100'000), "99.9990 %");
  EXPECT_EQ(Percent(0, 0), "-");
}

TEST(Report, NothingFoundIsOk) {
  const Summary summary = Figures().Summarised();
  EXPECT_EQ(summary.exit_code, kExitOk);
  EXPECT_THAT(summary.text, EndsWith("result: ok\n"));
  EXPECT_THAT(summary.text, HasSubstr("100 programs/s; 200 a second of CPU time"));
  EXPECT_THAT(summary.text, HasSubstr("opcodes       no code was looked at"))
      << "all opcodes are called missing in a hunt that compiles nothing";
  EXPECT_THAT(summary.text, Not(HasSubstr("missing:")));
}

// A failure means that a reader takes one bug for several.
TEST(Report, SignaturesThatAreFiledTogetherAreOneFinding) {
  Figures figures;
  SignatureEntry& first = figures.Found("session: output", FindingKind::kDivergence);
  first.filed_as.Set("equivalence: value at Call by Call");
  first.path.Set("findings/e");
  SignatureEntry& second = figures.Found("policies: value", FindingKind::kDivergence);
  second.path.Set("findings/e");
  figures.Found("another", FindingKind::kDivergence).path.Set("findings/o");
  const std::string text = figures.Summarised().text;
  EXPECT_THAT(text, HasSubstr("findings      2\n"));
  EXPECT_THAT(text,
              HasSubstr(". equivalence: value at Call by Call\n     found as session: output"));
  EXPECT_THAT(text, HasSubstr("1 times as policies: value\n"));
  EXPECT_THAT(text, EndsWith("result: 2 divergences\n"));
}

TEST(Report, TooManyIncomparableProgramsAreAStarvedHunt) {
  Figures figures;
  figures.statistics->incomparable[0].Set(10);
  EXPECT_EQ(figures.Summarised().exit_code, kExitOk) << "1 % is allowed";
  figures.statistics->incomparable[1].Set(1);
  const Summary summary = figures.Summarised();
  EXPECT_EQ(summary.exit_code, kExitStarved);
  EXPECT_THAT(summary.text, HasSubstr("StackOverflow 10, OutOfMemory 1"));
}

TEST(Report, FewerProgramsThanAskedForAreAStarvedHunt) {
  Figures figures;
  figures.options.programs = 1'001;
  EXPECT_EQ(figures.Summarised(Ending::kTime).exit_code, kExitStarved);
  figures.options.programs = 1'000;
  EXPECT_EQ(figures.Summarised().exit_code, kExitOk);
  figures.statistics->programs.Set(0);
  figures.options.programs.reset();
  EXPECT_EQ(figures.Summarised(Ending::kTime).exit_code, kExitStarved)
      << "a hunt that checked nothing is green";
}

TEST(Report, AFindingOutweighsEverythingElse) {
  Figures figures;
  figures.statistics->incomparable[0].Set(500);
  figures.Found("equivalence: x", FindingKind::kDivergence);
  figures.Found("equivalence: y", FindingKind::kDivergence);
  figures.Found("crash: z", FindingKind::kCrash);
  for (const Ending ending : {Ending::kPrograms, Ending::kInterrupted, Ending::kFailed}) {
    const Summary summary = figures.Summarised(ending);
    EXPECT_EQ(summary.exit_code, kExitFinding);
    EXPECT_THAT(summary.text, EndsWith("result: 2 divergences, 1 crash\n"));
  }
}

TEST(Report, AFailedHuntIsNotOk) {
  EXPECT_EQ(Figures().Summarised(Ending::kFailed).exit_code, kExitInternal);
  EXPECT_EQ(Figures().Summarised(Ending::kInterrupted).exit_code, kExitInterrupted);
}

TEST(Report, WhatAProgramPrintsCannotSteerTheTerminal) {
  Figures figures;
  SignatureEntry& entry = figures.Found("equivalence: x", FindingKind::kDivergence);
  entry.minimal.Set("print(\"\x1b[2J\")\n");
  EXPECT_THAT(figures.Summarised().text, Not(HasSubstr("\x1b")));
}

TEST(Report, TheStatusFitsTheTerminal) {
  const Figures figures;
  const std::string status =
      StatusLines(SmallSubject(), figures.options,
                  {*figures.statistics, *figures.signatures, 10, 5, false}, 20);
  std::size_t column = 0;
  for (const char c : status) {
    column = c == '\n' ? 0 : column + 1;
    EXPECT_LE(column, 20u);
  }
}

}  // namespace
}  // namespace quicksilver::hunt
