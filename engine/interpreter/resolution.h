#ifndef QUICKSILVER_INTERPRETER_RESOLUTION_H_
#define QUICKSILVER_INTERPRETER_RESOLUTION_H_

// What the resolver finds out about one syntax tree before it runs: where every name leads.
//
// Where variables live:
//   - a file's top-level names are entries of its globals, a grove's are entries of the grove;
//   - every other variable has a slot in the frame of the chant that declares it;
//   - a weave that an inner chant uses lives in a Cell that its slot holds, because both must see
//     each other's `set`. All other variables never change, so inner chants capture their values.
// Invariant: tables are indexed by NodeId and never change after Resolve. It is wrong to use them
// with another tree than the one they were made from.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/runtime/object.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

struct Unit;

enum class Place : std::uint8_t {
  kGlobal,       // the file's global `index` (a Symbol)
  kSlot,         // the frame's slot `index`
  kSlotCell,     // in the Cell that the frame's slot `index` holds
  kCapture,      // the chant's capture `index`
  kCaptureCell,  // in the Cell that is the chant's capture `index`
  kSelf,         // the chant that is running, or the form whose field is checked
  kGrove,        // entry `entry` of a grove; while that is unbound, what `otherwise` says
};

// What a name means at one place in the text.
struct NameUse {
  Place place = Place::kGlobal;
  bool weave = false;           // a local that may be set
  bool by_variant = false;      // a local that a variant statement declared
  bool grove_captured = false;  // kGrove: the Grove is capture `index`, not slot `index`
  std::uint32_t index = 0;
  std::uint32_t entry = 0;
  std::uint32_t otherwise = 0;  // kGrove: index into Resolution::uses
};

// The frame slots that a block's own variables use; they are let go when it ends.
struct BlockSlots {
  std::uint32_t first = 0;
  std::uint32_t end = 0;
};

// What a new closure or form copies from the frame that makes it.
struct CapturedFrom {
  enum class From : std::uint8_t { kSlot, kCapture, kSelf };
  From from = From::kSlot;
  std::uint32_t index = 0;
};

// The fields mean, by kind of node:
//   name expression     use: what it means
//   bind, weave, chant, form, grove, summon   use: the variable declared
//   set                 use: the root
//   gather              use: the grove's name; first: Resolution::declared, one for each name
//   for each            use: the loop variable; first: Resolution::blocks, the body
//   yield               first: inside a chant; second: a tail call
//   break, continue, ?  first: inside a loop; inside a chant
//   should, attempt     first: Resolution::blocks, one after the other
//   whilst              first: Resolution::blocks
//   match               first: Resolution::arms; second: Resolution::blocks, the otherwise
//   chant (both)        first: Resolution::chants
//   form, variant, embody, grove, offer   first: their table
struct NodeInfo {
  NameUse use;
  std::uint32_t first = 0;
  std::uint32_t second = 0;
};

// A pattern: children follow each other from `first_field`.
struct PatternInfo {
  NameUse name;                   // kName: what it means outside the arm; kConstructor
  std::uint32_t slot = 0;         // kName: the pattern variable
  std::uint32_t first_field = 0;  // Resolution::patterns
};

struct ArmInfo {
  std::uint32_t pattern = 0;
  BlockSlots variables;
  BlockSlots body;
};

// A chant's code for this interpreter. Parameters have the first slots.
struct ChantBody : ChantCode {
  const Chant* chant = nullptr;
  Unit* unit = nullptr;
  std::uint32_t frame_size = 0;
  BlockSlots body;
  std::vector<CapturedFrom> captures;
  std::uint32_t param_count() const { return required + (rest ? 1 : 0); }
};

// FieldInfo::resolution indexes `types`.
struct FormCode : FormInfo {
  Unit* unit = nullptr;
  std::unordered_map<std::string_view, std::uint32_t> positions;  // fields by name
  std::vector<NameUse> types;
  std::vector<CapturedFrom> captures;
};

// `declared` is the definition, then the cases.
struct VariantCode : VariantInfo {
  std::vector<NameUse> declared;
};

struct GroveCode {
  std::uint32_t slot = 0;  // holds the Grove while its body runs
  std::uint32_t entry_count =
      0;  // names, then one for each offered name that is not the grove's own
  BlockSlots body;
};

// One name of an offer statement.
struct OfferCode {
  enum class To : std::uint8_t { kNobody, kFile, kGrove };
  To to = To::kNobody;
  NameUse name;
  NameUse grove;            // To::kGrove: where the Grove is found (kSlot or kCapture)
  std::uint32_t alias = 0;  // To::kGrove: the entry that stands for a variable outside the grove
};

struct Resolution {
  std::vector<NodeInfo> nodes;  // by NodeId
  std::vector<NameUse> uses;
  std::vector<NameUse> declared;
  std::vector<BlockSlots> blocks;
  std::vector<ArmInfo> arms;
  std::vector<PatternInfo> patterns;
  std::deque<ChantBody> chants;
  std::deque<FormCode> forms;
  std::deque<VariantCode> variants;
  std::vector<std::vector<std::uint32_t>> embodies;  // chants
  std::vector<GroveCode> groves;
  std::vector<OfferCode> offers;
  std::vector<bool> is_global;   // by Symbol: some name means the file's global
  std::uint32_t frame_size = 0;  // of the file's own statements
};

}  // namespace quicksilver

#endif  // QUICKSILVER_INTERPRETER_RESOLUTION_H_
