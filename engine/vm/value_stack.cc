#include "engine/vm/value_stack.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace quicksilver {

bool ValueStack::Add(std::uint64_t cells) {
  if (cells > kMostCells || total_ > kMostCells - cells) return false;
  // Zeroed memory holds numbers, and the system gives large blocks zeroed without touching them.
  auto* memory = static_cast<RawValue*>(std::calloc(cells, sizeof(RawValue)));
  if (memory == nullptr) return false;
  segments_.push_back({std::unique_ptr<RawValue[], Free>(memory), cells, nullptr});
  total_ += cells;
  return true;
}

RawValue* ValueStack::LimitOf(std::size_t index) {
  if (index == 0) return first_ + first_count_;
  const Segment& segment = segments_[index - 1];
  return segment.cells.get() + segment.count;
}

bool ValueStack::Widen() {
  if (current_ != 0 || first_count_ == kFirstCells) return false;
  std::fill(first_ + first_count_, first_ + kFirstCells, RawValue{0});
  first_count_ = kFirstCells;
  limit_ = LimitOf(0);
  return true;
}

RawValue* ValueStack::Enter(std::uint64_t cells, const Word* return_pc) {
  if (current_ < segments_.size() && segments_[current_].count < cells) {
    while (segments_.size() > current_) {
      total_ -= segments_.back().count;
      segments_.pop_back();
    }
  }
  if (current_ == segments_.size()) {
    const std::uint64_t count = current_ == 0 ? kFirstCells : segments_[current_ - 1].count;
    const std::uint64_t doubled = std::min(kLargestCells, count * 2);
    if (!Add(std::max(doubled, cells)) && !Add(cells)) return nullptr;
  }
  Segment& entered = segments_[current_++];
  entered.return_pc = return_pc;
  limit_ = LimitOf(current_);
  return entered.cells.get();
}

const Word* ValueStack::Leave() {
  QS_ASSERT(current_ > 0, "the first segment is never left");
  const Word* return_pc = segments_[--current_].return_pc;
  limit_ = LimitOf(current_);
  return return_pc;
}

}  // namespace quicksilver
