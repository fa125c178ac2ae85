#ifndef QUICKSILVER_BYTECODE_ARCHIVE_H_
#define QUICKSILVER_BYTECODE_ARCHIVE_H_

// The persistent bytecode cache, `.qsb`: magic, format version, a fingerprint of the opcode table
// and the builtin table, checksum, then the chunk, little-endian, without pointers. BYTECODE.md has
// the layout.
//
// Invariant: ReadArchive returns only chunks that Verify has accepted; whatever the bytes are, it
// neither crashes nor allocates more than a small multiple of their number. It is wrong to trust a
// chunk that was read any other way.

#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "engine/bytecode/chunk.h"

namespace quicksilver {

std::string WriteArchive(const Chunk& chunk);

// Whether `bytes` begin like an archive (magic only).
bool LooksLikeArchive(std::string_view bytes);

// The chunk, or what is wrong: "not a Quicksilver archive", "truncated", "made by format 3, this is
// 4", "checksum does not match", "function 2, pc 7: …".
std::expected<std::unique_ptr<Chunk>, std::string> ReadArchive(std::string_view bytes);

// The checksum that belongs into the archive `bytes`: that of everything behind the head, whatever
// checksum is there.
std::uint64_t ArchiveChecksum(std::string_view bytes);
// Puts it there, for tools that alter archives and want to get past it. Leaves what is shorter than
// a head.
void UpdateArchiveChecksum(std::string& bytes);

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_ARCHIVE_H_
