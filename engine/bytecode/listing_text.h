#ifndef QUICKSILVER_BYTECODE_LISTING_TEXT_H_
#define QUICKSILVER_BYTECODE_LISTING_TEXT_H_

// What the tables of a chunk hold, as pieces of a listing: constants, keys, places, captures.
//
// Invariant: every index has a text; what the chunk does not have prints as `#7?` or `s3?`. Pieces
// are short whatever the content, on one line, and valid UTF-8. It is wrong to print values of a
// program with these: they are cut.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/bytecode/chunk.h"

namespace quicksilver {

// Names in listings are cut behind so many code points.
inline constexpr std::size_t kListingNameLimit = 40;

// `text`, with a `?` behind it unless it is valid.
std::string MarkedText(std::string text, bool valid);
// What stands for the content of an entry that is not there.
std::string MissingText(std::uint32_t index);

// `12.5`, `"text"`; `#7?` past the pool.
std::string ConstantText(const Chunk& chunk, std::uint32_t index);
// A constant that is a name: without quotes.
std::string ConstantName(const Chunk& chunk, std::uint32_t index);
// `{a, b}`.
std::string KeysText(const Chunk& chunk, std::uint32_t index);
// `x[.].name`.
std::string PlaceText(const Chunk& chunk, const PlaceInfo& place);
// `r3`, `s1`: the index counts registers first, then slots.
std::string FrameIndexText(const Function& function, std::uint32_t index);
// Where a closure finds what it captures: `r3`, `c0`, `itself`.
std::string CaptureText(const CaptureSource& source);
// At most `limit` code points; control characters and bytes that are not UTF-8 as escapes.
std::string ListingText(std::string_view text, std::size_t limit);
// The same in double quotes, with those inside escaped.
std::string QuotedText(std::string_view text, std::size_t limit);

}  // namespace quicksilver

#endif  // QUICKSILVER_BYTECODE_LISTING_TEXT_H_
