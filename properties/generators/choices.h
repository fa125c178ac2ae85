#ifndef QUICKSILVER_PROPERTIES_GENERATORS_CHOICES_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_CHOICES_H_

// The one reader that every generator asks when there is something to decide.
//
// A decision takes one byte (more only where there are more than 256 answers), so that a fuzzer
// that changes a byte changes a decision. The bytes come from a fuzzer, from a file, from
// RapidCheck, or from a seed. Invariant: the same bytes give the same answers with every compiler
// and build; when the bytes run out, every answer is the first one: 0, false, the first row of a
// table. A table's first row must therefore be the simplest. It is wrong to ask twice in the
// arguments of one call: C++ does not say which question comes first.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/splitmix.h"

namespace quicksilver::properties {

class Choices {
 public:
  // Reads `bytes`, which outlive the reader.
  static Choices FromBytes(std::span<const std::uint8_t> bytes);
  // Never runs out; remembers what it gave.
  static Choices FromSeed(std::uint64_t seed);

  // Nothing is left: every further answer is the simplest.
  bool exhausted() const { return !endless_ && next_ >= bytes_.size(); }

  // A number below `bound`, which is not 0. A bound of 1 takes no byte.
  std::uint32_t Below(std::uint32_t bound);
  // One of least … most.
  std::uint32_t Between(std::uint32_t least, std::uint32_t most) {
    return least + Below(most - least + 1);
  }
  // True in `percent` of 100 cases.
  bool Flip(std::uint32_t percent);
  // The index of a row, in proportion to the weights, of which at least one is not 0.
  std::size_t Pick(std::span<const std::uint8_t> weights);

  // A finite number, often one at which engines go wrong: zeros of both signs, the ends of the
  // integers that fit 32 and 53 bits, the largest and the smallest doubles. (Infinities and NaN
  // have no literals; programs compute them.)
  double Number();
  // A small whole number, 0 the likeliest.
  double SmallNumber() { return Below(10); }

  // The bytes used so far: FromBytes of them gives the same answers.
  std::span<const std::uint8_t> recorded() const;

 private:
  Choices(std::span<const std::uint8_t> bytes, std::uint64_t seed, bool endless);
  std::uint32_t Byte();

  std::span<const std::uint8_t> bytes_;
  std::size_t next_ = 0;
  SplitMix64 random_;
  std::uint64_t random_bits_ = 0;
  unsigned random_left_ = 0;  // bytes left in random_bits_
  bool endless_;
  std::vector<std::uint8_t> given_;  // from a seed
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_CHOICES_H_
