#ifndef QUICKSILVER_VM_LINKED_MODULE_H_
#define QUICKSILVER_VM_LINKED_MODULE_H_

// A chunk made ready to run in one context: its constants as values, its functions with what a call
// needs in one place, and the variables of the file it belongs to.
//
// A file's variables (ModuleState) outlive the chunks of a session, each of which is linked to the
// same state. The constants are preceded by two hidden words, so that one register leads an
// instruction to all three. Invariant: closures of the heap point at LinkedFunctions, so a module
// lives until no closure of it is left. It is wrong to share a LinkedModule between contexts: the
// chunk is what they share.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/bytecode/chunk.h"
#include "engine/runtime/heap.h"
#include "engine/runtime/value.h"

namespace quicksilver {

class LinkedModule;

// What an instruction remembers about the last values it met.
struct InlineCache {
  const FormInfo* form = nullptr;  // GetField, GetMethod: where `index` is the field's place
  const void* receiver = nullptr;  // GetMethod: the kind of value (a form, a case, a type)
  std::uint64_t version = 0;       // GetMethod: of the method table
  const Value* method = nullptr;   // GetMethod: null: there is none, the field is meant
  std::uint32_t index = 0;  // CreateStruct: 1 if the literal gives `form` in declaration order
  bool is_number = false;   // SetElementField: the field's type
};

// What a step of a place into a field remembers: where the form that it met last has it.
struct PlaceStepCache {
  const FormInfo* form = nullptr;
  std::uint32_t index = 0;
  bool is_number = false;  // the field's type
};

inline constexpr std::uint32_t kNoFixedArity = 0xFFFF'FFFF;

// What a closure's `code` is in this engine.
struct LinkedFunction : ChantCode {
  const Word* code = nullptr;
  RawValue* constants = nullptr;
  std::uint32_t arity = kNoFixedArity;  // none with a rest parameter
  std::uint32_t frame_size = 0;
  std::uint32_t register_count = 0;
  std::uint32_t index = 0;
  const Function* function = nullptr;
  LinkedModule* module = nullptr;
  InlineCache* caches = nullptr;
};

inline const LinkedFunction& CodeOf(RawValue closure) {
  return *static_cast<const LinkedFunction*>(closure.as<Closure>()->code);
}

// A global's flags beyond kEntryMutable and kEntryVariant: nobody has defined it, it is a builtin.
inline constexpr std::uint8_t kEntryUntouchedBuiltin = 4;

// What a cell that should hold an entry's flags says. Bytecode from a file can put anything there;
// what is no flags permits nothing.
inline unsigned EntryFlags(RawValue flags) {
  const double number = flags.number();  // what is no number is a NaN
  return number >= 0 && number <= 0xFF ? static_cast<unsigned>(number) : 0;
}

// The variables of one file. Entry i has its value in slot 2 i of the globals' Cell and its flags
// in 2 i + 1.
class ModuleState {
 public:
  ModuleState(Heap& heap, std::string name, std::uint32_t index)
      : heap_(heap), name_(std::move(name)), index_(index) {}
  ~ModuleState() { Clear(); }
  ModuleState(const ModuleState&) = delete;
  ModuleState& operator=(const ModuleState&) = delete;

  const std::string& name() const { return name_; }
  std::uint32_t index() const { return index_; }
  // The Cell of the variables; made when first asked for if there are no names.
  Cell* Globals();
  // Its slots; null while there is none.
  RawValue* slots() const {
    return globals_.is_object() ? reinterpret_cast<RawValue*>(globals_.as<Cell>()->slots())
                                : nullptr;
  }

  // Gives every name an entry: entries that exist keep what they hold, new ones hold the builtin of
  // their name or nothing.
  void Extend(const std::vector<std::string>& names);
  // All entries as a fresh run finds them.
  void Restart(const std::vector<std::string>& names) {
    if (!names.empty() || globals_.is_object() || grove_.is_object()) RestartEntries(names);
  }
  // Lets go of all values.
  void Clear() {
    if (globals_.is_object() || grove_.is_object()) DropValues();
  }
  // The Grove of the file's top-level offers, called as the file without folder and extension.
  Grove* OwnGrove();

 private:
  void Fill(const std::vector<std::string>& names, std::size_t from);
  void RestartEntries(const std::vector<std::string>& names);
  void DropValues();

  Heap& heap_;
  std::string name_;
  std::uint32_t index_;
  Value globals_;
  Value grove_;
};

// The Cell that stands for a module's globals now: a session that grew left the one before behind,
// pointing from its first slot to a larger one. Only ever going on to larger ones, this ends
// whatever bytecode has put into the Cells.
Cell* CurrentGlobals(Cell* globals);

class LinkedModule {
 public:
  // Links `chunk` to the variables of its file, which has entries for the chunk's globals already.
  LinkedModule(const std::shared_ptr<const Chunk>& chunk, ModuleState& state, Heap& heap);
  ~LinkedModule() { DropConstants(); }
  LinkedModule(const LinkedModule&) = delete;
  LinkedModule& operator=(const LinkedModule&) = delete;

  const Chunk& chunk() const { return *chunk_; }
  const std::shared_ptr<const Chunk>& shared_chunk() const { return chunk_; }
  ModuleState& state() const { return *state_; }
  const LinkedFunction& function(std::uint32_t index) const { return functions_[index]; }
  // Function 0 as a closure. It captures nothing, so the module keeps it, off the heap.
  Value Program() {
    // Bytecode from a file may want captures all the same.
    const std::uint32_t captures = functions_[0].function->capture_count;
    if (captures != 0) [[unlikely]]
      return Value::Adopt(heap_.NewClosure(&functions_[0], captures));
    return Value::Share(&program_);
  }
  RawValue* constants() { return constants_; }
  // One for each step of place `index` of the chunk.
  PlaceStepCache* place_caches(std::uint32_t index) {
    return place_caches_ + place_caches_of_[index];
  }

  // Where instructions find the globals; after the state's Cell has changed.
  void PointAtGlobals() { constants_[-1].bits = reinterpret_cast<std::uintptr_t>(state_->slots()); }
  // The constant `index`, a Text, as a value that the module owns.
  RawValue TextConstant(std::uint32_t index);
  // Lets go of the texts; they are made again when needed.
  void DropConstants();

 private:
  static constexpr std::size_t kHidden = 2;

  std::shared_ptr<const Chunk> chunk_;
  ModuleState* state_;
  Heap& heap_;
  // All tables in one block: who runs small programs on fresh contexts pays for each by itself.
  std::unique_ptr<std::byte[]> block_;
  // Texts are made when first used; Unbound stands for those that are not made yet.
  RawValue* constants_;
  bool has_texts_ = false;
  LinkedFunction* functions_;
  PlaceStepCache* place_caches_;
  std::uint32_t* place_caches_of_;  // by place: where its caches begin
  Closure program_;
};

// From an instruction's constants to the module and its globals.
inline LinkedModule& ModuleOf(const RawValue* constants) {
  return *reinterpret_cast<LinkedModule*>(constants[-2].bits);
}
inline RawValue* GlobalsOf(const RawValue* constants) {
  return reinterpret_cast<RawValue*>(constants[-1].bits);
}

}  // namespace quicksilver

#endif  // QUICKSILVER_VM_LINKED_MODULE_H_
