#include "fuzz/faults/fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quicksilver::faults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kWhole =
    "kind: a mistake\n"
    "seen: somewhere\n"
    "file: engine/a.cc\n"
    "checks: hunt verifier\n"
    "faulty: Number(2)\n"
    "\n"
    "--- find\n"
    "  one;\n"
    "  two;\n"
    "--- replace\n"
    "  three;\n"
    "--- witness\n"
    "# expect: Number(1)\n"
    "1\n";

std::string Without(std::string_view line) {
  std::string text(kWhole);
  const std::size_t at = text.find(line);
  text.erase(at, text.find('\n', at) + 1 - at);
  return text;
}

TEST(Fault, IsReadAsItIsWritten) {
  const auto fault = ParseFault("name", kWhole);
  ASSERT_TRUE(fault.has_value()) << fault.error();
  EXPECT_EQ(fault->name, "name");
  EXPECT_EQ(fault->kind, "a mistake");
  EXPECT_EQ(fault->seen, "somewhere");
  EXPECT_EQ(fault->file, "engine/a.cc");
  EXPECT_THAT(fault->checks, ElementsAre("hunt", "verifier"));
  EXPECT_TRUE(fault->IsCheckedBy("verifier"));
  EXPECT_FALSE(fault->IsCheckedBy("archive"));
  EXPECT_THAT(fault->edits, ElementsAre(Edit{"  one;\n  two;", "  three;"}));
  EXPECT_EQ(fault->witness, "# expect: Number(1)\n1\n");
}

TEST(Fault, MayHaveSeveralEditsAndAnEmptyReplacement) {
  const auto fault =
      ParseFault("name", std::string(kWhole) +
                             "--- find\nfour;\n--- replace\n--- find\nfive;\n--- replace\nsix;\n");
  ASSERT_TRUE(fault.has_value()) << fault.error();
  EXPECT_THAT(fault->edits, ElementsAre(Edit{"  one;\n  two;", "  three;"}, Edit{"four;", ""},
                                        Edit{"five;", "six;"}));
}

TEST(Fault, MayBeProvedByATest) {
  std::string text = Without("--- witness");
  text = text.substr(0, text.find("# expect"));
  text.insert(0, "unit: it shows\ntest: bytecode_tests Verifier.BoundsSlots\n");
  const auto fault = ParseFault("name", text);
  ASSERT_TRUE(fault.has_value()) << fault.error();
  EXPECT_EQ(fault->test_program, "bytecode_tests");
  EXPECT_EQ(fault->test_filter, "Verifier.BoundsSlots");
}

TEST(Fault, IsRefusedWhenAnythingIsMissing) {
  for (const std::string_view line :
       {"kind:", "seen:", "file:", "checks:", "faulty:", "--- find", "--- replace", "# expect:"}) {
    EXPECT_FALSE(ParseFault("name", Without(line)).has_value()) << line;
  }
}

TEST(Fault, IsRefusedWhenItSaysWhatNothingReads) {
  EXPECT_FALSE(ParseFault("name", "colour: red\n" + std::string(kWhole)).has_value());
  EXPECT_FALSE(ParseFault("name", "kind: again\n" + std::string(kWhole)).has_value());
  EXPECT_FALSE(ParseFault("name", std::string(kWhole) + "--- notes\n").has_value());
  EXPECT_FALSE(ParseFault("name", std::string(kWhole) + "--- replace\nagain\n").has_value());
}

TEST(Fault, IsRefusedWhenAnEditChangesNothing) {
  const auto fault =
      ParseFault("name", std::string(kWhole) + "--- find\nsame\n--- replace\nsame\n");
  ASSERT_FALSE(fault.has_value());
  EXPECT_THAT(fault.error(), HasSubstr("changes nothing"));
}

TEST(ApplyFault, ReplacesTheTextWhereItStands) {
  const auto fault = ParseFault("name", kWhole);
  const auto applied = ApplyFault(*fault, "zero;\n  one;\n  two;\nfour;\n");
  ASSERT_TRUE(applied.has_value()) << applied.error();
  EXPECT_EQ(*applied, "zero;\n  three;\nfour;\n");
}

// If this failed, a fault could be put into another place than was meant.
TEST(ApplyFault, WantsTheTextExactlyOnce) {
  const auto fault = ParseFault("name", kWhole);
  const auto gone = ApplyFault(*fault, "zero;\n");
  ASSERT_FALSE(gone.has_value());
  EXPECT_THAT(gone.error(), HasSubstr("0 times"));
  const auto twice = ApplyFault(*fault, "  one;\n  two;\n  one;\n  two;\n");
  ASSERT_FALSE(twice.has_value());
  EXPECT_THAT(twice.error(), HasSubstr("2 times"));
}

}  // namespace
}  // namespace quicksilver::faults
