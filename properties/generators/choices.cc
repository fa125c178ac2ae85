#include "properties/generators/choices.h"

#include <bit>
#include <cmath>

#include "engine/base/assert.h"

namespace quicksilver::properties {
namespace {

constexpr double kInterestingNumbers[] = {
    0.0,
    -0.0,
    1.0,
    -1.0,
    2.0,
    0.1,
    0.5,
    -0.5,
    0.30000000000000004,  // 0.1 + 0.2
    255.0,
    256.0,
    65535.0,
    65536.0,
    2147483647.0,  // 2^31 - 1
    2147483648.0,
    -2147483648.0,
    -2147483649.0,
    4294967296.0,
    9007199254740991.0,  // 2^53 - 1: the last whole number with a successor
    9007199254740992.0,
    -9007199254740993.0,
    9223372036854775808.0,  // 2^63
    1e21,
    1e23,  // its shortest digits and its fixed digits differ
    1e308,
    -1e308,
    1.7976931348623157e308,
    2.2250738585072014e-308,  // the least normal double
    5e-324,
};

// How a number is made. Few are special: a program of special numbers ends in NaN at once.
enum NumberChoice : std::uint8_t { kSmall, kTenths, kWhole, kInteresting, kAnyBits };
constexpr std::uint8_t kNumberWeights[] = {
    56,  // small whole numbers, which meet each other in comparisons and as keys
    12,  // tenths, which are not exact
    8,   // whole numbers to 65,535
    22,  // the table above
    2,   // any bits: rare, for they are long to read and tell little
};

}  // namespace

Choices::Choices(std::span<const std::uint8_t> bytes, std::uint64_t seed, bool endless)
    : bytes_(bytes), random_(seed), endless_(endless) {
  if (endless_) given_.reserve(512);
}

Choices Choices::FromBytes(std::span<const std::uint8_t> bytes) { return {bytes, 0, false}; }
Choices Choices::FromSeed(std::uint64_t seed) { return {{}, seed, true}; }

std::uint32_t Choices::Byte() {
  if (endless_) {
    if (random_left_ == 0) {
      random_bits_ = random_.Next();
      random_left_ = 8;
    }
    const auto byte = static_cast<std::uint8_t>(random_bits_);
    random_bits_ >>= 8;
    --random_left_;
    given_.push_back(byte);
    return byte;
  }
  return next_ < bytes_.size() ? bytes_[next_++] : 0;
}

std::uint32_t Choices::Below(std::uint32_t bound) {
  QS_ASSERT(bound > 0, "there is no number below 0");
  if (bound == 1) return 0;
  // Scaled rather than taken modulo the bound: neighbouring bytes give neighbouring answers.
  if (bound <= 0x100) return (Byte() * bound) >> 8;
  std::uint64_t bits = Byte();
  bits = bits << 8 | Byte();
  if (bound <= 0x1'0000) return static_cast<std::uint32_t>((bits * bound) >> 16);
  bits = bits << 8 | Byte();
  bits = bits << 8 | Byte();
  return static_cast<std::uint32_t>((bits * bound) >> 32);
}

bool Choices::Flip(std::uint32_t percent) {
  if (percent == 0 || exhausted()) return false;
  return Below(100) + percent >= 100;
}

std::size_t Choices::Pick(std::span<const std::uint8_t> weights) {
  std::uint32_t total = 0;
  for (const std::uint8_t weight : weights) total += weight;
  std::uint32_t at = Below(total);
  std::size_t row = 0;
  while (at >= weights[row]) at -= weights[row++];
  return row;
}

double Choices::Number() {
  switch (static_cast<NumberChoice>(Pick(kNumberWeights))) {
    case kSmall:
      return SmallNumber();
    case kTenths:
      return Below(256) / 10.0;
    case kWhole:
      return Below(0x1'0000);
    case kInteresting:
      return kInterestingNumbers[Below(std::size(kInterestingNumbers))];
    case kAnyBits:
      break;
  }
  std::uint64_t bits = 0;
  for (int i = 0; i < 8; ++i) bits = bits << 8 | Byte();
  const auto number = std::bit_cast<double>(bits);
  if (std::isfinite(number)) return number;
  return std::bit_cast<double>(bits & ~(std::uint64_t{1} << 62));
}

std::span<const std::uint8_t> Choices::recorded() const {
  return endless_ ? std::span<const std::uint8_t>(given_) : bytes_.first(next_);
}

}  // namespace quicksilver::properties
