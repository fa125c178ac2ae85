// The text builtins. Positions and widths count code points; results are checked against the heap's
// budget before they are built.

#include <algorithm>
#include <cstring>

#include "engine/base/utf8.h"
#include "engine/runtime/builtins_support.h"
#include "engine/runtime/builtins_table.h"

namespace quicksilver {
namespace {

const Text* AsText(const Value& value) { return value.as<Text>(); }

// The offset of `pattern` (not empty) in `text` at or after `from`; npos where there is none. In
// time of what it looks at, which std::string_view::find does not promise.
std::size_t Find(std::string_view text, std::string_view pattern, std::size_t from) {
  // In pieces that double: AddressSanitizer looks at all of a range before memmem finds something
  // at its start, which makes a million hits in one long text quadratic.
  for (std::size_t piece = 256 + pattern.size();; piece *= 2) {
    const std::size_t size = std::min(piece, text.size() - from);
    const void* found = memmem(text.data() + from, size, pattern.data(), pattern.size());
    if (found != nullptr) {
      return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
    }
    if (from + size == text.size()) return std::string_view::npos;
    from += size - (pattern.size() - 1);  // a hit may begin in this piece and end in the next
  }
}

std::uint64_t CountOccurrences(std::string_view text, std::string_view pattern) {
  std::uint64_t count = 0;
  for (std::size_t at = Find(text, pattern, 0); at != std::string_view::npos;
       at = Find(text, pattern, at + pattern.size())) {
    ++count;
  }
  return count;
}

// The text with each byte changed by `map`, which changes ASCII to ASCII and leaves other bytes.
template <typename ByteMap>
Value MapBytes(Runtime& runtime, std::span<Value> args, ByteMap map) {
  if (!CheckText(runtime, args[0])) return Value::Raised();
  const Text* text = AsText(args[0]);
  if (!ChargeBytes(runtime, text->size)) return Value::Raised();
  char* data = nullptr;
  Value result = MakeText(runtime, text->size, AsciiFlags(text), &data);
  if (!result.is_raised()) std::transform(text->data, text->data + text->size, data, map);
  return result;
}

// starts_with, ends_with, contains: a question whose answer takes looking through one argument.
template <typename Test>
Value TestTexts(Runtime& runtime, std::span<Value> args, std::size_t looked_through, Test test) {
  if (!CheckText(runtime, args[0]) || !CheckText(runtime, args[1])) return Value::Raised();
  if (!ChargeBytes(runtime, AsText(args[looked_through])->size)) return Value::Raised();
  return Value::Truth(test(AsText(args[0])->view(), AsText(args[1])->view()));
}

Value SplitIntoCodePoints(Runtime& runtime, const Text* text) {
  const std::uint64_t length = TextLength(text);
  if (!runtime.Charge(length)) return Value::Raised();
  // The pieces are small; together they may be more than there is room for.
  if (!runtime.heap().Fits(length * (sizeof(Text) + sizeof(Value)))) {
    return runtime.RaiseOutOfMemory();
  }
  ListBuilder pieces(runtime, static_cast<double>(length));
  if (!pieces.ok()) return Value::Raised();
  const std::string_view view = text->view();
  for (std::size_t at = 0; at < view.size();) {
    const unsigned size = Utf8Length(view[at]);
    pieces.Add(Value::Adopt(runtime.heap().NewText(view.substr(at, size))));
    at += size;
  }
  return pieces.Take();
}

Value Pad(Runtime& runtime, std::span<Value> args, bool left) {
  if (!CheckText(runtime, args[0]) || !CheckNumber(runtime, args[1]) ||
      !CheckText(runtime, args[2])) {
    return Value::Raised();
  }
  const Text* text = AsText(args[0]);
  const Text* pad = AsText(args[2]);
  if (pad->size == 0 || pad->size != Utf8Length(pad->data[0])) {
    return RaiseCustom(runtime, "Pad character must be a single character");
  }
  const double missing = CountOf(args[1].number()) - static_cast<double>(TextLength(text));
  if (missing <= 0) return args[0];
  char* data = nullptr;
  Value result = MakeText(runtime, text->size + missing * pad->size,
                          AsciiFlags(text) & AsciiFlags(pad), &data);
  if (result.is_raised()) return result;
  const std::uint32_t size = AsText(result)->size;
  if (!ChargeBytes(runtime, size)) return Value::Raised();
  const std::uint32_t padding = size - text->size;
  if (text->size != 0) std::memcpy(left ? data + padding : data, text->data, text->size);
  char* pads = left ? data : data + text->size;
  for (std::uint32_t at = 0; at < padding; at += pad->size) {
    std::memcpy(pads + at, pad->data, pad->size);
  }
  return result;
}

}  // namespace

Value BuiltinLength(Runtime& runtime, std::span<Value> args) {
  const Value& value = args[0];
  if (value.is(ObjectType::kText)) {
    if (!IsAscii(AsText(value)) && !ChargeBytes(runtime, AsText(value)->size)) {
      return Value::Raised();
    }
    return Value::Number(static_cast<double>(TextLength(AsText(value))));
  }
  if (value.is(ObjectType::kList)) {
    return Value::Number(static_cast<double>(value.as<List>()->length));
  }
  if (value.is(ObjectType::kMap)) return Value::Number(value.as<Map>()->count);
  RaiseExpected(runtime, "Text, List or Map", value);
  return Value::Raised();
}

Value BuiltinSlice(Runtime& runtime, std::span<Value> args) {
  if (!CheckText(runtime, args[0]) || !CheckNumber(runtime, args[1]) ||
      !CheckNumber(runtime, args[2])) {
    return Value::Raised();
  }
  const Text* text = AsText(args[0]);
  if (!IsAscii(text) && !ChargeBytes(runtime, text->size)) return Value::Raised();
  const std::optional<Bounds> bounds =
      CheckBounds(runtime, args[1].number(), args[2].number(), TextLength(text));
  if (!bounds) return Value::Raised();
  const std::string_view slice = TextSlice(text, bounds->start, bounds->end);
  if (slice.size() == text->size) return args[0];
  if (!ChargeBytes(runtime, slice.size())) return Value::Raised();
  return CopyText(runtime, slice, AsciiFlags(text));
}

Value BuiltinConcat(Runtime& runtime, std::span<Value> args) {
  if (!CheckText(runtime, args[0]) || !CheckText(runtime, args[1])) return Value::Raised();
  if (!ChargeBytes(runtime, AsText(args[1])->size)) return Value::Raised();
  return runtime.OrOutOfMemory(JoinTexts(runtime.heap(), AsText(args[0]), AsText(args[1])));
}

Value BuiltinUpper(Runtime& runtime, std::span<Value> args) {
  return MapBytes(runtime, args, [](char byte) {
    return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 'a' + 'A') : byte;
  });
}

Value BuiltinLower(Runtime& runtime, std::span<Value> args) {
  return MapBytes(runtime, args, [](char byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
  });
}

Value BuiltinSplit(Runtime& runtime, std::span<Value> args) {
  if (!CheckText(runtime, args[0]) || !CheckText(runtime, args[1])) return Value::Raised();
  const Text* text = AsText(args[0]);
  if (!ChargeBytes(runtime, text->size)) return Value::Raised();
  const std::string_view separator = AsText(args[1])->view();
  if (separator.empty()) return SplitIntoCodePoints(runtime, text);
  const std::string_view view = text->view();
  const std::uint64_t count = CountOccurrences(view, separator) + 1;
  if (!runtime.Charge(count)) return Value::Raised();
  if (!runtime.heap().Fits(count * (sizeof(Text) + sizeof(Value)) + view.size())) {
    return runtime.RaiseOutOfMemory();
  }
  ListBuilder pieces(runtime, static_cast<double>(count));
  if (!pieces.ok()) return Value::Raised();
  for (std::size_t start = 0;;) {
    const std::size_t end = Find(view, separator, start);
    const std::string_view piece = view.substr(start, end - start);  // npos: to the end
    Value copy = CopyText(runtime, piece, AsciiFlags(text));
    if (copy.is_raised()) return copy;
    pieces.Add(std::move(copy));
    if (end == std::string_view::npos) return pieces.Take();
    start = end + separator.size();
  }
}

Value BuiltinJoin(Runtime& runtime, std::span<Value> args) {
  if (!CheckList(runtime, args[0]) || !CheckText(runtime, args[1])) return Value::Raised();
  const std::span<const Value> pieces = args[0].as<List>()->items();
  const Text* separator = AsText(args[1]);
  if (!runtime.Charge(pieces.size())) return Value::Raised();
  double bytes = 0;
  std::uint16_t flags = AsciiFlags(separator);
  for (const Value& piece : pieces) {
    if (!CheckText(runtime, piece)) return Value::Raised();
    bytes += AsText(piece)->size;
    flags &= AsciiFlags(AsText(piece));
  }
  if (pieces.size() > 1) bytes += static_cast<double>(pieces.size() - 1) * separator->size;
  char* data = nullptr;
  Value result = MakeText(runtime, bytes, flags, &data);
  if (result.is_raised() || bytes == 0) return result;
  if (!ChargeBytes(runtime, AsText(result)->size)) return Value::Raised();
  const auto append = [&data](const Text* text) {
    std::memcpy(data, text->data, text->size);
    data += text->size;
  };
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i != 0) append(separator);
    append(AsText(pieces[i]));
  }
  return result;
}

Value BuiltinTrim(Runtime& runtime, std::span<Value> args) {
  if (!CheckText(runtime, args[0])) return Value::Raised();
  const Text* text = AsText(args[0]);
  if (!ChargeBytes(runtime, text->size)) return Value::Raised();
  const char* start = text->data;
  const char* end = start + text->size;
  while (start < end) {
    const DecodedCodePoint first = DecodeUtf8(start, end);
    if (!IsWhiteSpace(first.code_point)) break;
    start += first.length;
  }
  while (start < end) {
    const char* last = end - 1;
    while (IsUtf8Continuation(*last)) --last;
    if (!IsWhiteSpace(DecodeUtf8(last, end).code_point)) break;
    end = last;
  }
  const std::string_view rest(start, static_cast<std::size_t>(end - start));
  if (rest.size() == text->size) return args[0];
  return CopyText(runtime, rest, AsciiFlags(text));
}

Value BuiltinStartsWith(Runtime& runtime, std::span<Value> args) {
  return TestTexts(runtime, args, 1, [](std::string_view text, std::string_view prefix) {
    return text.starts_with(prefix);
  });
}

Value BuiltinEndsWith(Runtime& runtime, std::span<Value> args) {
  return TestTexts(runtime, args, 1, [](std::string_view text, std::string_view suffix) {
    return text.ends_with(suffix);
  });
}

Value BuiltinContains(Runtime& runtime, std::span<Value> args) {
  return TestTexts(runtime, args, 0, [](std::string_view text, std::string_view part) {
    return part.empty() || Find(text, part, 0) != std::string_view::npos;
  });
}

Value BuiltinReplace(Runtime& runtime, std::span<Value> args) {
  for (const Value& arg : args) {
    if (!CheckText(runtime, arg)) return Value::Raised();
  }
  const Text* text = AsText(args[0]);
  const Text* pattern = AsText(args[1]);
  const Text* replacement = AsText(args[2]);
  if (pattern->size == 0) return RaiseCustom(runtime, "Cannot replace an empty text");
  if (!ChargeBytes(runtime, text->size)) return Value::Raised();
  const std::string_view view = text->view();
  const std::uint64_t count = CountOccurrences(view, pattern->view());
  if (count == 0) return args[0];
  // 32-bit sizes make no product that a double cannot bound.
  const double bytes = static_cast<double>(view.size() - count * pattern->size) +
                       static_cast<double>(count) * replacement->size;
  char* data = nullptr;
  Value result = MakeText(runtime, bytes, AsciiFlags(text) & AsciiFlags(replacement), &data);
  if (result.is_raised() || bytes == 0) return result;
  if (!ChargeBytes(runtime, AsText(result)->size)) return Value::Raised();
  for (std::size_t start = 0;;) {
    const std::size_t at = Find(view, pattern->view(), start);
    const std::string_view kept = view.substr(start, at - start);
    if (!kept.empty()) std::memcpy(data, kept.data(), kept.size());
    if (at == std::string_view::npos) return result;
    data += kept.size();
    if (replacement->size != 0) std::memcpy(data, replacement->data, replacement->size);
    data += replacement->size;
    start = at + pattern->size;
  }
}

Value BuiltinCharAt(Runtime& runtime, std::span<Value> args) {
  if (!CheckText(runtime, args[0]) || !CheckNumber(runtime, args[1])) return Value::Raised();
  const Text* text = AsText(args[0]);
  if (!IsAscii(text) && !ChargeBytes(runtime, text->size)) return Value::Raised();
  const std::optional<std::uint64_t> index =
      CheckIndex(runtime, args[1].number(), TextLength(text));
  if (!index) return Value::Raised();
  return CopyText(runtime, TextSlice(text, *index, *index + 1), AsciiFlags(text));
}

Value BuiltinRepeat(Runtime& runtime, std::span<Value> args) {
  if (!CheckText(runtime, args[0]) || !CheckNumber(runtime, args[1])) return Value::Raised();
  const Text* text = AsText(args[0]);
  const double count = CountOf(args[1].number());
  if (count == 1 || text->size == 0) return args[0];  // also: infinitely often nothing
  char* data = nullptr;
  Value result = MakeText(runtime, count * text->size, AsciiFlags(text), &data);
  if (result.is_raised() || count == 0) return result;
  const std::uint32_t size = AsText(result)->size;
  if (!ChargeBytes(runtime, size)) return Value::Raised();
  // Each round doubles what is there.
  std::memcpy(data, text->data, text->size);
  for (std::uint32_t done = text->size; done < size;) {
    const std::uint32_t piece = std::min(done, size - done);
    std::memcpy(data + done, data, piece);
    done += piece;
  }
  return result;
}

Value BuiltinPadLeft(Runtime& runtime, std::span<Value> args) { return Pad(runtime, args, true); }

Value BuiltinPadRight(Runtime& runtime, std::span<Value> args) { return Pad(runtime, args, false); }

Value BuiltinReverse(Runtime& runtime, std::span<Value> args) {
  if (!CheckText(runtime, args[0])) return Value::Raised();
  const Text* text = AsText(args[0]);
  if (!ChargeBytes(runtime, text->size)) return Value::Raised();
  char* data = nullptr;
  Value result = MakeText(runtime, text->size, AsciiFlags(text), &data);
  if (result.is_raised()) return result;
  char* out = data + text->size;
  for (const char* at = text->data; at < text->data + text->size;) {
    const unsigned size = Utf8Length(*at);
    out -= size;
    std::memcpy(out, at, size);
    at += size;
  }
  return result;
}

}  // namespace quicksilver
