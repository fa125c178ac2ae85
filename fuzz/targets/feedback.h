#ifndef QUICKSILVER_FUZZ_TARGETS_FEEDBACK_H_
#define QUICKSILVER_FUZZ_TARGETS_FEEDBACK_H_

// What coverage-guided fuzzing is told beyond edges.
//
// Of code: which instruction may follow which and how their registers stand to each other, what the
// operands are (types of constants, tests, entries, counts), where jumps go and how far, how large
// frames are and how much is spilled. Of runs: which instruction a program ended at with which kind
// of error. Of the allocator and the jump patcher: what they decided.
// The counters lie in the section that libFuzzer looks into; in other builds they are plain memory.
// Errors that a program catches show as edges only. Invariant: nothing here changes a verdict. It
// is wrong to read the counters: they are hashed, and the fuzzer clears them.

#include <cstddef>
#include <cstdint>

#include "engine/compiler/jump_patcher.h"
#include "engine/compiler/register_allocator.h"
#include "engine/engine.h"

namespace quicksilver::fuzz {

// Small enough that a runaway costs little, large enough for loops that mean something.
Limits FuzzLimits();

// For what a target chooses beside its input: a function of the input.
std::uint64_t SeedOf(const std::uint8_t* data, std::size_t size);

// Code that the verifier has accepted, or would.
void ReportCode(const Chunk& chunk);

// How the program ended, if with an error: its kind and the instruction that raised it, in the code
// that a release run would make.
void ReportError(const Program& program, const Outcome& outcome);

// What the allocator is like after a request of this kind.
void ReportAllocation(AllocationPolicy policy, std::uint32_t request,
                      const RegisterAllocator& allocator);
void ReportPatching(JumpPolicy policy, std::uint32_t widened, std::uint32_t rounds);

// Writes every pair of instructions that ReportCode has met in this process, a line with two names
// each; whether that worked.
bool WriteOpcodePairs(const char* path);

}  // namespace quicksilver::fuzz

#endif  // QUICKSILVER_FUZZ_TARGETS_FEEDBACK_H_
