#include "properties/reducers/signature.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "properties/generators/unsound_code.h"
#include "properties/oracles/components/component_claim.h"
#include "properties/oracles/equivalence.h"
#include "properties/oracles/fault_testing.h"
#include "properties/oracles/models.h"
#include "properties/oracles/oracle_testing.h"
#include "properties/oracles/refusal.h"
#include "properties/reducers/planted_bugs.h"

namespace quicksilver::properties {
namespace {

using ::testing::HasSubstr;

Diagnosis DiagnosisOf(std::string_view source, const CodeFault& fault) {
  EquivalenceOracle oracle(fault);
  const auto diagnosis = Diagnose(ProgramOf(source), oracle, TestLimits(), 1);
  if (!diagnosis.has_value()) {
    ADD_FAILURE() << "the bug does not show in\n" << source;
    return {};
  }
  return *diagnosis;
}

std::string SignatureOf(std::string_view source, const CodeFault& fault) {
  return DiagnosisOf(source, fault).signature.ToString();
}

TEST(Signature, NamesTheFirstNodeWithAnotherValueAndTheInstructionThatMadeIt) {
  const Diagnosis diagnosis = DiagnosisOf(
      "chant f(a, b) then\n  bind c to a - b\n  c * 2\nend\nf(5, 3)\n", Swapped(Opcode::kSubNum));
  EXPECT_EQ(diagnosis.signature.ToString(), "equivalence: value at Binary by SubNum");
  const Culprit& culprit = diagnosis.culprit;
  EXPECT_EQ(culprit.position, (Position{2, 13}));
  EXPECT_EQ(culprit.source, "a - b");
  EXPECT_EQ(culprit.expected, "Number(2)");
  EXPECT_EQ(culprit.got, "Number(-2)");
  EXPECT_TRUE(culprit.in_code);
  EXPECT_EQ(culprit.function, 1u);
  EXPECT_THAT(culprit.instruction, HasSubstr("SubNum"));
}

TEST(Signature, DoesNotDependOnHowAWrongValueShows) {
  // One bug must not be filed five times because it prints, raises, returns or stores.
  const CodeFault fault = Swapped(Opcode::kSubNum);
  const std::string head = "chant f(a, b) then\n  a - b\nend\n";
  const std::string value = SignatureOf(head + "f(5, 3)", fault);
  EXPECT_EQ(SignatureOf(head + "println(f(5, 3))", fault), value);
  EXPECT_EQ(SignatureOf(head + "[1, 2, 3][f(5, 3)]", fault), value);
  EXPECT_EQ(SignatureOf(head + "bind x to f(5, 3)\n1", fault), value);
  EXPECT_EQ(SignatureOf(head + "attempt [1, 2, 3][f(5, 3)] harmonize on _ then 0 end", fault),
            value);
  EXPECT_EQ(SignatureOf(head + "should f(5, 3) > 0 then 1 otherwise 2 end", fault), value);
}

TEST(Signature, NamesWhatMadeTheValueThatANameOrACallHas) {
  // One bug must not be filed once for each way on which a value leaves where it was made.
  const CodeFault fault = Swapped(Opcode::kSubNum);
  const std::string expected = "equivalence: value at Binary by SubNum";
  EXPECT_EQ(SignatureOf("chant() then\n  weave a as 1\n  set a to 0 - a\n  a\nend()", fault),
            expected);
  EXPECT_EQ(SignatureOf("chant() then\n  weave a as 1\n  set a to 0 - a\nend()", fault), expected);
  EXPECT_EQ(SignatureOf("chant f(b) then\n  weave a as 1\n  set a to 0 - a\nend\n0 | f", fault),
            expected);
  EXPECT_EQ(SignatureOf("chant() then\n  weave a as 0\n  set a to 1 - a\n  for each b in [] then\n"
                        "    set a to 0\n  end\n  a\nend()",
                        fault),
            expected)
      << "what never ran is blamed";
}

TEST(Signature, SeesInstructionsThatOnlyOptimisedCodeHas) {
  EXPECT_EQ(SignatureOf("bind a to 1\na + 2", Instead(Opcode::kAddNumK, Opcode::kSubNumK)),
            "equivalence: value at Binary by SubNumK");
  EXPECT_EQ(SignatureOf("chant f(a) then\n  should a < 3 then 1 otherwise 2 end\nend\nf(3)",
                        Instead(Opcode::kJumpUnlessLtK, Opcode::kJumpUnlessLeK)),
            "equivalence: value at Should by JumpUnlessLeK");
}

TEST(Signature, NamesWhatDecidedWhenTheRunsWentDifferentWays) {
  const CodeFault fault = Instead(Opcode::kJumpUnlessLtK, Opcode::kJumpUnlessLeK);
  const std::string expected = "equivalence: value at Should by JumpUnlessLeK";
  // Into one of two blocks, past one, to the end, and into an error.
  const std::string head = "bind a to 3\n";
  EXPECT_EQ(SignatureOf(head + "should a < 3 then println(1) otherwise println(2) end\n4", fault),
            expected);
  EXPECT_EQ(SignatureOf(head + "should a < 3 then println(a) end\n4", fault), expected);
  EXPECT_EQ(SignatureOf(head + "should a < 3 then a end", fault), expected);
  EXPECT_EQ(SignatureOf(head + "should a < 3 then nowhere end\n4", fault), expected);
  EXPECT_EQ(SignatureOf(head + "weave n as 2\nwhilst n < 3 then set n to n + 1 end\nn", fault),
            "equivalence: value at Whilst by JumpUnlessLeK");
}

TEST(Signature, NamesTheNodeThatRaisedOnOneSideOnly) {
  // 0 * 0 as a division.
  const Diagnosis diagnosis =
      DiagnosisOf("bind a to 0\nbind b to 0\na * b", Instead(Opcode::kMulNum, Opcode::kDivNum));
  EXPECT_EQ(diagnosis.signature.ToString(), "equivalence: error or value at Binary by DivNum");
  EXPECT_EQ(diagnosis.culprit.expected, "Number(0)");
  EXPECT_THAT(diagnosis.culprit.got, HasSubstr("DivisionByZero"));
  // The other way round.
  EXPECT_EQ(
      SignatureOf("bind a to 0\nbind b to 0\na / b", Instead(Opcode::kDivNum, Opcode::kMulNum)),
      "equivalence: error or value at Binary by MulNum");
}

// Calls with one argument pass none.
void PassNoArgument(Chunk& chunk) {
  ChangeInstructions(chunk, [](Function& function, std::uint32_t pc,
                               const DecodedInstruction& instruction) {
    if (instruction.op != Opcode::kCall || BOf(instruction.word) != 1) return;
    function.code[pc] = EncodeABC(Opcode::kCall, AOf(instruction.word), 0, COf(instruction.word));
  });
}

TEST(Signature, NamesTheCallThatRaisedWhateverTheOtherSideDidNext) {
  // One bug must not be filed once for every statement that a chant's body can begin with.
  const auto of = [](std::string_view body) {
    return SignatureOf(std::string("chant f(a) then\n  ") + std::string(body) + "\nend\nf(0)\n",
                       PassNoArgument);
  };
  const std::string expected = "equivalence: error or value at Call by Call";
  EXPECT_EQ(of("1"), expected);
  EXPECT_EQ(of("println(2)"), expected);
  EXPECT_EQ(of("should 1 < 2 then 3 otherwise 4 end"), expected);
  EXPECT_EQ(of("chant() then a end()"), expected);
  EXPECT_EQ(of("nothing"), expected);
  EXPECT_EQ(of("0()"), expected) << "the other side raised something else later";
}

TEST(Signature, NamesTheAttemptWhenAHandlerTookWhatItShouldNot) {
  EXPECT_EQ(SignatureOf("attempt nowhere harmonize on TypeError then 1 end", HandlersTakeAll),
            "equivalence: value at Attempt by LoadGlobal");
}

TEST(Signature, DoesNotBlameAnAttemptThatWasOnlyPassed) {
  EXPECT_EQ(SignatureOf("bind a to 0\nshould 0 > a then 0 otherwise attempt 1 end end",
                        Instead(Opcode::kJumpUnlessGt, Opcode::kJumpUnlessGe)),
            "equivalence: value at Should by JumpUnlessGe");
}

TEST(Signature, KeepsKindsOfErrorsThatDifferInNothingElse) {
  EXPECT_EQ(SignatureOf("bind x to 1\nx / 0", SpansOneFurther),
            "equivalence: error span at Binary by DivNumK");
}

TEST(Signature, NamesTheStoreOfAGlobalThatEndsWithAnotherValue) {
  EXPECT_EQ(SignatureOf("weave a as 1\nset a to 2\nnothing", Dropped(Opcode::kStoreGlobal)),
            "equivalence: global at Set by DefineGlobal");
}

// Refuses to verify: a register that nobody has written.
void ReadAnUnwrittenRegister(Chunk& chunk) {
  chunk.functions[0]->register_count = 256;
  ChangeInstructions(
      chunk, [](Function& function, std::uint32_t pc, const DecodedInstruction& instruction) {
        if (instruction.op != Opcode::kAddNumK) return;
        const Word word = instruction.word;
        function.code[pc] = EncodeABC(Opcode::kAddNumK, AOf(word), 255, COf(word));
      });
}

TEST(Signature, NamesTheInstructionThatTheVerifierRefuses) {
  EXPECT_EQ(SignatureOf("bind x to 1\nx + 2", ReadAnUnwrittenRegister),
            "equivalence: code at Binary by AddNumK");
}

// Objects to everything, and compares no runs.
class ClaimOracle : public Oracle {
 public:
  explicit ClaimOracle(std::string what) : what_(std::move(what)) {}
  std::string_view name() const override { return "claim"; }
  Verdict Check(const TestProgram&, const Limits&, std::uint64_t) override {
    return Verdict::Diverge({DifferenceKind::kProof, what_, "text", "text", "a", "b"});
  }

 private:
  std::string what_;
};

TEST(Signature, OfAClaimIsTheClaimWithoutItsDetails) {
  ClaimOracle first("register 3 of function 7");
  ClaimOracle second("register 4 of function 1");
  ClaimOracle other("print is no fixpoint");
  const TestProgram program = ProgramOf("1");
  EXPECT_EQ(Diagnose(program, first, TestLimits(), 1)->signature.ToString(),
            "claim: proof at - by register");
  EXPECT_EQ(Diagnose(program, second, TestLimits(), 1)->signature,
            Diagnose(program, first, TestLimits(), 1)->signature);
  EXPECT_NE(Diagnose(program, other, TestLimits(), 1)->signature,
            Diagnose(program, first, TestLimits(), 1)->signature);
}

// A failure means that what a fuzz target and the hunt both find is two findings.
TEST(Signature, OfAComponentIsTheOneThatFuzzTargetsGive) {
  const std::string complaint = "operation 25: append 36 to v1: v1 is not \"abc\"";
  ModelsOracle models({{"containers", 1, 0, [&](Choices&) { return complaint; }}});
  EXPECT_EQ(Diagnose(ProgramOf("1"), models, TestLimits(), 1)->signature.ToString(),
            ComponentSignature("containers", complaint));
  RefusalOracle refusal([](const Chunk&) { return true; });
  EXPECT_EQ(Diagnose(ProgramOf("1"), refusal, TestLimits(), 1)->signature.ToString(),
            SignatureText("refusal", DifferenceKind::kProof, "-",
                          UnsoundnessName(Unsoundness::kOperand)));
}

// A failure means that a leak is another finding for every statement that a program can end with.
TEST(Signature, OfWhatARunLeavesBehindNamesNoStatement) {
  const std::string leaking = "chant f(n) then\n  [n, n]\n  n\nend\n";
  const std::string expected = "equivalence: state at - by heap after Reset";
  EXPECT_EQ(SignatureOf(leaking + "f(12)", NothingIsReleased), expected);
  EXPECT_EQ(SignatureOf(leaking + "bind x to f(12)", NothingIsReleased), expected);
}

TEST(Signature, OfAProgramThatAgreesIsNone) {
  EquivalenceOracle oracle;
  EXPECT_FALSE(Diagnose(ProgramOf("1 + 2"), oracle, TestLimits(), 1).has_value());
}

TEST(Signature, FollowsBothRunsIntoModules) {
  // The modules' own code is right; the difference is in what the program does with it.
  const Diagnosis diagnosis = DiagnosisOf(
      "gather area, Box from \"modules/shapes.gw\"\nchant two() then 2 end\n"
      "bind a to area(Box(2, 3))\na - two()\n",
      Swapped(Opcode::kSubNum));
  EXPECT_EQ(diagnosis.signature.node, "Binary") << diagnosis.signature.ToString();
}

}  // namespace
}  // namespace quicksilver::properties
