// Programs wider than registers, words and windows, and what is recorded on demand.

#include <gmock/gmock.h>
#include <set>
#include <string>
#include <utility>

#include "engine/compiler/compiler_testing.h"

namespace quicksilver {
namespace {

using ::testing::Contains;
using ::testing::Not;

std::string Repeated(int count, const auto& piece) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece(i);
  return text;
}

// `v0 + (v1 + (v2 + …))`: every left operand is alive until the last one is there.
std::string DeepSum(int operands) {
  return "chant f(v) then\nyield " + Repeated(operands, [](int) { return "g(v) + ("; }) + "v" +
         std::string(static_cast<std::size_t>(operands), ')') + "\nend";
}

TEST(CodeLimits, TemporariesBeyondTheRegistersSpill) {
  EXPECT_THAT(CodeOf(DeepSum(150), "f"), Not(Contains("StoreLocal")));
  for (const CompileOptions& options : EveryPolicy()) {
    const auto chunk = Compiled(DeepSum(400), options);
    const Function& f = FunctionOf(*chunk, "f");
    EXPECT_THAT(Opcodes(f), Contains("StoreLocal"));
    EXPECT_THAT(Opcodes(f), Contains("TakeLocal"));
    EXPECT_GT(f.slot_count, 100u);
    EXPECT_LE(f.register_count, 256u);
  }
}

TEST(CodeLimits, LocalsBeyondTheRegistersRestInSlots) {
  const std::string source =
      "chant f(v) then\n" +
      Repeated(400, [](int i) { return "weave v" + std::to_string(i) + " as v\n"; }) +
      "set v399 to v399 + 1\nset v398[0] to 1\nfor each i in v then\nset v397 to i\nend\n" +
      "match v396 with\nwhen 1 then\n2\nwhen n then\nn\nend\nyield v0\nend";
  for (const CompileOptions& options : EveryPolicy()) {
    const auto chunk = Compiled(source, options);
    EXPECT_GT(FunctionOf(*chunk, "f").slot_count, 140u);
    EXPECT_THAT(Opcodes(FunctionOf(*chunk, "f")), Contains("LoadLocal"));
  }
}

TEST(CodeLimits, ParametersBeyondTheRegistersArriveInSlots) {
  const std::string source = "chant f(" +
                             Repeated(300, [](int i) { return "p" + std::to_string(i) + ", "; }) +
                             "...rest) then\nyield p299\nend";
  for (const CompileOptions& options : EveryPolicy()) {
    const auto chunk = Compiled(source, options);
    EXPECT_EQ(FunctionOf(*chunk, "f").parameter_count(), 301u);
    EXPECT_GE(FunctionOf(*chunk, "f").slot_count, 45u);
  }
}

TEST(CodeLimits, AFunctionWithSlotsMakesNoNearCall) {
  const auto code = CodeOf("chant f(x) then\nbind a to g(x)\nyield 1\nend", "f",
                           {.allocation = AllocationPolicy::kSpill});
  EXPECT_THAT(code, Contains("CallFar")) << "a callee's frame would lie over this one's slots";
  EXPECT_THAT(code, Not(Contains("Call")));
}

TEST(CodeLimits, WideLiteralsAreMadeInParts) {
  const auto list = CodeOf("[" + Repeated(40, [](int i) { return std::to_string(i) + ","; }) + "]");
  EXPECT_EQ(Count(list, "CreateList"), 1);
  EXPECT_EQ(Count(list, "AppendList"), 2);
  const auto map =
      CodeOf("{" + Repeated(40, [](int i) { return "k" + std::to_string(i) + ": 1,"; }) + "}");
  EXPECT_EQ(Count(map, "InsertMap"), 3);
  const auto literal =
      CodeOf("P {" + Repeated(17, [](int i) { return "k" + std::to_string(i) + ": 1,"; }) + "}");
  EXPECT_EQ(Count(literal, "CreateStructSpread"), 1);
}

TEST(CodeLimits, WidePlacesAndEmbodimentsTravelInLists) {
  const auto place =
      Compiled("weave x as 1\nset x" + Repeated(17, [](int) { return "[0]"; }) + " to 1");
  ASSERT_EQ(place->places.size(), 1u);
  EXPECT_EQ(place->places[0].window(), 2u);
  EXPECT_THAT(Opcodes(*place->functions[0]), Contains("AppendList"));
  const auto embody = Compiled(
      "embody A for Number then\n" +
      Repeated(17, [](int i) { return "chant m" + std::to_string(i) + "(self) then 1 end\n"; }) +
      "end");
  EXPECT_THAT(Opcodes(*embody->functions[0]), Contains("CreateList"));
}

TEST(CodeLimits, ConstantsBeyondSixteenBitsUseTheWideForm) {
  const std::string source =
      "[" + Repeated(66'000, [](int i) { return std::to_string(i) + ","; }) + "]";
  const auto chunk = Compiled(source);
  const auto code = Opcodes(*chunk->functions[0]);
  EXPECT_EQ(Count(code, "LoadConst"), 65'536);
  EXPECT_EQ(Count(code, "LoadConstWide"), 66'000 - 65'536);
}

TEST(CodeLimits, ConstantsBeyondEightBitsHaveNoFusedForm) {
  const auto source = "[" + Repeated(256, [](int i) { return std::to_string(i) + ","; }) +
                      "]\nchant f(x) then\nshould x < 255 then\nyield x + 999\nend\nend";
  const auto code = CodeOf(source, "f");
  EXPECT_THAT(code, Contains("JumpUnlessLtK")) << "constant 255 still fits";
  EXPECT_THAT(code, Not(Contains("AddNumK")));
}

TEST(CodeLimits, JumpsBeyondSixteenBitsUseTheWideForm) {
  const auto code = CodeOf("weave x as 1\nwhilst g() then\n" +
                           Repeated(9'000, [](int) { return "g(x)\n"; }) + "end");
  EXPECT_THAT(code, Contains("JumpIfFalseWide"));
  EXPECT_THAT(code, Contains("LoopWide"));
}

TEST(CodeLimits, DeepTreesCompile) {
  const std::string deep = std::string(9'990, '(') + "1" + std::string(9'990, ')') + "\n1" +
                           Repeated(9'900, [](int) { return " + x"; }) + "\n" +
                           Repeated(9'900, [](int) { return "not "; }) + "x";
  Compiled(deep);
  Compiled(deep, {.optimise = false});
}

// --- Recorded on demand ---

constexpr std::string_view kManyShapes =
    "form P with x as Number, y as Any end\n"
    "variant E then A, B(n: Number) end\n"
    "chant f(a, b) then\nweave t as \"\"\nweave xs as [a, b]\nset t to t + a + \"x\"\n"
    "set xs[0] to b\nset xs to list_push(xs, a)\n"
    "for each x in xs then\nshould x is a or b < 3 then\ncontinue\nend\nend\n"
    "match a with\nwhen B(n) then\nbind c to n\nwhen Present(p) then\nbind d to "
    "p\notherwise\n1\nend\n"
    "attempt\nbind m to {k: a, l: [b]}\nm.k\nharmonize on _ then\n2\nend\n"
    "chant g() then\nset t to t + b\nend\nbind p to P { x: 1, y: b }\nbind q to p.x + xs[0]\n"
    "bind r to Triumph(a)?\nbind s to (a and b) or not a\n"
    "grove G with\nweave z as 1\nset z to z + 1\noffer z\nend\n"
    "p.m(a, b)\na | g(b)\nrange(1, a)\nyield f(a, q)\nend\n";

TEST(RecordedValues, CoverEveryRegisterOfEveryInstruction) {
  std::vector<std::string> sources{std::string(kManyShapes), DeepSum(400)};
  sources.push_back("chant f(v) then\nweave x as v\nset x" +
                    Repeated(20, [](int) { return "[v]"; }) + " to g(" +
                    Repeated(20, [](int) { return "v,"; }) + ")\nend");
  sources.push_back(
      "embody A for Number then\n" +
      Repeated(20, [](int i) { return "chant m" + std::to_string(i) + "(self) then 1 end\n"; }) +
      "end");
  for (const std::string& source : sources) {
    for (CompileOptions options : EveryPolicy()) {
      options.record_values = true;
      const auto chunk = Compiled(source, options);
      for (const auto& function : chunk->functions) {
        std::set<std::pair<std::uint32_t, std::uint16_t>> recorded;
        for (const OperandValue& value : function->operand_values) {
          EXPECT_TRUE(recorded.emplace(value.pc, value.operand).second)
              << "an operand is recorded twice at pc " << value.pc;
        }
        for (const DecodedInstruction& each : Instructions(*function)) {
          const auto expect = [&](OperandKind kind, std::uint16_t operand) {
            const bool is_register = kind == OperandKind::kDef || kind == OperandKind::kUse ||
                                     kind == OperandKind::kTake || kind == OperandKind::kUpdate;
            if (!is_register) return;
            EXPECT_TRUE(recorded.contains({each.pc, operand}))
                << "operand " << operand << " of pc " << each.pc << ": "
                << DisassembleInstruction(*chunk, *function, each.pc);
          };
          expect(each.info->a, 0);
          if (each.info->b != OperandKind::kConst16) expect(each.info->b, 1);
          expect(each.info->c, 2);
          const auto window = [&](unsigned width) {
            for (unsigned k = 0; k < width; ++k) {
              EXPECT_TRUE(recorded.contains({each.pc, static_cast<std::uint16_t>(8 + k)}))
                  << "register " << k << " of the window of pc " << each.pc << ": "
                  << DisassembleInstruction(*chunk, *function, each.pc);
            }
          };
          const unsigned b = BOf(each.word);
          const unsigned c = COf(each.word);
          switch (each.info->window) {
            case Window::kCall:
              window(b + 1);
              break;
            case Window::kCallMethod:
              window(b + 2);
              break;
            case Window::kTakeB:
              window(c);
              break;
            case Window::kTakeStruct:
              window(c + 1);
              break;
            case Window::kPlace:
              window(chunk->places[each.extensions[0]].window());
              break;
            default:
              break;
          }
        }
      }
    }
  }
}

TEST(RecordedValues, AreLeftOutUnlessAskedFor) {
  const auto chunk = Compiled(kManyShapes);
  for (const auto& function : chunk->functions) {
    EXPECT_TRUE(function->operand_values.empty());
    EXPECT_TRUE(function->alignment.empty());
  }
}

TEST(Traces, PointAtTheRegisterOfEachExpression) {
  for (CompileOptions options : EveryPolicy()) {
    options.trace = true;
    const auto chunk = Compiled(kManyShapes, options);
    std::set<NodeId> nodes;
    for (const auto& function : chunk->functions) {
      std::set<std::uint32_t> traces;
      for (const DecodedInstruction& each : Instructions(*function)) {
        if (each.op != Opcode::kTrace) continue;
        traces.insert(each.pc);
        nodes.insert(each.extensions[0]);
      }
      EXPECT_EQ(function->alignment.size(), traces.size());
      for (const AlignmentPoint& point : function->alignment) {
        ASSERT_TRUE(traces.contains(point.pc)) << "a point is not at its Trace instruction";
        const DecodedInstruction at = DecodeInstruction(function->code, point.pc);
        EXPECT_EQ(at.extensions[0], point.node);
        EXPECT_EQ(AOf(at.word), point.reg);
      }
    }
    EXPECT_GT(nodes.size(), 60u) << "the program has more expressions than were traced";
  }
}

TEST(Traces, SeeEveryOperandOfAConstantExpression) {
  const auto chunk = Compiled("10 + 20 * 2", {.trace = true});
  EXPECT_EQ(Count(Opcodes(*chunk->functions[0]), "Trace"), 5) << "folding would hide nodes";
}

}  // namespace
}  // namespace quicksilver
