#include "engine/vm/linked_module.h"

#include <gtest/gtest.h>

#include "engine/bytecode/chunk_builder.h"
#include "engine/runtime/builtins.h"

namespace quicksilver {
namespace {

class LinkedModules : public testing::Test {
 protected:
  static double FlagsOf(const ModuleState& state, std::size_t entry) {
    return state.slots()[2 * entry + 1].number();
  }
  Heap heap_{1 << 24};
};

TEST_F(LinkedModules, EntriesBeginUnboundOrAsTheBuiltinOfTheirName) {
  ModuleState state(heap_, "", 0);
  state.Extend({"mine", "length"});
  EXPECT_TRUE(state.slots()[0].is_unbound());
  EXPECT_EQ(FlagsOf(state, 0), 0);
  ASSERT_TRUE(state.slots()[2].is_builtin());
  EXPECT_EQ(state.slots()[2].builtin(), FindBuiltin("length"));
  EXPECT_EQ(FlagsOf(state, 1), kEntryUntouchedBuiltin);
}

TEST_F(LinkedModules, ExtendingKeepsWhatEntriesHoldAndWhoHoldsTheCell) {
  ModuleState state(heap_, "dir/m.gw", 0);
  std::vector<std::string> names = {"v0"};
  state.Extend(names);
  const Value old_cell = Value::Share(state.Globals());
  Grove* grove = state.OwnGrove();
  state.slots()[0] = RawValue::Number(42);
  for (int i = 1; i < 50; ++i) {
    names.push_back("v" + std::to_string(i));
    state.Extend(names);
    state.slots()[2 * static_cast<std::size_t>(i)] = RawValue::Number(i);
  }
  EXPECT_EQ(state.slots()[0].number(), 42);
  EXPECT_EQ(state.slots()[2 * 7].number(), 7);
  EXPECT_EQ(CurrentGlobals(old_cell.as<Cell>()), state.Globals())
      << "a form that was defined early looks names up in the Cell it captured";
  EXPECT_EQ(grove->variables, state.Globals());
  EXPECT_EQ(state.OwnGrove(), grove);
}

TEST_F(LinkedModules, RestartingForgetsValues) {
  ModuleState state(heap_, "", 0);
  state.Extend({"a", "length"});
  state.slots()[0] = RawValue::Of(heap_.NewText("t"));
  state.slots()[2] = RawValue::Number(1);
  state.Restart({"a", "length"});
  EXPECT_TRUE(state.slots()[0].is_unbound());
  EXPECT_TRUE(state.slots()[2].is_builtin());
  const Value held = Value::Share(state.Globals());
  state.slots()[0] = RawValue::Number(1);
  state.Restart({"a", "length"});
  EXPECT_NE(state.Globals(), held.object()) << "whoever holds the Cell must not see the next run";
  state.Clear();
  EXPECT_EQ(state.slots(), nullptr);
}

TEST_F(LinkedModules, NothingIsLeftWhenAStateGoes) {
  {
    ModuleState state(heap_, "", 0);
    state.Extend({"a"});
    // A cycle through the Cell, as forms make it.
    state.slots()[0] = Value::Share(state.Globals()).Take();
    state.OwnGrove();
  }
  EXPECT_EQ(heap_.object_count(), 0u);
}

TEST_F(LinkedModules, TextsAreMadeWhenFirstWanted) {
  ChunkBuilder builder;
  const std::uint32_t number = builder.Number(1.5);
  const std::uint32_t text = builder.Text("t");
  builder.Add("main", 3, 1);
  ModuleState state(heap_, "", 0);
  {
    LinkedModule module(std::shared_ptr<const Chunk>(builder.Take()), state, heap_);
    EXPECT_EQ(module.constants()[number].number(), 1.5);
    EXPECT_EQ(heap_.object_count(), 0u);
    const RawValue made = module.TextConstant(text);
    EXPECT_EQ(made.as<Text>()->view(), "t");
    EXPECT_EQ(module.TextConstant(text).bits, made.bits) << "one text for all uses";
    EXPECT_EQ(&ModuleOf(module.constants()), &module);
    EXPECT_EQ(module.function(0).arity, 1u);
    EXPECT_EQ(module.function(0).name, "main");
    module.DropConstants();
    EXPECT_EQ(heap_.object_count(), 0u);
    module.TextConstant(text);
  }
  EXPECT_EQ(heap_.object_count(), 0u);
}

TEST_F(LinkedModules, AFunctionWithARestParameterHasNoFixedArity) {
  ChunkBuilder builder;
  Assembler& function = builder.Add("f", 1, 4);
  function.function().rest = true;
  ModuleState state(heap_, "", 0);
  const LinkedModule module(std::shared_ptr<const Chunk>(builder.Take()), state, heap_);
  EXPECT_EQ(module.function(0).arity, kNoFixedArity);
  EXPECT_EQ(module.function(0).frame_size, 5u)
      << "the parameters need room whatever the frame says";
}

}  // namespace
}  // namespace quicksilver
