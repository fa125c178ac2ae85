// The comparison of two runs sees every part of an outcome, and nothing else.

#include <functional>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "properties/oracles/oracle.h"
#include "properties/oracles/oracle_testing.h"

namespace quicksilver::properties {
namespace {

// An outcome with something in every part: an error, or a value.
Outcome Failing() {
  Outcome outcome;
  outcome.error =
      Error{ErrorKind::kTypeError, "Expected Number, got Text", true, {12, 20}, {2, 3}, ""};
  outcome.output = "one\ntwo\n";
  outcome.requests = {{"Vga.write", "to show it", true}, {"Vault.door", "to open it", false}};
  outcome.globals = {{"a", "Number(1)"}, {"b", "Number(-0)"}, {"c", "List[Number(NaN)]"}};
  outcome.steps = 17;
  return outcome;
}

Outcome Ending(std::string value) {
  Outcome outcome = Failing();
  outcome.error.reset();
  outcome.value = std::move(value);
  return outcome;
}

Verdict CompareOf(const Outcome& left, const Outcome& right) {
  const FakeEngine definition("definition", left);
  const FakeEngine other("other", right);
  return CompareOutcomes(definition, left, other, right);
}

struct Planted {
  std::string name;
  Outcome left;
  Outcome right;
  DifferenceKind kind;
};

// `change` applied to a copy of the base.
Planted Change(std::string name, const Outcome& base, DifferenceKind kind,
               const std::function<void(Outcome&)>& change) {
  Planted planted{std::move(name), base, base, kind};
  change(planted.right);
  return planted;
}

std::vector<Planted> PlantedDifferences() {
  using enum DifferenceKind;
  const Outcome failing = Failing();
  const Outcome ending = Ending("Number(1)");
  return {
      {"another value", ending, Ending("Number(2)"), kValue},
      {"0 for -0", Ending("Number(-0)"), Ending("Number(0)"), kValue},
      {"a number for NaN", Ending("Number(NaN)"), Ending("Number(1)"), kValue},
      {"infinity for NaN", Ending("List[Number(NaN)]"), Ending("List[Number(inf)]"), kValue},
      {"the last digit of a number", Ending("Number(0.1)"), Ending("Number(0.10000000000000002)"),
       kValue},
      {"another type of the same look", Ending("Text(\"1\")"), ending, kValue},
      {"an error for a value", ending, failing, kErrorOrValue},
      {"a value for an error", failing, ending, kErrorOrValue},
      Change("another kind of error", failing, kErrorKind,
             [](Outcome& o) { o.error->kind = ErrorKind::kNotCallable; }),
      Change("another message", failing, kErrorMessage,
             [](Outcome& o) { o.error->message = "Expected Number, got List"; }),
      Change("one column off", failing, kErrorSpan,
             [](Outcome& o) {
               o.error->span = {13, 20};
               o.error->position = {2, 4};
             }),
      Change("the start of the span alone", failing, kErrorSpan,
             [](Outcome& o) { o.error->span.begin = 11; }),
      Change("the end of the span", failing, kErrorSpan,
             [](Outcome& o) { o.error->span.end = 21; }),
      Change("the line alone", failing, kErrorSpan,
             [](Outcome& o) { o.error->position = {1, 13}; }),
      Change("the file of the span", failing, kErrorSpan,
             [](Outcome& o) { o.error->file = "m.gw"; }),
      Change("an error without a place", failing, kErrorSpan,
             [](Outcome& o) { o.error->located = false; }),
      Change("one output line more", failing, kOutput, [](Outcome& o) { o.output += "three\n"; }),
      Change("output that ends early", ending, kOutput, [](Outcome& o) { o.output = "one\n"; }),
      Change("a dropped request", failing, kRequest, [](Outcome& o) { o.requests.pop_back(); }),
      Change("one request more", ending, kRequest,
             [](Outcome& o) { o.requests.push_back({"Vga.write", "again", true}); }),
      Change("requests in another order", ending, kRequest,
             [](Outcome& o) { std::swap(o.requests[0], o.requests[1]); }),
      Change("another justification", ending, kRequest,
             [](Outcome& o) { o.requests[0].justification = "because"; }),
      Change("a refusal granted", ending, kRequest,
             [](Outcome& o) { o.requests[1].granted = true; }),
      Change("another final global", failing, kGlobal,
             [](Outcome& o) { o.globals[0].second = "Number(2)"; }),
      Change("a global that lost its sign", ending, kGlobal,
             [](Outcome& o) { o.globals[1].second = "Number(0)"; }),
      Change("a missing global", failing, kGlobal, [](Outcome& o) { o.globals.pop_back(); }),
      Change("one global more", ending, kGlobal,
             [](Outcome& o) { o.globals.emplace_back("d", "Nothing"); }),
      Change("another name of a global", ending, kGlobal,
             [](Outcome& o) { o.globals[2].first = "cc"; }),
  };
}

TEST(CompareOutcomes, ReportsEveryPlantedDifference) {
  for (const Planted& planted : PlantedDifferences()) {
    const Verdict verdict = CompareOf(planted.left, planted.right);
    ASSERT_TRUE(verdict.diverges()) << planted.name << " would not be noticed";
    EXPECT_EQ(verdict.divergence.kind, planted.kind) << planted.name;
    EXPECT_NE(verdict.divergence.left, verdict.divergence.right)
        << planted.name << ": a person could not see the difference";
    EXPECT_EQ(verdict.divergence.left_engine, "definition") << planted.name;
    EXPECT_EQ(verdict.divergence.right_engine, "other") << planted.name;
    EXPECT_TRUE(CompareOf(planted.right, planted.left).diverges())
        << planted.name << ": only one direction is seen";
  }
}

TEST(CompareOutcomes, AgreesWithItself) {
  for (const Planted& planted : PlantedDifferences()) {
    EXPECT_TRUE(CompareOf(planted.left, planted.left).agrees()) << planted.name;
    EXPECT_TRUE(CompareOf(planted.right, planted.right).agrees()) << planted.name;
  }
}

TEST(CompareOutcomes, DoesNotCompareSteps) {
  Outcome quicker = Failing();
  quicker.steps = 1;
  EXPECT_TRUE(CompareOf(Failing(), quicker).agrees());
}

TEST(CompareOutcomes, IsIncomparableWhenEitherSideRanOutOfSomething) {
  const std::pair<ErrorKind, Incomparable> reasons[] = {
      {ErrorKind::kStackOverflow, Incomparable::kStackOverflow},
      {ErrorKind::kOutOfMemory, Incomparable::kOutOfMemory},
      {ErrorKind::kFuelExhausted, Incomparable::kFuelExhausted}};
  for (const auto& [kind, reason] : reasons) {
    Outcome ended = Failing();
    ended.error->kind = kind;
    for (const Verdict& verdict : {CompareOf(ended, Ending("Number(1)")),
                                   CompareOf(Failing(), ended), CompareOf(ended, ended)}) {
      EXPECT_EQ(verdict.kind, VerdictKind::kIncomparable);
      EXPECT_EQ(verdict.reason, reason);
    }
  }
}

TEST(CompareOutcomes, IsIncomparableWhenAGlobalCouldNotBeWritten) {
  Outcome ended = Ending("Number(1)");
  ended.globals[2].second = "error OutOfMemory at 1:1: Memory limit 100 bytes exceeded";
  EXPECT_EQ(CompareOf(Ending("Number(1)"), ended).reason, Incomparable::kOutOfMemory);
  EXPECT_EQ(CompareOf(ended, Ending("Number(1)")).kind, VerdictKind::kIncomparable);
  // The text of a program's own value never counts as that.
  Outcome text = Ending("Number(1)");
  text.globals[2].second = "Text(\"error OutOfMemory\")";
  EXPECT_TRUE(CompareOf(text, Ending("Number(1)")).diverges());
}

TEST(CompareOutcomes, SeesAResourceThatOneEngineRunsOutOfForNoReason) {
  // If this fails, a call that asks for an endless list passes for a program that needs much.
  for (const ErrorKind kind : {ErrorKind::kOutOfMemory, ErrorKind::kFuelExhausted}) {
    Outcome ended = Failing();
    ended.error->kind = kind;
    Outcome modest = Ending("Number(1)");
    modest.share_of_heap = modest.share_of_steps = 0.01;
    EXPECT_EQ(CompareOf(modest, ended).kind, VerdictKind::kDiverge);
    EXPECT_EQ(CompareOf(ended, modest).kind, VerdictKind::kDiverge);
    Outcome hungry = Ending("Number(1)");
    hungry.share_of_heap = hungry.share_of_steps = 0.5;
    EXPECT_EQ(CompareOf(hungry, ended).kind, VerdictKind::kIncomparable);
    Outcome failing = Failing();
    failing.share_of_heap = failing.share_of_steps = 0.01;
    EXPECT_EQ(CompareOf(failing, ended).kind, VerdictKind::kIncomparable)
        << "the one run may have stopped before it needed much";
  }
}

TEST(CompareOutcomes, AsksTheEngineWhichErrorsAreNotDeterministic) {
  // An engine that counts memory in no way of ours, and is exact about the stack.
  class OtherEngine : public FakeEngine {
   public:
    using FakeEngine::FakeEngine;
    bool IsNonDeterministic(ErrorKind kind) const override {
      return kind == ErrorKind::kCustomError;
    }
  };
  Outcome custom = Failing();
  custom.error->kind = ErrorKind::kCustomError;
  const OtherEngine other("other", custom);
  const OtherEngine another("another", Failing());
  const Verdict verdict = CompareOutcomes(other, custom, another, Failing());
  EXPECT_EQ(verdict.kind, VerdictKind::kIncomparable);
  Outcome deep = Failing();
  deep.error->kind = ErrorKind::kStackOverflow;
  EXPECT_TRUE(CompareOutcomes(other, Failing(), another, deep).diverges())
      << "an error that both engines call deterministic was excused";
}

// A failure means that only one program in fifty shows a leak.
TEST(CompareOutcomes, ReportsWhatARunHasLeftBehind) {
  class Leaking : public FakeEngine {
   public:
    using FakeEngine::FakeEngine;
    std::uint64_t leaked_bytes() const override { return 48; }
  };
  const Outcome ending = Ending("Number(1)");
  const FakeEngine definition("definition", ending);
  const Leaking leaking("leaking", ending);
  for (const Verdict& verdict : {CompareOutcomes(definition, ending, leaking, ending),
                                 CompareOutcomes(leaking, ending, definition, ending)}) {
    ASSERT_TRUE(verdict.diverges());
    EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kState);
    EXPECT_EQ(verdict.divergence.right, "48 bytes");
  }
}

TEST(CompareOutcomes, ReportsAnEngineThatHadNothingToRun) {
  const Outcome ending = Ending("Number(1)");
  const FakeEngine definition("definition", ending);
  const FakeEngine other("other", ending);
  const std::expected<Outcome, std::string> refused = std::unexpected("does not verify");
  for (const Verdict& verdict : {CompareOutcomes(definition, ending, other, refused),
                                 CompareOutcomes(definition, refused, other, ending),
                                 CompareOutcomes(definition, refused, other, refused)}) {
    ASSERT_TRUE(verdict.diverges());
    EXPECT_EQ(verdict.divergence.kind, DifferenceKind::kCode);
  }
  // Also where the other side's error would excuse it.
  Outcome ended = Failing();
  ended.error->kind = ErrorKind::kFuelExhausted;
  EXPECT_TRUE(CompareOutcomes(definition, ended, other, refused).diverges());
}

}  // namespace
}  // namespace quicksilver::properties
