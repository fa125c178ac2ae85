#include "fuzz/campaign/afl.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace quicksilver::campaign {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

// A sync folder of one target, with what AFL++ would have written.
class Afl : public testing::Test {
 protected:
  Afl() {
    fs::remove_all(place_);
    Write("bin/fuzz_parser", "");
  }
  ~Afl() override { fs::remove_all(place_); }

  void Write(const std::string& name, std::string_view text) const {
    fs::create_directories((place_ / name).parent_path());
    std::ofstream(place_ / name) << text;
  }
  AflInstance Instance(std::uint32_t number, const std::string& machine = "here") const {
    return *AflInstance::Find(
        {QS_SOURCE_DIR, (place_ / "bin").string(), (place_ / "sync").string(), machine}, "parser",
        number);
  }

  fs::path place_ = fs::temp_directory_path() / fmt::format("quicksilver-afl-{}", ::getpid());
};

TEST_F(Afl, TakesItsLimitsFromTheTargetsOptions) {
  const Command command = Instance(0).Fuzz("corpus", 60, 7);
  EXPECT_THAT(command.arguments, Contains("-M"));
  EXPECT_THAT(command.arguments, Contains("here_0"));
  EXPECT_THAT(command.arguments, Contains(HasSubstr("fuzz/dictionaries/glimmer.dict")));
  // AFL++ counts in milliseconds.
  EXPECT_THAT(command.arguments, Contains("10000+"));
  EXPECT_THAT(command.arguments, Contains("2048"));
  EXPECT_THAT(Instance(2).Fuzz("corpus", 60, 7).arguments, Contains("-S"));
}

TEST_F(Afl, MakesANameThatItAcceptsOfAnyHost) {
  EXPECT_EQ(Instance(3, "build-7.example.org").name(), "build_7_example_org_3");
  EXPECT_LE(Instance(64, std::string(200, 'x')).name().size(), 24u);
  EXPECT_EQ(Instance(0, "").name(), "machine_0");
}

TEST_F(Afl, ReadsTheFiguresOfItsFolder) {
  const AflInstance instance = Instance(0);
  EXPECT_EQ(instance.Figures(42).runs, 0u);
  Write("sync/parser/here_0/fuzzer_stats", "start_time        : 1\nfuzzer_pid        : 42\n");
  Write("sync/parser/here_0/plot_data",
        "# relative_time, cycles_done, cur_item, corpus_count, pending_total, pending_favs, "
        "map_size, saved_crashes, saved_hangs, max_depth, execs_per_sec, total_execs, edges_found\n"
        "5, 0, 1, 100, 90, 20, 3.10%, 0, 0, 2, 900.11, 5000, 2000\n"
        "10, 0, 2, 110, 95, 21, 3.20%, 1, 0, 2, 812.50, 9000, 2010\n");
  const FuzzerFigures figures = instance.Figures(42);
  EXPECT_TRUE(figures.loaded);
  EXPECT_EQ(figures.runs, 9000u);
  EXPECT_EQ(figures.coverage, 2010u);
  EXPECT_EQ(figures.features, 110u);
  EXPECT_EQ(figures.per_second, 812u);
  // A turn before wrote it.
  EXPECT_FALSE(instance.Figures(43).loaded);
}

TEST_F(Afl, SeesWhatOtherMachinesFoundButNotWhatIsBeingWritten) {
  Write("sync/parser/here_0/crashes/id:000000,sig:06", "a");
  Write("sync/parser/here_1/crashes/id:000000,sig:06", "b");
  Write("sync/parser/there_0/crashes.2026-11-26-12:00:00/id:000000,sig:06", "c");
  Write("sync/parser/there_0/crashes/README.txt", "d");
  Write("sync/parser/there_0/hangs/id:000001", "e");
  Write("sync/parser/there_0/queue/id:000000", "f");
  std::vector<std::string> found;
  for (const AflInstance::Death& death : Instance(0).Deaths({"here_1"})) {
    found.push_back(death.kind + " " + fs::path(death.file).parent_path().filename().string());
  }
  EXPECT_THAT(found,
              ElementsAre("crash crashes", "crash crashes.2026-11-26-12:00:00", "timeout hangs"));
  EXPECT_THAT(Instance(0).Queues(), ElementsAre(HasSubstr("there_0/queue")));
}

TEST_F(Afl, SaysWhyItCouldNotBeginInOneLineWithoutColours) {
  EXPECT_EQ(
      AflInstance::Complaint("\x1b[1;94m[*] \x1b[0mBeginning\n\x1b[1;91m\n[-] PROGRAM ABORT : "
                             "\x1b[1;97mNo usable test cases in 'x'\x1b[1;91m\n"
                             "         Location : \x1b[0mread_testcases(), x.c:784\n\n"),
      "No usable test cases in 'x'");
  EXPECT_EQ(AflInstance::Complaint("one\n\x1b[1mtwo\x1b[0m\n\n"), "two");
  EXPECT_EQ(AflInstance::Complaint(""), "");
}

TEST_F(Afl, SaysWhatIsNotBuilt) {
  const auto none =
      AflInstance::Find({QS_SOURCE_DIR, "/nowhere", place_.string(), "here"}, "parser", 0);
  EXPECT_EQ(none.error(), "'/nowhere/fuzz_parser' is not built");
}

}  // namespace
}  // namespace quicksilver::campaign
