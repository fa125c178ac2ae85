#ifndef QUICKSILVER_BASE_TRUNCATE_H_
#define QUICKSILVER_BASE_TRUNCATE_H_

// A number without its fraction, as an integer, in one instruction.
//
// Invariant: the answer is exact where it fits 64 bits, and the least of all integers where it does
// not and for NaN. A C++ cast leaves those cases undefined, so that it needs comparisons around it.
// It is wrong to take the least integer for more than "ask the slow way".

#include <cstdint>
#include <limits>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace quicksilver {

inline std::int64_t TruncateToInt64(double number) {
#if defined(__x86_64__)
  return _mm_cvttsd_si64(_mm_set_sd(number));
#else
  if (number >= -0x1p63 && number < 0x1p63) return static_cast<std::int64_t>(number);
  return std::numeric_limits<std::int64_t>::min();
#endif
}

}  // namespace quicksilver

#endif  // QUICKSILVER_BASE_TRUNCATE_H_
