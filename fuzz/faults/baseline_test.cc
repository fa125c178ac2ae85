#include "fuzz/faults/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quicksilver::faults {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Record Killed(std::string fault) {
  return {.fault = std::move(fault), .killed = true, .by = "hunt", .oracle = "equivalence"};
}
Record Survived(std::string fault, std::string reason = "") {
  return {.fault = std::move(fault), .reason = std::move(reason)};
}
Fault Named(std::string name) {
  Fault fault;
  fault.name = std::move(name);
  return fault;
}

// A failure means that the harness could become weaker and nobody would hear of it.
TEST(Baseline, ComplainsAboutAFaultThatSurvivesNow) {
  EXPECT_THAT(Complaints({Killed("a"), Killed("b")}, {Killed("a"), Survived("b")}),
              ElementsAre(HasSubstr("b survives")));
}

TEST(Baseline, ComplainsAboutASurvivorWithoutAReason) {
  EXPECT_THAT(Complaints({}, {Survived("a")}), SizeIs(1));
  EXPECT_THAT(Complaints({Survived("a")}, {Survived("a")}), SizeIs(1));
}

TEST(Baseline, AcceptsKnownSurvivorsAndWhatIsKilledNow) {
  EXPECT_THAT(Complaints({Survived("a", "why"), Survived("b", "why")},
                         {Survived("a"), Killed("b"), Killed("c")}),
              IsEmpty());
}

TEST(Baseline, HasFlawsWhereItAndTheCatalogueDiffer) {
  EXPECT_THAT(FlawsOf({Killed("a"), Survived("b", "why")}, {Named("a"), Named("b")}), IsEmpty());
  EXPECT_THAT(FlawsOf({Killed("a")}, {Named("a"), Named("b")}), SizeIs(1));
  EXPECT_THAT(FlawsOf({Killed("a"), Killed("b")}, {Named("a")}), SizeIs(1));
  EXPECT_THAT(FlawsOf({Killed("a"), Killed("a")}, {Named("a")}), SizeIs(1));
  EXPECT_THAT(FlawsOf({Survived("a")}, {Named("a")}), SizeIs(1));
}

TEST(Baseline, KeepsReasonsAndLinesThatTheDrillDoesNotTouch) {
  const std::vector<Record> updated =
      Updated({Survived("c", "why"), Killed("a")}, {Survived("c"), Killed("b")});
  ASSERT_THAT(updated, SizeIs(3));
  EXPECT_EQ(updated[0].fault, "a");
  EXPECT_EQ(updated[1].fault, "b");
  EXPECT_EQ(updated[2].reason, "why");
}

}  // namespace
}  // namespace quicksilver::faults
