#ifndef QUICKSILVER_SYNTAX_INTERNER_H_
#define QUICKSILVER_SYNTAX_INTERNER_H_

// Gives each distinct name of one Ast its Symbol.
//
// Invariant: after Start, symbols are dense from 0 in order of first appearance, and their texts
// lie in the arena that Start was given. The table itself is kept from one Start to the next, and a
// Start costs nothing: entries of earlier rounds are told apart by their round number.
// It is wrong to intern after the arena or the vector given to Start is gone.

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/base/arena.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

class Interner {
 public:
  Interner();

  void Start(Arena& arena, std::vector<std::string_view>& symbols);
  Symbol Intern(std::string_view name);

 private:
  struct Slot {
    std::uint32_t round = 0;  // never a round's number
    std::uint32_t hash = 0;
    std::uint32_t symbol = 0;
  };

  void Grow();

  std::vector<Slot> slots_;  // a power of two, at most half full
  std::uint32_t round_ = 0;
  Arena* arena_ = nullptr;
  std::vector<std::string_view>* symbols_ = nullptr;
};

}  // namespace quicksilver

#endif  // QUICKSILVER_SYNTAX_INTERNER_H_
