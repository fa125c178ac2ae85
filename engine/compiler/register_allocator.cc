#include "engine/compiler/register_allocator.h"

#include "engine/base/assert.h"
#include "engine/bytecode/instruction.h"

namespace quicksilver {

RegisterAllocator::RegisterAllocator(AllocationPolicy policy, std::uint64_t seed)
    : policy_(policy), seed_(seed), random_(seed) {}

std::optional<std::uint8_t> RegisterAllocator::Temporary() { return Window(1); }

std::optional<std::uint8_t> RegisterAllocator::Window(std::uint32_t count) {
  QS_ASSERT(count >= 1 && count <= kRegisters, "a window has 1 to 256 registers");
  std::optional<std::uint32_t> first;
  switch (policy_) {
    case AllocationPolicy::kLifo:
    case AllocationPolicy::kSpill:
      first = top_ + count <= kRegisters ? std::optional(top_) : HighestRun(count);
      break;
    case AllocationPolicy::kFewest:
      first = LowestRun(count);
      break;
    case AllocationPolicy::kReversed:
      first = HighestRun(count);
      break;
    case AllocationPolicy::kRandom:
      first = RandomRun(count);
      break;
  }
  if (!first) return std::nullopt;
  for (std::uint32_t i = 0; i < count; ++i) Take(*first + i);
  return static_cast<std::uint8_t>(*first);
}

bool RegisterAllocator::Claim(std::uint8_t reg) {
  if (used_[reg]) return false;
  Take(reg);
  return true;
}

void RegisterAllocator::ClaimParameters(std::uint32_t count) {
  QS_ASSERT(in_use_ == 0, "parameters come before every other register");
  QS_ASSERT(count <= kRegisters, "parameters that do not fit live in slots");
  for (std::uint32_t reg = 0; reg < count; ++reg) Take(reg);
}

void RegisterAllocator::Release(std::uint8_t reg) {
  QS_ASSERT(used_[reg], "a register is released once, by whoever has it");
  used_[reg] = false;
  --in_use_;
  while (top_ > 0 && !used_[top_ - 1]) --top_;
}

std::uint32_t RegisterAllocator::Slot() {
  if (free_slots_.empty()) {
    slots_.push_back(true);
    return slot_count() - 1;
  }
  const std::uint32_t slot = free_slots_.back();
  free_slots_.pop_back();
  slots_[slot] = true;
  return slot;
}

void RegisterAllocator::ReleaseSlot(std::uint32_t slot) {
  QS_ASSERT(slot < slots_.size() && slots_[slot], "a slot is released once, by whoever has it");
  slots_[slot] = false;
  free_slots_.push_back(slot);
}

void RegisterAllocator::Reset() {
  random_ = SplitMix64(seed_);
  used_.reset();
  in_use_ = 0;
  top_ = 0;
  high_water_ = 0;
  slots_.clear();
  free_slots_.clear();
}

void RegisterAllocator::Take(std::uint32_t reg) {
  used_[reg] = true;
  ++in_use_;
  if (reg >= top_) top_ = reg + 1;
  if (top_ > high_water_) high_water_ = top_;
}

bool RegisterAllocator::IsFree(std::uint32_t first, std::uint32_t count) const {
  for (std::uint32_t reg = first; reg < first + count; ++reg) {
    if (used_[reg]) return false;
  }
  return true;
}

std::optional<std::uint32_t> RegisterAllocator::LowestRun(std::uint32_t count) const {
  std::uint32_t run = 0;
  for (std::uint32_t reg = 0; reg < kRegisters; ++reg) {
    run = used_[reg] ? 0 : run + 1;
    if (run == count) return reg + 1 - count;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> RegisterAllocator::HighestRun(std::uint32_t count) const {
  std::uint32_t run = 0;
  for (std::uint32_t reg = kRegisters; reg-- > 0;) {
    run = used_[reg] ? 0 : run + 1;
    if (run == count) return reg;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> RegisterAllocator::RandomRun(std::uint32_t count) {
  std::uint32_t runs = 0;
  for (std::uint32_t first = 0; first + count <= kRegisters; ++first) runs += IsFree(first, count);
  if (runs == 0) return std::nullopt;
  std::uint32_t chosen = random_.Below(runs);
  for (std::uint32_t first = 0;; ++first) {
    if (IsFree(first, count) && chosen-- == 0) return first;
  }
}

}  // namespace quicksilver
