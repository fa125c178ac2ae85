#include "engine/compiler/function_builder.h"

#include <gmock/gmock.h>

#include "engine/compiler/compiler_testing.h"

namespace quicksilver {
namespace {

using ::testing::ElementsAre;

// A builder at work on a function of its own.
class Building {
 public:
  explicit Building(const CompileOptions& options = {}) : options_(options), builder_(options_) {
    builder_.Begin(&function_);
  }
  FunctionBuilder* operator->() { return &builder_; }
  Function& function() { return function_; }
  // A temporary with something in it.
  ValueId Loaded() {
    const ValueId value = builder_.NewTemporary();
    builder_.Emit(Opcode::kLoadNothing, builder_.Reg(value));
    return value;
  }
  std::vector<std::string> Finished() {
    builder_.Finish();
    return Opcodes(function_);
  }

 private:
  CompileOptions options_;
  Function function_;
  FunctionBuilder builder_;
};

TEST(FunctionBuilder, EvictsTheOldestTemporaryAndBringsItBack) {
  Building b;
  std::vector<ValueId> values;
  for (int i = 0; i < 257; ++i) values.push_back(b.Loaded());
  EXPECT_TRUE(b->in_slot(values[0])) << "the oldest one goes";
  EXPECT_FALSE(b->in_slot(values[1]));
  const ValueId last = values.back();
  b->Forget(last);
  b->Use(values[0]);
  b->Unlock();
  EXPECT_FALSE(b->in_slot(values[0]));
  const auto code = b.Finished();
  EXPECT_EQ(Count(code, "StoreLocal"), 1);
  EXPECT_EQ(Count(code, "TakeLocal"), 1);
  EXPECT_EQ(b.function().slot_count, 1u);
  EXPECT_EQ(b.function().register_count, 256u);
}

TEST(FunctionBuilder, NeverEvictsWhatAnInstructionIsAboutToUse) {
  Building b;
  std::vector<ValueId> values;
  for (int i = 0; i < 256; ++i) values.push_back(b.Loaded());
  b->Use(values[0]);
  const ValueId extra = b->NewTemporary();
  EXPECT_FALSE(b->in_slot(values[0])) << "its register is named by the instruction";
  EXPECT_TRUE(b->in_slot(values[1]));
  b->Unlock();
  b->Forget(extra);
}

TEST(FunctionBuilder, PinnedTemporariesStay) {
  Building b;
  const ValueId pinned = b.Loaded();
  b->Pin(pinned);
  for (int i = 0; i < 300; ++i) b.Loaded();
  EXPECT_FALSE(b->in_slot(pinned));
  EXPECT_EQ(b->place_index(pinned), 0u);
}

TEST(FunctionBuilder, AssemblesAWindowInOrder) {
  Building b;
  const ValueId first = b.Loaded();
  const ValueId second = b.Loaded();
  const ValueId third = b.Loaded();
  EXPECT_EQ(b->Assemble(std::vector{first, second, third}), 0u) << "they are side by side already";
  const std::uint8_t start = b->Assemble(std::vector{third, first});
  EXPECT_EQ(b->place_index(third), start);
  EXPECT_EQ(b->place_index(first), start + 1u);
  EXPECT_THAT(b.Finished(),
              ElementsAre("LoadNothing", "LoadNothing", "LoadNothing", "Move", "Move"));
}

TEST(FunctionBuilder, AWindowMovesNothingThatHoldsNothing) {
  Building b;
  const ValueId unset = b->NewTemporary();
  const ValueId between = b.Loaded();
  const ValueId set = b.Loaded();
  b->Assemble(std::vector{unset, set});
  EXPECT_EQ(Count(b.Finished(), "Move"), 1);
  b->Forget(between);
}

TEST(FunctionBuilder, KnowsWhetherACallsFrameMayFollow) {
  Building b;
  const ValueId first = b.Loaded();
  const ValueId second = b.Loaded();
  EXPECT_TRUE(b->NothingAbove(b->place_index(first), 2));
  EXPECT_FALSE(b->NothingAbove(b->place_index(first), 1));
  b->Forget(second);
  EXPECT_TRUE(b->NothingAbove(b->place_index(first), 1));
}

TEST(FunctionBuilder, ReleasesOnlyWhatMayOwnSomething) {
  Building b;
  const ValueId number = b.Loaded();
  b->set_type(number, StaticType::kNumber);
  const ValueId unknown = b.Loaded();
  const ValueId unset = b->NewTemporary();
  const std::uint32_t before = b->pc();
  b->Release(number);
  b->Release(unset);
  EXPECT_EQ(b->pc(), before);
  b->Release(unknown);
  EXPECT_EQ(Count(b.Finished(), "Drop"), 1);
}

TEST(FunctionBuilder, KnowsWhoMayStillOwnSomething) {
  Building b;
  const ValueId value = b.Loaded();
  EXPECT_FALSE(b->AnyOwner(value));
  const ValueId other = b.Loaded();
  EXPECT_TRUE(b->AnyOwner(value));
  b->set_type(other, StaticType::kTruth);
  EXPECT_FALSE(b->AnyOwner(value));
}

TEST(FunctionBuilder, ContinueHandsTheRegisterOn) {
  Building b;
  const ValueId before = b.Loaded();
  const std::uint32_t reg = b->place_index(before);
  const ValueId after = b->Continue(before);
  EXPECT_NE(after, before) << "an instruction's result is another value than its operand";
  EXPECT_EQ(b->place_index(after), reg);
}

TEST(FunctionBuilder, LocalsRestInSlotsUnderTheSpillingPolicy) {
  Building b({.allocation = AllocationPolicy::kSpill});
  const ValueId value = b.Loaded();
  EXPECT_TRUE(b->LocalsFull());
  b->MakeLocal(value);
  EXPECT_TRUE(b->is_local(value));
  EXPECT_TRUE(b->in_slot(value));
  EXPECT_THAT(b->LiveFrame(kNoValue), ElementsAre(256u + b->place_index(value)))
      << "slots are numbered behind the registers";
}

TEST(FunctionBuilder, RestorePutsBackWhatOnePathSentAway) {
  Building b;
  const ValueId kept = b.Loaded();
  const std::uint32_t reg = b->place_index(kept);
  const FunctionBuilder::Snapshot snapshot = b->Save(kNoValue);
  std::vector<ValueId> others;
  for (int i = 0; i < 256; ++i) others.push_back(b.Loaded());
  ASSERT_TRUE(b->in_slot(kept));
  for (std::size_t i = others.size(); i-- > 0;) b->Forget(others[i]);
  b->Restore(snapshot);
  EXPECT_FALSE(b->in_slot(kept)) << "the paths would meet with the value in two places";
  EXPECT_EQ(b->place_index(kept), reg);
}

TEST(FunctionBuilder, OnlyAJumpMakesALabelReachable) {
  Building b;
  const Label unused = b->NewLabel();
  const Label used = b->NewLabel();
  const ValueId value = b.Loaded();
  b->EmitJump(Opcode::kJumpIfTrue, used, b->Reg(value));
  b->Emit(Opcode::kReturn, b->Reg(value));
  EXPECT_FALSE(b->reachable());
  b->Bind(unused);
  EXPECT_FALSE(b->reachable());
  b->Bind(used);
  EXPECT_TRUE(b->reachable());
}

TEST(FunctionBuilder, LinesSayWhereTheSpanChanges) {
  Building b;
  b->set_span({1, 2});
  b.Loaded();
  b.Loaded();
  b->set_span({3, 4});
  b.Loaded();
  b.Finished();
  ASSERT_EQ(b.function().lines.size(), 2u);
  EXPECT_EQ(b.function().lines[1].pc, 2u);
  EXPECT_EQ(b.function().lines[1].span, (Span{3, 4}));
}

TEST(FunctionBuilder, BeginForgetsTheLastFunction) {
  Building b;
  for (int i = 0; i < 300; ++i) b.Loaded();
  b->Finish();
  Function second;
  b->Begin(&second);
  const ValueId value = b->NewTemporary();
  EXPECT_EQ(b->place_index(value), 0u);
  b->Emit(Opcode::kLoadNothing, b->Reg(value));
  b->Emit(Opcode::kReturn, b->Reg(value));
  b->Finish();
  EXPECT_EQ(second.register_count, 1u);
  EXPECT_EQ(second.slot_count, 0u);
}

TEST(FunctionBuilder, DropsNeighboursInOneInstructionAndNothingElse) {
  Building b;
  std::vector<ValueId> values;
  for (int i = 0; i < 7; ++i) values.push_back(b.Loaded());
  b->set_type(values[4], StaticType::kNumber);
  const std::uint32_t first = b->place_index(values[0]);
  // In any order; r4 owns nothing, r1 stays.
  const std::vector<ValueId> gone = {values[6], values[2], values[0],
                                     values[4], values[3], values[5]};
  b->Drop(gone);
  b->Finish();
  std::vector<std::string> drops;
  for (const DecodedInstruction& instruction : Instructions(b.function())) {
    if (instruction.op == Opcode::kDrop) {
      drops.push_back("r" + std::to_string(AOf(instruction.word) - first));
    } else if (instruction.op == Opcode::kDropRange) {
      drops.push_back("r" + std::to_string(AOf(instruction.word) - first) + "+" +
                      std::to_string(BOf(instruction.word)));
    }
  }
  EXPECT_THAT(drops, ElementsAre("r0", "r2+2", "r5+2"));
}

TEST(FunctionBuilder, DropsARegisterThatIsNamedTwiceOnce) {
  Building b;
  b->DropRegisters({FunctionBuilder::Imm(3), FunctionBuilder::Imm(2), FunctionBuilder::Imm(3)});
  EXPECT_THAT(b.Finished(), ElementsAre("DropRange"));
  EXPECT_EQ(b.function().code[0], EncodeABC(Opcode::kDropRange, 2, 2, 0));
}

TEST(FunctionBuilder, DropsEveryRegisterOfAFullFrame) {
  Building b;
  std::vector<InstructionArg> all;
  for (std::uint32_t i = 0; i < 256; ++i) all.push_back(FunctionBuilder::Imm(i));
  b->DropRegisters(std::move(all));
  EXPECT_THAT(b.Finished(), ElementsAre("DropRange", "Drop")) << "a count has eight bits";
}

}  // namespace
}  // namespace quicksilver
