#include "fuzz/hunt/child_process.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <unistd.h>

namespace quicksilver::hunt {
namespace {

Death DeathWith(std::string_view report, Death::Kind kind = Death::Kind::kSignal,
                int number = SIGABRT) {
  return {kind, number, std::string(report)};
}

TEST(Probe, AnEndWithoutComplaintIsNoDeath) {
  EXPECT_FALSE(Probe([] {}, 10).has_value());
}

TEST(Probe, KnowsTheSignalAndWhatWasSaid) {
  const std::optional<Death> death = Probe(
      [] {
        std::fputs("goodbye\n", stderr);
        std::signal(SIGABRT, SIG_DFL);
        ::raise(SIGKILL);
      },
      10);
  ASSERT_TRUE(death.has_value()) << "a killed child counts as one that ended well";
  EXPECT_EQ(death->kind, Death::Kind::kSignal);
  EXPECT_EQ(death->number, SIGKILL);
  EXPECT_EQ(death->report, "goodbye\n");
  EXPECT_EQ(death->Signature(), "SIGKILL");
}

TEST(Probe, KnowsTheExitStatus) {
  const std::optional<Death> death = Probe([] { ::_exit(7); }, 10);
  ASSERT_TRUE(death.has_value());
  EXPECT_EQ(death->kind, Death::Kind::kExit);
  EXPECT_EQ(death->Signature(), "exit status 7");
}

TEST(Probe, EndsAChildThatWorksForTooLong) {
  const std::optional<Death> death = Probe(
      [] {
        for (volatile bool for_ever = true; for_ever;) {
        }
      },
      0.2);
  ASSERT_TRUE(death.has_value());
  EXPECT_EQ(death->kind, Death::Kind::kHang);
}

TEST(Probe, EndsAChildThatWaitsForTooLong) {
  const std::optional<Death> death = Probe([] { ::sleep(1'000); }, 0.02);
  ASSERT_TRUE(death.has_value());
  EXPECT_EQ(death->kind, Death::Kind::kHang) << "a deadlock would never end";
}

TEST(Probe, KeepsTheEndOfALongComplaint) {
  const std::optional<Death> death = Probe(
      [] {
        for (int i = 0; i < 40'000; ++i) std::fputs("noise\n", stderr);
        std::fputs("the reason\n", stderr);
        std::_Exit(3);
      },
      10);
  ASSERT_TRUE(death.has_value());
  EXPECT_TRUE(death->report.ends_with("the reason\n"));
  EXPECT_LE(death->report.size(), std::size_t{64} << 10);
}

TEST(Death, AnAssertionIsKnownByItsPlaceInTheRepository) {
  const Death here =
      DeathWith("x\n/usr/src/a/engine/vm/frame.h:12: assertion failed: a: b\nmore\n");
  const Death there = DeathWith("/home/b/engine/vm/frame.h:12: assertion failed: a: b\n");
  EXPECT_EQ(here.Signature(), "engine/vm/frame.h:12: assertion failed: a: b");
  EXPECT_EQ(here.Signature(), there.Signature()) << "one fault has a signature for each checkout";
  EXPECT_TRUE(here.NamesPlace());
}

TEST(Death, ASanitizersSummaryIsKnownWithoutAddresses) {
  const auto report = [](std::string_view address) {
    return DeathWith(std::string("==12==ERROR: AddressSanitizer: heap-use-after-free on ") +
                         std::string(address) +
                         "\n    #0 in f\nSUMMARY: AddressSanitizer: heap-use-after-free "
                         "/a/engine/vm/heap.cc:3:5 in quicksilver::f(" +
                         std::string(address) + ")\n==12==ABORTING\n",
                     Death::Kind::kExit, 1);
  };
  EXPECT_EQ(report("0x1234").Signature(), report("0xabcdef").Signature());
  EXPECT_EQ(report("0x1").Signature(),
            "SUMMARY: AddressSanitizer: heap-use-after-free engine/vm/heap.cc:3:5 in "
            "quicksilver::f(0x)");
}

TEST(Death, UndefinedBehaviourIsKnownByItsFirstLine) {
  const Death death = DeathWith(
      "/a/engine/base/utf8.cc:3:4: runtime error: shift exponent 99 is too large\n"
      "SUMMARY: UndefinedBehaviorSanitizer: undefined-behavior /a/x.cc:3:4\n");
  EXPECT_EQ(death.Signature(),
            "engine/base/utf8.cc:3:4: runtime error: shift exponent 99 is too large");
}

TEST(Death, WithoutAReportTheSignalIsAllThatIsKnown) {
  EXPECT_EQ(DeathWith("", Death::Kind::kSignal, SIGSEGV).Signature(), "SIGSEGV");
  EXPECT_FALSE(DeathWith("", Death::Kind::kSignal, SIGSEGV).NamesPlace());
  EXPECT_EQ(DeathWith("a: assertion failed: b\n", Death::Kind::kHang).Signature(), "hang")
      << "what a hanging process said earlier is not why it hangs";
}

}  // namespace
}  // namespace quicksilver::hunt
