#include "properties/generators/corruption.h"

#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <utility>

#include "engine/bytecode/archive.h"
#include "engine/bytecode/archive_format.h"
#include "engine/bytecode/opcodes.h"

namespace quicksilver::properties {
namespace {

// One as a rule: a second change is mostly seen before the first has done anything.
std::uint32_t Changes(Choices& choices) { return 1 + (choices.Flip(30) ? choices.Below(4) : 0); }

std::uint32_t SizeOf(const auto& list) { return static_cast<std::uint32_t>(list.size()); }

// An index or a count near `number`, or at an end of the range.
std::uint32_t Near(Choices& choices, std::uint32_t number) {
  switch (choices.Below(6)) {
    case 0:
      return number + 1;
    case 1:
      return number - 1;
    case 2:
      return choices.Below(16);
    case 3:
      return 0xFFFF'FFFF;
    case 4:
      return 0x8000'0000;
    default:
      return number ^ 1u << choices.Below(32);
  }
}

void Change(Choices& choices, std::uint32_t& number) { number = Near(choices, number); }

// --- Code

std::string CorruptWord(Choices& choices, Function& function) {
  if (function.code.empty()) return "no code";
  const std::uint32_t pc = choices.Below(SizeOf(function.code));
  Word& word = function.code[pc];
  switch (choices.Below(5)) {
    case 0:
      word ^= Word{1} << choices.Below(32);
      return fmt::format("a bit of word {}", pc);
    case 1:
      // Another instruction with the same operands.
      word = (word & ~Word{0xFF}) | choices.Below(kOpcodeCount);
      return fmt::format("the opcode of word {}", pc);
    case 2: {
      // The register or number beside the right one.
      const std::uint32_t shift = 8 * (1 + choices.Below(3));
      const Word field = (word >> shift) + (choices.Flip(50) ? 1 : 0xFF);
      word = (word & ~(Word{0xFF} << shift)) | (field & 0xFF) << shift;
      return fmt::format("a field of word {}", pc);
    }
    case 3:
      Change(choices, word);
      return fmt::format("word {}", pc);
    default: {
      const std::uint32_t other = choices.Below(SizeOf(function.code));
      std::swap(word, function.code[other]);
      return fmt::format("words {} and {} swapped", pc, other);
    }
  }
}

std::string CorruptLength(Choices& choices, Function& function) {
  if (function.code.empty()) return "no code";
  const std::uint32_t pc = choices.Below(SizeOf(function.code));
  const auto at = function.code.begin() + pc;
  switch (choices.Below(3)) {
    case 0:
      function.code.erase(at);
      return fmt::format("word {} removed", pc);
    case 1:
      function.code.insert(at, function.code[choices.Below(SizeOf(function.code))]);
      return fmt::format("a word inserted at {}", pc);
    default:
      function.code.resize(pc);
      return fmt::format("the code cut off at {}", pc);
  }
}

// --- What stands beside the code of a function

std::string CorruptHead(Choices& choices, Function& function) {
  constexpr std::array<std::pair<const char*, std::uint32_t Function::*>, 4> kCounts = {{
      {"register_count", &Function::register_count},
      {"slot_count", &Function::slot_count},
      {"capture_count", &Function::capture_count},
      {"cache_count", &Function::cache_count},
  }};
  const std::uint32_t drawn = choices.Below(6);
  if (drawn < kCounts.size()) {
    Change(choices, function.*kCounts[drawn].second);
    return kCounts[drawn].first;
  }
  if (drawn == 4) {
    Change(choices, function.required);
    return "the number of parameters";
  }
  function.rest = !function.rest;
  return "the rest parameter";
}

std::string CorruptHandler(Choices& choices, Function& function) {
  if (function.handlers.empty()) {
    function.handlers.push_back({.begin = 0, .end = SizeOf(function.code), .any = true});
    if (function.keep_sets.empty()) function.keep_sets.emplace_back();
    return "a handler more";
  }
  HandlerEntry& handler = function.handlers[choices.Below(SizeOf(function.handlers))];
  switch (choices.Below(5)) {
    case 0:
      Change(choices, handler.begin);
      return "where a handler begins";
    case 1:
      Change(choices, handler.end);
      return "where a handler ends";
    case 2:
      Change(choices, handler.target);
      return "where a handler leads";
    case 3:
      Change(choices, handler.keep);
      return "which set a handler keeps";
    default:
      handler.kind = static_cast<ErrorKind>(choices.Below(256));
      return "the kind that a handler catches";
  }
}

std::string CorruptKeepSet(Choices& choices, Function& function) {
  if (function.keep_sets.empty()) return "no keep set";
  auto& keep = function.keep_sets[choices.Below(SizeOf(function.keep_sets))];
  if (keep.empty() || choices.Flip(50)) {
    keep.push_back(choices.Below(16));
    return "one more kept";
  }
  Change(choices, keep[choices.Below(SizeOf(keep))]);
  return "which register is kept";
}

std::string CorruptCapture(Choices& choices, Function& function) {
  if (function.captures.empty()) {
    function.captures.push_back({static_cast<CaptureKind>(choices.Below(5)), choices.Below(4)});
    if (choices.Flip(80)) function.capture_count = SizeOf(function.captures);
    return "a capture more";
  }
  CaptureSource& source = function.captures[choices.Below(SizeOf(function.captures))];
  if (choices.Flip(50)) {
    source.kind = static_cast<CaptureKind>(choices.Below(6));
    return "the kind of a capture";
  }
  Change(choices, source.index);
  return "the index of a capture";
}

std::string CorruptLine(Choices& choices, Function& function) {
  if (function.lines.empty()) return "no line entry";
  LineEntry& entry = function.lines[choices.Below(SizeOf(function.lines))];
  if (choices.Flip(50)) {
    Change(choices, entry.pc);
    return "where a line entry begins";
  }
  Change(choices, entry.span.begin);
  return "a span";
}

// --- Tables of the chunk

std::string CorruptConstants(Choices& choices, Chunk& chunk) {
  ConstantPool changed;
  const std::uint32_t victim = choices.Below(chunk.constants.size() + 1);
  const bool swap_type = choices.Flip(50);
  for (std::uint32_t i = 0; i < chunk.constants.size(); ++i) {
    const bool is_text = chunk.constants.type(i) == ConstantPool::Type::kText;
    if (i == victim && !swap_type) break;
    if (is_text != (i == victim)) {
      changed.AddText(is_text ? chunk.constants.text(i) : fmt::format("was constant {}", i));
    } else {
      changed.AddNumber(is_text ? i + 0.25 : chunk.constants.number(i));
    }
  }
  chunk.constants = std::move(changed);
  return fmt::format("constant {}", victim);
}

std::string CorruptForm(Choices& choices, Chunk& chunk) {
  if (chunk.forms.empty()) return "no form";
  CompiledForm& form = *chunk.forms[choices.Below(SizeOf(chunk.forms))];
  switch (choices.Below(4)) {
    case 0:
      if (form.fields.empty()) return "no field";
      Change(choices, form.fields[choices.Below(SizeOf(form.fields))].resolution);
      return "where a field's type is sought";
    case 1:
      if (form.captures.empty()) return "no capture of a form";
      form.captures[choices.Below(SizeOf(form.captures))] = {
          static_cast<CaptureKind>(choices.Below(6)), choices.Below(16)};
      return "a capture of a form";
    case 2: {
      if (form.resolutions.empty()) return "no resolution";
      auto& steps = form.resolutions[choices.Below(SizeOf(form.resolutions))];
      if (steps.empty()) return "no step";
      NameStep& step = steps[choices.Below(SizeOf(steps))];
      step.kind = static_cast<NameStep::Kind>(choices.Below(5));
      if (choices.Flip(50)) Change(choices, choices.Flip(50) ? step.index : step.slot);
      return "a step of a resolution";
    }
    default:
      if (form.fields.empty()) return "no field";
      form.fields[choices.Below(SizeOf(form.fields))].type =
          static_cast<FieldType>(choices.Below(20));
      return "the type of a field";
  }
}

std::string CorruptVariant(Choices& choices, Chunk& chunk) {
  if (chunk.variants.empty()) return "no variant";
  VariantInfo& variant = *chunk.variants[choices.Below(SizeOf(chunk.variants))];
  if (variant.cases.empty()) return "no case";
  if (choices.Flip(30)) {
    variant.cases.pop_back();
    return "a case less";
  }
  CaseInfo& info = variant.cases[choices.Below(SizeOf(variant.cases))];
  if (choices.Flip(50)) {
    info.constructor = !info.constructor;
    return "whether a case has fields";
  }
  info.field_count = choices.Below(300);
  return "how many fields a case has";
}

std::string CorruptPlace(Choices& choices, Chunk& chunk) {
  if (chunk.places.empty()) return "no place";
  PlaceInfo& place = chunk.places[choices.Below(SizeOf(chunk.places))];
  switch (choices.Below(6)) {
    case 0:
      place.root = static_cast<VariableKind>(choices.Below(9));
      return "the root of a place";
    case 1:
      Change(choices, place.index);
      return "where a place begins";
    case 2:
      Change(choices, place.slot);
      return "the slot of a place";
    case 3:
      Change(choices, place.name);
      return "the name of a place";
    case 4:
      if (place.steps.empty()) return "no step of a place";
      place.steps.pop_back();
      return "a step of a place less";
    default:
      place.steps.push_back({choices.Flip(50), choices.Below(8), {}});
      return "a step of a place more";
  }
}

std::string CorruptLists(Choices& choices, Chunk& chunk) {
  switch (choices.Below(5)) {
    case 0: {
      if (chunk.key_lists.empty()) return "no key list";
      auto& keys = chunk.key_lists[choices.Below(SizeOf(chunk.key_lists))];
      if (keys.empty() || choices.Flip(30)) {
        keys.push_back(choices.Below(8));
      } else {
        Change(choices, keys[choices.Below(SizeOf(keys))]);
      }
      return "a list of keys";
    }
    case 1:
      if (chunk.globals.empty()) return "no global";
      chunk.globals.pop_back();
      return "a global less";
    case 2:
      if (chunk.embodies.empty()) return "no embody";
      chunk.embodies[choices.Below(SizeOf(chunk.embodies))].methods.emplace_back("more");
      return "the methods of an embody";
    case 3:
      if (chunk.functions.size() < 2) return "one function";
      std::swap(chunk.functions[choices.Below(SizeOf(chunk.functions))],
                chunk.functions[choices.Below(SizeOf(chunk.functions))]);
      return "two functions swapped";
    default:
      if (chunk.functions.size() < 2) return "one function";
      chunk.functions.pop_back();
      return "a function less";
  }
}

// What is changed, of 100: code most, because the verifier has most to say about it.
constexpr std::array<std::uint8_t, 12> kCorruptionShares = {36, 8, 9, 9, 5, 6, 3, 4, 5, 4, 6, 5};

std::string CorruptOnce(Choices& choices, Chunk& chunk) {
  const std::size_t what = choices.Pick(kCorruptionShares);
  if (chunk.functions.empty()) return "no function";
  const std::uint32_t number = choices.Below(SizeOf(chunk.functions));
  Function& function = *chunk.functions[number];
  const std::string where = fmt::format("function {}: ", number);
  switch (what) {
    case 0:
      return where + CorruptWord(choices, function);
    case 1:
      return where + CorruptLength(choices, function);
    case 2:
      return where + CorruptHead(choices, function);
    case 3:
      return where + CorruptHandler(choices, function);
    case 4:
      return where + CorruptKeepSet(choices, function);
    case 5:
      return where + CorruptCapture(choices, function);
    case 6:
      return where + CorruptLine(choices, function);
    case 7:
      return CorruptConstants(choices, chunk);
    case 8:
      return CorruptForm(choices, chunk);
    case 9:
      return CorruptVariant(choices, chunk);
    case 10:
      return CorruptPlace(choices, chunk);
    default:
      return CorruptLists(choices, chunk);
  }
}

// --- Archives

std::uint32_t ReadWord(const std::string& bytes, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 4; i-- > 0;) word = word << 8 | static_cast<unsigned char>(bytes[at + i]);
  return word;
}

void Write(std::string& bytes, std::size_t at, std::uint64_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<char>(number >> 8 * i);
}

void CorruptBytes(Choices& choices, std::string& bytes) {
  const std::uint32_t size = SizeOf(bytes);
  if (size == 0) return;
  // Behind the head most of the time, of which little can be wrong in few ways.
  std::uint32_t at = choices.Below(size);
  if (at < kArchiveHeaderSize && size > kArchiveHeaderSize && choices.Flip(80)) {
    at += static_cast<std::uint32_t>(kArchiveHeaderSize);
    if (at >= size) at = size - 1;
  }
  switch (choices.Below(5)) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ 1 << choices.Below(8));
      break;
    case 1:
      bytes[at] = static_cast<char>(choices.Below(256));
      break;
    case 2:
      // A count or an index, if one is here.
      if (at + 4 <= size) Write(bytes, at, Near(choices, ReadWord(bytes, at)), 4);
      break;
    case 3: {
      const std::uint32_t count = 1 + choices.Below(16);
      bytes.erase(at, count);
      break;
    }
    default: {
      const std::uint32_t from = choices.Below(size);
      const std::string part = bytes.substr(from, 1 + choices.Below(32));
      bytes.insert(at, part);
      break;
    }
  }
}

}  // namespace

std::string CorruptChunk(Choices& choices, Chunk& chunk) {
  std::string changes;
  for (std::uint32_t left = Changes(choices); left > 0; --left) {
    changes += CorruptOnce(choices, chunk) + "\n";
  }
  return changes;
}

std::string CorruptArchive(Choices& choices, std::string archive) {
  for (std::uint32_t left = Changes(choices); left > 0; --left) CorruptBytes(choices, archive);
  if (choices.Flip(5)) archive.resize(choices.Below(SizeOf(archive) + 1));
  if (archive.size() < kArchiveHeaderSize) return archive;
  if (choices.Flip(90)) {
    Write(archive, kArchiveSizeOffset, archive.size() - kArchiveHeaderSize, 8);
  }
  if (choices.Flip(95)) UpdateArchiveChecksum(archive);
  return archive;
}

}  // namespace quicksilver::properties
