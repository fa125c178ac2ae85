#ifndef QUICKSILVER_COMPILER_COMPILER_TESTING_H_
#define QUICKSILVER_COMPILER_COMPILER_TESTING_H_

// What the compiler's tests share: source text in, the emitted code as names of opcodes out.
//
// Invariant: everything that these helpers compile has passed the verifier; the test fails
// otherwise. It is wrong to include this outside tests.

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bytecode/decoded_instruction.h"
#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/verifier.h"
#include "engine/compiler/compiler.h"
#include "engine/syntax/parser.h"

namespace quicksilver {

inline std::unique_ptr<Chunk> Compiled(std::string_view source,
                                       const CompileOptions& options = {}) {
  const auto ast = Parse(source);
  EXPECT_TRUE(ast.has_value()) << "the test's own program does not parse: "
                               << source.substr(0, 200);
  if (!ast.has_value()) return std::make_unique<Chunk>();
  auto chunk = Compiler(options).Compile(*ast);
  const auto verified = Verify(*chunk);
  EXPECT_TRUE(verified.has_value())
      << "the compiler's output does not verify: " << verified.error().ToString() << "\n"
      << source.substr(0, 400) << "\n"
      << Disassemble(*chunk).substr(0, 4'000);
  return chunk;
}

inline std::vector<DecodedInstruction> Instructions(const Function& function) {
  std::vector<DecodedInstruction> instructions;
  for (std::uint32_t pc = 0; pc < function.code.size(); pc = instructions.back().end()) {
    instructions.push_back(DecodeInstruction(function.code, pc));
  }
  return instructions;
}

inline std::vector<std::string> Opcodes(const Function& function) {
  std::vector<std::string> names;
  for (const DecodedInstruction& instruction : Instructions(function)) {
    names.emplace_back(instruction.info->name);
  }
  return names;
}

// The first function called `name`; the program is `_`.
inline const Function& FunctionOf(const Chunk& chunk, std::string_view name) {
  for (const auto& function : chunk.functions) {
    if (function->name == name) return *function;
  }
  ADD_FAILURE() << "no function is called " << name;
  return *chunk.functions.front();
}

// The opcodes of the program itself, or of the chant `name`.
inline std::vector<std::string> CodeOf(std::string_view source, std::string_view name = "_",
                                       const CompileOptions& options = {}) {
  return Opcodes(FunctionOf(*Compiled(source, options), name));
}

inline std::ptrdiff_t Count(const std::vector<std::string>& code, std::string_view opcode) {
  return std::count(code.begin(), code.end(), opcode);
}

// Every way of allocating registers and of choosing jumps, with and without the optimiser.
inline std::vector<CompileOptions> EveryPolicy() {
  std::vector<CompileOptions> all;
  for (const AllocationPolicy allocation :
       {AllocationPolicy::kLifo, AllocationPolicy::kFewest, AllocationPolicy::kReversed,
        AllocationPolicy::kRandom, AllocationPolicy::kSpill}) {
    for (const JumpPolicy jumps : {JumpPolicy::kNarrow, JumpPolicy::kWide, JumpPolicy::kPad}) {
      for (const bool optimise : {true, false}) {
        all.push_back({.optimise = optimise, .allocation = allocation, .jumps = jumps, .seed = 7});
      }
    }
  }
  return all;
}

}  // namespace quicksilver

#endif  // QUICKSILVER_COMPILER_COMPILER_TESTING_H_
