#include "fuzz/ledger/ledger.h"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "fuzz/ledger/export.h"

namespace quicksilver::ledger {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class LedgerTest : public testing::Test {
 protected:
  LedgerTest() {
    std::string name =
        (std::filesystem::temp_directory_path() / "quicksilver-ledger-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
  }
  ~LedgerTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }
  std::string Path(const std::string& name = "ledger.db") const { return directory_ + "/" + name; }
  Ledger Make() const { return std::move(Ledger::Open(Path(), Opening::kMake).value()); }

  std::string directory_;
};

Finding Some(const std::string& signature) {
  Finding finding;
  finding.signature = signature;
  finding.name = "name-of-" + signature;
  finding.kind = "crash";
  finding.target = "parser";
  finding.seed = ~std::uint64_t{0};
  finding.commit = "abc";
  finding.size_before = 100;
  finding.unit = "bytes";
  finding.input = std::string("\0\xff'x", 4);
  return finding;
}

TEST_F(LedgerTest, OneSignatureIsOneFindingHoweverOftenItIsSeen) {
  Ledger ledger = Make();
  EXPECT_TRUE(ledger.Record(Some("a"), "1").value());
  EXPECT_FALSE(ledger.Record(Some("a"), "2").value());
  EXPECT_FALSE(ledger.Record(Some("a"), "3", 1000).value());
  EXPECT_TRUE(ledger.Record(Some("b"), "4").value());
  const auto findings = ledger.Findings().value();
  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_EQ(findings[0].count, 1002u);
  EXPECT_EQ(findings[1].count, 1u);
}

// A failure means that a bug which several targets see is several findings for good.
TEST_F(LedgerTest, ASignatureThatTurnsOutToBeAnotherOneIsCountedThere) {
  Ledger ledger = Make();
  Finding late = Some("a");
  late.seconds = 9;
  ASSERT_TRUE(ledger.Record(late, "1", 3).value());
  Finding early = Some("b");
  early.seconds = 4;
  early.program = "1 + 1";
  ASSERT_TRUE(ledger.Record(early, "2", 2).value());
  Finding as = Some("b");
  as.program = "something else";
  ASSERT_TRUE(ledger.FileAs("a", as).has_value());
  // Seen again under the old name, and a sight that is reported once more.
  EXPECT_FALSE(ledger.Record(Some("a"), "3", 10).value());
  EXPECT_FALSE(ledger.Record(Some("a"), "1", 3).value());
  const auto findings = ledger.Findings().value();
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].signature, "b");
  EXPECT_EQ(findings[0].count, 15u);
  EXPECT_EQ(findings[0].seconds, 4);
  EXPECT_EQ(findings[0].program, "1 + 1") << "what is known of a finding stays";
  EXPECT_EQ(ledger.FiledAs("a").value(), "b");
  EXPECT_THAT(ledger.OtherSignatures().value(), testing::ElementsAre("a"));
}

TEST_F(LedgerTest, ASignatureMovesOnWithTheFindingThatItIsFiledUnder) {
  Ledger ledger = Make();
  ASSERT_TRUE(ledger.Record(Some("a"), "1").value());
  ASSERT_TRUE(ledger.FileAs("a", Some("b")).has_value()) << "b is new";
  ASSERT_TRUE(ledger.FileAs("b", Some("c")).has_value());
  EXPECT_EQ(ledger.FiledAs("a").value(), "c");
  EXPECT_EQ(ledger.FiledAs("b").value(), "c");
  ASSERT_THAT(ledger.Findings().value(), SizeIs(1));
  EXPECT_EQ(ledger.Findings().value()[0].count, 1u);
  // Whoever forgets it forgets all its names.
  EXPECT_TRUE(ledger.Forget("c").value());
  EXPECT_TRUE(ledger.Record(Some("a"), "2").value());
}

TEST_F(LedgerTest, ALedgerOfTheFormerFormatIsTakenOver) {
  {
    Ledger ledger = Make();
    ASSERT_TRUE(ledger.Record(Some("a"), "1").value());
  }
  {
    Database database = std::move(Database::Open(Path(), Opening::kExisting).value());
    ASSERT_TRUE(database.Run("DROP TABLE other_signature; PRAGMA user_version = 1").has_value());
  }
  Ledger ledger = std::move(Ledger::Open(Path()).value());
  EXPECT_EQ(ledger.Find("a").value()->count, 1u);
  EXPECT_TRUE(ledger.FileAs("a", Some("b")).has_value());
}

TEST_F(LedgerTest, ASightThatIsReportedTwiceCountsOnce) {
  Ledger ledger = Make();
  ASSERT_TRUE(ledger.Record(Some("a"), "1").value());
  EXPECT_FALSE(ledger.Record(Some("a"), "1").value());
  EXPECT_EQ(ledger.Find("a").value()->count, 1u);
  EXPECT_TRUE(ledger.KnowsSight("1").value());
  EXPECT_FALSE(ledger.KnowsSight("2").value());
}

TEST_F(LedgerTest, ASightThatIsNoFindingIsKnownWithoutOne) {
  {
    Ledger ledger = Make();
    ASSERT_TRUE(ledger.Dismiss("1").has_value());
    ASSERT_TRUE(ledger.Dismiss("1").has_value());
    ASSERT_TRUE(ledger.Record(Some("a"), "2").value());
    ASSERT_TRUE(ledger.Dismiss("2").has_value());
  }
  Ledger ledger = std::move(Ledger::Open(Path()).value());
  EXPECT_TRUE(ledger.KnowsSight("1").value());
  ASSERT_THAT(ledger.Findings().value(), SizeIs(1));
  // What was recorded has stayed with its finding.
  ASSERT_TRUE(ledger.Forget("a").value());
  EXPECT_FALSE(ledger.KnowsSight("2").value());
  EXPECT_TRUE(ledger.KnowsSight("1").value());
}

TEST_F(LedgerTest, WhatWasWrittenIsReadAsItWas) {
  Finding finding = Some("a");
  finding.seconds = 12.5;
  finding.report = "==1==ERROR\n";
  {
    Ledger ledger = Make();
    ASSERT_TRUE(ledger.Record(finding, "1").value());
    finding.state = State::kMinimised;
    finding.minimal = "x";
    finding.size_after = 1;
    ASSERT_TRUE(ledger.Describe(finding).has_value());
    ASSERT_TRUE(ledger.SetFirstBad("a", "cafe").has_value());
    ASSERT_TRUE(ledger.Set("slices", "7").has_value());
    ASSERT_TRUE(ledger.Add(Sample{1.5, "parser", 10, 2.5, 3, 4, 5}).has_value());
    ASSERT_TRUE(ledger.Add(StageTime{"fuzz", "parser", 1}).has_value());
    ASSERT_TRUE(ledger.Add(StageTime{"fuzz", "parser", 2}).has_value());
  }
  const Ledger ledger = std::move(Ledger::Open(Path()).value());
  const Finding read = ledger.Find("name-of").value().value();
  EXPECT_EQ(read.input, finding.input);
  EXPECT_EQ(read.seed, finding.seed);
  EXPECT_EQ(read.minimal, "x");
  EXPECT_EQ(read.report, finding.report);
  EXPECT_EQ(read.seconds, 12.5);
  EXPECT_EQ(read.state, State::kMinimised);
  EXPECT_EQ(read.first_bad, "cafe");
  EXPECT_GT(read.first_seen, 1e9);
  EXPECT_EQ(ledger.Get("slices").value(), "7");
  EXPECT_EQ(ledger.Get("none").value(), "");
  EXPECT_EQ(ledger.Samples().value().at(0).features, 4u);
  EXPECT_EQ(ledger.StageTimes().value().at(0).seconds, 3);
}

TEST_F(LedgerTest, WhatWasTakenForMendedAndIsSeenAgainIsNot) {
  Ledger ledger = Make();
  ASSERT_TRUE(ledger.Record(Some("a"), "1").value());
  ASSERT_TRUE(ledger.SetState("a", State::kFixed, "def").has_value());
  EXPECT_EQ(ledger.Find("a").value()->fixed_commit, "def");
  ASSERT_FALSE(ledger.Record(Some("a"), "2").value());
  EXPECT_EQ(ledger.Find("a").value()->state, State::kRaw);
}

TEST_F(LedgerTest, AForgottenFindingIsNewWhenItIsSeenAgain) {
  Ledger ledger = Make();
  ASSERT_TRUE(ledger.Record(Some("a"), "1").value());
  EXPECT_TRUE(ledger.Forget("a").value());
  EXPECT_FALSE(ledger.Forget("a").value());
  EXPECT_THAT(ledger.Findings().value(), IsEmpty());
  EXPECT_TRUE(ledger.Record(Some("a"), "1").value());
}

TEST_F(LedgerTest, ABeginningThatTwoHaveIsNoName) {
  Ledger ledger = Make();
  ASSERT_TRUE(ledger.Record(Some("ab"), "1").value());
  ASSERT_TRUE(ledger.Record(Some("ac"), "2").value());
  EXPECT_THAT(ledger.Find("a").error().message, HasSubstr("'ab' or 'ac'"));
  EXPECT_FALSE(ledger.Find("b").value().has_value());
}

TEST_F(LedgerTest, SaysThatThereIsNone) {
  const auto ledger = Ledger::Open(Path("none.db"));
  ASSERT_FALSE(ledger.has_value());
  EXPECT_EQ(ledger.error().kind, Error::Kind::kAbsent);
  EXPECT_THAT(ledger.error().message, HasSubstr("there is no ledger"));
  EXPECT_FALSE(std::filesystem::exists(Path("none.db")));
}

TEST_F(LedgerTest, SaysThatTheFileIsNoLedger) {
  std::ofstream(Path("text.db")) << std::string(5000, 'x');
  EXPECT_EQ(Ledger::Open(Path("text.db")).error().kind, Error::Kind::kDamaged);
  {
    const Database other = std::move(Database::Open(Path("other.db"), Opening::kMake).value());
    ASSERT_TRUE(other.Run("CREATE TABLE t (x)").has_value());
  }
  EXPECT_THAT(Ledger::Open(Path("other.db")).error().message, HasSubstr("another program's"));
  EXPECT_EQ(Ledger::Open(directory_).error().kind, Error::Kind::kDamaged);
}

TEST_F(LedgerTest, SaysThatTheFileIsDamaged) {
  {
    Ledger ledger = Make();
    for (int i = 0; i < 300; ++i) {
      Finding finding = Some(fmt::format("{}", i));
      finding.report = std::string(500, 'r');
      ASSERT_TRUE(ledger.Record(finding, finding.signature).value());
    }
  }
  // A page in the middle is written over.
  std::fstream file(Path(), std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(Path()) / 2 / 4096 * 4096));
  file << std::string(4096, '\x5a');
  file.close();
  const auto ledger = Ledger::Open(Path());
  ASSERT_FALSE(ledger.has_value());
  EXPECT_EQ(ledger.error().kind, Error::Kind::kDamaged);
  EXPECT_THAT(ledger.error().message, HasSubstr("is damaged"));
}

TEST_F(LedgerTest, HasWhatAKilledWriterHadBeenToldIsWritten) {
  {
    const Ledger made = Make();
  }
  int said[2];
  ASSERT_EQ(::pipe(said), 0);
  const pid_t writer = ::fork();
  if (writer == 0) {
    auto ledger = Ledger::Open(Path());
    for (std::uint32_t i = 0; ledger.has_value(); ++i) {
      if (!ledger->Record(Some(fmt::format("{}", i)), fmt::format("{}", i)).has_value()) break;
      if (::write(said[1], &i, sizeof i) != sizeof i) break;
    }
    ::_exit(1);
  }
  std::uint32_t last = 0;
  while (last < 50) ASSERT_EQ(::read(said[0], &last, sizeof last), ssize_t{sizeof last});
  ::kill(writer, SIGKILL);
  ::waitpid(writer, nullptr, 0);
  ::close(said[1]);
  while (::read(said[0], &last, sizeof last) == ssize_t{sizeof last}) {
  }
  ::close(said[0]);
  const Ledger ledger = std::move(Ledger::Open(Path()).value());
  EXPECT_GE(ledger.Findings().value().size(), last + 1);
}

TEST_F(LedgerTest, ExportsBytesThatAreNoText) {
  Ledger ledger = Make();
  ASSERT_TRUE(ledger.Record(Some("a"), "1").value());
  const auto findings = ledger.Findings().value();
  const auto json = nlohmann::json::parse(FindingsJson(findings));
  EXPECT_EQ(json["findings"][0]["input_hex"], "00ff2778");
  EXPECT_EQ(json["findings"][0]["seed"], ~std::uint64_t{0});
  EXPECT_THAT(FindingsTable(findings), HasSubstr("100 bytes"));
  EXPECT_THAT(FindingText(findings[0]), HasSubstr("00ff2778"));
}

TEST(DurationText, IsAsShortAsItCanBe) {
  EXPECT_EQ(DurationText(12.34), "12.3 s");
  EXPECT_EQ(DurationText(187), "3 min 07 s");
  EXPECT_EQ(DurationText(3900), "1 h 05 min");
}

}  // namespace
}  // namespace quicksilver::ledger
