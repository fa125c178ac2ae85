#ifndef QUICKSILVER_FUZZ_REPLAY_INFEASIBLE_H_
#define QUICKSILVER_FUZZ_REPLAY_INFEASIBLE_H_

// Pairs of instructions that no code has: the second is never the next one to run after the first.
//
// Invariant: what the verifier accepts has no such pair. It is wrong to call a pair infeasible
// because the compiler happens not to write it.

#include <array>
#include <string_view>

#include "engine/bytecode/opcodes.h"

namespace quicksilver::fuzz {

// Why no code has this pair; empty if code may have it.
inline std::string_view WhyInfeasible(const OpcodeInfo& first, const OpcodeInfo& second) {
  if (first.flow == Flow::kEnd) return "control never goes on behind the first one";
  // Halt ends the program, which is no chant; the others end or belong to chants only.
  constexpr std::array<std::string_view, 4> kOnlyInChants = {"Return", "ReturnSweep", "LoadSelf",
                                                             "TailCall"};
  const auto only_in_chants = [&](const OpcodeInfo& info) {
    for (const std::string_view name : kOnlyInChants) {
      if (info.name.starts_with(name)) return true;
    }
    return false;
  };
  if (second.name == "Halt" && only_in_chants(first)) {
    return "the first one stands in chants only, the second one in programs only";
  }
  return "";
}

}  // namespace quicksilver::fuzz

#endif  // QUICKSILVER_FUZZ_REPLAY_INFEASIBLE_H_
