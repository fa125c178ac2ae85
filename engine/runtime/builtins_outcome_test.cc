// The builtins of outcomes and maybes, whose families mirror each other.

#include <string>

#include "engine/runtime/builtins_testing.h"

namespace quicksilver {
namespace {

class OutcomeBuiltins : public BuiltinsTest {
 protected:
  // Adds one; counts its calls.
  Value AddOne() {
    return F(1, [this](Args args) {
      ++calls_;
      return N(args[0].number() + 1);
    });
  }
  int calls_ = 0;
};
using MaybeBuiltins = OutcomeBuiltins;

TEST_F(OutcomeBuiltins, TestsAreFalseForOtherTypes) {
  for (const Value& other : {N(1), T("Triumph"), Present(N(1)), Value::Absent(), L({})}) {
    EXPECT_EQ(Run("is_triumph", {other}), "Truth(false)") << Show(other);
    EXPECT_EQ(Run("is_mishap", {other}), "Truth(false)") << Show(other);
  }
  EXPECT_EQ(Run("is_triumph", {Triumph(N(1))}), "Truth(true)");
  EXPECT_EQ(Run("is_triumph", {Mishap(N(1))}), "Truth(false)");
  EXPECT_EQ(Run("is_mishap", {Mishap(N(1))}), "Truth(true)");
  EXPECT_EQ(Run("is_mishap", {Triumph(N(1))}), "Truth(false)");
}

TEST_F(OutcomeBuiltins, ExpectUnwrapsItsCaseOrRaisesItsText) {
  EXPECT_EQ(Run("expect_triumph", {Triumph(L({})), T("no")}), "List[]");
  EXPECT_EQ(Run("expect_triumph", {Mishap(N(1)), T("no \"one\"")}), "CustomError: no \"one\"");
  EXPECT_EQ(Run("expect_mishap", {Mishap(N(1)), T("no")}), "Number(1)");
  EXPECT_EQ(Run("expect_mishap", {Triumph(N(1)), T("")}), "CustomError: ");
}

TEST_F(OutcomeBuiltins, OrGivesADefault) {
  EXPECT_EQ(Run("triumph_or", {Triumph(N(1)), N(2)}), "Number(1)");
  EXPECT_EQ(Run("triumph_or", {Mishap(N(1)), N(2)}), "Number(2)");
}

TEST_F(OutcomeBuiltins, OrElseCallsWithTheMishapsValueOnlyWhenNeeded) {
  EXPECT_EQ(Run("triumph_or_else", {Triumph(N(1)), AddOne()}), "Number(1)");
  EXPECT_EQ(calls_, 0);
  EXPECT_EQ(Run("triumph_or_else", {Mishap(N(5)), AddOne()}), "Number(6)");
  const Value none = F(0, [](Args) { return N(1); });
  EXPECT_EQ(Run("triumph_or_else", {Triumph(N(1)), none}), "Number(1)")
      << "arity is checked only when the chant is called";
  EXPECT_EQ(Run("triumph_or_else", {Mishap(N(1)), none}),
            "ArityMismatch: Expected 0 arguments, got 1");
}

TEST_F(OutcomeBuiltins, RefineWrapsInTheSameCaseAndLeavesTheOther) {
  EXPECT_EQ(Run("refine_triumph", {Triumph(N(1)), AddOne()}), "Triumph(Number(2))");
  EXPECT_EQ(Run("refine_mishap", {Mishap(N(1)), AddOne()}), "Mishap(Number(2))");
  EXPECT_EQ(calls_, 2);
  EXPECT_EQ(Run("refine_triumph", {Mishap(N(1)), AddOne()}), "Mishap(Number(1))");
  EXPECT_EQ(Run("refine_mishap", {Triumph(N(1)), AddOne()}), "Triumph(Number(1))");
  EXPECT_EQ(calls_, 2);
}

TEST_F(OutcomeBuiltins, ThenGivesTheNextOutcome) {
  const Value next = F(1, [this](Args args) { return Mishap(args[0]); });
  EXPECT_EQ(Run("then_triumph", {Triumph(N(1)), next}), "Mishap(Number(1))");
  EXPECT_EQ(Run("then_triumph", {Mishap(N(2)), next}), "Mishap(Number(2))");
  EXPECT_EQ(Run("then_triumph", {Triumph(N(1)), AddOne()}),
            "TypeError: Expected Outcome, got Number");
  EXPECT_EQ(Run("then_triumph", {Triumph(N(1)), F(1, [this](Args) { return Present(N(1)); })}),
            "TypeError: Expected Outcome, got Present");
}

TEST_F(OutcomeBuiltins, BothGivesAPairEitherTheFirstTriumph) {
  const Value one = Triumph(N(1)), two = Triumph(N(2)), a = Mishap(T("a")), b = Mishap(T("b"));
  EXPECT_EQ(Run("both_triumph", {one, two}), "Triumph(List[Number(1), Number(2)])");
  EXPECT_EQ(Run("both_triumph", {a, b}), "Mishap(Text(\"a\"))");
  EXPECT_EQ(Run("both_triumph", {one, b}), "Mishap(Text(\"b\"))");
  EXPECT_EQ(Run("both_triumph", {a, N(1)}), "TypeError: Expected Outcome, got Number");
  EXPECT_EQ(Run("either_triumph", {one, two}), "Triumph(Number(1))");
  EXPECT_EQ(Run("either_triumph", {a, two}), "Triumph(Number(2))");
  EXPECT_EQ(Run("either_triumph", {a, b}), "Mishap(Text(\"b\"))");
  EXPECT_EQ(Run("either_triumph", {one, Value::Absent()}),
            "TypeError: Expected Outcome, got Absent");
}

TEST_F(OutcomeBuiltins, BecomeMaybes) {
  EXPECT_EQ(Run("triumph_or_absent", {Triumph(Value::Absent())}), "Present(Absent)");
  EXPECT_EQ(Run("triumph_or_absent", {Mishap(N(1))}), "Absent");
}

TEST_F(OutcomeBuiltins, ErrorsInsideACallbackStayAsTheyAre) {
  const Value failing = F(1, [this](Args) {
    Value raised = runtime().Raise(ErrorKind::kDivisionByZero, "Division by zero");
    runtime().error().located = true;
    runtime().error().span = {3, 8};
    return raised;
  });
  Value args[] = {Triumph(N(1)), failing};
  EXPECT_TRUE(Call("refine_triumph", args).is_raised());
  const Error error = runtime().TakeError();
  EXPECT_EQ(error.kind, ErrorKind::kDivisionByZero);
  EXPECT_TRUE(error.located);
  EXPECT_EQ(error.span, (Span{3, 8}));
  EXPECT_EQ(Show(args[0]), "Triumph(Number(1))") << "the argument was lost when the call failed";
}

TEST_F(OutcomeBuiltins, CallbacksMayTakeTheirArgumentsAway) {
  // A callback that empties what it was given must not empty the outcome.
  const Value outcome = Triumph(L({N(1)}));
  const Value take = F(1, [](Args args) { return std::move(args[0]); });
  EXPECT_EQ(Run("refine_triumph", {outcome, take}), "Triumph(List[Number(1)])");
  EXPECT_EQ(Show(outcome), "Triumph(List[Number(1)])");
}

TEST_F(OutcomeBuiltins, AMessageBeyondTheBudgetIsOutOfMemory) {
  const Value text = T(std::string(900'000, 'x'));
  Limits limits;
  limits.heap_bytes = 1 << 20;
  Begin(limits);
  EXPECT_EQ(Run("expect_triumph", {Mishap(N(1)), text}),
            "OutOfMemory: Memory limit 1048576 bytes exceeded");
}

TEST_F(MaybeBuiltins, TestsAreFalseForOtherTypes) {
  for (const Value& other : {N(1), Value::Nothing(), Triumph(N(1))}) {
    EXPECT_EQ(Run("is_present", {other}), "Truth(false)") << Show(other);
    EXPECT_EQ(Run("is_absent", {other}), "Truth(false)") << Show(other);
  }
  EXPECT_EQ(Run("is_present", {Present(Value::Absent())}), "Truth(true)");
  EXPECT_EQ(Run("is_absent", {Present(Value::Absent())}), "Truth(false)");
  EXPECT_EQ(Run("is_absent", {Value::Absent()}), "Truth(true)");
}

TEST_F(MaybeBuiltins, ExpectAndOrUnwrap) {
  EXPECT_EQ(Run("expect_present", {Present(N(1)), T("none")}), "Number(1)");
  EXPECT_EQ(Run("expect_present", {Value::Absent(), T("none")}), "CustomError: none");
  EXPECT_EQ(Run("present_or", {Present(N(1)), N(2)}), "Number(1)");
  EXPECT_EQ(Run("present_or", {Value::Absent(), N(2)}), "Number(2)");
}

TEST_F(MaybeBuiltins, OrElseCallsWithoutArguments) {
  EXPECT_EQ(Run("present_or_else", {Value::Absent(), F(0, [](Args) { return N(3); })}),
            "Number(3)");
  EXPECT_EQ(Run("present_or_else", {Value::Absent(), AddOne()}),
            "ArityMismatch: Expected 1 arguments, got 0");
  EXPECT_EQ(Run("present_or_else", {Present(N(1)), AddOne()}), "Number(1)");
}

TEST_F(MaybeBuiltins, RefineWrapsAndThenDoesNot) {
  EXPECT_EQ(Run("refine_present", {Present(N(1)), AddOne()}), "Present(Number(2))");
  EXPECT_EQ(Run("refine_present", {Value::Absent(), AddOne()}), "Absent");
  const Value gone = F(1, [](Args) { return Value::Absent(); });
  EXPECT_EQ(Run("refine_present", {Present(N(1)), gone}), "Present(Absent)");
  EXPECT_EQ(Run("then_present", {Present(N(1)), gone}), "Absent");
  EXPECT_EQ(Run("then_present", {Value::Absent(), AddOne()}), "Absent");
  EXPECT_EQ(Run("then_present", {Present(N(1)), AddOne()}),
            "TypeError: Expected Maybe, got Number");
}

TEST_F(MaybeBuiltins, BecomeOutcomes) {
  EXPECT_EQ(Run("present_or_mishap", {Present(N(1)), T("e")}), "Triumph(Number(1))");
  EXPECT_EQ(Run("present_or_mishap", {Value::Absent(), L({})}), "Mishap(List[])");
}

}  // namespace
}  // namespace quicksilver
