#include "fuzz/campaign/death_report.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace quicksilver::campaign {
namespace {

constexpr int kExited77 = 77 << 8;

TEST(DeathReport, AFailedCheckIsToldByItsComplaintWithoutParticulars) {
  const DeathReport report = ReadDeathReport("limits", kExited77,
                                             "INFO: Running with entropic\n"
                                             "Running: crash-1234\n"
                                             "\nheap is 1024 bytes too large\n"
                                             "  at program 77\n"
                                             "----\n1 + 1\n----\n"
                                             "==5== ERROR: libFuzzer: deadly signal\n"
                                             "    #1 0x1 in quicksilver::fuzz::Fail() "
                                             "/x/fuzz/targets/target.cc:9\n"
                                             "SUMMARY: libFuzzer: deadly signal\n");
  EXPECT_EQ(report.kind, "divergence");
  EXPECT_EQ(report.signature, "limits: heap is N bytes too large");
  EXPECT_EQ(report.program, "1 + 1");
}

// A failure means that every text that a fuzzer thinks of is another finding.
TEST(DeathReport, WhatAComplaintQuotesIsNotInTheSignature) {
  const auto of = [](std::string_view quoted) {
    return ReadDeathReport("collections", kExited77,
                           fmt::format("Running: x\n\noperation 7: v1 is not \"{}\n  at 3\n"
                                       "==5== ERROR: libFuzzer: deadly signal\n"
                                       "SUMMARY: libFuzzer: deadly signal\n",
                                       quoted))
        .signature;
  };
  EXPECT_EQ(of("xyz\" but 4"), "collections: operation N: vN is not \"...\" but N");
  EXPECT_EQ(of("xxxxxxxxx"), "collections: operation N: vN is not \"...\"");
}

// A failure means that what a fuzz target and the hunt both find are two findings.
TEST(DeathReport, AComplaintInBracketsIsAnOraclesSignature) {
  const DeathReport report = ReadDeathReport(
      "collections", kExited77,
      "Running: x\n\n[models: proof at - by model of containers, append]\n"
      "  operation 7: append 3 to v1: v1 is not [1]\n  and more\n----\nv0: []\n----\n"
      "==5== ERROR: libFuzzer: deadly signal\n"
      "SUMMARY: libFuzzer: deadly signal\n");
  EXPECT_EQ(report.kind, "divergence");
  EXPECT_EQ(report.signature, "models: proof at - by model of containers, append");
}

TEST(DeathReport, AnAssertionIsToldByItsLineInAnyCheckout) {
  const auto in = [](const char* checkout) {
    return ReadDeathReport("parser", kExited77,
                           std::string("Running: x\n") + checkout +
                               "/engine/vm/frame.cc:12: assertion failed: a < b: why\n"
                               "==5== ERROR: libFuzzer: deadly signal\n"
                               "SUMMARY: libFuzzer: deadly signal\n");
  };
  EXPECT_EQ(in("/home/a").kind, "crash");
  EXPECT_EQ(in("/home/a").signature, "crash: engine/vm/frame.cc:12: assertion failed: a < b: why");
  EXPECT_EQ(in("/home/a").signature, in("/b").signature);
}

TEST(DeathReport, ATimeoutIsOneFindingATarget) {
  const DeathReport report = ReadDeathReport("parser", 70 << 8,
                                             "ALARM: working on the last Unit\n"
                                             "==1== ERROR: libFuzzer: timeout after 10 seconds\n"
                                             "    #7 0x1 in quicksilver::Lexer::Next() "
                                             "/x/engine/syntax/lexer.cc:1\n");
  EXPECT_EQ(report.kind, "timeout");
  EXPECT_EQ(report.signature, "timeout: in target parser");
}

TEST(DeathReport, ALeakAndEatenMemoryAreToldByTheInnermostFunctionOfOurs) {
  const std::string stack =
      "    #0 0x55 in malloc (/x/fuzz_parser+0x1)\n"
      "    #1 0x56 in quicksilver::(anonymous namespace)::Keep(std::vector<int> const&) "
      "/x/engine/syntax/parser.cc:3:4\n"
      "    #2 0x57 in LLVMFuzzerTestOneInput /x/fuzz/targets/parser.cc:9\n";
  const DeathReport leak =
      ReadDeathReport("parser", kExited77, "ERROR: LeakSanitizer: detected memory leaks\n" + stack);
  EXPECT_EQ(leak.kind, "leak");
  EXPECT_EQ(leak.signature, "leak: in quicksilver::Keep");
  const DeathReport memory = ReadDeathReport(
      "parser", 71 << 8, "==1== ERROR: libFuzzer: out-of-memory (malloc(9))\n" + stack);
  EXPECT_EQ(memory.kind, "out-of-memory");
  EXPECT_EQ(memory.signature, "out-of-memory: in quicksilver::Keep");
}

TEST(DeathReport, TheFirstReportCountsWhenTheClockRunsOutDuringIt) {
  const DeathReport report = ReadDeathReport("parser", 71 << 8,
                                             "==1== ERROR: libFuzzer: out-of-memory (malloc(9))\n"
                                             "==1== ERROR: libFuzzer: timeout after 4 seconds\n");
  EXPECT_EQ(report.signature, "out-of-memory: in target parser");
}

TEST(DeathReport, WhatSaysNothingIsToldByItsTarget) {
  EXPECT_EQ(ReadDeathReport("api", 11, "").signature, "crash: in target api");
}

}  // namespace
}  // namespace quicksilver::campaign
