#include "properties/oracles/components/allocator_check.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace quicksilver::properties {
namespace {

using RequestKind = AllocationRequest::Kind;
using Complaint = std::optional<std::string>;

std::string Show(const std::optional<std::uint8_t>& reg) {
  return reg.has_value() ? fmt::format("r{}", *reg) : "nothing";
}

// The register that kRelease means.
std::optional<std::uint8_t> Released(const AllocatorModel& model, std::uint32_t operand) {
  if (model.in_use().empty()) return std::nullopt;
  const auto skipped = static_cast<std::ptrdiff_t>(operand % model.in_use().size());
  return static_cast<std::uint8_t>(*std::next(model.in_use().begin(), skipped));
}

Complaint CheckWindow(std::uint32_t count, AllocatorModel& model, AllocatorUnderTest& tested) {
  const std::optional<std::uint8_t> expected = model.Window(count);
  const std::optional<std::uint8_t> given =
      count == 1 ? tested.allocator.Temporary() : tested.allocator.Window(count);
  if (given == expected) return std::nullopt;
  return fmt::format("{} registers: {} was given, {} expected", count, Show(given), Show(expected));
}

Complaint CheckSlot(AllocatorModel& model, AllocatorUnderTest& tested) {
  const std::uint32_t slot = tested.allocator.Slot();
  if (std::ranges::find(tested.slots, slot) != tested.slots.end()) {
    return fmt::format("slot {} was given while it was in use", slot);
  }
  tested.slots.push_back(slot);
  model.Apply({RequestKind::kSlot, 0});
  return std::nullopt;
}

// What kind of registers are in use, by each of the allocator's own accounts.
Complaint CompareState(const AllocatorModel& model, const AllocatorUnderTest& tested) {
  const RegisterAllocator& allocator = tested.allocator;
  for (std::uint32_t reg = 0; reg < 256; ++reg) {
    const bool in_use = model.in_use().contains(reg);
    if (allocator.InUse(static_cast<std::uint8_t>(reg)) != in_use) {
      return fmt::format("r{} should {}be in use", reg, in_use ? "" : "not ");
    }
  }
  const auto compare = [](const char* what, std::uint32_t is, std::uint32_t expected) -> Complaint {
    if (is == expected) return std::nullopt;
    return fmt::format("{} is {}, {} expected", what, is, expected);
  };
  const std::uint32_t top = model.in_use().empty() ? 0 : *model.in_use().rbegin() + 1;
  const auto used = static_cast<std::uint32_t>(model.in_use().size());
  if (auto complaint = compare("Top()", allocator.Top(), top)) return complaint;
  if (auto complaint = compare("available()", allocator.available(), 256 - used)) return complaint;
  if (auto complaint = compare("high_water()", allocator.high_water(), model.highest_ever())) {
    return complaint;
  }
  if (auto complaint = compare("slot_count()", allocator.slot_count(), model.most_slots)) {
    return complaint;
  }
  for (std::uint32_t slot = 0; slot < allocator.slot_count(); ++slot) {
    const bool in_use = std::ranges::find(tested.slots, slot) != tested.slots.end();
    if (allocator.SlotInUse(slot) != in_use) {
      return fmt::format("slot {} should {}be in use", slot, in_use ? "" : "not ");
    }
  }
  return std::nullopt;
}

Complaint MakeRequest(const AllocationRequest& request, AllocatorModel& model,
                      AllocatorUnderTest& tested) {
  switch (request.kind) {
    case RequestKind::kTemporary:
      return CheckWindow(1, model, tested);
    case RequestKind::kWindow:
      return CheckWindow(request.operand, model, tested);
    case RequestKind::kClaim: {
      const auto reg = static_cast<std::uint8_t>(request.operand);
      const bool expected = model.Claim(reg);
      if (tested.allocator.Claim(reg) == expected) return std::nullopt;
      return fmt::format("r{} could {}be claimed", reg, expected ? "not " : "");
    }
    case RequestKind::kParameters:
      if (model.in_use().empty()) tested.allocator.ClaimParameters(request.operand);
      break;
    case RequestKind::kRelease:
      if (const auto reg = Released(model, request.operand)) tested.allocator.Release(*reg);
      break;
    case RequestKind::kSlot:
      return CheckSlot(model, tested);
    case RequestKind::kReleaseSlot:
      if (!tested.slots.empty()) {
        const auto at = tested.slots.begin() +
                        static_cast<std::ptrdiff_t>(request.operand % tested.slots.size());
        tested.allocator.ReleaseSlot(*at);
        tested.slots.erase(at);
      }
      break;
    case RequestKind::kReset:
      tested.allocator.Reset();
      tested.slots.clear();
      break;
  }
  model.Apply(request);
  return std::nullopt;
}

}  // namespace

std::vector<std::uint32_t> AllocatorModel::FreeRuns(std::uint32_t count) const {
  std::vector<std::uint32_t> runs;
  std::uint32_t free = 0;
  for (std::uint32_t reg = 0; reg < 256; ++reg) {
    free = in_use_.contains(reg) ? 0 : free + 1;
    if (free >= count) runs.push_back(reg + 1 - count);
  }
  return runs;
}

std::optional<std::uint8_t> AllocatorModel::Window(std::uint32_t count) {
  const std::vector<std::uint32_t> runs = FreeRuns(count);
  if (runs.empty()) return std::nullopt;
  std::uint32_t first = runs.back();
  switch (policy_) {
    case AllocationPolicy::kLifo:
    case AllocationPolicy::kSpill: {
      const std::uint32_t above = in_use_.empty() ? 0 : *in_use_.rbegin() + 1;
      if (std::ranges::find(runs, above) != runs.end()) first = above;
      break;
    }
    case AllocationPolicy::kFewest:
      first = runs.front();
      break;
    case AllocationPolicy::kReversed:
      break;
    case AllocationPolicy::kRandom:
      first = runs[random_.Below(static_cast<std::uint32_t>(runs.size()))];
      break;
  }
  for (std::uint32_t i = 0; i < count; ++i) Take(first + i);
  return static_cast<std::uint8_t>(first);
}

bool AllocatorModel::Claim(std::uint8_t reg) {
  if (in_use_.contains(reg)) return false;
  Take(reg);
  return true;
}

void AllocatorModel::Release(std::uint8_t reg) { in_use_.erase(reg); }

void AllocatorModel::Reset() { *this = AllocatorModel(policy_, seed_); }

void AllocatorModel::Take(std::uint32_t reg) {
  in_use_.insert(reg);
  highest_ever_ = std::max(highest_ever_, reg + 1);
}

void AllocatorModel::Apply(const AllocationRequest& request) {
  switch (request.kind) {
    case RequestKind::kTemporary:
      Window(1);
      break;
    case RequestKind::kWindow:
      Window(request.operand);
      break;
    case RequestKind::kClaim:
      Claim(static_cast<std::uint8_t>(request.operand));
      break;
    case RequestKind::kParameters:
      if (in_use_.empty()) {
        for (std::uint32_t reg = 0; reg < request.operand; ++reg) Take(reg);
      }
      break;
    case RequestKind::kRelease:
      if (const auto reg = Released(*this, request.operand)) Release(*reg);
      break;
    case RequestKind::kSlot:
      ++slots_in_use;
      most_slots = std::max(most_slots, slots_in_use);
      break;
    case RequestKind::kReleaseSlot:
      if (slots_in_use > 0) --slots_in_use;
      break;
    case RequestKind::kReset:
      Reset();
      break;
  }
}

std::optional<std::string> CheckRequest(const AllocationRequest& request, AllocatorModel& model,
                                        AllocatorUnderTest& tested) {
  Complaint complaint = MakeRequest(request, model, tested);
  if (!complaint) complaint = CompareState(model, tested);
  if (complaint) *complaint = Describe(request) + ": " + *complaint;
  return complaint;
}

std::optional<std::string> CheckAllocator(const AllocationRequests& requests) {
  AllocatorModel model(requests.policy, requests.seed);
  AllocatorUnderTest tested{RegisterAllocator(requests.policy, requests.seed), {}};
  for (std::size_t i = 0; i < requests.requests.size(); ++i) {
    if (Complaint complaint = CheckRequest(requests.requests[i], model, tested)) {
      return fmt::format("request {}: {}", i, *complaint);
    }
  }
  return std::nullopt;
}

}  // namespace quicksilver::properties
