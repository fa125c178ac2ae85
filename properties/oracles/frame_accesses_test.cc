#include "properties/oracles/frame_accesses.h"

#include <gtest/gtest.h>
#include <set>
#include <vector>

#include "engine/bytecode/disassembler.h"
#include "engine/bytecode/instruction_effects.h"
#include "engine/compiler/compiler_testing.h"
#include "properties/oracles/corpus_testing.h"

namespace quicksilver::properties {
namespace {

using AccessKind = FrameAccessKind;

std::vector<FrameAccess> AccessesOf(const Chunk& chunk, const DecodedInstruction& instruction) {
  std::vector<FrameAccess> accesses;
  AppendFrameAccesses(chunk, instruction, accesses);
  return accesses;
}

VariableSet RegistersWith(const std::vector<FrameAccess>& accesses,
                          std::initializer_list<AccessKind> kinds) {
  VariableSet set;
  for (const FrameAccess& access : accesses) {
    if (access.place < kFirstSlotPlace && std::ranges::count(kinds, access.kind) != 0) {
      set.Add(access.place);
    }
  }
  return set;
}

// The slots of the instruction as (slot, access), without CallUpdate's, which the verifier ignores.
std::multiset<std::pair<std::uint32_t, SlotAccess>> SlotsOf(
    const std::vector<FrameAccess>& accesses) {
  std::multiset<std::pair<std::uint32_t, SlotAccess>> slots;
  for (const FrameAccess& access : accesses) {
    if (access.place < kFirstSlotPlace || access.kind == AccessKind::kCompare) continue;
    slots.emplace(access.place - kFirstSlotPlace,
                  access.kind == AccessKind::kRead   ? SlotAccess::kRead
                  : access.kind == AccessKind::kTake ? SlotAccess::kTake
                                                     : SlotAccess::kStore);
  }
  return slots;
}

// Two descriptions of one opcode table that were written independently: where they differ, the
// verifier or the allocation check believes something that the machine does not do.
TEST(FrameAccesses, AreTheEffectsThatTheVerifierGoesBy) {
  std::set<Opcode> seen;
  for (const CorpusProgram& program : ParsedCorpus(20'000)) {
    for (const AllocationPolicy policy : {AllocationPolicy::kLifo, AllocationPolicy::kSpill}) {
      const auto chunk = Compiler({.allocation = policy}).Compile(program.program.ast());
      for (const auto& function : chunk->functions) {
        for (const DecodedInstruction& each : Instructions(*function)) {
          SCOPED_TRACE(program.path + ": " + DisassembleInstruction(*chunk, *function, each.pc));
          seen.insert(each.op);
          const auto accesses = AccessesOf(*chunk, each);
          const RegisterEffects effects = EffectsOnRegisters(*chunk, each);
          EXPECT_EQ(RegistersWith(accesses, {AccessKind::kRead, AccessKind::kTake}), effects.reads);
          VariableSet clears = RegistersWith(accesses, {AccessKind::kTake, AccessKind::kEmpty});
          for (const FrameAccess& access : accesses) {
            if (access.kind == AccessKind::kClobber) {
              clears |= VariableSet::Range(access.place, VariableSet::kSize);
            }
          }
          EXPECT_EQ(clears, effects.clears);
          VariableSet defines = effects.defines;
          if (each.info->flow == Flow::kEnd) defines = {};  // a tail call leaves
          // Of iteration's state and a method's receiver the verifier counts what stays as written.
          if (each.info->window == Window::kForEach) defines.Remove(AOf(each.word));
          if (each.info->window == Window::kMethod) defines.Remove(AOf(each.word) + 1u);
          EXPECT_EQ(RegistersWith(accesses, {AccessKind::kWrite}), defines);
          EXPECT_EQ(RegistersWith(accesses, {AccessKind::kWriteOnNext}), effects.defines_on_next);
          std::vector<SlotEffect> slots;
          AppendSlotEffects(*chunk, each, slots);
          std::multiset<std::pair<std::uint32_t, SlotAccess>> expected;
          for (const SlotEffect& effect : slots) expected.emplace(effect.slot, effect.access);
          EXPECT_EQ(SlotsOf(accesses), expected);
          if (testing::Test::HasFailure()) return;
        }
      }
    }
  }
  EXPECT_GT(seen.size(), 110u) << "most opcodes must occur for this to mean something";
}

TEST(FrameAccesses, ReadThenEmptyThenWrite) {
  const auto chunk = Compiled("chant f(x) then x end\nbind a to f(1)\nbind b to f(a) + f(2)");
  for (const auto& function : chunk->functions) {
    for (const DecodedInstruction& each : Instructions(*function)) {
      const auto accesses = AccessesOf(*chunk, each);
      const auto phase = [](const FrameAccess& access) {
        return access.kind >= AccessKind::kWrite ? 2 : access.kind >= AccessKind::kEmpty ? 1 : 0;
      };
      EXPECT_TRUE(std::ranges::is_sorted(accesses, {}, phase))
          << DisassembleInstruction(*chunk, *function, each.pc);
    }
  }
}

TEST(FrameAccesses, OfACallCoverItsWindowAndWhatItsFrameMayLieOver) {
  const auto chunk = Compiled("chant f(x, y) then x end\nf(1, 2)\n3");
  bool found = false;
  for (const DecodedInstruction& each : Instructions(*chunk->functions[0])) {
    if (each.op != Opcode::kCall) continue;
    found = true;
    const auto accesses = AccessesOf(*chunk, each);
    const std::uint32_t a = AOf(each.word);
    ASSERT_EQ(accesses.size(), 5u);
    for (std::uint32_t k = 0; k < 3; ++k) {
      EXPECT_EQ(accesses[k].place, a + k);
      EXPECT_EQ(accesses[k].operand, kWindowOperand + k);
      EXPECT_EQ(accesses[k].kind, AccessKind::kTake);
    }
    EXPECT_EQ(accesses[3].kind, AccessKind::kClobber);
    EXPECT_EQ(accesses[3].place, a + 1);
    EXPECT_EQ(accesses[4].kind, AccessKind::kWrite);
    EXPECT_EQ(accesses[4].place, a);
  }
  EXPECT_TRUE(found);
}

}  // namespace
}  // namespace quicksilver::properties
