// The checks of components must see planted bugs, on inputs as the generators make them, and the
// inputs must reach what is worth reaching.

#include <gtest/gtest.h>
#include <map>
#include <string>

#include "engine/runtime/list.h"
#include "properties/oracles/components/allocator_check.h"
#include "properties/oracles/components/constant_check.h"
#include "properties/oracles/components/container_check.h"
#include "properties/oracles/components/jump_check.h"
#include "properties/oracles/components/number_check.h"

namespace quicksilver::properties {
namespace {

constexpr std::uint64_t kComponentSeeds = 300;

// --- Register allocator

TEST(AllocatorCheck, SeesARegisterThatIsFreeAndCountedAsUsed) {
  AllocatorModel model(AllocationPolicy::kLifo, 1);
  AllocatorUnderTest tested{RegisterAllocator(AllocationPolicy::kLifo, 1), {}};
  ASSERT_EQ(CheckRequest({AllocationRequest::Kind::kWindow, 3}, model, tested), std::nullopt);
  tested.allocator.Release(1);
  EXPECT_EQ(CheckRequest({AllocationRequest::Kind::kSlot, 0}, model, tested),
            "slot: r1 should be in use");
}

TEST(AllocatorCheck, SeesASlotThatIsGivenTwice) {
  AllocatorModel model(AllocationPolicy::kLifo, 1);
  AllocatorUnderTest tested{RegisterAllocator(AllocationPolicy::kLifo, 1), {}};
  ASSERT_EQ(CheckRequest({AllocationRequest::Kind::kSlot, 0}, model, tested), std::nullopt);
  tested.allocator.ReleaseSlot(0);
  EXPECT_EQ(CheckRequest({AllocationRequest::Kind::kSlot, 0}, model, tested),
            "slot: slot 0 was given while it was in use");
}

TEST(AllocatorCheck, TellsEachPolicyFromTheOthers) {
  for (const AllocationPolicy right : {AllocationPolicy::kLifo, AllocationPolicy::kFewest,
                                       AllocationPolicy::kReversed, AllocationPolicy::kRandom}) {
    for (const AllocationPolicy wrong : {AllocationPolicy::kLifo, AllocationPolicy::kFewest,
                                         AllocationPolicy::kReversed, AllocationPolicy::kRandom}) {
      if (right == wrong) continue;
      bool seen = false;
      for (std::uint64_t seed = 1; seed <= 5 && !seen; ++seed) {
        Choices choices = Choices::FromSeed(seed);
        const AllocationRequests requests = GenerateAllocationRequests(choices);
        AllocatorModel model(right, 1);
        AllocatorUnderTest tested{RegisterAllocator(wrong, 1), {}};
        for (const AllocationRequest& request : requests.requests) {
          seen = CheckRequest(request, model, tested).has_value();
          if (seen) break;
        }
      }
      EXPECT_TRUE(seen) << AllocationPolicyName(wrong) << " passes for "
                        << AllocationPolicyName(right);
    }
  }
}

TEST(AllocationRequests, FillTheRegistersAndReuseHoles) {
  int refused = 0;
  int holes = 0;
  for (std::uint64_t seed = 0; seed < kComponentSeeds; ++seed) {
    Choices choices = Choices::FromSeed(seed);
    const AllocationRequests requests = GenerateAllocationRequests(choices);
    AllocatorModel model(AllocationPolicy::kFewest, 1);
    for (const AllocationRequest& request : requests.requests) {
      const auto top = model.in_use().empty() ? 0 : *model.in_use().rbegin() + 1;
      if (request.kind == AllocationRequest::Kind::kWindow) {
        AllocatorModel copy = model;
        const auto first = copy.Window(request.operand);
        refused += first.has_value() ? 0 : 1;
        holes += first.has_value() && *first < top ? 1 : 0;
      }
      model.Apply(request);
    }
  }
  EXPECT_GT(refused, 1000) << "the register file is hardly ever full";
  EXPECT_GT(holes, 1000) << "windows are hardly ever put between what is in use";
}

// --- Jump patcher

// Whether the check objects when `fault` changes the patched code of one of the first graphs.
bool JumpFaultIsSeen(JumpPolicy policy, const JumpPatcherUnderTest::Fault& fault) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Choices choices = Choices::FromSeed(seed);
    const JumpGraph graph = GenerateJumpGraph(choices);
    JumpPatcherUnderTest tested(policy, seed, false);
    tested.set_fault(fault);
    for (const JumpStep& step : graph.steps) {
      if (tested.Add(step)) return true;
    }
    if (tested.Add({JumpStep::Kind::kFinish, 0, Opcode::kNop})) return true;
  }
  return false;
}

TEST(JumpCheck, SeesAnOffByOneJumpAndALostWord) {
  for (const JumpPolicy policy : {JumpPolicy::kNarrow, JumpPolicy::kWide, JumpPolicy::kPad}) {
    EXPECT_FALSE(JumpFaultIsSeen(policy, nullptr));
    EXPECT_TRUE(JumpFaultIsSeen(policy, [](std::vector<Word>& code) {
      // The operand of the first jump, whichever form it has.
      for (std::size_t pc = 0; pc < code.size(); pc += InfoOf(OpOf(code[pc])).words()) {
        if (OpOf(code[pc]) == Opcode::kJump) {
          code[pc] += 1u << 16;
          return;
        }
        if (OpOf(code[pc]) == Opcode::kJumpWide) {
          ++code[pc + 1];
          return;
        }
      }
    })) << JumpPolicyName(policy);
    EXPECT_TRUE(JumpFaultIsSeen(policy, [](std::vector<Word>& code) {
      if (!code.empty()) code.pop_back();
    }));
  }
}

TEST(JumpGraph, NeedsWideJumpsAndWideningsThatCauseOthers) {
  std::uint32_t widened = 0;
  int cascades = 0;
  for (std::uint64_t seed = 0; seed < kComponentSeeds; ++seed) {
    Choices choices = Choices::FromSeed(seed);
    const JumpGraph graph = GenerateJumpGraph(choices);
    JumpPatcherUnderTest tested(JumpPolicy::kNarrow, 1, graph.announced_backwards);
    for (const JumpStep& step : graph.steps) ASSERT_EQ(tested.Add(step), std::nullopt);
    ASSERT_EQ(tested.Add({JumpStep::Kind::kFinish, 0, Opcode::kNop}), std::nullopt);
    widened += tested.widened();
    cascades += tested.most_rounds() > 2 ? 1 : 0;
  }
  EXPECT_GT(widened, 1000u) << "the graphs are too small to need wide jumps";
  EXPECT_GT(cascades, 30) << "widening hardly ever pushes another jump over the edge";
}

// --- Constant pool

// A pool that looks constants up the wrong way.
class WrongPool {
 public:
  explicit WrongPool(bool by_value) : by_value_(by_value) {}
  std::uint32_t AddNumber(double number) {
    if (by_value_) {
      for (std::uint32_t i = 0; i < pool_.size(); ++i) {
        if (pool_.type(i) == ConstantPool::Type::kNumber && pool_.number(i) == number) return i;
      }
    }
    return pool_.AddNumber(number);
  }
  std::uint32_t AddText(std::string_view text) {
    return pool_.AddText(by_value_ ? text : text.substr(0, text.find('\0')));
  }
  std::uint32_t size() const { return pool_.size(); }
  ConstantPool::Type type(std::uint32_t index) const { return pool_.type(index); }
  double number(std::uint32_t index) const { return pool_.number(index); }
  std::string_view text(std::uint32_t index) const { return pool_.text(index); }
  void Clear() { pool_.Clear(); }

 private:
  bool by_value_;
  ConstantPool pool_;
};

TEST(ConstantCheck, SeesNumbersComparedByValueAndTextsCutAtAZeroByte) {
  for (const bool by_value : {true, false}) {
    int seen = 0;
    for (std::uint64_t seed = 0; seed < kComponentSeeds; ++seed) {
      Choices choices = Choices::FromSeed(seed);
      const ConstantSet set = GenerateConstantSet(choices);
      WrongPool pool(by_value);
      seen += CheckConstantPool(set, pool).has_value() ? 1 : 0;
    }
    EXPECT_GT(seen, 50) << "the sets hardly ever hold near-duplicates";
  }
}

// --- Numbers

TEST(NumberCheck, SeesALostSignADigitTooManyAndATextRoundedTwice) {
  const NumberFunctions faults[] = {
      {.format =
           [](double value, char(&buffer)[kLongestNumberText]) {
             return FormatNumber(value == 0 ? 0 : value, buffer);
           }},
      {.format =
           [](double value, char(&buffer)[kLongestNumberText]) {
             std::size_t size = FormatNumber(value, buffer);
             if (std::string_view(buffer, size).find('.') != std::string_view::npos)
               buffer[size++] = '0';
             return size;
           }},
      {.parse = [](std::string_view text) -> std::expected<double, NumberError> {
        auto parsed = ParseNumber(text);
        // As through the wider format of an old coprocessor: the last bit is sometimes another.
        if (parsed && text.size() > 40) *parsed *= 1 + 0x1p-52;
        return parsed;
      }},
      {.parse = [](std::string_view text) {
        return ParseNumber(text.ends_with('.') ? text.substr(0, text.size() - 1) : text);
      }}};
  for (const NumberFunctions& fault : faults) {
    int seen = 0;
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
      Choices choices = Choices::FromSeed(seed);
      const NumberCase number = GenerateNumberCase(choices);
      EXPECT_EQ(CheckNumber(number), std::nullopt);
      seen += CheckNumberFunctions(number, fault).has_value() ? 1 : 0;
    }
    EXPECT_GT(seen, 5) << "fault " << &fault - faults;
  }
}

// --- Lists and maps

TEST(ContainerCheck, SeesAWriteThroughASharedList) {
  using Kind = ContainerOperation::Kind;
  ContainerMachine machine(false);
  ASSERT_EQ(machine.Apply({.kind = Kind::kMakeList, .handle = 0, .number = 3}), std::nullopt);
  ASSERT_EQ(machine.Apply({.kind = Kind::kShare, .handle = 1, .other = 0}), std::nullopt);
  MutableItems(machine.value(0))[1] = Value::Number(7);
  EXPECT_EQ(machine.Apply({.kind = Kind::kForget, .handle = 0}), "v0 = nothing: v1 [1] is not 1");
}

TEST(ContainerCheck, SeesAWriteBehindATextThatOthersGrewFrom) {
  using Kind = ContainerOperation::Kind;
  ContainerMachine machine(false);
  ASSERT_EQ(machine.Apply({.kind = Kind::kMakeText, .handle = 0, .number = 39}), std::nullopt);
  ASSERT_EQ(machine.Apply({.kind = Kind::kAppend, .handle = 0, .number = 1}), std::nullopt);
  ASSERT_EQ(machine.Apply({.kind = Kind::kShare, .handle = 1, .other = 0}), std::nullopt);
  ASSERT_EQ(machine.Apply({.kind = Kind::kAppend, .handle = 1, .number = 2}), std::nullopt);
  const_cast<char*>(machine.value(1).as<Text>()->view().data())[40] = 'z';
  EXPECT_NE(machine.Apply({.kind = Kind::kForget, .handle = 0}), std::nullopt);
}

TEST(ContainerCheck, SeesAReferenceThatIsNeverGivenBack) {
  ContainerMachine machine(false);
  ASSERT_EQ(machine.Apply({.kind = ContainerOperation::Kind::kMakeMap, .handle = 2}), std::nullopt);
  const Value kept = machine.value(2);
  EXPECT_EQ(machine.Finish(), "1 objects are left when everything was let go of");
}

TEST(ContainerOperations, ReachLargeMapsNestedContainersAndFullHeaps) {
  std::uint32_t failures = 0;
  int indexed = 0;
  int nested = 0;
  for (std::uint64_t seed = 0; seed < kComponentSeeds; ++seed) {
    Choices choices = Choices::FromSeed(seed);
    const ContainerOperations operations = GenerateContainerOperations(choices);
    ContainerMachine machine(operations.tight);
    for (const ContainerOperation& operation : operations.operations) {
      ASSERT_EQ(machine.Apply(operation), std::nullopt);
    }
    failures += machine.failures();
    for (std::uint32_t handle = 0; handle < kHandles; ++handle) {
      const ContainerModel& model = machine.model(handle);
      indexed += model.entries.size() > 8 ? 1 : 0;
      for (const ContainerModel& item : model.items) nested += item.items.empty() ? 0 : 1;
    }
    ASSERT_EQ(machine.Finish(), std::nullopt);
  }
  EXPECT_GT(failures, 20u) << "nothing fails for want of room";
  EXPECT_GT(indexed, 20) << "maps stay too small for an index";
  EXPECT_GT(nested, 100) << "containers hardly ever hold containers";
}

}  // namespace
}  // namespace quicksilver::properties
