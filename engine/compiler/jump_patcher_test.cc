#include "engine/compiler/jump_patcher.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/assert.h"
#include "engine/base/splitmix.h"

namespace quicksilver {
namespace {

constexpr Word kNop = EncodeABC(Opcode::kNop, 0, 0, 0);
constexpr Word kHalt = EncodeABC(Opcode::kHalt, 0, 0, 0);

// Code under construction, as the code generator makes it.
struct Draft {
  std::vector<Word> code;
  JumpPatcher patcher;

  explicit Draft(JumpPolicy policy = JumpPolicy::kNarrow, std::uint64_t seed = 1)
      : patcher(policy, seed) {}

  std::uint32_t Here() const { return static_cast<std::uint32_t>(code.size()); }
  void Fill(std::uint32_t words) { code.insert(code.end(), words, kNop); }
  void Jump(Opcode op, JumpPatcher::Label label, std::vector<Word> extensions = {}) {
    patcher.AddJump(Here(), label);
    code.push_back(EncodeABC(op, 0, 0, 0));
    code.insert(code.end(), extensions.begin(), extensions.end());
  }
  void Bind(JumpPatcher::Label label) { patcher.Bind(label, Here()); }
  void Finish() { patcher.Finish(code); }
};

// Where the jump at `pc` of finished code goes.
std::uint32_t TargetOf(const std::vector<Word>& code, std::uint32_t pc) {
  const OpcodeInfo& info = InfoOf(OpOf(code[pc]));
  const std::uint32_t next = pc + info.words();
  if (info.b == OperandKind::kJump16) return next + static_cast<std::uint32_t>(JumpOf(code[pc]));
  return next + code[pc + (info.extension1 == OperandKind::kJump ? 1 : 2)];
}

TEST(JumpPatcher, WritesOffsetsFromTheNextInstruction) {
  Draft draft;
  const auto start = draft.patcher.NewLabel();
  const auto end = draft.patcher.NewLabel();
  draft.Bind(start);
  draft.Jump(Opcode::kJumpIfFalse, end);
  draft.Fill(3);
  draft.Jump(Opcode::kLoop, start);
  draft.Bind(end);
  draft.code.push_back(kHalt);
  EXPECT_TRUE(draft.patcher.IsBound(end));
  EXPECT_EQ(draft.patcher.PositionOf(end), 5u);
  draft.Finish();
  EXPECT_EQ(draft.code.size(), 6u) << "short jumps need no extension word";
  EXPECT_EQ(JumpOf(draft.code[0]), 4);
  EXPECT_EQ(JumpOf(draft.code[4]), -5);
  EXPECT_EQ(draft.patcher.widened(), 0u);
  EXPECT_EQ(draft.patcher.rounds(), 1u);
}

TEST(JumpPatcher, KeepsTheRegisterOfAConditionInBothForms) {
  for (const JumpPolicy policy : {JumpPolicy::kNarrow, JumpPolicy::kWide}) {
    Draft draft(policy);
    const auto end = draft.patcher.NewLabel();
    draft.Jump(Opcode::kJumpIfTrue, end);
    draft.code[0] = EncodeABx(Opcode::kJumpIfTrue, 77, 0xABCD);  // the field is overwritten
    draft.Bind(end);
    draft.Finish();
    EXPECT_EQ(AOf(draft.code[0]), 77);
    EXPECT_EQ(TargetOf(draft.code, 0), draft.code.size());
  }
}

TEST(JumpPatcher, StaysNarrowForwardUpTo32767Words) {
  for (const std::uint32_t distance : {0u, 1u, 32766u, 32767u, 32768u}) {
    SCOPED_TRACE(distance);
    Draft draft;
    const auto end = draft.patcher.NewLabel();
    draft.Jump(Opcode::kJump, end);
    draft.Fill(distance);
    draft.Bind(end);
    draft.Finish();
    EXPECT_EQ(draft.patcher.widened(), distance > 32767 ? 1u : 0u);
    EXPECT_EQ(OpOf(draft.code[0]), distance > 32767 ? Opcode::kJumpWide : Opcode::kJump);
    EXPECT_EQ(TargetOf(draft.code, 0), draft.code.size());
  }
}

TEST(JumpPatcher, StaysNarrowBackwardUpTo32768Words) {
  for (const std::uint32_t distance : {1u, 32767u, 32768u, 32769u}) {
    SCOPED_TRACE(distance);
    Draft draft;
    const auto start = draft.patcher.NewLabel();
    draft.Bind(start);
    draft.Fill(distance - 1);
    draft.Jump(Opcode::kLoop, start);
    draft.Finish();
    EXPECT_EQ(draft.patcher.widened(), distance > 32768 ? 1u : 0u);
    EXPECT_EQ(OpOf(draft.code[distance - 1]), distance > 32768 ? Opcode::kLoopWide : Opcode::kLoop);
    EXPECT_EQ(TargetOf(draft.code, distance - 1), 0u);
  }
}

TEST(JumpPatcher, WidensAJumpThatAnotherOnesWideningPushesOverTheEdge) {
  // The outer jump reaches exactly while the inner one, which does not reach, is counted as one
  // word.
  Draft draft;
  const auto near = draft.patcher.NewLabel();
  const auto far = draft.patcher.NewLabel();
  draft.Jump(Opcode::kJumpIfFalse, near);
  draft.Jump(Opcode::kJumpIfTrue, far);
  draft.Fill(32766);
  draft.Bind(near);
  draft.Fill(2);
  draft.Bind(far);
  draft.Finish();
  EXPECT_EQ(draft.patcher.widened(), 2u);
  EXPECT_EQ(draft.patcher.rounds(), 3u) << "one for each widening and one that finds nothing";
  EXPECT_EQ(TargetOf(draft.code, 0), 2u + 2u + 32766u);
  EXPECT_EQ(TargetOf(draft.code, 2), draft.code.size());
}

// A chain of jumps in which each reaches exactly unless the next is wide; the last one does not
// reach.
Draft MakeChain(std::uint32_t count, bool backward) {
  constexpr std::uint32_t kDistance = 20'000;  // more than half a reach: each spans only the next
  const std::uint32_t size = count * kDistance + 60'000;
  std::map<std::uint32_t, std::uint32_t> targets;  // by position of the jump
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t over = i + 1 == count ? 1 : 0;
    const std::uint32_t pc = 35'000 + i * kDistance;
    if (backward) {
      const std::uint32_t mirrored = size - 1 - pc;
      targets[mirrored] = mirrored + 1 - 32768 - over;
    } else {
      targets[pc] = pc + 1 + 32767 + over;
    }
  }
  Draft draft;
  draft.Fill(size);
  for (const auto& [pc, target] : targets) {
    const auto label = draft.patcher.NewLabel();
    draft.patcher.Bind(label, target);
    draft.patcher.AddJump(pc, label);
    draft.code[pc] = EncodeABC(Opcode::kJump, 0, 0, 0);
  }
  return draft;
}

TEST(JumpPatcher, FollowsCascadesToTheirEnd) {
  for (const bool backward : {false, true}) {
    for (const std::uint32_t count : {1u, 2u, 5u, 40u}) {
      SCOPED_TRACE(std::to_string(count) + (backward ? " backward" : " forward"));
      Draft draft = MakeChain(count, backward);
      draft.Finish();
      EXPECT_EQ(draft.patcher.widened(), count);
      EXPECT_EQ(draft.patcher.rounds(), count + 1) << "the chain is not the cascade it should be";
    }
  }
}

TEST(JumpPatcher, EndsLongCascadesAfterABoundedNumberOfRounds) {
  for (const bool backward : {false, true}) {
    Draft draft = MakeChain(150, backward);
    draft.Finish();
    EXPECT_EQ(draft.patcher.widened(), 150u);
    EXPECT_LE(draft.patcher.rounds(), JumpPatcher::kExactRounds + 2);
  }
}

TEST(JumpPatcher, LeavesAJumpNarrowThatWideningsOutsideItsSpanDoNotTouch) {
  Draft draft;
  const auto far = draft.patcher.NewLabel();
  const auto near = draft.patcher.NewLabel();
  draft.Jump(Opcode::kJump, far);  // wide, before the narrow jump
  draft.Jump(Opcode::kJump, near);
  draft.Fill(32767);
  draft.Bind(near);
  draft.Jump(Opcode::kJump, far);
  draft.Fill(32768);
  draft.Bind(far);
  draft.Finish();
  EXPECT_EQ(draft.patcher.widened(), 2u);
  EXPECT_EQ(OpOf(draft.code[2]), Opcode::kJump);
  EXPECT_EQ(JumpOf(draft.code[2]), 32767);
}

TEST(JumpPatcher, PatchesExtensionWordsAndLeavesTheOtherOnesAlone) {
  Draft draft;
  const auto start = draft.patcher.NewLabel();
  const auto end = draft.patcher.NewLabel();
  draft.Bind(start);
  draft.Jump(Opcode::kJumpIfLt, end, {0});
  draft.Jump(Opcode::kTestCase, end, {7, 0});
  draft.Fill(70'000);
  draft.Jump(Opcode::kJumpIfUnbound, start, {9, 0});
  draft.Jump(Opcode::kForNext, start, {0});
  draft.Bind(end);
  const std::size_t size = draft.code.size();
  draft.Finish();
  EXPECT_EQ(draft.code.size(), size) << "these have their room already";
  EXPECT_EQ(draft.patcher.widened(), 0u);
  EXPECT_EQ(TargetOf(draft.code, 0), size);
  EXPECT_EQ(draft.code[3], 7u);
  EXPECT_EQ(TargetOf(draft.code, 2), size);
  EXPECT_EQ(draft.code[70'006], 9u);
  EXPECT_EQ(TargetOf(draft.code, 70'005), 0u);
  EXPECT_EQ(TargetOf(draft.code, 70'008), 0u);
}

TEST(JumpPatcher, PatchesEveryJumpOfTheTable) {
  for (unsigned number = 0; number < kOpcodeCount; ++number) {
    const auto op = static_cast<Opcode>(number);
    const OpcodeInfo& info = InfoOf(op);
    if (info.flow != Flow::kJump && info.flow != Flow::kBranch) continue;
    SCOPED_TRACE(info.name);
    Draft draft;
    const auto end = draft.patcher.NewLabel();
    draft.Jump(op, end, std::vector<Word>(info.words() - 1, 0));
    draft.Fill(5);
    draft.Bind(end);
    draft.Finish();
    EXPECT_EQ(TargetOf(draft.code, 0), info.words() + 5);
  }
}

TEST(JumpPatcher, HasAWideFormForEveryJumpWithA16BitField) {
  for (unsigned number = 0; number < kOpcodeCount; ++number) {
    const auto op = static_cast<Opcode>(number);
    SCOPED_TRACE(InfoOf(op).name);
    if (InfoOf(op).b != OperandKind::kJump16) {
      EXPECT_EQ(WideForm(op), op);
      continue;
    }
    const OpcodeInfo& wide = InfoOf(WideForm(op));
    EXPECT_EQ(wide.name, std::string(InfoOf(op).name) + "Wide");
    EXPECT_EQ(wide.a, InfoOf(op).a);
    EXPECT_EQ(wide.flow, InfoOf(op).flow);
    EXPECT_EQ(wide.extension1, OperandKind::kJump);
    EXPECT_EQ(wide.words(), 2u);
  }
}

TEST(JumpPatcher, WidensEverythingWhenToldTo) {
  Draft draft(JumpPolicy::kWide);
  const auto start = draft.patcher.NewLabel();
  const auto end = draft.patcher.NewLabel();
  draft.Bind(start);
  draft.Jump(Opcode::kJump, end);
  draft.Jump(Opcode::kJumpIfTrue, end);
  draft.Jump(Opcode::kJumpIfLt, end, {0});
  draft.Jump(Opcode::kJumpIfFalse, start);
  draft.Jump(Opcode::kLoop, start);
  draft.Bind(end);
  draft.Finish();
  EXPECT_EQ(draft.patcher.widened(), 4u);
  ASSERT_EQ(draft.code.size(), 10u);
  const std::array<Opcode, 5> expected = {Opcode::kJumpWide, Opcode::kJumpIfTrueWide,
                                          Opcode::kJumpIfLt, Opcode::kJumpIfFalseWide,
                                          Opcode::kLoopWide};
  for (std::uint32_t i = 0; i < 5; ++i) {
    EXPECT_EQ(OpOf(draft.code[2 * i]), expected[i]);
    EXPECT_EQ(TargetOf(draft.code, 2 * i), i < 3 ? 10u : 0u);
  }
}

TEST(JumpPatcher, MapsPositionsAroundPaddingAndWidening) {
  // A seed for which the one jump is padded; which one it is does not matter.
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    Draft draft(JumpPolicy::kPad, seed);
    const auto label = draft.patcher.NewLabel();
    draft.Fill(2);
    draft.Jump(Opcode::kJump, label);
    draft.Fill(40'000);
    draft.Bind(label);
    draft.Finish();
    const std::uint32_t padding = draft.patcher.MapInstruction(2) - draft.patcher.MapTarget(2);
    ASSERT_LE(padding, 3u);
    EXPECT_EQ(draft.patcher.MapTarget(0), 0u);
    EXPECT_EQ(draft.patcher.MapTarget(1), 1u);
    EXPECT_EQ(draft.patcher.MapTarget(2), 2u) << "ranges begin at the first Nop";
    EXPECT_EQ(draft.patcher.MapInstruction(2), 2 + padding);
    EXPECT_EQ(OpOf(draft.code[2 + padding]), Opcode::kJumpWide);
    EXPECT_EQ(draft.patcher.MapTarget(3), 4 + padding) << "behind the extension word";
    EXPECT_EQ(draft.patcher.MapInstruction(3), 4 + padding);
    EXPECT_EQ(draft.patcher.MapTarget(40'003), draft.code.size()) << "the end of the code";
  }
}

TEST(JumpPatcher, PadsOnlyBeforeJumpsByZeroToThreeNopsFromTheSeed) {
  const auto padded = [](std::uint64_t seed) {
    Draft draft(JumpPolicy::kPad, seed);
    const auto end = draft.patcher.NewLabel();
    for (int i = 0; i < 200; ++i) {
      draft.code.push_back(EncodeABx(Opcode::kLoadConst, 1, 0));
      draft.Jump(i % 2 == 0 ? Opcode::kJumpIfTrue : Opcode::kJumpIfLe, end,
                 std::vector<Word>(i % 2, 0));
    }
    draft.Bind(end);
    draft.Finish();
    return draft.code;
  };
  const std::vector<Word> code = padded(11);
  EXPECT_EQ(code, padded(11)) << "a finding would not replay";
  EXPECT_NE(code, padded(12)) << "the seed does nothing";
  std::set<std::uint32_t> paddings;
  std::uint32_t nops = 0;
  for (std::uint32_t pc = 0; pc < code.size(); pc += InfoOf(OpOf(code[pc])).words()) {
    if (OpOf(code[pc]) == Opcode::kNop) {
      ++nops;
      continue;
    }
    if (OpOf(code[pc]) == Opcode::kLoadConst) {
      EXPECT_EQ(nops, 0u) << "Nops before an instruction that does not jump";
    } else {
      EXPECT_EQ(TargetOf(code, pc), code.size());
      paddings.insert(nops);
    }
    nops = 0;
  }
  EXPECT_EQ(paddings, (std::set<std::uint32_t>{0, 1, 2, 3}));
}

TEST(JumpPatcher, TakesJumpsInAnyOrder) {
  std::vector<std::vector<Word>> results;
  for (const bool reversed : {false, true}) {
    Draft draft(JumpPolicy::kPad, 5);
    draft.Fill(40'000);
    std::vector<std::uint32_t> positions;
    for (std::uint32_t i = 0; i < 100; ++i) positions.push_back(i * 397);
    if (reversed) std::ranges::reverse(positions);
    for (const std::uint32_t pc : positions) {
      draft.code[pc] = EncodeABC(Opcode::kJump, 0, 0, 0);
      const auto label = draft.patcher.NewLabel();
      draft.patcher.Bind(label, 40'000 - pc);
      draft.patcher.AddJump(pc, label);
    }
    draft.Finish();
    results.push_back(draft.code);
  }
  EXPECT_EQ(results[0], results[1]);
}

TEST(JumpPatcher, StartsAfreshAfterReset) {
  Draft draft(JumpPolicy::kPad, 3);
  std::optional<std::vector<Word>> first;
  for (int round = 0; round < 3; ++round) {
    draft.code.clear();
    draft.patcher.Reset();
    EXPECT_EQ(draft.patcher.widened(), 0u);
    const auto label = draft.patcher.NewLabel();
    EXPECT_FALSE(draft.patcher.IsBound(label));
    draft.Bind(label);
    draft.Fill(33'000);
    draft.Jump(Opcode::kLoop, label);
    draft.Jump(Opcode::kJumpIfTrue, label);
    draft.Finish();
    EXPECT_EQ(draft.patcher.widened(), 2u);
    if (!first) first = draft.code;
    EXPECT_EQ(draft.code, *first) << "an earlier function shows through";
  }
}

TEST(JumpPatcher, FinishesCodeWithoutJumps) {
  Draft draft(JumpPolicy::kPad);
  draft.patcher.NewLabel();  // never used, never bound
  draft.Finish();
  EXPECT_TRUE(draft.code.empty());
  EXPECT_EQ(draft.patcher.MapTarget(0), 0u);
}

TEST(JumpPatcher, FinishesAHundredThousandJumpsInFewRounds) {
  for (const JumpPolicy policy : {JumpPolicy::kNarrow, JumpPolicy::kWide, JumpPolicy::kPad}) {
    SplitMix64 random(17);
    Draft draft(policy, 17);
    constexpr std::uint32_t kJumps = 100'000;
    draft.Fill(3 * kJumps);
    std::vector<std::uint32_t> targets;
    for (std::uint32_t i = 0; i < kJumps; ++i) {
      draft.code[3 * i] = EncodeABC(Opcode::kJumpIfTrue, i % 256, 0, 0);
      const auto label = draft.patcher.NewLabel();
      // Most labels lie where widening decides.
      const std::int64_t distance = 30'000 + random.Below(3'000);
      const std::int64_t target = 3 * i + (random.Below(2) == 0 ? distance : -distance);
      targets.push_back(static_cast<std::uint32_t>(
          std::clamp<std::int64_t>(target, 0, std::int64_t{draft.Here()})));
      draft.patcher.Bind(label, targets.back());
      draft.patcher.AddJump(3 * i, label);
    }
    draft.Finish();
    EXPECT_LE(draft.patcher.rounds(), JumpPatcher::kExactRounds + 2)
        << "quadratic in the worst case";
    for (std::uint32_t i = 0; i < kJumps; ++i) {
      const std::uint32_t at = draft.patcher.MapInstruction(3 * i);
      ASSERT_EQ(AOf(draft.code[at]), i % 256);
      ASSERT_EQ(TargetOf(draft.code, at), draft.patcher.MapTarget(targets[i])) << "jump " << i;
    }
  }
}

#if QS_ASSERTIONS
TEST(JumpPatcherDeathTest, StopsAtLabelsThatAreNotBoundExactlyOnce) {
  Draft draft;
  const auto label = draft.patcher.NewLabel();
  draft.Jump(Opcode::kJump, label);
  EXPECT_DEATH(draft.Finish(), "every label that is used is bound");
  draft.Bind(label);
  EXPECT_DEATH(draft.Bind(label), "a label is bound once");
}

TEST(JumpPatcherDeathTest, StopsAtJumpsThatAreNone) {
  Draft draft;
  const auto label = draft.patcher.NewLabel();
  draft.Bind(label);
  draft.Jump(Opcode::kAdd, label);
  EXPECT_DEATH(draft.Finish(), "only jumps jump");
  Draft twice;
  const auto other = twice.patcher.NewLabel();
  twice.Bind(other);
  twice.Jump(Opcode::kJump, other);
  twice.patcher.AddJump(0, other);
  EXPECT_DEATH(twice.Finish(), "an instruction jumps to one label");
}

TEST(JumpPatcherDeathTest, StopsAtUseInTheWrongOrder) {
  Draft draft;
  EXPECT_DEATH(draft.patcher.MapTarget(0), "the map exists after Finish");
  draft.Finish();
  EXPECT_DEATH(draft.Finish(), "Reset comes before the next Finish");
}
#endif

}  // namespace
}  // namespace quicksilver
