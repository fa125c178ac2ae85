#include "properties/oracles/allocation_checker.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/compiler/compiler_testing.h"
#include "properties/oracles/corpus_testing.h"

namespace quicksilver::properties {
namespace {

// Compiled code that a test changes word by word.
class Spoiling {
 public:
  explicit Spoiling(std::string_view source, CompileOptions options = {}) {
    options.record_values = true;
    chunk_ = Compiled(source, options);
    EXPECT_FALSE(Fault().has_value()) << "untouched code: " << Fault()->ToString();
  }

  Chunk& chunk() { return *chunk_; }
  Function& function(std::string_view name) {
    for (const auto& function : chunk_->functions) {
      if (function->name == name) return *function;
    }
    ADD_FAILURE() << "no function is called " << name;
    return *chunk_->functions[0];
  }

  // The pc of the nth instruction of that opcode.
  static std::uint32_t Find(const Function& function, Opcode op, int nth = 0) {
    for (const DecodedInstruction& each : Instructions(function)) {
      if (each.op == op && nth-- == 0) return each.pc;
    }
    ADD_FAILURE() << "the code has no such " << InfoOf(op).name;
    return 0;
  }
  static void SetOperand(Function& function, std::uint32_t pc, unsigned operand, unsigned number) {
    const unsigned shift = 8 * (operand + 1);
    Word& word = function.code[pc];
    word = (word & ~(Word{0xFF} << shift)) | number << shift;
  }
  // Every word of the instruction does nothing.
  static void Erase(Function& function, std::uint32_t pc) {
    const std::uint32_t end = DecodeInstruction(function.code, pc).end();
    for (std::uint32_t at = pc; at < end; ++at) {
      function.code[at] = EncodeABC(Opcode::kNop, 0, 0, 0);
    }
  }

  std::optional<AllocationFault> Fault() const {
    const auto checked = AllocationChecker().Check(*chunk_);
    if (checked.has_value()) return std::nullopt;
    return checked.error();
  }
  void ExpectFaultAt(std::uint32_t pc, std::string_view what) const {
    const auto fault = Fault();
    ASSERT_TRUE(fault.has_value()) << what << " is not seen:\n" << Disassemble(*chunk_);
    EXPECT_EQ(fault->pc, pc) << what << ": " << fault->ToString();
  }

 private:
  std::unique_ptr<Chunk> chunk_;
};

TEST(AllocationChecker, SeesSwappedOperands) {
  Spoiling code("chant f(a, b) then yield a - b end");
  Function& f = code.function("f");
  const std::uint32_t pc = Spoiling::Find(f, Opcode::kSubNum);
  const Word word = f.code[pc];
  Spoiling::SetOperand(f, pc, 1, COf(word));
  Spoiling::SetOperand(f, pc, 2, BOf(word));
  code.ExpectFaultAt(pc, "a difference the wrong way round");
  const auto fault = code.Fault();
  EXPECT_EQ(fault->operand, 1);
  EXPECT_EQ(fault->expected, 0u) << "the first parameter is value 0";
  EXPECT_EQ(fault->held, 1u);
}

TEST(AllocationChecker, SaysWhatWasExpectedWhatIsThereAndWhere) {
  Spoiling code("chant f(a, b) then yield a - b end");
  Function& f = code.function("f");
  const std::uint32_t pc = Spoiling::Find(f, Opcode::kSubNum);
  Spoiling::SetOperand(f, pc, 1, 1);
  EXPECT_EQ(code.Fault()->ToString(),
            "function 1 (f), pc 0, operand B: r1 should hold v0, but holds v1: " +
                DisassembleInstruction(code.chunk(), f, pc));
  Spoiling::SetOperand(f, pc, 1, 2);
  EXPECT_EQ(code.Fault()->ToString(),
            "function 1 (f), pc 0, operand B: r2 should hold v0, but holds nothing for certain: " +
                DisassembleInstruction(code.chunk(), f, pc));
}

TEST(AllocationChecker, SeesAValueReloadedFromAnotherSlot) {
  Spoiling code("chant f(a, b) then\nweave x as a + 1\nweave y as b + 2\nyield x - y\nend",
                {.allocation = AllocationPolicy::kSpill});
  Function& f = code.function("f");
  const std::uint32_t pc = Spoiling::Find(f, Opcode::kLoadLocal, 2);
  const std::uint32_t other = Spoiling::Find(f, Opcode::kLoadLocal, 3);
  ASSERT_NE(f.code[pc + 1], f.code[other + 1]);
  f.code[pc + 1] = f.code[other + 1];
  code.ExpectFaultAt(pc, "another variable's slot");
  EXPECT_EQ(code.Fault()->place, kFirstSlotPlace + f.code[pc + 1]);
}

TEST(AllocationChecker, SeesAValueSpilledToAnotherSlot) {
  Spoiling code("chant f(a, b) then\nweave x as a + 1\nyield x - b\nend",
                {.allocation = AllocationPolicy::kSpill});
  Function& f = code.function("f");
  const std::uint32_t pc = Spoiling::Find(f, Opcode::kStoreLocal);
  const std::uint32_t other = Spoiling::Find(f, Opcode::kStoreLocal, 1);
  ASSERT_NE(f.code[pc + 1], f.code[other + 1]);
  f.code[pc + 1] = f.code[other + 1];
  EXPECT_TRUE(code.Fault().has_value()) << Disassemble(code.chunk());
}

TEST(AllocationChecker, SeesADroppedMoveIntoAWindow) {
  Spoiling code("chant g(a, b) then a end\nchant f(a, b) then\nbind x to g(b + 1, a + 2)\nx\nend",
                {.allocation = AllocationPolicy::kRandom, .seed = 3});
  Function& f = code.function("f");
  Spoiling::Erase(f, Spoiling::Find(f, Opcode::kMove));
  code.ExpectFaultAt(Spoiling::Find(f, Opcode::kCall), "an argument that stayed behind");
  EXPECT_GE(code.Fault()->operand, kWindowOperand);
}

TEST(AllocationChecker, SeesADroppedMoveToWhereTwoWaysMeet) {
  Spoiling code("chant f(a, b) then\nbind x to a > 1 and b > 2\nx\nend",
                {.optimise = false, .allocation = AllocationPolicy::kRandom, .seed = 1});
  Function& f = code.function("f");
  // The right side's answer would be the left one's.
  Spoiling::Erase(f, Spoiling::Find(f, Opcode::kMove));
  EXPECT_TRUE(code.Fault().has_value()) << Disassemble(code.chunk());
}

TEST(AllocationChecker, SeesAJumpPastADefinition) {
  Spoiling code(
      "chant f(c) then\nattempt\nshould c then 1 otherwise 2 end\n"
      "harmonize on TypeError then 3\nend\nend");
  Function& f = code.function("f");
  const std::uint32_t branch = Spoiling::Find(f, Opcode::kJumpIfFalse);
  const std::uint32_t jump = Spoiling::Find(f, Opcode::kJump);
  const auto end = *DecodeInstruction(f.code, jump).JumpTarget();
  f.code[branch] = EncodeABx(Opcode::kJumpIfFalse, AOf(f.code[branch]),
                             static_cast<std::uint16_t>(end - (branch + 1)));
  code.ExpectFaultAt(Spoiling::Find(f, Opcode::kReturnSweep),
                     "a result that one way did not leave");
}

TEST(AllocationChecker, SeesARegisterThatIsUsedWhileStillLive) {
  Spoiling code("chant f(a) then yield a * 2 - a end");
  Function& f = code.function("f");
  const std::uint32_t product = Spoiling::Find(f, Opcode::kMulNumK);
  const std::uint32_t difference = Spoiling::Find(f, Opcode::kSubNum);
  const unsigned a = COf(f.code[difference]);
  Spoiling::SetOperand(f, product, 0, a);
  Spoiling::SetOperand(f, difference, 1, a);
  code.ExpectFaultAt(difference, "a product over the parameter that is still needed");
  EXPECT_EQ(code.Fault()->operand, 2);
}

TEST(AllocationChecker, SeesAWindowThatBeginsInTheWrongPlace) {
  for (const int shift : {-1, 1}) {
    Spoiling code("chant g(a, b) then a end\nchant f(a, b) then\nbind x to g(b, a)\nx - a - b\nend",
                  {.allocation = AllocationPolicy::kReversed});
    Function& f = code.function("f");
    const std::uint32_t pc = Spoiling::Find(f, Opcode::kCall);
    Spoiling::SetOperand(f, pc, 0, static_cast<unsigned>(AOf(f.code[pc]) + shift) & 0xFF);
    code.ExpectFaultAt(pc, "a call of something else");
  }
}

TEST(AllocationChecker, SeesACalleesFrameOverALiveRegister) {
  Spoiling code(
      "chant g(a) then a end\nchant f(a) then\nbind x to a + 1\nbind y to g(a)\nx - y\nend",
      {.allocation = AllocationPolicy::kReversed});
  Function& f = code.function("f");
  const std::uint32_t pc = Spoiling::Find(f, Opcode::kCallFar);
  f.code[pc] = (f.code[pc] & ~Word{0xFF}) | static_cast<Word>(Opcode::kCall);
  code.ExpectFaultAt(Spoiling::Find(f, Opcode::kSubNum), "x, which the callee overwrote");
}

TEST(AllocationChecker, SeesAVariableThatItsHandlerDoesNotKeep) {
  Spoiling code(
      "chant f(a) then\nbind x to a + 1\nattempt\ng(a)\nharmonize on _ then\nx - a\nend\nend");
  Function& f = code.function("f");
  ASSERT_EQ(f.keep_sets.size(), 1u);
  ASSERT_EQ(f.keep_sets[0].size(), 2u);
  f.keep_sets[0].pop_back();
  code.ExpectFaultAt(Spoiling::Find(f, Opcode::kSubNum), "x, which was released on the way");
}

TEST(AllocationChecker, SeesAVariableThatItsAttemptChanges) {
  Spoiling code(
      "chant f(a) then\nbind x to a + 1\nattempt\n1 / a\ng(2)\nharmonize on _ then\nx - "
      "a\nend\nend");
  Function& f = code.function("f");
  const std::uint32_t difference = Spoiling::Find(f, Opcode::kSubNum);
  const unsigned x = BOf(f.code[difference]);
  // The constant goes over x, which only the handler reads.
  Spoiling::SetOperand(f, Spoiling::Find(f, Opcode::kLoadConst), 0, x);
  EXPECT_TRUE(code.Fault().has_value());
}

TEST(AllocationChecker, SeesAClosureThatCapturesAnotherVariable) {
  for (const AllocationPolicy policy : {AllocationPolicy::kLifo, AllocationPolicy::kSpill}) {
    Spoiling code("chant f(a, b) then\nchant () then a - b end\nend", {.allocation = policy});
    Function& nameless = *code.chunk().functions.back();
    ASSERT_EQ(nameless.captures.size(), 2u);
    std::swap(nameless.captures[0], nameless.captures[1]);
    code.ExpectFaultAt(Spoiling::Find(code.function("f"), Opcode::kCreateClosure),
                       "captures in the wrong order");
  }
}

TEST(AllocationChecker, SeesAFormThatCapturesAnotherVariable) {
  Spoiling code("chant f(a, b) then\nform P with x as a, y as b end\nP\nend");
  CompiledForm& form = *code.chunk().forms.front();
  ASSERT_EQ(form.captures.size(), 3u);
  std::swap(form.captures[1], form.captures[2]);
  code.ExpectFaultAt(Spoiling::Find(code.function("f"), Opcode::kDefineForm),
                     "field types looked up in each other's place");
}

TEST(AllocationChecker, SeesAnIterationOverAnothersState) {
  Spoiling code(
      "chant f(a, b) then\nfor each x in a then\nfor each y in b then g(x, y) end\nend\nend");
  Function& f = code.function("f");
  const std::uint32_t outer = Spoiling::Find(f, Opcode::kForNext);
  const std::uint32_t inner = Spoiling::Find(f, Opcode::kForNext, 1);
  Spoiling::SetOperand(f, inner, 0, AOf(f.code[outer]));
  code.ExpectFaultAt(inner, "the inner loop steps the outer one");
}

TEST(AllocationChecker, SeesAnElementWhereTheLoopIsExhausted) {
  Spoiling code("chant f(a) then\nfor each x in a then g(x) end\n5\nend");
  Function& f = code.function("f");
  const std::uint32_t pc = Spoiling::Find(f, Opcode::kForNext);
  // Out of elements, control goes where one is read.
  f.code[pc + 1] = 0;
  EXPECT_TRUE(code.Fault().has_value()) << Disassemble(code.chunk());
}

TEST(AllocationChecker, SeesAnUpdateOfAnotherVariable) {
  Spoiling code(
      "chant f(a) then\nweave x as [a]\nweave y as [a]\nset x to list_push(x, 1)\n[x, y]\nend",
      {.optimise = false});
  Function& f = code.function("f");
  const std::uint32_t pc = Spoiling::Find(f, Opcode::kCallUpdate);
  const Word variable = f.code[pc + 1];
  ASSERT_EQ(VariableKindOf(variable), VariableKind::kRegister);
  f.code[pc + 1] = EncodeVariable(VariableKind::kRegister, VariableIndexOf(variable) + 1);
  code.ExpectFaultAt(pc, "y, which may share x's list");
}

TEST(AllocationChecker, SeesAStoreIntoAnotherPlace) {
  Spoiling code("chant f(a) then\nweave x as {}\nweave y as {}\nset x.k.l to a\n[x, y]\nend");
  code.chunk().places.at(0).index += 1;
  code.ExpectFaultAt(Spoiling::Find(code.function("f"), Opcode::kSetPlace), "a field of y");
}

TEST(AllocationChecker, SeesADropThatMissesItsValue) {
  Spoiling code("chant f(a) then\ng(a)\nbind x to [a]\na\nend", {.optimise = false});
  Function& f = code.function("f");
  const std::uint32_t pc = Spoiling::Find(f, Opcode::kDrop);
  Spoiling::SetOperand(f, pc, 0, AOf(f.code[pc]) + 1u);
  code.ExpectFaultAt(pc, "the call's result, which is never released");
}

TEST(AllocationChecker, SeesAMishapReturnedFromAnotherRegister) {
  Spoiling code("chant f(a, b) then\nbind x to b?\nx - a\nend");
  Function& f = code.function("f");
  // Behind the end of the chant's own code stands what `?` leaves by.
  const std::uint32_t last = Instructions(f).back().pc;
  ASSERT_EQ(OpOf(f.code[last]), Opcode::kReturnSweep);
  Spoiling::SetOperand(f, last, 0, 0);
  code.ExpectFaultAt(last, "the parameter instead of the Mishap");
}

TEST(AllocationChecker, AnOldCopyIsNotWhatALoopWritesAnew) {
  // By hand: v1 is written into r1 in each round, but r2 still holds the first round's.
  Chunk chunk;
  chunk.constants.AddNumber(1);
  auto function = std::make_unique<Function>();
  function->register_count = 3;
  function->code = {
      EncodeABx(Opcode::kLoadConst, 2, 0),  // 0: r2 = v1
      EncodeABx(Opcode::kLoadConst, 1, 0),  // 1: r1 = v1, anew
      EncodeABC(Opcode::kReturn, 2, 0, 0),  // 2: return r2
  };
  function->operand_values = {{0, 0, 1}, {1, 0, 1}, {2, 0, 1}};
  chunk.functions.push_back(std::move(function));
  const auto stale = AllocationChecker().Check(chunk);
  ASSERT_FALSE(stale.has_value());
  EXPECT_EQ(stale.error().pc, 2u);
  Spoiling::SetOperand(*chunk.functions[0], 2, 0, 1);
  EXPECT_TRUE(AllocationChecker().Check(chunk).has_value());
}

TEST(AllocationChecker, ReportsCodeWithoutNotes) {
  const auto chunk = Compiled("chant f(a) then a end");
  const auto checked = AllocationChecker().Check(*chunk);
  ASSERT_FALSE(checked.has_value()) << "a check of nothing must not look like a proof";
  EXPECT_NE(checked.error().ToString().find("nothing was recorded"), std::string::npos);
}

TEST(AllocationChecker, ForgetsOneFunctionBeforeTheNext) {
  const Spoiling large(
      "chant f(a, b) then\nfor each x in a then\nattempt\ng(x, b)\nharmonize on _ then b "
      "end\nend\nend");
  AllocationChecker checker;
  Spoiling code("chant f(a, b) then yield a - b end");
  Spoiling wide("[" + std::string(3000, '[') + "1" + std::string(3000, ']') + "]");
  for (int round = 0; round < 2; ++round) {
    EXPECT_TRUE(checker.Check(wide.chunk()).has_value());
    EXPECT_TRUE(checker.Check(code.chunk()).has_value());
  }
}

// --- The corpus
// -----------------------------------------------------------------------------------

class AllocationOfTheCorpus : public testing::TestWithParam<AllocationPolicy> {};

// A fault here is one of the compiler or a false alarm: both must be looked at.
TEST_P(AllocationOfTheCorpus, IsProvedUnderEveryPolicy) {
  AllocationChecker checker;
  std::size_t accesses = 0;
  for (const CorpusProgram& program : ParsedCorpus()) {
    for (const bool optimise : {true, false}) {
      const auto jumps = static_cast<JumpPolicy>(accesses % 3);
      const auto chunk = Compiler({.optimise = optimise,
                                   .allocation = GetParam(),
                                   .jumps = jumps,
                                   .seed = accesses,
                                   .record_values = true})
                             .Compile(program.program.ast());
      const auto checked = checker.Check(*chunk);
      EXPECT_TRUE(checked.has_value())
          << program.path << ", optimise " << optimise << ": " << checked.error().ToString();
      for (const auto& function : chunk->functions) accesses += function->operand_values.size();
    }
  }
  EXPECT_GT(accesses, 1'000'000u) << "most of the corpus was not looked at";
}

std::string PolicyName(const testing::TestParamInfo<AllocationPolicy>& policy) {
  constexpr std::string_view kNames[] = {"Lifo", "Fewest", "Reversed", "Random", "Spill"};
  return std::string(kNames[static_cast<std::size_t>(policy.param)]);
}

INSTANTIATE_TEST_SUITE_P(Policies, AllocationOfTheCorpus,
                         testing::Values(AllocationPolicy::kLifo, AllocationPolicy::kFewest,
                                         AllocationPolicy::kReversed, AllocationPolicy::kRandom,
                                         AllocationPolicy::kSpill),
                         PolicyName);

}  // namespace
}  // namespace quicksilver::properties
