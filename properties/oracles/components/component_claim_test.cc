#include "properties/oracles/components/component_claim.h"

#include <gtest/gtest.h>

namespace quicksilver::properties {
namespace {

// A failure means that every input that shows a bug is another finding.
TEST(ComponentClaim, HasNothingOfTheInput) {
  EXPECT_EQ(ComponentClaim("containers", "operation 25: append 36 to v1: v1 is not \"xyz\""),
            "model of containers, append");
  EXPECT_EQ(ComponentClaim("containers", "operation 3: append v2 to v1: v0 is not \"a\nb\""),
            "model of containers, append");
  EXPECT_EQ(ComponentClaim("jumps", "step 7: L12 is not where it was bound"),
            "model of jumps, is not where it was bound");
  EXPECT_EQ(ComponentClaim("containers", "12 objects are left when everything was let go of"),
            "model of containers, objects are left when everything was let go of");
}

// A failure means that two bugs of one container are one finding.
TEST(ComponentClaim, TellsWhatWasDoneApart) {
  EXPECT_NE(ComponentClaim("containers", "operation 1: append 3 to v1: v1 is not [1]"),
            ComponentClaim("containers", "operation 1: sort v1: v1 is not [1]"));
}

TEST(ComponentClaim, OfAGeneratedProgramIsTheComponentAlone) {
  EXPECT_EQ(ComponentClaim("builtins", "bind x to 5\ngives\nNumber(5)\ninstead of\nNumber(6)"),
            "model of builtins");
}

}  // namespace
}  // namespace quicksilver::properties
