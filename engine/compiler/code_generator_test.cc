// The code that is emitted, by the names of its opcodes.

#include "engine/compiler/code_generator.h"

#include <gmock/gmock.h>

#include "engine/compiler/compiler_testing.h"

namespace quicksilver {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

constexpr CompileOptions kPlain{.optimise = false};

// --- Numbers ---

TEST(CodeGenerator, FoldsConstantArithmetic) {
  const auto chunk = Compiled("10 + 20 * 2");
  EXPECT_THAT(Opcodes(*chunk->functions[0]), ElementsAre("LoadConst", "Halt"));
  ASSERT_EQ(chunk->constants.size(), 1u) << "operands that were folded leave no constant";
  EXPECT_THAT(DisassembleInstruction(*chunk, *chunk->functions[0], 0),
              ::testing::HasSubstr("r0 = 50"));
}

TEST(CodeGenerator, ComputesAtRunTimeWithoutTheOptimiser) {
  EXPECT_THAT(CodeOf("10 + 20 * 2", "_", kPlain),
              ElementsAre("LoadConst", "LoadConst", "LoadConst", "MulNum", "AddNum", "Halt"));
}

TEST(CodeGenerator, FoldsNothingThatCanRaiseOrIsNotANumber) {
  EXPECT_THAT(CodeOf("1 / 0"), Contains("DivNumK")) << "the error belongs to the run";
  EXPECT_THAT(CodeOf("1 % 0"), Contains("ModNumK"));
  EXPECT_THAT(CodeOf("1e308 * 10 - 1e308 * 10"), Contains("SubNumK")) << "a NaN is the machine's";
  EXPECT_THAT(CodeOf("chant f(x) then\nyield \"a\" + x\nend", "f"), Contains("ConcatText"));
}

TEST(CodeGenerator, ReturnsFromTheBranchesOfALastStatement) {
  const char* const should = "chant f(n) then\nshould n less than 1 then 2 otherwise 3 end\nend";
  EXPECT_THAT(CodeOf(should, "f"),
              ElementsAre("JumpUnlessLtK", "LoadConst", "Return", "LoadConst", "Return"))
      << "a branch goes to a common end first";
  EXPECT_THAT(CodeOf("chant f(n) then\nshould n less than 1 then 2 end\nend", "f"),
              ElementsAre("JumpUnlessLtK", "LoadConst", "Return", "LoadNothing", "Return"));
  EXPECT_THAT(CodeOf("chant f(n) then\nmatch n with\nwhen 1 then 2\notherwise 3\nend\nend", "f"),
              Not(Contains("Jump")));
}

TEST(CodeGenerator, IndexesAnElementInOneInstructionWhereNothingLiesBetween) {
  const auto code = [](const std::string& expr) {
    return CodeOf("chant f(xs, i, j) then\n" + expr + "\nend", "f");
  };
  EXPECT_THAT(code("xs[i][j]"), ElementsAre("GetIndexPair", "GetIndex", "ReturnSweep"));
  EXPECT_THAT(code("xs[i][j][i]"),
              ElementsAre("GetIndexPair", "GetIndex", "GetIndex", "ReturnSweep"))
      << "the second one replaces what it reads, which a pair does not give up";
  EXPECT_THAT(code("xs[i][j + 1]"), Not(Contains("GetIndexPair")))
      << "the sum may raise, behind the first index and before the second";
  EXPECT_THAT(code("xs[xs[i]]"), Not(Contains("GetIndexPair")));
}

TEST(CodeGenerator, KeepsNegativeZeroApart) {
  const auto chunk = Compiled("[0, -0]");
  EXPECT_EQ(chunk->constants.size(), 2u);
}

TEST(CodeGenerator, IncrementsALocalInOneInstruction) {
  EXPECT_THAT(CodeOf("chant f() then\nweave i as 0\nset i to i + 1\nyield i\nend", "f"),
              ElementsAre("LoadConst", "AddNumK", "Return"));
  EXPECT_THAT(CodeOf("chant f() then\nweave i as 0\nset i to i + 1\nyield i\nend", "f", kPlain),
              ElementsAre("LoadConst", "LoadConst", "AddNum", "Replace", "Return"));
}

TEST(CodeGenerator, ExtendsATextInPlace) {
  EXPECT_THAT(CodeOf("chant f(a) then\nweave t as \"\"\nset t to t + a\nyield t\nend", "f"),
              ElementsAre("LoadConst", "Add", "ReturnSweep"));
}

TEST(CodeGenerator, WritesOverANumberThatItHasCalculatedWith) {
  const auto body = [](std::string_view set, const CompileOptions& options = {}) {
    return CodeOf(
        "chant f(a, b) then\nweave x as 1\nset x to " + std::string(set) + "\nyield x\nend", "f",
        options);
  };
  EXPECT_THAT(body("-x"), ElementsAre("LoadConst", "NegNum", "ReturnSweep"));
  EXPECT_THAT(body("3 * x + 1"),
              ElementsAre("LoadConst", "LoadConst", "MulNum", "AddNumK", "ReturnSweep"));
  EXPECT_THAT(body("a - x * b"), Not(Contains("Replace")));
  EXPECT_THAT(body("3 * x + 1", kPlain), Contains("Replace"));
  EXPECT_THAT(body("(a + x) + b"), Contains("Replace"))
      << "x may be a text, which is to be released";
  EXPECT_THAT(body("a * b"), Contains("Replace")) << "nothing is known of x";
}

TEST(CodeGenerator, TakesARangesElementsForNumbers) {
  const auto code = CodeOf("chant f(n) then\nfor each i in range(0, n) then\ng(i)\nend\nend", "f");
  EXPECT_THAT(code, Contains("LoopForNext"));
  EXPECT_THAT(code, Not(Contains("Loop")));
  const auto list = CodeOf("chant f(n) then\nfor each i in n then\ng(i)\nend\nend", "f");
  EXPECT_EQ(Count(code, "Drop") + 1, Count(list, "Drop")) << "a list's element is dropped";
  const auto plain =
      CodeOf("chant f(n) then\nfor each i in range(0, n) then\ng(i)\nend\nend", "f", kPlain);
  EXPECT_THAT(plain, Not(Contains("LoopForNext")));
  EXPECT_THAT(plain, Contains("Loop"));
}

TEST(CodeGenerator, ReadsAndWritesAnElementsFieldInOneInstruction) {
  const std::string_view source =
      "chant f(i) then\nweave xs as []\nset xs[i].a to xs[i].b + 1\nyield xs\nend";
  EXPECT_THAT(CodeOf(source, "f"), ElementsAre("CreateList", "GetElementField", "AddNumK",
                                               "SetElementField", "ReturnSweep"));
  const auto plain = CodeOf(source, "f", kPlain);
  EXPECT_THAT(plain, Contains("GetIndex"));
  EXPECT_THAT(plain, Contains("GetField"));
  EXPECT_THAT(plain, Contains("SetPlace"));
  EXPECT_THAT(CodeOf("chant f(g) then\nyield g(1)[0].a\nend", "f"), Contains("GetField"))
      << "a list that nobody keeps has to be let go of";
}

// --- Conditions ---

TEST(CodeGenerator, ComparesWithAKnownTextInOneInstruction) {
  const std::string_view match =
      "chant f(a) then\nmatch a with\nwhen \"x\" then 1\notherwise then 2\nend\nend";
  EXPECT_THAT(CodeOf(match, "f"), Contains("JumpIfNotText"));
  EXPECT_THAT(CodeOf(match, "f", kPlain), Not(Contains("JumpIfNotText")));
  const auto condition = [](std::string_view text) {
    return CodeOf("chant f(a, g) then\nshould " + std::string(text) + " then 1 end\nend", "f");
  };
  EXPECT_THAT(condition("a is \"x\""), Contains("JumpIfNotText"));
  EXPECT_THAT(condition("not (a is not \"x\")"), Contains("JumpIfNotText"));
  EXPECT_THAT(condition("a is not \"x\""), Not(Contains("JumpIfNotText")));
  EXPECT_THAT(condition("g() is \"x\""), Not(Contains("JumpIfNotText")))
      << "what the call returned is let go of before the jump";
}

struct Comparison {
  std::string_view spelling, fused, fused_with_constant;
};

TEST(CodeGenerator, FusesComparisonAndJump) {
  for (const Comparison& each : {Comparison{"<", "JumpUnlessLt", "JumpUnlessLtK"},
                                 {"<=", "JumpUnlessLe", "JumpUnlessLeK"},
                                 {">", "JumpUnlessGt", "JumpUnlessGtK"},
                                 {">=", "JumpUnlessGe", "JumpUnlessGeK"},
                                 {"is", "JumpIfNe", "JumpIfNeK"},
                                 {"is not", "JumpIfEq", "JumpIfEqK"}}) {
    const auto source = [&](std::string_view right) {
      return "chant f(a, b) then\nshould a " + std::string(each.spelling) + " " +
             std::string(right) + " then\nyield 1\nend\nyield 2\nend";
    };
    EXPECT_THAT(CodeOf(source("b"), "f"), Contains(each.fused)) << each.spelling;
    EXPECT_THAT(CodeOf(source("10"), "f"), Contains(each.fused_with_constant)) << each.spelling;
    const auto plain = CodeOf(source("b"), "f", kPlain);
    EXPECT_THAT(plain, Not(Contains(each.fused))) << each.spelling;
    EXPECT_THAT(plain, Contains("JumpIfFalse")) << each.spelling;
  }
}

TEST(CodeGenerator, FusesRemainderComparisonAndJump) {
  const auto code = [](const std::string& condition, const CompileOptions& options = {}) {
    return CodeOf("chant f(n) then\nshould " + condition + " then\nyield 1\nend\nyield 2\nend", "f",
                  options);
  };
  EXPECT_THAT(code("n % 7 is 3"), Contains("JumpUnlessRemainder"));
  EXPECT_THAT(code("n % 7 is not 255"), Contains("JumpIfRemainder"));
  EXPECT_THAT(code("not (n % 4294967295 is -0)"), Contains("JumpIfRemainder"));
  EXPECT_THAT(code("n % 7 is 3", kPlain), Contains("ModNum"));
  // What the instruction cannot say, or what raises otherwise.
  for (const char* const other :
       {"n % 7 is 256", "n % 7 is 1.5", "n % 7 is -1", "n % 0 is 3", "n % 0.5 is 0", "n % -7 is 0",
        "n % 4294967296 is 0", "n % n is 0", "n % 7 < 3", "3 is n % 7", "n % 7 is true"}) {
    EXPECT_THAT(code(other),
                Not(testing::AnyOf(Contains("JumpIfRemainder"), Contains("JumpUnlessRemainder"))))
        << other;
  }
}

TEST(CodeGenerator, NegationOfAConditionCostsNothing) {
  EXPECT_THAT(
      CodeOf("chant f(a, b) then\nshould not (a < b) then\nyield 1\nend\nyield 2\nend", "f"),
      ElementsAre("JumpIfLt", "LoadConst", "Return", "LoadConst", "Return"));
}

TEST(CodeGenerator, LogicInAConditionBecomesJumps) {
  const auto code =
      CodeOf("chant f(a, b) then\nshould a < 1 and b > 2 then\nyield 1\nend\nyield 2\nend", "f");
  EXPECT_THAT(code, ElementsAre("JumpUnlessLtK", "JumpUnlessGtK", "LoadConst", "ReturnSweep",
                                "LoadConst", "ReturnSweep"));
}

TEST(CodeGenerator, LogicOfTwoLocalsNeedsNoJump) {
  EXPECT_THAT(CodeOf("chant f(a, b) then\nyield a and b\nend", "f"),
              ElementsAre("And", "ReturnSweep"));
  EXPECT_THAT(CodeOf("chant f(a, b) then\nyield a or g(b)\nend", "f"), Contains("JumpIfTrue"))
      << "a call on the right side may not run";
}

TEST(CodeGenerator, ATraceShowsEveryNodeUnlessItIsToShowTheCodeAsItIs) {
  constexpr std::string_view kSource =
      "chant f(i) then\nshould i < 3 then set i to 1 + 2 end\nyield i + 1\nend";
  CompileOptions options;
  options.trace = true;
  const std::vector<std::string> every_node = CodeOf(kSource, "f", options);
  EXPECT_THAT(every_node, Contains("Lt"));
  EXPECT_THAT(every_node, Contains("AddNum"));
  // What an optimised program did wrong must not go right because somebody looks.
  options.trace_fused = true;
  std::vector<std::string> as_it_is = CodeOf(kSource, "f", options);
  EXPECT_THAT(as_it_is, Contains("Trace"));
  std::erase(as_it_is, "Trace");
  EXPECT_EQ(as_it_is, CodeOf(kSource, "f"));
}

TEST(CodeGenerator, LoopsJumpBackWithTheInstructionThatCostsFuel) {
  for (const CompileOptions& options : {CompileOptions{}, kPlain}) {
    const auto code = CodeOf("weave i as 0\nwhilst i < 3 then\nset i to i + 1\nend", "_", options);
    EXPECT_EQ(Count(code, "Loop"), 1);
    const auto again =
        CodeOf("for each i in range(0, 3) then\nshould i then\ncontinue\nend\nend", "_", options);
    EXPECT_EQ(Count(again, "Loop") + Count(again, "LoopForNext"), 2)
        << "continue goes backwards too";
    EXPECT_EQ(Count(again, "ForNext"), 1);
  }
}

// --- Calls ---

TEST(CodeGenerator, YieldOfACallIsATailCall) {
  EXPECT_THAT(CodeOf("chant f(x) then\nyield g(x)\nend", "f"),
              ElementsAre("LoadGlobal", "Move", "TailCall"));
  EXPECT_THAT(CodeOf("chant f(x) then\nyield x | g\nend", "f"), Contains("TailCall"));
  EXPECT_THAT(CodeOf("chant f(x) then\nyield x.g(1)\nend", "f"), Contains("TailCallMethod"));
  EXPECT_THAT(CodeOf("chant f(x) then\nyield g(x)\nend", "f", kPlain), Contains("TailCall"))
      << "proper tail calls are no optimisation";
}

TEST(CodeGenerator, ATailCallStaysOneInMatchLoopsAndHandlers) {
  EXPECT_THAT(CodeOf("chant f(x) then\nmatch x with\nwhen 1 then\nyield g(x)\nend\nend", "f"),
              Contains("TailCall"));
  EXPECT_THAT(CodeOf("chant f(x) then\nfor each i in x then\nyield g(x)\nend\nend", "f"),
              Contains("TailCall"));
  EXPECT_THAT(CodeOf("chant f(x) then\nattempt\n1\nharmonize on _ then\nyield g(x)\nend\nend", "f"),
              Contains("TailCall"));
}

TEST(CodeGenerator, AttemptTryAndBodiesMakeNoTailCall) {
  for (const std::string_view source :
       {"chant f(x) then\nattempt\nyield g(x)\nharmonize on _ then\n1\nend\nend",
        "chant f(x) then\nyield g(x)?\nend", "chant f(x) then\ng(x)\nend"}) {
    const auto code = CodeOf(source, "f");
    EXPECT_THAT(code, Not(Contains("TailCall"))) << source;
    EXPECT_THAT(code, Contains("Call")) << source;
  }
}

TEST(CodeGenerator, ACallWithSomethingAboveItsWindowIsFar) {
  const auto code = CodeOf("chant f(a, b) then\nyield g(a) + g(b)\nend", "f",
                           {.allocation = AllocationPolicy::kReversed});
  EXPECT_THAT(code, Contains("CallFar")) << "the callee's frame may not lie over what is alive";
  EXPECT_THAT(CodeOf("chant f(a, b) then\nyield 1 + g(b)\nend", "f"), Not(Contains("CallFar")));
}

TEST(CodeGenerator, MoreThanSixteenArgumentsTravelInAList) {
  const auto call = [](int arguments) {
    std::string source = "chant f() then\nyield 1 + g(";
    for (int i = 0; i < arguments; ++i) source += std::to_string(i) + ", ";
    return source + ")\nend";
  };
  EXPECT_THAT(CodeOf(call(16), "f"), Contains("Call"));
  EXPECT_THAT(CodeOf(call(16), "f"), Not(Contains("CreateList")));
  const auto wide = CodeOf(call(17), "f");
  EXPECT_THAT(wide, Not(Contains("Call")));
  EXPECT_EQ(Count(wide, "CreateList"), 1);
  EXPECT_EQ(Count(wide, "AppendList"), 1) << "sixteen and one";
  EXPECT_EQ(Count(wide, "CallSpread"), 1);
}

TEST(CodeGenerator, UpdatesInPlaceOnlyWhatABuiltinUpdates) {
  const auto body = [](std::string_view value) {
    return "chant f(y) then\nweave xs as [1]\nset xs to " + std::string(value) + "\nyield xs\nend";
  };
  EXPECT_THAT(CodeOf(body("list_push(xs, 1)"), "f", kPlain), Contains("CallUpdate"));
  EXPECT_THAT(CodeOf(body("list_push(y, 1)"), "f", kPlain), Not(Contains("CallUpdate")))
      << "another variable is updated";
  EXPECT_THAT(CodeOf(body("list_reverse(y)"), "f", kPlain), Not(Contains("CallUpdate")));
  EXPECT_THAT(CodeOf(body("length(xs)"), "f", kPlain), Not(Contains("CallUpdate")));
  EXPECT_THAT(CodeOf("weave m as {}\nset m to map_set(m, \"a\", 1)"), Contains("CallUpdate"))
      << "a global";
  EXPECT_THAT(CodeOf("chant f(list_push) then\nweave xs as [1]\nset xs to list_push(xs, 1)\nend",
                     "f", kPlain),
              Not(Contains("CallUpdate")))
      << "a local of the builtin's name is not the builtin";
  EXPECT_THAT(
      CodeOf("bind xs to [1]\nchant f() then\nbind ys to [1]\nset ys to list_push(ys, 1)\nend",
             "f"),
      Not(Contains("CallUpdate")))
      << "not a weave";
}

// --- Variables ---

TEST(CodeGenerator, ACapturedWeaveLivesInACell) {
  const std::string_view source =
      "chant f() then\nweave w as 1\nbind b to 2\nchant g() then\nset w to w + b\nend\nyield "
      "w\nend";
  const auto outer = CodeOf(source, "f");
  EXPECT_EQ(Count(outer, "NewCell"), 1) << "b cannot change and needs none";
  EXPECT_THAT(outer, Contains("LoadCell"));
  const auto inner = CodeOf(source, "g");
  EXPECT_THAT(inner, Contains("LoadCaptureCell"));
  EXPECT_THAT(inner, Contains("StoreCaptureCell"));
  EXPECT_THAT(inner, Contains("LoadCapture")) << "b is captured by value";
}

TEST(CodeGenerator, ALocalChantNamesItselfWithoutACapture) {
  const auto chunk = Compiled("chant f() then\nchant g(n) then\nyield g(n)\nend\nyield g\nend");
  EXPECT_THAT(Opcodes(FunctionOf(*chunk, "g")), ElementsAre("LoadSelf", "Move", "TailCall"));
  EXPECT_EQ(FunctionOf(*chunk, "g").capture_count, 0u) << "a chant that captures itself never dies";
}

TEST(CodeGenerator, SetOfWhatIsNotAWeaveRaisesWhereItStands) {
  const auto code = CodeOf("chant f(x) then\nset x to g()\n1\nend", "f");
  EXPECT_THAT(code, ElementsAre("LoadGlobal", "Call", "RaiseName"));
}

TEST(CodeGenerator, GrovesTryTheirEntriesFirst) {
  const auto code = CodeOf("grove M with\nchant g() then\nyield y\nend\nbind y to 2\nend", "g");
  EXPECT_THAT(code, ElementsAre("LoadCapture", "JumpIfUnbound", "LoadCell", "Drop", "Jump", "Drop",
                                "LoadGlobal", "Return"))
      << "y is the grove's when it is bound, the global otherwise";
}

TEST(CodeGenerator, AnElementOfALocalIsSetDirectly) {
  EXPECT_THAT(CodeOf("chant f() then\nweave xs as [1]\nset xs[0] to 2\nend", "f"),
              Contains("SetIndex"));
  EXPECT_THAT(CodeOf("chant f() then\nweave xs as [1]\nset xs[0] to 2\nend", "f", kPlain),
              Contains("SetPlace"));
  EXPECT_THAT(CodeOf("weave xs as [1]\nset xs[0] to 2"), Contains("SetPlace")) << "a global";
}

// --- Ends ---

TEST(CodeGenerator, NothingFollowsAnEnd) {
  EXPECT_THAT(CodeOf("chant f() then\nyield 1\nyield 2\nend", "f"),
              ElementsAre("LoadConst", "Return"));
  EXPECT_THAT(CodeOf("break\n1"), ElementsAre("Raise"));
  EXPECT_THAT(CodeOf("yield 1"), ElementsAre("LoadConst", "Raise")) << "the text has no chant here";
}

TEST(CodeGenerator, AFrameThatOwnsNothingIsNotSwept) {
  EXPECT_THAT(CodeOf("chant f(x) then\nyield x\nend", "f"), Contains("Return"));
  EXPECT_THAT(CodeOf("chant f(x, y) then\nyield x\nend", "f"), Contains("ReturnSweep"))
      << "y may own something";
}

TEST(CodeGenerator, TryLeavesByOneExitForEachRegister) {
  const auto code = CodeOf("chant f(a, b) then\nbind x to a?\nbind y to b?\nyield 1\nend", "f");
  EXPECT_EQ(Count(code, "Try"), 2);
  EXPECT_GE(Count(code, "ReturnSweep") + Count(code, "Return"), 2) << "the Mishap is yielded";
}

// --- attempt ---

TEST(CodeGenerator, HandlersKeepWhatIsAliveAround) {
  const auto chunk = Compiled(
      "chant f(a, b) then\nbind c to 1\nattempt\nbind d to g(a)\nharmonize on TypeError then\n1\n"
      "harmonize on \"CustomError\" then\n2\nharmonize on _ then\n3\nend\nyield c\nend");
  const Function& f = FunctionOf(*chunk, "f");
  ASSERT_EQ(f.handlers.size(), 3u);
  EXPECT_EQ(f.keep_sets.size(), 1u) << "handlers of one attempt share a set";
  EXPECT_THAT(f.keep_sets[0], ElementsAre(0u, 1u, 2u)) << "a, b and c; d is released";
  EXPECT_EQ(f.handlers[0].kind, ErrorKind::kTypeError);
  EXPECT_EQ(f.handlers[1].kind, ErrorKind::kCustomError);
  EXPECT_TRUE(f.handlers[2].any);
  EXPECT_FALSE(f.handlers[1].any);
}

TEST(CodeGenerator, HandlersThatNeverRunAreLeftOut) {
  const auto chunk = Compiled(
      "chant f(a) then\nattempt\ng(a)\nharmonize on OutOfMemory then\n1\n"
      "harmonize on NoSuchKind then\n2\nharmonize on _ then\n3\nharmonize on TypeError "
      "then\n4\nend\n"
      "end");
  const Function& f = FunctionOf(*chunk, "f");
  ASSERT_EQ(f.handlers.size(), 1u) << "only `_` can ever run";
  EXPECT_TRUE(f.handlers[0].any);
}

TEST(CodeGenerator, AnInnerAttemptsHandlersComeFirst) {
  const auto chunk = Compiled(
      "chant f(a) then\nattempt\nattempt\ng(a)\nharmonize on TypeError then\n1\nend\n"
      "harmonize on TypeError then\n2\nend\nend");
  const Function& f = FunctionOf(*chunk, "f");
  ASSERT_EQ(f.handlers.size(), 2u);
  EXPECT_GE(f.handlers[0].begin, f.handlers[1].begin);
  EXPECT_LT(f.handlers[0].end, f.handlers[1].end);
}

TEST(CodeGenerator, KeepSetsNameSlotsUnderTheSpillingPolicy) {
  const auto chunk =
      Compiled("chant f(a) then\nattempt\ng(a)\nharmonize on _ then\n1\nend\nyield a\nend",
               {.allocation = AllocationPolicy::kSpill});
  const Function& f = FunctionOf(*chunk, "f");
  ASSERT_EQ(f.keep_sets.size(), 1u);
  EXPECT_THAT(f.keep_sets[0], ElementsAre(f.register_count)) << "the parameter rests in slot 0";
}

// --- Sessions ---

TEST(Compiler, GlobalsOfASessionKeepTheirIndexes) {
  const auto ast = Parse("b + c");
  ASSERT_TRUE(ast.has_value());
  const auto chunk = Compiler().Compile(*ast, "m.gw", {"a", "b"});
  EXPECT_THAT(chunk->globals, ElementsAre("a", "b", "c"));
  EXPECT_EQ(chunk->file, "m.gw");
}

TEST(Compiler, TheSameProgramGivesTheSameCodeAgain) {
  const auto ast = Parse("chant f(x) then\nyield x + 1\nend\nf(2)");
  const auto other = Parse("chant g(a, b) then\nweave t as \"\"\nset t to t + a\nyield t\nend");
  ASSERT_TRUE(ast.has_value() && other.has_value());
  for (const CompileOptions& options : EveryPolicy()) {
    Compiler compiler(options);
    const std::string first = Disassemble(*compiler.Compile(*ast));
    compiler.Compile(*other);
    EXPECT_EQ(Disassemble(*compiler.Compile(*ast)), first)
        << "scratch memory of an earlier program shows in a later one";
  }
}

TEST(CodeGenerator, LocalsOfAScopeGoTogether) {
  const auto code =
      CodeOf("chant f(x) then\nwhilst x then\nbind a to [x]\nbind b to [a]\nend\nend", "f");
  EXPECT_THAT(code, Contains("DropRange"));
  EXPECT_THAT(code, Not(Contains("Drop")));
}

TEST(CodeGenerator, AFrameOfProvenNumbersIsNotSwept) {
  for (const char* source : {
           "chant f(n) then\nshould n < 2 then yield n end\nyield f(n - 1) + f(n - 2)\nend",
           "chant f(n, m) then\nyield n * m\nend",
           "chant f(n) then\nshould n at least 1 and n at most 9 then yield 1 end\nyield 2\nend",
           "chant f(n) then\nwhilst n > 1 then break end\nyield n\nend",
           "chant f(n) then\nbind x to n - 1\nyield x\nend",
       }) {
    EXPECT_THAT(CodeOf(source, "f"), Not(Contains("ReturnSweep"))) << source;
  }
}

// Control reaches the end without what would have proved the parameter a number.
TEST(CodeGenerator, AFrameThatMayOwnSomethingOnSomePathIsSwept) {
  for (const char* source : {
           "chant f(n, c) then\nc < 1\nshould c > 2 then n - 1 end\nyield 2\nend",
           "chant f(n, c) then\nc < 1\nshould c > 2 and n < 3 then yield 1 end\nyield 2\nend",
           "chant f(n, c) then\nc < 1\nshould c > 2 or n < 3 then yield 1 end\nyield 2\nend",
           "chant f(n, c) then\nc < 1\nbind x to c > 2 and n < 3\nyield 2\nend",
           "chant f(n, c) then\nc < 1\nwhilst c > 2 then n - 1 end\nyield 2\nend",
           "chant f(n) then\nattempt\nn - 1\nharmonize on _ then\n0\nend\nyield 2\nend",
           "chant f(n, c) then\nc < 1\nmatch c with when 1 then n - 1 otherwise 0 end\nyield "
           "2\nend",
           "chant f(n) then\nshould n is 1 then yield 2 end\nyield 3\nend",
           "chant f(p) then\nweave n as p\nn - 1\nset n to [n]\nyield 2\nend",
           "chant f(n) then\nbind t to n + n\nyield 2\nend",
       }) {
    EXPECT_THAT(CodeOf(source, "f"), Contains("ReturnSweep")) << source;
  }
}

}  // namespace
}  // namespace quicksilver
