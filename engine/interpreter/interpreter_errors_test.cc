// Sections 5 and 10 of the definition: which error, in which order of evaluation, at which span,
// and who catches it.

#include <gtest/gtest.h>

#include "engine/interpreter/interpreter_testing.h"

namespace quicksilver {
namespace {

// Programs log with note(x), which prints and gives x back.
std::string Order(std::string_view program) {
  Session session;
  const std::string outcome =
      session.Run("chant note(x) then\nprint(x)\nyield x\nend\n" + std::string(program));
  return session.host().output + " " + outcome.substr(0, outcome.find(" at "));
}

TEST(InterpreterOrder, OperandsComeBeforeTypes) {
  EXPECT_EQ(Order("note(1) + note(\"a\")"), "1a error TypeError");
  EXPECT_EQ(Order("note(\"a\") < note(2)"), "a2 error TypeError");
  EXPECT_EQ(Order("range(note(\"a\"), note(2))"), "a2 error TypeError");
}

TEST(InterpreterOrder, AndAndOrStopEarly) {
  EXPECT_EQ(Order("note(0) and note(1)"), "0 Truth(false)");
  EXPECT_EQ(Order("note(2) or note(1)"), "2 Truth(true)");
  EXPECT_EQ(Order("note(\"\") or note([])"), "[] Truth(false)");
}

TEST(InterpreterOrder, CallsEvaluateCalleeThenArgumentsThenCheck) {
  EXPECT_EQ(Order("note(5)(note(1))"), "51 error NotCallable");
  EXPECT_EQ(Order("missing(note(1))"), " error UndefinedVariable");
  EXPECT_EQ(Order("chant f() then print(\"body\") end\nf(note(1))"), "1 error ArityMismatch");
  EXPECT_EQ(Order("bind m to {}\nm.f(note(1))"), " error FieldNotFound");
  EXPECT_EQ(Order("bind m to {f: 5}\nm.f(note(1))"), "1 error NotCallable");
}

TEST(InterpreterOrder, PipelinesEvaluateValueThenStageThenArguments) {
  EXPECT_EQ(Order("note(1) | note(length)(note(2))"), "1<builtin length>2 error ArityMismatch");
  EXPECT_EQ(Order("note(1) | missing(note(2))"), "1 error UndefinedVariable");
}

TEST(InterpreterOrder, SetEvaluatesValueIndexesRootStepsStore) {
  EXPECT_EQ(Order("set nowhere[note(1)] to note(2)"), "21 error UndefinedVariable");
  EXPECT_EQ(Order("bind xs to [1]\nset xs[note(9)] to note(2)"), "29 error ImmutableBinding");
  EXPECT_EQ(Order("weave xs as [1]\nset xs[note(9)][note(8)] to note(2)"),
            "298 error IndexOutOfBounds");
}

TEST(InterpreterOrder, StructLiteralsCheckAfterAllValues) {
  const std::string form = "form P with\na as Number\nb as Text\nend\n";
  EXPECT_EQ(Order(form + "P { z: note(1), a: note(2) }"), "12 error CustomError");
  EXPECT_EQ(Order("bind n to 5\nn { a: note(1) }"), "1 error TypeError");
  EXPECT_EQ(RunText(form + "P { z: 1, a: 2, a: 3 }"),
            "error CustomError at 5:1: Unknown field 'z' in struct 'P'");
  EXPECT_EQ(RunText(form + "P { a: 1, a: 2 }"),
            "error CustomError at 5:1: Duplicate field 'a' in struct 'P'");
  EXPECT_EQ(RunText(form + "P { a: \"x\" }"),
            "error CustomError at 5:1: Missing field 'b' in struct 'P'");
  EXPECT_EQ(RunText(form + "P { b: 1, a: \"x\" }"),
            "error TypeError at 5:1: Expected Number, got Text");
}

TEST(InterpreterOrder, OfEqualMapKeysTheLastWins) {
  EXPECT_EQ(Order("{a: note(1), \"a\": note(2)}"), "12 Map{a: Number(2)}");
}

TEST(InterpreterOrder, ObjectIndexAndThenTypes) {
  EXPECT_EQ(Order("note(5)[note(1)]"), "51 error TypeError");
}

// --- Spans and messages ------------------------------------------------------------------------

TEST(InterpreterSpans, OperatorsCarryTheWholeExpression) {
  EXPECT_EQ(RunText("bind x to 1 + (2 * \"a\")"),
            "error TypeError at 1:16: Expected Number, got Number * Text");
  EXPECT_EQ(RunText("(1 + \"a\") * 2"),
            "error TypeError at 1:2: Expected Number, got Number + Text");
  EXPECT_EQ(RunText("(1) / 0"), "error DivisionByZero at 1:1: Division by zero");
  EXPECT_EQ(RunText("2 * -\"a\""), "error TypeError at 1:5: Expected Number, got Text");
  EXPECT_EQ(RunText("1 at least nothing"),
            "error TypeError at 1:1: Expected Number, got Number >= Nothing");
  EXPECT_EQ(RunText("\"é\" + \"é\" + missing"), "error UndefinedVariable at 1:13: missing");
}

TEST(InterpreterSpans, PostfixesCarryTheWholeExpression) {
  EXPECT_EQ(RunText("1 + [1][2]"),
            "error IndexOutOfBounds at 1:5: Index 2 out of bounds (length 1)");
  EXPECT_EQ(RunText("5[0]"), "error TypeError at 1:1: Expected List, Map or Text, got Number");
  EXPECT_EQ(RunText("[1][\"a\"]"), "error TypeError at 1:1: Expected Number, got Text");
  EXPECT_EQ(RunText("{a: 1}[0]"), "error TypeError at 1:1: Expected Text, got Number");
  EXPECT_EQ(RunText("{a: 1}[\"b\"]"), "error FieldNotFound at 1:1: Field 'b' not found on Map");
  EXPECT_EQ(RunText("1 + {a: 1}.b"), "error FieldNotFound at 1:5: Field 'b' not found on Map");
  EXPECT_EQ(RunText("[1].x"), "error FieldNotFound at 1:1: Field 'x' not found on List");
  EXPECT_EQ(RunText("\"abc\"[-1]"),
            "error IndexOutOfBounds at 1:1: Index -1 out of bounds (length 3)");
  EXPECT_EQ(RunText("[][0 / 1 * -0.5]"),
            "error IndexOutOfBounds at 1:1: Index 0 out of bounds (length 0)");
  EXPECT_EQ(RunText("[1][-0.5]"), "Number(1)");
  EXPECT_EQ(RunText("Present(1)?"), "error TypeError at 1:1: Expected Outcome, got Present");
  EXPECT_EQ(RunText("1 + Mishap(2)?"),
            "error UnexpectedYield at 1:5: Cannot use 'yield' outside of a chant");
}

TEST(InterpreterSpans, CallsCarryTheCall) {
  EXPECT_EQ(RunText("1 + nothing(2)"), "error NotCallable at 1:5: Nothing is not callable");
  EXPECT_EQ(RunText("chant f(a, b) then end\n[f(1)]"),
            "error ArityMismatch at 2:2: Expected 2 arguments, got 1");
  EXPECT_EQ(RunText("chant f(a, ...b) then end\nf()"),
            "error ArityMismatch at 2:1: Expected at least 1 arguments, got 0");
  EXPECT_EQ(RunText("1 + sqrt(-1)"),
            "error CustomError at 1:5: Cannot take square root of negative number");
  EXPECT_EQ(RunText("chant f() then\nyield sqrt(-1)\nend\nf()"),
            "error CustomError at 2:7: Cannot take square root of negative number")
      << "in tail position too, the call's own span";
  EXPECT_EQ(RunText("chant g(x) then end\nchant f() then\nyield g()\nend\nf()"),
            "error ArityMismatch at 3:7: Expected 1 arguments, got 0");
  EXPECT_EQ(RunText("1 + (2 | length)"),
            "error TypeError at 1:6: Expected Text, List or Map, got Number");
}

TEST(InterpreterSpans, CallbacksSplitTheirErrors) {
  EXPECT_EQ(RunText("refine_triumph(Triumph(1), chant() then 1 end)"),
            "error ArityMismatch at 1:1: Expected 0 arguments, got 1");
  EXPECT_EQ(RunText("refine_triumph(Triumph(1), chant(x) then x / 0 end)"),
            "error DivisionByZero at 1:42: Division by zero");
  EXPECT_EQ(RunText("for each x in iter_map(iter([0]), chant(a, b) then a end) then\nx\nend"),
            "error ArityMismatch at 1:15: Expected 2 arguments, got 1")
      << "a lazy callback's call belongs to the `in` expression";
  EXPECT_EQ(RunText("for each x in 5 then\nx\nend"),
            "error NotIterable at 1:15: Number is not iterable");
}

TEST(InterpreterSpans, PlacesRunFromTheRootThroughTheFailingStep) {
  Session session;
  session.Run("weave g as [[1]]\nset g[0][5] to 1");
  EXPECT_EQ(session.Run("weave g as [[1]]\nset g[0][5] to 1"),
            "error IndexOutOfBounds at 2:5: Index 5 out of bounds (length 1)");
  const auto span_of = [](std::string_view source) {
    Limits limits;
    TestHost host;
    Runtime runtime(limits, host);
    Interpreter interpreter(runtime);
    const Ast program = *Parse(source);
    const Value value = interpreter.Run(program, limits, host);
    EXPECT_TRUE(value.is_raised());
    const Span span = runtime.error().span;
    return std::string(source.substr(span.begin, span.end - span.begin));
  };
  EXPECT_EQ(span_of("weave g as [[1]]\nset g[0][5] to 1"), "g[0][5]");
  EXPECT_EQ(span_of("weave g as [[1]]\nset g[7][5] to 1"), "g[7]");
  EXPECT_EQ(span_of("weave g as {a: {}}\nset g.a.b.c to 1"), "g.a.b");
  EXPECT_EQ(span_of("bind g to 1\nset g[0] to 1"), "g");
  EXPECT_EQ(span_of("1 + (2 + \"a\") + 3"), "2 + \"a\"");
  EXPECT_EQ(span_of("(1) + \"a\" + 3"), "(1) + \"a\"");
  EXPECT_EQ(span_of("match 1 with\nwhen 2 then 3\nend\n5"), "match 1 with\nwhen 2 then 3\nend");
}

TEST(InterpreterSpans, StatementsCarryThemselves) {
  EXPECT_EQ(RunText("match 1 with when 2 then 3 end"),
            "error MatchFailed at 1:1: No pattern matched");
  EXPECT_EQ(RunText("should true then yield 5 end"),
            "error UnexpectedYield at 1:18: Cannot use 'yield' outside of a chant");
  EXPECT_EQ(RunText("break"),
            "error BreakOutsideLoop at 1:1: Cannot use 'break' outside of a loop");
  EXPECT_EQ(RunText("for each i in [1] then\nchant f() then\ncontinue\nend\nf()\nend"),
            "error ContinueOutsideLoop at 3:1: Cannot use 'continue' outside of a loop");
}

TEST(InterpreterSpans, RequestsAreDeniedAtTheirExpression) {
  Session session;
  session.host().denied = "VGA.write";
  EXPECT_EQ(session.Run("bind c to request VGA.write with justification \"draw\""),
            "error CapabilityDenied at 1:11: Capability 'VGA.write' denied: not today");
  EXPECT_EQ(session.Run("request Clock with justification \"time\""),
            "Capability(\"Clock\", \"time\")");
}

// --- attempt -----------------------------------------------------------------------------------

TEST(InterpreterAttempt, TheFirstFittingHandlerRuns) {
  EXPECT_EQ(RunText("attempt\n1 / 0\nharmonize on TypeError then 1\n"
                    "harmonize on \"DivisionByZero\" then 2\nharmonize on _ then 3\nend"),
            "Number(2)");
  EXPECT_EQ(RunText("attempt\n1 / 0\nharmonize on TypeError then 1\nend"),
            "error DivisionByZero at 2:1: Division by zero");
}

TEST(InterpreterAttempt, ItsLocalsAreGoneInTheHandler) {
  EXPECT_EQ(RunText("bind x to \"outer\"\nattempt\nbind x to \"inner\"\n1 / 0\n"
                    "harmonize on _ then x\nend"),
            "Text(\"outer\")");
}

TEST(InterpreterAttempt, ResourceErrorsPassThrough) {
  EXPECT_EQ(
      RunText("chant f() then f() + 1 end\nattempt\nf()\nharmonize on _ then 1\nend").substr(0, 19),
      "error StackOverflow");
  Limits limits;
  limits.steps = 1000;
  EXPECT_EQ(RunText("attempt\nwhilst true then end\nharmonize on _ then 1\nend", limits),
            "error FuelExhausted at 2:1: Step limit 1000 exceeded");
  limits = {};
  limits.heap_bytes = 4 << 20;
  EXPECT_EQ(RunText("attempt\nweave t as \"x\"\nwhilst true then\nset t to t + t\nend\n"
                    "harmonize on _ then 1\nend",
                    limits),
            "error OutOfMemory at 4:10: Memory limit 4194304 bytes exceeded");
  EXPECT_EQ(RunText("weave xs as []\nwhilst true then\nset xs to [xs, [1, 2, 3]]\nend", limits)
                .substr(0, 20),
            "error OutOfMemory at");
}

TEST(InterpreterAttempt, YieldBreakAndContinuePassThrough) {
  EXPECT_EQ(RunText("chant f() then\nattempt\nyield 1\nharmonize on _ then 2\nend\n3\nend\nf()"),
            "Number(1)");
  EXPECT_EQ(
      RunText("for each i in [1, 2] then\nattempt\nbreak\nharmonize on _ then 2\nend\n3\nend"),
      "Nothing");
  EXPECT_EQ(RunText("chant f() then\nattempt\nMishap(4)?\nharmonize on _ then 2\nend\n3\nend\nf()"),
            "Mishap(Number(4))");
}

TEST(InterpreterAttempt, AYieldOfACallInTheBodyIsGuarded) {
  EXPECT_EQ(RunText("chant g() then 1 / 0 end\nchant f() then\nattempt\nyield g()\n"
                    "harmonize on _ then yield \"caught\"\nend\nend\nf()"),
            "Text(\"caught\")");
  EXPECT_EQ(RunText("chant g() then 1 / 0 end\nchant f() then\nattempt\n1 / 0\n"
                    "harmonize on _ then yield g()\nend\nend\nf()"),
            "error DivisionByZero at 1:16: Division by zero");
}

TEST(InterpreterAttempt, AHandlersErrorIsNotSeenByItsSiblings) {
  EXPECT_EQ(RunText("attempt\n1 / 0\nharmonize on DivisionByZero then nope\n"
                    "harmonize on _ then 1\nend"),
            "error UndefinedVariable at 3:34: nope");
}

}  // namespace
}  // namespace quicksilver
