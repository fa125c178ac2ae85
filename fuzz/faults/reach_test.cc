#include "fuzz/faults/reach.h"

#include <gtest/gtest.h>

namespace quicksilver::faults {
namespace {

constexpr std::string_view kSource = "int f() {\n  return 1;\n}\nint g() {\n  return 2;\n}\n";
constexpr std::string_view kTrace =
    "SF:/somewhere/engine/a.cc\nFN:1,f\nDA:1,5\nDA:2,5\nDA:4,0\nDA:5,0\nend_of_record\n";

Fault Replacing(std::string find) {
  Fault fault;
  fault.file = "engine/a.cc";
  fault.edits.push_back({std::move(find), ""});
  return fault;
}

TEST(Reach, SaysWhichLinesRan) {
  const LineCounts counts = ReadLcov(kTrace);
  EXPECT_TRUE(IsReached(Replacing("  return 1;"), kSource, counts));
  EXPECT_FALSE(IsReached(Replacing("  return 2;"), kSource, counts));
  EXPECT_TRUE(IsReached(Replacing("  return 1;\n}\nint g() {"), kSource, counts));
}

TEST(Reach, LooksAroundLinesThatHoldNoCode) {
  const LineCounts counts = ReadLcov("SF:/x/engine/a.cc\nDA:2,1\nDA:5,0\nend_of_record\n");
  EXPECT_TRUE(IsReached(Replacing("}\nint g() {"), kSource, counts));
}

TEST(Reach, KnowsNothingOfOtherFiles) {
  EXPECT_FALSE(IsReached(Replacing("  return 1;"), kSource,
                         ReadLcov("SF:/x/engine/b.cc\nDA:2,1\nend_of_record\n")));
  EXPECT_FALSE(IsReached(Replacing("  return 3;"), kSource, ReadLcov(kTrace)));
}

}  // namespace
}  // namespace quicksilver::faults
