#ifndef QUICKSILVER_VM_VALUE_STACK_H_
#define QUICKSILVER_VM_VALUE_STACK_H_

// The memory of registers: segments that never move, so that pointers into frames stay good while
// others are called.
//
// The first segment is small and later ones double, because most runs need a few hundred cells and
// a deep recursion needs many. It lies in the stack itself and is cleared in two goes, because a
// program of a line needs a few cells and is over sooner than they all are cleared. Segments above
// the current one are spare: a loop that calls across a boundary does not allocate each time.
// Invariant: a cell below a segment's limit that no frame uses holds no object. It is wrong to free
// a segment a frame lies in.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <vector>

#include "engine/bytecode/instruction.h"
#include "engine/runtime/value.h"

namespace quicksilver {

// One activation's way back to its caller. Which chant runs, the callee cell below `base` knows.
struct CallFrame {
  const Word* return_pc;
  RawValue* base;       // the caller's registers
  RawValue* constants;  // the caller's
  RawValue* result;     // where the caller wants the result
};

class ValueStack {
 public:
  // All segments together have at most this many cells.
  static constexpr std::uint64_t kMostCells = (std::uint64_t{1} << 30) / sizeof(RawValue);

  ValueStack() { std::fill_n(first_, kClearedAtFirst, RawValue{0}); }
  ValueStack(const ValueStack&) = delete;
  ValueStack& operator=(const ValueStack&) = delete;

  // The first cell of the first segment.
  RawValue* bottom() { return first_; }
  // The end of the current segment, as far as it may be used.
  RawValue* limit() const { return limit_; }
  // Moves the limit to the end of the first segment. False if it is there, or another is current.
  bool Widen();

  // Makes a segment with room for `cells` current, to be left when the frame that is put at its
  // start returns to `return_pc`. Its first cell, or null when the budget is spent.
  RawValue* Enter(std::uint64_t cells, const Word* return_pc);
  // Makes the segment before current again; where that frame returns to.
  const Word* Leave();

 private:
  static constexpr std::uint64_t kFirstCells = 512;
  static constexpr std::uint64_t kClearedAtFirst = 32;
  static constexpr std::uint64_t kLargestCells = (std::uint64_t{64} << 20) / sizeof(RawValue);

  struct Free {
    void operator()(RawValue* cells) const { std::free(cells); }
  };
  struct Segment {
    std::unique_ptr<RawValue[], Free> cells;
    std::uint64_t count = 0;
    const Word* return_pc = nullptr;
  };

  bool Add(std::uint64_t cells);
  // The end of the segment `index`, as far as it may be used.
  RawValue* LimitOf(std::size_t index);

  std::uint64_t first_count_ = kClearedAtFirst;  // the first segment's, up to its limit
  std::vector<Segment> segments_;                // behind the first
  std::size_t current_ = 0;                      // 0: the first; i: segments_[i - 1]
  std::uint64_t total_ = kFirstCells;
  RawValue* limit_ = first_ + kClearedAtFirst;
  RawValue first_[kFirstCells];
};

}  // namespace quicksilver

#endif  // QUICKSILVER_VM_VALUE_STACK_H_
