// The compiler's register allocator and jump patcher against naive models, as sequences of requests
// and as state machines; and the constant pool.

#include <memory>
#include <ostream>
#include <rapidcheck/state.h>

#include "properties/arbitraries/property.h"
#include "properties/arbitraries/steps.h"
#include "properties/generators/allocation_requests.h"
#include "properties/generators/constant_set.h"
#include "properties/generators/jump_graph.h"
#include "properties/oracles/components/allocator_check.h"
#include "properties/oracles/components/constant_check.h"
#include "properties/oracles/components/jump_check.h"

namespace quicksilver::properties {
namespace {

TEST(ConstantPoolProperty, AgreesWithAListSearchedFromTheFront) {
  ForAll<ConstantSet>(1000, CheckConstants);
}

TEST(RegisterAllocatorProperty, AgreesWithTheModel) {
  ForAll<AllocationRequests>(1000, CheckAllocator);
}

TEST(JumpPatcherProperty, AgreesWithALayoutMadeAnew) { ForAll<JumpGraph>(1000, CheckJumps); }

// --- The same as state machines: RapidCheck leaves out commands, and makes single ones simpler.

// What a run has done so far, for whoever finds only its crash.
template <typename Sut>
struct Noted {
  Sut sut;
  InputNote note;
};

struct AllocatorCommand : rc::state::Command<AllocatorModel, Noted<AllocatorUnderTest>> {
  explicit AllocatorCommand(const AllocatorModel&) : request(*ArbitraryAllocationRequest()) {}

  void apply(AllocatorModel& model) const override { model.Apply(request); }
  void run(const AllocatorModel& model, Noted<AllocatorUnderTest>& tested) const override {
    tested.note.Append(Describe(request) + "\n");
    AllocatorModel before = model;
    if (const Complaint complaint = CheckRequest(request, before, tested.sut)) RC_FAIL(*complaint);
  }
  void show(std::ostream& out) const override { out << Describe(request); }

  AllocationRequest request;
};

class RegisterAllocatorMachine : public ::testing::TestWithParam<AllocationPolicy> {};

TEST_P(RegisterAllocatorMachine, AnswersAsTheModelDoes) {
  const std::string test = RunningTest();
  Examine(200, [&] {
    const std::uint64_t seed = *rc::gen::inRange<std::uint64_t>(0, 1000);
    const AllocatorModel model(GetParam(), seed);
    Noted<AllocatorUnderTest> tested{{RegisterAllocator(GetParam(), seed), {}},
                                     {test, "seed " + std::to_string(seed) + "\n"}};
    rc::state::check(model, tested, rc::state::gen::execOneOfWithArgs<AllocatorCommand>());
  });
}

INSTANTIATE_TEST_SUITE_P(EveryPolicy, RegisterAllocatorMachine,
                         ::testing::Values(AllocationPolicy::kLifo, AllocationPolicy::kFewest,
                                           AllocationPolicy::kReversed, AllocationPolicy::kRandom,
                                           AllocationPolicy::kSpill),
                         [](const auto& policy) {
                           return std::string(AllocationPolicyName(policy.param));
                         });

struct PatcherCommand : rc::state::Command<JumpLayout, Noted<JumpPatcherUnderTest>> {
  explicit PatcherCommand(const JumpLayout& so_far) : step(*ArbitraryJumpStep(so_far)) {}

  void apply(JumpLayout& layout) const override { layout.Add(step); }
  void run(const JumpLayout&, Noted<JumpPatcherUnderTest>& tested) const override {
    tested.note.Append(Describe(step) + "\n");
    if (const Complaint complaint = tested.sut.Add(step)) RC_FAIL(*complaint);
  }
  void show(std::ostream& out) const override { out << Describe(step); }

  JumpStep step;
};

class JumpPatcherMachine : public ::testing::TestWithParam<JumpPolicy> {};

TEST_P(JumpPatcherMachine, MakesTheCodeOfTheModel) {
  const std::string test = RunningTest();
  Examine(200, [&] {
    const std::uint64_t seed = *rc::gen::inRange<std::uint64_t>(0, 1000);
    const bool backwards = *rc::gen::arbitrary<bool>();
    Noted<JumpPatcherUnderTest> tested{
        {GetParam(), seed, backwards},
        {test, "seed " + std::to_string(seed) + (backwards ? ", backwards\n" : "\n")}};
    rc::state::check(JumpLayout(), tested, rc::state::gen::execOneOfWithArgs<PatcherCommand>());
    if (const Complaint complaint = tested.sut.Add({JumpStep::Kind::kFinish, 0, Opcode::kNop})) {
      RC_FAIL(*complaint);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(EveryPolicy, JumpPatcherMachine,
                         ::testing::Values(JumpPolicy::kNarrow, JumpPolicy::kWide,
                                           JumpPolicy::kPad),
                         [](const auto& policy) {
                           return std::string(JumpPolicyName(policy.param));
                         });

}  // namespace
}  // namespace quicksilver::properties
