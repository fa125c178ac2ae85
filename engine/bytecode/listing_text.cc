#include "engine/bytecode/listing_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "engine/base/number_text.h"
#include "engine/base/utf8.h"

namespace quicksilver {
namespace {

// Of lists of keys and of steps.
constexpr std::size_t kShownItems = 8;

std::string Escape(std::string_view text, std::size_t limit, bool quotes) {
  std::string out;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t count = 0; at < end; ++count) {
    if (count == limit) return out + "…";
    const DecodedCodePoint decoded = DecodeUtf8(at, end);
    if (decoded.length == 0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(*at++));
      continue;
    }
    const char32_t code_point = decoded.code_point;
    if (code_point == '\n') {
      out += "\\n";
    } else if (quotes && (code_point == '"' || code_point == '\\')) {
      out += '\\';
      out += static_cast<char>(code_point);
    } else if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0)) {
      out += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(code_point));
    } else {
      out.append(at, decoded.length);
    }
    at += decoded.length;
  }
  return out;
}

}  // namespace

std::string MarkedText(std::string text, bool valid) {
  if (!valid) text += '?';
  return text;
}

std::string MissingText(std::uint32_t index) { return fmt::format("#{}?", index); }

std::string ConstantText(const Chunk& chunk, std::uint32_t index) {
  if (index >= chunk.constants.size()) return MissingText(index);
  if (chunk.constants.type(index) == ConstantPool::Type::kText) {
    return QuotedText(chunk.constants.text(index), kListingNameLimit);
  }
  std::string text;
  AppendNumber(text, chunk.constants.number(index));
  return text;
}

std::string ConstantName(const Chunk& chunk, std::uint32_t index) {
  if (index >= chunk.constants.size() || chunk.constants.type(index) != ConstantPool::Type::kText) {
    return MissingText(index);
  }
  return ListingText(chunk.constants.text(index), kListingNameLimit);
}

std::string KeysText(const Chunk& chunk, std::uint32_t index) {
  if (index >= chunk.key_lists.size()) return MissingText(index);
  const std::vector<std::uint32_t>& keys = chunk.key_lists[index];
  std::string text = "{";
  for (std::size_t i = 0; i < std::min(keys.size(), kShownItems); ++i) {
    if (i > 0) text += ", ";
    text += ConstantName(chunk, keys[i]);
  }
  return text + (keys.size() > kShownItems ? ", …}" : "}");
}

std::string PlaceText(const Chunk& chunk, const PlaceInfo& place) {
  std::string text = ConstantName(chunk, place.name);
  for (std::size_t i = 0; i < std::min(place.steps.size(), kShownItems); ++i) {
    const PlaceStepInfo& step = place.steps[i];
    text += step.is_index ? "[.]" : "." + ConstantName(chunk, step.field);
  }
  return text + (place.steps.size() > kShownItems ? "…" : "");
}

std::string FrameIndexText(const Function& function, std::uint32_t index) {
  if (index < function.register_count) return fmt::format("r{}", index);
  const std::uint32_t slot = index - function.register_count;
  return MarkedText(fmt::format("s{}", slot), slot < function.slot_count);
}

std::string CaptureText(const CaptureSource& source) {
  switch (source.kind) {
    case CaptureKind::kRegister:
      return fmt::format("r{}", source.index);
    case CaptureKind::kSlot:
      return fmt::format("s{}", source.index);
    case CaptureKind::kCapture:
      return fmt::format("c{}", source.index);
    case CaptureKind::kSelf:
      return "itself";
    case CaptureKind::kGlobals:
      return "globals";
  }
  return fmt::format("source {}?", static_cast<unsigned>(source.kind));
}

std::string ListingText(std::string_view text, std::size_t limit) {
  return Escape(text, limit, false);
}

std::string QuotedText(std::string_view text, std::size_t limit) {
  return '"' + Escape(text, limit, true) + '"';
}

}  // namespace quicksilver
