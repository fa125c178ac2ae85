#ifndef QUICKSILVER_RUNTIME_TEXT_H_
#define QUICKSILVER_RUNTIME_TEXT_H_

// Texts: immutable UTF-8, counted in code points, joined in amortised time of what is added.
//
// A text's bytes follow its header or lie in a TextBuffer that several texts share as prefixes.
// Since a text never looks behind its own end, `t + a` may write there if nobody has yet: appending
// copies nothing, needs no ownership, and leaves t as it was if something fails later. It is wrong
// to hold a text's view across anything that may release the text.

#include <cstdint>
#include <string_view>

#include "engine/runtime/heap.h"
#include "engine/runtime/object.h"
#include "engine/runtime/value.h"

namespace quicksilver {

// 32-bit FNV-1a with a final mix; never 0.
std::uint32_t HashBytes(std::string_view bytes);

inline std::uint32_t TextHash(const Text* text) {
  if (text->hash != 0) return text->hash;
  const std::uint32_t hash = HashBytes(text->view());
  const_cast<Text*>(text)->hash = hash;  // a cache; texts belong to one thread
  return hash;
}

inline bool TextEquals(const Text* a, const Text* b) {
  return a == b || (a->size == b->size && a->view() == b->view());
}

// Whether all bytes are ASCII, decided once.
bool IsAscii(const Text* text);

// Code points. Constant time for ASCII.
std::uint64_t TextLength(const Text* text);

// The bytes of code points [start, end); both within the length, start <= end.
std::string_view TextSlice(const Text* text, std::uint64_t start, std::uint64_t end);

// left + right. Raised (with no error set) when there is no room.
Value JoinTexts(Heap& heap, const Text* left, const Text* right);

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_TEXT_H_
