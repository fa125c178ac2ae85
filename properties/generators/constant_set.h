#ifndef QUICKSILVER_PROPERTIES_GENERATORS_CONSTANT_SET_H_
#define QUICKSILVER_PROPERTIES_GENERATORS_CONSTANT_SET_H_

// Constants that are easily taken for one another, in the order in which they are added to a pool.
//
// Many are made from one that came before: a number with one bit flipped or the sign changed, NaNs
// of different bits, the text of a number, a number whose bits look like a text's place, a text
// with a byte more, less or changed, composed and decomposed letters. Invariant: none; texts need
// not be UTF-8. It is wrong to expect the constants of a set to be distinct.

#include <cstdint>
#include <string>
#include <vector>

#include "properties/generators/choices.h"

namespace quicksilver::properties {

struct GeneratedConstant {
  bool is_text = false;
  std::uint64_t bits = 0;  // of a number
  std::string text;

  friend bool operator==(const GeneratedConstant&, const GeneratedConstant&) = default;
};

struct ConstantSet {
  std::vector<GeneratedConstant> constants;
  // The pool is cleared before this constant is added, if there is such a one.
  std::uint32_t clear_before = 0;
};

ConstantSet GenerateConstantSet(Choices& choices);

std::string Describe(const GeneratedConstant& constant);
std::string Describe(const ConstantSet& set);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_GENERATORS_CONSTANT_SET_H_
