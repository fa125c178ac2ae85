#include "properties/reducers/code_search.h"

#include <gtest/gtest.h>
#include <memory>

#include "engine/bytecode/decoded_instruction.h"
#include "engine/compiler/compiler.h"
#include "engine/syntax/parser.h"

namespace quicksilver::properties {
namespace {

std::unique_ptr<Chunk> Compiled(std::string_view source) {
  const auto ast = Parse(source);
  EXPECT_TRUE(ast.has_value()) << source;
  CompileOptions options;
  options.trace = options.trace_fused = true;
  return Compiler(options).Compile(*ast);
}

Opcode OpAt(const Chunk& chunk, CodePlace place) {
  return OpOf(chunk.functions[place.function]->code[place.pc]);
}

// The first instruction with this opcode.
CodePlace First(const Chunk& chunk, std::uint32_t function, Opcode op) {
  const Function& code = *chunk.functions[function];
  for (std::uint32_t pc = 0; IsInstruction(code, pc);) {
    const DecodedInstruction instruction = DecodeInstruction(code.code, pc);
    if (instruction.op == op) return {function, pc};
    pc = instruction.end();
  }
  ADD_FAILURE() << "no " << InfoOf(op).name;
  return {};
}

TEST(CodeSearch, FindsTheNearestWriterOfARegister) {
  const auto chunk = Compiled("chant f(a, b) then\n  yield (a - b) * a\nend");
  const CodePlace product = First(*chunk, 1, Opcode::kMulNum);
  const std::uint32_t operand = BOf(chunk->functions[1]->code[product.pc]);
  const auto writer = LastWriter(*chunk, product, operand);
  ASSERT_TRUE(writer.has_value());
  EXPECT_EQ(OpAt(*chunk, *writer), Opcode::kSubNum);
  EXPECT_FALSE(LastWriter(*chunk, {1, 0}, 0).has_value()) << "a parameter is written by the call";
}

TEST(CodeSearch, FindsWhatRaisesWithASpan) {
  const auto chunk = Compiled("bind x to 1\nbind y to x / 2\nx / 3");
  const CodePlace first = First(*chunk, 0, Opcode::kDivNumK);
  const Span second{28, 33};
  const auto raiser = FindRaiser(*chunk, {0, 0}, second);
  ASSERT_TRUE(raiser.has_value());
  EXPECT_EQ(OpAt(*chunk, *raiser), Opcode::kDivNumK);
  EXPECT_GT(raiser->pc, first.pc);
  EXPECT_FALSE(FindRaiser(*chunk, {0, 0}, {5, 6}).has_value()) << "nothing there can raise";
}

TEST(CodeSearch, FindsTheLastStoreOfAGlobal) {
  const auto chunk = Compiled("weave x as 1\nset x to 2\nweave y as 3");
  const auto store = LastStoreOfGlobal(*chunk, "x");
  ASSERT_TRUE(store.has_value());
  EXPECT_EQ(OpAt(*chunk, *store), Opcode::kStoreGlobal);
  EXPECT_FALSE(LastStoreOfGlobal(*chunk, "z").has_value());
}

TEST(CodeSearch, ReadsNoFurtherThanTheCodeIsGood) {
  const auto chunk = Compiled("bind x to 1\nx / 3");
  chunk->functions[0]->code.resize(2);
  chunk->functions[0]->code[0] = 0xFF;
  EXPECT_FALSE(IsInstruction(*chunk->functions[0], 0));
  EXPECT_FALSE(IsInstruction(*chunk->functions[0], 7));
  EXPECT_FALSE(FindRaiser(*chunk, {0, 0}, {12, 17}).has_value());
  EXPECT_FALSE(LastWriter(*chunk, {9, 0}, 0).has_value());
  EXPECT_FALSE(FindDeparture(*chunk, {9, 0}, 1).has_value());
  EXPECT_FALSE(FindHalt(*chunk).has_value());
}

}  // namespace
}  // namespace quicksilver::properties
