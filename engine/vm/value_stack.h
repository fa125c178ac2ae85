#ifndef QUICKSILVER_VM_VALUE_STACK_H_
#define QUICKSILVER_VM_VALUE_STACK_H_

// The memory of registers: segments that never move, so that pointers into frames stay good while
// others are called.
//
// The first segment is small and later ones double, because most runs need a few hundred cells and
// a deep recursion needs many. Segments above the current one are spare: a loop that calls across a
// boundary does not allocate each time. Invariant: a cell that no frame uses holds no object. It is
// wrong to free a segment a frame lies in.

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

  // The first cell of the first segment.
  RawValue* Bottom();
  // The end of the current segment.
  RawValue* limit() const { return limit_; }

  // Makes a segment with room for `cells` current, to be left when the frame that is put at its
  // start returns to `return_pc`. Its first cell, or null when the budget is spent.
  RawValue* Enter(std::uint64_t cells, const Word* return_pc);
  // Makes the segment before current again; where that frame returns to.
  const Word* Leave();

 private:
  static constexpr std::uint64_t kFirstCells = 512;
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

  std::vector<Segment> segments_;
  std::size_t current_ = 0;
  std::uint64_t total_ = 0;
  RawValue* limit_ = nullptr;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_VM_VALUE_STACK_H_
