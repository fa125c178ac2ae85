#include "properties/generators/allocation_requests.h"

#include <array>
#include <fmt/format.h>

namespace quicksilver::properties {
namespace {

using RequestKind = AllocationRequest::Kind;

constexpr std::array<std::string_view, 5> kPolicyNames = {"lifo", "fewest", "reversed", "random",
                                                          "spill"};
constexpr std::array<std::string_view, 8> kKindNames = {
    "temporary", "window", "claim", "parameters", "release", "slot", "release slot", "reset"};

// How often each kind of request is made, of 100. Registers are asked for more often than they are
// released, so that half of the sequences fill the file; windows are the interesting ones, because
// they need room in one piece.
struct RequestShare {
  RequestKind kind;
  std::uint32_t share;
};
constexpr std::array kShares = {
    RequestShare{RequestKind::kTemporary, 24}, RequestShare{RequestKind::kWindow, 22},
    RequestShare{RequestKind::kRelease, 30},   RequestShare{RequestKind::kClaim, 8},
    RequestShare{RequestKind::kSlot, 6},       RequestShare{RequestKind::kReleaseSlot, 5},
    RequestShare{RequestKind::kParameters, 4}, RequestShare{RequestKind::kReset, 1},
};

RequestKind DrawKind(Choices& choices) {
  std::uint32_t drawn = choices.Below(100);
  for (const RequestShare& candidate : kShares) {
    if (drawn < candidate.share) return candidate.kind;
    drawn -= candidate.share;
  }
  return RequestKind::kTemporary;
}

// Mostly what calls need; sometimes so many that hardly any run of free registers is long enough.
std::uint32_t DrawWindow(Choices& choices) {
  if (choices.Flip(12)) return 1 + choices.Below(256);
  if (choices.Flip(30)) return 1 + choices.Below(40);
  return 1 + choices.Below(8);
}

}  // namespace

AllocationRequest GenerateAllocationRequest(Choices& choices) {
  const RequestKind kind = DrawKind(choices);
  switch (kind) {
    case RequestKind::kWindow:
      return {kind, DrawWindow(choices)};
    case RequestKind::kParameters:
      return {kind, choices.Flip(80) ? choices.Below(9) : choices.Below(257)};
    case RequestKind::kClaim:
    case RequestKind::kRelease:
    case RequestKind::kReleaseSlot:
      return {kind, choices.Below(256)};
    case RequestKind::kTemporary:
    case RequestKind::kSlot:
    case RequestKind::kReset:
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
    case RequestKind::kTemporary:
    case RequestKind::kSlot:
    case RequestKind::kReset:
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
