#include "engine/differential/comparison.h"

#include <gtest/gtest.h>

namespace quicksilver {
namespace {

Outcome WithValue(std::string value) {
  Outcome outcome;
  outcome.value = std::move(value);
  return outcome;
}

Outcome WithError(ErrorKind kind, std::string message, Span span = {4, 9}) {
  Outcome outcome;
  outcome.error = Error{kind, std::move(message), true, span, {1, span.begin + 1}, ""};
  return outcome;
}

// What differs, or nothing.
std::string What(const Outcome& left, const Outcome& right) {
  const std::optional<Difference> difference = Compare(left, right);
  const std::optional<Difference> mirrored = Compare(right, left);
  EXPECT_EQ(difference.has_value(), mirrored.has_value()) << "comparing depends on the order";
  return difference.has_value() ? difference->what : "";
}

TEST(Denials, AreReadFromTheHeader) {
  const std::vector<DeniedResource> denials = ReadDenials(
      "# expect: Nothing\n# deny: Vault.key the vault is closed\n# broke: a\n# deny: Vault\n"
      "request Vault\n# deny: TooLate\n");
  ASSERT_EQ(denials.size(), 2u);
  EXPECT_EQ(denials[0].name, "Vault.key");
  EXPECT_EQ(denials[0].reason, "the vault is closed");
  EXPECT_EQ(denials[1].name, "Vault");
  EXPECT_NE(denials[1].reason, "");
  EXPECT_TRUE(ReadDenials("# deny: Vault\n1\n").empty()) << "a comment, not a header";
}

TEST(Comparison, SeesEveryPartOfAnOutcome) {
  const Outcome base = WithValue("Number(1)");
  EXPECT_EQ(What(base, base), "");
  EXPECT_EQ(What(base, WithValue("Number(2)")), "result");
  EXPECT_EQ(What(base, WithError(ErrorKind::kTypeError, "x")), "result");

  Outcome other = base;
  other.output = "x";
  EXPECT_EQ(What(base, other), "output");
  other = base;
  other.requests.push_back({"A.b", "why", true});
  EXPECT_EQ(What(base, other), "request 1");
  other = base;
  other.globals.emplace_back("x", "Number(1)");
  EXPECT_EQ(What(base, other), "global x");
  Outcome third = other;
  third.globals.front().second = "Number(2)";
  EXPECT_EQ(What(other, third), "global x");
  third.globals.front().first = "y";
  EXPECT_EQ(What(other, third), "global x") << "the name that one of them lacks comes first";
}

TEST(Comparison, DoesNotSeeSteps) {
  Outcome left = WithValue("Nothing");
  Outcome right = left;
  right.steps = 17;
  EXPECT_EQ(What(left, right), "");
}

TEST(Comparison, SeesEveryPartOfAnError) {
  const Outcome base = WithError(ErrorKind::kTypeError, "Expected Number, got Text");
  EXPECT_EQ(What(base, base), "");
  EXPECT_EQ(What(base, WithError(ErrorKind::kCustomError, "Expected Number, got Text")), "result");
  EXPECT_EQ(What(base, WithError(ErrorKind::kTypeError, "Expected Number")), "result");
  EXPECT_EQ(What(base, WithError(ErrorKind::kTypeError, "Expected Number, got Text", {5, 9})),
            "result");
  EXPECT_EQ(What(base, WithError(ErrorKind::kTypeError, "Expected Number, got Text", {4, 10})),
            "span of the error")
      << "where a span ends does not show in the error's line";
  Outcome in_file = base;
  in_file.error->file = "m.gw";
  EXPECT_EQ(What(base, in_file), "result");
}

TEST(Comparison, ComparesResourceErrorsByKindOnly) {
  Outcome here = WithError(ErrorKind::kOutOfMemory, "Memory limit 10 bytes exceeded");
  Outcome there = WithError(ErrorKind::kOutOfMemory, "Memory limit 99 bytes exceeded", {7, 8});
  here.output = "more";
  EXPECT_EQ(What(here, there), "");
  EXPECT_EQ(What(here, WithError(ErrorKind::kStackOverflow, "deep")), "result");
  EXPECT_EQ(What(here, WithError(ErrorKind::kTypeError, "x")), "result");
  EXPECT_EQ(What(here, WithValue("Nothing")), "result");
}

TEST(Comparison, DoesNotCompareAGlobalThatCouldNotBeWrittenDown) {
  Outcome whole = WithValue("Nothing");
  whole.globals = {{"a", "Number(1)"}, {"b", "List[]"}, {"c", "Number(2)"}};
  Outcome cut = whole;
  cut.globals[1].second = "error FuelExhausted at 1:1: Step limit 10 exceeded";
  EXPECT_EQ(Compare(whole, cut), std::nullopt);
  EXPECT_EQ(Compare(cut, whole), std::nullopt);
  cut.globals[2].second = "Number(3)";
  ASSERT_TRUE(Compare(whole, cut).has_value()) << "what follows it still counts";
  EXPECT_EQ(Compare(whole, cut)->what, "global c");
}

TEST(Expectation, IsReadFromTheFirstLines) {
  EXPECT_EQ(ReadExpectation("1 + 1\n# expect: Number(2)\n"), std::nullopt);
  EXPECT_EQ(ReadExpectation(""), std::nullopt);
  const auto dos = ReadExpectation("# expect: Number(2)\r\n2\r\n");
  ASSERT_TRUE(dos.has_value());
  EXPECT_EQ(dos->result, "Number(2)") << "a carriage return belongs to the line's end";
  const auto error = ReadExpectation("# expect: error TypeError\n# why\n# message: no\n1\n");
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->message, "no");
  const auto later = ReadExpectation("# expect: Nothing\nx\n# message: no\n");
  ASSERT_TRUE(later.has_value());
  EXPECT_EQ(later->message, std::nullopt) << "only the header counts";
}

TEST(Expectation, MayLeaveOutThePlaceAndTheMessageButNoPartOfThem) {
  const Outcome outcome = WithError(ErrorKind::kTypeError, "a \"b\"");
  const auto meets = [&](std::string result, std::optional<std::string> message = std::nullopt) {
    return !Compare(Expectation{std::move(result), std::move(message)}, outcome).has_value();
  };
  EXPECT_TRUE(meets("error TypeError"));
  EXPECT_TRUE(meets("error TypeError at 1:5"));
  EXPECT_TRUE(meets("error TypeError at 1:5", "a \\\"b\\\""));
  EXPECT_FALSE(meets("error Type"));
  EXPECT_FALSE(meets("error TypeError at 1"));
  EXPECT_FALSE(meets("error TypeError at 1:"));
  EXPECT_FALSE(meets("error TypeError at 1:6"));
  EXPECT_FALSE(meets("error TypeError", "a"));
  EXPECT_FALSE(meets("Nothing"));
  EXPECT_TRUE(Compare(Expectation{"Nothing", "none"}, WithValue("Nothing")).has_value())
      << "a message needs an error";
}

TEST(HeaderLimits, ReplaceThoseGiven) {
  const Limits given{.heap_bytes = 1, .call_depth = 2, .steps = 3};
  const auto none = ReadLimits("# expect: Nothing\n# stepsize: 7\nx\n# steps: 9\n", given);
  ASSERT_TRUE(none.has_value());
  EXPECT_EQ(none->steps, 3u) << "only the header counts";
  const auto all = ReadLimits("# heap: 65536\r\n# steps: 1000\n# calls: 50\nx", given);
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->heap_bytes, 65'536u);
  EXPECT_EQ(all->steps, 1000u);
  EXPECT_EQ(all->call_depth, 50u);
}

TEST(HeaderLimits, AreNumbersOrAnError) {
  for (const char* line : {"# steps: ", "# steps: 1e3", "# steps: -1", "# calls: 4294967296",
                           "# heap: 64 KiB", "# heap: 99999999999999999999"}) {
    const auto limits = ReadLimits(std::string(line) + "\n", Limits{});
    ASSERT_FALSE(limits.has_value()) << line;
    EXPECT_EQ(limits.error(), "no limit: '" + std::string(line) + "'");
  }
}

}  // namespace
}  // namespace quicksilver
