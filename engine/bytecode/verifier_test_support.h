#ifndef QUICKSILVER_BYTECODE_VERIFIER_TEST_SUPPORT_H_
#define QUICKSILVER_BYTECODE_VERIFIER_TEST_SUPPORT_H_

// How the verifier's tests say what they expect: a chunk that breaks one rule is refused with that
// rule's message, and its twin, which differs only in keeping the rule, is accepted.
//
// Invariant: none. It is wrong to test a rule without the twin: the chunk may be refused for
// something else.

#include <gtest/gtest.h>
#include <string_view>

#include "engine/bytecode/chunk_builder.h"
#include "engine/bytecode/verifier.h"

namespace quicksilver {

inline void ExpectAccepted(ChunkBuilder& builder) {
  const auto verified = Verify(builder.Build());
  EXPECT_TRUE(verified.has_value()) << "refused: " << verified.error().ToString();
}

inline void ExpectRefused(ChunkBuilder& builder, std::string_view message) {
  const auto verified = Verify(builder.Build());
  ASSERT_FALSE(verified.has_value()) << "accepted, expected: " << message;
  EXPECT_EQ(verified.error().ToString(), message);
}

// `make(builder, value)` makes a chunk that is right with `good` and wrong with `bad`.
template <typename Make, typename T>
void ExpectOnly(Make&& make, T good, T bad, std::string_view message) {
  ChunkBuilder right;
  make(right, good);
  ExpectAccepted(right);
  ChunkBuilder wrong;
  make(wrong, bad);
  ExpectRefused(wrong, message);
}

// A program of `registers` registers whose body is `emit(builder, program)`, and which then ends
// with r0 as nothing.
template <typename Emit>
void MakeProgram(ChunkBuilder& builder, std::uint32_t registers, Emit&& emit) {
  Assembler& program = builder.Add("_", registers);
  emit(program);
  program.Op(Opcode::kLoadNothing, 0);
  program.Op(Opcode::kHalt, 0);
}

// A chant that gives nothing, as function 1 and so on.
inline Assembler& AddTrivialChant(ChunkBuilder& builder, std::uint32_t parameters = 0) {
  Assembler& chant = builder.Add("f", 256, parameters);
  chant.Op(Opcode::kLoadNothing, 200);
  chant.Op(Opcode::kReturn, 200);
  return chant;
}

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_VERIFIER_TEST_SUPPORT_H_
