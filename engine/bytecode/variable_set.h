#ifndef QUICKSILVER_BYTECODE_VARIABLE_SET_H_
#define QUICKSILVER_BYTECODE_VARIABLE_SET_H_

// A set of up to 256 variables of a frame: its registers, or one batch of its slots.
//
// Invariant: none beyond the type; all 256 members are meaningful to the set itself. It is wrong to
// ask for members from 256 upwards.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace quicksilver {

class VariableSet {
 public:
  static constexpr std::uint32_t kSize = 256;

  static constexpr VariableSet All() {
    VariableSet all;
    all.words_.fill(~std::uint64_t{0});
    return all;
  }
  // The members first .. first + count - 1, cut at the end of the set.
  static constexpr VariableSet Range(std::uint32_t first, std::uint32_t count) {
    VariableSet range;
    for (std::uint32_t i = first; i < first + count && i < kSize; ++i) range.Add(i);
    return range;
  }

  constexpr void Add(std::uint32_t member) { words_[member / 64] |= Bit(member); }
  constexpr void Remove(std::uint32_t member) { words_[member / 64] &= ~Bit(member); }
  constexpr bool Has(std::uint32_t member) const {
    return (words_[member / 64] & Bit(member)) != 0;
  }
  constexpr bool Empty() const { return (words_[0] | words_[1] | words_[2] | words_[3]) == 0; }
  // The lowest member; kSize when there is none.
  constexpr std::uint32_t Lowest() const {
    for (std::uint32_t i = 0; i < words_.size(); ++i) {
      if (words_[i] != 0) return i * 64 + static_cast<std::uint32_t>(std::countr_zero(words_[i]));
    }
    return kSize;
  }

  constexpr VariableSet& operator|=(const VariableSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  constexpr VariableSet& operator&=(const VariableSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
    return *this;
  }
  constexpr VariableSet& operator-=(const VariableSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
    return *this;
  }
  friend constexpr VariableSet operator|(VariableSet a, const VariableSet& b) { return a |= b; }
  friend constexpr VariableSet operator&(VariableSet a, const VariableSet& b) { return a &= b; }
  friend constexpr VariableSet operator-(VariableSet a, const VariableSet& b) { return a -= b; }
  friend constexpr bool operator==(const VariableSet&, const VariableSet&) = default;

 private:
  static constexpr std::uint64_t Bit(std::uint32_t member) {
    return std::uint64_t{1} << (member % 64);
  }

  std::array<std::uint64_t, 4> words_{};
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_VARIABLE_SET_H_
