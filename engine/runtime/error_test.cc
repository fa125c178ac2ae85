#include "engine/runtime/error.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

namespace quicksilver {
namespace {

TEST(Error, PrintsKindPlaceAndMessage) {
  Error error;
  error.kind = ErrorKind::kDivisionByZero;
  error.message = "Division by zero";
  error.position = {3, 14};
  EXPECT_EQ(error.ToString(), "error DivisionByZero at 3:14: Division by zero");
  error.file = "lib/m.gw";
  EXPECT_EQ(error.ToString(), "error DivisionByZero at lib/m.gw:3:14: Division by zero");
}

TEST(Error, StaysOnOneLineWhateverItSays) {
  Error error;
  error.message = "say \"hi\"\nback\\slash\t\u0085";
  error.file = "odd\nname.gw";
  EXPECT_EQ(error.ToString(),
            "error CustomError at odd\\nname.gw:1:1: say \\\"hi\\\"\\nback\\\\slash\\t\\u{85}");
}

TEST(Error, EveryKindHasANameThatLeadsBackToIt) {
  std::set<std::string_view> names;
  for (int i = 0; i < kErrorKindCount; ++i) {
    const auto kind = static_cast<ErrorKind>(i);
    names.insert(ErrorKindName(kind));
    EXPECT_EQ(ErrorKindFromName(ErrorKindName(kind)), kind);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(kErrorKindCount)) << "two kinds share a name";
  EXPECT_EQ(ErrorKindName(ErrorKind::kUndefinedVariable), "UndefinedVariable");
  EXPECT_EQ(ErrorKindName(ErrorKind::kSyntaxError), "SyntaxError");
  for (const char* name : {"", "_", "typeerror", "TypeErro", "TypeErrors"}) {
    EXPECT_EQ(ErrorKindFromName(name), std::nullopt) << name;
  }
}

TEST(Error, OnlyTheThreeLimitsAreResourceErrors) {
  int resource = 0;
  for (int i = 0; i < kErrorKindCount; ++i) resource += IsResourceError(static_cast<ErrorKind>(i));
  EXPECT_EQ(resource, 3);
  EXPECT_TRUE(IsResourceError(ErrorKind::kStackOverflow));
  EXPECT_TRUE(IsResourceError(ErrorKind::kOutOfMemory));
  EXPECT_TRUE(IsResourceError(ErrorKind::kFuelExhausted));
}

TEST(Error, ComparesAllOfItsParts) {
  Error error;
  Error same = error;
  EXPECT_EQ(error, same);
  same.span = {1, 2};
  EXPECT_NE(error, same);
  same = error;
  same.file = "m.gw";
  EXPECT_NE(error, same);
}

}  // namespace
}  // namespace quicksilver
