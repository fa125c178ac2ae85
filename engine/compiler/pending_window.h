#ifndef QUICKSILVER_COMPILER_PENDING_WINDOW_H_
#define QUICKSILVER_COMPILER_PENDING_WINDOW_H_

// The values that one instruction will take from neighbouring registers, as they are compiled.
//
// Windows nest as the expressions do whose operands they hold, so they all lie in one stack, and a
// call allocates nothing. Invariant: only the innermost window grows; those inside it are gone when
// it does. It is wrong to keep a view of one while something is compiled.

#include <cstddef>
#include <span>
#include <vector>

#include "engine/base/assert.h"
#include "engine/compiler/function_builder.h"

namespace quicksilver {

class PendingWindow {
 public:
  explicit PendingWindow(std::vector<ValueId>& stack) : stack_(stack), begin_(stack.size()) {}
  ~PendingWindow() { stack_.resize(begin_); }
  PendingWindow(const PendingWindow&) = delete;
  PendingWindow& operator=(const PendingWindow&) = delete;

  void Add(ValueId value) {
    QS_ASSERT(stack_.size() == begin_ + size_, "windows inside are gone before this one grows");
    stack_.push_back(value);
    ++size_;
  }
  void Clear() {
    stack_.resize(begin_);
    size_ = 0;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  ValueId operator[](std::size_t i) const { return stack_[begin_ + i]; }
  std::span<const ValueId> values() const { return std::span(stack_).subspan(begin_, size_); }

 private:
  std::vector<ValueId>& stack_;
  std::size_t begin_;
  std::size_t size_ = 0;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_COMPILER_PENDING_WINDOW_H_
