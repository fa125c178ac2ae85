#ifndef QUICKSILVER_BYTECODE_ARCHIVE_FORMAT_H_
#define QUICKSILVER_BYTECODE_ARCHIVE_FORMAT_H_

// The head of an archive: what comes before the chunk, shared by writing and reading. BYTECODE.md
// has the layout.
//
// Invariant: kFormatVersion changes whenever the layout of the payload does, the fingerprint
// whenever the opcodes or builtins do. It is wrong to read a payload whose head does not agree in
// both.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace quicksilver {

inline constexpr std::string_view kArchiveMagic{"QSB\0\r\n\x1A\n", 8};
inline constexpr std::uint32_t kArchiveVersion = 1;

inline constexpr std::size_t kArchiveVersionOffset = 8;       // 4 bytes
inline constexpr std::size_t kArchiveSizeOffset = 12;         // 8 bytes: of the payload
inline constexpr std::size_t kArchiveFingerprintOffset = 20;  // 8 bytes
inline constexpr std::size_t kArchiveChecksumOffset = 28;     // 8 bytes
inline constexpr std::size_t kArchiveHeaderSize = 36;

// FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv): offset basis and prime are the published
// ones. It finds accidents; whoever wants to deceive it can, which is why what it lets pass is
// verified.
class Fnv1a64 {
 public:
  constexpr void Add(std::string_view bytes) {
    for (const char byte : bytes) Add(static_cast<std::uint8_t>(byte));
  }
  constexpr void Add(std::uint8_t byte) { hash_ = (hash_ ^ byte) * 0x0000'0100'0000'01B3; }
  constexpr std::uint64_t hash() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xCBF2'9CE4'8422'2325;
};

// Names and shapes of all opcodes, names and arities of all builtins, names of all error kinds.
std::uint64_t ArchiveFingerprint();

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_ARCHIVE_FORMAT_H_
