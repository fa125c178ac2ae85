#ifndef QUICKSILVER_INTERPRETER_ENVIRONMENT_H_
#define QUICKSILVER_INTERPRETER_ENVIRONMENT_H_

// Where a running program's variables are: entries by name (a file's globals, a grove's names) and
// the frames of chants.
//
// An entry is two slots of a Cell: the value (Unbound until declared) and a mark that says how it
// was declared, because binding a global's name again replaces the entry, mark and all. A grove may
// also hold an alias: it offers a variable that is not its own. Invariant: entries never move;
// frame slots outside live frames hold Nothing. It is wrong to keep a NamedEntry beyond its Cell.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/runtime/heap.h"
#include "engine/runtime/value.h"

namespace quicksilver {

enum class Mark : std::uint8_t {
  kBuiltin,  // a builtin that nobody has declared anew
  kFixed,    // bind and everything else that cannot be set
  kWeave,
  kByVariant,  // made by variant, or gathered from such an entry
  kAlias,      // kAlias + s: the value is a Cell, whose slot s is the variable
};

class NamedEntry {
 public:
  static constexpr std::uint32_t kSlots = 2;

  NamedEntry() = default;
  explicit NamedEntry(Value* slots) : slots_(slots) {}
  NamedEntry(Cell* cell, std::uint32_t entry)
      : slots_(cell->slots() + std::size_t{entry} * kSlots) {}

  Value& value() const { return slots_[0]; }
  bool bound() const { return !slots_[0].is_unbound(); }
  bool is(Mark mark) const { return slots_[1].number() == static_cast<double>(mark); }
  void Define(Value value, Mark mark) const {
    slots_[0] = std::move(value);
    slots_[1] = Value::Number(static_cast<double>(mark));
  }
  void DefineAlias(Cell* cell, std::uint32_t slot) const;
  // The entry itself, or for an alias the variable's slot. `by_variant` tells of the variable's
  // mark.
  Value& Target(bool* by_variant = nullptr) const;

 private:
  Value* slots_ = nullptr;
};

// The globals of one file.
class Environment {
 public:
  explicit Environment(Heap& heap) : heap_(heap) {}

  // Gives each of `names` an entry; new ones are Unbound, or the builtin of that name.
  std::vector<NamedEntry> Link(const std::vector<std::string_view>& names);
  // The Cell and the slot in it where `entry`'s value is.
  struct Where {
    Cell* cell = nullptr;
    std::uint32_t slot = 0;
  };
  Where Find(NamedEntry entry) const;
  // The Cell of the globals that the first Link made.
  Value FirstCell() { return cells_.empty() ? Value::Adopt(heap_.NewCell(0)) : cells_.front(); }
  const std::unordered_map<std::string, NamedEntry>& entries() const { return entries_; }

 private:
  Heap& heap_;
  std::unordered_map<std::string, NamedEntry> entries_;
  std::vector<Value> cells_;  // one for each Link that added names
};

// The frames' slots, last in first out. Regions never move.
class FrameStack {
 public:
  static constexpr std::size_t kBudget = std::size_t{1} << 26;  // values; 512 MiB

  FrameStack();

  // `count` slots that hold Nothing; null when the budget is spent.
  Value* Push(std::size_t count) {
    if (count <= static_cast<std::size_t>(end_ - top_)) [[likely]] {
      Value* region = top_;
      top_ += count;
      return region;
    }
    return PushChunk(count);
  }
  // Gives back the last region, whose slots hold Nothing again.
  void Pop(Value* region) {
    top_ = region;
    if (region == begin_ && current_ != 0) [[unlikely]]
      PopChunk();
  }

 private:
  struct Chunk {
    std::unique_ptr<Value[]> values;
    std::size_t size = 0;
    Value* top = nullptr;  // while a later chunk is in use
  };

  Value* PushChunk(std::size_t count);
  void PopChunk();
  void Use(std::size_t chunk);

  std::vector<Chunk> chunks_;
  std::size_t current_ = 0;
  std::size_t total_ = 0;
  Value* begin_ = nullptr;
  Value* top_ = nullptr;
  Value* end_ = nullptr;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_INTERPRETER_ENVIRONMENT_H_
