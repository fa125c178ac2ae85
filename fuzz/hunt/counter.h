#ifndef QUICKSILVER_FUZZ_HUNT_COUNTER_H_
#define QUICKSILVER_FUZZ_HUNT_COUNTER_H_

// A number in shared memory that one process counts up and others read at any time.
//
// Counting is an ordinary load and store, not a locked instruction. Invariant: a reader sees a
// number that the counter had. It is wrong for two processes to count on one Counter.

#include <atomic>
#include <cstdint>

namespace quicksilver::hunt {

class Counter {
 public:
  void Add(std::uint64_t count = 1) { Set(Get() + count); }
  void Set(std::uint64_t value) { value_.store(value, std::memory_order_relaxed); }
  std::uint64_t Get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free,
              "counters are shared between processes");

}  // namespace quicksilver::hunt

#endif  // QUICKSILVER_FUZZ_HUNT_COUNTER_H_
