#ifndef QUICKSILVER_PROPERTIES_GENERATORS_SCOPE_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_SCOPE_H_

// The variables that a program under construction has declared, and which of them a name means now.
//
// Invariant: mirrors the language's lexical scope: the innermost declaration of a name hides the
// others, a block's end brings back what its names meant before. What is known about a variable
// (type and facts) holds whenever it is read: whoever writes a `set` sees to it. It is wrong to
// keep an index across the end of the block that declared the variable.

#include <cstdint>
#include <vector>

#include "engine/syntax/ast.h"
#include "properties/generators/types.h"

namespace quicksilver::properties {

// What is known about a value beyond its type.
struct Facts {
  std::uint32_t size = 1;  // at most so many parts, at every depth: elements, code points, keys
  std::uint8_t least = 0;  // a List has at least so many elements, a Text so many code points
  std::uint8_t inner = 0;  // `least` of every item of a List and of every value of a Map
  std::uint8_t keys = 0;   // a Map has these keys of the pool, a bit each
  std::uint8_t most = static_cast<std::uint8_t>(kLargestSmall);  // a kSmall is at most this

  // Of a value that is one or the other.
  static Facts Either(const Facts& a, const Facts& b) {
    return {a.size > b.size ? a.size : b.size, a.least < b.least ? a.least : b.least,
            a.inner < b.inner ? a.inner : b.inner, static_cast<std::uint8_t>(a.keys & b.keys),
            a.most > b.most ? a.most : b.most};
  }
};

inline constexpr std::int32_t kNoChant = -1;

struct Variable {
  Symbol name = Symbol::kNone;
  TypeId type = TypeId::kOther;
  Facts facts = {};
  bool weave = false;
  bool settable = false;          // a weave that statements may set (a loop's counter is none)
  bool global = false;            // an entry of the file or of a grove: chants see later ones
  std::uint8_t function = 0;      // how many chants are around its declaration
  std::uint32_t multiplier = 1;   // how often its declaration runs in one call of that chant
  std::uint32_t base = 0;         // what is set is at most so large
  std::uint32_t reserve = 0;      // parts that growing statements may still add
  std::int32_t chant = kNoChant;  // index of what is known about a named chant
  bool constructor = false;       // of a variant: names no chant
};

class Scope {
 public:
  using Index = std::uint32_t;

  Scope() { variables_.reserve(64); }

  Index Declare(const Variable& variable);
  // The variables from here on are forgotten by Leave.
  Index Enter() const { return static_cast<Index>(variables_.size()); }
  void Leave(Index mark);

  Index count() const { return static_cast<Index>(variables_.size()); }
  const Variable& operator[](Index index) const { return variables_[index].variable; }
  Variable& At(Index index) { return variables_[index].variable; }
  // Whether its name means it.
  bool IsVisible(Index index) const {
    return newest_[static_cast<Index>(variables_[index].variable.name)] == index + 1;
  }
  // Whether the name is declared at all.
  bool IsDeclared(Symbol name) const {
    return static_cast<Index>(name) < newest_.size() && newest_[static_cast<Index>(name)] != 0;
  }
  // The variable that the name, which is declared, means.
  Index Find(Symbol name) const { return newest_[static_cast<Index>(name)] - 1; }

 private:
  struct Entry {
    Variable variable;
    Index hidden;  // what its name meant before, plus one
  };

  std::vector<Entry> variables_;
  std::vector<Index> newest_;  // by symbol: the innermost declaration, plus one; 0 for none
};

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_SCOPE_H_
