#include "engine/interpreter/environment.h"

#include <algorithm>
#include <utility>

#include "engine/base/assert.h"
#include "engine/runtime/builtins.h"

namespace quicksilver {

// --- Entries ----------------------------------------------------------------------------------

void NamedEntry::DefineAlias(Cell* cell, std::uint32_t slot) const {
  slots_[0] = Value::Share(cell);
  slots_[1] = Value::Number(static_cast<double>(Mark::kAlias) + slot);
}

Value& NamedEntry::Target(bool* by_variant) const {
  const double mark = slots_[1].is_number() ? slots_[1].number() : 0;
  if (mark < static_cast<double>(Mark::kAlias)) {
    if (by_variant != nullptr) *by_variant = is(Mark::kByVariant);
    return slots_[0];
  }
  Cell* cell = slots_[0].as<Cell>();
  const auto slot = static_cast<std::uint32_t>(mark - static_cast<double>(Mark::kAlias));
  if (by_variant != nullptr) {
    // An alias of an entry, or of a local weave in a Cell of its own.
    *by_variant = cell->count > slot + 1 && NamedEntry(cell->slots() + slot).is(Mark::kByVariant);
  }
  return cell->slots()[slot];
}

std::vector<NamedEntry> Environment::Link(const std::vector<std::string_view>& names) {
  std::vector<std::string_view> missing;
  for (const std::string_view name : names) {
    if (entries_.try_emplace(std::string(name)).second) missing.push_back(name);
  }
  if (!missing.empty()) {
    Cell* cell = heap_.NewCell(static_cast<std::uint32_t>(missing.size()) * NamedEntry::kSlots);
    cells_.push_back(Value::Adopt(cell));
    for (std::uint32_t i = 0; i < missing.size(); ++i) {
      const NamedEntry entry(cell, i);
      const auto builtin = FindBuiltin(missing[i]);
      entry.Define(builtin ? Value::Builtin(*builtin) : Value::Unbound(),
                   builtin ? Mark::kBuiltin : Mark::kFixed);
      entries_[std::string(missing[i])] = entry;
    }
  }
  std::vector<NamedEntry> linked;
  linked.reserve(names.size());
  for (const std::string_view name : names) linked.push_back(entries_.at(std::string(name)));
  return linked;
}

Environment::Where Environment::Find(NamedEntry entry) const {
  for (const Value& each : cells_) {
    Cell* cell = each.as<Cell>();
    const std::ptrdiff_t slot = &entry.value() - cell->slots();
    if (slot >= 0 && slot < static_cast<std::ptrdiff_t>(cell->count)) {
      return {cell, static_cast<std::uint32_t>(slot)};
    }
  }
  QS_UNREACHABLE("every entry lies in one of the environment's cells");
}

// --- Frames -----------------------------------------------------------------------------------

namespace {
constexpr std::size_t kChunk = 16 * 1024;
}

FrameStack::FrameStack() {
  chunks_.push_back({std::make_unique<Value[]>(kChunk), kChunk, nullptr});
  total_ = kChunk;
  Use(0);
  top_ = begin_;
}

void FrameStack::Use(std::size_t chunk) {
  current_ = chunk;
  begin_ = chunks_[chunk].values.get();
  end_ = begin_ + chunks_[chunk].size;
}

Value* FrameStack::PushChunk(std::size_t count) {
  // Chunks kept from earlier serve again if the next one is large enough.
  if (chunks_.size() > current_ + 1 && chunks_[current_ + 1].size < count) {
    while (chunks_.size() > current_ + 1) {
      total_ -= chunks_.back().size;
      chunks_.pop_back();
    }
  }
  if (chunks_.size() == current_ + 1) {
    const std::size_t size = std::max(kChunk, count);
    if (total_ + size > kBudget) return nullptr;
    chunks_.push_back({std::make_unique<Value[]>(size), size, nullptr});
    total_ += size;
  }
  chunks_[current_].top = top_;
  Use(current_ + 1);
  top_ = begin_ + count;
  return begin_;
}

void FrameStack::PopChunk() {
  Use(current_ - 1);
  top_ = chunks_[current_].top;
}

}  // namespace quicksilver
