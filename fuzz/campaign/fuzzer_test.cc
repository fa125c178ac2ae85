#include "fuzz/campaign/fuzzer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fuzz/campaign/folders.h"

namespace quicksilver::campaign {
namespace {

TEST(Fuzzer, ReadsTheFiguresThatItPrints) {
  const FuzzerFigures figures = Fuzzer::FiguresIn(
      "INFO: seed corpus: files: 96\n"
      "#97\tINITED cov: 17943 ft: 56631 corp: 96/17Kb exec/s: 0 rss: 98Mb\n"
      "#200\tNEW    cov: 17944 ft: 56640 corp: 97/17Kb lim: 4 exec/s: 55 rss: 99Mb L: 4/4 MS: 1\n");
  EXPECT_TRUE(figures.loaded);
  EXPECT_EQ(figures.runs, 200u);
  EXPECT_EQ(figures.coverage, 17944u);
  EXPECT_EQ(figures.features, 56640u);
  EXPECT_EQ(figures.corpus, 97u);
  EXPECT_EQ(figures.per_second, 55u);
}

TEST(Fuzzer, SaysWhereItHasWrittenWhatItDiedOf) {
  EXPECT_EQ(Fuzzer::ArtifactIn("==1== ERROR: libFuzzer: timeout\nartifact_prefix='a b/'; Test unit "
                               "written to a b/timeout-7\nBase64: eA==\n"),
            "a b/timeout-7");
  EXPECT_EQ(Fuzzer::ArtifactIn("Done 7 runs\n"), "");
}

TEST(Fuzzer, HasNoFiguresBeforeTheCorpusIsRead) {
  const FuzzerFigures figures = Fuzzer::FiguresIn("INFO: Running with entropic power schedule\n");
  EXPECT_FALSE(figures.loaded);
  EXPECT_EQ(figures.features, 0u);
}

TEST(Fuzzer, KnowsTheTargetsOfTheRepository) {
  EXPECT_THAT(Fuzzer::AllTargets(QS_SOURCE_DIR), testing::IsSupersetOf({"parser", "api"}));
  const auto none = Fuzzer::Find(QS_SOURCE_DIR, "/nowhere", "nothing");
  EXPECT_THAT(none.error(), testing::HasSubstr("there is no target nothing"));
  const auto unbuilt = Fuzzer::Find(QS_SOURCE_DIR, "/nowhere", "parser");
  EXPECT_EQ(unbuilt.error(), "'/nowhere/fuzz_parser' is not built");
}

}  // namespace
}  // namespace quicksilver::campaign
