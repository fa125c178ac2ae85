#ifndef QUICKSILVER_RUNTIME_OBJECT_H_
#define QUICKSILVER_RUNTIME_OBJECT_H_

// The layouts of everything on the heap.
//
// Values are immutable once shared: an object may be changed in place only while exactly one
// reference to it exists (text.h, list.h and map.h hold the operations). The exceptions are Cells,
// which are variables, not values, and the caches marked below. Every cycle of references therefore
// passes through a Cell. It is wrong to allocate these other than through Heap.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/runtime/value.h"

namespace quicksilver {

// --- Text ------------------------------------------------------------------------------------

// Bytes that several texts share as prefixes: `t + a` may write behind t's end when nothing has
// been written there yet, because t itself never looks past its own size.
struct TextBuffer {
  std::uint32_t refs;
  std::uint32_t padding;
  std::uint64_t used;
  std::uint64_t capacity;
  char* bytes() { return reinterpret_cast<char*>(this + 1); }
};

// A text of more bytes cannot be made: operations that would are out of memory.
inline constexpr std::uint64_t kLargestText = 0xFFFF'FFF0;

struct Text : Object {
  static constexpr std::uint16_t kAscii = 1;       // aux: every byte is below 0x80
  static constexpr std::uint16_t kAsciiKnown = 2;  // aux: kAscii is decided (cache)
  static constexpr std::uint16_t kShared = 4;      // aux: the bytes are a TextBuffer's
  std::uint32_t size;                              // bytes
  std::uint32_t hash;                              // cache; 0: not computed
  const char* data;                                // behind this header, or behind the buffer's
  std::string_view view() const { return {data, size}; }
  // Null: the bytes follow this header. Not a field, because a text of eight bytes then fits into
  // 32.
  TextBuffer* buffer() const {
    if ((aux & kShared) == 0) return nullptr;
    return reinterpret_cast<TextBuffer*>(const_cast<char*>(data)) - 1;
  }
};

// --- List ------------------------------------------------------------------------------------

// The elements [0, used) are owned. A list sees the first `length` of them.
struct ListBuffer : Object {
  std::uint64_t used;
  std::uint64_t capacity;
  Value* items() { return reinterpret_cast<Value*>(this + 1); }
};

struct List : Object {
  std::uint64_t length;
  ListBuffer* buffer;  // null when nothing was ever stored
  std::span<const Value> items() const {
    return {buffer == nullptr ? nullptr : buffer->items(), static_cast<std::size_t>(length)};
  }
};

// --- Map -------------------------------------------------------------------------------------

struct MapEntry {
  Text* key;  // owned
  Value value;
};

// Entries are dense; beyond kMapLinear entries an open-addressing index over them follows in the
// same block. Iteration is in byte order of the keys: SortMap (map.h) establishes it lazily.
struct Map : Object {
  static constexpr std::uint16_t kSorted = 1;  // aux: entries are in key order (cache)
  std::uint32_t count;
  std::uint32_t capacity;  // entries
  MapEntry* entries;       // null when capacity is 0
  std::uint32_t* index() const { return reinterpret_cast<std::uint32_t*>(entries + capacity); }
};

// --- Small values ------------------------------------------------------------------------------

struct Range : Object {
  double start;
  double end;
};

// Triumph, Mishap, Present.
struct Box : Object {
  Value value;
};

struct Capability : Object {
  Text* resource;       // owned
  Text* justification;  // owned
};

// --- Chants ------------------------------------------------------------------------------------

// What both engines know about a chant's code. Each derives its own from it; the code outlives the
// heap of every context that runs it, and what has the name outlives the code.
struct ChantCode {
  std::string_view name = "_";
  std::uint32_t required = 0;  // parameters before a rest parameter
  bool rest = false;
};

// A chant as a value: code and what it captured. The syntax tree calls its own node Chant.
struct Closure : Object {
  const ChantCode* code;
  std::uint32_t capture_count;
  std::uint32_t padding;
  Value* captures() { return reinterpret_cast<Value*>(this + 1); }
};

// Variables. `slots` may hold Unbound. All cells of a heap are linked, for the cycle collector.
struct Cell : Object {
  std::uint32_t count;
  std::uint32_t padding;
  Cell* previous;
  Cell* next;
  Value* slots() { return reinterpret_cast<Value*>(this + 1); }
};

// --- Forms and variants ------------------------------------------------------------------------

// What a field's declared type asks, decided by its spelling (section 6 of the definition).
enum class FieldType : std::uint8_t {
  kAnything,  // no demand: a generic parameter of the form
  kNumber,
  kText,
  kTruth,
  kNothing,
  kList,
  kMap,
  kChant,
  kOutcome,
  kMaybe,
  kRange,
  kIterator,
  kGrove,
  kCapability,
  kNamed,  // a name to resolve when checked
};

struct FieldInfo {
  std::string name;
  std::string type_name;  // as written
  FieldType type = FieldType::kAnything;
  // kNamed: where the engine that made the definition finds the name.
  std::uint32_t resolution = 0;
};

struct FormInfo {
  std::string name;
  std::vector<FieldInfo> fields;
};

struct FormDef : Object {
  const FormInfo* info;
  std::uint32_t capture_count;
  std::uint32_t padding;
  Value* captures() { return reinterpret_cast<Value*>(this + 1); }
};

struct Struct : Object {
  FormDef* form;  // owned
  Value* fields() { return reinterpret_cast<Value*>(this + 1); }
  std::size_t count() const { return form->info->fields.size(); }
};

struct CaseInfo {
  std::string name;
  bool constructor = false;  // declared with parentheses
  std::uint32_t field_count = 0;
};

struct VariantInfo {
  std::string name;
  std::vector<CaseInfo> cases;
};

struct VariantDef : Object {
  const VariantInfo* info;
};

struct VariantValue : Object {
  VariantDef* definition;  // owned
  std::uint32_t case_index;
  std::uint32_t field_count;  // the case's, at hand
  Value* fields() { return reinterpret_cast<Value*>(this + 1); }
  const CaseInfo& case_info() const { return definition->info->cases[case_index]; }
  std::size_t count() const { return field_count; }
};

// A case that takes fields, as a value.
struct Constructor : Object {
  VariantDef* definition;  // owned
  std::uint32_t case_index;
  std::uint32_t padding;
  const CaseInfo& case_info() const { return definition->info->cases[case_index]; }
};

// --- Iterators and groves ------------------------------------------------------------------------

enum class IteratorKind : std::uint16_t { kList, kRange, kMap, kFilter, kTake };

// aux is the IteratorKind. kList: inner is the List; kRange: inner is the Range; the others: inner
// is the Iterator below. position: the next index, or how many kTake may still give.
struct Iterator : Object {
  Value inner;
  Value function;  // kMap, kFilter
  double position;
  IteratorKind kind() const { return static_cast<IteratorKind>(aux); }
};

// What a grove offers: names, each with the slot of the grove's variables that it reads.
struct Grove : Object {
  Text* name;       // owned
  Cell* variables;  // owned
  Value exports;    // a Map from names to slots
};

}  // namespace quicksilver

#endif  // QUICKSILVER_RUNTIME_OBJECT_H_
