#include "properties/arbitraries/steps.h"

#include <vector>

namespace quicksilver::properties {
namespace {

// A generator that makes one step out of a seed, and offers the steps that `smaller` lists.
template <typename Generate, typename Smaller>
auto FromSeed(const Generate& generate, const Smaller& smaller) {
  using Step = decltype(generate(std::declval<Choices&>()));
  return rc::Gen<Step>([generate, smaller](const rc::Random& random, int) {
    rc::Random source = random;
    Choices choices = Choices::FromSeed(source.next());
    return rc::shrinkable::shrinkRecur(generate(choices), [smaller](const Step& step) {
      return rc::seq::fromContainer(smaller(step));
    });
  });
}

std::vector<std::uint32_t> SmallerNumbers(std::uint32_t number, std::uint32_t least) {
  std::vector<std::uint32_t> smaller;
  if (number > least) smaller.push_back(least);
  const std::uint32_t half = least + (number - least) / 2;
  if (half != number && half != least) smaller.push_back(half);
  if (number > least + 1 && number - 1 != half) smaller.push_back(number - 1);
  return smaller;
}

}  // namespace

rc::Gen<AllocationRequest> ArbitraryAllocationRequest() {
  using Kind = AllocationRequest::Kind;
  return FromSeed([](Choices& choices) { return GenerateAllocationRequest(choices); },
                  [](const AllocationRequest& request) {
                    std::vector<AllocationRequest> smaller;
                    const std::uint32_t least = request.kind == Kind::kWindow ? 1 : 0;
                    if (request.operand < least) return smaller;
                    for (const std::uint32_t operand : SmallerNumbers(request.operand, least)) {
                      smaller.push_back({request.kind, operand});
                    }
                    if (request.kind == Kind::kWindow) smaller.push_back({Kind::kTemporary, 0});
                    return smaller;
                  });
}

rc::Gen<JumpStep> ArbitraryJumpStep(const JumpLayout& so_far) {
  using Kind = JumpStep::Kind;
  return FromSeed([so_far](Choices& choices) { return GenerateJumpStep(choices, so_far); },
                  [](const JumpStep& step) {
                    std::vector<JumpStep> smaller;
                    const std::uint32_t least = step.kind == Kind::kGap ? 1 : 0;
                    if (step.number < least) return smaller;
                    for (const std::uint32_t number : SmallerNumbers(step.number, least)) {
                      smaller.push_back({step.kind, number, step.op});
                    }
                    if (step.kind == Kind::kJump && step.op != Opcode::kJump) {
                      smaller.push_back({step.kind, step.number, Opcode::kJump});
                    }
                    return smaller;
                  });
}

}  // namespace quicksilver::properties
