#ifndef QUICKSILVER_PROPERTIES_ORACLES_SCALING_H_
#define QUICKSILVER_PROPERTIES_ORACLES_SCALING_H_

// The ways in which a program can be made larger without end, one part of it at a time.
//
//   nest     a part inside itself: an expression in its operand's place, a statement in its block
//   repeat   a part after itself: a statement, an item, an argument, an entry with a new key
//   stretch  a text literal, a number
//
// Invariant: the text of a scaling is a function of the program's text and the factor alone, and
// its length grows linearly with the factor (with its logarithm for a number). Whether the text
// still is a program, and what it does, is for the caller to find out. It is wrong to expect the
// larger program to mean what the smaller one does.

#include <cstdint>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace quicksilver::properties {

class Scaling {
 public:
  // `nested Binary 1` (in the first operand), `repeated Set`, `longer Text`, `larger Number`;
  // unique in a program.
  const std::string& name() const { return name_; }
  // Whether the part is put inside itself.
  bool nests() const { return nests_; }
  // The program with the part `factor` times over.
  std::string Text(std::uint32_t factor) const;

 private:
  friend class ScalingFinder;

  std::string name_;
  // head open^n core close^n tail. kIndex in open or close is the number of the repetition.
  std::string head_, open_, core_, close_, tail_;
  bool nests_ = false;
  double number_ = 0;  // where not 0, the core is its product with the factor
};

// The first place of each kind of scaling in the program, in source order.
std::vector<Scaling> ScalingsOf(const Program& program);

}  // namespace quicksilver::properties

#endif  // QUICKSILVER_PROPERTIES_ORACLES_SCALING_H_
