#ifndef QUICKSILVER_FUZZ_TARGETS_FEEDBACK_H_
#define QUICKSILVER_FUZZ_TARGETS_FEEDBACK_H_

// What coverage-guided fuzzing is told beyond edges: which pairs of instructions a program was
// compiled to, how jumps and registers came out, which errors which instructions raised.
//
// The counters lie in the section that libFuzzer looks into; in other builds they are plain memory.
// Invariant: they never change a verdict. It is wrong to read them.

#include <cstddef>
#include <cstdint>

#include "engine/engine.h"

namespace quicksilver::fuzz {

// Small enough that a runaway costs little, large enough for loops that mean something.
Limits FuzzLimits();

// For what a target chooses beside its input: a function of the input.
std::uint64_t SeedOf(const std::uint8_t* data, std::size_t size);

// Compiles the program as a release run does and reports the code.
void ReportCode(const Program& program);
void ReportCode(const Chunk& chunk);

// A feature of any other kind: `group` keeps kinds apart.
void ReportFeature(std::uint32_t group, std::uint32_t value);

}  // namespace quicksilver::fuzz

#endif  // QUICKSILVER_FUZZ_TARGETS_FEEDBACK_H_
