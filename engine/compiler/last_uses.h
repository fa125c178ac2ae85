#ifndef QUICKSILVER_COMPILER_LAST_USES_H_
#define QUICKSILVER_COMPILER_LAST_USES_H_

// Which reads of a local are its last: the value can be moved instead of copied, so that passing a
// list down and back never shares it.
//
// A backward liveness analysis over the syntax tree (Appel, "Modern Compiler Implementation",
// chapter 10), one chant at a time: a read is the last when no path from it reaches another read
// before a write. Considered are uncaptured locals of chants, outside attempt: there an error that
// follows cannot show that the variable has lost its value. Invariant: conservative: a read that is
// not marked may still be the last. It is wrong to mark a read of a variable that a closure or a
// handler could look at.

#include <cstdint>
#include <vector>

#include "engine/base/native_stack.h"
#include "engine/compiler/analysis.h"
#include "engine/syntax/ast.h"

namespace quicksilver {

class LastUses {
 public:
  // Begins with `program`: nothing is marked.
  void Start(const Ast& program);
  // Marks nothing.
  void Clear() { last_.clear(); }
  // Marks in the statement of the program's own block that has just been analysed.
  void Add(const Stmt& stmt, const Analysis& analysis, NativeStack& stack);

  bool IsLast(NodeId name) const { return name < last_.size() && last_[name]; }

 private:
  friend class LivenessWalk;
  std::vector<bool> last_;
  std::size_t variables_ = 0;  // of the statements so far
};

}  // namespace quicksilver

#endif  // QUICKSILVER_COMPILER_LAST_USES_H_
