#ifndef QUICKSILVER_RUNTIME_LIMITS_H_
#define QUICKSILVER_RUNTIME_LIMITS_H_

// What one run may use. Exceeding a limit ends the run with a resource error, which no attempt
// catches. It is wrong to expect two engines to count alike: only that the limit fires is common.

#include <cstdint>

namespace quicksilver {

struct Limits {
  // Bytes on the context's heap; at most kMaxHeapBytes (reference counts have 32 bits).
  std::uint64_t heap_bytes = std::uint64_t{1} << 30;
  // Nested chant activations; tail calls do not nest.
  std::uint32_t call_depth = 10'000;
  // Engine-defined steps; 0 means no limit.
  std::uint64_t steps = 0;

  static constexpr std::uint64_t kMaxHeapBytes = std::uint64_t{16} << 30;
};

// A canonical form longer than this is OutOfMemory.
inline constexpr std::uint64_t kMaxCanonicalBytes = std::uint64_t{1} << 20;

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_LIMITS_H_
