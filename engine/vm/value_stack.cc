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

RawValue* ValueStack::Bottom() {
  if (segments_.empty()) {
    if (!Add(kFirstCells)) std::abort();
    limit_ = segments_[0].cells.get() + kFirstCells;
  }
  return segments_[0].cells.get();
}

RawValue* ValueStack::Enter(std::uint64_t cells, const Word* return_pc) {
  if (current_ + 1 < segments_.size() && segments_[current_ + 1].count < cells) {
    while (segments_.size() > current_ + 1) {
      total_ -= segments_.back().count;
      segments_.pop_back();
    }
  }
  if (current_ + 1 == segments_.size()) {
    const std::uint64_t doubled = std::min(kLargestCells, segments_[current_].count * 2);
    if (!Add(std::max(doubled, cells)) && !Add(cells)) return nullptr;
  }
  Segment& entered = segments_[++current_];
  entered.return_pc = return_pc;
  limit_ = entered.cells.get() + entered.count;
  return entered.cells.get();
}

const Word* ValueStack::Leave() {
  QS_ASSERT(current_ > 0, "the first segment is never left");
  const Word* return_pc = segments_[current_].return_pc;
  --current_;
  limit_ = segments_[current_].cells.get() + segments_[current_].count;
  return return_pc;
}

}  // namespace quicksilver
