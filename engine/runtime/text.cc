#include "engine/runtime/text.h"

#include <algorithm>
#include <cstring>

#include "engine/base/utf8.h"

namespace quicksilver {
namespace {

// Below this a fresh copy is cheaper than a buffer with room to grow.
constexpr std::uint64_t kSmallJoin = 64;

Text* NewSlice(Heap& heap, TextBuffer* buffer, std::uint64_t size, std::uint16_t flags) {
  Text* text = heap.NewText({});
  text->data = buffer->bytes();  // the caller's reference to the buffer
  text->size = static_cast<std::uint32_t>(size);
  text->aux = static_cast<std::uint16_t>(flags | Text::kShared);
  return text;
}

}  // namespace

std::uint32_t HashBytes(std::string_view bytes) {
  std::uint32_t hash = 2166136261u;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<std::uint8_t>(byte)) * 16777619u;
  }
  hash ^= hash >> 15;
  return hash == 0 ? 1 : hash;
}

bool IsAscii(const Text* text) {
  if ((text->aux & Text::kAsciiKnown) == 0) {
    const bool ascii = CountCodePoints(text->view()) == text->size;
    auto* cache = const_cast<Text*>(text);
    cache->aux |= Text::kAsciiKnown;
    if (ascii) cache->aux |= Text::kAscii;
  }
  return (text->aux & Text::kAscii) != 0;
}

std::uint64_t TextLength(const Text* text) {
  return IsAscii(text) ? text->size : CountCodePoints(text->view());
}

std::string_view TextSlice(const Text* text, std::uint64_t start, std::uint64_t end) {
  const std::string_view view = text->view();
  if (IsAscii(text)) {
    return view.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start));
  }
  const std::string_view tail = view.substr(CodePointOffset(view, static_cast<std::size_t>(start)));
  return tail.substr(0, CodePointOffset(tail, static_cast<std::size_t>(end - start)));
}

namespace {

bool KnowsAscii(const Text* text) { return (text->aux & Text::kAsciiKnown) != 0; }

// What is known of left + right. Where one side's alphabet is known the other is looked at if the
// join copies it anyway: a text that is asked for its length after every append would otherwise be
// read from its beginning each time.
std::uint16_t FlagsOfJoin(const Text* left, const Text* right) {
  if (KnowsAscii(left)) IsAscii(right);
  if (KnowsAscii(right) && left->size <= right->size) IsAscii(left);
  if ((left->aux & right->aux & Text::kAscii) != 0) return Text::kAscii | Text::kAsciiKnown;
  const auto is_wide = [](const Text* text) { return KnowsAscii(text) && !IsAscii(text); };
  return is_wide(left) || is_wide(right) ? Text::kAsciiKnown : 0;
}

}  // namespace

Value JoinTexts(Heap& heap, const Text* left, const Text* right) {
  if (right->size == 0) return Value::Share(const_cast<Text*>(left));
  if (left->size == 0) return Value::Share(const_cast<Text*>(right));
  const std::uint64_t size = std::uint64_t{left->size} + right->size;
  const std::uint16_t flags = FlagsOfJoin(left, right);
  if (TextBuffer* buffer = left->buffer(); buffer != nullptr && buffer->used == left->size &&
                                           buffer->capacity - buffer->used >= right->size &&
                                           size <= kLargestText) {
    std::memcpy(buffer->bytes() + buffer->used, right->data, right->size);
    buffer->used = size;
    ++buffer->refs;
    return Value::Adopt(NewSlice(heap, buffer, size, flags));
  }
  if (size < kSmallJoin) {
    char* data;
    Text* text = heap.TryNewText(size, &data);
    std::memcpy(data, left->data, left->size);
    std::memcpy(data + left->size, right->data, right->size);
    text->aux = flags;
    return Value::Adopt(text);
  }
  if (size > kLargestText) return Value::Raised();
  // Doubling makes a chain of appends linear; near the budget it must still grow in proportion.
  std::uint64_t capacity = size * 2;
  if (!heap.Fits(sizeof(TextBuffer) + capacity)) capacity = size + size / 8;
  auto* buffer = static_cast<TextBuffer*>(heap.TryAllocate(sizeof(TextBuffer) + capacity));
  if (buffer == nullptr) return Value::Raised();
  buffer->refs = 1;
  buffer->capacity = capacity;
  buffer->used = size;
  std::memcpy(buffer->bytes(), left->data, left->size);
  std::memcpy(buffer->bytes() + left->size, right->data, right->size);
  return Value::Adopt(NewSlice(heap, buffer, size, flags));
}

}  // namespace quicksilver
