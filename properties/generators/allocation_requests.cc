#include "properties/generators/allocation_requests.h"

#include <array>
#include <fmt/format.h>

namespace quicksilver::properties {
namespace {

using Kind = AllocationRequest::Kind;

constexpr std::array<std::string_view, 5> kPolicyNames = {"lifo", "fewest", "reversed", "random",
                                                          "spill"};
constexpr std::array<std::string_view, 8> kKindNames = {
    "temporary", "window", "claim", "parameters", "release", "slot", "release slot", "reset"};

// How often each kind of request is made, of 100. Registers are asked for more often than they are
// released, so that half of the sequences fill the file; windows are the interesting ones, because
// they need room in one piece.
struct KindShare {
  Kind kind;
  std::uint32_t share;
};
constexpr std::array kShares = {
    KindShare{Kind::kTemporary, 24}, KindShare{Kind::kWindow, 22}, KindShare{Kind::kRelease, 30},
    KindShare{Kind::kClaim, 8},      KindShare{Kind::kSlot, 6},    KindShare{Kind::kReleaseSlot, 5},
    KindShare{Kind::kParameters, 4}, KindShare{Kind::kReset, 1},
};

Kind DrawKind(Choices& choices) {
  std::uint32_t drawn = choices.Below(100);
  for (const KindShare& candidate : kShares) {
    if (drawn < candidate.share) return candidate.kind;
    drawn -= candidate.share;
  }
  return Kind::kTemporary;
}

// Mostly what calls need; sometimes so many that hardly any run of free registers is long enough.
std::uint32_t DrawWindow(Choices& choices) {
  if (choices.Flip(12)) return 1 + choices.Below(256);
  if (choices.Flip(30)) return 1 + choices.Below(40);
  return 1 + choices.Below(8);
}

}  // namespace

AllocationRequest GenerateAllocationRequest(Choices& choices) {
  const Kind kind = DrawKind(choices);
  switch (kind) {
    case Kind::kWindow:
      return {kind, DrawWindow(choices)};
    case Kind::kParameters:
      return {kind, choices.Flip(80) ? choices.Below(9) : choices.Below(257)};
    case Kind::kClaim:
    case Kind::kRelease:
    case Kind::kReleaseSlot:
      return {kind, choices.Below(256)};
    case Kind::kTemporary:
    case Kind::kSlot:
    case Kind::kReset:
      break;
  }
  return {kind, 0};
}

AllocationRequests GenerateAllocationRequests(Choices& choices) {
  AllocationRequests generated;
  generated.policy = static_cast<AllocationPolicy>(choices.Below(kPolicyNames.size()));
  generated.seed = choices.Below(256);
  const std::uint32_t count = 1 + choices.Below(250);
  while (generated.requests.size() < count && !choices.exhausted()) {
    generated.requests.push_back(GenerateAllocationRequest(choices));
  }
  return generated;
}

std::string_view AllocationPolicyName(AllocationPolicy policy) {
  return kPolicyNames[static_cast<std::size_t>(policy)];
}

std::string Describe(const AllocationRequest& request) {
  std::string text(kKindNames[static_cast<std::size_t>(request.kind)]);
  switch (request.kind) {
    case Kind::kTemporary:
    case Kind::kSlot:
    case Kind::kReset:
      return text;
    default:
      return text + fmt::format(" {}", request.operand);
  }
}

std::string Describe(const AllocationRequests& requests) {
  std::string text =
      fmt::format("policy {}, seed {}:\n", AllocationPolicyName(requests.policy), requests.seed);
  for (const AllocationRequest& request : requests.requests) {
    text += "  " + Describe(request) + "\n";
  }
  return text;
}

}  // namespace quicksilver::properties
