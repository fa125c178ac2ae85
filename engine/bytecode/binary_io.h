#ifndef QUICKSILVER_BYTECODE_BINARY_IO_H_
#define QUICKSILVER_BYTECODE_BINARY_IO_H_

// Little-endian numbers, and texts with their length, into and out of bytes.
//
// Invariant: a ByteReader never looks behind its bytes; once anything was missing or wrong it has
// failed, keeps the first reason and yields zeros, so that a caller may look once at the end. It
// allocates only what the bytes that remain can fill. It is wrong to loop over a count that did not
// come from Count.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace quicksilver {

class ByteWriter {
 public:
  void U8(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void Flag(bool value) { U8(value ? 1 : 0); }
  void U16(std::uint16_t value) { Number(value, 2); }
  void U32(std::uint32_t value) { Number(value, 4); }
  void U64(std::uint64_t value) { Number(value, 8); }
  void Count(std::size_t count) { U32(static_cast<std::uint32_t>(count)); }
  void Text(std::string_view text) {
    Count(text.size());
    bytes_.append(text);
  }
  void Raw(std::string_view bytes) { bytes_.append(bytes); }

  const std::string& bytes() const { return bytes_; }
  std::string Take() { return std::move(bytes_); }

 private:
  void Number(std::uint64_t value, unsigned size) {
    char bytes[sizeof(value)];
    for (unsigned i = 0; i < sizeof(value); ++i) bytes[i] = static_cast<char>(value >> (8 * i));
    bytes_.append(bytes, size);
  }

  std::string bytes_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t U8() { return static_cast<std::uint8_t>(Number(1)); }
  std::uint16_t U16() { return static_cast<std::uint16_t>(Number(2)); }
  std::uint32_t U32() { return static_cast<std::uint32_t>(Number(4)); }
  std::uint64_t U64() { return Number(8); }
  bool Flag() {
    const std::uint8_t value = U8();
    if (value > 1) Fail("a flag that is neither 0 nor 1");
    return value == 1;
  }
  // A number below `count`, in one byte.
  template <typename Enum>
  Enum Kind(unsigned count) {
    const std::uint8_t value = U8();
    if (value < count) return static_cast<Enum>(value);
    Fail("a kind out of range");
    return static_cast<Enum>(0);
  }
  // How many elements of at least `element_size` bytes follow; 0 and failure when the bytes cannot
  // hold as many.
  std::uint32_t Count(std::size_t element_size) {
    const std::uint32_t count = U32();
    if (count <= rest_.size() / element_size) return count;
    Fail("truncated");
    return 0;
  }
  std::string_view Text() {
    const std::uint32_t size = Count(1);
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }

  void Fail(std::string_view reason) {
    if (error_.empty()) error_ = reason;
    rest_ = {};
  }
  bool failed() const { return !error_.empty(); }
  const std::string& error() const { return error_; }
  std::size_t remaining() const { return rest_.size(); }

 private:
  std::uint64_t Number(unsigned size) {
    if (rest_.size() < size) {
      Fail("truncated");
      return 0;
    }
    std::uint64_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    }
    rest_.remove_prefix(size);
    return value;
  }

  std::string_view rest_;
  std::string error_;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_BINARY_IO_H_
