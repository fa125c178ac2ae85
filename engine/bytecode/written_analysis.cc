#include "engine/bytecode/written_analysis.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <optional>
#include <utility>

#include "engine/bytecode/decoded_instruction.h"

namespace quicksilver {
namespace {

using Fault = WrittenAnalysis::Fault;

}  // namespace

std::expected<void, Fault> WrittenAnalysis::Check(const Chunk& chunk, const Function& function) {
  flow_.Build(function);
  if (auto checked = CheckRegisters(chunk, function); !checked) return checked;
  return CheckSlots(chunk, function);
}

std::expected<void, Fault> WrittenAnalysis::CheckRegisters(const Chunk& chunk,
                                                           const Function& function) {
  const auto blocks = flow_.blocks();
  summaries_.assign(blocks.size(), {});
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    Summary& summary = summaries_[i];
    VariableSet gone;  // cleared so far and not written again
    for (std::uint32_t pc = blocks[i].begin; pc < blocks[i].end;) {
      const DecodedInstruction instruction = DecodeInstruction(function.code, pc);
      const RegisterEffects effects = EffectsOnRegisters(chunk, instruction);
      if (effects.conflict.has_value()) {
        return std::unexpected(Fault{
            pc,
            fmt::format("r{} is moved out and used by the same instruction", *effects.conflict)});
      }
      pc = instruction.end();
      summary.clears |= effects.clears;
      summary.defines = (summary.defines - effects.clears) | effects.defines;
      summary.defines_on_next = effects.defines_on_next;
      if (MayReachHandler(instruction.op)) summary.lost |= gone | effects.clears;
      gone = (gone | effects.clears) - effects.defines;
    }
  }
  keep_.assign(function.keep_sets.size(), {});
  for (std::size_t i = 0; i < keep_.size(); ++i) {
    for (const std::uint32_t index : function.keep_sets[i]) {
      if (index < function.register_count) keep_[i].Add(index);
    }
  }
  Solve(function,
        VariableSet::Range(0, std::min(function.parameter_count(), function.register_count)));
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (!reached_[i]) continue;
    VariableSet written = in_[i];
    for (std::uint32_t pc = blocks[i].begin; pc < blocks[i].end;) {
      const DecodedInstruction instruction = DecodeInstruction(function.code, pc);
      const RegisterEffects effects = EffectsOnRegisters(chunk, instruction);
      const VariableSet missing = effects.reads - written;
      if (!missing.Empty()) {
        return std::unexpected(
            Fault{pc, fmt::format("r{} is read before it is written", missing.Lowest())});
      }
      written = (written - effects.clears) | effects.defines;
      pc = instruction.end();
    }
  }
  return {};
}

void WrittenAnalysis::CollectSlots(const Chunk& chunk, const Function& function) {
  effects_.clear();
  for (std::uint32_t pc = 0; pc < function.code.size();) {
    const DecodedInstruction instruction = DecodeInstruction(function.code, pc);
    AppendSlotEffects(chunk, instruction, effects_);
    pc = instruction.end();
  }
  slots_.clear();
  for (const SlotEffect& effect : effects_) slots_.push_back(effect.slot);
  std::ranges::sort(slots_);
  slots_.erase(std::ranges::unique(slots_).begin(), slots_.end());
  for (SlotEffect& effect : effects_) {
    effect.slot =
        static_cast<std::uint32_t>(std::ranges::lower_bound(slots_, effect.slot) - slots_.begin());
  }
  by_batch_.resize(effects_.size());
  for (std::uint32_t i = 0; i < by_batch_.size(); ++i) by_batch_[i] = i;
  std::ranges::sort(by_batch_, std::less{}, [this](std::uint32_t effect) {
    return std::pair(effects_[effect].slot / VariableSet::kSize, effect);
  });
}

void WrittenAnalysis::CollectKeptSlots(const Function& function) {
  kept_slots_.assign(function.keep_sets.size(), {});
  for (std::size_t i = 0; i < kept_slots_.size(); ++i) {
    for (const std::uint32_t index : function.keep_sets[i]) {
      if (index < function.register_count) continue;
      const std::uint32_t slot = index - function.register_count;
      const auto named = std::ranges::lower_bound(slots_, slot);
      if (named == slots_.end() || *named != slot) continue;
      kept_slots_[i].push_back(static_cast<std::uint32_t>(named - slots_.begin()));
    }
    std::ranges::sort(kept_slots_[i]);
  }
}

std::expected<void, Fault> WrittenAnalysis::CheckSlots(const Chunk& chunk,
                                                       const Function& function) {
  CollectSlots(chunk, function);
  if (effects_.empty()) return {};
  const std::uint64_t batches = (slots_.size() + VariableSet::kSize - 1) / VariableSet::kSize;
  if (batches * flow_.blocks().size() > kMaxWrittenWork) {
    return std::unexpected(Fault{0, fmt::format("too large to verify: {} blocks and {} slots",
                                                flow_.blocks().size(), slots_.size())});
  }
  CollectKeptSlots(function);
  std::optional<Fault> first_fault;
  const std::span all(by_batch_);
  for (std::size_t begin = 0; begin < all.size();) {
    const std::uint32_t batch = effects_[all[begin]].slot / VariableSet::kSize;
    std::size_t end = begin;
    while (end < all.size() && effects_[all[end]].slot / VariableSet::kSize == batch) ++end;
    const auto checked =
        CheckSlotBatch(function, batch * VariableSet::kSize, all.subspan(begin, end - begin));
    if (!checked && (!first_fault.has_value() || checked.error().pc < first_fault->pc)) {
      first_fault = checked.error();
    }
    begin = end;
  }
  if (first_fault.has_value()) return std::unexpected(*first_fault);
  return {};
}

std::expected<void, Fault> WrittenAnalysis::CheckSlotBatch(const Function& function,
                                                           std::uint32_t first,
                                                           std::span<const std::uint32_t> batch) {
  const auto blocks = flow_.blocks();
  summaries_.assign(blocks.size(), {});
  std::size_t block = 0;
  for (const std::uint32_t index : batch) {
    const SlotEffect& effect = effects_[index];
    while (effect.pc >= blocks[block].end) ++block;
    Summary& summary = summaries_[block];
    const std::uint32_t member = effect.slot - first;
    if (effect.access == SlotAccess::kStore) summary.defines.Add(member);
    if (effect.access != SlotAccess::kTake) continue;
    summary.clears.Add(member);
    summary.defines.Remove(member);
    const DecodedInstruction taking = DecodeInstruction(function.code, effect.pc);
    if (taking.end() < blocks[block].end || MayReachHandler(taking.op)) {
      summary.lost.Add(member);
    }
  }
  keep_.assign(function.keep_sets.size(), {});
  for (std::size_t i = 0; i < keep_.size(); ++i) {
    const auto& kept = kept_slots_[i];
    for (auto number = std::ranges::lower_bound(kept, first);
         number != kept.end() && *number - first < VariableSet::kSize; ++number) {
      keep_[i].Add(*number - first);
    }
  }
  VariableSet entry;
  for (std::uint32_t i = first; i < slots_.size() && i - first < VariableSet::kSize; ++i) {
    if (function.register_count + slots_[i] < function.parameter_count()) entry.Add(i - first);
  }
  Solve(function, entry);

  block = 0;
  VariableSet written = in_[0];
  for (const std::uint32_t index : batch) {
    const SlotEffect& effect = effects_[index];
    if (effect.pc >= blocks[block].end) {
      while (effect.pc >= blocks[block].end) ++block;
      written = in_[block];
    }
    if (!reached_[block]) continue;
    const std::uint32_t member = effect.slot - first;
    if (effect.access == SlotAccess::kStore) {
      written.Add(member);
      continue;
    }
    if (!written.Has(member)) {
      return std::unexpected(
          Fault{effect.pc, fmt::format("s{} is read before it is written", slots_[effect.slot])});
    }
    if (effect.access == SlotAccess::kTake) written.Remove(member);
  }
  return {};
}

void WrittenAnalysis::Solve(const Function& function, const VariableSet& entry) {
  const auto blocks = flow_.blocks();
  in_.assign(blocks.size(), VariableSet::All());
  reached_.assign(blocks.size(), false);
  queued_.assign(blocks.size(), false);
  tree_.assign(flow_.node_count(), VariableSet::All());
  tree_reached_.assign(flow_.node_count(), false);
  queue_.clear();
  Meet(0, entry);
  while (!queue_.empty()) {
    std::ranges::pop_heap(queue_, std::greater{});
    const std::uint32_t block = queue_.back();
    queue_.pop_back();
    queued_[block] = false;
    const Summary& summary = summaries_[block];
    if (flow_.has_handlers()) SendToHandlers(function, block);
    const VariableSet out = (in_[block] - summary.clears) | summary.defines;
    if (blocks[block].next != kNoIndex) Meet(blocks[block].next, out | summary.defines_on_next);
    if (blocks[block].jump != kNoIndex) Meet(blocks[block].jump, out);
  }
}

void WrittenAnalysis::Meet(std::uint32_t block, const VariableSet& state) {
  const VariableSet met = in_[block] & state;
  if (reached_[block] && met == in_[block]) return;
  in_[block] = met;
  reached_[block] = true;
  if (queued_[block]) return;
  queued_[block] = true;
  queue_.push_back(block);
  std::ranges::push_heap(queue_, std::greater{});
}

void WrittenAnalysis::SendToHandlers(const Function& function, std::uint32_t block) {
  const VariableSet state = in_[block] - summaries_[block].lost;
  for (std::uint32_t node = flow_.LeafOf(block); node != 0; node /= 2) {
    const VariableSet met = tree_[node] & state;
    // What did not change here has reached everything above.
    if (tree_reached_[node] && met == tree_[node]) break;
    tree_[node] = met;
    tree_reached_[node] = true;
    for (const std::uint32_t index : flow_.HandlersAt(node)) {
      const HandlerEntry& handler = function.handlers[index];
      Meet(flow_.BlockAt(handler.target), met & keep_[handler.keep]);
    }
  }
}

}  // namespace quicksilver
