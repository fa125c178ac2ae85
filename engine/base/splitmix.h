#ifndef QUICKSILVER_BASE_SPLITMIX_H_
#define QUICKSILVER_BASE_SPLITMIX_H_

// Splitmix64: pseudo-random numbers that are the same with every compiler and library, from a seed
// that whoever wants them names.
//
// Invariant: the sequence depends on the seed alone; consecutive seeds give unrelated sequences. It
// is wrong to use it where somebody may gain from predicting it.

#include <cstdint>

namespace quicksilver {

class SplitMix64 {
 public:
  explicit constexpr SplitMix64(std::uint64_t seed) : state_(seed) {}

  constexpr std::uint64_t Next() {
    state_ += 0x9E37'79B9'7F4A'7C15;
    return Mix(state_);
  }
  // A number below `bound`, which is not 0. The bias is below bound / 2^32.
  constexpr std::uint32_t Below(std::uint32_t bound) {
    return static_cast<std::uint32_t>((Next() >> 32) * bound >> 32);
  }

  // Spreads the bits of `bits`; different arguments give different results.
  static constexpr std::uint64_t Mix(std::uint64_t bits) {
    bits = (bits ^ bits >> 30) * 0xBF58'476D'1CE4'E5B9;
    bits = (bits ^ bits >> 27) * 0x94D0'49BB'1331'11EB;
    return bits ^ bits >> 31;
  }

 private:
  std::uint64_t state_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BASE_SPLITMIX_H_
