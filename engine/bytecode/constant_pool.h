#ifndef QUICKSILVER_BYTECODE_CONSTANT_POOL_H_
#define QUICKSILVER_BYTECODE_CONSTANT_POOL_H_

// The numbers and texts of a chunk, each once.
//
// Entries are the same when type and bits are: 0 and -0 are two constants, a NaN equals itself, and
// the text "1" is not the number 1. Adding takes O(1) expected time; indexes are dense and never
// change. Invariant: kMaxConstants bounds the pool. It is wrong to keep a text's view while adding.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace quicksilver {

// A divisor as the instructions of remainders have it: if it is a whole number of 32 bits,
// otherwise 0.
inline std::uint32_t WholeDivisor(double number) {
  const bool fits = number >= 1 && number <= 0xFFFF'FFFF;
  const auto whole = fits ? static_cast<std::uint32_t>(number) : std::uint32_t{0};
  return static_cast<double>(whole) == number ? whole : 0;
}

class ConstantPool {
 public:
  enum class Type : std::uint8_t { kNumber, kText };
  struct Entry {
    Type type;
    std::uint64_t bits;  // a number's bits, or a text's place: offset << 32 | size
  };
  static constexpr std::uint32_t kMaxConstants = 1u << 30;
  static constexpr std::uint32_t kFull = 0xFFFF'FFFF;

  // The index of the constant, new or old; kFull when there is no room for another.
  std::uint32_t AddNumber(double number);
  std::uint32_t AddText(std::string_view text);

  std::uint32_t size() const { return static_cast<std::uint32_t>(entries_.size()); }
  Type type(std::uint32_t index) const { return entries_[index].type; }
  double number(std::uint32_t index) const;
  std::string_view text(std::uint32_t index) const;

  // Forgets all constants and keeps the memory.
  void Clear();

  // How many constants or places of the hash table a look-up of this constant inspects: for tests,
  // which assert that the number stays small.
  std::uint32_t ProbesFor(std::uint32_t index) const;
  // For how many constants there is room without allocating.
  std::size_t capacity() const { return entries_.capacity(); }

 private:
  template <typename Same>
  std::uint32_t Find(std::uint64_t hash, Same&& same) const;
  void Insert(std::uint64_t hash, std::uint32_t index);
  void Grow();
  std::uint64_t HashOf(const Entry& entry) const;
  std::string_view ViewOf(const Entry& entry) const;

  std::vector<Entry> entries_;
  std::string bytes_;
  std::vector<std::uint32_t> table_;  // open addressing over entries_
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_CONSTANT_POOL_H_
